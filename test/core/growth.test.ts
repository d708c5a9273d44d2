// What would grow for ever does not: old events, used-up steps and wizards that ran out go by night, nothing else does.
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
