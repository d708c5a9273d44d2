// A mail as its own harmless document, for the sandboxed frame it is shown in.
import sanitizeHtml from 'sanitize-html';
import type { ThreadItem } from '../../conversations/conversations.ts';
import { withoutBlankEnds } from './blank-ends.ts';
import { withPictures } from './parts.ts';

const ATTRIBUTES = {
  '*': ['style', 'align', 'valign', 'width', 'height', 'bgcolor', 'color', 'dir', 'lang', 'title'],
  a: ['href', 'target', 'rel'],
  img: ['src', 'alt', 'data-cid', 'data-remote-src'],
  font: ['face', 'size'],
  table: ['border', 'cellpadding', 'cellspacing'],
  td: ['colspan', 'rowspan'],
  th: ['colspan', 'rowspan'],
  ol: ['start', 'type'],
};
const MORE_TAGS = ['img', 'font', 'center', 'u', 's', 'del', 'ins', 'big', 'tt', 'strike'];

const STYLE = [
  'body{margin:0;font:.9375rem/1.55 system-ui,sans-serif;overflow-wrap:break-word}',
  'img{max-width:100%;height:auto}table{max-width:100%}pre{white-space:pre-wrap}',
  'blockquote{margin:0 0 0 .5em;padding-left:1em;border-left:2px solid #ccc}',
  // Mail programs wrap their paragraphs; the margin of the first stands out of its wrappers.
  ...[1, 2, 3, 4, 5, 6].map((depth) => `body${'>:first-child'.repeat(depth)}{margin-top:0}`),
  'body>:last-child{margin-bottom:0}',
].join('');
// A frame is told its reader's theme through the colour scheme of the element that embeds it.
const PLAIN = ':root{color-scheme:light dark}body{color:light-dark(#222,#ece7df)}a{color:light-dark(#0b5a70,#7cc8d6)}';
const COLOURED =
  'body{color:#222;background:#fff}a{color:#0b5a70}@media (prefers-color-scheme:dark){body{padding:12px 14px}}';
const OWN_COLOURS = /<[^>]+(?:\bbgcolor\s*=|\bcolor\s*=|[\s"';](?:background(?:-color|-image)?|color)\s*:)/i;

/**
 * Cleaned once more: what is stored was cleaned by the channel's rules of its day. Pictures of the mail itself lead to
 * their attachments; remote ones only when the reader asked for them.
 */
export function mailDocument(html: string, item: ThreadItem, pictures: boolean): string {
  const clean = sanitizeHtml(html, {
    allowedTags: sanitizeHtml.defaults.allowedTags.concat(MORE_TAGS),
    allowedAttributes: ATTRIBUTES,
    allowedSchemes: ['http', 'https', 'mailto', 'tel'],
    allowedSchemesByTag: { img: ['http', 'https', 'cid', 'data'] },
    allowProtocolRelative: false,
    transformTags: {
      a: sanitizeHtml.simpleTransform('a', { target: '_blank', rel: 'noopener noreferrer nofollow' }),
      img: (tagName, attributes) => ({ tagName, attribs: pictureOf(attributes, pictures) }),
    },
  });
  const safe = withoutBlankEnds(clean);
  // Only who chose no colours at all can be read on any ground; the others stay on the white paper they were written for.
  const own = OWN_COLOURS.test(safe);
  const scheme = own ? 'light' : 'light dark';
  const style = `${STYLE}${own ? COLOURED : PLAIN}`;
  const head = `<meta charset="utf-8"><meta name="color-scheme" content="${scheme}"><style>${style}</style>`;
  return `<!doctype html><html><head>${head}</head><body dir="auto">${withPictures(safe, item.attachments)}</body></html>`;
}

function pictureOf(attributes: Record<string, string>, pictures: boolean): Record<string, string> {
  const { 'data-cid': cid, 'data-remote-src': remote, src, ...rest } = attributes;
  // Nothing leads to other addresses of this desk, which would be asked for with the reader's session.
  if (src && (/^(?:cid:|data:image\/)/i.test(src) || (pictures && /^https?:/i.test(src)))) return { ...rest, src };
  if (cid) return { ...rest, src: `cid:${cid}` };
  if (remote && pictures && /^https?:/i.test(remote)) return { ...rest, src: remote };
  return rest;
}
