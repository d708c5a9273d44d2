// Outgoing webhooks through the whole desk, against a receiver that misbehaves (OP-7).
import { execFileSync } from 'node:child_process';
import { lookup } from 'node:dns';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import t from 'tap';
import { guardedFetch } from '../../core/channels/guarded-fetch.ts';
import { LONGEST_WORDS } from '../../core/api/webhook-payload.ts';
import { signatureHeaders } from '../../core/webhooks/signing.ts';
import { addUser, FIXTURE_PLUGINS, openDesk, type TestDesk } from '../support/desk.ts';
import { runDoomed } from '../support/doomed.ts';
import { countOf } from '../support/pigeons.ts';
import { addWebhook, idsOf, openTold, receiverBeside, START, typesOf, VIEWER } from '../support/webhooks.ts';

const SECOND = 1000;
const HOUR = 3600 * SECOND;
const DAY = 24 * HOUR;

const only = async (desk: TestDesk, id: number) => (await desk.webhooks.deliveries(VIEWER, id))[0]!;
const triesOf = async (desk: TestDesk, id: number) =>
  (await desk.webhooks.delivery(VIEWER, id, (await only(desk, id)).id)).tries;

t.test('what happens is told once, signed, to those who asked for it', async (t) => {
  const { desk, receiver, writes, inbox } = await openTold(t);
  await writes('Ada', 'Before');
  await desk.jobs.idle();
  const { id } = await addWebhook(desk, receiver);
  const everything = await receiverBeside(t);
  await addWebhook(desk, everything, { types: null });
  const elsewhere = await receiverBeside(t);
  const other = await desk.conversations.inboxes.create({ name: 'Other', actor: 'desk' });
  await addWebhook(desk, elsewhere, { types: ['message.received', 'contact.created'], inboxIds: [other.id] });
  await writes('Bo');
  await desk.jobs.idle();
  t.same(typesOf(receiver), ['message.received'], 'what happened before is not told');
  t.match(receiver.arrived, [{ holds: true, headers: { 'content-type': /^application\/json/ } }]);
  t.match(JSON.parse(receiver.arrived[0]!.body), {
    timestamp: START.toISOString(),
    data: {
      event: { type: 'message.received' },
      conversation: { inboxId: inbox.id, contact: { name: 'Bo' } },
      message: { text: 'Hello' },
      contact: { name: 'Bo' },
      ticket: null,
      account: { channel: 'pigeon' },
    },
  });
  t.ok(typesOf(everything).includes('conversation.created'));
  t.same(typesOf(elsewhere), ['contact.created'], 'what belongs to no inbox is told in any case');
  t.match(await desk.webhooks.get(VIEWER, id), { waiting: 0, failed: 0, failingSince: null, deliveredAt: START });
  t.match(await only(desk, id), { status: 'delivered', answer: 200, attempts: 1 });

  await t.test('many at once: each of them, none twice', async (t) => {
    receiver.arrived.length = 0;
    await Promise.all(Array.from({ length: 30 }, (_, n) => writes(`Cy${n}`)));
    await desk.jobs.idle();
    t.equal(receiver.arrived.length, 30);
    t.equal(new Set(idsOf(receiver)).size, 30);
    t.equal(await countOf(desk, `job where kind like 'webhooks.%'`), 0);
  });

  await t.test('a very long message is told without the rest of it', async (t) => {
    await writes('Di', 'x'.repeat(LONGEST_WORDS + 5));
    await desk.jobs.idle();
    const { data } = JSON.parse(receiver.arrived.at(-1)!.body) as { data: { message: { text: string } } };
    t.equal(data.message.text.length, LONGEST_WORDS);
  });

  await t.test('removed with its log', async (t) => {
    await desk.webhooks.remove(VIEWER, id);
    const before = receiver.arrived.length;
    await writes('Ed');
    await desk.jobs.idle();
    t.equal(receiver.arrived.length, before);
    t.equal(await countOf(desk, `webhook_delivery where webhook_id = ${id}`), 0);
  });
});

t.test('whatever the receiver does, it comes again later under the same id, with the same words', async (t) => {
  const { desk, receiver, writes, later } = await openTold(t);
  const { id } = await addWebhook(desk, receiver);
  for (const [manner, why] of [
    ['500', 'webhook.refused'],
    ['redirect', 'webhook.redirect'],
    ['silent', 'webhook.timeout'],
    ['hang-up', 'webhook.unreachable'],
  ] as const) {
    receiver.arrived.length = 0;
    receiver.next = [manner];
    await writes('Ada', manner);
    await desk.jobs.idle();
    t.match(await only(desk, id), { status: 'waiting', attempts: 1, why: { code: why } }, manner);
    t.ok((await desk.webhooks.get(VIEWER, id)).failingSince, manner);
    await later(6 * SECOND);
    t.match(await only(desk, id), { status: 'delivered', attempts: 2, why: null }, manner);
    t.equal(new Set(idsOf(receiver)).size, 1, `${manner}: one id`);
    t.equal(new Set(receiver.arrived.map(({ body }) => body)).size, 1, `${manner}: the same words`);
    t.equal(new Set(receiver.arrived.map(({ headers }) => headers['webhook-timestamp'])).size, 2);
  }
  t.equal((await desk.webhooks.get(VIEWER, id)).failingSince, null);

  await t.test('a pause that it asks for is kept', async (t) => {
    receiver.next = ['429'];
    await writes('Bo');
    await desk.jobs.idle();
    const before = receiver.arrived.length;
    await later(59 * SECOND);
    t.equal(receiver.arrived.length, before);
    await later(2 * SECOND);
    t.match(await only(desk, id), { status: 'delivered' });
  });

  await t.test('the status counts, whatever becomes of the words behind it', async (t) => {
    for (const manner of ['half', 'drip'] as const) {
      receiver.next = [manner];
      await writes('Cy', manner);
      await desk.jobs.idle();
      t.match(await only(desk, id), { status: 'delivered', answer: 200 }, manner);
      t.match(await triesOf(desk, id), [{ response: { cut: true } }], manner);
    }
  });

  await t.test('what is kept of a try holds no signature', async (t) => {
    const kept = JSON.stringify(await desk.database.rows('select request, response from webhook_attempt'));
    t.notMatch(kept, /v1,/);
    t.match(kept, /answered 200/);
  });
});

t.test('given up after ten tries in three days; when nothing else got through, it is switched off', async (t) => {
  const { desk, receiver, writes, later, clock } = await openTold(t);
  const mara = await addUser(desk, 'Mara', 'administrator');
  await addUser(desk, 'Eva');
  const { id } = await addWebhook(desk, receiver);
  receiver.manner = '500';
  await writes('Ada');
  await desk.jobs.idle();
  for (let hour = 0; hour < 24 * 5; hour += 1) await later(HOUR);
  t.equal(receiver.arrived.length, 10);
  const delivery = await only(desk, id);
  t.match(delivery, { status: 'failed', attempts: 10 });
  const took = delivery.endedAt!.getTime() - START.getTime();
  t.ok(took > 3 * DAY && took < 4.5 * DAY, `${took / DAY} days`);
  t.match(await desk.webhooks.get(VIEWER, id), { state: 'off', why: { code: 'webhook.silent' }, failed: 1 });
  const told = await desk.conversations.notifications.list(mara, { limit: 9 });
  t.match(told, [{ kind: 'webhook_off', webhookId: id, accountTitle: 'Shop', reason: { code: 'webhook.silent' } }]);
  t.equal(
    await countOf(desk, `notification where kind = 'webhook_off'`),
    1,
    'whoever can mend it is told, nobody else',
  );
  t.match(
    (await desk.doctor.look()).filter(({ what }) => what.code.startsWith('doctor.webhook')),
    [{ state: 'bad', what: { code: 'doctor.webhook_off', params: { title: 'Shop' } } }],
  );

  await t.test('it goes on where it stopped, and sends again what was given up', async (t) => {
    await writes('Bo');
    await desk.jobs.idle();
    await t.rejects(desk.webhooks.resend(VIEWER, id, delivery.id), { code: 'webhook_rests' });
    receiver.manner = '200';
    receiver.arrived.length = 0;
    await desk.webhooks.resume(VIEWER, id, false);
    await desk.jobs.idle();
    t.equal(receiver.arrived.length, 1, 'what happened meanwhile');
    t.equal(await desk.conversations.notifications.unread(mara), 0, 'what was told is over');
    t.equal(await desk.webhooks.resendFailed(VIEWER, id, new Date(clock.now().getTime() - HOUR)), 0, 'not since then');
    t.equal(await desk.webhooks.resendFailed(VIEWER, id, START), 1);
    await desk.jobs.idle();
    t.equal(idsOf(receiver)[1], delivery.key, 'under its id');
    t.match(await desk.webhooks.get(VIEWER, id), { state: 'active', failed: 0 });
    await desk.webhooks.resend(VIEWER, id, delivery.id);
    await desk.jobs.idle();
    t.equal(receiver.arrived.length, 3, 'also what arrived');
  });

  await t.test('410 switches it off at once', async (t) => {
    receiver.next = ['410'];
    await writes('Cy');
    await desk.jobs.idle();
    t.match(await desk.webhooks.get(VIEWER, id), { state: 'off', why: { code: 'webhook.gone' } });
    t.match(await only(desk, id), { status: 'failed', answer: 410 });
    await desk.webhooks.resume(VIEWER, id, true);
  });

  await t.test('the log is forgotten after two weeks', async (t) => {
    await desk.jobs.add({ kind: 'webhooks.sweep', payload: {} });
    await desk.jobs.idle();
    t.ok((await countOf(desk, 'webhook_delivery')) > 0);
    clock.advance(15 * DAY);
    await desk.jobs.add({ kind: 'webhooks.sweep', payload: {} });
    await desk.jobs.idle();
    t.equal(await countOf(desk, 'webhook_delivery'), 0);
    t.equal(await countOf(desk, 'webhook_attempt'), 0);
  });
});

t.test('paused it waits among the events; going on may leave that out', async (t) => {
  const { desk, receiver, writes, later } = await openTold(t, { webhooks: { waiting: 40 } });
  const { id } = await addWebhook(desk, receiver);
  await desk.webhooks.pause(VIEWER, id);
  for (const name of ['Ada', 'Bo']) await writes(name);
  await desk.jobs.idle();
  t.equal(receiver.arrived.length, 0);
  await desk.webhooks.resume(VIEWER, id, false);
  await desk.jobs.idle();
  t.equal(receiver.arrived.length, 2);
  await desk.webhooks.pause(VIEWER, id);
  await writes('Cy');
  await desk.jobs.idle();
  await desk.webhooks.resume(VIEWER, id, true);
  await writes('Di');
  await desk.jobs.idle();
  t.match(JSON.parse(receiver.arrived.at(-1)!.body), { data: { contact: { name: 'Di' } } });
  t.equal(receiver.arrived.length, 3);

  await t.test('at most so many wait for one webhook; the rest follows', async (t) => {
    receiver.manner = '500';
    await desk.database.write(async () => {
      for (let n = 0; n < 70; n += 1) await desk.events.add({ type: 'message.received', actor: 'desk' });
    });
    await desk.jobs.idle();
    t.equal((await desk.webhooks.get(VIEWER, id)).waiting, 40);
    receiver.manner = '200';
    for (let n = 0; n < 3; n += 1) await later(10 * SECOND);
    t.match(await desk.webhooks.get(VIEWER, id), { waiting: 0, failed: 0 });
    t.equal(await countOf(desk, `webhook_delivery where status = 'delivered'`), 73);
    t.equal(new Set(idsOf(receiver)).size, 73);
  });
});

t.test('one that is slow holds up neither the others nor the desk', async (t) => {
  const { desk, receiver, writes, accountId } = await openTold(t, { webhooks: { answer: 60_000, words: 100 } });
  const slow = await Promise.all(Array.from({ length: 8 }, () => receiverBeside(t)));
  for (const one of slow) {
    one.manner = 'silent';
    await addWebhook(desk, one);
  }
  await addWebhook(desk, receiver);
  const reached = Promise.all(slow.map((one) => new Promise<void>((go) => (one.onArrival = () => go()))));
  await writes('Ada');
  await reached;
  const heard = new Promise<void>((go) => (receiver.onArrival = ({ body }) => body.includes('Bo') && go()));
  await writes('Bo');
  await heard;
  t.ok(await desk.conversations.findMessage(accountId, 'Bo Hello'), 'more hang than the desk has places for work');
});

t.test('killed between sending and writing it down: sent again under the same id, never lost', async (t) => {
  const { desk, receiver, accountId } = await openTold(t, { clock: undefined });
  await addWebhook(desk, receiver);
  await desk.close();
  for (const step of ['webhook.posted', 'webhook.recorded'] as const) {
    const folder = await mkdtemp(join(tmpdir(), 'hubdesk-webhooks-'));
    t.teardown(() => rm(folder, { recursive: true, force: true }));
    await cp(desk.folder, folder, { recursive: true });
    receiver.arrived.length = 0;
    const message = {
      ...{ type: 'message', id: step, at: START.toISOString(), thread: { joinOpen: true } },
      sender: { name: 'Ada', address: { kind: 'handle', value: 'ada', scope: 'pigeons' } },
      parts: [{ type: 'text', text: step }],
    };
    const raw = { key: step, type: 'application/json', body: JSON.stringify([message]) };
    await runDoomed({
      options: {
        ...{ dataFolder: folder, publicUrl: 'http://desk.test', pluginFolder: FIXTURE_PLUGINS, plugins: ['pigeon'] },
        ...{ pluginSettings: {}, allowedHosts: ['127.0.0.1'] },
      },
      step,
      receive: { accountId, raw },
    });
    const again = await openDesk(t, { folder });
    await again.jobs.idle();
    t.equal(new Set(idsOf(receiver)).size, 1, `${step}: one delivery`);
    t.equal(receiver.arrived.length, step === 'webhook.posted' ? 2 : 1, step);
    t.equal(await countOf(again, `webhook_delivery where status = 'delivered'`), 1, step);
    await again.close();
  }
});

t.test('while a secret is rolled either one holds', async (t) => {
  const { desk, receiver, writes, clock } = await openTold(t);
  const { id, secret: old } = await addWebhook(desk, receiver);
  const secret = await desk.webhooks.roll(VIEWER, id, 24);
  t.not(secret, old);
  const holdsWith = async (secrets: string[], name: string) => {
    receiver.secrets = secrets;
    await writes(name);
    await desk.jobs.idle();
    return receiver.arrived.at(-1)!.holds;
  };
  t.equal(await holdsWith([old], 'Ada'), true);
  t.equal(await holdsWith([secret], 'Bo'), true);
  t.match(await desk.webhooks.get(VIEWER, id), { oldSecretUntil: new Date(START.getTime() + DAY) });
  clock.advance(DAY + SECOND);
  t.equal(await holdsWith([old], 'Cy'), false, 'and then only the new one');
  t.equal(await holdsWith([secret], 'Di'), true);
  const next = await desk.webhooks.roll(VIEWER, id, 0);
  t.equal(await holdsWith([secret], 'Ed'), false, 'at once when it was lost');
  t.equal(await holdsWith([next], 'Fe'), true);
  const stored = JSON.stringify(await desk.database.rows('select * from webhook'));
  t.notMatch(stored, /whsec_|127\.0\.0\.1/, 'sealed, as is the address');
});

t.test('only addresses out there, and what makes sense', async (t) => {
  const { desk, receiver, writes } = await openTold(t);
  const good = { description: 'Shop', address: receiver.address, types: null, inboxIds: null };
  for (const [change, field] of [
    [{ address: 'https://10.0.0.1/hook' }, 'address'],
    [{ address: 'https://[::1]/hook' }, 'address'],
    [{ address: 'http://169.254.169.254/latest' }, 'address'],
    [{ address: 'http://example.com/hook' }, 'address'],
    [{ address: 'https://user:password@example.com/' }, 'address'],
    [{ address: 'file:///etc/passwd' }, 'address'],
    [{ address: '' }, 'address'],
    [{ description: ' ' }, 'description'],
    [{ types: [] }, 'types'],
    [{ types: ['made.up'] as never }, 'types'],
    [{ inboxIds: [] }, 'inboxIds'],
    [{ inboxIds: [4711] }, 'inboxIds'],
  ] as const) {
    const refused = desk.webhooks.create(VIEWER, { ...good, ...change } as typeof good);
    await t.rejects(refused, { code: 'invalid', fields: { [field]: String } }, JSON.stringify(change));
  }
  t.same(await desk.webhooks.list(VIEWER), []);
  const agent = (await desk.accounts.viewerOf(await addUser(desk, 'Eva')))!;
  await t.rejects(desk.webhooks.list(agent), { code: 'forbidden' });
  await t.rejects(desk.webhooks.create(agent, good), { code: 'forbidden' });
  for (let n = 0; n < 20; n += 1) await desk.webhooks.create(VIEWER, good);
  await t.rejects(desk.webhooks.create(VIEWER, good), { code: 'webhooks_full' });

  await t.test('a name that means an internal address a moment later leads nowhere', async (t) => {
    const answers = ['203.0.113.9', '127.0.0.1'];
    const lookUp: typeof lookup = ((_host: string, _options: object, done: (error: null, found: object[]) => void) =>
      done(null, [{ address: answers.length > 1 ? answers.shift() : answers[0], family: 4 }])) as never;
    answers.shift();
    const fetched = guardedFetch([], () => {}, lookUp)(receiver.address.replace('127.0.0.1', 'rebound.example'));
    await t.rejects(fetched, /^Refused: /);
  });

  await t.test('also when the desk was told of it before', async (t) => {
    const [first, ...others] = await desk.webhooks.list(VIEWER);
    for (const { id } of others) await desk.webhooks.remove(VIEWER, id);
    const sealed = desk.secrets.seal('https://192.168.1.1/hook');
    await desk.database.run('update webhook set address = ?, types = ? where id = ?', [
      ...[sealed, JSON.stringify(['message.received']), first!.id],
    ]);
    await writes('Ada');
    await desk.jobs.idle();
    t.match(await only(desk, first!.id), { status: 'waiting', why: { code: 'webhook.internal' } });
  });
});

t.test('nobody lets a program hear, or reads in its log, what they may not see themselves (WS-7)', async (t) => {
  const { desk, receiver, inbox, writes } = await openTold(t);
  const { webhooks, accounts, conversations } = desk;
  const secret = await conversations.inboxes.create({ name: 'Secret', restricted: true, actor: 'desk' });
  const { id } = await addWebhook(desk, receiver);
  await writes('Ada');
  await desk.jobs.idle();
  const { key } = await accounts.roles.create(VIEWER, { name: 'Programs', permissions: ['api.manage'] });
  const pia = (await accounts.viewerOf(await addUser(desk, 'Pia', key)))!;
  const given = { description: 'Mine', address: receiver.address, types: null };
  const refused = { code: 'more_than_own' };
  for (const inboxIds of [null, [secret.id], [inbox.id, secret.id]])
    await t.rejects(webhooks.create(pia, { ...given, inboxIds }), refused);
  const { webhook } = await webhooks.create(pia, { ...given, inboxIds: [inbox.id] });
  await t.rejects(webhooks.change(pia, webhook.id, { inboxIds: null }), refused);
  t.match(await webhooks.change(pia, webhook.id, { description: 'Ours' }), { description: 'Ours' });
  const delivery = await only(desk, id);
  const asked: (() => Promise<unknown>)[] = [
    () => webhooks.get(pia, id),
    () => webhooks.roll(pia, id, 0),
    () => webhooks.deliveries(pia, id),
    () => webhooks.delivery(pia, id, delivery.id),
    () => webhooks.resend(pia, id, delivery.id),
    () => webhooks.resendFailed(pia, id, START),
    () => webhooks.tryOut(pia, id),
  ];
  for (const ask of asked) await t.rejects(async () => void (await ask()), refused);
});

t.test('a trial is sent at once and is no event', async (t) => {
  const { desk, receiver } = await openTold(t);
  const { id } = await addWebhook(desk, receiver);
  await desk.webhooks.tryOut(VIEWER, id);
  await desk.jobs.idle();
  t.same(typesOf(receiver), ['webhook.test']);
  t.match(receiver.arrived, [{ holds: true }]);
  await desk.webhooks.pause(VIEWER, id);
  await t.rejects(desk.webhooks.tryOut(VIEWER, id), { code: 'webhook_rests' });
});

t.test('receivers that do as docs/webhooks.md says tell genuine from forged', async (t) => {
  const document = await readFile(new URL('../../docs/webhooks.md', import.meta.url), 'utf8');
  const example = (language: string) => new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(document)![1]!;
  const folder = await mkdtemp(join(tmpdir(), 'hubdesk-examples-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const secret = `whsec_${Buffer.from('a key of thirty-two bytes, or so').toString('base64')}`;
  const body = '{"type":"message.received","data":{"text":"Grüße"}}';
  const signed = (at: Date, by = secret) =>
    signatureHeaders([`whsec_${'A'.repeat(44)}`, by], { id: 'msg_1', at, body });
  const fresh = signed(new Date());
  const cases = [
    { headers: fresh, body, good: true },
    { headers: fresh, body: body.replace('Grüße', 'Gruesse'), good: false },
    { headers: signed(new Date(Date.now() - 600_000)), body, good: false },
    { headers: { ...fresh, 'webhook-signature': 'v1,AAAA' }, body, good: false },
  ];

  await t.test('TypeScript', async (t) => {
    const file = join(folder, 'example.mts');
    await writeFile(file, example('ts'));
    const { isGenuine } = (await import(pathToFileURL(file).href)) as {
      isGenuine(secret: string, headers: object, body: string): boolean;
    };
    for (const { headers, body: said, good } of cases) t.equal(isGenuine(secret, headers, said), good);
  });

  await t.test('Python', { skip: !has('python3') }, async (t) => {
    const file = join(folder, 'example.py');
    const driver = `import json, sys\nfor one in json.load(sys.stdin): print(is_genuine(one["secret"], one["headers"], one["body"].encode()))`;
    await writeFile(file, `${example('python')}\n${driver}\n`);
    const input = JSON.stringify(cases.map((one) => ({ ...one, secret })));
    const said = execFileSync('python3', [file], { input }).toString().trim().split('\n');
    t.same(
      said,
      cases.map(({ good }) => (good ? 'True' : 'False')),
    );
  });

  await t.test('by hand', { skip: !has('openssl') }, async (t) => {
    const lines = example('sh');
    const env = { ...process.env, SECRET: secret, ID: 'msg_1', TIMESTAMP: fresh['webhook-timestamp'], BODY: body };
    const said = execFileSync('sh', ['-c', lines], { env }).toString().trim();
    t.ok(fresh['webhook-signature']!.endsWith(`v1,${said}`));
  });
});

function has(program: string): boolean {
  try {
    execFileSync('sh', ['-c', `command -v ${program}`], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
