// What the provider's interface answers, thing by thing: for looking at what it said, whatever it was asked.
import { fields, isFields, objects, text, type Fields } from './reading.ts';

interface Kind {
  kind: string;
  /** Name of a list of them. */
  list?: string;
  /** How their ids begin; absent where they have none, or where others have the same. */
  sid?: string;
  /** Members by which one without such an id is known. */
  has?: string[];
  /** Members that say what matters; never a secret. */
  facts: string[];
}

/** The first that fits is meant. */
const KINDS: Kind[] = [
  { kind: 'call', list: 'calls', sid: 'CA', facts: ['status', 'direction', 'from', 'to', 'duration', 'answered_by'] },
  { kind: 'conference', list: 'conferences', sid: 'CF', facts: ['status', 'friendly_name', 'reason_conference_ended'] },
  { kind: 'recording', list: 'recordings', sid: 'RE', facts: ['status', 'source', 'duration', 'channels'] },
  { kind: 'transcription', list: 'transcriptions', sid: 'TR', facts: ['status', 'transcription_text'] },
  { kind: 'live transcription', sid: 'GT', facts: ['status', 'name'] },
  { kind: 'stream', sid: 'MZ', facts: ['status', 'name'] },
  { kind: 'queue', list: 'queues', sid: 'QU', facts: ['friendly_name', 'current_size', 'max_size'] },
  { kind: 'application', list: 'applications', sid: 'AP', facts: ['friendly_name', 'voice_url'] },
  { kind: 'key', list: 'keys', sid: 'SK', facts: ['friendly_name'] },
  {
    ...{ kind: 'participant', list: 'participants', has: ['call_sid', 'conference_sid', 'muted'] },
    facts: ['status', 'label', 'muted', 'hold'],
  },
  { kind: 'queue member', list: 'queue_members', has: ['queue_sid', 'position'], facts: ['position', 'wait_time'] },
  {
    ...{ kind: 'number', list: 'incoming_phone_numbers', has: ['phone_number', 'voice_url'] },
    facts: ['phone_number', 'friendly_name', 'voice_url', 'status_callback'],
  },
  {
    ...{ kind: 'number on offer', list: 'available_phone_numbers', has: ['phone_number', 'iso_country'] },
    facts: ['phone_number', 'locality', 'region', 'address_requirements'],
  },
  { kind: 'caller id', list: 'outgoing_caller_ids', has: ['phone_number'], facts: ['phone_number', 'friendly_name'] },
  { kind: 'country', list: 'countries', has: ['country_code'], facts: ['country_code', 'country'] },
  { kind: 'request', list: 'events', has: ['request', 'response'], facts: [] },
  { kind: 'servers for sound', has: ['ice_servers'], facts: [] },
  { kind: 'error', has: ['code', 'message'], facts: ['code', 'message', 'status'] },
];

export interface Reading {
  kind: string;
  /** Of what has one. */
  sid?: string;
  facts: Record<string, string>;
}

export interface Answer {
  /** Of a list that holds nothing, what it would hold. */
  kind: string;
  things: Reading[];
  /** There is another page. */
  more: boolean;
}

/** Null for what is no answer that is known. */
export function answerIn(json: unknown): Answer | null {
  const answer = fields(json);
  const listed = KINDS.find(({ list }) => list !== undefined && Array.isArray(answer[list]));
  if (listed) {
    const things = objects(answer[listed.list!]).map((one) => readingOf(one, listed));
    return { kind: listed.kind, things, more: text(answer.next_page_uri) !== '' };
  }
  const known = KINDS.find((kind) => fits(answer, kind));
  return known ? { kind: known.kind, things: [readingOf(answer, known)], more: false } : null;
}

function fits(one: Fields, { sid, has }: Kind): boolean {
  if (sid !== undefined) return text(one.sid).startsWith(sid);
  return has!.every((name) => name in one);
}

function readingOf(one: Fields, { kind, facts }: Kind): Reading {
  const found = facts.map((name) => [name, word(one[name])] as const).filter(([, value]) => value !== '');
  const sid = text(one.sid);
  return { kind, ...(sid && { sid }), facts: Object.fromEntries(found) };
}

function word(value: unknown): string {
  return typeof value === 'boolean' ? String(value) : isFields(value) ? '' : text(value);
}
