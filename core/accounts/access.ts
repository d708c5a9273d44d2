// Which inboxes a person sees and answers in (WS-7): from membership rows to the lists a viewer carries.
import type { Database } from '../database/database.ts';
import { toBoolean, toNumber } from '../database/rows.ts';
import { rolesWith } from './role-rows.ts';

export interface InboxAccess {
  inboxIds: number[] | 'all';
  answerInboxIds: number[] | 'all';
}

/** A membership row that applies to the person: their own, or one of their teams'. */
interface Membership {
  own: boolean;
  mayAnswer: boolean;
}

/**
 * Without a row an open inbox is everybody's and a restricted one nobody's.
 * A person's own row decides before the rows of teams; among teams the most generous does.
 */
export function accessTo(restricted: boolean, memberships: Membership[]): { sees: boolean; answers: boolean } {
  if (memberships.length === 0) return { sees: !restricted, answers: !restricted };
  const own = memberships.filter((one) => one.own);
  return { sees: true, answers: (own.length > 0 ? own : memberships).some((one) => one.mayAnswer) };
}

/** `everywhere`: whoever holds `inbox.all` needs no membership. */
export async function inboxAccessOf(database: Database, userId: number, everywhere: boolean): Promise<InboxAccess> {
  if (everywhere) return { inboxIds: 'all', answerInboxIds: 'all' };
  const rows = await database.rows<Record<string, unknown>>(
    `select i.id, i.restricted, m.id as member, m.user_id, m.may_answer from inbox i
     left join inbox_member m on m.inbox_id = i.id
       and (m.user_id = ? or m.team_id in (select team_id from team_member where user_id = ?)) order by i.id`,
    [userId, userId],
  );
  const inboxes = new Map<number, { restricted: boolean; memberships: Membership[] }>();
  for (const row of rows) {
    const inbox = inboxes.get(toNumber(row.id)) ?? { restricted: toBoolean(row.restricted), memberships: [] };
    inboxes.set(toNumber(row.id), inbox);
    if (row.member !== null)
      inbox.memberships.push({ own: row.user_id !== null, mayAnswer: toBoolean(row.may_answer) });
  }
  const all = [...inboxes].map(([id, inbox]) => ({ id, ...accessTo(inbox.restricted, inbox.memberships) }));
  const idsOf = (list: typeof all) => (list.length === all.length ? 'all' : list.map(({ id }) => id));
  return {
    inboxIds: idsOf(all.filter(({ sees }) => sees)),
    answerInboxIds: idsOf(all.filter(({ answers }) => answers)),
  };
}

/** The active users who see (or answer in) one inbox, by id. */
export async function usersWithAccess(database: Database, inboxId: number, to: 'see' | 'answer'): Promise<Set<number>> {
  const inbox = await database.row<{ restricted: unknown }>('select restricted from inbox where id = ?', [inboxId]);
  if (!inbox) return new Set();
  const rows = await database.rows<Record<string, unknown>>(
    `select u.id, u.role, m.id as member, m.user_id, m.may_answer from desk_user u
     left join inbox_member m on m.inbox_id = ?
       and (m.user_id = u.id or m.team_id in (select team_id from team_member where user_id = u.id))
     where u.status = 'active'`,
    [inboxId],
  );
  const everywhere = await rolesWith(database, 'inbox.all');
  const memberships = new Map<number, Membership[]>();
  const found = new Set<number>();
  for (const row of rows) {
    const id = toNumber(row.id);
    if (everywhere.includes(String(row.role))) found.add(id);
    const list = memberships.get(id) ?? [];
    memberships.set(id, list);
    if (row.member !== null) list.push({ own: row.user_id !== null, mayAnswer: toBoolean(row.may_answer) });
  }
  for (const [id, list] of memberships) {
    const access = accessTo(toBoolean(inbox.restricted), list);
    if (to === 'see' ? access.sees : access.answers) found.add(id);
  }
  return found;
}
