// Where the provider asks and tells: believed only with its signature, answered with what is heard next.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AccountContext, PluginContext } from '../../core/contract/context.ts';
import { script } from './browser/script.ts';
import { voice, voiceStatus, waitsStill, toMessage } from './hooks/incoming.ts';
import { customer, leftRoom, member, memberKey, room, status } from './hooks/joining.ts';
import { recording, transcript } from './hooks/recordings.ts';
import { readParams, type Params } from './provider/reading.ts';
import { isSigned, SIGNATURE } from './provider/signature.ts';
import { settingsOf } from './settings.ts';
import type { HookName } from './spoken/addresses.ts';
import { goodbye, thanks, voicemail, wait } from './spoken/documents.ts';
import { soundAt } from './spoken/sounds.ts';
import { documentOf, type Verb } from './spoken/twiml.ts';

type Query = Record<string, string | undefined>;

/** What a hook is asked about. */
interface About {
  context: AccountContext;
  params: Params;
  query: Query;
  /** Key of the call. */
  key: string;
  body: Buffer;
}

/** Verbs are heard next; nothing where nobody listens. */
type Hook = (about: About) => Promise<Verb[] | void> | Verb[];

const HOOKS: Record<HookName | 'voice' | 'voice-status', Hook> = {
  voice: ({ context, params }) => voice(context, params),
  'voice-status': ({ context, params }) => voiceStatus(context, params),
  queue: ({ context, params, query }) => waitsStill(context, params, Number(query.since)),
  wait: ({ context, key }) => wait(context, key),
  'left-room': ({ context, key }) => leftRoom(context, key),
  missed: async ({ context, key }) => toMessage(context, key, (await context.calls.told(key))?.ending === 'closed'),
  forwarded: ({ context, key, params }) =>
    params.DialCallStatus === 'completed' ? goodbye() : voicemail(context, key),
  thanks: ({ context }) => thanks(context),
  member: ({ context, key, query }) => member(context, key, query.leg ?? ''),
  'member-key': ({ context, key, query, params }) => memberKey(context, key, query.leg ?? '', params),
  customer: ({ context, key }) => customer(context, key),
  status: ({ context, key, query, params }) => status(context, key, query.leg ?? '', params),
  room: ({ context, key, params }) => room(context, key, params),
  recording: ({ context, key, params, body }) => recording(context, key, params, body),
  transcript: ({ context, key, params, body }) => transcript(context, key, params, body),
};

/** `/channels/telephone/…` */
export async function routes(server: FastifyInstance, context: PluginContext): Promise<void> {
  for (const [name, hook] of Object.entries(HOOKS))
    server.post(`/${name}`, (request, reply) => take(context, hook, request, reply));
  server.get('/phone.js', async (_request, reply) =>
    reply
      .header('cache-control', 'public, max-age=31536000, immutable')
      .type('text/javascript; charset=utf-8')
      .send(await script(context)),
  );
  server.get<{ Params: { account: string; proof: string } }>('/greeting/:account/:proof', (request, reply) => {
    const { account, proof } = request.params;
    const found = context.accounts().find((one) => one.account.publicId === account);
    const sound = found && soundAt(found, encodeURIComponent(proof));
    if (!sound) return reply.code(404).send();
    reply.header('cache-control', 'public, max-age=31536000, immutable').header('x-content-type-options', 'nosniff');
    return reply.type(sound.type).send(sound.bytes);
  });
}

async function take(
  context: PluginContext,
  hook: Hook,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const query = request.query as Query;
  const body = (request.body as Buffer | undefined) ?? Buffer.alloc(0);
  const type = request.headers['content-type'] ?? '';
  const params = readParams(type, body) ?? {};
  const signed = { url: context.publicUrl + request.url, type, body, given: request.headers[SIGNATURE] };
  const account = meant(context, query, params).find((one) =>
    isSigned(settingsOf(one.account).authToken ?? '', signed),
  );
  if (!account) return reply.code(401).send();
  const verbs = await hook({ context: account, params, query, key: query.call ?? '', body });
  if (!verbs) return reply.code(204).send();
  return reply.type('text/xml; charset=utf-8').send(documentOf(verbs));
}

/** By the number that is called, or as the address of the hook says. Several numbers belong to one account of the provider. */
function meant(context: PluginContext, { account }: Query, params: Params): AccountContext[] {
  return context
    .accounts()
    .filter((one) => settingsOf(one.account).accountSid === params.AccountSid)
    .filter((one) =>
      account === undefined ? settingsOf(one.account).number === params.To : one.account.publicId === account,
    );
}
