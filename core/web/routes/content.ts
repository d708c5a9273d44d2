// What came with messages: mail as its own document, and files.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { demand, type Accounts, type Viewer } from '../../accounts/accounts.ts';
import type { Reason } from '../../contract/reason.ts';
import type { ThreadItem } from '../../conversations/conversations.ts';
import type { Files } from '../../files/files.ts';
import { DeskError, notFound } from '../../kernel/errors.ts';
import { FILE_POLICY, MAIL_FRAME_POLICY, MAIL_FRAME_REMOTE_POLICY, policyHeader } from '../policy.ts';
import { isShown } from '../played.ts';
import { foldedHtml } from '../present/fold.ts';
import type { WebParts } from '../rooms.ts';
import { visibleConversation } from './conversation.ts';
import { back } from './handling.ts';

interface FileRow {
  hash: string | null;
  name: string;
  type: string;
  bytes: number;
  conversation_id: number | null;
  user_id: number | null;
  message: string | null;
  held: unknown;
}

const FILE_SQL = `select file.hash, attachment.name, attachment.type, attachment.bytes, attachment.held, message.conversation_id,
    message.public_id as message, draft.user_id from attachment
  left join file on file.id = attachment.file_id left join message on message.id = attachment.message_id
  left join draft on draft.id = attachment.draft_id where attachment.public_id = ?`;

/** The message of the address when the viewer may see its conversation; otherwise there is none for them. */
export async function visibleItem(parts: WebParts, request: FastifyRequest): Promise<ThreadItem> {
  const { database, conversations } = parts.rooms;
  const { key } = request.params as { key: string };
  const sql = 'select id, conversation_id from message where public_id = ?';
  const row = await database.row<{ id: number; conversation_id: number }>(sql, [key]);
  if (!row) throw notFound('message');
  await visibleConversation(parts, request.viewer, row.conversation_id);
  const item = await conversations.thread.item(row.id);
  if (!item) throw notFound('message');
  return item;
}

/** What is held back of a message is given only to who has looked at it before, which was written down (WA-12). */
export function demandRevealed(parts: WebParts, { viewer }: FastifyRequest, message: string): void {
  if (!parts.revealed.shown(viewer.userId, message))
    throw new DeskError('held_back', 403, 'This is held back for its content. Choose “Show it” in the message first.');
}

/** What came raw shows what is held back as well: only to who may see that, and each time is written down (WA-12). */
export async function revealArrival(
  { rooms: { accounts, conversations } }: WebParts,
  { viewer }: FastifyRequest,
  arrivalId: number,
): Promise<void> {
  const held = await conversations.held.inArrival(arrivalId);
  for (const { inboxId } of held) demand(viewer, 'message.reveal', { inboxId });
  for (const { publicId, reasons } of held)
    await writeRevealed(accounts, viewer, publicId === null ? `arrival:${arrivalId}` : `message:${publicId}`, reasons);
}

/** In the audit log, with the codes of what was looked at. */
export async function writeRevealed(
  { audit }: Pick<Accounts, 'audit'>,
  viewer: Viewer,
  /** `message:<public id>`, or `arrival:<id>` for one without. */
  what: string,
  reasons: Reason[],
): Promise<void> {
  const why = [...new Set(reasons.map(({ code }) => code))];
  await audit.write(viewer, 'message.revealed', what, { why });
}

export function content(server: FastifyInstance, parts: WebParts): void {
  const { database, files } = parts.rooms;
  const config = { permission: 'conversation.read' as const };
  server.get('/messages/:key/body', { config }, body);
  server.post('/messages/:key/pictures', { config }, pictures);
  server.get('/attachments/:key/:name', { config }, attachment);

  async function body(request: FastifyRequest, reply: FastifyReply) {
    const item = await visibleItem(parts, request);
    const remote = parts.pictures.shown(request.viewer.userId, item.publicId);
    const part = item.parts.find((one) => one.type === 'text');
    const isFolded = (request.query as { part?: string }).part === 'folded';
    const { mailDocument } = await import('../present/mail-document.ts');
    return reply
      .header('content-security-policy', policyHeader(remote ? MAIL_FRAME_REMOTE_POLICY : MAIL_FRAME_POLICY))
      .header('cache-control', 'no-store')
      .header('cross-origin-resource-policy', 'same-origin')
      .type('text/html; charset=utf-8')
      .send(mailDocument((isFolded ? part && foldedHtml(part) : part?.html) ?? '', item, remote));
  }

  async function pictures(request: FastifyRequest, reply: FastifyReply) {
    const item = await visibleItem(parts, request);
    parts.pictures.show(request.viewer.userId, item.publicId);
    return back(request, reply, { id: item.conversationId });
  }

  async function attachment(request: FastifyRequest, reply: FastifyReply) {
    const row = await database.row<FileRow>(FILE_SQL, [(request.params as { key: string }).key]);
    if (!row?.hash) throw notFound('file');
    if (row.conversation_id !== null) await visibleConversation(parts, request.viewer, row.conversation_id);
    else if (row.user_id !== request.viewer.userId) throw notFound('file');
    if (row.held === null) reply.header('cache-control', 'private, max-age=31536000, immutable');
    else {
      demandRevealed(parts, request, row.message ?? '');
      return asDownload(reply.header('cache-control', 'no-store'), row.name)
        .type('application/octet-stream')
        .send(files.stream(row.hash));
    }
    return sendFile(request, reply, { ...row, hash: row.hash }, files);
  }
}

interface Sent extends Pick<FileRow, 'name' | 'type' | 'bytes'> {
  hash: string;
}

/**
 * A file of anybody's: shown in place where a browser may, else a download; nothing in it runs. Players ask for a part
 * of it: some play nothing where they get no part, and none could jump. Browsers keep parts only of what has a tag (RFC
 * 9111, 3.3 and 3.4), so that nothing is brought twice.
 */
export function sendFile(request: FastifyRequest, reply: FastifyReply, file: Sent, files: Files): FastifyReply {
  const { hash, bytes } = file;
  const tag = `"${hash}"`;
  asFile(reply, file).header('accept-ranges', 'bytes').header('etag', tag);
  const { range, 'if-range': known = tag, 'if-none-match': kept } = request.headers;
  if (kept === tag) return reply.code(304).send();
  const part = known === tag ? partOf(range, bytes) : undefined;
  if (part === undefined) return reply.header('content-length', bytes).send(files.stream(hash));
  if (part === null) return reply.code(416).header('content-range', `bytes */${bytes}`).send();
  return reply
    .code(206)
    .header('content-range', `bytes ${part.start}-${part.end}/${bytes}`)
    .header('content-length', part.end - part.start + 1)
    .send(files.stream(hash, part));
}

/** Null for one that is not there; undefined where all of it is asked for, or several parts at once. */
function partOf(range: string | undefined, bytes: number): { start: number; end: number } | null | undefined {
  const found = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(range ?? '');
  if (!found || (found[1] === '' && found[2] === '')) return undefined;
  const [first, last] = [found[1]!, found[2]!];
  const start = first === '' ? Math.max(0, bytes - Number(last)) : Number(first);
  const end = first === '' || last === '' ? bytes - 1 : Math.min(Number(last), bytes - 1);
  return start > end || (first === '' && Number(last) === 0) ? null : { start, end };
}

function asFile(reply: FastifyReply, { name, type }: Pick<FileRow, 'name' | 'type'>): FastifyReply {
  reply.header('content-security-policy', policyHeader(FILE_POLICY)).header('x-content-type-options', 'nosniff');
  if (!isShown(type)) return asDownload(reply, name).type('application/octet-stream');
  return reply.type(type).header('content-disposition', named('inline', name));
}

function named(how: 'inline' | 'attachment', name: string): string {
  return `${how}; filename*=UTF-8''${encodeURIComponent(name)}`;
}

export function asDownload(reply: FastifyReply, name: string): FastifyReply {
  return reply.header('content-disposition', named('attachment', name));
}
