// Attacks on the rooms below the pages: addresses inside the network, secrets in the log, tokens, undo.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import t from 'tap';
import { writeArchive } from '../../core/cli/archive.ts';
import { createLog } from '../../core/kernel/log.ts';
import { addUser, openDesk } from '../support/desk.ts';
import {
  guardedFetch,
  isInternalAddress,
  lookupFor,
  mayReach,
  type Resolve,
} from '../../core/channels/guarded-fetch.ts';

const quiet = () => {};

t.test('internal addresses are known in every spelling', async (t) => {
  const internal = [
    '127.0.0.1',
    '10.1.2.3',
    '169.254.169.254',
    '100.64.0.1',
    '0.0.0.0',
    '::1',
    '::',
    'fe80::1',
    'fd00::1',
  ];
  const disguised = ['::ffff:127.0.0.1', '::ffff:7f00:1', '::127.0.0.1', '64:ff9b::7f00:1', '64:ff9b:1::a00:1'];
  const tunnelled = ['2002:7f00:1::', '2001:0:7f00:1::', 'fec0::1', 'fe80::1%eth0', 'ff02::1', 'no address'];
  for (const address of [...internal, ...disguised, ...tunnelled]) t.ok(isInternalAddress(address), address);
  for (const address of ['93.184.216.34', '2606:4700::1111', '::ffff:93.184.216.34'])
    t.notOk(isInternalAddress(address));
  t.notOk(await mayReach('localhost', 80, []));
  t.notOk(await mayReach('[::ffff:7f00:1]', 80, []));
  t.ok(await mayReach('localhost', 80, ['localhost:80']));
});

t.test('a name that means another address when it is connected to leads nowhere (DNS rebinding)', async (t) => {
  let reached = 0;
  const server = createServer((request, response) => {
    reached += 1;
    if (request.url === '/away') response.writeHead(302, { location: 'http://127.0.0.1:9/' });
    response.end('inside');
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  t.teardown(() => server.close());
  const { port } = server.address() as AddressInfo;
  let asked = 0;
  const rebinding: Resolve = (_host, _options, done) => {
    asked += 1;
    done(null, asked === 1 ? [{ address: '127.0.0.1', family: 4 }] : [{ address: '93.184.216.34', family: 4 }]);
  };
  const fetchIt = guardedFetch([], quiet, rebinding);
  await t.rejects(fetchIt(`http://rebinding.example:${port}/`), { message: /internal or unknown/ });
  t.equal(reached, 0, 'what was looked up is what is connected to');
  const mixed: Resolve = (_host, _options, done) =>
    done(null, [
      { address: '93.184.216.34', family: 4 },
      { address: '127.0.0.1', family: 4 },
    ]);
  await t.rejects(guardedFetch([], quiet, mixed)(`http://mixed.example:${port}/`), { message: /internal/ });
  for (const host of ['127.0.0.1', '[::1]', '[::ffff:127.0.0.1]', '0x7f.1', '2130706433'])
    await t.rejects(guardedFetch([], quiet)(`http://${host}:${port}/`), { message: /internal/ }, host);
  await t.rejects(guardedFetch([], quiet)(`http://user:word@127.0.0.1:${port}/`), TypeError, 'no credentials in it');
  await t.rejects(guardedFetch([], quiet)('file:///etc/passwd'), TypeError);
  const free = guardedFetch([`127.0.0.1:${port}`], quiet);
  t.equal(await (await free(`http://127.0.0.1:${port}/`)).text(), 'inside', 'the operator may allow a host');
  await t.rejects(free(`http://127.0.0.1:${port}/away`), { message: /internal/ }, 'a redirect is checked, too');
  const lookedUp = (allowed: string[]) =>
    promisify(lookupFor(80, allowed, mixed) as (host: string, how: object, done: Parameters<Resolve>[2]) => void);
  await t.rejects(lookedUp([])('localhost', { all: true }), { message: /internal/ }, 'sockets of plugins, too');
  t.match(await lookedUp(['localhost:80'])('localhost', { all: true }), [{ address: /127|::1/ }]);
});

t.test('no secret reaches the log, however deep or disguised', (t) => {
  const lines: string[] = [];
  const log = createLog('debug', (line) => lines.push(line));
  const failed = new Error('GET https://eva:geheim1@far.example/x?access_token=geheim2&a=b failed', {
    cause: new Error('Authorization: Bearer geheim3geheim'),
  });
  class Account {
    password = 'geheim4';
    kept = [{ apiKey: 'geheim5' }, { token: Buffer.from('geheim6') }];
  }
  log.error({ error: failed, account: new Account(), list: [{ secret: ['geheim7'] }] }, 'https://a:geheim8@b.example');
  const round: Record<string, unknown> = {};
  round.self = round;
  log.info({ round, big: 1n, url: 'https://far.example/?code=geheim9' }, 'x');
  t.notMatch(lines.join(''), /geheim/);
  t.match(lines[0], /far\.example.*a=b/, 'the rest can be read');
  const began = process.hrtime.bigint();
  log.info({ text: '//'.repeat(100_000), other: '?key'.repeat(50_000) }, 'Bearer '.repeat(50_000));
  t.ok(process.hrtime.bigint() - began < 10_000_000_000n);
  t.end();
});

t.test("the data folder, its copies and files are nobody else's", async (t) => {
  const desk = await openDesk(t, { plugins: [], folder: join(t.testdir(), 'data') });
  await desk.files.save(Buffer.from('words'));
  const target = join(desk.folder, 'backup.tar.gz');
  await writeArchive(desk.folder, target);
  const mode = (path: string) => (statSync(path).mode & 0o077).toString(8);
  for (const name of ['', 'files', 'backup.tar.gz']) t.equal(mode(join(desk.folder, name)), '0', name || 'the folder');
});

t.test('a comment nested ten thousand deep is read', async (t) => {
  const desk = await openDesk(t, { plugins: [] });
  const inbox = await desk.conversations.inboxes.create({ name: 'A', actor: 'desk' });
  const contact = await desk.contacts.create({ name: 'B', addresses: [] }, 'desk');
  const place = { inboxId: inbox.id, accountId: null, contactId: contact.id, subject: 's', at: desk.clock.now() };
  const conversation = await desk.conversations.start({ ...place, actor: 'desk' });
  const userId = await addUser(desk, 'Uma');
  const words = `${'<b>'.repeat(10_000)}deep</b><p>near</p>`;
  t.ok(await desk.conversations.comment(conversation.id, userId, `<p>words</p>${words}`));
});
