// A message as it is passed on: who wrote it to whom and when, then its words as far as an editor can hold them (EM-7).
import type { ThreadItem } from '../../conversations/conversations.ts';
import { escapeHtml } from '../plain-text.ts';
import { writeAddressee } from './addressees.ts';
import { text, type Present } from './marks.ts';
import { moment } from './questions.ts';

const TAGS = 'p div br b strong i em u s del code pre a ul ol li blockquote img'.split(' ');
/** How mail programs mark it in English, German, French, Italian and Spanish. */
const MARKED = /^\s*(?:fwd?|wg|tr|i|rv)\s*:/i;

export function passedOnSubject(subject: string): string {
  return MARKED.test(subject) ? subject : `Fwd: ${subject}`.trim();
}

/**
 * Words and HTML with the quotation; pictures of the message as `cid:` links, remote ones are left out. It says which
 * files do not go with it.
 */
export async function passedOn(
  present: Present,
  item: ThreadItem,
  leftOut: { name: string }[],
): Promise<{ text: string; html: string }> {
  const head = [`---------- ${text(present, 'forward.heading')} ----------`, ...headLines(present, item)];
  if (leftOut.length > 0) head.push(leftOutLine(present, leftOut));
  const part = item.parts.find((one) => one.type === 'text');
  const words = [part?.text, part?.signature, part?.quotedText].filter(Boolean).join('\n\n');
  const { default: sanitizeHtml } = await import('sanitize-html');
  const clean = (html: string) =>
    sanitizeHtml(html, {
      allowedTags: TAGS,
      allowedAttributes: { a: ['href'], img: ['src', 'alt'] },
      allowedSchemes: ['http', 'https', 'mailto', 'tel'],
      allowedSchemesByTag: { img: ['cid'] },
      exclusiveFilter: (frame) => frame.tag === 'img' && !frame.attribs.src,
    });
  const plain = (lines: string[]) => lines.map((line) => `<div>${escapeHtml(line) || '<br>'}</div>`).join('');
  const body = part?.html
    ? clean(
        part.html + (part.signatureHtml ?? '') + (part.quotedHtml ? `<blockquote>${part.quotedHtml}</blockquote>` : ''),
      )
    : plain(words.split('\n'));
  return {
    text: `\n\n${head.join('\n')}\n\n${words}`,
    html: `<div><br></div><div><br></div>${plain([...head, ''])}${body}`,
  };
}

function leftOutLine(present: Present, leftOut: { name: string }[]): string {
  const names = leftOut.map(({ name }) => name).join(', ');
  return text(present, 'forward.left_out', { count: leftOut.length, names });
}

function headLines(present: Present, item: ThreadItem): string[] {
  const people = (role: string) =>
    item.addresses
      .filter((one) => one.role === role)
      .map(writeAddressee)
      .join(', ');
  const lines: [string, string][] = [
    ['from', people('from')],
    ['at', moment(present, item.at, 'numeric')],
    ['subject', item.subject],
    ['to', people('to')],
    ['cc', people('cc')],
  ];
  return lines.flatMap(([key, value]) => (value ? [`${text(present, `details.${key}`)}: ${value}`] : []));
}
