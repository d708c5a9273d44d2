// The simulated Meta by itself: its errors, files whose address runs out, phones, misbehaviour, the command that runs it.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import t, { type Test } from 'tap';
import { isSigned, SIGNATURE } from '../../../plugins/meta/graph/signature.ts';
import { FILES } from '../../../plugins/meta/simulator/sample-files.ts';
import { keepFile } from '../../../plugins/meta/simulator/files.ts';
import { startMeta, type MetaOptions } from '../../../plugins/meta/simulator/server.ts';
import { run } from '../../../plugins/meta/simulator/simulate.ts';
import { SIMULATED } from '../../../plugins/meta/simulator/world.ts';

const { phoneNumberId, businessAccountId, pageId, token } = SIMULATED;
const MARTA = '+4915112345678';

interface Answered {
  error?: { code: number };
  url?: string;
  mime_type?: string;
}

async function meta(t: Test, options: MetaOptions = {}) {
  const far = await startMeta(options);
  t.teardown(() => far.close());
  const asked = async (method: string, path: string, json?: object, as: string = token) => {
    const headers = { authorization: `Bearer ${as}`, 'content-type': 'application/json' };
    const response = await fetch(`${far.world.url}/v23.0${path}`, {
      method,
      headers,
      body: json && JSON.stringify(json),
    });
    const { status } = response;
    return { ...((await response.json()) as Answered), status };
  };
  const send = (message: object) =>
    asked('POST', `/${phoneNumberId}/messages`, { messaging_product: 'whatsapp', to: MARTA, ...message });
  return { far, world: far.world, asked, send };
}

/** A desk that only listens. */
async function listener(t: Test) {
  const calls: { path: string; body: string; signed: boolean }[] = [];
  const waiting: (() => void)[] = [];
  async function take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const signed = isSigned(SIMULATED.appSecret, body, request.headers[SIGNATURE]);
    calls.push({ path: request.url ?? '', body: body.toString(), signed });
    response.end();
    for (const go of waiting.splice(0)) go();
  }
  const server = createServer((request, response) => void take(request, response));
  await new Promise<void>((go) => void server.listen(0, '127.0.0.1', () => go()));
  t.teardown(() => server.close());
  const until = async (count: number) => {
    while (calls.length < count) await new Promise<void>((go) => void waiting.push(go));
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, calls, until };
}

t.test('messages are taken as Meta takes them, and refused with its numbers', async (t) => {
  const { asked, send, world } = await meta(t);
  t.match(await send({ type: 'text', text: { body: 'Hi' }, biz_opaque_callback_data: 'k' }), {
    status: 200,
    contacts: [{ wa_id: '4915112345678' }],
    messages: [{ id: /^wamid\./ }],
  });
  t.match(world.said.at(-1), { words: 'Hi', key: 'k', from: 'desk' });
  const wrong: [message: object, code: number][] = [
    [{ messaging_product: 'x' }, 100],
    [{ to: '' }, 131008],
    [{ to: 'abc' }, 131009],
    [{ type: 'hologram' }, 131051],
    [{ type: 'text', text: {} }, 131008],
    [{ type: 'text', text: { body: 'x'.repeat(4097) } }, 131009],
    [{ type: 'image', image: { id: '404' } }, 131053],
    [
      {
        type: 'interactive',
        interactive: {
          type: 'button',
          body: { text: 'Q' },
          action: { buttons: Array.from({ length: 4 }, (_, at) => ({ reply: { id: `${at}`, title: 'T' } })) },
        },
      },
      131009,
    ],
  ];
  for (const [message, code] of wrong)
    t.equal((await send(message)).error?.code, code, JSON.stringify(message).slice(0, 80));
  t.match(await asked('GET', `/${phoneNumberId}`, undefined, 'other'), { status: 401, error: { code: 190 } });
  t.match(await asked('GET', '/1'), { status: 400, error: { code: 100, error_subcode: 33 } });
  t.match(await asked('GET', `/${businessAccountId}/message_templates`), {
    data: [{ name: 'hello_world', components: [{ type: 'BODY' }] }],
  });
  t.equal(world.taken.length, 1);
});

t.test('templates are refused with the number for what does not fit (WA-4)', async (t) => {
  const { send, world } = await meta(t);
  const text = (...words: string[]) => words.map((one) => ({ type: 'text', text: one }));
  const template = (name: string, ...components: object[]) =>
    send({ type: 'template', template: { name, language: { code: 'en' }, components } });
  const body = (...parameters: object[]) => ({ type: 'body', parameters });
  const wrong: [code: number, name: string, ...components: object[]][] = [
    [132001, 'nothing'],
    [132001, 'winter_news', body(...text('A'))],
    [132001, 'free_money', body(...text('A'))],
    [132015, 'summer_news', body(...text('A'))],
    [132016, 'old_news', body(...text('A'))],
    [132000, 'order_update'],
    [132000, 'order_update', body(...text('A'))],
    [132007, 'order_update', body(...text('A\nB', '1'))],
    [132007, 'order_update', body(...text('A', '1     2'))],
    [132005, 'order_update', body(...text('A'.repeat(1020), '1'))],
    [132012, 'order_update', body({ type: 'image', image: { link: 'https://x.example' } }, ...text('1'))],
    [132012, 'appointment', { type: 'header', parameters: text('x') }, body(...text('A', 'B', 'C'))],
    [
      132012,
      'invoice',
      { type: 'header', parameters: [{ type: 'image', image: { id: '1' } }] },
      body(...text('A', 'B')),
    ],
    [132012, 'pick_up', body(...text('A'))],
    [
      131008,
      'new_bikes',
      { type: 'header', parameters: [{ type: 'image', image: { link: 'https://x.example' } }] },
      body(...text('A')),
    ],
    [132000, 'bike_tour', body(...text('A')), { type: 'carousel', cards: [] }],
  ];
  for (const [code, name, ...components] of wrong)
    t.equal(
      (await template(name, ...components)).error?.code,
      code,
      `${name} ${JSON.stringify(components).slice(0, 80)}`,
    );
  t.equal(world.taken.length, 0);
  t.equal((await template('order_update', body(...text('Ada', '7')))).status, 200);
  t.equal(world.said.at(-1)!.words, 'Hi Ada! Your order 7 is on its way.');
});

t.test('templates are made, looked at, changed and deleted as the documents say', async (t) => {
  const desk = await listener(t);
  const { asked, world } = await meta(t, { desk: desk.url });
  const list = `/${businessAccountId}/message_templates`;
  const first = await asked('GET', `${list}?limit=10&fields=name,status`);
  t.match(first, {
    data: [{ name: 'hello_world', status: 'APPROVED' }],
    paging: { next: /after=/, cursors: { after: /./ } },
  });
  const { paging } = first as unknown as { paging: { cursors: { after: string } } };
  const second = await asked('GET', `${list}?limit=10&after=${paging.cursors.after}`);
  t.notMatch(second, { paging: { next: /./ } });
  const good = {
    name: 'spring_news',
    language: 'en',
    category: 'MARKETING',
    components: [{ type: 'BODY', text: 'Hello {{1}}!', example: { body_text: [['Ada']] } }],
  };
  const wrong: [about: object, subcode?: number][] = [
    [{ name: 'Spring News' }],
    [{ language: 'english' }],
    [{ category: 'NEWS' }],
    [{ components: [] }],
    [{ components: [{ type: 'BODY', text: '{{1}} is here', example: { body_text: [['A']] } }] }, 2388299],
    [{ components: [{ type: 'BODY', text: 'Hello {{1}}!' }] }, 2388043],
    [{ components: [{ type: 'BODY', text: 'x'.repeat(1025) }] }],
    [{ components: [...good.components, { type: 'HEADER', format: 'IMAGE' }] }, 2388273],
    [{ components: [...good.components, { type: 'FOOTER', text: 'x'.repeat(61) }] }],
    [
      {
        components: [
          ...good.components,
          { type: 'BUTTONS', buttons: Array(3).fill({ type: 'URL', text: 'A', url: 'https://x.example' }) },
        ],
      },
    ],
    [{ name: 'hello_world', language: 'en_US' }, 2388024],
  ];
  for (const [about, subcode] of wrong)
    t.match(await asked('POST', list, { ...good, ...about }), {
      status: 400,
      error: { code: 100, ...(subcode && { error_subcode: subcode }) },
    });
  const made = (await asked('POST', list, good)) as unknown as { id: string };
  t.match(made, { status: 200, id: /^\d+$/, category: 'MARKETING' });
  t.match(await asked('GET', `/${made.id}?fields=status`), { status: 200, id: made.id });
  t.equal(world.templates.at(-1)!.status, 'PENDING');
  t.match(await asked('POST', `/${made.id}`, good), { status: 400 }, 'what is in review cannot be changed');
  await fetch(`${world.url}/template`, {
    method: 'POST',
    redirect: 'manual',
    body: new URLSearchParams({ id: made.id, status: 'APPROVED' }),
  });
  await desk.until(1);
  t.match(desk.calls[0]!.body, new RegExp(`"message_template_id":${made.id},`), 'an integer, as Meta writes it');
  t.match(await asked('POST', `/${made.id}`, { components: good.components }), { success: true });
  t.match(await asked('DELETE', `${list}?name=spring_news`), { success: true });
  t.match(await asked('DELETE', `${list}?name=spring_news`), { status: 400 });
});

t.test('Messenger keeps its window: a day, a week for people', async (t) => {
  const { asked, world } = await meta(t);
  const tom = world.people.find(({ channel }) => channel === 'messenger')!;
  const send = (more: object) =>
    asked('POST', `/${pageId}/messages`, {
      recipient: { id: tom.id },
      messaging_type: 'RESPONSE',
      message: { text: 'Hi' },
      ...more,
    });
  const start = world.now();
  tom.wroteAt = start;
  world.said.push({ id: 'm_1', person: tom.id, from: 'person', type: 'text', words: 'Hi', content: {} });
  const react = (sender_action: string, payload: object) => send({ sender_action, payload });
  t.match(await react('react', { message_id: 'm_1', reaction: '🎉' }), { status: 200, recipient_id: tom.id });
  t.match(await react('react', { message_id: 'm_2', reaction: '🎉' }), { error: { code: 100 } });
  t.match(await react('unreact', { message_id: 'm_1', reaction: '🎉' }), { error: { code: 100 } });
  t.equal(world.said[0]!.reaction, '🎉');
  t.equal((await react('unreact', { message_id: 'm_1' })).status, 200);
  t.match(await send({}), { status: 200, recipient_id: tom.id, message_id: /^m_/ });
  world.now = () => start + 25 * 3600_000;
  t.match(await send({}), { error: { code: 10, error_subcode: 2018278 } });
  t.match(await send({ messaging_type: 'MESSAGE_TAG', tag: 'ACCOUNT_UPDATE' }), { error: { code: 100 } });
  t.equal((await send({ messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' })).status, 200);
  world.now = () => start + 8 * 24 * 3600_000;
  t.match(await send({ messaging_type: 'MESSAGE_TAG', tag: 'HUMAN_AGENT' }), { error: { code: 10 } });
  t.match(await send({ message: { text: 'x'.repeat(2001) } }), { error: { code: 100 } });
});

t.test('the address of a file is good for five minutes', async (t) => {
  const { asked, world } = await meta(t);
  const id = keepFile(world, FILES.picture!);
  const { url, mime_type: type } = await asked('GET', `/${id}`);
  t.equal(type, 'image/png');
  t.equal((await fetch(url!)).status, 200);
  const now = world.now();
  world.now = () => now + 6 * 60_000;
  t.equal((await fetch(url!)).status, 404);
  t.match(await asked('DELETE', `/${id}`), { success: true });
  t.match(await asked('GET', `/${id}`), { error: { code: 100 } });
});

t.test(
  'what somebody does on their phone is brought signed, as often as it is told to; what becomes of answers follows',
  async (t) => {
    const desk = await listener(t);
    const { world, send } = await meta(t, { desk: desk.url, lively: true });
    const act = (form: Record<string, string>) =>
      fetch(`${world.url}/phone/whatsapp/4915112345678`, { method: 'POST', body: new URLSearchParams(form) });
    t.match(await (await act({ do: 'text', words: 'Grüße & <b>' })).text(), /Grüße &#38; &#60;b&#62;/);
    await desk.until(1);
    t.match(desk.calls, [{ path: '/channels/whatsapp/webhook', signed: true, body: /Gr\\u00fc\\u00dfe/ }]);
    await fetch(`${world.url}/mood`, { method: 'POST', body: new URLSearchParams({ mood: 'well', times: '3' }) });
    await act({ do: 'picture', words: '' });
    await desk.until(4);
    t.equal(new Set(desk.calls.slice(1).map(({ body }) => body)).size, 1, 'three times the same');
    world.manner.times = 1;
    await send({ type: 'text', text: { body: 'Hello' } });
    await desk.until(6);
    t.match(
      desk.calls.slice(4).map(({ body }) => /"status":"(\w+)"/.exec(body)?.[1]),
      ['sent', 'delivered'],
    );
  },
);

t.test('it fails as it is told to', async (t) => {
  const { world, send } = await meta(t);
  const mood = (name: string) =>
    fetch(`${world.url}/mood`, { method: 'POST', redirect: 'manual', body: new URLSearchParams({ mood: name }) });
  await mood('Too many requests');
  t.match(await send({ text: { body: 'x' } }), { status: 429, error: { code: 130429 } });
  await mood('Token is dead');
  t.match(await send({ text: { body: 'x' } }), { status: 401, error: { code: 190 } });
  await mood('Takes it, then the line breaks');
  await t.rejects(send({ type: 'text', text: { body: 'x' } }));
  t.equal(world.taken.length, 1);
});

t.test('the command says what to enter, and what is wrong with its arguments', async (t) => {
  const said: string[] = [];
  const write = (line: string) => void said.push(line);
  const ending = new AbortController();
  const running = run(['--port', '0'], { write: (line) => (write(line), ending.abort()), signal: ending.signal });
  t.equal(await running, 0);
  t.match(said.join('\n'), /phone number ID 4410001112223[^]*pluginSettings/);
  t.equal(await run(['--port', 'x'], { write }), 2);
  t.equal(await run(['--help'], { write }), 0);
});
