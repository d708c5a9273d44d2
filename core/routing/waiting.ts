// Conversations that wait for somebody are handed out when somebody comes or has room again: oldest first, one by one (CH-4, TK-3).
import type { RoutingSettings } from '../database/entities/inbox.ts';
import { toJson } from '../database/rows.ts';
import type { Events, ToldEvent } from '../events/events.ts';
import { coalescedJob, type Jobs } from '../jobs/jobs.ts';
import { handOutAgain, type HandingRooms } from './handing.ts';

export interface WaitingRooms extends HandingRooms {
  events: Pick<Events, 'follow'>;
  jobs: Pick<Jobs, 'add' | 'handle'>;
}

const KIND = 'routing.waiting';
/** As the timetable names it: one after the other, whoever asked for it. */
const ORDER = `repeated:${KIND}`;

/** Looked at in one go; the rest waits for the next time somebody has room. */
const MOST = 500;
const PAGE = 50;

/** As the index has it. */
const WAITS = `unrouted_since is not null and owner_id is null and team_id is null and bot_since is null
  and status = 'open' and place = 'inbox'`;

/** From now on, whatever gives somebody room makes a job of it, within the same transaction. */
export function handOutWaiting(rooms: WaitingRooms): void {
  const { database, events } = rooms;
  const ask = coalescedJob(rooms, { kind: KIND, orderKey: ORDER }, () => handOutAll(rooms));
  events.follow(async (event) => {
    if (!givesRoom(event)) return;
    if (await database.row(`select 1 as here from conversation where ${WAITS} limit 1`)) await ask();
  });
}

/** Settings for everybody by which somebody may take more, or other things (TK-3). */
const ROOM_GIVING = ['conversationLimit', 'ticketLimit', 'skills'];

function givesRoom({ type, data }: ToldEvent): boolean {
  switch (type) {
    case 'user.changed':
      return data.available !== false && data.onCall !== true;
    case 'workspace.changed':
      return ROOM_GIVING.some((name) => (data.changed as string[]).includes(name));
    case 'conversation.assigned':
      return (data.was as { userId: number | null } | undefined)?.userId != null;
    case 'conversation.closed':
    case 'conversation.snoozed':
    case 'conversation.merged':
    case 'ticket.changed':
    case 'ticket.merged':
    case 'ticket.deleted':
    case 'account.changed':
      return true;
    case 'conversation.changed':
      return data.place !== undefined || data.happening === 'needs_skills' || data.happening === 'needs_no_skills';
    default:
      return false;
  }
}

interface WaitingRow {
  id: number;
  unrouted_since: number;
  account_id: number;
}

async function handOutAll(rooms: WaitingRooms): Promise<void> {
  const hopeless = new Set<number>();
  let after: [number, number] = [0, 0];
  for (let seen = 0; seen < MOST; seen += PAGE) {
    const page = await rooms.database.rows<WaitingRow>(
      `select id, unrouted_since, account_id from conversation where ${WAITS} and (unrouted_since, id) > (?, ?)
       order by unrouted_since, id limit ${PAGE}`,
      after,
    );
    for (const row of page) if (!hopeless.has(row.account_id)) await handOutOne(rooms, row, hopeless);
    const last = page.at(-1);
    if (!last || page.length < PAGE) return;
    after = [last.unrouted_since, last.id];
  }
}

/** A transaction of its own, so that nothing else waits for all of them. */
async function handOutOne(rooms: WaitingRooms, { id, account_id }: WaitingRow, hopeless: Set<number>): Promise<void> {
  const { database } = rooms;
  await database.write(async () => {
    const row = await database.row<{ contact_id: number | null; inbox_id: number; routing: unknown }>(
      `select conversation.contact_id, conversation.inbox_id, channel_account.routing from conversation
       join channel_account on channel_account.id = conversation.account_id where conversation.id = ? and ${WAITS}`,
      [id],
    );
    if (!row) return;
    const routing = toJson<RoutingSettings>(row.routing);
    const account = { id: account_id, inboxId: row.inbox_id, routing };
    const { userId, decision } = await handOutAgain(rooms, account, { id, contactId: row.contact_id });
    // Routing was turned off since.
    if (!decision) await database.run('update conversation set unrouted_since = null where id = ?', [id]);
    else if (userId === null && decision.by !== 'owner' && decision.skills.length === 0) hopeless.add(account_id);
  });
}
