// What passes by itself: full disks, clocks set back, floods, weeks of downtime, far sides that are gone for a while.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t, { type Test } from 'tap';
import { heldClock } from '../../core/kernel/clock.ts';
import { addUser, openDesk, withAccount, type TestDesk } from '../support/desk.ts';
import { openLoft } from '../support/loft.ts';
import { bring, countOf, fates, letter, say, talkWith } from '../support/pigeons.ts';

const START = new Date('2026-11-23T09:00:00Z');
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

async function pigeonDesk(t: Test, options: Parameters<typeof openDesk>[1] = {}) {
  const clock = heldClock(START);
  const desk = await openDesk(t, { clock, limits: { patience: 1 }, ...options });
  const loft = await openLoft(t);
  const { accountId } = await withAccount(desk, 'pigeon', { loft: loft.url });
  const userId = await addUser(desk, 'Uma');
  return { clock, desk, loft, accountId, userId };
}

/** Time passes, and what became due is done. */
async function later(desk: TestDesk, clock: ReturnType<typeof heldClock>, milliseconds: number) {
  clock.advance(milliseconds);
  await desk.jobs.idle();
}

/** No page more than there are now: SQLite itself then says that the disk is full. */
async function fillDatabase(desk: TestDesk, full: boolean): Promise<void> {
  const { page_count: pages } = (await desk.database.row<{ page_count: number }>('pragma page_count'))!;
  await desk.database.write(() => desk.database.rows(`pragma max_page_count = ${full ? pages : 1_000_000}`));
}

t.test('the database is full: nobody is thanked, nothing is lost, nothing is given up (CH-11)', async (t) => {
  const { desk, clock, loft, accountId, userId } = await pigeonDesk(t);
  const conversationId = await talkWith(desk, accountId, 'Ada');
  const long = 'x'.repeat(60_000);

  await t.test('what cannot be stored is refused; brought again it is there once', async (t) => {
    await fillDatabase(desk, true);
    await t.rejects(bring(desk, accountId, 'full', [letter('full', 'Ada', long)]), { code: /SQLITE_FULL/ });
    await fillDatabase(desk, false);
    t.equal((await bring(desk, accountId, 'full', [letter('full', 'Ada', long)])).duplicate, false);
    await desk.jobs.idle();
    t.equal(await countOf(desk, `message where external_id = 'full'`), 1);
  });

  await t.test('what is stored but cannot be recorded waits, however long', async (t) => {
    const parsed = desk.channels.live(accountId)!.connection;
    const parse = parsed.parse.bind(parsed);
    // The disk fills up between storing and recording.
    parsed.parse = async (arrival) => {
      const result = await parse(arrival);
      await fillDatabase(desk, true);
      return result;
    };
    await bring(desk, accountId, 'between', [letter('between', 'Bo', long)]);
    await desk.jobs.idle();
    for (let hour = 0; hour < 12; hour += 1) await later(desk, clock, HOUR);
    t.equal(await countOf(desk, `arrival where key = 'between' and status = 'accepted'`), 1, 'not given up');
    parsed.parse = parse;
    await fillDatabase(desk, false);
    await later(desk, clock, MINUTE);
    t.equal(await countOf(desk, `arrival where key = 'between' and status = 'processed'`), 1);
    t.equal(await countOf(desk, `message where external_id = 'between'`), 1);
  });

  await t.test('the answer of the far side is held until it can be written', async (t) => {
    const messageId = await say(desk, { conversationId, userId, text: 'Held' }).catch(() => 0);
    t.ok(messageId);
    loft.answer = async (one) => {
      await fillDatabase(desk, true);
      setTimeout(() => void fillDatabase(desk, false), 300);
      // Too long for the pages there are.
      return { outcome: 'accepted', id: `sent-${one.key}`, aliases: [long, `${long}2`] };
    };
    await desk.jobs.idle();
    t.match(await fates(desk, messageId), [{ status: 'sent' }]);
    t.equal(loft.letters.filter((one) => one.parts[0]!.text === 'Held').length, 1);
    t.match(desk.lines.join(''), /could not be stored; it will be/);
  });
});

/** A small disk of its own where this is allowed; null elsewhere. */
function smallDisk(t: Test): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'hubdesk-disk-'));
  t.teardown(() => rmSync(folder, { recursive: true, force: true }));
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', folder], { stdio: 'ignore' });
  } catch {
    return null;
  }
  t.teardown(() => execFileSync('umount', ['-l', folder]));
  return folder;
}

t.test('a real disk is full, with files and database on it (CH-11)', async (t) => {
  const folder = smallDisk(t);
  if (!folder) {
    t.pass('no disk can be mounted here');
    return;
  }
  const { desk, accountId } = await pigeonDesk(t, { folder });
  const fill = join(folder, 'filling');
  const big = { ...letter('big', 'Ada', 'Large'), details: { padding: 'y'.repeat(3_000_000) } };
  t.throws(() => writeFileSync(fill, Buffer.alloc(40_000_000)), { code: 'ENOSPC' });
  await t.rejects(bring(desk, accountId, 'big', [big]), { code: 'ENOSPC' }, 'a body that is a file');
  await t.rejects(bring(desk, accountId, 'small', [letter('small', 'Bo', 'z'.repeat(50_000))]), 'a body in the table');
  t.equal(await countOf(desk, 'arrival'), 0);
  rmSync(fill);
  await bring(desk, accountId, 'big', [big]);
  await bring(desk, accountId, 'small', [letter('small', 'Bo', 'Small')]);
  await desk.jobs.idle();
  t.equal(await countOf(desk, `arrival where status = 'processed'`), 2);
  t.equal(await countOf(desk, 'message'), 2);
  await desk.close();
});

t.test('the clock is set back: what waits is not late, order stays (CH-16)', async (t) => {
  const { desk, clock, loft, accountId, userId } = await pigeonDesk(t);
  const conversationId = await talkWith(desk, accountId, 'Ada');
  const first = await say(desk, {
    conversationId,
    userId,
    text: 'First',
    sendAt: new Date(clock.now().getTime() + MINUTE),
  });
  await desk.jobs.idle();
  clock.set(new Date(START.getTime() - 24 * HOUR));
  await desk.jobs.idle();
  await say(desk, { conversationId, userId, text: 'Second' });
  await desk.jobs.idle();
  t.equal(loft.letters.length, 0, 'the second waits for the first');
  await later(desk, clock, MINUTE);
  t.strictSame(
    loft.letters.map((one) => one.parts[0]!.text),
    ['First', 'Second'],
  );
  t.match(await fates(desk, first), [{ status: 'sent' }]);
  t.match(desk.lines.join(''), /The clock was set back/);

  await t.test('also while the desk was down', async (t) => {
    const sendAt = new Date(clock.now().getTime() + MINUTE);
    await say(desk, { conversationId, userId, text: 'Third', sendAt });
    await desk.jobs.idle();
    await desk.close();
    const back = heldClock(new Date(clock.now().getTime() - 48 * HOUR));
    const again = await openDesk(t, { folder: desk.folder, clock: back });
    await later(again, back, MINUTE);
    t.equal(loft.letters.at(-1)!.parts[0]!.text, 'Third');
  });
});

t.test('a hundred deliveries of ten arrivals at once make ten messages (CH-12)', async (t) => {
  const { desk, accountId } = await pigeonDesk(t);
  const receipts = await Promise.all(
    Array.from({ length: 100 }, (_, index) => {
      const number = index % 10;
      return bring(desk, accountId, `key-${number}`, [letter(`same-${number}`, `Sender ${number}`, 'Once')]);
    }),
  );
  await desk.jobs.idle();
  t.equal(receipts.filter((one) => !one.duplicate).length, 10);
  t.equal(await countOf(desk, 'arrival'), 10);
  t.equal((await desk.database.row<{ n: number }>('select sum(repeats) as n from arrival'))!.n, 90);
  t.equal(await countOf(desk, 'message'), 10);
  t.equal(await countOf(desk, 'contact'), 10);

  await t.test('also under other keys', async (t) => {
    await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        bring(desk, accountId, `other-${index}`, [letter('one', 'Twin', 'One')]),
      ),
    );
    await desk.jobs.idle();
    t.equal(await countOf(desk, `message where external_id = 'one'`), 1);
    t.equal(await countOf(desk, `contact where name = 'Twin'`), 1);
  });
});

t.test(
  'a week without its plugin: everything is kept and comes in the order of each sender (CH-11, CH-16)',
  async (t) => {
    const { desk, clock, accountId } = await pigeonDesk(t);
    await desk.close();
    const without = await openDesk(t, { folder: desk.folder, clock, plugins: [] });
    const [senders, each] = [12, 15];
    for (let number = 0; number < each; number += 1) {
      const round = Array.from({ length: senders }, (_, sender) =>
        bring(
          without,
          accountId,
          `${sender}-${number}`,
          [letter(`${sender}-${number}`, `Sender ${sender}`, String(number))],
          `sender-${sender}`,
        ),
      );
      await Promise.all(round);
    }
    for (let day = 0; day < 7; day += 1) await later(without, clock, 24 * HOUR);
    t.equal(await countOf(without, `arrival where status = 'accepted'`), senders * each, 'nothing is given up');
    t.equal(await countOf(without, `job where status = 'failed'`), 0);
    t.match((await without.channels.accounts())[0]!.account.health, {
      state: 'stopped',
      why: { code: 'plugin.missing' },
    });
    await without.close();

    const again = await openDesk(t, { folder: desk.folder, clock });
    await later(again, clock, MINUTE);
    t.equal(await countOf(again, `arrival where status = 'processed'`), senders * each);
    const rows = await again.database.rows<{ conversation_id: number; texts: string }>(
      `select conversation_id, group_concat(json_extract(parts, '$[0].text'), ' ') as texts
     from (select conversation_id, parts from message order by id) group by conversation_id`,
    );
    t.equal(rows.length, senders);
    const wanted = Array.from({ length: each }, (_, number) => number).join(' ');
    for (const row of rows) t.equal(row.texts, wanted);
  },
);

t.test('the far side is gone: one asks now and then, nobody burns tries, health says so (CH-10, CH-11)', async (t) => {
  const { desk, clock, loft, accountId, userId } = await pigeonDesk(t);
  const names = ['Ada', 'Bo', 'Cy', 'Di'];
  const talks: number[] = [];
  for (const name of names) talks.push(await talkWith(desk, accountId, name));
  const messages: number[] = [];
  loft.answer = () => ({ outcome: 'retry', why: { code: 'pigeon.no_loft', text: 'Gone.' }, account: true });
  for (const conversationId of talks) messages.push(await say(desk, { conversationId, userId, text: 'Wait' }));
  await desk.jobs.idle();
  for (const id of messages)
    t.match(
      await fates(desk, id),
      [{ status: 'queued', reason: 'pigeon.no_loft' }],
      'those that were not tried say why',
    );
  const firstWave = loft.letters.length;
  const times = 40;
  for (let time = 0; time < times; time += 1) await later(desk, clock, 3 * HOUR);
  t.equal(loft.letters.length - firstWave, times, 'one asks for all');
  for (const id of messages)
    t.match(await fates(desk, id), [{ status: 'queued', reason: 'pigeon.no_loft', attempts: 0 }]);
  t.match((await desk.channels.accounts())[0]!.account, {
    healthState: 'recovering',
    health: { why: { code: 'pigeon.no_loft' }, action: 'wait' },
  });
  loft.answer = (one) => ({ outcome: 'accepted', id: `sent-${one.key}` });
  loft.letters.length = 0;
  await later(desk, clock, 10 * MINUTE);
  await later(desk, clock, MINUTE);
  for (const id of messages) t.match(await fates(desk, id), [{ status: 'sent', attempts: 1 }]);
  t.equal(loft.letters.length, names.length, 'each once');
  t.match((await desk.channels.accounts())[0]!.account.healthState, 'connected');

  await t.test('a person may have it tried at once', async (t) => {
    loft.answer = () => ({ outcome: 'retry', why: { code: 'pigeon.no_loft', text: 'Gone.' }, account: true });
    const id = await say(desk, { conversationId: talks[0]!, userId, text: 'Now' });
    await desk.jobs.idle();
    loft.answer = (one) => ({ outcome: 'accepted', id: `sent-${one.key}` });
    t.equal(await desk.outbound.retry((await fates(desk, id))[0]!.id, `user:${userId}`), true);
    await desk.jobs.idle();
    t.match(await fates(desk, id), [{ status: 'sent' }]);
  });
});

t.test('a lost sign-in lets the work rest and a new one lets it go on (CH-11)', async (t) => {
  const { desk, clock, loft, accountId, userId } = await pigeonDesk(t);
  const conversationId = await talkWith(desk, accountId, 'Ada');
  loft.key = 'changed';
  const id = await say(desk, { conversationId, userId, text: 'Rest' });
  await desk.jobs.idle();
  t.match((await desk.channels.accounts())[0]!.account, {
    healthState: 'needs sign-in',
    health: { why: { code: 'pigeon.wrong_key' }, action: 'sign in again' },
  });
  for (let day = 0; day < 9; day += 1) await later(desk, clock, 24 * HOUR);
  t.match(await fates(desk, id), [{ status: 'queued', attempts: 0 }]);
  t.equal(await countOf(desk, `job where status = 'parked'`), 1);

  await t.test('also over a restart', async (t) => {
    await desk.close();
    const again = await openDesk(t, { folder: desk.folder, clock });
    await again.jobs.idle();
    t.equal(loft.letters.length, 0);
    const about = { channel: 'pigeon', purpose: 'sign in again', inboxId: null, accountId, userId: 1, language: 'en' };
    const flow = await again.channels.flows.begin(about as Parameters<typeof again.channels.flows.begin>[0]);
    const values = { name: 'pigeon-1', loft: loft.url, key: 'changed' };
    const done = await again.channels.flows.answer(flow.publicId, 1, { kind: 'form', values }, 'en');
    t.equal(done?.step.step, 'done');
    await again.jobs.idle();
    t.match((await again.channels.accounts())[0]!.account.healthState, 'connected');
    t.match(await fates(again, id), [{ status: 'sent' }]);
    t.equal(loft.letters.length, 1);
  });
});
