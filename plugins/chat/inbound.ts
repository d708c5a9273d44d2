// A stored arrival becomes events: a message, a file, what somebody said of themselves, what they read or thought.
import type { Person } from '../../core/contract/address.ts';
import type { InboundEvent, MessageEvent, Parsed, StoredArrival } from '../../core/contract/inbound.ts';
import type { MediaKind, Part } from '../../core/contract/part.ts';
import { reason } from '../../core/contract/reason.ts';
import { visitorMessageId } from './outbound.ts';
import { addressOf } from './visitor/tokens.ts';

/** Who it is from; the same in every arrival. */
interface From {
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
  | (From & { kind: 'seen'; keys: string[] })
  | (From & { kind: 'rating'; score: 1 | 2 | 3 | 4 | 5; comment?: string });

/** What stands beside the bytes of a file. */
export type FileMeta = From & { id: string; name: string; fileKind: MediaKind; page?: string; consent?: string };

export const CONSENT_PURPOSE = 'chat';
export const WORDS = 'application/json';

export function parseArrival(arrival: StoredArrival): Parsed {
  if (arrival.type !== WORDS) return { events: fileEvents(arrival), summary: String(arrival.meta?.name ?? '') };
  const arrived = read(arrival.body);
  if (!arrived) return { quarantine: reason('chat.illegible', 'This is nothing the widget sends.') };
  return { events: EVENTS[arrived.kind](arrived as never), summary: arrival.summary };
}

type Of<Kind extends Arrived['kind']> = Extract<Arrived, { kind: Kind }>;

const EVENTS: { [Kind in Arrived['kind']]: (arrived: Of<Kind>) => InboundEvent[] } = {
  message: (arrived) => {
    const { text, choice, page } = arrived;
    const parts: Part[] = choice ? [{ type: 'choice', chosen: choice }] : [];
    if (text !== '' && text !== choice?.title) parts.push({ type: 'text', text });
    return [...consentOf(arrived), messageOf(arrived, parts, page)];
  },
  contact: contactEvents,
  consent: (arrived) => consentOf({ ...arrived, consent: arrived.wording }),
  seen: ({ keys, at }) => keys.map((key) => ({ type: 'receipt', of: { key }, status: 'read', at: new Date(at) })),
  rating: ({ score, comment, at, ...from }) => [
    { type: 'rating', by: personOf(from), thread: {}, at: new Date(at), score, comment },
  ],
};

function read(body: Uint8Array): Arrived | null {
  try {
    const value = JSON.parse(Buffer.from(body).toString()) as Arrived;
    const sound = typeof value?.visitor === 'string' && Number.isFinite(value.at) && Object.hasOwn(EVENTS, value.kind);
    return sound ? value : null;
  } catch {
    return null;
  }
}

function personOf({ visitor, name, language }: Pick<From, 'visitor' | 'name' | 'language'>): Person {
  return { address: addressOf(visitor), name: name || undefined, language: language || undefined };
}

function messageOf(
  arrived: From & { id: string; replyTo?: string; flow?: string },
  parts: Part[],
  page: string | undefined,
): MessageEvent {
  const { visitor, id, at, user, replyTo, flow } = arrived;
  return {
    type: 'message',
    id: visitorMessageId(visitor, id),
    at: new Date(at),
    sender: personOf(arrived),
    parts,
    thread: { joinOpen: true },
    inReplyTo: replyTo,
    chatflow: flow,
    verdict: user ? { level: 'verified', detail: { user } } : undefined,
    details: page ? { page } : {},
  };
}

function fileEvents(arrival: StoredArrival): InboundEvent[] {
  const meta = arrival.meta as unknown as FileMeta;
  const { name, fileKind: kind } = meta;
  const { body: content, type: mimeType } = arrival;
  const file: Part = { type: 'media', kind, name, mimeType, bytes: content.byteLength, content };
  return [...consentOf(meta), messageOf(meta, [file], meta.page)];
}

function consentOf({
  consent,
  given = true,
  at,
  ...from
}: From & { consent?: string; given?: boolean }): InboundEvent[] {
  if (consent === undefined) return [];
  const wording = consent || undefined;
  return [{ type: 'consent', by: personOf(from), given, purpose: CONSENT_PURPOSE, wording, at: new Date(at) }];
}

/**
 * What the site has signed counts as an address of theirs. What somebody only typed in is a claim: the visitor's own
 * contact is made first, so that it never becomes somebody else's; where another contact has the address, a likely
 * duplicate is proposed to people.
 */
function contactEvents({ email, emailProven, ...from }: Of<'contact'>): InboundEvent[] {
  const person = personOf(from);
  if (!email) return [{ type: 'contact', person }];
  const address = { kind: 'email' as const, value: email };
  if (emailProven) return [{ type: 'contact', person: { ...person, address, also: [person.address] } }];
  return [
    { type: 'contact', person },
    { type: 'contact', person: { ...person, also: [address] } },
  ];
}
