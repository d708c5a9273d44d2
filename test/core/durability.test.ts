// What has been acknowledged is on the disk, and waiting for the disk holds nobody else up (CH-11, OP-3).
import { stat } from 'node:fs/promises';
import { setImmediate as turn } from 'node:timers/promises';
import t, { type Test } from 'tap';
import { createJobs } from '../../core/jobs/jobs.ts';
import { openDesk, withAccount } from '../support/desk.ts';
import { openLoft } from '../support/loft.ts';
import { bring, countOf, letter } from '../support/pigeons.ts';
import { slowDisk } from '../support/slow-disk.ts';
import { addWebhook, receiverBeside } from '../support/webhooks.ts';

async function slowDesk(t: Test) {
  const disk = slowDisk();
  const desk = await openDesk(t, { flush: disk.flush });
  const loft = await openLoft(t);
  const { accountId } = await withAccount(desk, 'pigeon', { loft: loft.url });
  await desk.jobs.idle();
  disk.slow();
  t.teardown(disk.quick);
  return { disk, desk, accountId };
}

/** What has become of a promise by now. */
function followed(promise: Promise<unknown>) {
  const state = { is: 'waiting' };
  promise.then(
    () => (state.is = 'done'),
    () => (state.is = 'failed'),
  );
  return state;
}

t.test('nobody is thanked before the arrival is on the disk; what waits shares one wait', async (t) => {
  const { disk, desk, accountId } = await slowDesk(t);
  const first = followed(bring(desk, accountId, 'first', [letter('first', 'Ada', 'Hello')]));
  while (disk.waits() === 0) await turn();
  const others = ['second', 'third'].map((key) => followed(bring(desk, accountId, key, [letter(key, 'Bo', 'Hello')])));
  for (let index = 0; index < 20; index += 1) await turn();
  t.same([first.is, ...others.map(({ is }) => is)], ['waiting', 'waiting', 'waiting']);
  await disk.answer();
  t.equal(first.is, 'done');
  t.same(
    others.map(({ is }) => is),
    ['waiting', 'waiting'],
    'they came after this wait had begun',
  );
  await disk.answer();
  t.same(
    others.map(({ is }) => is),
    ['done', 'done'],
  );
});

t.test('a disk that refuses is not thanked for; the next one is asked again', async (t) => {
  const { disk, desk, accountId } = await slowDesk(t);
  const refused = bring(desk, accountId, 'refused', [letter('refused', 'Ada', 'Hello')]);
  while (disk.waits() === 0) await turn();
  void disk.answer(Object.assign(new Error('input/output error'), { code: 'EIO' }));
  await t.rejects(refused, { code: 'EIO' });
  disk.quick();
  const again = await bring(desk, accountId, 'refused', [letter('refused', 'Ada', 'Hello')]);
  t.ok(again.arrivalId > 0);
  await desk.jobs.idle();
  t.equal(await countOf(desk, `message where external_id = 'refused'`), 1, 'brought twice, there once (CH-12)');
});

t.test('events are told in the order of the commits, however long each waits for the disk', async (t) => {
  const { disk, desk } = await slowDesk(t);
  const told: string[] = [];
  desk.events.listen(({ data }) => void told.push(String(data.name)));
  const say = (name: string, options?: { repeatable: boolean }) =>
    desk.database.write(() => desk.events.add({ type: 'inbox.changed', actor: 'desk', data: { name } }), options);
  const sure = followed(say('sure'));
  const repeatable = followed(say('repeatable', { repeatable: true }));
  const silent = followed(desk.database.write(async () => {}, { repeatable: true }));
  while (disk.waits() === 0) await turn();
  for (let index = 0; index < 20; index += 1) await turn();
  t.same([sure.is, repeatable.is, silent.is, ...told], ['waiting', 'waiting', 'done']);
  await disk.answer();
  t.same([sure.is, repeatable.is, ...told], ['done', 'done', 'sure', 'repeatable']);
});

t.test('what is remembered is read again after every commit, and never inside a transaction', async (t) => {
  const { database } = await openDesk(t);
  const names = async () => {
    const rows = await database.remembered<{ name: string }>('select name from team where id > ? order by id', [0]);
    return rows.map(({ name }) => name);
  };
  const add = (name: string) => database.run('insert into team (name, created_at) values (?, 0)', [name]);
  t.same(await names(), []);
  await add('One');
  t.same(await names(), ['One']);
  t.equal(
    await database.remembered('select name from team', []),
    await database.remembered('select name from team', []),
    'without a commit between them, twice the same rows',
  );
  await database.write(async () => {
    await add('Two');
    t.same(await names(), ['One', 'Two']);
  });
  t.same(await names(), ['One', 'Two']);
});

t.test('webhooks hear of what comes after a job that ran before the disk had answered (OP-7)', async (t) => {
  const { disk, desk } = await slowDesk(t);
  disk.quick();
  const receiver = await receiverBeside(t);
  await addWebhook(desk, receiver, { types: ['inbox.changed'] });
  await desk.jobs.idle();
  disk.slow();
  const { inboxes } = desk.conversations;
  const first = inboxes.create({ name: 'First', actor: 'desk' });
  while (disk.waits() === 0) await turn();
  const idle = desk.jobs.idle();
  while ((await countOf(desk, 'webhook_delivery')) === 0) await turn();
  disk.quick();
  await Promise.all([first, idle]);
  t.equal(receiver.arrived.length, 1);
  await inboxes.create({ name: 'Second', actor: 'desk' });
  await desk.jobs.idle();
  t.equal(receiver.arrived.length, 2);
});

/** What would happen in some seconds does not happen. */
function neverLooksAgain(t: Test): void {
  const { setTimeout: real } = globalThis;
  t.teardown(() => Object.assign(globalThis, { setTimeout: real }));
  const never = 2 ** 31 - 1;
  const late = (work: () => void, after = 0) => real(work, after < 1_000 ? after : never);
  Object.assign(globalThis, { setTimeout: late });
}

t.test('a job that comes while the runner settles is not left to its next look', async (t) => {
  const desk = await openDesk(t);
  await desk.jobs.idle();
  const { row } = desk.database;
  let added: Promise<unknown> | undefined;
  /** Reads what is due next, and only then lets the other one come. */
  const database = {
    ...desk.database,
    async row(sql: string, params?: unknown[]) {
      const found = await row(sql, params);
      if (!/select run_at from job/.test(sql) || added) return found;
      await (added = jobs.add({ kind: 'late', payload: {} }));
      // Its call to the runner comes a turn later.
      await turn();
      return found;
    },
  } as typeof desk.database;
  const jobs = createJobs(database, desk.clock, desk.log);
  const ran = new Promise<string>((go) => jobs.handle('late', { run: async () => go('at once') }));
  await desk.jobs.stop();
  neverLooksAgain(t);
  await jobs.start();
  t.equal(await ran, 'at once');
  await jobs.stop();
});

t.test(
  'whoever writes much and long lets the log be moved in between: it begins anew instead of growing',
  async (t) => {
    const { database } = await openDesk(t, { plugins: [] });
    await database.run('create table bulk (id integer primary key, bytes blob)');
    const most = { bytes: 0 };
    for (let round = 0; round < 800; round += 1) {
      await database.run('insert into bulk (bytes) values (zeroblob(20000))', [], { repeatable: true });
      await database.still();
      most.bytes = Math.max(most.bytes, (await stat(`${database.file}-wal`)).size);
    }
    t.ok(most.bytes < 9_000_000, `of sixteen megabytes ${most.bytes} at once`);
  },
);
