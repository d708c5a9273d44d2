// Whether somebody is there to answer just now, and what visitors are told of it (CT-4).
import type { AccountContext } from '../../../core/contract/context.ts';
import { settingsOf, type ChatSettings } from '../settings.ts';
import { peopleOf } from './heading.ts';
import { isOpen, opensAt } from './hours.ts';

/** What the widget shows; its own words are in the texts of the visitor's language. */
export interface Availability {
  now: 'available' | 'away' | 'closed';
  /** No launcher at all. */
  hidden: boolean;
  /** The team's own words. */
  text?: string;
  /** Seconds people usually wait. */
  replyWithin?: number;
  /** Milliseconds since 1970: when it opens again. */
  backAt?: number;
}

export async function availabilityOf(context: AccountContext): Promise<Availability> {
  const settings = settingsOf(context.account);
  const now = await standing(context, settings);
  const shown = { available: settings.whenAvailable, away: settings.whenAway, closed: settings.whenClosed }[now];
  const words = { available: settings.availableText, away: settings.awayText, closed: settings.closedText }[now];
  if (shown === 'hide') return { now, hidden: true };
  if (shown === 'message' && words) return { now, hidden: false, text: words };
  if (shown === 'reply time') {
    const seconds = await context.usualReply();
    return seconds === null ? { now, hidden: false } : { now, hidden: false, replyWithin: seconds };
  }
  const back = now === 'closed' && shown === 'return time' ? opensAt(settings.hours, context.now()) : null;
  return back ? { now, hidden: false, backAt: back.getTime() } : { now, hidden: false };
}

async function standing(context: AccountContext, settings: ChatSettings): Promise<Availability['now']> {
  if (settings.availability === 'always') return 'available';
  if (settings.availability === 'hours' && !isOpen(settings.hours, context.now())) return 'closed';
  const team = await context.team();
  const takers = new Set(await context.takers());
  const limited = takers.size < team.members.length;
  // Who is shown speaks for the chat, unless the routing says who answers.
  const chosen = limited ? [] : peopleOf(settings.headingPeople, team);
  const asked = chosen.length > 0 ? chosen : team.members.filter(({ id }) => takers.has(id));
  return asked.some(({ available }) => available) ? 'available' : 'away';
}
