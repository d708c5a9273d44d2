// A desk with custom channels, a bridge that has a token, and a webhook that takes down what it is told.
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Ajv } from 'ajv';
import type { BootOptions } from '../../../core/boot.ts';
import { createWeb } from '../../../core/web/web.ts';
import { description } from '../../../plugins/custom/api/description.ts';
import { registryOf } from '../../../plugins/custom/registry/build.ts';
import { addBridge, bridgeOf, secretsOf, tokenOf } from '../../../plugins/custom/store/bridges.ts';
import { openDesk, REAL_PLUGINS } from '../../support/desk.ts';

interface Teardown {
  teardown(work: () => unknown): void;
}

export interface Heard {
  headers: IncomingHttpHeaders;
  body: string;
  event: Record<string, any>;
}

/** What a bridge would be: answers as told, 200 unless something else. */
export async function startWebhook(t: Teardown) {
  const heard: Heard[] = [];
  const waiting: (() => void)[] = [];
  const far = {
    answer: (_event: Heard['event'], response: ServerResponse): void => void response.writeHead(200).end('{}'),
  };
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts).toString('utf8');
      const event = JSON.parse(body) as Heard['event'];
      heard.push({ headers: request.headers, body, event });
      far.answer(event, response);
      for (const go of waiting.splice(0)) go();
    });
  });
  await new Promise<void>((go) => server.listen(0, '127.0.0.1', go));
  t.teardown(() => (server.closeAllConnections(), server.close()));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  /** The next event of a type that was not asked for yet. */
  const taken = new Set<Heard>();
  async function next(type: string): Promise<Heard> {
    for (;;) {
      const found = heard.find((one) => one.event.type === type && !taken.has(one));
      if (found) {
        taken.add(found);
        return found;
      }
      await new Promise<void>((go) => waiting.push(go));
    }
  }
  return { url, heard, far, next };
}

type Described = Record<string, Record<string, { responses: Record<string, { content?: object }> }>>;
const DESCRIPTION = description('http://desk.test') as { paths: Described; components: object };
const ajv = new Ajv({ strict: false, formats: { 'date-time': true } });
ajv.addSchema(DESCRIPTION, 'api');

/** Generated clients believe the description: every answer that tests get is as it says. */
function demandDescribed(method: string, path: string, status: number, body: unknown): void {
  const own = path
    .replace(/\?.*$/, '')
    .replace(/^\/conversations\/(?:custom-channels\/[\w-]+|conversations\/[\w-]+)/, (dated) =>
      dated.includes('custom-channels') ? '/conversations/v3/custom-channels' : '/conversations/v3/conversations',
    );
  const fits = (known: string) => new RegExp(`^${known.replace(/\{\w+\}/g, '[^/]+')}$`).test(own);
  const known = Object.keys(DESCRIPTION.paths).toSorted(
    (one, other) => one.split('{').length - other.split('{').length,
  );
  const at = known.find(fits);
  const response = at && DESCRIPTION.paths[at]?.[method.toLowerCase()]?.responses[status];
  if (!at || !response) throw new Error(`${method} ${own} ${status} is not described`);
  if (!response.content) {
    if (body) throw new Error(`${method} ${own} answers something, and nothing is described`);
    return;
  }
  const place = [at, method.toLowerCase(), 'responses', status, 'content', 'application/json', 'schema'];
  const pointer = place.map((one) => encodeURIComponent(String(one).replaceAll('~', '~0').replaceAll('/', '~1')));
  const check = ajv.getSchema(`api#/paths/${pointer.join('/')}`)!;
  if (!check(body)) throw new Error(`${method} ${own}: ${ajv.errorsText(check.errors)} in ${JSON.stringify(body)}`);
}

export type CustomDesk = Awaited<ReturnType<typeof customDesk>>;

export const OPAQUE = (value: string) => ({ type: 'CHANNEL_SPECIFIC_OPAQUE_ID', value });

export async function customDesk(t: Teardown, options: Partial<BootOptions> & { folder?: string } = {}) {
  const desk = await openDesk(t, { pluginFolder: REAL_PLUGINS, plugins: ['custom'], ...options, started: false });
  const web = await createWeb(desk, { publicUrl: 'http://desk.test', trustedProxies: ['loopback'] });
  await desk.start();
  await desk.channels.mount(web.server);
  await web.server.ready();
  t.teardown(() => web.server.close());
  const context = desk.channels.pluginContext('custom')!;
  const known = await bridgeOf(context, 1);
  const bridgeId = known?.id ?? (await addBridge(context, 'Ring bridge'));
  const bridge = async (id = bridgeId) => (await bridgeOf(context, id))!;
  const call = async (method: string, path: string, body?: object, token?: string) => {
    const headers = {
      authorization: `Bearer ${token ?? tokenOf(context, await bridge())}`,
      'content-type': 'application/json',
    };
    const url = `/channels/custom${path}`;
    const answer = await web.server.inject({
      method: method as 'GET',
      url,
      headers,
      ...(body && { payload: JSON.stringify(body) }),
    });
    const said = (answer.body ? JSON.parse(answer.body) : {}) as Record<string, any>;
    if (answer.statusCode < 300 && url.split('?')[0] !== '/channels/custom/openapi.json')
      demandDescribed(method, path, answer.statusCode, answer.body && said);
    return { status: answer.statusCode, body: said };
  };
  const api = (method: string, path: string, body?: object) =>
    call(method, `/conversations/v3/custom-channels${path}`, body);
  const secrets = async () => secretsOf(context, await bridge());
  const inbox =
    (await desk.conversations.inboxes.list())[0] ??
    (await desk.conversations.inboxes.create({ name: 'Shop', actor: 'desk' }));

  /** A registered channel with one account in the inbox. */
  async function connected(webhookUrl: string, capabilities: object = {}) {
    const about = {
      deliveryIdentifierTypes: ['CHANNEL_SPECIFIC_OPAQUE_ID'],
      allowOutgoingMessages: true,
      ...capabilities,
    };
    const channel = (await api('POST', '', { name: 'Ring Messenger', webhookUrl, capabilities: about })).body
      .id as string;
    const account = {
      inboxId: String(inbox.id),
      name: 'Ring Bot',
      authorized: true,
      deliveryIdentifier: OPAQUE('ringbot'),
    };
    const made = (await api('POST', `/${channel}/channel-accounts`, account)).body;
    // The instant reply of new accounts would stand between what the tests look at.
    await desk.jobs.idle();
    await desk.database.run('update chatflow set active = ?', [0]);
    return { channel, account: made.id as string };
  }

  const message = (account: string, text: string, more: object = {}) => ({
    ...{
      text,
      messageDirection: 'INCOMING',
      channelAccountId: account,
      timestamp: '2026-11-20T11:59:00.000Z',
      attachments: [],
    },
    senders: [{ name: 'Bo Lund', deliveryIdentifier: OPAQUE('bo') }],
    recipients: [{ deliveryIdentifier: OPAQUE('ringbot') }],
    ...more,
  });
  return {
    desk,
    web,
    context,
    registry: registryOf(context),
    bridge,
    bridgeId,
    call,
    api,
    secrets,
    inbox,
    connected,
    message,
  };
}
