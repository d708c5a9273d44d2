// A file from a visitor: who it is from, whether it may come, and on disk before it is acknowledged.
import type { FastifyRequest } from 'fastify';
import type { AccountContext, PluginContext } from '../../../core/contract/context.ts';
import type { MediaKind } from '../../../core/contract/part.ts';
import { words } from '../../../core/contract/untrusted.ts';
import { isClientId } from '../line/frames.ts';
import { hubOf } from '../line/hub.ts';
import { consentByWriting, hindrance, writtenNow } from '../line/saying.ts';
import { fileAddress, visitorMessageId, type WireMessage } from '../outbound.ts';
import { settingsOf } from '../settings.ts';
import type { FileMeta } from '../visitor/arrived.ts';
import { readVisitorToken } from '../visitor/tokens.ts';
import { changeVisitor, findVisitor, type Visitor } from '../visitor/visitors.ts';
import { sniff } from './sniffing.ts';

type Upload = FastifyRequest<{ Querystring: { name?: string; voice?: string }; Body: Buffer | undefined }>;

interface Answer {
  status: number;
  body: object;
}

const MEGABYTE = 1024 * 1024;

export async function upload(account: AccountContext, context: PluginContext, request: Upload): Promise<Answer> {
  const settings = settingsOf(account.account);
  const visitor = readVisitorToken(account, /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1]);
  const clientId = request.headers['x-client-id'];
  if (visitor === null) return refused(401, 'no_visitor', 'Say hello first.');
  if (!isClientId(clientId)) return refused(400, 'bad_id', 'The header x-client-id is missing or malformed.');
  if (!settings.uploads) return refused(403, 'uploads_off', 'Files are not taken here.');
  const row = await findVisitor(account, visitor);
  const hindered = await hindrance(account, visitor, row);
  if (hindered) return refused(403, hindered.code, hindered.message);
  if (row?.user_key && !hubOf(context).isHere(account.account.publicId, visitor))
    return refused(401, 'no_visitor', 'Say hello first.');
  if (!hubOf(context).uploads.take(visitor)) return refused(429, 'too_fast', 'Please wait before the next file.');
  const content = request.body ?? Buffer.alloc(0);
  if (content.byteLength > settings.uploadLimit * MEGABYTE)
    return refused(413, 'too_large', `A file may have ${settings.uploadLimit} MB.`);
  const name = words(request.query.name, 120).replace(/[/\\]/g, '_') || 'file';
  const found = await sniff(content, name, request.query.voice === '1');
  if ('refused' in found) return refused(415, found.refused, REFUSALS[found.refused]);
  return store(account, context, { visitor, row, clientId, name, content, ...found });
}

const REFUSALS = {
  executable: 'Programs and scripts are not taken.',
  disguised: 'The content is not what the name says.',
  empty: 'The file is empty.',
};

interface Taken {
  visitor: string;
  row: Visitor | null;
  clientId: string;
  name: string;
  content: Buffer;
  type: string;
  kind: MediaKind;
}

async function store(account: AccountContext, context: PluginContext, taken: Taken): Promise<Answer> {
  const { visitor, row, clientId: id, name, content, type, kind } = taken;
  const at = account.now().getTime();
  const consent = consentByWriting(account, row);
  const meta: FileMeta = { visitor, name, fileKind: kind, id, at, language: row?.language || undefined, consent };
  const { arrivalId: arrival, duplicate } = await account.receive({
    key: visitorMessageId(visitor, id),
    type,
    body: content,
    meta: { ...meta },
    orderKey: visitor,
    from: row?.name || row?.email || visitor,
    summary: name,
  });
  const { publicId } = account.account;
  const url = fileAddress(account, { account: publicId, visitor, name, kind, arrival });
  const files = [{ kind, name, type, bytes: content.byteLength, url }];
  const message: WireMessage = { id, clientId: id, at, from: 'visitor', files, status: 'sent' };
  if (!duplicate) {
    await changeVisitor(account, visitor, writtenNow({ at, agreed: consent !== undefined }));
    hubOf(context).tell(publicId, visitor, { message });
  }
  return { status: 200, body: { message } };
}

function refused(status: number, error: string, message: string): Answer {
  return { status, body: { error, message } };
}
