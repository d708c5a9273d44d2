// A mail as its own harmless document, for the sandboxed frame it is shown in.
import sanitizeHtml from 'sanitize-html';
import type { ThreadItem } from '../../conversations/conversations.ts';
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
  'body{margin:0;font:15px/1.55 system-ui,sans-serif;color:#222;background:#fff;overflow-wrap:anywhere}',
  'img{max-width:100%;height:auto}table{max-width:100%}pre{white-space:pre-wrap}a{color:#0b5a70}',
  'blockquote{margin:0 0 0 .5em;padding-left:1em;border-left:2px solid #ccc}',
].join('');

/**
 * Cleaned once more: what is stored was cleaned by the channel's rules of its day. Pictures of the mail itself lead to
 * their attachments; remote ones only when the reader asked for them.
 */
export function mailDocument(html: string, item: ThreadItem, pictures: boolean): string {
  const safe = sanitizeHtml(html, {
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
  const head = `<meta charset="utf-8"><meta name="color-scheme" content="light"><style>${STYLE}</style>`;
  return `<!doctype html><html><head>${head}</head><body>${withPictures(safe, item.attachments)}</body></html>`;
}

function pictureOf(attributes: Record<string, string>, pictures: boolean): Record<string, string> {
  const { 'data-cid': cid, 'data-remote-src': remote, src, ...rest } = attributes;
  // Nothing leads to other addresses of this desk, which would be asked for with the reader's session.
  if (src && (/^(?:cid:|data:image\/)/i.test(src) || (pictures && /^https?:/i.test(src)))) return { ...rest, src };
  if (cid) return { ...rest, src: `cid:${cid}` };
  if (remote && pictures && /^https?:/i.test(remote)) return { ...rest, src: remote };
  return rest;
}
