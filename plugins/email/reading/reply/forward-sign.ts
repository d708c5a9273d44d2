// Tells a forward from a reply by the subject and by how the other mail begins in the body.

import { certainBlock, hasAddress } from './header-block.ts';
import { fold, type Line } from './line.ts';
import type { QuoteStart } from './quote-start.ts';

/** Prefixes of forwards; `vs` is a forward in Danish and Norwegian and an answer in Finnish. */
const forwardPrefixes = new Set(
  [
    'fwd|fw|wg|wtrlt|weitergeleitet|weiterl|tr|trans|transfer|transféré|rv|reenv|reenviado|i|enc|encaminhada|encaminhado|pd|vs',
    'vb|vl|vidarebefordrat|videresendt|videresend|doorst|doorgestuurd|redir|redirecționat|továbbítás|továbbított|tov',
    'ilt|ilet|πρθ|προωθ|пересл|пересланное|пер|на|edast|pers|prosl|prep|转发|轉寄|轉發|転送|전달|העבר|הועבר|إعادة توجيه|trs|yml',
  ].flatMap((line) => line.split('|')),
);
const replyPrefixes = new Set(
  're|aw|antw|antwort|sv|ref|rif|r|res|odp|vá|válasz|ynt|απ|отв|ответ|回复|回覆|答复|答覆|返信|회신|답장|בעניין|رد|réf|rép|bls|tb|ang|vast|vs'.split(
    '|',
  ),
);

/** What the subject says the mail is, by its first prefix; tags in brackets before it do not count. */
export function subjectSays(subject: string): 'forward' | 'reply' | null {
  const first = firstPrefix(subject);
  if (first === null) return null;
  if (forwardPrefixes.has(first)) return 'forward';
  return replyPrefixes.has(first) ? 'reply' : null;
}

/** The subject of the mail that was handed on: what stands behind the first prefix. */
export function forwardedSubject(subject: string): string {
  const bracketed = bracketedForward.exec(subject.slice(0, 1000).trim());
  if (bracketed) return bracketed[1]!.trim();
  return subjectSays(subject) === 'forward' ? subject.slice(subject.search(/[:：]/) + 1).trim() : subject.trim();
}

/** Netscape's way: `[Fwd: x]`. */
const bracketedForward = /^\[fwd?:\s?(.*)\]$/i;

/** `[Ticket 12] FW: x` → `fw`; also `Re[2]: x`, `WG (extern): x`. */
function firstPrefix(subject: string): string | null {
  let rest = fold(subject.slice(0, 300)).trim();
  if (/^\[fwd?:/.test(rest)) return 'fwd';
  for (let tags = 0; tags < 5 && rest.startsWith('['); tags++) {
    const close = rest.indexOf(']');
    if (close < 0) break;
    rest = rest.slice(close + 1).trimStart();
  }
  const match = /^([\p{L}. ]{1,20}?)\s?(?:[[(]\p{L}{0,10}\d{0,4}[\])])?\s?[:：]/u.exec(rest);
  return match ? match[1]!.replace(/\.$/, '').trim() : null;
}

/** IONOS marks a forward so, and quotes the header lines with it. */
const ionosDashes = 10;

/** Whether the mail that begins at `start` is handed on, not answered. */
export function isForwardStart(lines: readonly Line[], start: QuoteStart, subject: string): boolean {
  const says = subjectSays(subject);
  if (start.kind === 'forwarded') return true;
  if (start.kind === 'marker') return false;
  if (says === 'forward') return !isFinnishReply(subject, start);
  if (says === 'reply') return false;
  const quotedHeaders = start.block !== null && lines[start.block.start]!.depth > 0;
  if (start.separator?.dashes === ionosDashes && start.kind === 'original' && quotedHeaders) return true;
  if (isThunderbirdForward(start) || isAppleForward(lines, start)) return true;
  const nothingAbove = lines.slice(0, start.start).every((line) => !line.text);
  const { score = 0, values = {} } = start.block ?? {};
  const complete = values.from !== undefined && hasAddress(values.from) && values.subject !== undefined;
  return start.kind === 'block' && nothingAbove && complete && score >= certainBlock;
}

/** Older Thunderbird and Roundcube forward below "-------- Original Message --------" with the subject first. */
function isThunderbirdForward(start: QuoteStart): boolean {
  return start.kind === 'original' && start.separator?.dashes === 8 && start.block?.labels[0]?.field === 'subject';
}

/** Apple Mail quotes header lines only when it forwards, in this order; the words above them may have been deleted. */
function isAppleForward(lines: readonly Line[], start: QuoteStart): boolean {
  if (start.kind !== 'block' || !start.block || !lines[start.block.start]!.raw.trimStart().startsWith('>'))
    return false;
  const order = start.block.labels.map(({ field }) => field).filter((field) => field !== 'cc' && field !== 'replyTo');
  return ['from date to subject', 'from subject date to'].includes(order.join(' '));
}

function isFinnishReply(subject: string, start: QuoteStart): boolean {
  if (firstPrefix(subject) !== 'vs' || !start.block) return false;
  const labels = fold(start.block.labels.map(({ word }) => word).join('|'));
  return labels.includes('lähettäjä') || labels.includes('vastaanottaja');
}
