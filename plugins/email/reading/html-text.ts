// Turns HTML into plain text and plain text into HTML, within bounds.
import { convert } from 'html-to-text';
import { sanitiseHtml } from './sanitise.ts';

/** Longer HTML is cut: its text is for reading and searching, the HTML itself is kept. */
const longestHtml = 2 * 1024 * 1024;

/** @param html sanitised: that also bounds how deep it nests, which the converter cannot take */
export function htmlToPlain(html: string): string {
  return convert(html.slice(0, longestHtml), {
    wordwrap: false,
    limits: { maxDepth: 200, maxChildNodes: 20_000, ellipsis: '…', maxInputLength: longestHtml },
    selectors: [
      { selector: 'img', format: 'skip' },
      { selector: 'a', options: { hideLinkHrefIfSameAsText: true, ignoreHref: true } },
      ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
      { selector: 'table', options: { uppercaseHeaderCells: false } },
    ],
  });
}

export function plainToHtml(text: string): string {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  return `<p>${escaped.replace(/\n{2,}/g, '</p><p>').replaceAll('\n', '<br>')}</p>`;
}

/** The text of HTML as it came. */
export function hostileHtmlToPlain(html: string): string {
  return htmlToPlain(sanitiseHtml(html.slice(0, longestHtml)).html);
}
