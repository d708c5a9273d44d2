// The hubdesk command as a person types it: users, tokens, backup and restore, doctor (OP-2, OP-6).
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import t from 'tap';
import { keepBeforeMigrating } from '../../core/cli/archive.ts';
import { openDesk, withAccount } from '../support/desk.ts';
import { openLoft } from '../support/loft.ts';
import { type } from '../support/command.ts';

t.test('a desk is backed up while it runs, and comes back whole', async (t) => {
  const desk = await openDesk(t);
  const loft = await openLoft(t);
  const { accountId } = await withAccount(desk, 'pigeon', { loft: loft.url, key: 'sealed' });
  const file = await desk.files.save(Buffer.from('a file of a customer'));
  const event = {
    type: 'message',
    id: 'm1',
    at: '2026-11-20T08:00:00Z',
    sender: { name: 'Ada', address: { kind: 'handle', value: 'ada' } },
    parts: [{ type: 'text', text: 'Coo' }],
    thread: {},
  };
  await desk.inbound.receive(accountId, {
    key: 'k',
    type: 'application/json',
    body: Buffer.from(JSON.stringify([event])),
  });
  await desk.jobs.idle();
  const archive = join(desk.folder, 'copy.tar.gz');
  const saved = await type(desk.folder, ['backup', archive]);
  t.match(saved, { code: 0, out: /1 conversations, 1 messages, 1 files; read back and sound/ });

  const elsewhere = await mkdtemp(join(tmpdir(), 'hubdesk-restored-'));
  t.teardown(() => rm(elsewhere, { recursive: true, force: true }));
  t.match(await type(elsewhere, ['restore', archive]), { code: 0 });
  const again = await openDesk(t, { folder: elsewhere });
  t.equal((await again.files.read(file.id)).toString(), 'a file of a customer');
  t.equal(
    again.channels.context(accountId)?.account.settings.key,
    'sealed',
    'secrets open with the key that came along',
  );
  await again.close();

  t.match(await type(elsewhere, ['restore', archive]), { code: 1, err: /in use/ });
  t.match(await type(elsewhere, ['restore', archive, '--replace']), { code: 0, out: /is kept in/ });
  const besides = (await readdir(dirname(elsewhere))).filter((name) =>
    join(dirname(elsewhere), name).startsWith(`${elsewhere}.before-`),
  );
  for (const name of besides) await rm(join(dirname(elsewhere), name), { recursive: true });
  t.equal(besides.length, 1);

  await writeFile(archive, 'not an archive');
  t.match(
    await type(elsewhere, ['restore', archive, '--replace']),
    { code: 1, err: /^.+copy\.tar\.gz is no backup, or only a part of one/ },
    'a broken backup changes nothing, and is called so',
  );
  t.match(await type(elsewhere, ['restore', `${archive}.none`, '--replace']), { code: 1, err: /^There is no / });
  t.match(await type(elsewhere, ['doctor']), { code: 0, out: /The database is sound/ });
});

t.test('an older program does not open newer data (OP-2)', async (t) => {
  const desk = await openDesk(t);
  await desk.database.run(`insert into mikro_orm_migrations (name, executed_at) values ('core/9999-later', 0)`);
  await desk.close();
  const started = await type(desk.folder, ['start']);
  t.match(started, { code: 1, err: /^The data belongs to a newer Hubdesk \(core\/9999-later\)\. [^\n]*\n$/ });
});

t.test('of the copies made before migrations the newest five stay (OP-2)', async (t) => {
  const desk = await openDesk(t);
  await desk.close();
  const folder = join(desk.folder, 'backups');
  await mkdir(folder, { recursive: true });
  const made = (at: number) => `before-core-000${at}-x-${at}000.sqlite`;
  for (const name of [...[1, 2, 3, 4, 5, 6, 7].map(made), 'hubdesk-2026.tar.gz', 'before-I-left.sqlite'])
    await writeFile(join(folder, name), 'kept');
  await t.rejects(keepBeforeMigrating(desk.folder, join(folder, made(1)), ['core/0009-next']));
  t.equal((await readdir(folder)).length, 9, 'a copy that fails takes none away, and leaves nothing');
  await keepBeforeMigrating(desk.folder, join(desk.folder, 'hubdesk.sqlite'), ['core/0009-next']);
  const kept = (await readdir(folder)).toSorted();
  t.match(kept, [
    'before-I-left.sqlite',
    ...[4, 5, 6, 7].map(made),
    /^before-core-0009-next-\d+\.sqlite$/,
    'hubdesk-2026.tar.gz',
  ]);
});

t.test('a misspelt setting of a plugin is refused at start, with the one that was meant', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'hubdesk-cli-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const file = join(folder, 'hubdesk.config.ts');
  const start = async (email: object) => {
    await writeFile(
      file,
      `export default { plugins: ['email'], pluginSettings: { email: ${JSON.stringify(email)} } };`,
    );
    return type(join(folder, 'data'), ['start'], '', { HUBDESK_CONFIG: file });
  };
  t.match(await start({ maildomain: 'desk.example' }), {
    code: 1,
    err: /^hubdesk\.config\.ts: pluginSettings\.email has no setting "maildomain"\. Did you mean mailDomain\?\n$/,
  });
  t.match(await start({ something: 1 }), { code: 1, err: /no setting "something"\. It knows: mailDomain, / });
});

t.test('`simulate` lists the channels that bring a far side, and refuses others', async (t) => {
  t.match(await type('', ['simulate']), { code: 0, out: /npm run simulate email +E-mail\n/ });
  t.match(await type('', ['simulate', 'fax']), { code: 2, err: /no channel "fax"\.\nThese/ });
  t.match(await type('', ['simulate', 'email', '--web-port', 'x']), { code: 2, out: /x is no port/ });
});

t.test('users and tokens from the command line; wrong words are refused with a sentence', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'hubdesk-cli-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const add = [
    'user',
    'add',
    '--email',
    'eva@team.example',
    '--name',
    'Eva',
    '--role',
    'administrator',
    '--password-stdin',
  ];
  t.match(await type(folder, add, 'langsamradeln\n'), {
    code: 0,
    out: /Eva \(eva@team.example\) is now administrator/,
  });
  t.match(await type(folder, add, 'langsamradeln\n'), { code: 1, err: /email/ });
  const unknown = ['user', 'add', '--email', 'tom@team.example', '--role', 'king', '--password-stdin'];
  t.match(await type(folder, unknown, 'langsamradeln\n'), { code: 2, err: /one of administrator, agent, observer/ });
  t.match(await type(folder, ['user', 'reset', '--email', 'eva@team.example']), { code: 0, out: /Password: \S{20}/ });
  t.match(await type(folder, ['token', 'create', '--user', 'eva@team.example', '--scopes', 'search']), {
    code: 0,
    out: /^hd_/,
  });
  t.match(await type(folder, ['token', 'create', '--user', 'eva@team.example', '--scopes', 'all']), {
    code: 2,
    err: /There are: conversations:read/,
  });
  t.match(await type(folder, ['fly']), { code: 2, err: /There is no command "fly"/ });
});
