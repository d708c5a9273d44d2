// What visitors' browsers send over the socket, read with suspicion: one kind of frame at a time, every text cut to size.
import { emailOf, frameOf, languageOf, objectOf, words, type Untrusted } from '../../../core/contract/untrusted.ts';

export type Frame =
  | { hello: Hello }
  | { say: Said }
  | { typing: boolean }
  | { seen: string }
  | { page: { address: string; title: string } }
  | { open: boolean }
  | { contact: { email: string; name: string } }
  /** False takes back what was agreed to. */
  | { consent: boolean }
  | { rate: { score: 1 | 2 | 3 | 4 | 5; comment: string } }
  | { transcript: { email: string } }
  | { more: true }
  | { end: true };

export interface Hello {
  token: unknown;
  page: string;
  title: string;
  referrer: string;
  language: string;
  zone: string;
  screen: string;
  identity: unknown;
  open: boolean;
  /** Which chatflows the page knows; empty where it does not say. */
  offer: string;
}

export interface Said {
  /** Made by the client; the same when it is sent again. */
  id: string;
  text: string;
  page: string;
  replyTo?: string;
  flow?: string;
  choice?: { id: string; title: string };
}

/** Characters in one message. */
export const LONGEST_TEXT = 8000;
const LONGEST_ADDRESS = 2000;
const CLIENT_ID = /^[\w-]{8,64}$/;

/** Null for what is no frame of the wire. */
export function readFrame(data: string): Frame | null {
  return frameOf<Frame>(data, READERS);
}

const READERS = {
  hello: (value: unknown) => ({ hello: helloOf(objectOf(value)) }),
  say: (value: unknown) => saidOf(objectOf(value)),
  typing: (value: unknown) => ({ typing: value === true }),
  seen: (value: unknown) => (words(value, 64) ? { seen: words(value, 64) } : null),
  page(value: unknown) {
    const { address, title } = objectOf(value);
    return { page: { address: webAddress(address), title: words(title, 300) } };
  },
  open: (value: unknown) => ({ open: value === true }),
  contact(value: unknown) {
    const { email, name } = objectOf(value);
    const found = { email: emailOf(email), name: words(name, 200) };
    return found.email || found.name ? { contact: found } : null;
  },
  consent(value: unknown) {
    const { given } = objectOf(value);
    return typeof given === 'boolean' ? { consent: given } : null;
  },
  rate(value: unknown) {
    const { score, comment } = objectOf(value);
    const isScore = typeof score === 'number' && [1, 2, 3, 4, 5].includes(score);
    return isScore ? { rate: { score: score as 1, comment: words(comment, 2000) } } : null;
  },
  transcript(value: unknown) {
    const email = emailOf(objectOf(value).email);
    return email ? { transcript: { email } } : null;
  },
  more: () => ({ more: true as const }),
  end: () => ({ end: true as const }),
} satisfies Record<string, (value: unknown) => Frame | null>;

function helloOf(raw: Untrusted): Hello {
  return {
    token: raw.token,
    page: webAddress(raw.page),
    title: words(raw.title, 300),
    referrer: webAddress(raw.referrer),
    language: languageOf(raw.language),
    zone: /^[\w+-]+(\/[\w+-]+){0,2}$/.test(words(raw.zone, 60)) ? words(raw.zone, 60) : '',
    screen: /^\d{1,5}x\d{1,5}$/.test(words(raw.screen, 11)) ? words(raw.screen, 11) : '',
    identity: raw.identity,
    open: raw.open === true,
    offer: words(raw.offer, 20),
  };
}

function saidOf(raw: Untrusted): Frame | null {
  const { id, text, replyTo, flow, choice } = raw;
  if (typeof id !== 'string' || !CLIENT_ID.test(id)) return null;
  const { id: chosen, title } = objectOf(choice);
  const said: Said = { id, text: longWords(text), page: webAddress(raw.page) };
  if (words(replyTo, 64)) said.replyTo = words(replyTo, 64);
  if (words(flow, 40)) said.flow = words(flow, 40);
  if (words(chosen, 64)) said.choice = { id: words(chosen, 64), title: words(title, 200) };
  return said.text === '' && !said.choice ? null : { say: said };
}

function longWords(value: unknown): string {
  if (typeof value !== 'string') return '';
  const plain = value.replace(/\r\n?/g, '\n').replace(/[\u0000-\u0008\u000b-\u001f\u007f]/g, '');
  return plain.trim().slice(0, LONGEST_TEXT);
}

/** Web addresses only; nothing that would act when an agent follows it. */
function webAddress(value: unknown): string {
  const url = typeof value === 'string' && value.length <= LONGEST_ADDRESS ? URL.parse(value) : null;
  return url && /^https?:$/.test(url.protocol) ? url.href.slice(0, LONGEST_ADDRESS) : '';
}

/** Of files: the client's own id, from a header. */
export function isClientId(value: unknown): value is string {
  return typeof value === 'string' && CLIENT_ID.test(value);
}
