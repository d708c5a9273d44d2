// A stored arrival becomes events: a message, a file, what somebody said of themselves, what they read or thought.
import type { Person } from '../../core/contract/address.ts';
import type { InboundEvent, MessageEvent, Parsed, StoredArrival } from '../../core/contract/inbound.ts';
import type { Part } from '../../core/contract/part.ts';
import { reason } from '../../core/contract/reason.ts';
import { visitorMessageId } from './outbound.ts';
import { isFileMeta, readArrived, WORDS, type Arrived, type FileMeta, type From } from './visitor/arrived.ts';
import { addressOf } from './visitor/tokens.ts';

export const CONSENT_PURPOSE = 'chat';
const ILLEGIBLE = { quarantine: reason('chat.illegible', 'This is nothing the widget sends.') };

export function parseArrival(arrival: StoredArrival): Parsed {
  if (arrival.type === WORDS) {
    const arrived = readArrived(arrival.body);
    return arrived ? { events: EVENTS[arrived.kind](arrived as never), summary: arrival.summary } : ILLEGIBLE;
  }
  return isFileMeta(arrival.meta)
    ? { events: fileEvents(arrival, arrival.meta), summary: arrival.meta.name }
    : ILLEGIBLE;
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
  end: ({ at, ...from }) => [{ type: 'end', by: personOf(from), thread: {}, at: new Date(at) }],
  rating: ({ score, comment, at, ...from }) => [
    { type: 'rating', by: personOf(from), thread: {}, at: new Date(at), score, comment },
  ],
};

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

function fileEvents(arrival: StoredArrival, meta: FileMeta): InboundEvent[] {
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
