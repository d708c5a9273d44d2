// Whatever happens to a ticket or its conversations moves its targets, within the same transaction.
import type { ToldEvent } from '../events/events.ts';
import { reviewLater } from './policies.ts';
import { renew, type Renewing } from './renewing.ts';
import type { Happening } from './targets.ts';

const OF_TICKETS = new Set<string>(['ticket.created', 'ticket.changed', 'ticket.merged', 'ticket.deleted']);
const OF_CONVERSATIONS = new Set<string>([
  ...['conversation.changed', 'conversation.closed', 'conversation.reopened', 'conversation.merged'],
  ...['message.received', 'message.written', 'message.deleted'],
]);

const GIVING_BACK = new Set<string>(['conversation.reopened', 'message.deleted']);

export function followTickets(needs: Renewing): void {
  needs.events.follow(async (event) => {
    // Its own words about what has just been worked out.
    if (event.data.due === true) return;
    if (OF_TICKETS.has(event.type)) return changed(needs, event);
    if (OF_CONVERSATIONS.has(event.type) || isAboutAnswer(event)) return talked(needs, event);
    if (event.type === 'contact.changed' || event.type === 'contact.merged') return known(needs, event);
    // Stages became something else, tickets stand in others: all of them are asked.
    if (event.type === 'pipeline.changed' && (await isUsed(needs))) await reviewLater(needs);
  });
}

/** A call was taken, or given back. */
function isAboutAnswer({ type, data }: ToldEvent): boolean {
  return type === 'message.changed' && data.answer !== undefined;
}

/** A desk without policies pays nothing for them. */
async function isUsed({ policies }: Renewing): Promise<boolean> {
  return (await policies.active()).length > 0;
}

async function changed(needs: Renewing, { data }: ToldEvent): Promise<void> {
  if (!(await isUsed(needs))) return;
  await renew(needs, Number(data.ticketId), { givenBack: data.undone !== undefined });
}

async function talked(needs: Renewing, event: ToldEvent): Promise<void> {
  if (event.conversationId === null || !(await isUsed(needs))) return;
  const rows = await needs.database.rows<{ ticket_id: number }>(
    'select ticket_id from ticket_conversation where conversation_id = ?',
    [event.conversationId],
  );
  for (const row of rows) await renewAndTell(needs, row.ticket_id, happeningOf(event));
}

function happeningOf(event: ToldEvent): Omit<Happening, 'now'> {
  const { type, actor, data } = event;
  const isNoAnswer = isAboutAnswer(event) && data.answer === false;
  return {
    answered: data.answer === true && actor.startsWith('user:'),
    givenBack: data.undone !== undefined || GIVING_BACK.has(type) || isNoAnswer,
  };
}

/** Pages that show the ticket hear of it. */
export async function renewAndTell(needs: Renewing, ticketId: number, happened: Omit<Happening, 'now'>): Promise<void> {
  if (!(await renew(needs, ticketId, happened))) return;
  const ticket = await needs.tickets.get(ticketId);
  const conversations = await needs.tickets.conversations(ticketId);
  const { inboxId = null, contactId = null } = ticket ?? {};
  for (const conversationId of conversations.length > 0 ? conversations.map(({ id }) => id) : [null])
    await needs.events.add({
      ...{ type: 'ticket.changed', actor: 'desk', inboxId, contactId, conversationId },
      data: { ticketId, due: true },
    });
}

/** Policies can ask about the contact. */
async function known(needs: Renewing, { contactId }: ToldEvent): Promise<void> {
  if (contactId === null || !(await isUsed(needs))) return;
  const rows = await needs.database.rows<{ id: number }>(
    `select id from ticket where contact_id = ? and stage_kind in ('open', 'waiting') and deleted_at is null and hidden = false
     order by id desc limit 50`,
    [contactId],
  );
  for (const { id } of rows) await renewAndTell(needs, id, {});
}
