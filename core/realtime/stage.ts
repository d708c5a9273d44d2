// What the parts of this room share: the rooms below, the open lines, who looks and who types, how changes look.
import type { Accounts, Viewer } from '../accounts/accounts.ts';
import type { Calls } from '../calls/calls.ts';
import type { Channels } from '../channels/channels.ts';
import type { Contacts } from '../contacts/contacts.ts';
import type { Conversations, ListRow, ThreadHead } from '../conversations/conversations.ts';
import type { Events } from '../events/events.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';
import type { Outbound } from '../outbound/outbound.ts';
import type { Tickets } from '../tickets/tickets.ts';
import type { Views } from '../views/views.ts';
import type { Background } from './background.ts';
import type { Line } from './line.ts';
import type { RealtimeLimits } from './limits.ts';
import type { Lines } from './lines.ts';
import type { Outbox } from './outbox.ts';
import type { ListPlace, LivePages } from './port.ts';
import type { Presence } from './presence.ts';
import { conversationTopic, sees } from './topics.ts';
import type { Typing } from './typing.ts';
import type { Visits } from './visits.ts';

export interface RealtimeRooms {
  accounts: Accounts;
  calls: Pick<Calls, 'signal' | 'heard' | 'here'>;
  channels: Channels;
  clock: Clock;
  contacts: Contacts;
  conversations: Conversations;
  events: Events;
  log: Log;
  outbound: Outbound;
  tickets: Pick<Tickets, 'get'>;
  views: Views;
}

export interface Stage {
  rooms: RealtimeRooms;
  background: Background;
  limits: RealtimeLimits;
  lines: Lines;
  presence: Presence;
  typing: Typing;
  visits: Visits;
  pages: LivePages;
}

/** Whom changes are told: everybody who listens to the topic, or one page that catches up. */
export interface Telling {
  outbox: Outbox;
  listeners(topic: string): Line[];
}

/** `cursor`: for events, who caught up beyond them knows already. */
export function toEverybody(lines: Lines, outbox: Outbox, cursor = Number.MAX_SAFE_INTEGER): Telling {
  return { outbox, listeners: (topic) => [...lines.on(topic)].filter(({ knows }) => knows < cursor) };
}

export function toOne(line: Line, outbox: Outbox): Telling {
  return { outbox, listeners: (topic) => (line.topics.has(topic) ? [line] : []) };
}

/** Lists that somebody listens to, with their lines. */
export function* openLists(stage: Stage, telling: Telling): Generator<{ place: ListPlace; lines: Line[] }> {
  for (const [name, topic] of stage.lines.topics()) {
    if (topic.kind !== 'list') continue;
    const lines = telling.listeners(name);
    if (lines.length > 0) yield { place: topic.place, lines };
  }
}

/** Whether the list holds, or may hold, conversations of the inbox for this person. */
export function covers(place: ListPlace, inboxId: number, viewer: Viewer): boolean {
  return (place.inboxId === 0 || place.inboxId === inboxId) && sees(viewer, inboxId);
}

export function standsIn(stage: Stage, row: ListRow, place: ListPlace, viewer: Viewer): boolean {
  if (!covers(place, row.inboxId, viewer)) return false;
  return stage.rooms.conversations.lists.listsOf(row, viewer.userId, viewer.teamIds).includes(place.list);
}

/** Of those who listen to the conversation whoever sees its inbox as it is now: it may have been moved or closed to them. */
export async function seeingListeners({ rooms }: Stage, telling: Telling, conversationId: number): Promise<Line[]> {
  const lines = telling.listeners(conversationTopic(conversationId));
  const conversation = lines.length > 0 ? await rooms.conversations.get(conversationId) : null;
  return conversation ? lines.filter(({ viewer }) => sees(viewer, conversation.inboxId)) : [];
}

/** Lets go of conversations the person may not see any more; true when the line still listens to it. */
export function keepsListening(
  { lines, presence }: Stage,
  line: Line,
  topic: string,
  head: Pick<ThreadHead, 'inboxId'>,
): boolean {
  if (sees(line.viewer, head.inboxId)) return true;
  lines.join(line, new Map([...line.topics].filter(([name]) => name !== topic)));
  // Nor do their colleagues' pages say that they look at it.
  if (topic === conversationTopic(presence.viewed(line) ?? 0)) presence.leave(line);
  return false;
}
