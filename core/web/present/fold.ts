// What a mail repeats or adds to its words (quotation, signature): folded away behind one control (EM-10).
import type { ThreadItem } from '../../conversations/conversations.ts';
import type { Fold } from '../models/conversation.ts';
import { withoutBlankEnds } from './blank-ends.ts';
import { text, type Present } from './marks.ts';

export function foldOf(item: ThreadItem, present: Present, pictures = false): Fold | undefined {
  const part = item.parts.find((one) => one.type === 'text');
  if (!part) return undefined;
  const { quotedText = '', signature = '', quotedHtml, signatureHtml } = part;
  const isShownAsHtml = item.direction === 'in' && Boolean(part.html);
  if (isShownAsHtml && (quotedHtml || signatureHtml)) {
    const src = `/messages/${item.publicId}/body?part=folded${pictures ? '&pictures=shown' : ''}`;
    const label = labelOf(present, quotedHtml ? linesOf(quotedText) : null, Boolean(signatureHtml));
    return { label, frame: { id: `${item.id}-folded`, src, title: label } };
  }
  // HTML that could not be divided shows all of it already, but for a note above a mail that was handed on.
  if (isShownAsHtml && !item.details.forwarder) return undefined;
  const shownSignature = isShownAsHtml ? '' : signature;
  if (!quotedText && !shownSignature) return undefined;
  const label = labelOf(present, quotedText ? linesOf(quotedText) : null, shownSignature !== '');
  return { label, signature: shownSignature, quotation: quotedText };
}

/** Its parts as one text of HTML, in the order in which most mails have them. */
export function foldedHtml({ quotedHtml, signatureHtml }: { quotedHtml?: string; signatureHtml?: string }): string {
  return [signatureHtml, quotedHtml]
    .map((html) => withoutBlankEnds(html ?? ''))
    .filter(Boolean)
    .join('<br>');
}

function linesOf(quotation: string): number {
  return quotation ? quotation.split('\n').length : 0;
}

/** `lines` is null where nothing is quoted, 0 where they cannot be told. */
function labelOf(present: Present, lines: number | null, isSigned: boolean): string {
  const quoted = lines === null ? [] : [text(present, 'mail.quoted', { count: lines })];
  return [...quoted, ...(isSigned ? [text(present, 'mail.signature')] : [])].join(' · ');
}
