// What a policy does by itself when a target is near or missed. Inside `write`: rows only.
import { may } from '../accounts/accounts.ts';
import { reason, type Reason } from '../contract/reason.ts';
import { PRIORITIES, type TicketView } from '../tickets/tickets.ts';
import type { Actions, Needs, TargetKind } from './shapes.ts';

interface Alarm {
  kind: TargetKind;
  isLate: boolean;
}

type Told = (number: number) => Reason;

const SOON: Record<TargetKind, Told> = {
  first: (number) => reason('sla.due_soon.first', `T-${number}: the first response is due soon.`, { number }),
  next: (number) => reason('sla.due_soon.next', `T-${number}: the next response is due soon.`, { number }),
  resolution: (number) => reason('sla.due_soon.resolution', `T-${number}: the resolution is due soon.`, { number }),
};
const LATE: Record<TargetKind, Told> = {
  first: (number) => reason('sla.overdue.first', `T-${number}: the first response is overdue.`, { number }),
  next: (number) => reason('sla.overdue.next', `T-${number}: the next response is overdue.`, { number }),
  resolution: (number) => reason('sla.overdue.resolution', `T-${number}: the resolution is overdue.`, { number }),
};

export async function act(needs: Needs, ticket: TicketView, actions: Actions, alarm: Alarm): Promise<void> {
  const conversations = await needs.tickets.conversations(ticket.id);
  const conversationId = conversations.find(({ place }) => place === 'inbox')?.id ?? null;
  const { number } = ticket;
  const why = (alarm.isLate ? LATE : SOON)[alarm.kind](number);
  const kind = alarm.isLate ? 'ticket_overdue' : 'ticket_due';
  // Who shall hear of it is who has it now, not who is given it below.
  for (const userId of await toldOf(needs, ticket, actions.notify))
    await needs.conversations.notify({ userId, kind, conversationId, ticketId: ticket.id, reason: why, actor: 'desk' });
  if (actions.raise) await raise(needs, ticket);
  if (actions.assign) await assign(needs, ticket, actions.assign);
  if (actions.comment) await comment(needs, ticket, actions.comment, conversationId);
}

/** Only who may see the ticket, each once. */
async function toldOf({ accounts }: Needs, ticket: TicketView, notify: string[]): Promise<number[]> {
  const wanted = new Set<number>();
  const addTeam = async (id: number) => {
    for (const userId of (await accounts.teams.find(id))?.userIds ?? []) wanted.add(userId);
  };
  for (const one of notify) {
    const [who, id] = one.split(':');
    if (who === 'user') wanted.add(Number(id));
    else if (who === 'team') await addTeam(Number(id));
    else if (ticket.ownerId !== null) wanted.add(ticket.ownerId);
    else if (ticket.teamId !== null) await addTeam(ticket.teamId);
  }
  const told: number[] = [];
  for (const userId of wanted) {
    const viewer = await accounts.viewerOf(userId);
    if (viewer && may(viewer, 'ticket.read', ticket)) told.push(userId);
  }
  return told;
}

async function raise({ tickets }: Needs, { id, priority }: TicketView): Promise<void> {
  const higher = PRIORITIES[PRIORITIES.indexOf(priority) + 1];
  if (higher) await tickets.change(id, { priority: higher }, 'desk');
}

/** To nobody who is gone, or may not see it: then it stays where it is. */
async function assign({ accounts, tickets }: Needs, ticket: TicketView, to: string): Promise<void> {
  const [who, id] = to.split(':');
  if (who === 'team') {
    if (await accounts.teams.find(Number(id))) await tickets.change(ticket.id, owner(null, Number(id)), 'desk');
    return;
  }
  const viewer = await accounts.viewerOf(Number(id));
  if (viewer && may(viewer, 'ticket.edit', ticket)) await tickets.change(ticket.id, owner(Number(id), null), 'desk');
}

function owner(ownerId: number | null, teamId: number | null) {
  return { ownerId, teamId };
}

/** In the timeline, and where people read: in its conversation. */
async function comment(needs: Needs, { id }: TicketView, text: string, conversationId: number | null): Promise<void> {
  await needs.tickets.happened(id, { kind: 'sla comment', detail: { is: text } }, 'ticket.changed');
  if (conversationId !== null)
    await needs.conversations.happened(conversationId, { type: 'sla_comment', params: { text } }, 'desk');
}
