// What would grow for ever does not: old events, used-up steps and wizards that ran out go by night, nothing else does.
import { existsSync } from 'node:fs';
import t from 'tap';
import { timetable } from '../../config/timetable.ts';
import { heldClock } from '../../core/kernel/clock.ts';
import { addUser, openDesk } from '../support/desk.ts';

const DAY = 86_400_000;

t.test('what is kept has an end', async (t) => {
  const clock = heldClock(new Date('2026-11-23T09:00:00Z'));
  const desk = await openDesk(t, { clock });
  const { database, events, jobs } = desk;
  const sweep = async () => {
    for (const { name } of timetable) await jobs.add({ kind: name, payload: {} });
    await jobs.idle();
  };
  const count = async (table: string) =>
    (await database.row<{ count: number }>(`select count(*) as count from ${table}`))!.count;

  const actor = `user:${await addUser(desk, 'Mara')}`;
  const inbox = await desk.conversations.inboxes.create({ name: 'Support', actor });
  const about = { inboxId: inbox.id, accountId: null, contactId: null, subject: 'Help', at: clock.now(), actor };
  const { id } = await desk.conversations.start(about);
  const { undo } = await desk.conversations.close(id, actor);
  await database.run(
    `insert into undo_step (public_id, kind, data, created_at) values ('merged', 'merge contacts', '{}', ?)`,
    [clock.now()],
  );
  const wizard = { channel: 'pigeon', purpose: 'new' as const, inboxId: inbox.id, accountId: null, userId: 1 };
  await desk.channels.flows.begin({ ...wizard, language: 'en' });
  await database.run(
    `with recursive number (n) as (select 1 union all select n + 1 from number where n < 5000)
     insert into event (at, type, data) select ?, 'conversation.changed', '{}' from number`,
    [clock.now()],
  );
  const newest = await events.cursor();

  await sweep();
  t.equal(await events.cursor(), newest);
  t.equal(await count('event'), newest, 'nothing is old yet');
  t.equal(await count('undo_step'), 2);
  t.equal(await count('connect_flow'), 1);

  clock.advance(89 * DAY);
  await sweep();
  t.equal(await count('event'), newest, 'programs are told what happened while they were away');
  t.equal(await count('connect_flow'), 0, 'what was typed into a wizard goes with it');
  await t.rejects(desk.conversations.undo(undo!, actor), { code: 'not_found' });
  t.same(await database.rows('select public_id from undo_step'), [{ public_id: 'merged' }], 'contacts can be parted');

  clock.advance(2 * DAY);
  await sweep();
  t.equal(await count('event'), 1000);
  t.equal((await events.since(0, 1))[0]!.id, newest - 999, 'the oldest went first');
  t.equal(await events.cursor(), newest, 'numbers go on');
  t.equal(await count('job'), 0, 'done jobs leave nothing behind');
});

t.test('files nobody refers to go after a week, not while anything still may need them', async (t) => {
  const clock = heldClock(new Date('2026-11-23T09:00:00Z'));
  const desk = await openDesk(t, { clock });
  const { files, jobs } = desk;
  const night = async (days: number) => {
    clock.advance(days * DAY);
    await jobs.add({ kind: 'files.sweep', payload: {} });
    await jobs.idle();
  };
  const userId = await addUser(desk, 'Mara');
  const place = { userId, conversationId: null, kind: 'new' as const };
  const draft = await desk.conversations.drafts.save(place, { text: 'Look' });
  const kept = await files.save(Buffer.from('kept'));
  const dropped = await files.save(Buffer.from('dropped'));
  const wanted = await files.save(Buffer.from('wanted again'));
  for (const file of [kept, dropped])
    await desk.conversations.drafts.attach(draft.id, {
      ...{ kind: 'file', name: 'a.txt', type: file.type, bytes: file.bytes, fileId: file.id },
    });
  const [, second] = (await desk.conversations.drafts.get(place))!.attachments;

  await night(60);
  t.ok(await files.find(dropped.id), 'what a draft holds stays, however old');
  await desk.conversations.drafts.detach(draft.id, second!.id);
  await night(1);
  await night(5);
  t.ok(await files.find(dropped.id), 'it may be wanted back for a week');
  t.equal((await files.save(Buffer.from('wanted again'))).id, wanted.id);
  await night(2);
  t.notOk(await files.find(dropped.id));
  t.notOk(existsSync(files.path(dropped.hash)), 'nor is it on the disk');
  t.ok(await files.find(wanted.id), 'its week begins anew');
  t.equal(String(await files.read(kept.id)), 'kept');
  t.equal(String(await files.read((await files.save(Buffer.from('dropped'))).id)), 'dropped', 'and may come back');
});

t.test('failed jobs go after ninety days, notes of an account but the newest thousand', async (t) => {
  const clock = heldClock(new Date('2026-11-23T09:00:00Z'));
  const desk = await openDesk(t, { clock });
  const { database, jobs } = desk;
  const inbox = await desk.conversations.inboxes.create({ name: 'Support', actor: 'desk' });
  await database.run(
    `insert into job (kind, payload, status, run_at, attempts, created_at) values ('x', '{}', 'failed', ?, 8, 0)`,
    [clock.now().getTime()],
  );
  for (const id of [1, 2])
    await database.run(
      `insert into channel_account (id, public_id, channel, inbox_id, title, unique_id, settings, health, routing, ticket_defaults, notebook, created_at)
       values (?, ?, 'pigeon', ?, 'x', ?, '{}', '{}', '{}', '{}', '{}', 0)`,
      [id, `p${id}`, inbox.id, `u${id}`],
    );
  await database.run(
    `with recursive number (n) as (select 1 union all select n + 1 from number where n < 2400)
     insert into account_note (account_id, at, reason) select iif(n % 12 = 0, 2, 1), n, '{}' from number`,
  );
  const night = async () => {
    for (const kind of ['jobs.sweep', 'channels.notes']) await jobs.add({ kind, payload: {} });
    await jobs.idle();
  };
  clock.advance(89 * DAY);
  await night();
  t.match(await database.rows('select kind from job'), [{ kind: 'x' }]);
  t.same(await database.rows('select account_id as id, count(*) as count from account_note group by 1'), [
    { id: 1, count: 1000 },
    { id: 2, count: 200 },
  ]);
  t.equal((await database.row<{ at: number }>('select max(at) as at from account_note'))!.at, 2400, 'the oldest went');
  clock.advance(2 * DAY);
  await night();
  t.same(await database.rows('select kind from job'), []);
});
