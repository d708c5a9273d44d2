// What it takes to hang up in place of a page that is gone: the names and the way of its talks (RFC 3261, section 12).
import { randomBytes } from 'node:crypto';
import type { SipMessage } from './reading.ts';
import { writeMessage, type Header } from './writing.ts';

/** As the page's side sees it. */
export interface Talk {
  callId: string;
  /** Values of From and To of what the page asks for, with their tags once both sides have one. */
  own: string;
  other: string;
  /** Where its requests go, and by which servers. */
  target: string;
  routes: string[];
  /** The number of the newest request of the page, and whether that which began it carried an answer to a challenge. */
  cseq: number;
  isSigned: boolean;
}

/** By Call-ID; what was over is forgotten, and more than anybody holds is not kept. */
export type Talks = Map<string, Talk>;

const MOST = 100;

/** Learns from everything that passes between a page and the telephone system. */
export function noteTalk(talks: Talks, message: SipMessage, isFromPage: boolean): void {
  const { method, status, callId, cseq } = message;
  if (method === 'BYE' && status === null) return void talks.delete(callId);
  if (method === 'INVITE' && message.toTag === '' && status === null) return begin(talks, message, isFromPage);
  const talk = talks.get(callId);
  if (!talk) return undefined;
  if (isFromPage && status === null) talk.cseq = Math.max(talk.cseq, cseq);
  if (method === 'INVITE' && status !== null && status >= 200 && status < 300) answer(talk, message, isFromPage);
  return undefined;
}

function begin(talks: Talks, message: SipMessage, isFromPage: boolean): void {
  // What is told twice was answered by one's own name already.
  if (!isFromPage && talks.has(message.callId)) return;
  const { callId, cseq, uri, header } = message;
  const [from, to] = [header('from'), header('to')];
  const isSigned = Boolean(header('authorization') || header('proxy-authorization'));
  if (talks.size > MOST) talks.delete(talks.keys().next().value!);
  const talk: Talk = isFromPage
    ? { callId, own: from, other: to, target: uri, routes: [], cseq, isSigned }
    : {
        ...{ callId, own: to, other: from, target: contactOf(message), routes: message.headers('record-route') },
        ...{ cseq: 0, isSigned: false },
      };
  talks.set(callId, talk);
}

function answer(talk: Talk, message: SipMessage, isFromPage: boolean): void {
  if (isFromPage) {
    if (!isTagged(talk.own)) talk.own = message.header('to');
    return;
  }
  if (!isTagged(talk.other)) {
    talk.other = message.header('to');
    talk.routes = message.headers('record-route').toReversed();
  }
  talk.target = contactOf(message) || talk.target;
}

/** The request that ends it; null for one that does not stand yet. */
export function byeOf({ callId, own, other, target, routes, cseq }: Talk): string | null {
  if (!isTagged(own) || !isTagged(other) || !target) return null;
  const id = randomBytes(9).toString('hex');
  return writeMessage(`BYE ${target} SIP/2.0`, [
    ['Via', `SIP/2.0/WSS ${id}.invalid;branch=z9hG4bK${id}`],
    ...routes.map((route): Header => ['Route', route]),
    ['Max-Forwards', '70'],
    ['From', own],
    ['To', other],
    ['Call-ID', callId],
    ['CSeq', `${cseq + 1} BYE`],
  ]);
}

function isTagged(value: string): boolean {
  return /;\s*tag=/i.test(value);
}

function contactOf(message: SipMessage): string {
  const contact = message.header('contact');
  return /<([^>]+)>/.exec(contact)?.[1] ?? contact.split(';')[0]!.trim();
}
