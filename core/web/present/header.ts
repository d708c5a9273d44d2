// The header of a conversation: subject, owner, snooze, marks, tags, the rest of its menu.
import type { ThreadHead } from '../../conversations/conversations.ts';
import type { HeaderModel } from '../models/conversation.ts';
import { reasonText, text, userPerson, type Present } from './marks.ts';

export interface HeaderFacts {
  present: Present;
  head: ThreadHead;
  back: string;
  users: { id: number; name: string; available: boolean }[];
  teams: { id: number; name: string }[];
  /** It is the reader's already. */
  owns: boolean;
  mayManage: boolean;
  now: Date;
  accountTitle: string | null;
}

export function headerModel(facts: HeaderFacts): HeaderModel {
  const { present, head, users, teams } = facts;
  const owners = [
    ...users.map((user) => ({
      value: `user:${user.id}`,
      label: user.name,
      person: userPerson(user),
      current: user.id === head.ownerId || undefined,
      detail: text(present, user.available ? 'presence.available' : 'presence.away'),
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
    subject: head.subject || text(present, 'inbox.no_subject'),
    closed: head.status === 'closed' || undefined,
    spam: head.place === 'spam' || undefined,
    trash: head.place === 'trash' || undefined,
    owner: head.owner ? userPerson(head.owner) : undefined,
    manageable: facts.mayManage || undefined,
    takeable: (facts.mayManage && !facts.owns) || undefined,
    owners: facts.mayManage ? owners : [],
    snoozedUntil: head.snoozedUntil ?? undefined,
    snoozes: facts.mayManage ? snoozes(present, facts.now) : [],
    marks: marksOf(facts),
    tags: head.tags.map(({ name, colour }) => ({ name, colour: colour as 1 | 2 | 3 | 4 | 5 })),
    acts: [
      { label: text(present, 'thread.split'), action: '', icon: 'merge', asks: `/conversations/${head.id}/split` },
      { label: text(present, 'thread.rename'), action: '', icon: 'pen', asks: `/conversations/${head.id}/subject` },
    ],
  };
}

function marksOf({ present, head, accountTitle }: HeaderFacts): HeaderModel['marks'] {
  const marks: NonNullable<HeaderModel['marks']> = [];
  if (head.team) marks.push({ label: head.team.name, icon: 'users', tone: 'outline' });
  if (head.status === 'closed') marks.push({ label: text(present, 'thread.is_closed'), icon: 'done', tone: 'good' });
  if (accountTitle) marks.push({ label: accountTitle, tone: 'outline', title: head.inbox.name });
  if (head.assignmentReason) marks.push({ label: reasonText(present, head.assignmentReason), icon: 'info' });
  return marks;
}

/** In one hour, this evening, tomorrow morning, next Monday: in the reader's own zone. */
function snoozes(present: Present, now: Date): HeaderModel['snoozes'] {
  const clock = new Intl.DateTimeFormat(present.language === 'en' ? 'en-GB' : present.language, {
    timeZone: present.timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const moments: [string, Date][] = [
    ['hour', new Date(now.getTime() + 3_600_000)],
    ['evening', atHour(now, present.timeZone, 18, 0)],
    ['tomorrow', atHour(now, present.timeZone, 9, 1)],
    ['monday', atHour(now, present.timeZone, 9, daysToMonday(now, present.timeZone))],
  ];
  return moments
    .filter(([, at]) => at > now)
    .map(([name, at]) => ({
      value: at.toISOString(),
      label: text(present, `snooze.${name}`),
      detail: clock.format(at),
    }));
}

/** The given hour of the day `days` from now, in a zone: found by correcting for the zone's offset at that moment. */
function atHour(now: Date, timeZone: string, hour: number, days: number): Date {
  const local = (date: Date) =>
    new Date(
      `${new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'medium' }).format(date).replace(' ', 'T')}Z`,
    );
  const wanted = local(now);
  wanted.setUTCDate(wanted.getUTCDate() + days);
  wanted.setUTCHours(hour, 0, 0, 0);
  const guess = new Date(wanted.getTime() - (local(now).getTime() - now.getTime()));
  return new Date(guess.getTime() + (wanted.getTime() - local(guess).getTime()));
}

function daysToMonday(now: Date, timeZone: string): number {
  const day = new Intl.DateTimeFormat('en', { timeZone, weekday: 'short' }).format(now);
  return 7 - ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(day);
}
