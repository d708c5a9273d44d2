// Channels that are broken in every way one can think of: the desk keeps running, the others work, and pages say what is wrong.
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fastify from 'fastify';
import t, { type Test } from 'tap';
import { deskViewer } from '../../core/accounts/accounts.ts';
import { createWeb } from '../../core/web/web.ts';
import { addUser, FIXTURE_PLUGINS, openDesk, withAccount, type TestDesk } from '../support/desk.ts';
import { openLoft } from '../support/loft.ts';
import { bring, countOf, fates, heard, letter, say, talkWith } from '../support/pigeons.ts';
import { Visitor } from '../web/web-desk.ts';

const BROKEN = fileURLToPath(new URL('../fixtures/broken/', import.meta.url));
const PIGEON = join(FIXTURE_PLUGINS, 'pigeon/plugin.ts');
/** Short for those that never answer, long enough for those that do on a busy machine. */
const SHORT = 700;
const LIMITS = {
  ...{ import: 4000, start: SHORT, mount: SHORT, connect: SHORT, parse: SHORT, send: SHORT, grace: 1 },
  ...{ ask: SHORT, close: SHORT, patience: 1 },
};

const limitsFor = (plugins: string[]) => (plugins.some((id) => /^(never|sleeper)/.test(id)) ? LIMITS : {});

/** A desk with these broken channels and the pigeon, which works. */
const openBroken = (t: Test, ...plugins: string[]) =>
  openDesk(t, { pluginFolder: BROKEN, plugins: [...plugins, PIGEON], limits: limitsFor(plugins) });

const why = (desk: TestDesk, id: string) => desk.channels.plugin(id)?.why?.code ?? null;

/** The pigeon brings a letter and takes an answer. */
async function pigeonWorks(t: Test, desk: TestDesk) {
  const loft = await openLoft(t);
  const { accountId } = await withAccount(desk, 'pigeon', { loft: loft.url });
  const userId = await addUser(desk, 'Uma');
  const conversationId = await talkWith(desk, accountId, 'Ada');
  const id = await say(desk, { conversationId, userId, text: 'Works' });
  await desk.jobs.idle();
  t.match(await fates(desk, id), [{ status: 'sent' }], 'the other channel works');
}

/** A conversation on an account of a channel that can read. */
async function talkOn(desk: TestDesk, accountId: number): Promise<number> {
  await desk.accounts.workspace.set(deskViewer(), { holdSeconds: 0 });
  await bring(desk, accountId, 'hello', {});
  await desk.jobs.idle();
  return (await desk.conversations.findMessage(accountId, 'hello'))!.conversationId;
}

t.test('that cannot be loaded', async (t) => {
  const reasons = {
    throwsatimport: 'plugin.import_failed',
    neverimported: 'plugin.import_failed',
    notthere: 'plugin.not_found',
    nothing: 'plugin.no_manifest',
    wrongcontract: 'plugin.contract_differs',
    wrongid: 'plugin.id_differs',
    incomplete: 'plugin.incomplete',
    faceless: 'plugin.incomplete',
  };
  const desk = await openBroken(t, ...Object.keys(reasons));
  for (const [id, code] of Object.entries(reasons)) t.equal(why(desk, id), code, id);
  t.match(desk.channels.plugin('throwsatimport')!.why!.text, /Not today/);
  t.equal(why(desk, 'pigeon'), null);
  const logged = desk.lines.filter((line) => line.includes('A plugin was left out'));
  t.equal(logged.length, Object.keys(reasons).length, 'each stands in the log, before it has an account');
  t.match(
    logged.find((line) => line.includes('Not today')),
    /throwsatimport\/plugin\.ts:\d+/,
    'with the line that threw',
  );
  const found = (await desk.doctor.look()).filter(({ what }) => what.code === 'doctor.plugin');
  t.strictSame(
    found.map(({ what }) => String(what.params?.id)).toSorted((one, other) => one.localeCompare(other)),
    Object.keys(reasons).toSorted((one, other) => one.localeCompare(other)),
  );
  await pigeonWorks(t, desk);
  const about = { purpose: 'new' as const, inboxId: 1, accountId: null, userId: 1, language: 'en' };
  await t.rejects(desk.channels.flows.begin({ channel: 'wrongcontract', ...about }), { code: 'plugin_not_running' });

  await t.test('two of the same name: the second stays out', async (t) => {
    const twice = await openDesk(t, { pluginFolder: FIXTURE_PLUGINS, plugins: ['pigeon', PIGEON] });
    t.strictSame(
      twice.channels.plugins().map((one) => one.why?.code ?? null),
      [null, 'plugin.id_taken'],
    );
    await pigeonWorks(t, twice);
  });
});

t.test('whose tables cannot be made: nothing of them is half made', async (t) => {
  const desk = await openBroken(t, 'badmigration', 'foreignmigration');
  t.equal(why(desk, 'badmigration'), 'plugin.migration_failed');
  t.equal(why(desk, 'foreignmigration'), 'plugin.migration_failed');
  t.equal(await countOf(desk, `sqlite_master where name like 'badmigration%' or name like 'foreignmigration%'`), 0);
  t.equal(await countOf(desk, 'plugin_migration'), 0);
  await pigeonWorks(t, desk);
});

t.test('that cannot be started', async (t) => {
  const desk = await openBroken(t, 'throwsatstart', 'neverstarts');
  t.match(desk.channels.plugin('throwsatstart')!.why, { code: 'plugin.start_failed', text: /The engine is cold/ });
  t.match(desk.channels.plugin('neverstarts')!.why, { code: 'plugin.start_failed', text: /no answer within/ });
  await pigeonWorks(t, desk);
  await desk.close();

  await t.test('accounts they had are stopped, with the reason', async (t) => {
    const again = await openDesk(t, {
      folder: desk.folder,
      pluginFolder: BROKEN,
      plugins: ['throwsatstart'],
      started: false,
    });
    const inbox = await again.conversations.inboxes.create({ name: 'I', actor: 'desk' });
    await again.database.run(
      `insert into channel_account (public_id, channel, unique_id, inbox_id, title, settings, health, routing, ticket_defaults, notebook, created_at)
       values ('a', 'throwsatstart', 'a', ?, 'A', '{}', '{}', '{}', '{}', '{}', 0)`,
      [inbox.id],
    );
    const told = heard(again, ({ type }) => type === 'account.health');
    await again.start();
    await told;
    t.match((await again.channels.accounts())[0]!.account.health, {
      state: 'stopped',
      why: { code: 'plugin.start_failed', text: /The engine is cold/ },
    });
    await again.close();
  });
});

t.test('whose pages cannot be mounted: what stands of them answers 503', async (t) => {
  const desk = await openBroken(t, 'throwsinroutes', 'throwslater', 'nevermounts');
  const server = fastify();
  t.teardown(() => server.close());
  await desk.channels.mount(server);
  server.get('/', () => 'the desk');
  await server.ready();
  for (const id of ['throwsinroutes', 'throwslater', 'nevermounts']) {
    t.equal(why(desk, id), 'plugin.mount_failed', id);
    const response = await server.inject(`/channels/${id}/early`);
    t.equal(response.statusCode, 503, id);
    t.match(response.json(), { error: 'plugin_not_running' });
  }
  t.equal((await server.inject('/')).body, 'the desk');
  t.equal((await server.inject({ method: 'POST', url: '/channels/pigeon/nobody' })).statusCode, 404);
  await pigeonWorks(t, desk);
});

t.test('whose accounts cannot be opened', async (t) => {
  const desk = await openBroken(t, 'throwsinopen', 'missingmethods');
  for (const [id, words] of [
    ['throwsinopen', /The lock is stuck/],
    ['missingmethods', /has no parse\(\)/],
  ] as const) {
    const { accountId } = await withAccount(desk, id, {});
    const { account } = (await desk.channels.accounts()).find((one) => one.account.id === accountId)!;
    t.equal(desk.channels.live(accountId), null);
    t.match((await desk.channels.check(accountId))[0], { code: 'not_running' });
    const stored = await desk.database.row<{ health: string }>('select health from channel_account where id = ?', [
      accountId,
    ]);
    t.match(account.channel, id);
    t.match(JSON.parse(stored!.health), { state: 'stopped', why: { code: 'account.open_failed', text: words } });
  }
  await pigeonWorks(t, desk);
});

t.test('that throw in everything', async (t) => {
  const desk = await openBroken(t, 'stumbler');
  const { accountId } = await withAccount(desk, 'stumbler', {});
  const userId = await addUser(desk, 'Vic');
  await bring(desk, accountId, 'one', {});
  await desk.jobs.idle();
  t.match((await desk.inbound.ledger({ accountId, limit: 1 })).entries[0], {
    status: 'quarantined',
    reason: { code: 'inbound.parse_failed', text: /Stumbled/ },
  });
  const to = [{ address: { kind: 'handle' as const, value: 'ada', scope: 'sound' } }];
  t.match(await desk.outbound.send({ conversationId: null, accountId, userId, to, text: 'Hi' }), {
    ok: false,
    why: { code: 'account.plugin_failed' },
  });
  t.match(await desk.channels.check(accountId), [{ code: 'check_failed', state: 'bad' }]);
  t.equal(await desk.channels.counts(accountId), null);
  t.equal(desk.channels.isOwnAddress('anybody@example.org'), false);
  await pigeonWorks(t, desk);
});

t.test('that throw when they send: nobody knows whether it arrived, and it is not sent again', async (t) => {
  const desk = await openBroken(t, 'throwsinsend');
  const { accountId } = await withAccount(desk, 'throwsinsend', {});
  const userId = await addUser(desk, 'Vic');
  const conversationId = await talkOn(desk, accountId);
  const id = await say(desk, { conversationId, userId, text: 'Hi' });
  await desk.jobs.idle();
  t.match(await fates(desk, id), [{ status: 'unknown', reason: 'outbound.channel_error', attempts: 1 }]);
  t.equal(desk.channels.live(accountId)?.row.active, true);
  await pigeonWorks(t, desk);
});

t.test('that never answer', async (t) => {
  const desk = await openBroken(t, 'sleeper', 'neverconnects');
  const { accountId } = await withAccount(desk, 'sleeper', {});
  const userId = await addUser(desk, 'Vic');
  await bring(desk, accountId, 'one', {});
  await desk.jobs.idle();
  t.match((await desk.inbound.ledger({ accountId, limit: 1 })).entries[0], {
    status: 'quarantined',
    reason: { code: 'inbound.parse_slow' },
  });
  await desk.accounts.workspace.set(deskViewer(), { holdSeconds: 0 });
  const to = [{ address: { kind: 'handle' as const, value: 'ada', scope: 'sound' } }];
  const id = await say(desk, { conversationId: null, accountId, userId, to, text: 'Hi' });
  await desk.jobs.idle();
  t.match(await fates(desk, id), [{ status: 'unknown', reason: 'outbound.channel_error' }]);
  t.match(await desk.channels.check(accountId), [{ code: 'check_failed' }]);
  const about = { purpose: 'new' as const, inboxId: 1, accountId: null, userId: 1, language: 'en' };
  const flow = await desk.channels.flows.begin({ channel: 'neverconnects', ...about });
  t.match(flow.step, { step: 'stop', why: { code: 'connect.stumbled', text: /no answer within/ } });
  await pigeonWorks(t, desk);
  await desk.channels.setActive(accountId, false, 'desk');
  t.equal(desk.channels.live(accountId), null, 'switched off although it does not close');
  await desk.channels.setActive(accountId, true, 'desk');
  await desk.close();
});

t.test('that answer what is no answer', async (t) => {
  const desk = await openBroken(t, 'liar');
  const { accountId } = await withAccount(desk, 'liar', {});
  const userId = await addUser(desk, 'Vic');
  await bring(desk, accountId, 'one', {});
  await desk.jobs.idle();
  t.match((await desk.inbound.ledger({ accountId, limit: 1 })).entries[0], {
    reason: { code: 'inbound.parse_failed' },
  });
  const to = [{ address: { kind: 'handle' as const, value: 'ada', scope: 'sound' } }];
  t.match(await desk.outbound.send({ conversationId: null, accountId, userId, to, text: 'Hi' }), {
    why: { code: 'account.plugin_failed' },
  });
  const { connection } = desk.channels.live(accountId)!;
  const message = { key: 'k', parts: [], to, references: [], threadToken: '', author: null, automatic: false } as never;
  const attempt = { number: 1, signal: new AbortController().signal, file: () => Promise.reject(new Error()) };
  t.match(await connection.send(message, attempt), { outcome: 'unknown', why: { code: 'outbound.channel_error' } });
});

t.test('a plugin is not called inside a transaction', async (t) => {
  const desk = await openBroken(t);
  const loft = await openLoft(t);
  const { accountId } = await withAccount(desk, 'pigeon', { loft: loft.url });
  const { connection } = desk.channels.live(accountId)!;
  const context = desk.channels.context(accountId)!;
  const inside = (work: () => unknown) => desk.database.write(async () => void (await work()));
  await t.rejects(
    inside(() => connection.check()),
    /No plugin is called inside a transaction: pigeon check/,
  );
  await t.rejects(
    inside(() => connection.capabilities({} as never)),
    /inside a transaction/,
  );
  await t.rejects(
    inside(() => context.fetch(`${loft.url}/loft`)),
    /No network inside a transaction/,
  );
  await t.rejects(
    inside(() => bring(desk, accountId, 'one', [letter('one', 'Ada', 'Hi')])),
    /outside of transactions/,
  );
  t.equal(await countOf(desk, 'arrival'), 0);
});

t.test('the page of channels says what is wrong', async (t) => {
  const broken = ['throwsatimport', 'throwsatstart', 'badmigration', 'throwsinroutes'];
  const desk = await openBroken(t, ...broken, 'throwsinopen', 'stumbler', 'throwsinsend');
  await withAccount(desk, 'throwsinopen', {});
  const parsing = await withAccount(desk, 'stumbler', {});
  await bring(desk, parsing.accountId, 'one', {});
  const sending = await withAccount(desk, 'throwsinsend', {});
  const conversationId = await talkOn(desk, sending.accountId);
  await say(desk, { conversationId, userId: await addUser(desk, 'Vic'), text: 'Hi' });
  await desk.jobs.idle();
  const web = await createWeb(desk, { publicUrl: 'http://desk.test', trustedProxies: ['loopback'], strict: true });
  await desk.channels.mount(web.server);
  await web.server.ready();
  t.teardown(() => web.server.close());
  const admin = await desk.accounts.users.create(deskViewer(), {
    name: 'Ada',
    email: 'ada@radwerk.example',
    role: 'administrator',
    password: 'two wheels and a bell',
  });
  const token = await desk.accounts.sessions.start(admin.id, { ip: '127.0.0.1', userAgent: 'test' });
  const visitor = new Visitor(web.server);
  visitor.cookies.set('session', token);
  const list = await visitor.get('/settings/channels');
  t.equal(list.statusCode, 200);
  for (const [what, said] of Object.entries({
    open: /The lock is stuck/,
    start: /The engine is cold/,
    import: /Not today/,
    migration: /tabel/,
    mount: /No more roads/,
  }))
    t.match(list.body, said, what);
  t.match((await visitor.get('/settings/channels/new')).body, /Not today/);
  for (const { accountId } of [parsing, sending]) {
    const line = (await desk.channels.accounts()).find(({ account }) => account.id === accountId);
    t.equal(line?.trouble, 1, 'counted on the list as what needs a person');
  }
  t.match((await visitor.get(`/settings/channels/${parsing.accountId}/ledger`)).body, /Stumbled/);
  t.match((await visitor.get(`/settings/channels/${sending.accountId}/queue`)).body, /The beak is stuck/);
});
