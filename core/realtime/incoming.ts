// What pages send over their line, read with suspicion: everything unknown or out of shape is passed over.
import type { CallSignal } from '../contract/call.ts';

/** `{join: [topics], since}`: what the page shows, and the number of the newest event it knows. */
export interface Join {
  topics: string[];
  since: number;
}

/** `{call: {leg, …}}`: the page holds this end of a call. */
export interface CallSaid {
  leg: number;
  /** For another end; `leg` names that one. */
  signal?: CallSignal;
  /** It has had everything up to here; `again` tells the rest anew. */
  heard?: number;
  again?: boolean;
}

export interface Incoming {
  call?: CallSaid;
  join?: Join;
  /** `{presence: {conversation, state: 'viewing'}}` or `{presence: {state: 'hidden' | 'visible'}}`. */
  viewing?: number;
  hidden?: boolean;
  /** `{active: true}`: somebody does something on the page; said once a minute at most. */
  active?: boolean;
  /** `{typing: {conversation, mode}}`: a key was pressed; a comment is for colleagues only. */
  typing?: { conversationId: number; comment: boolean };
  /** `{seen: {conversation, message}}`: up to here it was before the reader's eyes. */
  seen?: { conversationId: number; messageId: number };
}

const TOPIC_LENGTH = 80;
const MOST_TOPICS = 200;

/** Null for what is no message of ours. */
export function readMessage(text: string): Incoming | null {
  const raw = parsed(text);
  if (!raw) return null;
  const incoming: Incoming = {};
  if (Array.isArray(raw.join)) incoming.join = { topics: topicsOf(raw.join), since: idOf(raw.since) ?? 0 };
  const { presence, typing, seen } = raw as Record<string, Record<string, unknown> | undefined>;
  if (presence?.state === 'viewing') incoming.viewing = idOf(presence.conversation);
  if (presence?.state === 'hidden' || presence?.state === 'visible') incoming.hidden = presence.state === 'hidden';
  if (raw.active === true) incoming.active = true;
  const typed = idOf(typing?.conversation);
  if (typed) incoming.typing = { conversationId: typed, comment: typing!.mode === 'comment' };
  const [read, upTo] = [idOf(seen?.conversation), idOf(seen?.message)];
  if (read && upTo) incoming.seen = { conversationId: read, messageId: upTo };
  const call = callOf(raw.call);
  if (call) incoming.call = call;
  return incoming;
}

function callOf(raw: unknown): CallSaid | undefined {
  const { leg, signal, heard, again } = (raw ?? {}) as Record<string, unknown>;
  const mine = idOf(leg);
  if (!mine) return undefined;
  const { seq, leg: to, data } = (signal ?? {}) as Record<string, unknown>;
  const [number, other] = [idOf(seq), idOf(to)];
  return {
    leg: mine,
    ...(number && other && { signal: { seq: number, leg: other, data } }),
    ...(heard !== undefined && { heard: idOf(heard) ?? 0, again: again === true }),
  };
}

function parsed(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function topicsOf(raw: unknown[]): string[] {
  const topics = raw.filter((one): one is string => typeof one === 'string' && one.length <= TOPIC_LENGTH);
  return [...new Set(topics)].slice(0, MOST_TOPICS);
}

function idOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : undefined;
}
