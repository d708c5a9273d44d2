// Skills and the rules about them, kept in the database.
import { toBoolean, toJson } from '../database/rows.ts';
import type { Events } from '../events/events.ts';
import type { Database } from '../database/database.ts';
import { invalid, notFound } from '../kernel/errors.ts';
import type { Clock } from '../kernel/clock.ts';
import { CONDITIONS, type NewSkillRule, type Skill, type SkillRule, type Skills } from './skill-shapes.ts';

interface Needs {
  database: Database;
  events: Pick<Events, 'add'>;
  clock: Clock;
}

type Keeping = Omit<Skills, 'neededBy' | 'decide' | 'setNeeded'>;

const NAME_LIMIT = 120;
const MOST_VALUES = 100;
const VALUE_LIMIT = 200;

export function createSkillKeeping(needs: Needs): Keeping {
  const { database, events } = needs;
  const keeping = { ...skillVerbs(needs), ...ruleVerbs(needs) };
  /** What waits for somebody may find them now: that is told in the same transaction. */
  const told = <Given extends unknown[], Done>(verb: (...given: Given) => Promise<Done>) => {
    return (...given: Given): Promise<Done> =>
      database.write(async () => {
        const done = await verb(...given);
        await events.add({ type: 'workspace.changed', actor: 'desk', data: { changed: ['skills'] } });
        return done;
      });
  };
  return {
    ...keeping,
    create: told(keeping.create),
    change: told(keeping.change),
    remove: told(keeping.remove),
    createRule: told(keeping.createRule),
    changeRule: told(keeping.changeRule),
    removeRule: told(keeping.removeRule),
  };
}

function skillVerbs({
  database,
  clock,
}: Needs): Pick<Keeping, 'any' | 'list' | 'get' | 'create' | 'change' | 'remove'> {
  const list = () => readSkills(database);
  return {
    any: async () => (await database.row('select 1 as here from skill limit 1')) !== undefined,
    list,
    get: async (id) => (await list()).find((one) => one.id === id) ?? null,
    create: (skill) =>
      database.write(async () => {
        const name = await freeName(database, skill.name, 0);
        const row = await database.row<{ id: number }>(
          'insert into skill (name, created_at) values (?, ?) returning id',
          [name, clock.now()],
        );
        await setHolders(database, row!.id, skill.userIds);
        return (await list()).find(({ id }) => id === row!.id)!;
      }),
    change: (id, skill) =>
      database.write(async () => {
        await known(database, 'skill', id);
        await database.run('update skill set name = ? where id = ?', [await freeName(database, skill.name, id), id]);
        await setHolders(database, id, skill.userIds);
      }),
    remove: (id) => database.run('delete from skill where id = ?', [id]),
  };
}

function ruleVerbs({ database, clock }: Needs): Pick<Keeping, 'rules' | 'createRule' | 'changeRule' | 'removeRule'> {
  return {
    rules: () => readRules(database),
    createRule: (rule) =>
      database.write(async () => {
        const { name, match, conditions, active } = await goodRule(database, rule);
        const row = await database.row<{ id: number }>(
          `insert into skill_rule (name, position, match, conditions, active, created_at)
           values (?, (select coalesce(max(position), 0) + 1 from skill_rule), ?, ?, ?, ?) returning id`,
          [name, match, JSON.stringify(conditions), active, clock.now()],
        );
        await setAsked(database, row!.id, rule.skillIds);
        return row!.id;
      }),
    changeRule: (id, rule) =>
      database.write(async () => {
        await known(database, 'skill_rule', id);
        const { name, match, conditions, active } = await goodRule(database, rule);
        const columns = [name, match, JSON.stringify(conditions), active, id];
        await database.run(
          'update skill_rule set name = ?, match = ?, conditions = ?, active = ? where id = ?',
          columns,
        );
        await setAsked(database, id, rule.skillIds);
      }),
    removeRule: (id) => database.run('delete from skill_rule where id = ?', [id]),
  };
}

async function known(database: Database, table: 'skill' | 'skill_rule', id: number): Promise<void> {
  if (!(await database.row(`select 1 as here from ${table} where id = ?`, [id]))) throw notFound(table);
}

async function readSkills(database: Database): Promise<Skill[]> {
  const rows = await database.rows<{ id: number; name: string }>('select id, name from skill order by name, id');
  const held = await database.rows<{ skill_id: number; user_id: number }>(
    'select skill_id, user_id from user_skill order by user_id',
  );
  return rows.map(({ id, name }) => ({
    id,
    name,
    userIds: held.filter((one) => one.skill_id === id).map((one) => one.user_id),
  }));
}

export async function readRules(database: Database): Promise<SkillRule[]> {
  const rows = await database.rows<Record<string, unknown>>('select * from skill_rule order by position, id');
  const asked = await database.rows<{ rule_id: number; skill_id: number }>(
    'select rule_id, skill_id from skill_rule_skill order by skill_id',
  );
  return rows.map((row) => ({
    id: row.id as number,
    name: row.name as string,
    match: row.match as SkillRule['match'],
    conditions: toJson(row.conditions),
    skillIds: asked.filter((one) => one.rule_id === row.id).map((one) => one.skill_id),
    active: toBoolean(row.active),
  }));
}

async function freeName(database: Database, wanted: string, id: number): Promise<string> {
  const name = wanted.replace(/\s+/g, ' ').trim();
  if (name === '') throw invalid({ name: 'wrong.empty' });
  if (name.length > NAME_LIMIT) throw invalid({ name: 'wrong.name' });
  const taken = (await readSkills(database)).some(
    (one) => one.id !== id && one.name.toLowerCase() === name.toLowerCase(),
  );
  if (taken) throw invalid({ name: 'wrong.name_taken' });
  return name;
}

async function setHolders(database: Database, skillId: number, userIds: number[]): Promise<void> {
  await database.run('delete from user_skill where skill_id = ?', [skillId]);
  await database.run(
    `insert into user_skill (user_id, skill_id) select id, ? from desk_user where id in (?) and status <> 'disabled'`,
    [skillId, userIds],
  );
}

async function setAsked(database: Database, ruleId: number, skillIds: number[]): Promise<void> {
  await database.run('delete from skill_rule_skill where rule_id = ?', [ruleId]);
  await database.run('insert into skill_rule_skill (rule_id, skill_id) select ?, id from skill where id in (?)', [
    ruleId,
    skillIds,
  ]);
}

/** Throws `invalid` with the fields of the form. */
async function goodRule(database: Database, rule: NewSkillRule): Promise<NewSkillRule> {
  const name = rule.name.replace(/\s+/g, ' ').trim();
  const wrong: Record<string, string> = {};
  if (name === '') wrong.name = 'wrong.empty';
  else if (name.length > NAME_LIMIT) wrong.name = 'wrong.name';
  const conditions = rule.conditions
    .filter(({ of }) => CONDITIONS.includes(of))
    .map(({ of, values }) => ({ of, values: cleanValues(values) }))
    .filter(({ values }) => values.length > 0);
  if (conditions.length === 0) wrong.words = 'wrong.no_condition';
  const found = await database.rows('select id from skill where id in (?)', [rule.skillIds]);
  if (found.length === 0) wrong.skills = 'wrong.choice';
  if (conditions.some(({ of, values }) => of === 'property' && values.some((value) => !/^[^=]+=./.test(value))))
    wrong.property = 'wrong.property_condition';
  if (Object.keys(wrong).length > 0) throw invalid(wrong);
  return { ...rule, name, match: rule.match === 'any' ? 'any' : 'all', conditions };
}

function cleanValues(values: string[]): string[] {
  const cleaned = values.map((value) => value.trim().slice(0, VALUE_LIMIT)).filter(Boolean);
  return [...new Set(cleaned)].slice(0, MOST_VALUES);
}
