// Configuration: defaults, file, environment, and a sentence for every wrong value (OP-1).
import t from 'tap';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Cron } from 'croner';
import { DEFAULTS, ENVIRONMENT, loadConfig, readConfig } from '../../config/config.ts';
import { timetable } from '../../config/timetable.ts';

const AT = { fileFolder: '/srv/hubdesk', workingFolder: '/home/eva' };
const read = (file: object = {}, environment: Record<string, string> = {}) => readConfig(file, environment, AT);

t.test('defaults, then the file, then the environment', async (t) => {
  t.same(read(), { ...DEFAULTS, dataFolder: '/srv/hubdesk/data', publicUrl: 'http://localhost:3000' });
  t.match(read({ port: 8080 }), { port: 8080, publicUrl: 'http://localhost:8080' });
  const environment = {
    HUBDESK_PORT: '9000',
    HUBDESK_HOST: '0.0.0.0',
    HUBDESK_SMTP_PORT: '25',
    HUBDESK_SMTP_HOST: '::1',
    HUBDESK_DATA: 'here',
    HUBDESK_PUBLIC_URL: 'https://Desk.example.com/',
    HUBDESK_LOG_LEVEL: 'debug',
  };
  t.same(Object.keys(environment), Object.keys(ENVIRONMENT));
  t.match(read({ port: 8080, dataFolder: '../there' }, environment), {
    port: 9000,
    host: '0.0.0.0',
    smtpPort: 25,
    smtpHost: '::1',
    dataFolder: '/home/eva/here',
    publicUrl: 'https://desk.example.com',
    logLevel: 'debug',
  });
  t.equal(read({ dataFolder: '../there' }).dataFolder, '/srv/there');
  t.equal(read({}, { HUBDESK_PORT: '' }).port, 3000, 'an empty variable is none');
  const lists = {
    plugins: ['email', '@acme/hubdesk-fax', '/srv/plugins/node_modules/hubdesk-telex'],
    trustedProxies: ['10.0.0.0/8', '::1'],
    allowedInternalHosts: ['mail.lan'],
    ice: {
      stun: ['stun:stun.example.com'],
      turn: { urls: ['turns:turn.example.com:5349'], secret: 'north', ttl: 600 },
    },
    pluginSettings: { email: { mailDomain: 'desk.example.com' } },
  };
  t.match(read(lists), lists);
});

t.test('a wrong value is named', async (t) => {
  const wrong: [object, Record<string, string>, RegExp][] = [
    [{}, { HUBDESK_PORT: '80a' }, /^HUBDESK_PORT is "80a"; it must be a whole number from 0 to 65535\.$/],
    [{ port: 70_000 }, {}, /^hubdesk\.config\.ts: port is 70000; /],
    [{ host: 'http://x' }, {}, /host is "http:\/\/x"; it must be a host name/],
    [{ publicUrl: 'desk.example' }, {}, /publicUrl is .* without a path/],
    [{ publicUrl: 'https://desk.example/hub' }, {}, /publicUrl/],
    [{ logLevel: 'loud' }, {}, /one of debug, info/],
    [{ plugins: ['../etc'] }, {}, /plugins is .* all, or a list of which every part is the name of a folder/],
    [{ trustedProxies: ['10.0.0.0/64'] }, {}, /trustedProxies/],
    [{ trustedProxies: 'loopback' }, {}, /must be a list/],
    [{ allowedInternalHosts: ['10.0.0.1:80'] }, {}, /allowedInternalHosts/],
    [{ systemMail: { smtp: 'http://x', from: 'a@b' } }, {}, /systemMail .* fallback, or \{ smtp/],
    [{ dataFolder: ' ' }, {}, /dataFolder/],
    [{ pluginSettings: { email: 'x' } }, {}, /pluginSettings .* by their id, such as/],
    [{ ice: { turn: { urls: ['turn.example.com'], secret: 'x' } } }, {}, /ice is .* each part optional/],
    [{ ice: { turn: { urls: ['turn:turn.example.com'] } } }, {}, /ice is/],
    [{ ice: { stun: 'stun:stun.example.com' } }, {}, /ice is/],
    [{ ice: { stuns: [] } }, {}, /ice is/],
    [{ prot: 3000 }, {}, /there is no setting "prot"\. There are: port, /],
  ];
  for (const [file, environment, message] of wrong)
    t.throws(() => read(file, environment), { name: 'ConfigError', message });
  t.throws(
    () => read({ systemMail: { smtp: 'smtp://eva:secret@host', from: '' } }),
    { message: /^((?!secret).)*$/ },
    'no password in the sentence',
  );
  const sealed = { google: { clientSecret: 'secret-word' } };
  t.throws(() => read({ pluginSettings: [sealed] }), { message: /^((?!secret-word).)*$/ }, 'nor any other secret');
});

t.test('the file', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'hubdesk-config-'));
  t.teardown(() => rm(folder, { recursive: true }));
  t.match(await loadConfig({}, join(folder, 'none.ts')), { port: 3000, dataFolder: join(folder, 'data') });
  await writeFile(join(folder, 'some.ts'), 'export default { port: 4000 };');
  t.match(await loadConfig({}, join(folder, 'some.ts')), { port: 4000 });
  await writeFile(join(folder, 'bare.ts'), 'export const port = 1;');
  await t.rejects(loadConfig({}, join(folder, 'bare.ts')), { name: 'ConfigError' });
  t.match(await loadConfig({}), { port: 3000 }, 'the one that comes with the desk');
  const own = join(folder, 'some.ts');
  t.match(await loadConfig({ HUBDESK_CONFIG: own }), { port: 4000, dataFolder: join(folder, 'data') });
  await t.rejects(loadConfig({ HUBDESK_CONFIG: join(folder, 'none.ts') }), { message: /there is no such file/ });
});

t.test('the timetable can be read', async (t) => {
  for (const { name, cron, what } of timetable)
    t.ok(new Cron(cron, { paused: true }).nextRun() && what.endsWith('.'), name);
});
