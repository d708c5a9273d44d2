// The script: who writes when about what, how it ends, and the odd things that happen besides.
import { dayNames, atHome, inTheShop, minutesLater, someTimeAgo } from './days.ts';
import { agentAnswers, customerWrites, noteIsLeft, type Stage, type Talk } from './stage.ts';
import { readStories, type Story } from './stories.ts';
import type { Customer } from './people.ts';
import type { Chance } from './random.ts';
import type { Colleague, Company } from './company.ts';

/** One thing that happens, at its time. */
export interface Beat {
  at: Date;
  run(): Promise<unknown>;
}

export const DAYS = 60;
/** Customers who write; the others only stand in the address book. */
const WRITERS = 190;

/** A conversation of the script, with when it begins and what was done of it before now. */
export interface Cast {
  story: Story;
  talk: Talk;
  beats: Beat[];
  /** When the last turn was that still lies in the past. */
  last: Date;
  /** All turns lie in the past. */
  whole: boolean;
  lastBy: 'customer' | 'agent' | 'none';
  /** The last answer does not get through. */
  stuck?: boolean;
}

export function castStories(stage: Stage, now: Date, talks: number): Cast[] {
  const stories = readStories().flatMap((story) => (story.often ? [story, story, story] : [story]));
  const { chance, company } = stage;
  return Array.from({ length: talks }, (_, number) => {
    const customer = company.customers[chance.whole(0, WRITERS - 1)]!;
    const fits = (story: Story) =>
      story.language === customer.language &&
      (customer.employer !== null || !JSON.stringify(story).includes('{company}'));
    const story = chance.pick(stories.filter(fits));
    return castStory(stage, story, customer, number, now);
  });
}

function castStory(stage: Stage, story: Story, customer: Customer, number: number, now: Date): Cast {
  const { chance, company } = stage;
  const start = someTimeAgo(chance, now, DAYS);
  const agent = agentFor(company, story, chance);
  const values = gaps(stage, customer, agent, start);
  const subject = story.subject.replace(/\{(\w+)\}/g, (gap, name: string) => values[name] ?? gap);
  const talk: Talk = {
    number,
    customer,
    inbox: story.desk,
    subject,
    values,
    agent,
    tags: [...story.tags],
    thread: [],
    said: null,
    conversationId: null,
  };
  const cast: Cast = { story, talk, beats: [], last: start, whole: false, lastBy: 'none' };
  let at = start;
  for (const [index, turn] of story.turns.entries()) {
    if (index > 0) at = turn.by === 'customer' ? atHome(at, chance) : inTheShop(at, chance);
    if (at > now) return cast;
    const act = { customer: customerWrites, agent: agentAnswers, note: noteIsLeft }[turn.by];
    cast.beats.push({ at, run: () => act(stage, talk, turn) });
    if (turn.by !== 'note') cast.lastBy = turn.by;
    cast.last = at;
  }
  return { ...cast, whole: true };
}

/** English is answered by those who speak it best. */
function agentFor({ agents, viewer }: Company, story: Story, chance: Chance): Colleague {
  const able = agents[story.desk];
  const emily = able.find(({ first }) => first === 'Emily');
  if (story.language === 'en' && emily) return chance.happens(0.75) ? emily : viewer;
  return chance.pick(able);
}

function gaps({ company, chance }: Stage, customer: Customer, agent: Colleague, start: Date): Record<string, string> {
  const { stock } = company;
  const { language } = customer;
  const money = (least: number, most: number) =>
    new Intl.NumberFormat(language === 'de' ? 'de-DE' : 'en-IE', { style: 'currency', currency: 'EUR' }).format(
      chance.whole(least, most) - 0.1,
    );
  const [size, size2] = chance.happens(0.5) ? ['M', 'L'] : ['L', 'XL'];
  const bike = chance.whole(0, stock.bikes.length - 1);
  return {
    ...dayNames(start, chance, language),
    name: customer.name,
    first: customer.first,
    last: customer.last,
    dear: customer.dear,
    formal: customer.formal,
    address: customer.email,
    city: customer.city,
    company: customer.employer?.name ?? '',
    agent: agent.first,
    agentFull: agent.name,
    bike: stock.bikes[bike]!,
    bike2: stock.bikes[(bike + 1) % stock.bikes.length]!,
    part: chance.pick(stock.parts[language]),
    country: chance.pick(stock.countries),
    size,
    size2,
    price: money(35, 190),
    small: money(9, 32),
    number: String(chance.whole(10_000, 99_999)),
    order: `RW-${chance.whole(40_000, 49_999)}`,
    invoice: `R-${start.getUTCFullYear()}-${chance.whole(1000, 4999)}`,
    serial: `RW${chance.whole(2, 9)}K-${chance.whole(10_000, 99_999)}`,
  };
}

/** What becomes of conversations afterwards: closed, put off, given to a team, or left as they are. */
export function endings(stage: Stage, casts: Cast[], now: Date): Beat[] {
  let waiting = 0;
  return casts.flatMap((cast) => {
    const at = minutesLater(cast.last, stage.chance.whole(3, 90));
    // Not left to chance: whatever day it is, some are put off.
    const isPutOff = at < now && mayWait(cast, now) && waiting++ % 3 === 0;
    const act = isPutOff ? snooze(stage, cast, now) : at < now ? endingOf(stage, cast, now) : null;
    return act ? [{ at, run: async () => act(cast.talk) }] : [];
  });
}

type Ending = (talk: Talk) => Promise<unknown> | undefined;

const DAY = 86_400_000;
const daysSince = ({ last }: Cast, now: Date) => (now.getTime() - last.getTime()) / DAY;
const mayWait = (cast: Cast, now: Date) => !cast.stuck && cast.lastBy === 'agent' && daysSince(cast, now) < 14;

function snooze({ past, chance }: Stage, { talk }: Cast, now: Date): Ending {
  const until = new Date(now.getTime() + chance.whole(1, 9) * DAY);
  return ({ conversationId: id }) =>
    id === null ? undefined : past.conversations.snooze(id, until, `user:${talk.agent.id}`);
}

function endingOf({ past, chance, company }: Stage, cast: Cast, now: Date): Ending | null {
  const { conversations } = past;
  const days = daysSince(cast, now);
  const by = `user:${cast.talk.agent.id}`;
  const close: Ending = ({ conversationId: id }) => (id === null ? undefined : conversations.close(id, by));
  if (cast.stuck) return null;
  if (cast.whole) return chance.happens(days > 6 ? 0.97 : 0.62) ? close : null;
  if (cast.lastBy === 'agent' || !chance.happens(0.4)) return null;
  const { teams } = company;
  const teamId = cast.talk.inbox === 'workshop' ? teams.workshop : teams.office;
  const to = chance.happens(0.5) ? { teamId } : { userId: company.viewer.id };
  return ({ conversationId: id }) => (id === null ? undefined : conversations.assign(id, to, null, by));
}
