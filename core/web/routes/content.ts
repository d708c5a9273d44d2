// What came with messages: mail as its own harmless document, files, the raw arrival.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import sanitizeHtml from 'sanitize-html';
import { notFound } from '../../kernel/errors.ts';
import type { ThreadItem } from '../../conversations/conversations.ts';
import { withPictures } from '../present/parts.ts';
import { FILE_POLICY, MAIL_FRAME_POLICY, MAIL_FRAME_REMOTE_POLICY, policyHeader } from '../policy.ts';
import type { WebParts } from '../rooms.ts';
import { visibleConversation } from './conversation.ts';
import { back } from './handling.ts';

/** Types a browser may show in place; everything else is a download. */
const SHOWN =
  /^(image\/(png|jpeg|gif|webp|avif|bmp)|audio\/(mpeg|ogg|aac|mp4|wav|webm|x-wav)|video\/(mp4|webm|ogg)|application\/pdf)$/;

/** How long a person's choice to see a mail's remote pictures lasts, in ms. */
const SHOWN_FOR = 30 * 60_000;

export function content(server: FastifyInstance, parts: WebParts): void {
  const { database, conversations, files, inbound, clock } = parts.rooms;
  const read = { config: { permission: 'conversation.read' as const } };
  const shownPictures = new Map<string, number>();

  async function itemOf(request: FastifyRequest, key: string): Promise<ThreadItem> {
    const row = await database.row<{ id: number; conversation_id: number }>(
      'select id, conversation_id from message where public_id = ?',
      [key],
    );
    if (!row) throw notFound('message');
    await visibleConversation(parts, request.viewer, row.conversation_id);
    const item = await conversations.thread.item(row.id);
    if (!item) throw notFound('message');
    return item;
  }

  server.get<{ Params: { key: string }; Querystring: { part?: string } }>(
    '/messages/:key/body',
    read,
    async (request, reply) => {
      const item = await itemOf(request, request.params.key);
      const pictures = (shownPictures.get(`${request.viewer.userId} ${item.publicId}`) ?? 0) > clock.now().getTime();
      const part = item.parts.find((one) => one.type === 'text');
      const html = (request.query.part === 'quoted' ? part?.quotedHtml : part?.html) ?? '';
      return reply
        .header('content-security-policy', policyHeader(pictures ? MAIL_FRAME_REMOTE_POLICY : MAIL_FRAME_POLICY))
        .header('cache-control', 'no-store')
        .header('cross-origin-resource-policy', 'same-origin')
        .type('text/html; charset=utf-8')
        .send(mailDocument(html, item, pictures));
    },
  );

  server.post<{ Params: { key: string } }>('/messages/:key/pictures', read, async (request, reply) => {
    const item = await itemOf(request, request.params.key);
    const now = clock.now().getTime();
    for (const [key, until] of shownPictures) if (until < now) shownPictures.delete(key);
    shownPictures.set(`${request.viewer.userId} ${item.publicId}`, now + SHOWN_FOR);
    return back(request, reply, { id: item.conversationId });
  });

  server.get<{ Params: { key: string } }>('/messages/:key/raw', read, async (request, reply) => {
    const item = await itemOf(request, request.params.key);
    const arrival = item.arrivalId === null ? null : await inbound.arrival(item.arrivalId);
    if (!arrival) throw notFound('arrival');
    const name = arrival.type === 'message/rfc822' ? `${item.publicId}.eml` : `${item.publicId}.json`;
    return asDownload(reply, name).type('text/plain; charset=utf-8').send(Buffer.from(arrival.body));
  });

  server.get<{ Params: { key: string; name: string } }>('/attachments/:key/:name', read, async (request, reply) => {
    const row = await database.row<{
      hash: string | null;
      name: string;
      type: string;
      bytes: number;
      conversation_id: number | null;
      user_id: number | null;
    }>(
      `select file.hash, attachment.name, attachment.type, attachment.bytes, message.conversation_id, draft.user_id from attachment
       left join file on file.id = attachment.file_id left join message on message.id = attachment.message_id left join draft on draft.id = attachment.draft_id
       where attachment.public_id = ?`,
      [request.params.key],
    );
    if (!row?.hash) throw notFound('file');
    if (row.conversation_id !== null) await visibleConversation(parts, request.viewer, row.conversation_id);
    else if (row.user_id !== request.viewer.userId) throw notFound('file');
    reply
      .header('content-security-policy', policyHeader(FILE_POLICY))
      .header('x-content-type-options', 'nosniff')
      .header('cache-control', 'private, max-age=31536000, immutable');
    if (!SHOWN.test(row.type)) asDownload(reply, row.name).type('application/octet-stream');
    else reply.type(row.type).header('content-disposition', `inline; filename*=UTF-8''${encodeURIComponent(row.name)}`);
    return reply.header('content-length', row.bytes).send(files.stream(row.hash));
  });
}

function asDownload(reply: FastifyReply, name: string): FastifyReply {
  return reply.header('content-disposition', `attachment; filename*=UTF-8''${encodeURIComponent(name)}`);
}

/** Cleaned once more: what is stored was cleaned by the channel's rules of its day. Pictures of the mail itself lead to their attachments. */
function mailDocument(html: string, item: ThreadItem, pictures: boolean): string {
  const safe = sanitizeHtml(html, {
    allowedTags: sanitizeHtml.defaults.allowedTags.concat([
      'img',
      'font',
      'center',
      'u',
      's',
      'del',
      'ins',
      'big',
      'tt',
      'strike',
    ]),
    allowedAttributes: {
      '*': ['style', 'align', 'valign', 'width', 'height', 'bgcolor', 'color', 'dir', 'lang', 'title'],
      a: ['href', 'target', 'rel'],
      img: ['src', 'alt', 'data-cid', 'data-remote-src'],
      font: ['face', 'size'],
      table: ['border', 'cellpadding', 'cellspacing'],
      td: ['colspan', 'rowspan'],
      th: ['colspan', 'rowspan'],
      ol: ['start', 'type'],
    },
    allowedSchemes: ['http', 'https', 'mailto', 'tel', 'cid', 'data'],
    transformTags: {
      a: sanitizeHtml.simpleTransform('a', { target: '_blank', rel: 'noopener noreferrer nofollow' }),
      img: (tagName, attributes) => ({ tagName, attribs: pictureOf(attributes, pictures) }),
    },
  });
  const style =
    'body{margin:0;font:15px/1.55 system-ui,sans-serif;color:#222;background:#fff;overflow-wrap:anywhere}img{max-width:100%;height:auto}table{max-width:100%}blockquote{margin:0 0 0 .5em;padding-left:1em;border-left:2px solid #ccc}pre{white-space:pre-wrap}a{color:#0b5a70}';
  return `<!doctype html><html><head><meta charset="utf-8"><meta name="color-scheme" content="light"><style>${style}</style></head><body>${withPictures(safe, item.attachments)}</body></html>`;
}

function pictureOf(attributes: Record<string, string>, pictures: boolean): Record<string, string> {
  const { 'data-cid': cid, 'data-remote-src': remote, ...rest } = attributes;
  if (cid) return { ...rest, src: `cid:${cid}` };
  if (remote && pictures && /^https?:/i.test(remote)) return { ...rest, src: remote };
  return rest;
}
