// Inboxes in the database: made, changed, put away; who sees them and who may answer there.
import { insert, patch } from '../database/columns.ts';
import { toBoolean, toDate, toDateOrNull, toJson } from '../database/rows.ts';
import type { Actor } from '../events/events.ts';
import { invalid, notFound } from '../kernel/errors.ts';
import { publicId } from '../kernel/ids.ts';
import { createSenderRules } from './sender-rules.ts';
import type { Row } from './rows.ts';
import type { Needs } from './shapes.ts';
import type { InboxFacts, Inboxes, Member } from './inboxes.ts';

const NAME_LIMIT = 80;

export function createInboxes(needs: Needs): Inboxes {
  const { database } = needs;
  const get = async (sql: string, params: unknown[]) =>
    (await database.rows<Row>(sql, params)).map(inboxFrom)[0] ?? null;
  const change: Inboxes['change'] = (id, changes, actor) =>
    database.write(() => changeInbox(needs, id, changes, actor));
  return {
    change,
    get: (id) => get('select * from inbox where id = ?', [id]),
    byPublicId: (publicId) => get('select * from inbox where public_id = ?', [publicId]),
    create: (inbox) => database.write(() => create(needs, inbox)),
    async list({ archived = false } = {}) {
      const which = archived ? '' : 'where archived_at is null';
      return (await database.rows<Row>(`select * from inbox ${which} order by position, id`)).map(inboxFrom);
    },
    rename: (id, name, actor) => change(id, { name }, actor),
    archive: (id, actor) => shelve(needs, id, needs.clock.now(), actor),
    unarchive: (id, actor) => shelve(needs, id, null, actor),
    members: (id) => members(needs, id),
    setMembers: (id, people, actor) =>
      database.write(async () => {
        await writeMembers(needs, id, people);
        await told(needs, id, actor, { members: true });
      }),
    visibleTo: (userId, teamIds, seesAll) => reachable(needs, userId, teamIds, (one) => seesAll || maySee(one)),
    answerableBy: (userId, teamIds, seesAll) => reachable(needs, userId, teamIds, (one) => seesAll || mayAnswer(one)),
    ...createSenderRules(needs),
  };
}

function shelve(needs: Needs, id: number, at: Date | null, actor: Actor): Promise<void> {
  return needs.database.write(async () => {
    await patch(needs.database, 'inbox', id, { archived_at: at });
    await told(needs, id, actor, { archived: at !== null });
  });
}

function inboxFrom(row: Row): InboxFacts {
  return {
    id: row.id as number,
    publicId: row.public_id as string,
    name: row.name as string,
    kind: row.kind as InboxFacts['kind'],
    icon: row.icon as string,
    position: row.position as number,
    restricted: toBoolean(row.restricted),
    settings: toJson(row.settings),
    createdAt: toDate(row.created_at),
    archivedAt: toDateOrNull(row.archived_at),
  };
}

async function create(needs: Needs, inbox: Parameters<Inboxes['create']>[0]): Promise<InboxFacts> {
  const last = await needs.database.row<{ last: number | null }>('select max(position) as last from inbox');
  const id = await insert(needs.database, 'inbox', {
    public_id: publicId(),
    name: goodName(inbox.name),
    kind: inbox.kind ?? 'inbox',
    icon: inbox.icon ?? 'inbox',
    position: (last?.last ?? 0) + 1,
    restricted: inbox.restricted ?? false,
    settings: '{}',
    created_at: needs.clock.now(),
  });
  await writeMembers(needs, id, inbox.members ?? []);
  await told(needs, id, inbox.actor, { created: true });
  return (await createInboxes(needs).get(id))!;
}

async function changeInbox(
  needs: Needs,
  id: number,
  changes: Parameters<Inboxes['change']>[1],
  actor: Actor,
): Promise<InboxFacts> {
  const inbox = await createInboxes(needs).get(id);
  if (!inbox) throw notFound('inbox');
  await patch(needs.database, 'inbox', id, {
    ...(changes.name !== undefined && { name: goodName(changes.name) }),
    ...(changes.icon !== undefined && { icon: changes.icon }),
    ...(changes.kind !== undefined && { kind: changes.kind }),
    ...(changes.position !== undefined && { position: changes.position }),
    ...(changes.restricted !== undefined && { restricted: changes.restricted }),
    ...(changes.settings !== undefined && { settings: JSON.stringify(changes.settings) }),
  });
  await told(needs, id, actor, { changed: Object.keys(changes) });
  return (await createInboxes(needs).get(id))!;
}

function goodName(wanted: string): string {
  const name = wanted.replace(/\s+/g, ' ').trim();
  if (name === '') throw invalid({ name: 'wrong.empty' });
  if (name.length > NAME_LIMIT) throw invalid({ name: 'wrong.inbox_name' });
  return name;
}

async function told(needs: Needs, inboxId: number, actor: Actor, data: Row): Promise<void> {
  await needs.events.add({ type: 'inbox.changed', actor, inboxId, data });
}

async function members(needs: Needs, id: number): Promise<Member[]> {
  const rows = await needs.database.rows<Row>(
    `select inbox_member.*, coalesce(desk_user.name, team.name) as name from inbox_member
     left join desk_user on desk_user.id = inbox_member.user_id left join team on team.id = inbox_member.team_id
     where inbox_id = ? order by inbox_member.team_id is null, name, inbox_member.id`,
    [id],
  );
  return rows.map((row) => ({
    userId: row.user_id as number | null,
    teamId: row.team_id as number | null,
    name: row.name as string,
    mayAnswer: toBoolean(row.may_answer),
  }));
}

async function writeMembers(needs: Needs, id: number, people: Parameters<Inboxes['setMembers']>[1]): Promise<void> {
  await needs.database.run('delete from inbox_member where inbox_id = ?', [id]);
  for (const one of people) {
    if ((one.userId === undefined) === (one.teamId === undefined)) throw invalid({ members: 'wrong.choice' });
    await needs.database.run('insert into inbox_member (inbox_id, user_id, team_id, may_answer) values (?, ?, ?, ?)', [
      id,
      one.userId ?? null,
      one.teamId ?? null,
      one.mayAnswer ?? true,
    ]);
  }
}

/** How a person stands to an inbox; `answers` is null without a membership, the person's own counts before a team's. */
interface Standing {
  restricted: boolean;
  answers: boolean | null;
}

function maySee({ restricted, answers }: Standing): boolean {
  return !restricted || answers !== null;
}

function mayAnswer({ restricted, answers }: Standing): boolean {
  return answers ?? !restricted;
}

async function reachable(
  needs: Needs,
  userId: number,
  teamIds: number[],
  wanted: (standing: Standing) => boolean,
): Promise<number[]> {
  const rows = await needs.database.rows<Row>(
    `select inbox.id, inbox.restricted,
       coalesce((select max(may_answer) from inbox_member where inbox_id = inbox.id and user_id = ?),
                (select max(may_answer) from inbox_member where inbox_id = inbox.id and team_id in (?))) as answers
     from inbox where archived_at is null order by position, id`,
    [userId, teamIds],
  );
  return rows
    .filter((row) =>
      wanted({ restricted: toBoolean(row.restricted), answers: row.answers === null ? null : toBoolean(row.answers) }),
    )
    .map((row) => row.id as number);
}
