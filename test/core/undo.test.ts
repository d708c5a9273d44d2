// Undo gives back exactly what was there, for every command, in any order, and sensibly when life has gone on since.
import t from 'tap';
import type { Done } from '../../core/conversations/conversations.ts';
import { openRooms, type Rooms } from './rooms.ts';

/** Everything a person could see of the conversations; not when rows were last touched. */
async function picture(rooms: Rooms): Promise<Record<string, unknown[]>> {
  const tables = {
    conversation: 'id',
    message: 'id',
    conversation_tag: 'conversation_id, tag_id',
    participant: 'conversation_id, kind, value',
    read_mark: 'conversation_id, user_id',
    draft: 'id',
    delivery: 'id',
    attachment: 'id',
  };
  const all: Record<string, unknown[]> = {};
  for (const [table, order] of Object.entries(tables)) {
    const rows = await rooms.database.rows<Record<string, unknown>>(`select * from ${table} order by ${order}`, []);
    all[table] = rows.map(({ changed_at: _changed, version: _version, ...row }) => row);
  }
  return all;
}

const from = (name: string, value: string) => ({
  role: 'from' as const,
  name,
  address: { kind: 'email' as const, value },
});

/** Two conversations of two people, full of what a merge or a split has to carry along. */
async function furnish(rooms: Rooms) {
  const { conversations, mara, eva } = rooms;
  const lena = await rooms.contact('lena@shop.example', 'Lena Vogt');
  const omar = await rooms.contact('omar@firm.example', 'Omar');
  const one = await rooms.open({ contactId: lena, subject: 'Order 1' });
  const first = await rooms.hears(one.id, 'Where is it?', {
    authorContactId: lena,
    people: [from('Lena', 'lena@shop.example')],
  });
  const other = await rooms.open({ contactId: omar, subject: 'Order 2', maybeBelongsToId: one.id });
  const second = await rooms.hears(other.id, 'Mine too', {
    authorContactId: omar,
    people: [from('Omar', 'omar@firm.example')],
    placement: { rule: 'stranger', detail: '<x@y>' },
    parts: [
      { type: 'text', text: 'Mine too' },
      {
        type: 'media',
        attachment: { kind: 'file', name: 'order.pdf', type: 'application/pdf', bytes: 3, remoteRef: 'r' },
      },
    ],
  });
  const third = await rooms.says(one.id, mara, 'We look');
  const delivery =
    'insert into delivery (message_id, account_id, conversation_id, position, key, draft, created_at, changed_at) values (?, ?, ?, 0, ?, ?, 1, 1)';
  await rooms.database.run(delivery, [third, rooms.account, one.id, `k${third}`, '{}']);
  const fourth = await rooms.hears(one.id, 'Thank you', {
    authorContactId: lena,
    people: [from('Lena', 'lena@shop.example')],
  });
  await conversations.comment(other.id, eva, '<p>Looks like <b>the same</b></p>', [mara]);
  await conversations.tag(one.id, 'delivery', `user:${mara}`, 2);
  await conversations.tag(other.id, 'urgent', `user:${mara}`, 3);
  await conversations.markRead(one.id, eva);
  await conversations.markRead(other.id, mara, second);
  await conversations.drafts.save(
    { userId: mara, conversationId: other.id, kind: 'reply' },
    { text: 'Half an answer' },
  );
  return { one: one.id, other: other.id, first, second, third, fourth };
}

t.test('every command is undone exactly', async (t) => {
  const rooms = await openRooms();
  t.teardown(() => rooms.close());
  const { conversations: desk, mara, eva, team } = rooms;
  const { one, other, first, second, fourth } = await furnish(rooms);
  const second_inbox = await desk.inboxes.create({ name: 'Sales', actor: 'desk' });
  const actor = `user:${mara}`;
  const later = new Date(rooms.clock.now().getTime() + 86_400_000);
  const commands: Record<string, () => Promise<Done>> = {
    close: () => desk.close(one, actor),
    snooze: () => desk.snooze(one, later, actor),
    'assign to a person': () => desk.assign(one, { userId: eva }, { code: 'x', text: 'Because' }, actor),
    'assign to a team': () => desk.assign(one, { teamId: team }, null, actor),
    'move to inbox': () => desk.moveToInbox(one, second_inbox.id, actor),
    'tag anew': () => desk.tag(one, 'Damaged', actor, 4),
    untag: () => desk.untag(one, 'DELIVERY', actor),
    rename: () => desk.rename(one, '  Order   one ', actor),
    spam: () => desk.spam(one, actor),
    trash: () => desk.trash(one, actor),
    merge: () => desk.merge(one, other, actor),
    'merge the other way': () => desk.merge(other, one, actor),
    split: () => desk.split(one, [fourth], actor),
    'move a message': () => desk.moveMessages([first], other, actor),
    'move the only message': () => desk.moveMessages([second], one, actor),
    'stranger joins': () => desk.acceptStranger(other, 'join', actor),
    'stranger stays apart': () => desk.acceptStranger(other, 'apart', actor),
    'many at once': () => desk.bulk([one, other], actor, (id) => desk.trash(id, actor)),
  };
  for (const [name, command] of Object.entries(commands)) {
    const before = await picture(rooms);
    rooms.clock.advance(1000);
    const { undo } = await command();
    t.ok(undo, `${name} can be undone`);
    t.notSame(await picture(rooms), before, `${name} changes something`);
    await desk.undo(undo!, actor);
    t.same(await picture(rooms), before, `${name} is undone exactly`);
    await t.rejects(desk.undo(undo!, actor), { code: 'undo_used' }, `${name} is undone once`);
  }
  const closed = [
    ['reopen', () => desk.close(one, actor), () => desk.reopen(one, actor)],
    ['wake', () => desk.snooze(one, later, actor), () => desk.wake(one, actor)],
    ['not spam', () => desk.spam(one, actor), () => desk.notSpam(one, actor)],
    ['restore', () => desk.trash(one, actor), () => desk.restore(one, actor)],
  ] as const;
  for (const [name, prepare, command] of closed) {
    const prepared = await prepare();
    const before = await picture(rooms);
    await desk.undo((await command()).undo!, actor);
    t.same(await picture(rooms), before, `${name} is undone exactly`);
    await desk.undo(prepared.undo!, actor);
  }
});

t.test('many conversations are one step, others have their turn meanwhile, and nothing stays half done', async (t) => {
  const rooms = await openRooms();
  t.teardown(() => rooms.close());
  const { conversations: desk, mara, database, jobs, clock } = rooms;
  const actor = `user:${mara}`;
  const ids: number[] = [];
  for (let index = 0; index < 50; index += 1) {
    const { id } = await rooms.open({ subject: `Order ${index}` });
    await rooms.hears(id, 'Where is it?');
    ids.push(id);
  }
  await jobs.start();
  const before = await picture(rooms);
  const open = async () =>
    (await database.row<{ open: number }>(`select count(*) as open from conversation where status = 'open'`))!.open;

  const closing = desk.bulk(ids, actor, (id) => desk.close(id, actor));
  await database.run('update desk_user set name = name');
  const left = await open();
  t.ok(left > 0 && left < 50, 'another change is written in between');
  const { undo } = await closing;
  t.equal(await open(), 0);
  const byNumber = (one: number, other: number) => one - other;
  t.same((await desk.undoTouches(undo!)).toSorted(byNumber), ids.toSorted(byNumber));
  await t.rejects(desk.undo(undo!, `user:${rooms.eva}`), { code: 'not_found' }, 'only who did it undoes it');
  await desk.undo(undo!, actor);
  t.same(await picture(rooms), before, 'all at once');
  await t.rejects(desk.undo(undo!, actor), { code: 'undo_used' });

  const failing = desk.bulk(ids, actor, (id) => {
    if (id === ids.at(-1)) throw new Error('The disk is full');
    return desk.close(id, actor);
  });
  await t.rejects(failing, { message: 'The disk is full' });
  t.same(await picture(rooms), before, 'what was done before a failure is undone');

  const died = await desk.bulk(ids, actor, (id) => desk.close(id, actor));
  await database.run(`update undo_step set data = json_set(data, '$.unfinished', json('true')) where public_id = ?`, [
    died.undo,
  ]);
  clock.advance(61_000);
  await jobs.idle();
  t.same(await picture(rooms), before, 'what a dead process left half done is undone by the next');
});

t.test('what is so already gives no step', async (t) => {
  const rooms = await openRooms();
  t.teardown(() => rooms.close());
  const { conversations: desk } = rooms;
  const { id } = await rooms.open();
  await rooms.hears(id, 'Hello');
  const before = await picture(rooms);
  const nothing = [
    await desk.reopen(id, 'desk'),
    await desk.wake(id, 'desk'),
    await desk.assign(id, {}, null, 'desk'),
    await desk.moveToInbox(id, rooms.inbox, 'desk'),
    await desk.untag(id, 'none', 'desk'),
    await desk.rename(id, 'Help', 'desk'),
    await desk.notSpam(id, 'desk'),
    await desk.restore(id, 'desk'),
    await desk.acceptStranger(id, 'join', 'desk'),
    await desk.bulk([id], 'desk', (one) => desk.reopen(one, 'desk')),
  ];
  t.ok(nothing.every((one) => one.undo === null));
  t.same(await picture(rooms), before);
});

t.test('any course of commands, undone backwards, leads to where it began', async (t) => {
  const rooms = await openRooms();
  t.teardown(() => rooms.close());
  const { conversations: desk, mara, eva, database } = rooms;
  const { one, other } = await furnish(rooms);
  const actor = `user:${mara}`;
  for (const seed of [7, 42, 2026]) {
    const random = sequence(seed);
    const before = await picture(rooms);
    const steps: string[] = [];
    const states = [before];
    for (let round = 0; round < 30; round++) {
      const done = await attempt(() => randomCommand(rooms, random, actor, [one, other], eva));
      if (!done) continue;
      steps.push(done);
      states.push(await picture(rooms));
    }
    t.ok(steps.length > 5, `seed ${seed} did ${steps.length} steps`);
    for (const step of steps.toReversed()) {
      const was = states.pop();
      t.same(await picture(rooms), was);
      await desk.undo(step, actor);
    }
    t.same(await picture(rooms), before, `seed ${seed}`);
    const dangling = await database.rows('pragma foreign_key_check', []);
    t.same(dangling, []);
  }
});

/** Numbers from 0 to 1 that are the same in every run. */
function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1664525 + 1013904223) % 4294967296;
    return state / 4294967296;
  };
}

async function attempt(command: () => Promise<Done>): Promise<string | null> {
  try {
    return (await command()).undo;
  } catch (error) {
    if ((error as { status?: number }).status === undefined) throw error;
    return null;
  }
}

async function randomCommand(
  rooms: Rooms,
  random: () => number,
  actor: string,
  ids: number[],
  eva: number,
): Promise<Done> {
  const { conversations: desk, database } = rooms;
  const live = await database.rows<{ id: number }>(
    'select id from conversation where merged_into_id is null order by id',
    [],
  );
  const pick = () => live[Math.floor(random() * live.length)]!.id;
  const id = pick();
  const messages = await database.rows<{ id: number }>(
    `select id from message where conversation_id = ? and kind = 'message' order by id`,
    [id],
  );
  const some = messages.filter(() => random() < 0.5).map((row) => row.id);
  const commands: (() => Promise<Done>)[] = [
    () => desk.close(id, actor),
    () => desk.reopen(id, actor),
    () => desk.assign(id, { userId: random() < 0.5 ? eva : null }, null, actor),
    () => desk.tag(id, `tag ${Math.floor(random() * 3)}`, actor),
    () => desk.trash(id, actor),
    () => desk.merge(pick(), id, actor),
    () => desk.split(id, some, actor),
    () => desk.moveMessages(some, pick(), actor),
    () => desk.snooze(ids[0]!, new Date(rooms.clock.now().getTime() + 1000 * (1 + Math.floor(random() * 9))), actor),
  ];
  return commands[Math.floor(random() * commands.length)]!();
}

t.test('a merge is undone although people have written since', async (t) => {
  const rooms = await openRooms();
  t.teardown(() => rooms.close());
  const { conversations: desk, mara } = rooms;
  const { one, other, second } = await furnish(rooms);
  const { undo } = await desk.merge(one, other, `user:${mara}`);
  const since = await rooms.hears(one, 'And another thing', { people: [from('Nora', 'nora@shop.example')] });
  await desk.close(one, `user:${mara}`);
  await desk.undo(undo!, `user:${mara}`);
  const [kept, back] = [(await desk.get(one))!, (await desk.get(other))!];
  t.match(kept, {
    status: 'closed',
    messageCount: 4,
    snippet: 'And another thing',
    lastMessageId: since,
    mergedIntoId: null,
  });
  t.match(back, { status: 'open', place: 'inbox', messageCount: 1, snippet: 'Mine too', mergedIntoId: null });
  t.equal((await desk.message(second))!.conversationId, other);
  t.same((await desk.message(second))!.placement, { rule: 'stranger', detail: '<x@y>' });
  t.ok(
    await desk.participates(one, [{ kind: 'email', value: 'nora@shop.example' }]),
    'who joined since still takes part',
  );
  t.notOk(await desk.participates(one, [{ kind: 'email', value: 'omar@firm.example' }]));
});

t.test('a split is undone although the new conversation has been answered', async (t) => {
  const rooms = await openRooms();
  t.teardown(() => rooms.close());
  const { conversations: desk, mara } = rooms;
  const { one, fourth } = await furnish(rooms);
  const { undo, conversationId } = await desk.split(one, [fourth], `user:${mara}`);
  const made = (await desk.get(conversationId))!;
  t.match(made, { snippet: 'Thank you', messageCount: 1, status: 'open' });
  const answer = await rooms.says(conversationId, mara, 'You are welcome');
  await desk.undo(undo!, `user:${mara}`);
  t.match(await desk.message(answer), { conversationId: one, originalConversationId: conversationId });
  t.match(await desk.get(one), {
    messageCount: 4,
    lastMessageId: answer,
    snippet: 'You are welcome',
    waitingSince: null,
  });
  t.equal((await desk.byPublicId(made.publicId))!.id, one, 'the address of the new conversation leads back');
});

t.test('an undo that would tear something apart is refused', async (t) => {
  const rooms = await openRooms();
  t.teardown(() => rooms.close());
  const { conversations: desk } = rooms;
  const { one, other } = await furnish(rooms);
  const third = await rooms.open({ subject: 'Third' });
  const { undo } = await desk.merge(one, other, 'desk');
  const next = await desk.merge(third.id, one, 'desk');
  const before = await picture(rooms);
  await t.rejects(desk.undo(undo!, 'desk'), { code: 'undo_outdated', status: 409 });
  t.same(await picture(rooms), before, 'and nothing is half undone');
  await desk.undo(next.undo!, 'desk');
  await desk.undo(undo!, 'desk');
  t.match(await desk.get(other), { place: 'inbox', mergedIntoId: null });
  await t.rejects(desk.undo('nosuchstep', 'desk'), { code: 'not_found' });
});

t.test('what somebody did since is not taken from them', async (t) => {
  const rooms = await openRooms();
  t.teardown(() => rooms.close());
  const { conversations: desk, mara, eva } = rooms;
  const { id } = await rooms.open();
  await rooms.hears(id, 'Hello');
  const { undo } = await desk.assign(id, { userId: mara }, null, 'desk');
  await desk.assign(id, { userId: eva }, null, 'desk');
  await desk.undo(undo!, 'desk');
  t.equal((await desk.get(id))!.ownerId, eva);
  const closed = await desk.close(id, 'desk');
  await rooms.hears(id, 'One more thing');
  await desk.undo(closed.undo!, 'desk');
  t.match(await desk.get(id), { status: 'open', messageCount: 2, snippet: 'One more thing' });
});
