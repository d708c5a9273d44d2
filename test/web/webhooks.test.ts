// Settings → Webhooks and the same over the API, as an administrator uses them without script (OP-7).
import { Ajv2020 as Ajv } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import t, { type Test } from 'tap';
import { deskViewer } from '../../core/accounts/accounts.ts';
import { mountApi } from '../../core/api/api.ts';
import { EVENT_TYPES } from '../../core/events/events.ts';
import { withAccount } from '../support/desk.ts';
import { openLoft } from '../support/loft.ts';
import { bring, letter } from '../support/pigeons.ts';
import { receiverBeside, typesOf } from '../support/webhooks.ts';
import { openWeb, signIn, type Visitor } from './web-desk.ts';

const FACTS = { publicUrl: 'http://desk.test', version: '1' };
const PLACE = '/settings/webhooks';

async function openSettings(t: Test) {
  const web = await openWeb(t, {
    plugins: ['pigeon'],
    prepareLate: (server, desk) => mountApi(server, desk, FACTS),
  });
  const { desk } = web;
  const user = await web.user('Eva', 'administrator');
  const eva = await signIn(web, user);
  const loft = await openLoft(t);
  const { accountId, inbox } = await withAccount(desk, 'pigeon', { loft: loft.url });
  const receiver = await receiverBeside(t);
  const writes = async (name: string, text = 'Hello') => {
    await bring(desk, accountId, `${name} ${text}`, [letter(`${name} ${text}`, name, text)]);
    await desk.jobs.idle();
  };
  return { ...web, desk, eva, user, inbox, receiver, writes };
}

const words = (html: string) =>
  html
    .replace(/<(script|style)[^]*?<\/\1>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/\s+/g, ' ');
const see = async (visitor: Visitor, url: string) => (await visitor.get(url)).body.replaceAll('&#x3D;', '=');

t.test('a webhook is added, looked at, tried, paused, changed and removed', async (t) => {
  const { desk, eva, inbox, receiver, writes } = await openSettings(t);
  t.match(words(await see(eva, PLACE)), /No webhook/);
  const offered = await see(eva, `${PLACE}/new`);
  for (const type of EVENT_TYPES)
    t.match(offered, new RegExp(`<span>[^<.]+ <small class="faint">${type}</small>`), `${type} has words`);
  const form = {
    description: 'Orders',
    address: `${receiver.address}?key=abc`,
    types: 'chosen',
    'types.message': ['message.received'],
    inboxes: 'chosen',
    inboxIds: [String(inbox.id)],
  };
  const wrong = await eva.form('POST', PLACE, { ...form, address: 'http://10.0.0.1/', 'types.message': [] });
  t.equal(wrong.statusCode, 422);
  t.match(words(wrong.body), /begins with https:\/\/[^]*Choose at least one kind of event/);
  t.match(wrong.body, /value="Orders"/, 'what was typed is kept');
  const made = await eva.form('POST', PLACE, form);
  t.equal(made.statusCode, 201);
  const secret = /whsec_[\w+/=]{44}/.exec(made.body.replaceAll('&#x3D;', '='))![0];
  receiver.secrets = [secret];
  const { id } = (await desk.webhooks.list(deskViewer()))[0]!;
  const at = `${PLACE}/${id}`;
  for (const page of [PLACE, at, `${at}/settings`]) t.notMatch(await see(eva, page), secret, 'shown once');
  t.match(words(await see(eva, PLACE)), /Orders http:\/\/127\.0\.0\.1:\d+\/hook\?… Active 1 kind Never/);

  await writes('Ada', 'Is my <b>bell</b> ready?');
  t.match(receiver.arrived, [{ holds: true }]);
  const log = await see(eva, at);
  t.match(words(log), /Message received message\.received Delivered 200 1 try/);
  const delivery = new RegExp(`${at}/deliveries/\\d+`).exec(log)![0];
  const details = await see(eva, delivery);
  t.match(words(details), /Try 1 [^]*200[^]*answered 200/);
  t.match(details, /Is my &lt;b&gt;bell/);
  t.notMatch(details, /v1,/);

  await eva.form('POST', `${at}/trial`);
  await desk.jobs.idle();
  t.same(typesOf(receiver), ['message.received', 'webhook.test']);
  await eva.form('POST', `${delivery}/attempts`);
  await desk.jobs.idle();
  t.equal(receiver.arrived.length, 3);
  t.match(words(await see(eva, delivery)), /Try 2[^]*Try 1/);

  await t.test('what is wrong stands above it, with the ways on', async (t) => {
    receiver.next = ['410'];
    await writes('Bo');
    t.match(words(await see(eva, at)), /Switched off The receiver answered 410: it wants no more\./);
    t.match(words(await see(eva, '/notifications')), /The webhook “Orders” was switched off/);
    t.match(words(await see(eva, '/settings/doctor')), /The webhook “Orders” was switched off/);
    await eva.form('PUT', `${at}/activity`, { to: 'on' });
    t.match(words(await see(eva, at)), /Given up/);
    t.match(words(await see(eva, `${at}/attempts`)), /Send what was given up again\?/);
    await eva.form('POST', `${at}/attempts`, { hours: '1' });
    await desk.jobs.idle();
    t.notMatch(words(await see(eva, at)), /Given up/);
    await eva.form('PUT', `${at}/activity`, { to: 'pause' });
    t.match(words(await see(eva, at)), /Paused What happens meanwhile is kept for 90 days: /);
    await eva.form('PUT', `${at}/activity`, { to: 'skip' });
  });

  await t.test('settings, the secret, removal', async (t) => {
    const settings = await see(eva, `${at}/settings`);
    t.match(settings, /value="message\.received" checked/);
    t.match(settings, /key=abc/, 'the whole address');
    await eva.form('PATCH', at, { ...form, description: 'All', types: 'all', inboxes: 'all' });
    t.match(words(await see(eva, PLACE)), /All [^]*All events/);
    t.match(words(await see(eva, `${at}/secret`)), /Make a new secret\?/);
    const rolled = await eva.form('POST', `${at}/secret`, { hours: '24' });
    t.notMatch(rolled.body, secret);
    t.match(rolled.body, /whsec_/);
    t.match(words(await see(eva, `${at}/settings`)), /The secret of before signs as well until/);
    t.match(words(await see(eva, `${at}/removal`)), /Remove “All”\?/);
    await eva.form('DELETE', at);
    t.equal((await eva.get(at)).statusCode, 404);
    t.match(words(await see(eva, '/settings/audit')), /Removed a webhook/);
  });
});

t.test('programs manage webhooks; what they are sent is what the API answers', async (t) => {
  const { desk, server, user, inbox, receiver, writes } = await openSettings(t);
  const viewer = (await desk.accounts.viewerOf(user.id))!;
  const scopes = ['webhooks:write', 'conversations:read', 'contacts:read', 'channels:read', 'events:read'];
  const { token } = await desk.accounts.apiTokens.create(viewer, { name: 'x', scopes });
  const ask = async (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, payload?: object) => {
    const headers = { authorization: `Bearer ${token}` };
    const response = await server.inject({ method, url: `/api/v1${path}`, payload, headers });
    return { status: response.statusCode, body: response.json<Record<string, any>>() };
  };
  const made = await ask('POST', '/webhooks', { description: 'Shop', address: receiver.address, inboxIds: [inbox.id] });
  t.match(made, { status: 201, body: { secret: /^whsec_/, types: null, state: 'active' } });
  receiver.secrets = [made.body.secret as string];
  const at = `/webhooks/${made.body.id}`;
  t.equal((await ask('POST', '/webhooks', { description: 'x', address: 'nonsense' })).status, 422);
  t.notMatch(JSON.stringify((await ask('GET', '/webhooks')).body), /whsec_/);
  await writes('Ada', 'Is my bell ready?');

  await t.test('every thing an event is about, as its own route answers it', async (t) => {
    const told = receiver.arrived.map(({ body }) => JSON.parse(body) as Record<string, any>);
    const { data } = told.find(({ type }) => type === 'message.received')!;
    const { body: conversation } = await ask('GET', `/conversations/${data.conversation.key}`);
    t.same(data.conversation, conversation);
    const { body: thread } = await ask('GET', `/conversations/${data.conversation.key}/messages`);
    t.same(
      data.message,
      thread.items.find(({ key }: { key: string }) => key === data.message.key),
    );
    t.same(data.contact, (await ask('GET', `/contacts/${data.contact.key}`)).body);
    const { body: events } = await ask('GET', `/events?after=${data.event.id - 1}&limit=1`);
    t.same(data.event, events.items[0]);
    const { body: accounts } = await ask('GET', '/accounts');
    t.equal(data.account.key, accounts.items[0].key);
    const { body: openapi } = await ask('GET', '/openapi.json');
    t.match(openapi.webhooks['ticket.changed'].post.requestBody, { required: true });
    const ajv = new Ajv({ strict: false });
    (ajvFormats as unknown as (ajv: Ajv) => void)(ajv);
    for (const one of told) {
      const { schema } = openapi.webhooks[one.type].post.requestBody.content['application/json'];
      t.ok(ajv.validate(schema, one), `${one.type}: ${ajv.errorsText()}`);
    }
  });

  const log = await ask('GET', `${at}/deliveries?limit=1`);
  t.match(log, { status: 200, body: { items: [{ status: 'delivered', answer: 200 }], next: /^\d+$/ } });
  const [delivery] = log.body.items as { id: number; key: string }[];
  t.match((await ask('GET', `${at}/deliveries/${delivery!.id}`)).body, { tries: [{ answer: 200 }], body: /^\{"type"/ });
  t.equal((await ask('POST', `${at}/deliveries/${delivery!.id}/attempts`)).status, 202);
  await desk.jobs.idle();
  t.equal(receiver.arrived.at(-1)!.headers['webhook-id'], delivery!.key);
  t.match(await ask('PATCH', at, { state: 'paused' }), { status: 200, body: { state: 'paused' } });
  t.match(await ask('POST', `${at}/trial`), { status: 409, body: { error: { code: 'webhook_rests' } } });
  t.match(await ask('PATCH', at, { state: 'active', skip: true, types: ['message.received'] }), {
    body: { state: 'active', types: ['message.received'] },
  });
  t.match(await ask('POST', `${at}/attempts`, { since: '2026-01-01T00:00:00Z' }), {
    status: 202,
    body: { count: Number },
  });
  t.equal((await ask('POST', `${at}/trial`)).status, 202);
  t.match(await ask('POST', `${at}/secret`, { hours: 1 }), { status: 201, body: { secret: /^whsec_/ } });
  t.equal((await ask('GET', '/webhooks/4711')).status, 404);
  t.match(await ask('DELETE', at), { status: 200, body: { description: 'Shop' } });
  t.equal((await ask('GET', at)).status, 404);
});
