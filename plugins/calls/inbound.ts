// A stored arrival becomes events: a voice message that was left, an e-mail address that somebody typed in.
import type { Person } from '../../core/contract/address.ts';
import type { ConsentEvent, Parsed, StoredArrival } from '../../core/contract/inbound.ts';
import { reason } from '../../core/contract/reason.ts';
import { addressOf } from './caller/tokens.ts';
import type { RecordingMeta } from './recording/collecting.ts';

/** What stands beside the bytes of a voice message. */
export interface VoiceMeta {
  caller: string;
  id: string;
  /** Milliseconds since 1970. */
  at: number;
  /** Seconds. */
  duration: number;
  name?: string;
  language?: string;
}

const ILLEGIBLE = { quarantine: reason('calls.illegible', 'This is nothing a caller’s browser sends.') };

export function parseArrival(arrival: StoredArrival): Parsed {
  if (isRecording(arrival.meta)) return recording(arrival, arrival.meta);
  if (isVoiceMeta(arrival.meta)) return voiceMessage(arrival, arrival.meta);
  const agreed = arrival.type === 'application/json' ? readConsent(arrival.body) : null;
  if (agreed) return { events: [agreed] };
  const claimed = arrival.type === 'application/json' ? readClaim(arrival.body) : null;
  if (!claimed) return ILLEGIBLE;
  const { address, also, ...rest } = claimed;
  // The caller's own contact is made first, so that it never becomes somebody else's.
  return {
    events: [
      { type: 'contact', person: { address, ...rest } },
      { type: 'contact', person: { address, also, ...rest } },
    ],
  };
}

/** Beside the call; what both said is no message of theirs that waits for an answer. */
function recording(arrival: StoredArrival, { caller, key, take, userId, at, duration }: RecordingMeta): Parsed {
  const { body: content, type: mimeType } = arrival;
  const name = `call-${take.slice(0, 8)}.${endingOf(mimeType)}`;
  return {
    summary: arrival.summary,
    events: [
      {
        ...{ type: 'message', id: `recording:${key}:${userId}:${take}`, at: new Date(at) },
        sender: { address: addressOf(caller) },
        parts: [{ type: 'media', kind: 'audio', name, mimeType, content, bytes: content.byteLength, duration }],
        thread: { references: [`call:${key}`], joinOpen: true },
        automatic: 'generated',
      },
    ],
  };
}

function endingOf(mimeType: string): string {
  return mimeType === 'audio/mp4' ? 'm4a' : mimeType.slice('audio/'.length);
}

function isRecording(meta: Record<string, unknown> | undefined): meta is RecordingMeta & Record<string, unknown> {
  const { kind, caller, key, take, userId, at, duration } = meta ?? {};
  const texts = [caller, key, take].every((value) => typeof value === 'string' && value !== '');
  return kind === 'recording' && texts && [userId, at, duration].every(Number.isFinite);
}

function readConsent(body: Uint8Array): ConsentEvent | null {
  const { kind, by, wording, at } = fieldsOf(body);
  const { value } = (by ?? {}) as { value?: unknown };
  if (kind !== 'consent' || typeof value !== 'string' || value === '' || !Number.isFinite(at)) return null;
  return {
    ...{ type: 'consent', by: { address: addressOf(value) }, given: true, purpose: 'recording' },
    ...(typeof wording === 'string' && { wording: wording.slice(0, 1000) }),
    at: new Date(at as number),
  };
}

function fieldsOf(body: Uint8Array): Record<string, unknown> {
  try {
    const value = JSON.parse(Buffer.from(body).toString()) as unknown;
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function voiceMessage(arrival: StoredArrival, meta: VoiceMeta): Parsed {
  const { caller, id, at, duration, name, language } = meta;
  const { body: content, type: mimeType } = arrival;
  return {
    summary: arrival.summary,
    events: [
      {
        type: 'message',
        id: `v:${caller}:${id}`,
        at: new Date(at),
        sender: { address: addressOf(caller), name, language },
        parts: [
          {
            ...{ type: 'media', kind: 'voice', name: `${id.slice(0, 8)}.${endingOf(mimeType)}`, mimeType, content },
            ...{ bytes: content.byteLength, duration },
          },
        ],
        thread: { joinOpen: true },
      },
    ],
  };
}

function isVoiceMeta(meta: Record<string, unknown> | undefined): meta is VoiceMeta & Record<string, unknown> {
  const { caller, id, at, duration, name, language } = meta ?? {};
  const isTextOrNone = (value: unknown) => value === undefined || typeof value === 'string';
  return (
    typeof caller === 'string' &&
    typeof id === 'string' &&
    Number.isFinite(at) &&
    Number.isFinite(duration) &&
    isTextOrNone(name) &&
    isTextOrNone(language)
  );
}

function readClaim(body: Uint8Array): Person | null {
  try {
    const { kind, person } = JSON.parse(Buffer.from(body).toString()) as { kind?: unknown; person?: Person };
    const { address, also = [], name, language } = person ?? {};
    const isAddress = address?.kind === 'handle' && typeof address.value === 'string' && address.value !== '';
    if (kind !== 'contact' || !isAddress || !Array.isArray(also)) return null;
    const emails = also.filter((one) => one?.kind === 'email' && typeof one.value === 'string');
    return {
      address: { kind: 'handle', value: address.value },
      also: emails.map(({ value }) => ({ kind: 'email', value })),
      ...(typeof name === 'string' && { name }),
      ...(typeof language === 'string' && { language }),
    };
  } catch {
    return null;
  }
}
