// Makes the HTML of mails harmless: keeps what formats a mail, drops everything that acts, loads or posts.
import sanitizeHtml from 'sanitize-html';
import { cutDeepHtml } from './html-bounds.ts';
import { safeStyle } from './safe-style.ts';
import { safeLink } from './safe-link.ts';

/** Raised with every change of the rules, so that copies stored under older rules can be made anew. */
export const rulesVersion = 1;

export interface SanitisedHtml {
  /**
   * No scripts, forms, frames, ids, classes or style sheets. Images of the mail itself carry `data-cid`, remote ones
   * `data-remote-src`, both without `src`; links open in a new window without a referrer.
   */
  html: string;
  /** Images that would be loaded from elsewhere if the reader asks for them. */
  remoteImages: number;
  rulesVersion: number;
}

const allowedTags = [
  'a',
  'abbr',
  'acronym',
  'address',
  'article',
  'aside',
  'b',
  'bdi',
  'bdo',
  'big',
  'blockquote',
  'br',
  'caption',
  'center',
  'cite',
  'code',
  'col',
  'colgroup',
  'dd',
  'del',
  'dfn',
  'dir',
  'div',
  'dl',
  'dt',
  'em',
  'figcaption',
  'figure',
  'font',
  'footer',
  'h1',
  'h2',
  'h3',
  'h4',
  'h5',
  'h6',
  'header',
  'hr',
  'i',
  'img',
  'ins',
  'kbd',
  'li',
  'main',
  'mark',
  'menu',
  'nav',
  'ol',
  'p',
  'pre',
  'q',
  's',
  'samp',
  'section',
  'small',
  'span',
  'strike',
  'strong',
  'sub',
  'summary',
  'sup',
  'table',
  'tbody',
  'td',
  'tfoot',
  'th',
  'thead',
  'time',
  'tr',
  'tt',
  'u',
  'ul',
  'var',
  'wbr',
];

/** Elements whose content is no text of the mail; it goes with them. */
const nonTextTags = [
  'script',
  'style',
  'title',
  'template',
  'textarea',
  'option',
  'select',
  'xmp',
  'noscript',
  'noembed',
  'noframes',
  'plaintext',
  'iframe',
  'object',
  'embed',
  'applet',
  'svg',
  'math',
  'audio',
  'video',
  'canvas',
  'frameset',
  'marquee',
];

const plainAttributes = new Set([
  'align',
  'alt',
  'bgcolor',
  'border',
  'cellpadding',
  'cellspacing',
  'color',
  'colspan',
  'dir',
  'face',
  'height',
  'lang',
  'nowrap',
  'rowspan',
  'size',
  'span',
  'start',
  'title',
  'type',
  'valign',
  'width',
]);
const madeAttributes = ['href', 'target', 'rel', 'src', 'style', 'data-cid', 'data-remote-src'];

/** Longest input; a mail body beyond it is cut at the parser already. */
const longest = 5 * 1024 * 1024;
/** Deeper nesting is flattened: no client makes it, and browsers choke on it. */
const deepest = 200;

export function sanitiseHtml(html: string): SanitisedHtml {
  let remoteImages = 0;
  const clean = sanitizeHtml(cutDeepHtml(html.slice(0, longest)), {
    allowedTags,
    nonTextTags,
    allowedAttributes: { '*': [...plainAttributes, ...madeAttributes] },
    allowedSchemesAppliedToAttributes: [],
    parseStyleAttributes: false,
    nestingLimit: deepest,
    transformTags: {
      '*': (tagName, given) => {
        const attribs = keepAttributes(tagName, given);
        if (attribs['data-remote-src'] !== undefined) remoteImages++;
        return { tagName, attribs };
      },
    },
  });
  return { html: clean, remoteImages, rulesVersion };
}

/** Built from nothing, so that only what is named here can pass. */
function keepAttributes(tag: string, given: Record<string, string>): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of plainAttributes) {
    const value = given[name];
    if (value !== undefined && !isScript(value)) kept[name] = value.slice(0, 1000);
  }
  const style = given.style === undefined ? '' : safeStyle(given.style);
  if (style !== '') kept.style = style;
  if (tag === 'a') Object.assign(kept, linkAttributes(given.href));
  if (tag === 'img') Object.assign(kept, imageAttributes(given.src));
  return kept;
}

/** Addresses that run something; harmless in these attributes, but no mail needs them. */
function isScript(value: string): boolean {
  return /^(javascript|vbscript|data):/i.test(value.slice(0, 200).replace(/[\0-\x20]+/g, ''));
}

function linkAttributes(href: string | undefined): Record<string, string> {
  const safe = href === undefined ? null : safeLink(href);
  return safe === null ? {} : { href: safe, target: '_blank', rel: 'noopener noreferrer nofollow' };
}

/** Bitmaps that stand in the mail itself; SVG can hold more than a picture. */
const embedded = /^data:image\/(png|jpe?g|gif|webp|bmp);base64,[a-z0-9+/=\s]*$/i;

function imageAttributes(src: string | undefined): Record<string, string> {
  const value = (src ?? '').trim();
  if (/^cid:/i.test(value)) return { 'data-cid': value.slice(4).slice(0, 1000) };
  if (/^data:/i.test(value)) return embedded.test(value) ? { src: value } : {};
  const link = safeLink(value);
  return link !== null && /^https?:/.test(link) ? { 'data-remote-src': link } : {};
}
