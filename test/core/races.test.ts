// Things that happen at the same moment, or in an order nobody would choose; each test is named for what once went wrong.
import t, { type Test } from 'tap';
import { createHealthKeeper } from '../../core/channels/health.ts';
import { createJobs } from '../../core/jobs/jobs.ts';
import { heldClock } from '../../core/kernel/clock.ts';
import { createLog } from '../../core/kernel/log.ts';
import { addUser, openDesk, withAccount } from '../support/desk.ts';
import { openLoft } from '../support/loft.ts';
import { bring, countOf, fates, heard, letter, say, talkWith } from '../support/pigeons.ts';
import { openRooms } from './rooms.ts';

async function pigeonDesk(t: Test, options: Parameters<typeof openDesk>[1] = {}) {
  const desk = await openDesk(t, options);
  const loft = await openLoft(t);
  const { accountId, inbox } = await withAccount(desk, 'pigeon', { loft: loft.url });
  const userId = await addUser(desk, 'Uma');
  const conversationId = await talkWith(desk, accountId, 'Ada');
  return { desk, loft, accountId, inbox, userId, conversationId };
}

const receipt = (of: object, status: string) => ({ type: 'receipt', of, status, at: '2026-11-23T09:00:00Z' });

t.test('sending', async (t) => {
  const { desk, loft, accountId, userId, conversationId } = await pigeonDesk(t);
  const accept = loft.answer;
  const texts = () => loft.letters.splice(0).map((one) => one.parts[0]!.text);

  /** The far side answers when it is told to. */
  const held = () => {
    let answer = () => {};
    const told = new Promise<void>((go) => (answer = go));
    loft.answer = async (one) => {
      await told;
      loft.answer = accept;
      return { outcome: 'accepted', id: `sent-${one.key}` };
    };
    return answer;
  };

  await t.test('a receipt that is quicker than the answer is not lost', async (t) => {
    const answer = held();
    const taken = loft.next();
    const id = await say(desk, { conversationId, userId, text: 'Quick' });
    const { key } = await taken;
    const parsed = heard(desk, ({ type }) => type === 'delivery.changed');
    await bring(desk, accountId, 'quick', [receipt({ externalId: `sent-${key}` }, 'delivered')]);
    answer();
    await parsed;
    const delivered = heard(desk, ({ type, data }) => type === 'delivery.changed' && data.status === 'delivered');
    if ((await fates(desk, id))[0]!.status !== 'delivered') await delivered;
    t.match(await fates(desk, id), [{ status: 'delivered' }]);
    texts();
  });

  await t.test('a receipt by key before the answer is not taken back by it', async (t) => {
    const answer = held();
    const taken = loft.next();
    const id = await say(desk, { conversationId, userId, text: 'By key' });
    const { key } = await taken;
    const read = heard(desk, ({ type, data }) => type === 'delivery.changed' && data.status === 'read');
    await bring(desk, accountId, 'by-key', [receipt({ key }, 'read')]);
    await read;
    answer();
    await desk.jobs.idle();
    t.match(await fates(desk, id), [{ status: 'read' }]);
    t.equal((await desk.conversations.thread.item(id))!.status, 'read');
    texts();
  });

  await t.test('an echo of what is being sent makes no second message', async (t) => {
    const answer = held();
    const taken = loft.next();
    const id = await say(desk, { conversationId, userId, text: 'Echo' });
    const { key } = await taken;
    const to = [{ role: 'to', person: { address: { kind: 'handle', value: 'ada', scope: 'pigeons' } } }];
    const echo = letter(`sent-${key}`, 'Loft', 'Echo', { direction: 'out', recipients: to });
    await bring(desk, accountId, 'echo', [echo]);
    const done = heard(desk, ({ type, data }) => type === 'arrival.changed' && data.status === 'processed');
    answer();
    await done;
    await desk.jobs.idle();
    t.match(await fates(desk, id), [{ status: 'sent' }]);
    t.equal(await countOf(desk, `message where external_id = 'sent-${key}'`), 1);
    texts();
  });

  await t.test('what the channel is not sure of is looked up before it is left to a person', async (t) => {
    loft.answer = () => 'cut';
    loft.found = (key) => ({ found: true, id: `sent-${key}` });
    const id = await say(desk, { conversationId, userId, text: 'Cut' });
    await desk.jobs.idle();
    t.match(await fates(desk, id), [{ status: 'sent' }]);
    t.strictSame(texts(), ['Cut']);
    loft.found = () => ({ found: 'cannot tell' });
    const open = await say(desk, { conversationId, userId, text: 'Cut off' });
    await desk.jobs.idle();
    t.match(await fates(desk, open), [{ status: 'unknown', reason: 'pigeon.fog' }]);
    t.strictSame(texts(), ['Cut off']);
    loft.answer = accept;
  });

  await t.test('taking back a message that has left in part takes nothing back', async (t) => {
    loft.letters.length = 0;
    const words = 'One two three four five six seven eight nine ten. '.repeat(3).trim();
    const answer = held();
    const taken = loft.next();
    const id = await say(desk, { conversationId, userId, text: words });
    await taken;
    t.equal(await desk.outbound.cancel(id, `user:${userId}`), false);
    answer();
    await desk.jobs.idle();
    t.equal(texts().join(' '), words);
    t.ok((await fates(desk, id)).every((one) => one.status === 'sent'));
  });
});

t.test('a stop lets a send end, and one that does not end is asked about at the next start', async (t) => {
  const { desk, loft, userId, conversationId } = await pigeonDesk(t);
  const accept = loft.answer;
  const taken = loft.next();
  loft.answer = async (one) => {
    void desk.close();
    await new Promise((go) => setTimeout(go, 200));
    return { outcome: 'accepted', id: `sent-${one.key}` };
  };
  const id = await say(desk, { conversationId, userId, text: 'Nearly' });
  await taken;
  await desk.close();
  const second = await openDesk(t, { folder: desk.folder });
  t.match(await fates(second, id), [{ status: 'sent' }]);

  loft.answer = () => new Promise(() => {});
  const again = loft.next();
  const silent = await say(second, { conversationId, userId, text: 'Silent' });
  await again;
  await second.close();
  loft.answer = accept;
  loft.found = () => ({ found: false });
  const third = await openDesk(t, { folder: desk.folder });
  await third.jobs.idle();
  t.match(await fates(third, silent), [{ status: 'sent' }]);
  t.strictSame(
    loft.letters.map((one) => one.parts[0]!.text),
    ['Nearly', 'Silent', 'Silent'],
  );
});

t.test('accounts', async (t) => {
  const { desk, loft, accountId, inbox, userId, conversationId } = await pigeonDesk(t);

  await t.test('a double click at the end of the wizard connects once', async (t) => {
    const about = { channel: 'pigeon', purpose: 'new' as const, inboxId: inbox.id, accountId: null };
    const flow = await desk.channels.flows.begin({ ...about, userId: 1, language: 'en' });
    const values = { name: 'twice', loft: loft.url };
    const click = () => desk.channels.flows.answer(flow.publicId, 1, { kind: 'form', values }, 'en');
    const [one, other] = await Promise.all([click(), click()]);
    t.strictSame([one?.step.step, other?.step.step], ['done', 'done']);
    t.strictSame(one?.accountIds, other?.accountIds);
    t.equal(await countOf(desk, `channel_account where unique_id = 'twice'`), 1);
  });

  await t.test('opening twice at once leaves one connection', async (t) => {
    await Promise.all([
      desk.channels.rename(accountId, 'One', 'desk'),
      desk.channels.rename(accountId, 'Two', 'desk'),
      desk.channels.setActive(accountId, true, 'desk'),
    ]);
    t.ok(desk.channels.live(accountId));
    t.equal((await desk.channels.check(accountId))[0]!.state, 'good');
  });

  await t.test('what waits for a deleted account is given up with the reason, not kept for ever', async (t) => {
    const sendAt = new Date(desk.clock.now().getTime() + 3600_000);
    const id = await say(desk, { conversationId, userId, text: 'Late', sendAt });
    const account = desk.channels.live(accountId)!.connection;
    account.parse = () => new Promise(() => {});
    await desk.channels.remove(accountId, 'desk');
    await bring(desk, accountId, 'late', [letter('late', 'Ada', 'Too late')]);
    t.equal(await desk.outbound.retry((await fates(desk, id))[0]!.id, 'user:1'), true);
    await desk.jobs.idle();
    t.match(await fates(desk, id), [{ status: 'failed', reason: 'outbound.account_gone' }]);
    t.equal(await countOf(desk, `arrival where key = 'late' and status = 'quarantined'`), 1);
    t.equal(await countOf(desk, 'job'), 0);
  });

  await t.test('reports of trouble that keep coming do not put off that it is shown', async (t) => {
    const { database, events, jobs, clock, log } = desk;
    const keeper = createHealthKeeper({ database, events, jobs, clock, log }, 60);
    const row = (await desk.channels.accountById(accountId))!;
    row.healthState = 'connected';
    const shown = heard(desk, ({ type, data }) => type === 'account.health' && data.state === 'recovering');
    const again = setInterval(() => keeper.report(row, { state: 'recovering', action: 'wait' }), 20);
    t.teardown(() => clearInterval(again));
    await shown;
    t.equal(row.healthState, 'recovering');
    await keeper.settled();
  });
});

t.test('jobs', async (t) => {
  const rooms = await openRooms();
  t.teardown(() => rooms.close());
  const clock = heldClock(new Date('2026-11-23T09:00:00Z'));
  const jobs = createJobs(rooms.database, clock, createLog('silent'));
  const ran: string[] = [];
  let result: Awaited<ReturnType<Parameters<typeof jobs.handle>[1]['run']>>;
  const why = { code: 'test', text: 'Test' };
  const kinds = { run: async (payload: Record<string, unknown>) => (ran.push(String(payload.name)), result) };
  jobs.handle('test', { ...kinds, attempts: 2 });
  await jobs.start();
  t.teardown(() => jobs.stop());
  const row = (id: number) =>
    rooms.database.row<{ status: string; attempts: number }>('select * from job where id = ?', [id]);
  const add = (name: string, more: object = {}) => jobs.add({ kind: 'test', payload: { name }, ...more });
  const later = async (seconds: number) => {
    clock.advance(seconds * 1000);
    await jobs.idle();
  };

  await t.test('waiting does not count as trying', async (t) => {
    result = { wait: why, after: 10 };
    const id = await add('waits');
    for (let time = 0; time < 5; time += 1) await later(10);
    t.match(await row(id), { status: 'queued', attempts: 0 });
    result = { retry: why, after: 10 };
    await later(10);
    await later(10);
    t.match(await row(id), { status: 'failed', attempts: 2 });
  });

  await t.test('an account that comes back while its job lies down does not leave it behind', async (t) => {
    ran.length = 0;
    let still = true;
    jobs.handle('parks', {
      run: async () => {
        ran.push('parks');
        const resting = still;
        still = false;
        return resting ? { park: why, still: () => still } : undefined;
      },
    });
    const id = await jobs.add({ kind: 'parks', payload: {}, accountId: 1 });
    await jobs.idle();
    t.strictSame(ran, ['parks', 'parks']);
    t.equal(await row(id), undefined);
  });

  await t.test('what is due but not its turn does not keep the runner awake', async (t) => {
    result = undefined;
    await add('first', { orderKey: 'one', runAt: new Date(clock.now().getTime() + 60_000) });
    await add('second', { orderKey: 'one' });
    ran.length = 0;
    await jobs.idle();
    t.strictSame(ran, []);
    await later(60);
    t.strictSame(ran, ['first', 'second']);
  });

  await t.test('the end of a job is written when the disk takes it again', async (t) => {
    ran.length = 0;
    const id = await add('ends', { orderKey: 'end' });
    await add('next', { orderKey: 'end' });
    // Refuses the end of this job, as a disk would.
    await rooms.database.run(
      `create trigger full_disk before delete on job when old.id = ${id} begin select raise(abort, 'full'); end`,
    );
    // The runner's own timers let a process end.
    const alive = setInterval(() => {}, 1000);
    t.teardown(() => clearInterval(alive));
    const waiting = jobs.idle();
    while (ran.length === 0) await new Promise((go) => setImmediate(go));
    await rooms.database.run('drop trigger full_disk');
    await waiting;
    t.strictSame(ran, ['ends', 'next'], 'once each, in order');
    t.equal(await row(id), undefined);
  });
});
