// The words around an answer: signature with its tokens, the quotation below.
import { convert } from 'html-to-text';
import sanitizeHtml from 'sanitize-html';
import type { OutboundMessage } from '../../../core/contract/outbound.ts';

type Quoted = NonNullable<OutboundMessage['quoted']>;

const ALLOWED = {
  allowedTags: [
    'p',
    'div',
    'br',
    'b',
    'strong',
    'i',
    'em',
    'u',
    's',
    'a',
    'span',
    'img',
    'ul',
    'ol',
    'li',
    'table',
    'tbody',
    'tr',
    'td',
    'hr',
    'small',
    'h2',
    'h3',
    'font',
  ],
  allowedAttributes: {
    a: ['href', 'title'],
    img: ['src', 'alt', 'width', 'height'],
    td: ['colspan', 'rowspan', 'align', 'valign'],
    table: ['cellpadding', 'cellspacing', 'border'],
    font: ['color', 'face', 'size'],
    '*': ['style'],
  },
  allowedStyles: {
    '*': {
      color: [/^#[0-9a-f]{3,6}$/i, /^[a-z]{3,20}$/i],
      'font-size': [/^\d{1,3}(px|pt|em|%)$/],
      'font-family': [/^[\w ,"'-]{1,100}$/],
      'font-weight': [/^(bold|normal|\d{3})$/],
      'text-align': [/^(left|right|center)$/],
    },
  },
  allowedSchemes: ['http', 'https', 'mailto', 'tel'],
  // A picture that does not go along would be a broken one.
  exclusiveFilter: ({ tag, attribs }: { tag: string; attribs: Record<string, string> }) =>
    tag === 'img' && !attribs.src,
};

/** EM-3: `{{full_name}}`, `{{first_name}}`, `{{last_name}}`, filled with the sender's names, escaped. */
export function signatureFor(signature: string, author: OutboundMessage['author']): string {
  if (signature.trim() === '') return '';
  const names: Record<string, string> = {
    full_name: author?.name ?? '',
    first_name: author?.firstName ?? '',
    last_name: author?.lastName ?? '',
  };
  const filled = signature
    .slice(0, 20_000)
    .replace(/\{\{\s*(full_name|first_name|last_name)\s*\}\}/g, (_, token: string) => escapeHtml(names[token]!));
  return sanitizeHtml(filled, ALLOWED);
}

export function toText(html: string): string {
  return convert(html, {
    wordwrap: false,
    limits: { maxInputLength: 200_000 },
    selectors: [
      { selector: 'img', format: 'skip' },
      { selector: 'a', options: { hideLinkHrefIfSameAsText: true, linkBrackets: ['<', '>'] } },
    ],
  }).trim();
}

export function quotedText(quoted: Quoted, language: string): string {
  const lines = quoted.text
    .slice(0, 50_000)
    .split('\n')
    .map((line) => (line.startsWith('>') ? `>${line}` : `> ${line}`));
  return `${attribution(quoted, language)}\n${lines.join('\n')}`;
}

export function quotedHtml(quoted: Quoted, language: string): string {
  const inner = quoted.html ? sanitizeHtml(quoted.html, ALLOWED) : escapeHtml(quoted.text).replace(/\n/g, '<br>');
  const line = escapeHtml(attribution(quoted, language));
  return `<br><div class="gmail_quote"><div class="gmail_attr">${line}</div><blockquote type="cite" style="${QUOTED}">${inner}</blockquote></div>`;
}

/** Programs that show mail know no style sheets; without a line at its side a quotation looks like the answer. */
const QUOTED = 'margin:0 0 0 .8ex;border-left:1px solid #ccc;padding-left:1ex';

/** A form that every common client recognises as the beginning of a quotation. */
function attribution(quoted: Quoted, language: string): string {
  const at = quoted.at.toISOString().replace('T', ' ').slice(0, 16);
  const name = quoted.from.replace(/\s+/g, ' ');
  return language.startsWith('de') ? `Am ${at} UTC schrieb ${name}:` : `On ${at} UTC, ${name} wrote:`;
}

/** Plain text as HTML. */
export function paragraphs(text: string): string {
  return `<p>${escapeHtml(text).replace(/\n\n+/g, '</p><p>').replace(/\n/g, '<br>')}</p>`;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign]!);
}
