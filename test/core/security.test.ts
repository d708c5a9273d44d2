// Attacks on the rooms below the pages: addresses inside the network, secrets in the log, tokens, undo.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import t from 'tap';
import { guardedFetch, isInternalAddress, mayReach, type Resolve } from '../../core/channels/guarded-fetch.ts';

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
});
