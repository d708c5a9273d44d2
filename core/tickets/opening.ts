// Opening tickets: by hand, by a program, and out of new conversations (WS-4, CH-5, CH-7).
import { reason } from '../contract/reason.ts';
import type { TicketHints } from '../contract/ticket.ts';
import { insert } from '../database/columns.ts';
import { toBoolean, toJson } from '../database/rows.ts';
import type { TicketDefaults } from '../database/entities/inbox.ts';
import { conflict, invalid } from '../kernel/errors.ts';
import type { PropertyValues } from '../properties/properties.ts';
import { addLine, tellTicket } from './acting.ts';
import { answered, readHints } from './answering.ts';
import { goodTicketName, ticketNameFrom } from './changing.ts';
import { demandSeer, nameOf, seesTickets } from './owning.ts';
import { firstAnswer } from './first-response.ts';
import { beginningFor } from './pipelines.ts';
import { ticketById, ticketOfConversation, ticketsOfConversation, type Row } from './rows.ts';
import { PRIORITIES, type Needs, type NewTicket, type Sees, type Ticket } from './shapes.ts';
import type { Tickets } from './verbs.ts';

export function createOpening(needs: Needs): Pick<Tickets, 'open' | 'fromConversation'> {
  const { database } = needs;
  return {
    open: (ticket) => database.write(() => open(needs, ticket)),
    fromConversation: (id, hints) => database.write(() => fromConversation(needs, id, hints)),
  };
}

async function open(needs: Needs, wanted: NewTicket): Promise<Ticket> {
  const { database, clock, properties } = needs;
  const { pipeline, stage } = await beginningFor(needs, wanted);
  await demandSeer(needs, wanted.ownerId, pipeline.id);
  const priority = PRIORITIES.indexOf(wanted.priority ?? 'none');
  if (priority === -1) throw invalid({ priority: 'wrong.choice' });
  const values = await properties.values.check('ticket', wanted.properties ?? {});
  const last = await database.row<{ last: number | null }>('select max(number) as last from ticket');
  const now = clock.now();
  const id = await insert(database, 'ticket', {
    ...{ number: (last?.last ?? 0) + 1, name: goodTicketName(wanted.name), priority, source: wanted.source },
    description: (wanted.description ?? '').trim().slice(0, 50_000),
    ...{ pipeline_id: pipeline.id, stage_id: stage.id, stage_kind: stage.kind },
    ...{ owner_id: wanted.ownerId ?? null, team_id: wanted.teamId ?? null, owner_follows: wanted.ownerFollows ?? true },
    ...{ inbox_id: wanted.inboxId ?? null, account_id: wanted.accountId ?? null, contact_id: wanted.contactId ?? null },
    ...{ created_at: now, changed_at: now, closed_at: stage.kind === 'closed' ? now : null },
    ...{ place: now.getTime(), first_response_at: wanted.firstResponseAt ?? null },
  });
  await properties.values.set('ticket', id, values);
  await addLine(needs, id, wanted.actor, 'opened', { source: wanted.source });
  for (const conversationId of wanted.conversationIds ?? []) await take(needs, id, conversationId, wanted.sees);
  await tellTicket(needs, 'ticket.created', id, wanted.actor);
  return (await ticketById(database, id))!;
}

/** Of those that one sees a conversation has one ticket: a deleted one gives way, of one that is kept nothing changes. */
export async function take(
  needs: Needs,
  ticketId: number,
  conversationId: number,
  sees: Sees = () => true,
): Promise<void> {
  const { database, clock } = needs;
  const others = await ticketsOfConversation(database, conversationId);
  if (others.some(sees)) throw conflict('has_ticket', 'This conversation has a ticket already.');
  await leaveDeleted(needs, conversationId);
  await database.run('insert into ticket_conversation (conversation_id, ticket_id, linked_at) values (?, ?, ?)', [
    conversationId,
    ticketId,
    clock.now(),
  ]);
  // So that whoever sees both finds the way.
  for (const other of others) await connect(needs, ticketId, other.id);
}

export async function leaveDeleted({ database }: Needs, conversationId: number): Promise<void> {
  await database.run(
    `delete from ticket_conversation where conversation_id = ?
       and exists (select 1 from ticket where ticket.id = ticket_id and deleted_at is not null)`,
    [conversationId],
  );
}

/** The smaller id first, so that two are linked once. */
export function pair(one: number, other: number): [number, number] {
  return one < other ? [one, other] : [other, one];
}

export async function connect({ database, clock }: Needs, id: number, otherId: number): Promise<void> {
  await database.run(
    'insert into ticket_link (ticket_id, other_id, linked_at) values (?, ?, ?) on conflict do nothing',
    [...pair(id, otherId), clock.now()],
  );
}

interface Begun {
  conversationId: number;
  contactId: number | null;
  inboxId: number;
  accountId: number;
  ownerId: number | null;
  teamId: number | null;
  channel: string;
  /** A call is one only once it is over: who took it has answered by then. */
  firstResponseAt: Date | null;
  defaults: TicketDefaults;
  words: string;
}

async function fromConversation(
  needs: Needs,
  conversationId: number,
  given: TicketHints | undefined,
): Promise<Ticket | null> {
  const begun = await begunWith(needs, conversationId);
  if (!begun || (await ticketOfConversation(needs.database, conversationId))) return null;
  if (await isFull(needs, begun)) return null;
  const { defaults } = begun;
  const hints = given ?? (await hintsOf(needs, conversationId));
  const said = await readHints(needs, hints.properties ?? {});
  const { unseeing, ...owner } = await ownerFor(needs, begun);
  const made = await open(needs, {
    name: hints.name?.trim() || begun.words || begun.channel,
    description: hints.description,
    pipelineId: defaults.pipelineId,
    stageId: defaults.stageId,
    priority: PRIORITIES[defaults.priority ?? 0],
    ...owner,
    source: begun.channel,
    inboxId: begun.inboxId,
    accountId: begun.accountId,
    contactId: begun.contactId,
    conversationIds: [conversationId],
    firstResponseAt: begun.firstResponseAt,
    properties: { ...(await stillValid(needs, defaults.properties ?? {})), ...said.fit },
    actor: 'desk',
  });
  if (unseeing) await addLine(needs, made.id, 'desk', 'owner kept', { is: await nameOf(needs, unseeing) });
  const collected = { ...(await needs.ports.collected(conversationId)), ...said.others };
  for (const [property, value] of Object.entries(collected)) await answered(needs, made, property, value);
  return made;
}

/** `unseeing`: who would have it and does not see it where it begins. */
async function ownerFor(
  needs: Needs,
  { defaults, ownerId, teamId }: Begun,
): Promise<Required<Pick<NewTicket, 'ownerId' | 'teamId' | 'ownerFollows'>> & { unseeing?: number | null }> {
  const ownerFollows = (defaults.owner ?? 'conversation') === 'conversation';
  const [, kind, id] = /^(user|team):(\d+)$/.exec(defaults.owner ?? '') ?? [];
  const meant = ownerFollows
    ? { ownerId, teamId }
    : await there(needs, kind === 'team' ? 'team' : 'desk_user', Number(id ?? 0));
  const { pipeline } = await beginningFor(needs, defaults);
  const sees = meant.ownerId === null || (await seesTickets(needs, meant.ownerId, pipeline.id));
  return sees ? { ...meant, ownerFollows } : { ...meant, ownerId: null, ownerFollows, unseeing: meant.ownerId };
}

/** As they came with the message that began it. */
async function hintsOf({ database }: Needs, conversationId: number): Promise<TicketHints> {
  const sql = `select details from message where conversation_id = ? and kind = 'message' order by id limit 1`;
  const row = await database.row<{ details: unknown }>(sql, [conversationId]);
  return (row && toJson<{ ticket?: TicketHints }>(row.details).ticket) ?? {};
}

/** Null where its conversations do not become tickets. */
async function begunWith({ database }: Needs, conversationId: number): Promise<Begun | null> {
  const row = await database.row<Row>(
    `select conversation.*, inbox.kind as inbox_kind, channel_account.channel, channel_account.ticket_defaults
     from conversation join inbox on inbox.id = conversation.inbox_id
     join channel_account on channel_account.id = conversation.account_id where conversation.id = ?`,
    [conversationId],
  );
  if (!row || row.place !== 'inbox' || toBoolean(row.automatic)) return null;
  const defaults = toJson<TicketDefaults>(row.ticket_defaults);
  if (!defaults.asTicket && row.inbox_kind !== 'help desk') return null;
  return {
    conversationId,
    contactId: row.contact_id as number | null,
    inboxId: row.inbox_id as number,
    accountId: row.account_id as number,
    ownerId: row.owner_id as number | null,
    teamId: row.team_id as number | null,
    channel: row.channel as string,
    firstResponseAt: toBoolean(row.has_outbound) ? await firstAnswer(database, conversationId) : null,
    defaults,
    words: ticketNameFrom(String(row.subject || row.snippet)),
  };
}

/** CH-7: said where people look for it; the message is there in any case. */
async function isFull(needs: Needs, { conversationId, contactId, accountId, defaults }: Begun): Promise<boolean> {
  const { database, clock, ports } = needs;
  const limit = defaults.limit ?? 0;
  if (limit <= 0 || contactId === null) return false;
  const row = await database.row<{ found: number }>(
    'select count(*) as found from ticket where contact_id = ? and account_id = ? and deleted_at is null',
    [contactId, accountId],
  );
  if (row!.found < limit) return false;
  const contact = await database.row<{ name: string }>('select name from contact where id = ?', [contactId]);
  const params = { contact: contact?.name ?? '', limit };
  const text = `${params.contact} has reached the limit of ${limit} tickets: the message is kept, but no further ticket was made.`;
  const why = reason('ticket.limit', text, params);
  await database.run('insert into account_note (account_id, at, reason) values (?, ?, ?)', [
    accountId,
    clock.now(),
    JSON.stringify(why),
  ]);
  await ports.sayInConversation(conversationId, { type: 'no_ticket', reason: why }, 'desk');
  return true;
}

/** Nobody instead of somebody who is gone. */
async function there({ database }: Needs, table: 'team' | 'desk_user', id: number) {
  const found = id > 0 && (await database.row(`select 1 as here from ${table} where id = ?`, [id]));
  return { ownerId: found && table === 'desk_user' ? id : null, teamId: found && table === 'team' ? id : null };
}

/** Defaults of a property that has since been archived, or an option that is gone, stay behind. */
async function stillValid({ properties }: Needs, values: PropertyValues): Promise<Record<string, unknown>> {
  const kept: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(values)) {
    const single = { [key]: value };
    if ((await properties.definitions.byKey('ticket', key))?.archivedAt !== null) continue;
    if (await fits(properties, single)) Object.assign(kept, single);
  }
  return kept;
}

async function fits(properties: Needs['properties'], single: Record<string, unknown>): Promise<boolean> {
  return properties.values.check('ticket', single).then(
    () => true,
    () => false,
  );
}
