// What conditions of views mean, said once more without a database: each property for itself.
import type { Viewer } from '../../core/accounts/accounts.ts';
import type { Condition, Filter } from '../../core/conditions/conditions.ts';
import { PRIORITIES } from '../../core/tickets/tickets.ts';
import type { Talk } from './view-talks.ts';

export interface Asking {
  viewer: Viewer;
  now: Date;
  inboxIds: number[];
}

const MINUTE = 60_000;
const DAY = 86_400_000;
const UNITS: Record<string, number> = { m: MINUTE, h: 60 * MINUTE, d: DAY, w: 7 * DAY };

/** Its tickets that are there for whoever asks. */
function seen({ tickets }: Talk, { viewer: { withheld, inboxIds } }: Asking): Talk['tickets'] {
  return tickets.filter(
    ({ deleted, stage, inbox }) =>
      !deleted &&
      !withheld.pipelineIds.includes(stage.pipelineId) &&
      (inboxIds === 'all' || inbox === null || inboxIds.includes(inbox)),
  );
}

export function urgencyFor(talk: Talk, asking: Asking): number {
  const there = talk.place === 'inbox' ? seen(talk, asking) : [];
  return Math.max(0, ...there.map(({ priority }) => priority));
}

/** Spam and trash only where a condition speaks of them. */
export function placesIn({ match, groups }: Filter): string[] {
  const conditions = groups.flatMap((group) => group.conditions);
  if (!conditions.some(({ property }) => property === 'place')) return ['inbox'];
  const isSure = match === 'all' || groups.length === 1;
  // What must hold in any case narrows them down, which changes nothing that is found.
  const sure = isSure ? groups.filter((group) => group.match === 'all' || group.conditions.length === 1) : [];
  const wanted = sure
    .flatMap((group) => group.conditions)
    .filter(({ property, operator }) => property === 'place' && operator === 'is');
  return ['inbox', 'spam', 'trash'].filter((place) => wanted.every(({ values }) => values.includes(place)));
}

/** Several values of one thing each: whether one of them is among those asked for. */
function choice(own: (string | number | null)[], { operator, values }: Condition): boolean {
  const there = own.filter((one) => one !== null).map(String);
  if (operator === 'set') return there.length > 0;
  if (operator === 'unset') return there.length === 0;
  return there.some((one) => values.includes(one)) === (operator === 'is');
}

function text(own: string[], { operator, values: [value = ''] }: Condition): boolean {
  // The database takes only the letters of English for the same in both sizes.
  const small = (words: string) => words.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase());
  return own.some((one) => small(one).includes(small(value))) === (operator === 'contains');
}

function moment(own: number | null, { operator, values: [value = ''] }: Condition, now: Date): boolean {
  if (operator === 'set' || operator === 'unset') return (own !== null) === (operator === 'set');
  if (own === null) return false;
  if (operator === 'from') return own >= Date.parse(`${value}T00:00:00Z`);
  if (operator === 'until') return own < Date.parse(`${value}T00:00:00Z`) + DAY;
  const ago = Math.floor(now.getTime() / MINUTE) * MINUTE - Number(value.slice(0, -1)) * UNITS[value.slice(-1)]!;
  return operator === 'within' ? own >= ago : own < ago;
}

function held(own: number | null, mine: number[], condition: Condition): boolean {
  const values = condition.values.flatMap((value) => (value === 'me' || value === 'mine' ? mine.map(String) : [value]));
  return choice([own ?? 'nobody'], { ...condition, values });
}

function language(own: string | null, condition: Condition): boolean {
  const { operator, values } = condition;
  if (operator === 'set' || operator === 'unset') return choice([own], condition);
  const is = own !== null && values.some((value) => own === value || own.startsWith(`${value}-`));
  return is === (operator === 'is');
}

type Meaning = (talk: Talk, condition: Condition, asking: Asking) => boolean;

const yes =
  (is: (talk: Talk, asking: Asking) => boolean): Meaning =>
  (talk, { operator }, asking) =>
    is(talk, asking) === (operator === 'yes');
const of =
  (own: (talk: Talk) => (string | number | null)[]): Meaning =>
  (talk, condition) =>
    choice(own(talk), condition);
const at =
  (own: (talk: Talk) => number | null): Meaning =>
  (talk, condition, { now }) =>
    moment(own(talk), condition, now);
const ofTickets =
  (own: (ticket: Talk['tickets'][number]) => string | number): Meaning =>
  (talk, condition, asking) =>
    choice(seen(talk, asking).map(own), condition);

const MEANINGS: Record<string, Meaning> = {
  channel: of(({ channel }) => [channel]),
  account: of(({ account }) => [account]),
  inbox: of(({ inbox }) => [inbox]),
  status: of(({ status }) => [status]),
  place: of(({ place }) => [place]),
  tag: of(({ tags }) => tags),
  subject: ({ subject }, condition) => text([subject], condition),
  contact: ({ id, contact }, condition) =>
    text(contact ? [contact.name, ...contact.addresses.map((address) => `${id}.${address}`)] : [], condition),
  language: (talk, condition) => language(talk.language, condition),
  unread: yes(({ readBy }, { viewer }) => !readBy.includes(viewer.userId)),
  answered: yes(({ outbound }) => outbound),
  bot: yes(({ bot }) => bot),
  automatic: yes(({ automatic }) => automatic),
  failed: yes(({ failed }) => failed),
  ticket: yes((talk, asking) => seen(talk, asking).length > 0),
  owner: ({ owner }, condition, { viewer }) => held(owner, [viewer.userId], condition),
  team: ({ team }, condition, { viewer }) => held(team, viewer.teamIds, condition),
  last_from: of(({ lastFrom }) => [lastFrom]),
  waiting: at(({ waiting }) => waiting),
  created: at(({ created }) => created),
  last_message: at(({ last }) => last),
  last_inbound: at(({ lastInbound }) => lastInbound),
  closed: at(({ closed }) => closed),
  ticket_priority: ofTickets(({ priority }) => PRIORITIES[priority]!),
  ticket_kind: ofTickets(({ stage }) => stage.kind),
  ticket_pipeline: ofTickets(({ stage }) => stage.pipelineId),
  ticket_stage: ofTickets(({ stage }) => stage.id),
};

export function isMet(talk: Talk, condition: Condition, asking: Asking): boolean {
  return MEANINGS[condition.property]!(talk, condition, asking);
}
