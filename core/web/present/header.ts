// The header of a conversation: subject, owner, snooze, marks, tags, the rest of its menu.
import type { Seers } from '../../accounts/accounts.ts';
import type { ThreadHead } from '../../conversations/conversations.ts';
import type { TicketView } from '../../tickets/tickets.ts';
import type { HeaderModel } from '../models/conversation.ts';
import type { Act } from '../models/shared.ts';
import type { Writer } from '../times.ts';
import { dueChip } from './due.ts';
import { laterMoments } from './later.ts';
import { contactName, presenceText, type Present, reasonText, text, userPerson } from './marks.ts';
import { nameOf } from './naming.ts';
import { ticketMarks } from './tickets.ts';

export interface HeaderFacts {
  present: Present;
  head: ThreadHead;
  back: string;
  users: { id: number; name: string; available: boolean; onCall: boolean }[];
  teams: { id: number; name: string }[];
  /** It is the reader's already. */
  owns: boolean;
  mayManage: boolean;
  now: Date;
  writer: Writer;
  accountTitle: string | null;
  ticket: TicketView | null;
  /** Users who see the ticket, when it goes along to whoever gets the conversation; null: everybody. */
  seers: Seers;
}

export function headerModel(facts: HeaderFacts): HeaderModel {
  const { present, head, users, teams } = facts;
  const owners = [
    ...users.map((user) => ({
      value: `user:${user.id}`,
      label: user.name,
      person: userPerson(user),
      current: user.id === head.ownerId || undefined,
      detail: ownerDetail(facts, user),
    })),
    ...teams.map((team) => ({
      value: `team:${team.id}`,
      label: team.name,
      current: team.id === head.teamId || undefined,
    })),
  ];
  return {
    id: head.id,
    address: `/conversations/${head.id}`,
    back: facts.back,
    subject: nameOf(present, {
      subject: head.subject,
      contactName: head.contact ? contactName(present, head.contact) : undefined,
      channel: head.account?.channel ?? null,
    }),
    closed: head.status === 'closed' || undefined,
    spam: head.place === 'spam' || undefined,
    trash: head.place === 'trash' || undefined,
    owner: head.owner ? userPerson(head.owner) : undefined,
    manageable: facts.mayManage || undefined,
    takeable: (facts.mayManage && !facts.owns) || undefined,
    owners: facts.mayManage ? owners : [],
    snoozedUntil: head.snoozedUntil ?? undefined,
    snoozes: facts.mayManage ? laterMoments(present, facts.writer, facts.now) : [],
    marks: marksOf(facts),
    tags: head.tags.map(({ name, colour }) => ({ name, colour: colour as 1 | 2 | 3 | 4 | 5 })),
    acts: actsOf(present, head),
  };
}

/** Said before somebody is chosen: the ticket would not go along. */
function ownerDetail({ present, seers }: HeaderFacts, user: HeaderFacts['users'][number]): string {
  return seers?.has(user.id) === false ? text(present, 'ticket.owner.unseeing') : presenceText(present, user);
}

/** What the channel cannot do has no entry. */
function actsOf(present: Present, { id, accountId }: ThreadHead): Act[] {
  const asks = (name: string) => ({ action: '', asks: `/conversations/${id}/${name}` });
  const acts: Act[] = [
    { label: text(present, 'thread.split'), icon: 'merge', ...asks('split') },
    { label: text(present, 'thread.rename'), icon: 'pen', ...asks('subject') },
  ];
  const live = accountId === null ? null : present.channels.live(accountId);
  if (live?.connection.transcript)
    acts.push({ label: text(present, 'thread.transcript'), icon: 'mail', ...asks('transcript') });
  return acts;
}

function marksOf({ present, head, accountTitle, ticket, writer, now }: HeaderFacts): HeaderModel['marks'] {
  const marks: NonNullable<HeaderModel['marks']> = ticketMarks(ticket, head);
  const due = marks.length > 0 ? dueChip(present, { writer, now }, ticket!.due) : undefined;
  if (due) marks.push(due);
  if (head.botSince) marks.push({ label: text(present, 'thread.with_bot'), icon: 'bot', tone: 'accent' });
  if (head.team) marks.push({ label: head.team.name, icon: 'users', tone: 'outline' });
  if (head.status === 'closed') marks.push({ label: text(present, 'thread.is_closed'), icon: 'done', tone: 'good' });
  if (accountTitle) marks.push({ label: accountTitle, tone: 'outline', title: head.inbox.name });
  if (head.assignmentReason) marks.push({ label: reasonText(present, head.assignmentReason), icon: 'info' });
  return marks;
}
