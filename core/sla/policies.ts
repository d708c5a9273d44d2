// Policies: made, changed, ordered, removed; and kept at hand, because every change of a ticket asks for them.
import { createConditions, type Conditions } from '../conditions/conditions.ts';
import { notFound } from '../kernel/errors.ts';
import { checkPolicy } from './checking.ts';
import { policyConditions } from './conditions.ts';
import { policyColumns, policyFrom, type Row } from './rows.ts';
import type { Needs, Policy, Sla } from './shapes.ts';

/** The job that gives every open ticket its targets anew. */
export const REVIEW = 'sla.review';

/** In the surrounding transaction. One after the other: the last one has the last word. */
export async function reviewLater({ jobs }: Pick<Needs, 'jobs'>): Promise<void> {
  await jobs.add({ kind: REVIEW, payload: {}, orderKey: REVIEW });
}

export interface Policies extends Pick<
  Sla,
  'conditions' | 'policies' | 'policy' | 'create' | 'change' | 'order' | 'remove'
> {
  /** Those that hold, in order. */
  active(): Promise<Policy[]>;
}

export function createPolicies(needs: Needs): Policies {
  const conditions: Conditions = createConditions();
  conditions.offer(policyConditions(needs));
  const { active, changing } = createKnown(needs);
  return {
    conditions,
    policies: () => all(needs),
    policy: (id) => one(needs, id),
    active,
    ...changes(needs, conditions, changing),
  };
}

/** Everything a change of policies brings along, in one transaction. */
type Changing = <T>(work: () => Promise<T>) => Promise<T>;

/** Policies at hand, and what lets go of them. */
function createKnown(needs: Needs): Pick<Policies, 'active'> & { changing: Changing } {
  const { database } = needs;
  let known: Policy[] | null = null;
  // What is not committed yet may never be.
  let isChanging = false;
  const settled = () => {
    isChanging = false;
    known = null;
  };
  return {
    async active() {
      if (known) return known;
      const found = (await all(needs)).filter(({ active }) => active);
      if (!isChanging) known = found;
      return found;
    },
    changing: (work) =>
      database.write(async () => {
        isChanging = true;
        known = null;
        try {
          const result = await work();
          await reviewLater(needs);
          database.afterCommit(settled);
          return result;
        } catch (error) {
          settled();
          throw error;
        }
      }),
  };
}

function changes(
  needs: Needs,
  conditions: Conditions,
  changing: Changing,
): Pick<Sla, 'create' | 'change' | 'order' | 'remove'> {
  return {
    create: (policy) =>
      changing(async () => {
        const columns = policyColumns(await checkPolicy(policy, conditions));
        return (await one(needs, await insert(needs, columns)))!;
      }),
    change: (id, wanted) =>
      changing(async () => {
        const before = await one(needs, id);
        if (!before) throw notFound('sla_policy');
        await update(needs, id, policyColumns(await checkPolicy({ ...before, ...wanted }, conditions)));
        return (await one(needs, id))!;
      }),
    order: (ids) =>
      changing(async () => {
        for (const [position, id] of ids.entries()) await update(needs, id, { position });
      }),
    remove: (id) =>
      changing(async () => {
        if (!(await one(needs, id))) throw notFound('sla_policy');
        await needs.database.run('delete from sla_policy where id = ?', [id]);
      }),
  };
}

async function all({ database }: Needs): Promise<Policy[]> {
  return (await database.rows<Row>('select * from sla_policy order by position, id')).map(policyFrom);
}

async function one({ database }: Needs, id: number): Promise<Policy | null> {
  const row = await database.row<Row>('select * from sla_policy where id = ?', [id]);
  return row ? policyFrom(row) : null;
}

async function insert({ database, clock }: Needs, columns: Row): Promise<number> {
  const last = await database.row<{ last: number | null }>('select max(position) as last from sla_policy');
  const all = { ...columns, position: (last?.last ?? -1) + 1, created_at: clock.now() };
  const row = await database.row<{ id: number }>(
    `insert into sla_policy (${Object.keys(all).join(', ')}) values (${Object.keys(all)
      .map(() => '?')
      .join(', ')}) returning id`,
    Object.values(all),
  );
  return row!.id;
}

async function update({ database }: Needs, id: number, columns: Row): Promise<void> {
  const sets = Object.keys(columns).map((name) => `${name} = ?`);
  await database.run(`update sla_policy set ${sets.join(', ')} where id = ?`, [...Object.values(columns), id]);
}
