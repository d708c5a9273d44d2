// The log of a conversation: days, messages, comments and what the desk did, in order.
import type { Happening, ThreadItem } from '../../conversations/conversations.ts';
import type { Decision } from '../../routing/routing.ts';
import type { LogEntry } from '../models/conversation.ts';
import { trusted } from '../models/shared.ts';
import { escapeHtml } from '../plain-text.ts';
import { authorName, contactPerson, type Present, reasonText, text, userPerson } from './marks.ts';
import type { EntryOptions } from './entry-options.ts';
import { limitsNoted } from './decision.ts';
import { messageEntry } from './message.ts';

export function logEntries(items: ThreadItem[], options: EntryOptions): LogEntry[] {
  const entries: LogEntry[] = [];
  let last = '';
  let marked = false;
  for (const item of items) {
    const key = options.writer.dayKey(item.createdAt);
    if (key !== last) entries.push({ kind: 'day', key, at: item.createdAt });
    last = key;
    if (!marked && isNews(item, options)) {
      entries.push({ kind: 'new' });
      marked = true;
    }
    add(entries, entryOf(item, options), item.happening?.type ?? '');
  }
  return entries;
}

function isNews(item: ThreadItem, { readUpTo, userId }: EntryOptions): boolean {
  return readUpTo > 0 && item.id > readUpTo && item.kind !== 'event' && item.authorUserId !== userId;
}

/** What customers think is never folded away. */
const APART = ['rated', 'rated_with_words'];

/** Consecutive events fold into one. */
function add(entries: LogEntry[], entry: LogEntry | null, type: string): void {
  if (!entry) return;
  const last = entries.at(-1);
  const before = APART.includes(type) || (last?.kind === 'event' && last.apart) ? undefined : last;
  if (entry.kind === 'event' && before?.kind === 'event') {
    entries[entries.length - 1] = { kind: 'events', id: before.id, count: 2, events: [before, entry] };
  } else if (entry.kind === 'event' && before?.kind === 'events') {
    before.events.push(entry);
    before.count += 1;
  } else entries.push(entry);
}

export function entryOf(item: ThreadItem, options: EntryOptions): LogEntry | null {
  if (item.kind === 'event') return item.deletedAt ? null : eventEntry(item, options);
  if (item.kind === 'comment') return commentEntry(item, options);
  // What was taken back before it left is nobody's business.
  if (item.deletedAt && item.deliveries.some((one) => one.status === 'cancelled')) return null;
  return messageEntry(item, options);
}

function eventEntry(item: ThreadItem, { address, present }: EntryOptions): LogEntry | null {
  const happening = item.happening;
  if (!happening) return null;
  const why = happening.reason && reasonText(present, happening.reason);
  // Why the desk gave it to somebody says to whom, too.
  const isTold = why !== undefined && happening.reason!.code.startsWith('routing.');
  const decision = happening.decision as Decision | undefined;
  const noted = decision ? limitsNoted(present, decision) : [];
  const html = isTold ? escapeHtml([why, ...noted].join(' ')) : happeningHtml(item, happening, present);
  const icon = EVENT_ICONS[happening.type] ?? 'flow';
  return {
    kind: 'event',
    id: item.id,
    icon,
    html: trusted(html),
    apart: APART.includes(happening.type) || undefined,
    why: isTold ? undefined : why,
    detailsHref: decision ? `${address}/messages/${item.id}` : undefined,
    at: item.createdAt,
  };
}

function happeningHtml({ author }: ThreadItem, { type, params }: Happening, present: Present): string {
  const by = authorName(present, author) ?? text(present, 'person.desk');
  return present.locales.html(present.language, `happening.${type}`, { by, ...params }, escapeHtml);
}

const EVENT_ICONS: Record<string, string> = {
  bot_began: 'bot',
  bot_handed_over: 'headset',
  bot_handed_over_asked: 'headset',
  bot_handed_over_silence: 'headset',
  bot_handed_over_wrong: 'headset',
  bot_taken_over: 'headset',
  bot_stopped: 'bot',
  bot_closed: 'bot',
  assigned_to_user: 'user',
  assigned_to_team: 'users',
  assigned_to_user_of_team: 'user',
  unassigned: 'user',
  not_assigned: 'clock',
  closed: 'done',
  ended: 'done',
  ended_unanswered: 'clock',
  transcript_sent: 'mail',
  rated: 'star',
  rated_with_words: 'star',
  reopened: 'undo',
  reopened_by_answer: 'undo',
  snoozed: 'moon',
  woken: 'clock',
  woken_by_answer: 'clock',
  moved_to_inbox: 'inbox',
  merged: 'merge',
  split_off: 'merge',
  split_from: 'merge',
  messages_moved_away: 'merge',
  messages_moved_here: 'merge',
  renamed: 'pen',
  passed_on: 'forward',
  macro: 'play',
  macro_undone: 'undo',
};

function commentEntry(item: ThreadItem, { address, present }: EntryOptions): LogEntry {
  const part = item.parts.find((one) => one.type === 'text');
  return {
    kind: 'comment',
    id: item.id,
    author: item.author ? userPerson(item.author) : contactPerson(present, null),
    at: item.createdAt,
    text: item.deletedAt ? text(present, 'message.deleted') : (part?.text ?? item.text),
    // Cleaned when it was written.
    html: part?.html ? trusted(part.html) : undefined,
    detailsHref: `${address}/messages/${item.id}`,
  };
}
