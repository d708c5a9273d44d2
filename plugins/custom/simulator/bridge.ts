// A worked bridge between Hubdesk and the invented messenger beside it. It uses Node alone: copy it and change the service.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface BridgeOptions {
  /** `https://desk.example.com/channels/custom` */
  api: string;
  token: string;
  secret: string;
  /** Of the messenger. */
  service: string;
  /** Where it keeps what it must not forget. */
  file: string;
  port?: number;
  /** Milliseconds between two looks for new messages. */
  pause?: number;
}

interface State {
  channelId?: string;
  /** By the id of the bot: its token, how far its messages were read, and the account it is in the desk. */
  bots: Record<string, { token: string; offset: number; accountId?: string }>;
}

type Json = Record<string, any>;
const FIVE_MINUTES = 300_000;

const OPAQUE = 'CHANNEL_SPECIFIC_OPAQUE_ID';
const CHANNEL = {
  ...{ name: 'Ring Messenger', channelDescription: 'Bots of the Ring Messenger' },
  capabilities: { deliveryIdentifierTypes: [OPAQUE], allowOutgoingMessages: true, outgoingAttachmentTypes: ['FILE'] },
  credentialFields: [{ name: 'botToken', label: 'Token of the bot', type: 'secret', required: true }],
};

export async function startBridge({ api, token, secret, service, file, port = 0, pause = 500 }: BridgeOptions) {
  const base = `${api}/conversations/v3/custom-channels`;
  const state: State = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as State) : { bots: {} };
  const keep = () => {
    writeFileSync(`${file}.new`, JSON.stringify(state), { flush: true, mode: 0o600 });
    renameSync(`${file}.new`, file);
  };

  async function desk(method: string, path: string, body?: object): Promise<Json> {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const response = await fetch(base + path, { method, headers, body: body && JSON.stringify(body) });
    const answer = (await response.json().catch(() => ({}))) as Json;
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${answer.message ?? ''}`);
    return answer;
  }

  async function messenger(bot: string, method: string, body?: object): Promise<Json> {
    const request = body && { method: 'POST', body: JSON.stringify(body) };
    const response = await fetch(`${service}/bot${bot}/${method}`, request);
    const answer = (await response.json()) as Json;
    if (!answer.ok) throw new Error(answer.description);
    return answer.result as Json;
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const body = Buffer.concat(parts).toString('utf8');
    const { 'x-hubspot-signature-v3': signature = '', 'x-hubspot-request-timestamp': at = '' } = request.headers;
    const source = `${request.method}${url}${body}${String(at)}`;
    const wanted = createHmac('sha256', secret).update(source).digest();
    const given = Buffer.from(String(signature), 'base64');
    const isFresh = Math.abs(Date.now() - Number(at)) < FIVE_MINUTES;
    if (!isFresh || given.length !== wanted.length || !timingSafeEqual(given, wanted))
      return void response.writeHead(401).end();
    const { status, answer = {} } = await heard(JSON.parse(body) as Json).catch(() => ({ status: 503, answer: {} }));
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  }
  const server = createServer((request, response) => void serve(request, response).catch(() => response.destroy()));
  await new Promise<void>((go) => server.listen(port, '127.0.0.1', go));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`;

  /** What the desk tells. Whatever is not known is fine as well. */
  async function heard(event: Json): Promise<{ status: number; answer?: object }> {
    if (event.type === 'CHANNEL_ACCOUNT_CREDENTIALS') return checked(String(event.credentials.botToken ?? ''));
    if (event.type === 'CHANNEL_ACCOUNT_CREATED') link(event.channelAccount as Json);
    if (event.type === 'OUTGOING_CHANNEL_MESSAGE_CREATED') await deliver(event.message as Json);
    return { status: 200 };
  }

  async function checked(botToken: string): Promise<{ status: number; answer: object }> {
    const me = await messenger(botToken, 'getMe').catch(() => null);
    const wrong = { in: 'botToken', message: 'The messenger does not know this token.' };
    if (!me) return { status: 400, answer: { message: wrong.message, errors: [wrong] } };
    state.bots[me.id] = { ...(state.bots[me.id] ?? { offset: 0 }), token: botToken };
    keep();
    const deliveryIdentifier = { type: OPAQUE, value: me.id };
    return { status: 200, answer: { accountName: me.name, deliveryIdentifier } };
  }

  function link({ id, deliveryIdentifier }: Json): void {
    const bot = state.bots[deliveryIdentifier?.value];
    if (bot) bot.accountId = String(id);
    keep();
  }

  /** The message's id is the key: a second delivery of the same event sends nothing twice. */
  async function deliver(message: Json): Promise<void> {
    const bot = Object.values(state.bots).find(({ accountId }) => accountId === message.channelAccountId);
    const to = message.recipients[0].deliveryIdentifier.value as string;
    const files = (message.attachments as Json[]).filter(({ type }) => type === 'FILE').map((one) => one.url as string);
    const text = [message.text, ...files].filter(Boolean).join('\n');
    const sent = messenger(bot?.token ?? '', 'sendMessage', { to, text, key: message.id });
    const fate = await sent.then(
      () => ({ statusType: 'SENT' }),
      (error: Error) => ({ statusType: 'FAILED', errorMessage: error.message }),
    );
    await desk('PATCH', `/${state.channelId}/messages/${message.id}`, fate);
  }

  /** Read on only when the desk has it: what it has already, it says again. */
  async function collect(botId: string): Promise<void> {
    const bot = state.bots[botId]!;
    if (!bot.accountId) return;
    for (const said of (await messenger(bot.token, `getUpdates?offset=${bot.offset}`)) as unknown as Json[]) {
      await desk('POST', `/${state.channelId}/messages`, {
        ...{ text: said.text, messageDirection: 'INCOMING', channelAccountId: bot.accountId, attachments: [] },
        ...{ timestamp: new Date().toISOString(), integrationIdempotencyId: `${botId}-${said.id}` },
        senders: [{ name: said.from, deliveryIdentifier: { type: OPAQUE, value: said.from } }],
        recipients: [{ deliveryIdentifier: { type: OPAQUE, value: botId } }],
      });
      bot.offset = said.id + 1;
      keep();
    }
  }

  const channel = { ...CHANNEL, webhookUrl: url };
  const { channelId: known } = state;
  state.channelId = (await desk(known ? 'PATCH' : 'POST', known ? `/${known}` : '', channel)).id as string;
  keep();
  for (const account of (await desk('GET', `/${state.channelId}/channel-accounts`)).results as Json[]) link(account);
  const look = setInterval(() => Object.keys(state.bots).forEach((id) => void collect(id).catch(() => {})), pause);
  const close = () => (clearInterval(look), server.closeAllConnections(), server.close());
  return { url, channelId: state.channelId, close };
}
