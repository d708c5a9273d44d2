// What an operator meets: starts that cannot be, upgrades and the way back, tampered backups, the doctor (OP-1, OP-2, OP-3, OP-6).
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { create, extract } from 'tar';
import t, { type Test } from 'tap';
import { readConfig, type ConfigFile } from '../../config/config.ts';
import { keepBeforeMigrating } from '../../core/cli/archive.ts';
import { backup } from '../../core/cli/backup.ts';
import { takeLock } from '../../core/cli/lock.ts';
import { restore } from '../../core/cli/restore.ts';
import { openServer } from '../../core/cli/serve.ts';
import { openDatabase } from '../../core/database/database.ts';
import { examine } from '../../core/doctor/doctor.ts';
import { sentenceOf } from '../../core/cli/trouble.ts';
import { openSecrets } from '../../core/kernel/secrets.ts';
import { selfSignedCertificate } from '../../plugins/email/simulator/certificate.ts';
import { openDesk } from '../support/desk.ts';
import { COMMAND, type } from '../support/command.ts';

async function folderOf(t: Test, name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), `hubdesk-${name}-`));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** What a migration of the next version does. */
const NEXT = { name: 'core/9999-next', up: ['create table of_the_next_version (id {id})'] };

/** An empty desk, closed; opened with `NEXT` it is one that was upgraded. */
async function smallDesk(t: Test, upgraded = false, folder = ''): Promise<string> {
  const path = folder || join(await folderOf(t, 'small'), 'data');
  openSecrets(join(path, 'keys', 'desk.key'));
  const database = await openDatabase({
    folder: path,
    migrations: upgraded ? [NEXT] : [],
    beforeMigrating: (file, pending) => keepBeforeMigrating(path, file, pending),
  });
  await database.close();
  return path;
}

/** A command without a process of its own. */
async function runHere(dataFolder: string, command: (args: string[]) => Promise<number>, ...args: string[]) {
  const [before, said] = [process.env.HUBDESK_DATA, console.log];
  let out = '';
  process.env.HUBDESK_DATA = dataFolder;
  console.log = (text: string) => (out += `${text}\n`);
  try {
    return { code: await command(args), out, err: '' };
  } catch (error) {
    return { code: 1, out, err: sentenceOf(error) ?? String(error) };
  } finally {
    console.log = said;
    process.env.HUBDESK_DATA = before;
  }
}

t.test('a version that changes the database keeps a copy, and restore goes back to it (OP-2)', async (t) => {
  const folder = await smallDesk(t);
  const said = console.log;
  console.log = () => {};
  await smallDesk(t, true, folder).finally(() => (console.log = said));
  const [copy] = await readdir(join(folder, 'backups'));
  t.match(copy, /^before-core-9999-next-\d+\.sqlite$/);
  const refused = await smallDesk(t, false, folder).catch((error: unknown) => sentenceOf(error));
  t.match(refused, /^The data belongs to a newer Hubdesk \(core\/9999-next\)/, 'not without going back');
  const path = join(folder, 'backups', copy!);
  t.match(await runHere(folder, restore, path), { code: 1, err: /in use/ });
  t.match(await runHere(folder, restore, path, '--replace'), { code: 0, out: /is kept in/ });
  t.equal(await smallDesk(t, false, folder), folder, 'the older version opens it again');
  t.ok(existsSync(path), 'the copy itself stays');
});

t.test('a start that cannot be says why in a sentence and ends (OP-1, OP-3)', async (t) => {
  const taken = createServer();
  await new Promise<void>((done) => taken.listen(0, '127.0.0.1', done));
  t.teardown(() => taken.close());
  const { port } = taken.address() as AddressInfo;
  const folder = await smallDesk(t);
  const quiet = { HUBDESK_SMTP_PORT: '0', HUBDESK_SMTP_HOST: '127.0.0.1', HUBDESK_LOG_LEVEL: 'silent' };
  t.match(
    await type(folder, ['start'], '', { ...quiet, HUBDESK_PORT: String(port) }),
    { code: 1, err: `Port ${port} is taken by another program.` },
    'it does not go on with mail and no pages',
  );
  const at = { fileFolder: folder, workingFolder: folder };
  /** What is said of a start that fails. */
  const start = (dataFolder: string, file: ConfigFile = {}) =>
    openServer(
      readConfig({ port: 0, smtpPort: 0, smtpHost: '127.0.0.1', logLevel: 'silent', dataFolder, ...file }, {}, at),
    ).then(
      (server) => server.close().then(() => 'it started'),
      (error: unknown) => sentenceOf(error) ?? String(error),
    );
  t.match(await start(folder, { host: '203.0.113.5' }), /no address 203\.0\.113\.5/);
  const letGo = takeLock(folder);
  t.match(await start(folder), `open already in process ${process.pid}.`);
  t.match(await runHere(folder, restore, COMMAND, '--replace'), { code: 1, err: /The desk is running/ });
  letGo();
  await writeFile(join(folder, 'desk.lock'), '1\n');
  t.equal(await start(folder), 'it started', 'a name that a crash left behind locks nothing');

  const other = await folderOf(t, 'broken');
  await writeFile(join(other, 'file'), 'x');
  t.match(await start(join(other, 'file')), /is no folder/);
  const key = await readFile(join(folder, 'keys', 'desk.key'));
  await rm(join(folder, 'keys', 'desk.key'));
  t.match(await start(folder), /^The key file .+ is missing/, 'no new key for an old desk');
  await writeFile(join(folder, 'keys', 'desk.key'), key.subarray(1));
  t.match(await start(folder), /^The key file .+ is damaged/);
  await mkdir(join(other, 'keys'));
  await writeFile(join(other, 'keys', 'desk.key'), key);
  await writeFile(join(other, 'hubdesk.sqlite'), 'not a database');
  t.match(await start(other), /^The database is damaged or is none/);
  t.match(await runHere(other, backup), { code: 1, err: /^The database is damaged or is none/ });
  t.strictSame(await readdir(join(other, 'backups')), [], 'nothing half is left');
  t.match(await runHere(join(other, 'none'), backup), { code: 1, err: /^There is no desk in/ });
  t.notOk(existsSync(join(other, 'none')), 'nor a folder that nobody asked for');
});

t.test('a backup that was tampered with leads nowhere else', async (t) => {
  const folder = await smallDesk(t);
  const work = await folderOf(t, 'hostile');
  const archive = join(work, 'good.tar.gz');
  t.match(await runHere(folder, backup, archive), { code: 0 });
  await extract({ file: archive, cwd: work });
  await rm(join(work, 'files'), { recursive: true, force: true });
  await symlink('/etc', join(work, 'files'));
  await writeFile(join(work, 'stranger'), 'x');
  const hostile = join(work, 'hostile.tar.gz');
  await create({ file: hostile, gzip: true, cwd: work, preservePaths: true }, [
    'hubdesk.sqlite',
    'keys',
    'files',
    'stranger',
    `../${work.split('/').at(-1)!}/stranger`,
  ]);
  const restored = join(work, 'restored');
  t.match(await runHere(restored, restore, hostile), { code: 0 });
  t.strictSame((await readdir(restored)).toSorted(), ['hubdesk.sqlite', 'keys']);
});

t.test('the doctor sees what is between the world and the desk (OP-6)', async (t) => {
  const folder = await smallDesk(t);
  const now = () => new Date();
  /** What is said when this server answers in the desk's place. */
  const saidOf = async (server: Server, scheme = 'http') => {
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    t.teardown(() => server.close());
    const publicUrl = `${scheme}://localhost:${(server.address() as AddressInfo).port}`;
    const found = await examine({ dataFolder: folder, publicUrl, now, rows: null, running: true });
    return found.map(({ state, what }) => `${state} ${what.code}`);
  };
  const { key, certificate: cert } = selfSignedCertificate(now());
  const healthy: RequestListener = (_request, response) => void response.end('{"status":"ok"}');
  const open = createHttpServer(healthy);
  open.on('upgrade', (_request, socket) =>
    socket.end('HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n'),
  );
  const good = await saidOf(open);
  t.ok(good.includes('good doctor.answers') && good.includes('good doctor.live'), good.join(', '));
  t.ok(
    (await saidOf(createHttpServer(healthy))).includes('bad doctor.no_live'),
    'a proxy that keeps lines from opening',
  );
  const stranger: RequestListener = (_request, response) => void response.end('It works!');
  t.ok((await saidOf(createHttpServer(stranger))).includes('bad doctor.other_answers'));
  t.ok((await saidOf(createHttpsServer({ key, cert }, healthy), 'https')).includes('bad doctor.bad_certificate'));
  const about = { dataFolder: folder, publicUrl: 'http://localhost:1', now, rows: null, running: true };
  const gone = await examine(about);
  t.ok(gone.some(({ what }) => what.code === 'doctor.no_answer'));

  const plugins = [
    { id: 'email', plugin: { config: ['mailDomain'] } },
    { id: 'fax', plugin: null },
  ];
  const given = { email: { maildomain: 'x', mailDomain: 'y' }, fax: { any: 1 }, emails: {} };
  const misspelt = await examine({ ...about, pluginSettings: { given, plugins } });
  t.match(
    misspelt.filter(({ what }) => what.code.startsWith('doctor.unknown')),
    [
      {
        state: 'bad',
        what: { text: /pluginSettings\.email has no setting "maildomain"/ },
        mend: { text: /mailDomain\?/ },
      },
      { state: 'warn', what: { text: /"emails", and no such plugin/ }, mend: { text: 'Did you mean email?' } },
    ],
    'settings for plugins that are not there, and such as they do not know',
  );

  const desk = await openDesk(t, { folder, started: false });
  const earlier = () => new Date(Date.now() - 3_600_000);
  const rows = desk.database.rows;
  await desk.database.write(() => desk.events.add({ type: 'user.changed', actor: 'desk', data: {} }));
  const back = await examine({ dataFolder: folder, publicUrl: '', now: earlier, rows, running: false });
  t.ok(
    back.some(({ what }) => what.code === 'doctor.clock_back'),
    'a clock that was set back',
  );
});
