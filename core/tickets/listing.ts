// Tickets read: one with its names, a table in order from an index, what is linked, the timeline.
import { contactTitle, namelessFrom } from '../database/calling.ts';
import { toDate } from '../database/rows.ts';
import { timelineLines } from '../database/timeline.ts';
import { isByDue } from './due.ts';
import { filtersOf, placeIn } from './filters.ts';
import { ticketFrom, ticketsOfConversation, ticketById, type Row } from './rows.ts';
import {
  STAGE_KINDS,
  type Needs,
  type StageKind,
  type Ticket,
  type TicketConversation,
  type TicketQuery,
  type TicketView,
} from './shapes.ts';
import type { Tickets } from './verbs.ts';

type Part = Pick<
  Tickets,
  'get' | 'byNumber' | 'view' | 'ofConversation' | 'conversations' | 'linked' | 'history' | 'list'
>;

const MOST = 200;

export function createListing(needs: Needs): Part {
  const { database } = needs;
  const view = async (id: number) => (await views(needs, [id]))[0] ?? null;
  return {
    view,
    get: (id) => ticketById(database, id),
    async byNumber(number) {
      const ticket = await numbered(needs, number);
      return ticket?.deletedAt ? null : ticket;
    },
    async ofConversation(conversationId, sees = () => true) {
      const ticket = (await ticketsOfConversation(database, conversationId)).find(sees);
      return ticket ? view(ticket.id) : null;
    },
    conversations: (ticketId) => conversations(needs, ticketId),
    async linked(ticketId, { inboxIds, withheldIds }) {
      const rows = await database.rows<{ id: number }>(
        `select other_id as id from ticket_link where ticket_id = ? union all select ticket_id from ticket_link where other_id = ?`,
        [ticketId, ticketId],
      );
      const found = await views(
        needs,
        rows.map(({ id }) => id),
      );
      const seen = found.filter(
        ({ inboxId, pipelineId }) =>
          (inboxIds === null || inboxId === null || inboxIds.includes(inboxId)) && !withheldIds.includes(pipelineId),
      );
      return seen.filter(({ deletedAt }) => !deletedAt).toSorted((one, other) => other.number - one.number);
    },
    history: (ticketId, options) => history(needs, ticketId, options),
    list: (query) => list(needs, query),
  };
}

/** Kinds of lines that name another ticket. */
const NAMES_OTHERS = new Set(['ticket linked', 'ticket unlinked', 'merged', 'merged into']);

async function history(
  needs: Needs,
  ticketId: number,
  { before = Number.MAX_SAFE_INTEGER, limit = 50, sees }: Parameters<Tickets['history']>[1] = {},
): ReturnType<Tickets['history']> {
  const where = { where: 'line.id < ?', params: [before], limit };
  const lines = await timelineLines(needs.database, 'ticket', ticketId, where);
  if (!sees) return lines;
  const shown: typeof lines = [];
  for (const line of lines) {
    const other = NAMES_OTHERS.has(line.kind) ? await numbered(needs, Number(line.detail.number)) : null;
    if (!other || sees(other)) shown.push(line);
  }
  return shown;
}

/** Leads on to the one it was merged into; deleted ones too. */
async function numbered({ database }: Needs, number: number): Promise<Ticket | null> {
  const row = await database.row<Row>('select * from ticket where number = ?', [number]);
  let ticket = row ? ticketFrom(row) : null;
  while (ticket?.mergedIntoId) ticket = await ticketById(database, ticket.mergedIntoId);
  return ticket;
}

export async function views(needs: Needs, ids: number[]): Promise<TicketView[]> {
  if (ids.length === 0) return [];
  const rows = await needs.database.rows<Row>(
    `select ticket.*, pipeline.name as pipeline_name, stage.name as stage_name, desk_user.name as owner_name, team.name as team_name,
       contact.public_id as contact_public_id,
       ${contactTitle('contact')} as contact_name, ${namelessFrom('contact')} as nameless_from
     from ticket join pipeline on pipeline.id = ticket.pipeline_id join stage on stage.id = ticket.stage_id
     left join desk_user on desk_user.id = ticket.owner_id left join team on team.id = ticket.team_id
     left join contact on contact.id = ticket.contact_id where ticket.id in (?)`,
    [ids],
  );
  const values = await needs.properties.values.of('ticket', ids);
  const byId = new Map(rows.map((row) => [row.id as number, viewFrom(row, values.get(row.id as number)!)]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

function viewFrom(row: Row, properties: TicketView['properties']): TicketView {
  const ticket = ticketFrom(row);
  const named = (id: number | null, name: unknown) => (id === null ? null : { id, name: name as string });
  return {
    ...ticket,
    pipeline: { id: ticket.pipelineId, name: row.pipeline_name as string },
    stage: { id: ticket.stageId, name: row.stage_name as string, kind: ticket.stageKind },
    owner: named(ticket.ownerId, row.owner_name),
    team: named(ticket.teamId, row.team_name),
    contact:
      ticket.contactId === null
        ? null
        : {
            id: ticket.contactId,
            publicId: row.contact_public_id as string,
            name: row.contact_name as string,
            namelessFrom: row.nameless_from as string | null,
          },
    properties,
  };
}

async function conversations({ database }: Needs, ticketId: number): Promise<TicketConversation[]> {
  const rows = await database.rows<Row>(
    `select conversation.*, channel_account.channel from ticket_conversation
     join conversation on conversation.id = conversation_id left join channel_account on channel_account.id = conversation.account_id
     where ticket_id = ? and conversation.place <> 'merged' order by linked_at, conversation.id`,
    [ticketId],
  );
  return rows.map((row) => ({
    id: row.id as number,
    publicId: row.public_id as string,
    inboxId: row.inbox_id as number,
    channel: row.channel as string | null,
    subject: row.subject as string,
    snippet: row.snippet as string,
    status: row.status as string,
    place: row.place as string,
    lastMessageAt: toDate(row.last_message_at),
  }));
}

const SORTED_BY = { changed: 'changed_at', number: 'number', priority: 'priority', due: 'due' } as const;

interface Place {
  id: number;
  sorted: number;
}

async function list(needs: Needs, query: TicketQuery) {
  const limit = Math.min(query.limit, MOST);
  const places = await needs.database.rows<Place>(...(await pageOf(needs, query, limit + 1)));
  const shown = places.slice(0, limit);
  const rows = await views(
    needs,
    shown.map(({ id }) => id),
  );
  const last = shown.at(-1);
  return { rows, next: places.length > limit && last ? `${last.sorted}-${last.id}` : null };
}

/** Each kind of stage is a stretch of its own of an index, so that none is sorted. */
async function pageOf(needs: Needs, query: TicketQuery, most: number): Promise<[string, unknown[]]> {
  const sort = isByDue(query) ? '-due' : (query.sort ?? 'changed');
  const rising = sort.startsWith('-');
  const column = SORTED_BY[sort.replace('-', '') as keyof typeof SORTED_BY];
  const filters = await filtersOf(needs, query);
  if (query.stageId) filters.push({ sql: 'stage_id = ?', params: [query.stageId] });
  if (query.after) filters.push({ sql: `(${column}, id) ${rising ? '>' : '<'} (?, ?)`, params: placeIn(query.after) });
  const state = query.state ?? 'active';
  const kinds: StageKind[] = state === 'active' ? ['open', 'waiting'] : state === 'all' ? STAGE_KINDS : [state];
  const order = rising ? 'sorted, id' : 'sorted desc, id desc';
  const stretches = kinds.map((kind) => {
    const all = [{ sql: 'stage_kind = ?', params: [kind] }, ...filters];
    return {
      sql: `select id, ${column} as sorted from ticket where ${all.map(({ sql }) => sql).join(' and ')} order by ${order} limit ?`,
      params: [...all.flatMap(({ params }) => params), most],
    };
  });
  if (stretches.length === 1) return [stretches[0]!.sql, stretches[0]!.params];
  const sql = stretches.map((one) => `select * from (${one.sql})`).join(' union all ');
  return [`${sql} order by ${order} limit ?`, [...stretches.flatMap(({ params }) => params), most]];
}
