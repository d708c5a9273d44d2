// The agent's HTML as it may leave the desk: a small set of tags, no scripts, no styles but a few, own images by cid.
import sanitizeHtml from 'sanitize-html';
import type { ChosenAttachment } from './attachments.ts';

const TAGS = [
  'p',
  'div',
  'br',
  'b',
  'strong',
  'i',
  'em',
  'u',
  's',
  'del',
  'code',
  'pre',
  'a',
  'ul',
  'ol',
  'li',
  'blockquote',
  'h1',
  'h2',
  'h3',
  'img',
  'span',
  'hr',
  'table',
  'thead',
  'tbody',
  'tr',
  'td',
  'th',
];

/** Images of the desk itself become `cid:` links to their attachment; other images are dropped. */
export function cleanHtml(html: string, attachments: ChosenAttachment[]): string {
  const byAddress = new Map(attachments.map((one) => [one.publicId, one.contentId]));
  return sanitizeHtml(html.slice(0, 2_000_000), {
    allowedTags: TAGS,
    allowedAttributes: {
      a: ['href', 'title'],
      img: ['src', 'alt', 'width', 'height'],
      ol: ['start'],
      td: ['colspan', 'rowspan'],
      th: ['colspan', 'rowspan'],
      span: ['data-mention'],
    },
    allowedSchemes: ['http', 'https', 'mailto', 'tel', 'cid'],
    transformTags: {
      img: (tagName, attributes) => {
        const own = /\/attachments\/([a-z0-9]+)/.exec(attributes.src ?? '')?.[1];
        const contentId = own ? byAddress.get(own) : /^cid:(.+)$/.exec(attributes.src ?? '')?.[1];
        return { tagName, attribs: contentId ? { ...attributes, src: `cid:${contentId}` } : {} };
      },
    },
    exclusiveFilter: (frame) => frame.tag === 'img' && !frame.attribs.src,
  });
}

/** The same words without markup, for channels and readers that take no HTML. */
export async function textOf(html: string): Promise<string> {
  const { convert } = await import('html-to-text');
  return convert(html, {
    wordwrap: false,
    limits: { maxInputLength: 2_000_000, maxDepth: 60 },
    selectors: [
      { selector: 'img', format: 'skip' },
      { selector: 'a', options: { hideLinkHrefIfSameAsText: true, linkBrackets: ['<', '>'] } },
    ],
  }).trim();
}
