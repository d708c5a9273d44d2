// Tickets: properties, pipelines and stages, links, what conversations do to them and they to conversations, undo, limits.
import t, { type Test } from 'tap';
import { heldClock } from '../../core/kernel/clock.ts';
import { deskViewer } from '../../core/accounts/accounts.ts';
import { DeskError } from '../../core/kernel/errors.ts';
import type { TicketDefaults } from '../../core/database/entities/inbox.ts';
import { addUser, openDesk, withAccount, type TestDesk } from '../support/desk.ts';
import { openLoft } from '../support/loft.ts';
import { handOver, publish, visitor } from '../support/flows.ts';
import { bring, letter, say } from '../support/pigeons.ts';

/** Which fields a refusal names, and why. */
const wrongFields = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => (error instanceof DeskError ? error.fields : error),
  );

interface Place {
  desk: TestDesk;
  accountId: number;
  inboxId: number;
  eva: number;
  actor: string;
  /** Writes; gives the conversation. */
  writes(who: string, text: string, more?: Record<string, unknown>): Promise<number>;
}

async function open(
  t: Test,
  kind: 'inbox' | 'help desk',
  defaults: Partial<TicketDefaults> = {},
  options: Parameters<typeof openDesk>[1] = {},
): Promise<Place> {
  const desk = await openDesk(t, options);
  const loft = await openLoft(t);
  const { inbox, accountId } = await withAccount(desk, 'pigeon', { loft: loft.url });
  await desk.conversations.inboxes.change(inbox.id, { kind }, 'desk');
  await desk.channels.saveTicketDefaults(accountId, { asTicket: kind === 'inbox', ...defaults }, 'desk');
  const eva = await addUser(desk, 'Eva');
  let serial = 0;
  const writes: Place['writes'] = async (who, text, more = {}) => {
    const id = `${who}-${(serial += 1)}`;
    await bring(desk, accountId, id, [letter(id, who, text, more)]);
    await desk.jobs.idle();
    return (await desk.conversations.findMessage(accountId, id))!.conversationId;
  };
  return { desk, accountId, inboxId: inbox.id, eva, actor: `user:${eva}`, writes };
}

const kinds = async ({ desk }: Place, ticketId: number) =>
  (await desk.tickets.history(ticketId)).map(({ kind }) => kind).toReversed();

async function stages({ desk }: Place) {
  const [pipeline] = await desk.tickets.pipelines.list();
  const [fresh, doing, waiting, closed] = pipeline!.stages;
  return { pipeline: pipeline!, fresh: fresh!, doing: doing!, waiting: waiting!, closed: closed! };
}

t.test('properties have types, and values are found by index (TK-1)', async (t) => {
  const desk = await openDesk(t, { plugins: [] });
  const { definitions, values } = desk.properties;
  const colour = await definitions.create({
    object: 'ticket',
    label: 'Farbe außen',
    kind: 'choices',
    options: ['Rot', 'Blau', ' '],
  });
  t.match(colour, {
    key: 'farbe_aussen',
    options: [
      { key: 'rot', label: 'Rot' },
      { key: 'blau', label: 'Blau' },
    ],
  });
  await definitions.create({ object: 'ticket', label: 'Serial', kind: 'text' });
  await definitions.create({ object: 'ticket', label: 'Due', kind: 'date' });
  await definitions.create({ object: 'ticket', label: 'Cost', kind: 'number' });
  await definitions.create({ object: 'ticket', label: 'Warranty', kind: 'check box' });
  t.same(await wrongFields(definitions.create({ object: 'ticket', label: ' ', kind: 'text' })), {
    label: 'wrong.empty',
  });
  t.same(await wrongFields(definitions.create({ object: 'ticket', label: 'X', key: 'stage', kind: 'text' })), {
    key: 'wrong.key',
  });
  t.same(
    await wrongFields(values.check('ticket', { cost: 'cheap', due: '2026-02-30', farbe_aussen: 'Gelb', nonsense: 1 })),
    {
      'property.cost': 'wrong.number',
      'property.due': 'wrong.date',
      'property.farbe_aussen': 'wrong.choice',
      'property.nonsense': 'wrong.no_property',
    },
  );
  const checked = await values.check('ticket', {
    cost: '12,5',
    due: '2026-03-01',
    farbe_aussen: ['Blau', 'rot'],
    warranty: 'on',
    serial: ' a  b ',
  });
  t.same(checked, { cost: 12.5, due: '2026-03-01', farbe_aussen: ['blau', 'rot'], warranty: true, serial: 'a b' });
  await desk.database.write(() => values.set('ticket', 7, checked));
  t.same((await values.of('ticket', [7])).get(7), checked);
  const changed = await definitions.change(colour.id, { options: [{ key: 'blau', label: 'Navy' }, { label: 'Grün' }] });
  t.same(
    changed.options,
    [
      { key: 'blau', label: 'Navy' },
      { key: 'grun', label: 'Grün' },
      { key: 'rot', label: 'Rot', archived: true },
    ],
    'what is chosen somewhere keeps its meaning',
  );
});

t.test('in a help desk every new conversation is a ticket, and the two stay right (WS-4)', async (t) => {
  const place = await open(t, 'help desk');
  const { desk, eva, actor, writes } = place;
  const { tickets, conversations } = desk;
  const id = await writes('Ada', 'My bell is broken');
  const { fresh, doing, waiting, closed } = await (async () => {
    await tickets.ofConversation(id);
    return stages(place);
  })();
  const ticket = (await tickets.ofConversation(id))!;
  t.match(ticket, {
    number: 1,
    name: 'My bell is broken',
    stageId: fresh.id,
    source: 'pigeon',
    contact: { name: 'Ada' },
  });
  t.equal(ticket.inboxId, place.inboxId);

  await conversations.assign(id, { userId: eva }, null, actor);
  t.equal((await tickets.get(ticket.id))!.ownerId, eva, 'the owner is that of the conversation');
  await tickets.change(ticket.id, { ownerId: null }, actor);
  t.equal((await conversations.get(id))!.ownerId, null, 'and the other way round');

  await say(desk, { conversationId: id, userId: eva, text: 'Which bell?' });
  t.ok((await tickets.get(ticket.id))!.firstResponseAt, 'the first response is known');
  await tickets.setStage(ticket.id, waiting.id, actor);
  await writes('Ada', 'The big one');
  t.equal((await tickets.get(ticket.id))!.stageId, fresh.id, 'an answer ends waiting');

  const { undo } = (await tickets.setStage(ticket.id, closed.id, actor)) as { undo: string };
  t.equal((await conversations.get(id))!.status, 'closed', 'closing the ticket closes the conversation');
  await tickets.undo(undo, actor);
  t.equal((await conversations.get(id))!.status, 'open');
  t.match(await tickets.get(ticket.id), { stageId: fresh.id, closedAt: null });

  const closing = await conversations.close(id, actor);
  t.match(await tickets.get(ticket.id), { stageKind: 'closed' }, 'closing the conversation closes the ticket');
  await conversations.undo(closing.undo!, actor);
  t.match(await tickets.get(ticket.id), { stageKind: 'open', stageId: fresh.id }, 'undone with it');
  await conversations.close(id, actor);
  await conversations.reopen(id, actor);
  t.equal((await tickets.get(ticket.id))!.stageKind, 'open', 'opened again with it');
  await tickets.setStage(ticket.id, doing.id, actor);
  await tickets.close(ticket.id, actor);
  await tickets.reopen(ticket.id, actor);
  t.equal((await conversations.get(id))!.status, 'open', 'what the ticket closed it opens again');

  await conversations.spam(id, actor);
  t.same((await tickets.list({ inboxIds: null, withheldIds: [], limit: 9 })).rows, [], 'spam is in no table');
  await conversations.notSpam(id, actor);
  t.equal((await tickets.list({ inboxIds: null, withheldIds: [], limit: 9 })).rows.length, 1);
});

t.test('in an inbox the ticket outlasts its conversation; a pipeline can keep answers from reopening', async (t) => {
  const place = await open(t, 'inbox', { priority: 3, owner: 'nobody' });
  const { desk, actor, eva, writes } = place;
  const { tickets, conversations } = desk;
  const id = await writes('Bo', 'A new chain');
  const ticket = (await tickets.ofConversation(id))!;
  t.match(ticket, { priority: 'high', ownerFollows: false });
  await conversations.assign(id, { userId: eva }, null, actor);
  t.equal((await tickets.get(ticket.id))!.ownerId, null);
  await conversations.close(id, actor);
  t.equal((await tickets.get(ticket.id))!.stageKind, 'open');
  const { pipeline } = await stages(place);
  await tickets.pipelines.change(pipeline.id, { reopens: false, closes: false }, actor);
  await writes('Bo', 'Hello?', { thread: { thread: 'x' } });
  await conversations.reopen(id, actor);
  await tickets.close(ticket.id, actor);
  t.equal((await conversations.get(id))!.status, 'open', 'this pipeline leaves conversations alone');
  await writes('Bo', 'Still there?');
  t.equal((await tickets.get(ticket.id))!.stageKind, 'closed');
});

t.test('a stage asks for what it needs, by hand and when a conversation is closed (TK-1)', async (t) => {
  const place = await open(t, 'help desk');
  const { desk, actor, writes } = place;
  const { tickets } = desk;
  const id = await writes('Cy', 'Squeaks');
  const ticket = (await tickets.ofConversation(id))!;
  const { closed, fresh } = await stages(place);
  await desk.properties.definitions.create({ object: 'ticket', label: 'Cause', kind: 'text' });
  const asked = ['priority', 'property.cause', 'nonsense'];
  t.same((await tickets.pipelines.changeStage(closed.id, { required: asked }, actor)).required, asked.slice(0, 2));
  t.same(await tickets.setStage(ticket.id, closed.id, actor), {
    ok: false,
    missing: [
      { key: 'priority', label: 'priority' },
      { key: 'property.cause', label: 'Cause' },
    ],
  });
  t.equal((await tickets.get(ticket.id))!.stageId, fresh.id, 'nothing has changed');
  await desk.conversations.close(id, actor);
  t.equal((await tickets.get(ticket.id))!.stageKind, 'open');
  t.equal((await kinds(place, ticket.id)).at(-1), 'not closed');
  const filled = { priority: 'low' as const, properties: { cause: 'Rust' } };
  t.match(await tickets.setStage(ticket.id, closed.id, actor, filled), { ok: true });
  t.match((await tickets.view(ticket.id))!, { stageKind: 'closed', priority: 'low', properties: { cause: 'Rust' } });
  await t.rejects(tickets.pipelines.removeStage(closed.id, fresh.id, actor), { code: 'stage_last' });
  await t.rejects(tickets.pipelines.archive(ticket.pipelineId, true, actor), { code: 'pipeline_last' });
});

t.test('links, merging and deleting, each undone (TK-2)', async (t) => {
  const place = await open(t, 'help desk');
  const { desk, actor, writes } = place;
  const { tickets } = desk;
  const [first, second] = [await writes('Dee', 'One'), await writes('Flo', 'Two')];
  const one = (await tickets.ofConversation(first))!;
  const two = (await tickets.ofConversation(second))!;
  await t.rejects(tickets.linkConversation(one.id, second, actor), { code: 'has_ticket' });
  await tickets.linkTicket(one.id, two.id, actor);
  t.same(
    (await tickets.linked(two.id, { inboxIds: null, withheldIds: [] })).map(({ id }) => id),
    [one.id],
  );
  await tickets.unlinkTicket(two.id, one.id, actor);
  t.same(await tickets.linked(one.id, { inboxIds: null, withheldIds: [] }), []);

  const merged = await tickets.merge(one.id, two.id, actor);
  t.equal((await tickets.byNumber(two.number))!.id, one.id, 'the old number leads on');
  t.same(
    (await tickets.conversations(one.id)).map(({ id }) => id),
    [first, second],
  );
  await tickets.undo(merged.undo!, actor);
  t.equal((await tickets.ofConversation(second))!.id, two.id);
  t.notOk((await kinds(place, one.id)).includes('merged'));
  await t.rejects(tickets.undo(merged.undo!, actor), { code: 'undo_used' });

  const removed = await tickets.remove(two.id, actor);
  t.equal(await tickets.byNumber(two.number), null);
  t.equal(await tickets.ofConversation(second), null);
  await tickets.undo(removed.undo!, actor);
  t.equal((await tickets.byNumber(two.number))!.id, two.id);
  await tickets.remove(two.id, actor);
  await tickets.linkConversation(one.id, second, actor);
  t.equal((await tickets.open({ name: 'Three', source: 'manual', actor })).number, 3, 'no number twice');

  const kept = await desk.conversations.merge(first, second, actor);
  t.equal((await tickets.ofConversation(first))!.id, one.id);
  await desk.conversations.undo(kept.undo!, actor);
  t.equal((await tickets.conversations(one.id)).length, 2);
});

t.test(
  'undoing a merge of conversations takes away the link it made between their tickets, and no other',
  async (t) => {
    const place = await open(t, 'help desk');
    const { desk, actor, writes } = place;
    const { tickets } = desk;
    const [first, second] = [await writes('Dee', 'One'), await writes('Flo', 'Two')];
    const [one, two] = [(await tickets.ofConversation(first))!, (await tickets.ofConversation(second))!];
    const linked = async () => (await tickets.linked(one.id, { inboxIds: null, withheldIds: [] })).map(({ id }) => id);
    const made = await desk.conversations.merge(first, second, actor);
    t.same(await linked(), [two.id]);
    await desk.conversations.undo(made.undo!, actor);
    t.same(await linked(), []);
    t.equal((await tickets.ofConversation(second))!.id, two.id);
    for (const { id } of [one, two]) t.equal((await kinds(place, id)).at(-1), 'ticket unlinked');

    await tickets.linkTicket(one.id, two.id, actor);
    const again = await desk.conversations.merge(first, second, actor);
    await desk.conversations.undo(again.undo!, actor);
    t.same(await linked(), [two.id], 'linked by hand before');
  },
);

t.test('all tickets of a conversation go along when it is merged, and come back whatever happened since', async (t) => {
  const place = await open(t, 'inbox', { asTicket: false });
  const { desk, actor, writes } = place;
  const { tickets, conversations } = desk;
  const [first, second, third] = [await writes('Dee', 'One'), await writes('Flo', 'Two'), await writes('Gus', 'Three')];
  const openFor = (name: string, id: number) =>
    tickets.open({ name, source: 'manual', conversationIds: [id], sees: () => false, actor });
  const [kept, seen] = [await openFor('Kept', second), await openFor('Seen', second)];
  const other = await openFor('Other', third);
  const of = async (id: number) =>
    (
      await Promise.all(
        [kept, seen, other].map((one) => tickets.ofConversation(id, ({ id: found }) => found === one.id)),
      )
    ).flatMap((one) => one?.name ?? []);
  const linked = async (id: number) =>
    (await tickets.linked(id, { inboxIds: null, withheldIds: [] })).map(({ name }) => name);

  const one = (await conversations.merge(first, second, actor)).undo!;
  t.same(await of(first), ['Kept', 'Seen']);
  const fia = await addUser(desk, 'Fia');
  await tickets.change(kept.id, { ownerId: fia }, actor);
  t.equal((await tickets.get(kept.id))?.ownerId, fia, 'what went into another is in nobody’s way');
  await tickets.change(kept.id, { ownerId: null }, actor);
  const two = (await conversations.merge(first, third, actor)).undo!;
  t.same(await of(first), ['Kept', 'Seen'], 'it has some of its own');
  t.same(await linked(other.id), ['Seen', 'Kept']);
  await tickets.change(seen.id, { priority: 'high' }, actor);
  await conversations.undo(two, actor);
  t.same([await of(first), await of(third)], [['Kept', 'Seen'], ['Other']], 'the first merging stands');
  t.same([await linked(other.id), await linked(seen.id)], [[], ['Kept']]);
  t.equal(await urgencyOf(desk, first), 3);
  await conversations.undo(one, actor);
  t.same([await of(first), await of(second)], [[], ['Kept', 'Seen']]);
  t.same([await urgencyOf(desk, first), await urgencyOf(desk, second)], [0, 3]);
});

/** What stands with a conversation of the priority of its ticket. */
async function urgencyOf({ database }: TestDesk, id: number): Promise<number> {
  return (await database.row<{ urgency: number }>('select urgency from conversation where id = ?', [id]))!.urgency;
}

t.test('a conversation is as urgent as its ticket, whatever becomes of either (TK-1)', async (t) => {
  const place = await open(t, 'help desk');
  const { desk, actor, writes } = place;
  const { tickets, conversations } = desk;
  const [first, second] = [await writes('Ada', 'One'), await writes('Bo', 'Two')];
  const [one, two] = [(await tickets.ofConversation(first))!, (await tickets.ofConversation(second))!];
  const both = async () => [await urgencyOf(desk, first), await urgencyOf(desk, second)];
  const undo = async (step: { undo: string | null }) => tickets.undo(step.undo!, actor);
  await tickets.change(one.id, { priority: 'urgent' }, actor);
  t.same(await both(), [4, 0]);
  const merged = await tickets.merge(two.id, one.id, actor);
  t.same(await both(), [0, 0], 'it has the priority of the one that is kept');
  await undo(merged);
  t.same(await both(), [4, 0]);
  const removed = await tickets.remove(one.id, actor);
  t.same(await both(), [0, 0]);
  await undo(removed);
  await conversations.spam(first, actor);
  t.same(await both(), [0, 0], 'what is in spam is not urgent');
  await conversations.notSpam(first, actor);
  t.same(await both(), [4, 0]);
  const order = { filter: { match: 'all' as const, groups: [] }, sort: 'priority' as const };
  const page = await desk.views.page(order, deskViewer(), { inboxIds: [place.inboxId], limit: 9 });
  t.same(
    page.rows.map(({ id }) => id),
    [first, second],
  );
  const unlinked = await tickets.unlinkConversation(one.id, first, actor);
  t.same(await both(), [0, 0]);
  await undo(unlinked);
  t.same(await both(), [4, 0]);
});

t.test('the board keeps an order of its own, whatever is put where, and undo brings a card back (TK-3)', async (t) => {
  const place = await open(t, 'inbox');
  const { desk, actor } = place;
  const { tickets } = desk;
  for (const name of ['A', 'B', 'C', 'D']) await tickets.open({ name, source: 'manual', actor });
  const { fresh, doing, closed } = await stages(place);
  const [a, b, c, d] = await Promise.all([1, 2, 3, 4].map(async (number) => (await tickets.byNumber(number))!.id));
  const column = async (stage: typeof fresh, more: { after?: string; limit?: number } = {}) =>
    tickets.column({ inboxIds: null, withheldIds: [], stage, limit: 20, ...more });
  const names = async (stage = fresh) => (await column(stage)).rows.map(({ name }) => name).join('');
  t.equal(await names(), 'DCBA', 'what came last lies on top');
  await tickets.putOnBoard(a!, fresh.id, d!, actor);
  t.equal(await names(), 'DACB');
  await tickets.putOnBoard(d!, fresh.id, b!, actor);
  t.equal(await names(), 'ACBD');
  for (let turn = 0; turn < 80; turn += 1) await tickets.putOnBoard(turn % 2 ? b! : c!, fresh.id, a!, actor);
  t.equal(await names(), 'ABCD', 'there is always room between two');
  const { changedAt } = (await tickets.get(a!))!;
  const moved = await tickets.putOnBoard(a!, fresh.id, c!, actor);
  t.equal(await names(), 'BCAD');
  t.same((await tickets.get(a!))!.changedAt, changedAt, 'the table keeps its order');
  t.ok(moved.ok && moved.undo);
  if (moved.ok) await tickets.undo(moved.undo!, actor);
  t.equal(await names(), 'ABCD');

  await tickets.putOnBoard(a!, doing.id, null, actor);
  const below = await tickets.putOnBoard(b!, doing.id, a!, actor);
  t.equal(`${await names()} ${await names(doing)}`, 'CD AB');
  if (below.ok) await tickets.undo(below.undo!, actor);
  t.equal(`${await names()} ${await names(doing)}`, 'BCD A', 'back in its stage and place');
  const first = await column(fresh, { limit: 2 });
  t.equal(first.count, 3);
  t.same(
    (await column(fresh, { limit: 2, after: first.next! })).rows.map(({ name }) => name),
    ['D'],
  );
  await tickets.pipelines.changeStage(closed.id, { required: ['priority'] }, actor);
  t.match(await tickets.putOnBoard(b!, closed.id, null, actor), { ok: false, missing: [{ key: 'priority' }] });
  t.match(await tickets.putOnBoard(b!, closed.id, null, actor, { priority: 'low' }), { ok: true });
  t.equal(await names(closed), 'B');
});

t.test('many at once: one way back; who lacks what the stage asks for stays (TK-3)', async (t) => {
  const place = await open(t, 'inbox');
  const { desk, actor, eva } = place;
  const { tickets } = desk;
  for (const name of ['A', 'B', 'C']) await tickets.open({ name, source: 'manual', actor });
  const { closed } = await stages(place);
  await tickets.change(1, { priority: 'high' }, actor);
  await tickets.pipelines.changeStage(closed.id, { required: ['priority'] }, actor);
  const ids = [1, 2, 3];
  const standing = async () =>
    (await tickets.list({ inboxIds: null, withheldIds: [], state: 'all', sort: '-number', limit: 9 })).rows.map(
      ({ stageKind, ownerId }) => `${stageKind} ${ownerId}`,
    );
  const done = await tickets.changeMany(ids, { ownerId: eva, teamId: null, stageId: closed.id }, actor);
  t.match(done, { changed: 1, asking: [2, 3] });
  t.same(await standing(), [`closed ${eva}`, 'open null', 'open null'], 'fields and stage are judged together');
  await tickets.undo(done.undo!, actor);
  t.same(await standing(), ['open null', 'open null', 'open null']);
  const filled = await tickets.changeMany(ids, { priority: 'low', stageId: closed.id }, actor);
  t.match(filled, { changed: 3, asking: [] }, 'what comes along counts for what the stage asks for');
  await tickets.undo(filled.undo!, actor);
  await t.rejects(tickets.undo(done.undo!, actor), { code: 'undo_used' });
  t.match(await tickets.changeMany([99], { priority: 'low' }, actor), { changed: 0, undo: null });
  await t.rejects(
    tickets.changeMany(
      Array.from({ length: 101 }, (_, index) => index),
      {},
      actor,
    ),
    { code: 'invalid' },
  );
  const byPriority = await tickets.list({ inboxIds: null, withheldIds: [], sort: 'priority', limit: 1 });
  t.equal(byPriority.rows[0]!.name, 'A');
  const rest = await tickets.list({
    inboxIds: null,
    withheldIds: [],
    sort: 'priority',
    limit: 5,
    after: byPriority.next!,
  });
  t.same(
    rest.rows.map(({ name }) => name),
    ['C', 'B'],
  );
});

t.test('the table is filtered, paged and searched; who may not see an inbox sees none of its tickets', async (t) => {
  const place = await open(t, 'help desk');
  const { desk, actor, writes } = place;
  const { tickets } = desk;
  for (const name of ['Gil', 'Hal', 'Ida']) await writes(name, `Brake of ${name}`);
  const manual = await tickets.open({ name: 'Call the maker', source: 'manual', priority: 'urgent', actor });
  await tickets.close(manual.id, actor);
  const names = async (query: object) =>
    (await tickets.list({ inboxIds: null, withheldIds: [], limit: 9, ...query })).rows.map(({ name }) => name);
  t.same(await names({}), ['Brake of Ida', 'Brake of Hal', 'Brake of Gil']);
  t.same(await names({ state: 'closed' }), ['Call the maker']);
  t.same(await names({ state: 'all', priority: 'urgent' }), ['Call the maker']);
  t.same(await names({ search: 'hal bra' }), ['Brake of Hal']);
  t.same(await names({ search: 'T-3' }), ['Brake of Ida']);
  t.same(await names({ state: 'all', inboxIds: [] }), ['Call the maker'], 'at home nowhere: everybody’s');
  const page = await tickets.list({ inboxIds: null, withheldIds: [], limit: 2 });
  t.same(await names({ after: page.next! }), ['Brake of Gil']);
  await desk.properties.definitions.create({
    object: 'ticket',
    label: 'Cause',
    kind: 'choice',
    options: ['Rust', 'Age'],
  });
  await tickets.change(manual.id, { properties: { cause: 'Age' } }, actor);
  t.same(await names({ state: 'all', properties: { cause: 'age' } }), ['Call the maker']);
  t.same(await names({ state: 'all', properties: { cause: 'rust' } }), []);
});

t.test(
  'CH-7: at the limit the message is kept, no further ticket is made, and the account’s log says so',
  async (t) => {
    const place = await open(t, 'inbox', { limit: 1 });
    const { desk, accountId, actor, writes } = place;
    const first = await writes('Jo', 'First');
    await desk.conversations.close(first, actor);
    const second = await writes('Jo', 'Second', { thread: {} });
    t.not(second, first);
    t.ok(await desk.tickets.ofConversation(first));
    t.equal(await desk.tickets.ofConversation(second), null);
    t.match(await desk.channels.notes(accountId, 5), [
      { reason: { code: 'ticket.limit', params: { contact: 'Jo', limit: 1 } } },
    ]);
    const read = await desk.conversations.thread.read(second, { limit: 9, userId: 0 });
    t.same(
      read!.items.map((item) => item.happening?.type ?? item.text),
      ['Second', 'no_ticket'],
    );
    const third = await writes('Kim', 'Mine', { thread: {}, noTicket: { code: 'x', text: 'x' } });
    t.equal(await desk.tickets.ofConversation(third), null, 'the channel’s own limit counts too');
  },
);

t.test('a flow’s answers become properties of the ticket, whichever comes first (CT-10)', async (t) => {
  const place = await open(t, 'help desk');
  const { desk, accountId } = place;
  await desk.properties.definitions.create({
    object: 'ticket',
    label: 'Colour',
    kind: 'choice',
    options: ['Red', 'Sky blue'],
  });
  const flow = await publish(desk, accountId, [
    { id: 's1', kind: 'set', into: 'ticket.priority', value: 'high' },
    { id: 's2', kind: 'set', into: 'ticket.colour', value: 'Sky blue' },
    { id: 's3', kind: 'set', into: 'ticket.mood', value: 'glad' },
    handOver('h'),
  ]);
  const id = await visitor(desk, accountId, 'Lia').writes('Hello', { chatflow: flow.publicId });
  const ticket = (await desk.tickets.ofConversation(id))!;
  t.match(ticket, { priority: 'high', properties: { colour: 'sky_blue' } });
  t.match((await desk.tickets.history(ticket.id)).find(({ kind }) => kind === 'answer')!.detail, {
    property: 'mood',
    is: 'glad',
  });
});

t.test('WS-6: an account moves into the help desk with what is open, and back', async (t) => {
  const clock = heldClock(new Date('2026-11-30T08:00:00Z'));
  const place = await open(t, 'inbox', { asTicket: false }, { clock });
  const { desk, accountId, inboxId, actor, eva, writes } = place;
  const [open_, closed] = [await writes('Mo', 'Open'), await writes('Ned', 'Done')];
  await desk.conversations.close(closed, actor);
  const answeredAt = clock.now();
  await say(desk, { conversationId: open_, userId: eva, text: 'We look' });
  clock.advance(86_400_000);
  await say(desk, { conversationId: open_, userId: eva, text: 'Still looking' });
  const helpDesk = await desk.conversations.inboxes.create({ name: 'Help', kind: 'help desk', actor });
  t.same(await desk.channels.movePreview(accountId), { open: 1, closed: 1, withoutTicket: 1 });
  const report = await desk.channels.move(accountId, helpDesk.id, actor);
  t.match(report, { conversations: 1, tickets: 1, fromInboxId: inboxId });
  t.equal((await desk.conversations.get(open_))!.inboxId, helpDesk.id);
  t.equal((await desk.conversations.get(closed))!.inboxId, inboxId);
  const ticket = (await desk.tickets.ofConversation(open_))!;
  t.equal(ticket.inboxId, helpDesk.id);
  t.same(ticket.firstResponseAt, answeredAt, 'the first answer was long ago');
  const later = await writes('Olu', 'Since');
  await desk.channels.undoMove(report.undo, actor);
  t.equal((await desk.channels.accountById(accountId))!.inboxId, inboxId);
  t.equal(await desk.tickets.ofConversation(open_), null, 'the ticket the move made is gone');
  t.match(await desk.tickets.ofConversation(later), { inboxId }, 'what came meanwhile is not lost');
  await t.rejects(desk.channels.undoMove(report.undo, actor), { code: 'undo_used' });
});
