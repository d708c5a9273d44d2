// What is written down of a visitor's doings, and reading it again with suspicion: it may be years old, or bent.
import type { MediaKind } from '../../../core/contract/part.ts';

/** Who it is from; the same in every arrival. */
export interface From {
  visitor: string;
  name?: string;
  language?: string;
  /** The site has proven who they are. */
  user?: string;
  /** Milliseconds since 1970. */
  at: number;
}

export type Arrived =
  | (From & {
      kind: 'message';
      id: string;
      text: string;
      page?: string;
      replyTo?: string;
      flow?: string;
      choice?: { id: string; title: string };
      consent?: string;
    })
  | (From & { kind: 'contact'; email?: string; emailProven?: boolean })
  | (From & { kind: 'consent'; wording: string; given?: boolean })
  | (From & { kind: 'end' })
  | (From & { kind: 'seen'; keys: string[] })
  | (From & { kind: 'rating'; score: 1 | 2 | 3 | 4 | 5; comment?: string });

/** What stands beside the bytes of a file. */
export type FileMeta = From & { id: string; name: string; fileKind: MediaKind; page?: string; consent?: string };

export const WORDS = 'application/json';

type Raw = Record<string, unknown>;
type Holds = (value: unknown) => boolean;

const isText: Holds = (value) => typeof value === 'string';
const isName: Holds = (value) => typeof value === 'string' && value !== '';
/** A time that a date can hold. */
const isMoment: Holds = (value) => typeof value === 'number' && Math.abs(value) <= 8.64e15;
const maybe =
  (holds: Holds): Holds =>
  (value) =>
    value === undefined || holds(value);
const isRaw = (value: unknown): value is Raw => typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf =
  (holds: Holds): Holds =>
  (value) =>
    Array.isArray(value) && value.every(holds);

const FROM: Record<string, Holds> = {
  visitor: isName,
  name: maybe(isText),
  language: maybe(isText),
  user: maybe(isText),
  at: isMoment,
};

const KINDS: Record<Arrived['kind'], Record<string, Holds>> = {
  message: {
    id: isName,
    text: isText,
    page: maybe(isText),
    replyTo: maybe(isName),
    flow: maybe(isText),
    choice: maybe((value) => isRaw(value) && isName(value.id) && isText(value.title)),
    consent: maybe(isText),
  },
  contact: { email: maybe(isText), emailProven: maybe((value) => typeof value === 'boolean') },
  consent: { wording: isText, given: maybe((value) => typeof value === 'boolean') },
  end: {},
  seen: { keys: listOf(isName) },
  rating: { score: (value) => [1, 2, 3, 4, 5].includes(value as number), comment: maybe(isText) },
};

const FILE: Record<string, Holds> = {
  id: isName,
  name: isText,
  fileKind: (value) => ['image', 'audio', 'voice', 'video', 'file', 'sticker'].includes(value as string),
  page: maybe(isText),
  consent: maybe(isText),
};

const fits = (raw: Raw, fields: Record<string, Holds>) =>
  Object.entries(fields).every(([name, holds]) => holds(raw[name]));

/** Null for what this version does not know. */
export function readArrived(body: Uint8Array): Arrived | null {
  try {
    const raw: unknown = JSON.parse(Buffer.from(body).toString());
    if (!isRaw(raw) || !Object.hasOwn(KINDS, String(raw.kind))) return null;
    return fits(raw, { ...FROM, ...KINDS[raw.kind as Arrived['kind']] }) ? (raw as unknown as Arrived) : null;
  } catch {
    return null;
  }
}

export function isFileMeta(meta: unknown): meta is FileMeta {
  return isRaw(meta) && fits(meta, { ...FROM, ...FILE });
}
