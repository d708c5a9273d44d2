// Drafts that try everything the capabilities allow, up to each limit and one beyond it.
import type { Capabilities, MediaAbility } from '../../core/contract/capabilities.ts';
import type { Draft } from '../../core/contract/outbound.ts';
import type { MediaKind, MediaPart, Part } from '../../core/contract/part.ts';
import type { FarSide } from './channel.ts';

const HTML =
  '<h1>Head</h1><p><b>b</b> <i>i</i> <u>u</u> <s>s</s> <code>c</code> <a href="https://example.com/?a=1&amp;b=2">l</a></p>' +
  '<ul><li>one</li></ul><ol><li>two</li></ol><blockquote>q</blockquote>';

/** A concrete type for what capabilities name by pattern or not at all. */
const EXAMPLES: Record<MediaKind, string> = {
  image: 'image/png',
  audio: 'audio/mpeg',
  voice: 'audio/ogg',
  video: 'video/mp4',
  file: 'application/pdf',
  sticker: 'image/webp',
};
/** Files up to this size are tried at their very limit; larger ones once. */
const SMALL = 1024 * 1024;

export interface Tried {
  what: string;
  draft: Draft;
}

export function drafts(capabilities: Capabilities, far: FarSide): Tried[] {
  const to = [far.customer];
  const of = (what: string, ...parts: Part[]): Tried => ({ what, draft: { to, parts } });
  return [
    ...texts(capabilities, of),
    ...files(capabilities, of),
    of('a place', { type: 'location', latitude: 52.5, longitude: 13.4, name: 'Here' }),
    of('a card', { type: 'contact', cards: [{ name: 'Ben', phones: ['+49301234567'], emails: ['ben@example.com'] }] }),
    of('a choice', { type: 'choice', prompt: 'Which?', options: [{ id: 'a', title: 'A' }] }),
    of('a template', { type: 'template', name: 'hello', language: 'en', values: { '1': 'Ada' }, preview: 'Hello Ada' }),
    ...whole(capabilities, to),
  ];
}

function texts(capabilities: Capabilities, of: (what: string, ...parts: Part[]) => Tried): Tried[] {
  const most = capabilities.text?.maximum ?? 20_000;
  const text = (what: string, words: string, html?: string) => of(what, { type: 'text', text: words, html });
  return [
    text('a word', 'Hello'),
    text('a single sign', '.'),
    text('other alphabets and signs', 'Grüße, Жанна 你好 مرحبا 👩‍👩‍👧‍👦 <b>&amp;</b> "\'\\ \u{1F600}'),
    text('lines', 'One\nTwo\r\nThree\n\n\nFour\n.\n..\nFrom here\n'),
    text('a text as long as may be', 'a'.repeat(most)),
    text('a text one longer', `${'b '.repeat(Math.floor(most / 2))}c`.padEnd(most + 1, 'd')),
    text('a text three times as long, of signs in two units', '😀'.repeat(Math.ceil((most * 3) / 2) + 1)),
    text('every style', 'Head b i u s c l one two q', HTML),
  ];
}

function files(capabilities: Capabilities, of: (what: string, ...parts: Part[]) => Tried): Tried[] {
  const kinds = Object.entries(capabilities.media ?? {}) as [MediaKind, MediaAbility][];
  const room = capabilities.mediaTotal ?? Infinity;
  const each = kinds.flatMap(([kind, ability]) => {
    const most = Math.min(ability.maximum ?? 100_000, room);
    const types = (ability.types ?? [EXAMPLES[kind]]).map((type) => (type.includes('*') ? EXAMPLES[kind] : type));
    const sizes = [...new Set([1, most <= SMALL ? most : 100_000])];
    return types.flatMap((type) => [
      ...sizes.map((bytes) => of(`a ${kind} of ${type}, ${bytes} bytes`, file(kind, type, bytes))),
      of(`a ${kind} with words`, { ...file(kind, type, 1), caption: 'What it shows' }),
      of(`a ${kind} and a text`, { type: 'text', text: 'See there' }, file(kind, type, 1)),
      of(`a ${kind} with a strange name`, { ...file(kind, type, 1), name: 'Grüße "a" \\ ../../etc/Ж\r\nX: y 😀' }),
    ]);
  });
  return [...each, of('something of an unknown type', file('file', 'application/x-never-heard', 3))];
}

function whole(capabilities: Capabilities, to: Draft['to']): Tried[] {
  const parts: Part[] = [{ type: 'text', text: 'Hello' }];
  const other = { ...to[0]!, address: { ...to[0]!.address, value: `other-${to[0]!.address.value}` } };
  const most = capabilities.subject?.maximum ?? 100;
  return [
    { what: 'a subject', draft: { to, parts, subject: 'About “it” – Ж 😀' } },
    { what: 'the longest subject', draft: { to, parts, subject: 's'.repeat(most) } },
    { what: 'an answer to a message', draft: { to, parts, replyTo: 'an-older-message' } },
    { what: 'a copy', draft: { to, parts, cc: [other] } },
    { what: 'a blind copy', draft: { to, parts, bcc: [other] } },
    { what: 'two recipients', draft: { to: [...to, other], parts } },
  ];
}

function file(kind: MediaKind, mimeType: string, bytes: number): MediaPart {
  const extension = mimeType.split('/')[1]!.replace(/\W.*/, '');
  return { type: 'media', kind, mimeType, bytes, name: `${kind}.${extension}`, fileId: 1 };
}
