// A bridge as the conformance kit wants it: its channel, how people write by it, how it misbehaves.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Desk } from '../../../core/boot.ts';
import type { FarSide } from '../../conformance/conformance.ts';
import { registryOf } from '../../../plugins/custom/registry/build.ts';
import { addBridge, bridgeOf, tokenOf } from '../../../plugins/custom/store/bridges.ts';
import { addChannel, channelOf } from '../../../plugins/custom/store/channels.ts';

const API_KEY = 'ring-key-2345';
const BO = 'bo-of-the-ring';

type Mood = 'well' | 'cuts' | 'loses the answer' | 'silent' | 401 | 429 | 500 | 400;

export async function customFarSide(): Promise<FarSide> {
  const taken: string[] = [];
  const far: { mood: Mood; unreachable: boolean; desk?: Desk; server: Server; port: number } = {
    mood: 'well',
    unreachable: false,
    server: createServer(),
    port: 0,
  };
  const answer = (response: ServerResponse, status: number, body: object = {}) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (far.mood === 'cuts') return void request.socket.destroy();
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const event = JSON.parse(Buffer.concat(parts).toString()) as Record<string, any>;
    if (typeof far.mood === 'number') return answer(response, far.mood, { message: 'Not now' });
    if (event.type === 'CHANNEL_ACCOUNT_CREDENTIALS') return checked(event, request, response);
    // A bridge knows by the id what it has.
    const id = event.message?.id as string | undefined;
    if (event.type === 'OUTGOING_CHANNEL_MESSAGE_CREATED' && !taken.includes(id!)) taken.push(id!);
    if (far.mood === 'loses the answer') return void request.socket.destroy();
    if (far.mood !== 'silent') answer(response, 200);
  }

  function checked({ credentials }: Record<string, any>, request: IncomingMessage, response: ServerResponse): void {
    if (far.unreachable) return void request.socket.destroy();
    const wrong = { in: 'apiKey', message: 'This key is not known.' };
    if (credentials.apiKey !== API_KEY) return answer(response, 400, { message: wrong.message, errors: [wrong] });
    const deliveryIdentifier = { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: 'ring' };
    return answer(response, 200, { accountName: 'The Ring', deliveryIdentifier });
  }

  async function open(): Promise<void> {
    far.server = createServer((request, response) => void serve(request, response).catch(() => response.destroy()));
    await new Promise<void>((go) => far.server.listen(far.port, '127.0.0.1', go));
    far.port = (far.server.address() as AddressInfo).port;
  }
  const close = () => new Promise<void>((done) => (far.server.closeAllConnections(), far.server.close(() => done())));
  const mood = (wanted: Mood) => () => void (far.mood = wanted);
  await open();

  return {
    async prepare(desk) {
      far.desk = desk;
      return `custom${await register(desk, `http://127.0.0.1:${far.port}/hook`)}`;
    },
    customer: { name: 'Bo Lund', address: { kind: 'handle', value: BO } },
    secrets: [API_KEY],
    answer(step, how) {
      if (step.step !== 'form') return { kind: 'show' };
      far.unreachable = how === 'unreachable';
      return { kind: 'form', values: { apiKey: how === 'wrong secret' ? 'some-other-key' : API_KEY } };
    },
    taken: () => taken,
    async write(words, { publicId }) {
      const desk = far.desk!;
      const account = (await desk.channels.account(publicId))!;
      const context = desk.channels.pluginContext('custom')!;
      const token = tokenOf(context, (await bridgeOf(context, 1))!);
      const url = `/channels/custom/conversations/v3/custom-channels/${account.channel.replace('custom', '')}/messages`;
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      return { url, headers, body: Buffer.from(JSON.stringify(published(String(account.id), words))) };
    },
    misbehave: {
      busy: mood(429),
      broken: mood(500),
      refuses: mood(400),
      stranger: mood(401),
      gone: close,
      cuts: mood('cuts'),
      'loses the answer': mood('loses the answer'),
      garbles: 'whatever a bridge answers with 2xx counts as taken, as the public API has it',
      silent: mood('silent'),
    },
    async behave() {
      Object.assign(far, { mood: 'well', unreachable: false });
      if (!far.server.listening) await open();
    },
    receipt: ({ id, key }, status) => ({
      key: `deed:${id}:${status}`,
      type: 'application/json',
      body: Buffer.from(JSON.stringify({ statusType: status.toUpperCase() })),
      meta: { kind: 'status', id: key, at: '2026-11-20T12:00:00Z' },
    }),
    unknown: {
      key: 'message:dance',
      type: 'application/json',
      body: Buffer.from(JSON.stringify({ ...published('1', ''), attachments: [{ type: 'DANCE', steps: 3 }] })),
      meta: { kind: 'message', id: 'dance' },
    },
    close,
  };
}

function published(channelAccountId: string, text: string) {
  return {
    ...{ text, messageDirection: 'INCOMING', channelAccountId, timestamp: new Date().toISOString(), attachments: [] },
    senders: [{ name: 'Bo Lund', deliveryIdentifier: { type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value: BO } }],
    recipients: [],
    integrationThreadId: 'bo-1',
  };
}

/** A desk that was restarted has it. */
async function register(desk: Desk, webhookUrl: string): Promise<number> {
  const context = desk.channels.pluginContext('custom')!;
  const known = await channelOf(context, 1);
  if (known) return known.id;
  const bridgeId = await addBridge(context, 'Ring bridge');
  const channel = await addChannel(context, bridgeId, {
    ...{ name: 'Ring Messenger', description: 'The kit rings', icon: 'bike', logoUrl: '', logo: '', redirectUrl: '' },
    ...{ webhookUrl, active: true },
    capabilities: {
      ...{ deliveryIdentifierTypes: ['CHANNEL_SPECIFIC_OPAQUE_ID'], threadingModel: 'INTEGRATION_THREAD_ID' },
      ...{ richText: ['BOLD', 'HYPERLINK'], allowOutgoingMessages: true, allowConversationStart: true },
      ...{
        outgoingAttachmentTypes: ['FILE', 'LOCATION', 'QUICK_REPLIES'],
        allowedFileAttachmentMimeTypes: ['image/*'],
      },
      ...{ maxFileAttachmentCount: 2, maxFileAttachmentSizeBytes: 1_000_000, maxTextLength: 500 },
      ...{ editSeconds: 3600, deleteSeconds: 3600, replyWindowHours: 24 },
      ...{ allowReactions: true, allowTyping: true, allowReadNotices: true, allowReplies: true },
    },
    fields: [{ name: 'apiKey', label: 'Key of the Ring', type: 'secret', required: true }],
  });
  await registryOf(context).put(channel);
  return channel.id;
}
