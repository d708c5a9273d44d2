// What pages ask again and again is answered from indexes: no reading of whole tables, no sorting of more than a page.
import Sqlite from 'better-sqlite3';
import t, { type Test } from 'tap';
import { createCalls } from '../../core/calls/calls.ts';
import { accountLines } from '../../core/channels/account-lines.ts';
import type { Database } from '../../core/database/database.ts';
import { createContacts } from '../../core/contacts/contacts.ts';
import { createConditions } from '../../core/conditions/conditions.ts';
import { conversationConditions, createConversations } from '../../core/conversations/conversations.ts';
import { createDuplicates } from '../../core/duplicates/duplicates.ts';
import { createEvents } from '../../core/events/events.ts';
import { createImports } from '../../core/imports/imports.ts';
import { Ledger } from '../../core/inbound/ledger.ts';
import { Sealing } from '../../core/inbound/sealing.ts';
import { createSweeping } from '../../core/inbound/sweeping.ts';
import { claim, nextDue, park, unpark } from '../../core/jobs/store.ts';
import { contextOf } from '../../core/outbound/context.ts';
import { Follow } from '../../core/outbound/follow.ts';
import { Queue } from '../../core/outbound/queue.ts';
import { createProperties } from '../../core/properties/properties.ts';
import { createRecords } from '../../core/records/records.ts';
import { createRouting, handOutWaiting } from '../../core/routing/routing.ts';
import { find } from '../../core/search/find.ts';
import type { Handler, Jobs } from '../../core/jobs/jobs.ts';
import { createSla } from '../../core/sla/sla.ts';
import { createTickets, ticketConditions, type TicketQuery } from '../../core/tickets/tickets.ts';
import { createLog } from '../../core/kernel/log.ts';
import { secretsFrom } from '../../core/kernel/secrets.ts';
import { noSteps } from '../../core/kernel/steps.ts';
import { createViews } from '../../core/views/views.ts';
import { createWebhooks } from '../../core/webhooks/webhooks.ts';
import { deskViewer } from '../../core/accounts/accounts.ts';
import { addUser, openDesk, withAccount } from '../support/desk.ts';
import { openLoft } from '../support/loft.ts';
import { forget } from '../../plugins/custom/store/forgetting.ts';
import { messagesOf, sweepMessages } from '../../plugins/custom/store/messages.ts';
import { listThreads, threadOf } from '../../plugins/custom/store/threads.ts';
import { dueHooks, hookOf, keepOutcome, listHooks, replayHook, sweepHooks } from '../../plugins/custom/store/hooks.ts';
import { migrations } from '../../plugins/custom/store/migrations.ts';
import { openRooms, START, type Rooms } from './rooms.ts';

const CONVERSATIONS = 6000;
/** Tables of a few rows on every desk, and what SQLite calls intermediate results. */
const SMALL =
  /^SCAN (inbox|team|tag|webhook|pipeline|sla_policy|channel_account( USING (COVERING )?INDEX \w+)?|call USING INDEX call_open|CONSTANT ROW|\(subquery-\d+\))$/;
/** What hangs on one ticket, and what an administrator has defined: sorted at once. */
const FEW =
  /^SEARCH (property USING INDEX property_key|ticket_conversation USING INDEX ticket_conversation_ticket|conversation USING INTEGER PRIMARY KEY|channel_account USING INTEGER PRIMARY KEY)\b/;
/** Newest first until a page is full, oldest first until a piece is, the matches of a word, a list that was handed in. */
const SEARCH =
  /^SCAN (c USING INDEX conversation_recent|sealed_arrival|(message|ticket|contact|record)_fts VIRTUAL TABLE INDEX \d+:=?M.*|(json_each )?VIRTUAL TABLE INDEX 1:|json_each VIRTUAL TABLE INDEX 1:)$/;

const PORTS = { seersOf: async () => null } as never;

type SlaNeeds = Parameters<typeof createSla>[0];

interface Asked {
  sql: string;
  params: unknown[];
}

/** A database that writes down what it is asked. */
function listening(database: Database, asked: Asked[]): Database {
  const hear = <T extends (sql: string, params?: unknown[]) => unknown>(call: T): T =>
    ((sql: string, params: unknown[] = []) => {
      asked.push({ sql, params });
      return call(sql, params);
    }) as T;
  const { rows, row, run, remembered } = database;
  // What is asked beside the main thread is looked at here as well.
  return {
    ...database,
    beside: hear(rows),
    rows: hear(rows),
    row: hear(row),
    run: hear(run),
    remembered: hear(remembered),
  };
}

type Filled = Pick<Rooms, 'database' | 'conversations' | 'mara' | 'eva' | 'team' | 'account'>;

/** Many conversations of several inboxes in all states, each with messages, contacts, tags and events. */
async function fill(rooms: Filled): Promise<void> {
  const { database, mara, eva, team, account } = rooms;
  const numbers = `with recursive number (n) as (select 1 union all select n + 1 from number where n < ${CONVERSATIONS})`;
  const at = START.getTime();
  await database.write(async () => {
    for (const name of ['Sales', 'Press']) await rooms.conversations.inboxes.create({ name, actor: 'desk' });
    await database.run(
      `insert into contact (public_id, name, properties, consents, created_at, updated_at, last_message_at)
       ${numbers} select 'contact' || n, 'Person ' || (n % 900), '{}', '{}', ${at}, ${at}, ${at} + n from number`,
    );
    await database.run(
      `insert into contact_identity (contact_id, kind, value, likeness, created_at)
       ${numbers} select n, 'email', 'p' || n || '@firm' || (n % 50) || '.example', 'p' || (n - n % 2) || '@firm.example', ${at} from number`,
    );
    await database.run(
      `insert into conversation (public_id, inbox_id, account_id, contact_id, subject, status, place, owner_id, team_id, has_outbound,
         last_message_at, last_message_id, message_count, notes, created_at, changed_at)
       ${numbers} select 'talk' || n, 1 + n % 3, ${account}, n, 'Subject', case when n % 10 < 6 then 'closed' when n % 10 < 9 then 'open' else 'snoozed' end,
         case when n % 17 = 0 then 'spam' when n % 19 = 0 then 'trash' else 'inbox' end,
         case n % 5 when 1 then ${mara} when 2 then ${eva} end, case n % 5 when 3 then ${team} end, n % 2, ${at} + n * 1000, n, 1, '{}', ${at}, ${at} from number`,
    );
    await database.run(
      `insert into message (public_id, conversation_id, account_id, kind, direction, author_contact_id, external_id, at, created_at, changed_at,
         details, reactions, status, subject, text, addresses, parts)
       ${numbers} select 'message' || n, n, ${account}, 'message', 'in', n, 'x' || n, ${at} + n, ${at}, ${at}, '{}', '[]',
         case when n % 50 = 0 then 'failed' end, 'Subject', 'words', '[]', '[]' from number`,
    );
    await database.run(`insert into tag (name) values ('common'), ('rare')`);
    await database.run(
      `insert into conversation_tag (conversation_id, tag_id, last_message_at)
       select id, 1, last_message_at from conversation union all select id, 2, last_message_at from conversation where id % 100 = 0`,
    );
    await database.run(
      `insert into event (at, type, conversation_id, data) ${numbers} select ${at}, 'message.received', n, '{}' from number`,
    );
    await database.run(
      `insert into participant (conversation_id, kind, value) select id, 'email', 'p' || id from conversation`,
    );
    await database.run(
      `insert into read_mark (user_id, conversation_id, message_id) select ${mara}, id, id from conversation`,
    );
    await database.run(`insert into mention (message_id, user_id) select id, ${eva} from message`);
    await database.run(
      `insert into notification (user_id, kind, conversation_id, message_id, created_at) select ${eva}, 'mention', id, id, ${at} from conversation`,
    );
    await database.run(
      `insert into delivery (message_id, account_id, conversation_id, position, key, draft, created_at, changed_at)
       select id, ${account}, id, 0, 'key' || id, '{}', ${at}, ${at} from conversation`,
    );
  });
}

t.test('every question has its index', async (t) => {
  const rooms = await openRooms();
  t.teardown(() => rooms.close());
  await fill(rooms);
  const asked: Asked[] = [];
  const needs = {
    database: listening(rooms.database, asked),
    events: rooms.events,
    clock: rooms.clock,
    jobs: { add: async () => 1, handle: () => {} },
  };
  const desk = createConversations(needs);
  const contacts = createContacts(needs);
  const { mara, eva, team, account } = rooms;
  const actor = `user:${mara}`;

  const questions: Record<string, () => Promise<unknown>> = {};
  for (const inboxIds of [[1], [1, 2, 3]]) {
    for (const list of ['unassigned', 'mine', 'open', 'snoozed', 'closed', 'sent', 'spam', 'trash', 'all'] as const) {
      const query = { userId: mara, teamIds: [team], inboxIds, list, limit: 30 };
      questions[`${list} of ${inboxIds.length}`] = () => desk.lists.page(query);
      questions[`${list} of ${inboxIds.length}, further on`] = () =>
        desk.lists.page({ ...query, after: `${START.getTime() + 2_000_000}-2000` });
      questions[`${list} of ${inboxIds.length}, tagged`] = () =>
        desk.lists.page({ ...query, tagId: 2, after: `${START.getTime() + 2_000_000}-2000` });
    }
    questions[`counts of ${inboxIds.length}`] = () => desk.lists.counts(mara, [team], inboxIds);
  }
  Object.assign(questions, {
    row: () => desk.lists.row(5, mara),
    'held back in an arrival': () => desk.held.inArrival(7),
    thread: () => desk.thread.read(5, { limit: 30, userId: mara }),
    'earlier in the thread': () => desk.thread.read(5, { limit: 30, userId: mara, before: 9 }),
    since: () => desk.thread.since(5, 0),
    newest: () => desk.thread.newest(5),
    'of a contact': () => desk.thread.ofContact(5, { inboxIds: [1, 2], limit: 5, before: { at: START, id: 4 } }),
    'find a message': () => desk.findMessage(account, 'x77'),
    'find a delivery': () => desk.findDelivered(account, 'k77'),
    'lines of a conversation': () => desk.lines(5, { types: ['closed'], before: { at: START, id: 'x' }, limit: 20 }),
    'find a thread': () => desk.byThread(account, 'x77'),
    'open conversation': () => desk.openOf(5, account),
    participates: () => desk.participates(5, [{ kind: 'email', value: 'p5' }]),
    mentions: () => desk.mentionsOf(eva),
    'unseen mentions': () => desk.mentionsOf(eva, { unseen: true, before: 900 }),
    judge: () => desk.inboxes.judge(1, { kind: 'email', value: 'a@b.example' }),
    inboxes: () => desk.inboxes.visibleTo(mara, [team], false),
    drafts: () => desk.drafts.of(mara),
    waiting: () => desk.lists.waiting(mara),
    'read marks': () => desk.lists.readMarks([5, 6, 7]),
    notifications: () => desk.notifications.list(eva, { before: 900, limit: 30 }),
    'notifications not read': () => desk.notifications.list(eva, { before: 900, limit: 30, unread: true }),
    'notifications by id': () => desk.notifications.some(eva, [4, 5]),
    'unread notifications': () => desk.notifications.unread(eva),
    'notifications read': () => desk.notifications.markRead(eva, { conversationId: 5 }),
    'all notifications read': () => desk.notifications.markRead(eva, 'all'),
    record: () =>
      desk.record({
        conversationId: 8,
        kind: 'message',
        direction: 'in',
        accountId: account,
        externalId: 'n1',
        aliases: ['n2'],
        parts: [{ type: 'text', text: 'x' }],
      }),
    comment: () => desk.comment(8, mara, 'x', [eva]),
    read: () => desk.markRead(8, eva),
    unread: () => desk.markUnread(8, eva),
    close: async () => desk.undo((await desk.close(8, actor)).undo!, actor),
    merge: async () => desk.undo((await desk.merge(8, 14, actor)).undo!, actor),
    split: async () => {
      const { id } = await desk.record({
        conversationId: 8,
        kind: 'message',
        direction: 'in',
        accountId: account,
        parts: [],
      });
      await desk.undo((await desk.split(8, [id], actor)).undo!, actor);
    },
    take: () =>
      contacts.take({ address: { kind: 'email', value: 'p9@firm9.example' } }, { accountId: account, at: START }),
    contacts: () => contacts.list({ limit: 30 }),
    'contacts further on': () => contacts.list({ limit: 30, after: `${START.getTime() + 900}-900` }),
    summary: () => contacts.summary(9),
    duplicates: () => contacts.duplicates(9),
    'merge contacts': async () => contacts.unmerge(await contacts.merge(9, 10, actor), actor),
    suppressed: () => contacts.suppressed({ kind: 'email', value: 'a@b.example' }),
  });
  await lookAt(t, rooms.database, asked, questions);
});

t.test('every question of routing has its index (CH-4, TK-3)', async (t) => {
  const rooms = await openRooms();
  t.teardown(() => rooms.close());
  await fill(rooms);
  const { mara, eva, tom, team, account, inbox, clock, events } = rooms;
  await rooms.database.run(
    `update conversation set unrouted_since = id where owner_id is null and team_id is null and account_id = ?`,
    [account],
  );
  await rooms.database.run('update channel_account set routing = ?', [
    JSON.stringify({ to: 'people', userIds: [mara, eva], teamIds: [team], onlyAvailable: true }),
  ]);
  const asked: Asked[] = [];
  const database = listening(rooms.database, asked);
  const conversations = createConversations({
    database,
    events,
    clock,
    jobs: { add: async () => 1, handle: () => {} },
  });
  const routing = createRouting({
    ...{ database, events, clock, conversations, takingRoles: async () => ['agent', 'administrator'] },
    answerers: async () => new Set([mara, eva, tom]),
    seersOf: async () => null,
    beginsIn: async () => null,
    limits: async () => ({ conversations: 5000, tickets: 10 }),
  });
  const follow: Parameters<typeof events.follow>[0][] = [];
  let run: () => Promise<unknown> = async () => {};
  handOutWaiting({
    ...{ database, conversations, routing, events: { follow: (follower) => void follow.push(follower) } },
    jobs: { add: async () => 1, handle: (_kind, handler) => void (run = () => handler.run({}, {} as never)) },
  });
  const settings = { to: 'people' as const, userIds: [mara], teamIds: [team], onlyAvailable: true };
  const place = { id: 6, inboxId: inbox, withTicket: true };
  const closed = { type: 'conversation.closed', data: {} } as never;
  await lookAt(t, rooms.database, asked, {
    assign: () => routing.assign(place, settings, null),
    'assign to the owner': () => routing.assign(place, { ...settings, to: 'contact owner' }, mara),
    'anybody there': () => routing.isAnybodyThere(settings),
    'whether one waits': () => follow[0]!(closed),
    'last decision': () => conversations.thread.lastDecision(6),
    'skills needed': () => routing.skills.neededBy(6),
    'hand out what waits': () => run(),
  });
});

t.test('every question of the journal, the queue, the work to do and the search has its index', async (t) => {
  const rooms = await openRooms();
  t.teardown(() => rooms.close());
  await fill(rooms);
  const { account, clock } = rooms;
  await fillFlows(rooms);
  const asked: Asked[] = [];
  const database = listening(rooms.database, asked);
  const ledger = new Ledger(database);
  const queue = new Queue(database);
  const [now, limit, before] = [clock.now(), 30, 4000];
  const reader = new Sqlite(database.file, { readonly: true });
  t.teardown(() => reader.close());
  const scope = { inboxIds: [1, 2], userId: 1, limit, offset: 30 };
  const follow: Parameters<typeof rooms.events.follow>[0][] = [];
  const sealing = new Sealing(
    {
      ...{ ...rooms, database, ports: { account: () => ({}) } },
      events: { follow: (follower: never) => void follow.push(follower) },
    } as never,
    { replay: async () => true } as never,
    1,
  );
  sealing.follow();
  const search = (text: string) => async () => find(hearing(reader, asked), { ...scope, text }, now.getTime());

  await lookAt(t, rooms.database, asked, {
    ledger: () => ledger.page({ accountId: account, before, limit }),
    'ledger of a state': () => ledger.page({ accountId: account, status: 'quarantined', before, limit }),
    'ledger counts': () => ledger.counts(account, now),
    queue: () => queue.list(account, limit),
    'queue counts': () => queue.counts(account, now),
    'is sending': () => queue.isSending(account, now),
    'receipt up to a time': () =>
      new Follow(
        { database, contacts: createContacts({ ...rooms, database, jobs: {} as never }) } as never,
        {} as never,
      ).follow(account, {
        type: 'receipt',
        of: { upTo: { recipient: { kind: 'email', value: 'p5@firm5.example' }, at: now } },
        status: 'read',
        at: now,
      }),
    'when they wrote last': () =>
      contextOf(
        { database, clock },
        { row: { id: account }, settings: {} } as never,
        { contact_id: 5, notes: '{}' },
        null,
        'person',
      ),
    'what waits for consent is looked at again': () => sealing.reconsider(account),
    'consent was recorded': () => follow[0]!({ type: 'contact.changed', contactId: 5, data: {} } as never),
    'somebody is forgotten': () =>
      follow[0]!({ type: 'contact.changed', contactId: 5, data: { anonymised: true, requestIds: [9999] } } as never),
    'what nobody agreed to, and old counts': createSweeping({ ...rooms, database }),
    accounts: () => accountLines(database, { get: () => null } as never),
    claim: () => claim(database, now, 1000, 6),
    'next due': () => nextDue(database),
    'parked and back': async () => {
      await park(database, account, { code: 'x', text: 'x' });
      await unpark(database, account, now.getTime());
    },
    'events since': () => createEvents(database, clock, () => {}).since(5000, 300),
    cursor: () => createEvents(database, clock, () => {}).cursor(),
    ...Object.fromEntries(
      ['words', 'wor', 'words is:open tag:rare', 'is:open', 'tag:rare', 'inbox:sales', 'owner:mara', 'is:spam']
        .concat(['before:2026-01-01', 'has:file', 'words has:file', 'channel:email'])
        .map((text) => [`search ${text}`, search(text)]),
    ),
  });
});

t.test('every question about tickets has its index: filters, nobody, without a property, the board', async (t) => {
  const rooms = await openRooms();
  t.teardown(() => rooms.close());
  await fill(rooms);
  const { mara, team, clock, events } = rooms;
  const asked: Asked[] = [];
  const database = listening(rooms.database, asked);
  const needs = { database, clock, events, properties: createProperties({ database, clock }), ports: PORTS };
  const tickets = createTickets(needs);
  await rooms.database.write(() => tickets.pipelines.prepare({ pipeline: 'Support', stages: STAGES }));
  await fillTickets(rooms);
  const questions: Record<string, () => Promise<unknown>> = {};
  const filters = {
    'all of them': {},
    'a pipeline': { pipelineId: 1 },
    'a stage': { stageId: 2 },
    'a priority': { priority: 'high' as const },
    'an owner': { owner: mara },
    nobody: { owner: 'nobody' as const },
    'a team': { teamId: team },
    'a contact': { contactId: 7 },
    'a category': { properties: { category: 'rare' } },
    'no category': { properties: { category: null } },
    words: { search: 'Bell' },
    'two inboxes': { inboxIds: [1, 2] },
    'a pipeline kept from them': { withheldIds: [2] },
    overdue: { due: 'overdue' as const },
    'due within a day': { due: 'day' as const },
    'in the order of what is due': { sort: '-due' as const },
  };
  const after = `${START.getTime() + 2_000_000}-2000`;
  for (const state of ['active', 'closed', 'all'] as const)
    for (const [name, filter] of Object.entries(filters))
      for (const place of [undefined, after])
        questions[`${state}, ${name}${place ? ', further on' : ''}`] = () =>
          tickets.list({ inboxIds: null, withheldIds: [], state, limit: 50, after: place, ...filter });
  for (const kind of ['open', 'closed'] as const)
    for (const [name, { stageId: _, sort, ...filter }] of Object.entries<Partial<TicketQuery>>(filters))
      for (const place of [undefined, '2000-2000'])
        questions[`column of ${kind} ones, ${name}${place ? ', further on' : ''}`] = () =>
          tickets.column({
            ...{ inboxIds: null, withheldIds: [], stage: { id: 2, kind }, limit: 20, after: place, ...filter },
            sort: sort && ('-due' as const),
          });
  questions['put below another'] = () => tickets.putOnBoard(10, 1, 20, `user:${mara}`);
  questions['put on top'] = () => tickets.putOnBoard(10, 1, null, `user:${mara}`);
  await lookAt(t, rooms.database, asked, {
    ...questions,
    'of a conversation': () => tickets.ofConversation(5),
    conversations: () => tickets.conversations(5),
    linked: () => tickets.linked(5, { inboxIds: null, withheldIds: [] }),
    history: () => tickets.history(5, { limit: 50 }),
    'by number': () => tickets.byNumber(5),
    ...(await levelQuestions({ ...needs, tickets }, rooms)),
  });
});

/** What every change of a ticket asks of service levels, and the job that goes through all open ones. */
async function levelQuestions(
  needs: Pick<SlaNeeds, 'database' | 'events' | 'clock' | 'properties' | 'tickets'>,
  rooms: Rooms,
) {
  const handlers = new Map<string, Handler>();
  const jobs = {
    add: async () => 1,
    cancel: async () => true,
    handle: (kind: string, handler: Handler) => handlers.set(kind, handler),
  } as unknown as Jobs;
  const sla = createSla({ ...needs, jobs, conversations: {} as never, accounts: {} as never });
  const targets = { first: 60, next: 60, resolution: 480 };
  const nothing = { notify: [], raise: false, assign: '', comment: '' };
  await sla.create({
    ...{
      name: 'Usual',
      active: true,
      filter: { match: 'all', groups: [] },
      hours: null,
      holidays: [],
      warnPercent: 50,
    },
    ...{ targets, onWarning: nothing, onBreach: nothing },
  });
  const signal = new AbortController().signal;
  const job = { id: 1, attempt: 1, signal, done: async () => {} };
  await handlers.get('sla.review')!.run({}, job);
  const { id } = (await rooms.database.row<{ id: number }>('select id from sla_target order by id desc limit 1'))!;
  return {
    'a ticket changes, and what is due with it': () => needs.tickets.change(10, { priority: 'low' }, 'desk'),
    'all open tickets get their targets anew': async () => handlers.get('sla.review')!.run({}, job),
    'a company has changed': async () => handlers.get('sla.company')!.run({ recordId: 3 }, job),
    'a target comes due': async () => handlers.get('sla.target')!.run({ targetId: id }, job),
    'targets of a ticket': () => sla.targetsOf(10),
  };
}

const STAGES = [
  { name: 'New', kind: 'open' as const },
  { name: 'Waiting', kind: 'waiting' as const },
  { name: 'Closed', kind: 'closed' as const },
];

/** Most are closed, some have nobody, few are of the rare category. */
async function fillTickets({ database, mara, eva, team }: Rooms): Promise<void> {
  const at = START.getTime();
  await database.write(async () => {
    await database.run(
      `insert into ticket (number, name, pipeline_id, stage_id, stage_kind, priority, owner_id, team_id, source, inbox_id, contact_id,
         created_at, changed_at, place)
       select id, 'Bell ' || id, 1, 1 + min(id % 10, 2), case id % 10 when 0 then 'open' when 1 then 'waiting' else 'closed' end, id % 5,
         case id % 4 when 1 then ${mara} when 2 then ${eva} end, case id % 4 when 3 then ${team} end, 'x', 1 + id % 3, id, ${at},
         ${at} + id * 1000, id from conversation`,
    );
    await database.run(
      `insert into ticket_change (ticket_id, at, actor, kind, detail) select id, ${at}, 'desk', 'opened', '{}' from ticket`,
    );
    await database.run(
      `insert into property_value (property_id, record_id, item, word)
       select 1, id, 0, case when id % 100 = 0 then 'rare' else 'usual' end from ticket where id % 2 = 0`,
    );
    await database.run(
      'insert into ticket_conversation (conversation_id, ticket_id, linked_at) select id, id, id from ticket',
    );
  });
}

t.test('tables, links and timelines of records and contacts have their index', async (t) => {
  const rooms = await openRooms();
  t.teardown(() => rooms.close());
  await fill(rooms);
  const { mara, clock, events } = rooms;
  await fillRecords(rooms);
  const asked: Asked[] = [];
  const database = listening(rooms.database, asked);
  const records = createRecords({ database, clock, events, properties: createProperties({ database, clock }) });
  const contacts = createContacts({ database, events, clock, jobs: { add: async () => 1 } });
  const actor = `user:${mara}`;
  const list = (query: object) => () => records.list({ type: 'deal', limit: 30, ...query });
  const contact = { kind: 'contact' as const, id: 50 };
  await lookAt(t, rooms.database, asked, {
    deals: list({}),
    'deals further on': list({ after: `${START.getTime() + 900}-900` }),
    'deals by name': list({ sort: 'name' }),
    'deals by name, further on': list({ sort: 'name', after: 'name-900' }),
    'deals of an owner': list({ owner: mara }),
    'deals of nobody': list({ owner: 'nobody' }),
    'deals of a stage': list({ properties: { phase: 'won' } }),
    'deals found': list({ search: 'deal 77' }),
    'records found': () => records.search('deal 77', 20),
    links: () => records.links(8),
    'links of a contact': () => records.linksOf('contact', 50),
    history: () => records.history(8, { before: 900 }),
    change: async () => records.undo((await records.change(8, { name: 'Other' }, actor)).undo!, actor),
    link: async () => records.undo((await records.link(8, contact, 'x', actor)).undo!, actor),
    'domain of a company': () => records.change(7, { domain: 'firm3.example' }, actor),
    remove: async () => records.undo((await records.remove([8], actor)).undo!, actor),
    'history of a contact': () => contacts.history(50, { before: { at: START.getTime(), id: 9 }, limit: 30 }),
    'notes on a contact': () => contacts.history(50, { only: 'notes', limit: 30 }),
  });
});

t.test('duplicates and imports have their index (CH-15, CO-3)', async (t) => {
  const rooms = await openRooms();
  t.teardown(() => rooms.close());
  await fill(rooms);
  await fillRecords(rooms);
  await fillPairs(rooms);
  const { mara, clock, events } = rooms;
  const asked: Asked[] = [];
  const database = listening(rooms.database, asked);
  const jobs = { add: async () => 1, handle: () => {} };
  const properties = createProperties({ database, clock });
  const records = createRecords({ database, clock, events, properties });
  const contacts = createContacts({ database, events, clock, jobs });
  const needs = { database, events, clock, jobs, contacts, records, properties };
  const duplicates = createDuplicates(needs);
  const imports = createImports(needs as never);
  const actor = `user:${mara}`;
  await lookAt(t, rooms.database, asked, {
    'likely pairs': () => duplicates.list('contact', { limit: 20 }),
    'likely pairs, further on': () => duplicates.list('company', { limit: 20, after: '60-400-500' }),
    pair: () => duplicates.pair('contact', 4, 5),
    'of one': () => duplicates.of('contact', 5, 6),
    'looked at again': () => duplicates.refresh(40),
    'told apart': () => duplicates.dismiss('company', 7, 9, true, actor),
    'companies merged and parted': async () => records.unmerge(await records.merge(7, 9, actor), actor),
    'contacts that nothing happened with': () => contacts.removeUnused([5, 6], actor),
    imports: () => imports.list({ limit: 20 }),
    'faulty rows': () => imports.faults(1, { after: 900 }),
  });
});

/** Everybody is to be looked at again, a pair for every contact and company, an import with faults. */
async function fillPairs({ database }: Rooms): Promise<void> {
  await database.write(async () => {
    for (const object of ['contact', 'company']) {
      await database.run(
        `insert into duplicate_key (object, record_id, kind, key) select ?, id, 'name', 'p' || (id % 3000) from contact`,
        [object],
      );
      await database.run(
        `insert into duplicate_pair (object, one_id, other_id, score, reasons) select ?, id, id + 1, 40 + id % 60, '[]' from contact`,
        [object],
      );
      await database.run(
        'insert into duplicate_due (object, record_id) select ?, id from contact where true on conflict do nothing',
        [object],
      );
    }
    await database.run(
      `insert into import_run (public_id, object, file_name, bytes, status, settings, columns, samples, created_at, changed_at)
       select 'import' || id, 'contact', 'x', 1, 'done', '{}', '[]', '[]', id, id from contact`,
    );
    await database.run(
      `insert into import_fault (import_id, line, reasons, cells) select 1, id, '[]', '[]' from contact`,
    );
  });
}

/** Every second one a company; each linked with the contact and the record of its number. */
async function fillRecords({ database }: Rooms): Promise<void> {
  const at = START.getTime();
  await database.write(async () => {
    await database.run(
      `insert into record (public_id, type, name, owner_id, created_at, changed_at)
       select 'record' || id, case id % 2 when 0 then 'deal' else 'company' end, 'Deal ' || id, owner_id, ${at}, ${at} + id from conversation`,
    );
    await database.run(
      `insert into record_link (record_id, kind, other_id, linked_at) select id, 'contact', id, id from record
       union all select id, 'record', id + 1, id from record`,
    );
    await database.run(
      `insert into record_change (record_id, at, actor, kind, detail) select id, id, 'desk', 'created', '{}' from record`,
    );
    await database.run(
      `insert into contact_change (contact_id, at, actor, kind, detail) select id, id, 'desk', 'created', '{}' from contact`,
    );
    await database.run(
      `insert into property (object, key, label, kind, options, created_at) values ('deal', 'phase', 'Phase', 'choice', '[{"key":"won","label":"Won"}]', 0)`,
    );
    await database.run(
      `insert into property_value (property_id, record_id, word)
       select (select id from property where key = 'phase'), id, case id % 4 when 0 then 'won' else 'new' end from record where type = 'deal'`,
    );
  });
}

t.test('views and lists have their index in every order: pages, counts, what is a member (VW-2, RE-7)', async (t) => {
  const rooms = await openRooms();
  t.teardown(() => rooms.close());
  await fill(rooms);
  await rooms.database.run('update conversation set waiting_since = last_message_at where id % 3 = 0');
  const { mara, eva, clock, events } = rooms;
  const asked: Asked[] = [];
  const database = listening(rooms.database, asked);
  const properties = createProperties({ database, clock });
  const tickets = createTickets({ database, clock, events, properties, ports: PORTS });
  await rooms.database.write(() => tickets.pipelines.prepare({ pipeline: 'Support', stages: STAGES }));
  await fillTickets(rooms);
  const conditions = createConditions();
  conditions.offer(conversationConditions);
  conditions.offer(ticketConditions({ ...tickets, properties }));
  const conversations = createConversations({
    database,
    events,
    clock,
    jobs: { add: async () => 1, handle: () => {} },
  });
  const views = createViews({ database, events, clock, conditions, lists: conversations.lists });
  const viewer = {
    ...deskViewer(),
    userId: mara,
    inboxIds: [1, 2, 3],
    withheld: { pipelineIds: [2], recordTypes: [] },
  };
  const seeingAll = { ...deskViewer(), userId: mara };
  const one = (property: string, operator: 'is' | 'not' | 'yes' | 'no', ...values: string[]) => ({
    match: 'all' as const,
    groups: [{ match: 'all' as const, conditions: [{ property, operator, values }] }],
  });
  const filters = {
    everything: { match: 'all' as const, groups: [] },
    'open ones': one('status', 'is', 'open'),
    'of an owner': one('owner', 'is', String(eva)),
    'with a tag': one('tag', 'is', '2'),
    'of a channel': one('channel', 'is', 'mailish'),
    'with a ticket': one('ticket', 'yes'),
    'without a ticket': one('ticket', 'no'),
    'with an urgent ticket': one('ticket_priority', 'is', 'urgent'),
    'of a pipeline': one('ticket_pipeline', 'is', '1'),
    'in a stage that is rare': one('ticket_stage', 'is', '1'),
    'in a stage that is not': one('ticket_stage', 'is', '3'),
  };
  const place = { inboxIds: [1, 2], limit: 30 };
  const questions: Record<string, () => Promise<unknown>> = {};
  for (const [name, filter] of Object.entries(filters)) {
    for (const sort of ['newest', 'oldest', 'waiting', 'priority'] as const)
      for (const after of [undefined, `0.${START.getTime() + 2_000_000}-2000`])
        questions[`${name}, ${sort}${after ? ', further on' : ''}`] = () =>
          views.page({ filter, sort }, viewer, { ...place, after });
    for (const after of [undefined, `1.${START.getTime() + 2_000_000}-2000`])
      questions[`${name}, by priority for who sees all${after ? ', further on' : ''}`] = () =>
        views.page({ filter, sort: 'priority' }, seeingAll, { ...place, after });
    questions[`${name}, counted`] = () => views.count({ filter, sort: 'newest' }, viewer, [1, 2]);
    questions[`${name}, members`] = () => views.members({ filter, sort: 'newest' }, viewer, [1, 2], [4, 5, 6]);
  }
  await lookAt(t, rooms.database, asked, questions);
});

t.test('what is kept of bridges has its index (CC-1)', async (t) => {
  const rooms = await openRooms();
  t.teardown(() => rooms.close());
  const { clock } = rooms;
  await rooms.database.write(async () => {
    for (const sql of migrations.flatMap(({ up }) => (typeof up === 'function' ? up('sqlite') : up)))
      await rooms.database.run(sql);
    const numbers = `with recursive number (n) as (select 1 union all select n + 1 from number where n < ${CONVERSATIONS})`;
    await rooms.database.run(
      `insert into custom_hook (event_id, channel_id, account_id, type, person, body, status, attempts, created_at, due_at)
       ${numbers} select 'e' || n, n % 4, n % 8, 'x', 'p' || n, '{}', case when n % 900 = 0 then 'failed' when n % 800 = 0 then 'waiting' else 'delivered' end, 1, n, n from number`,
    );
    await rooms.database.run(
      `insert into custom_message (id, channel_id, account_id, key, direction, thread, person, body, status, error, created_at)
       ${numbers} select 'm' || n, n % 4, n % 8, 'k' || n, 'in', 't' || n / 3, 'p' || n, '{}', 'sent', '', n from number`,
    );
    await rooms.database.run(
      `insert into custom_thread (id, channel_id, account_id, message_id, created_at, changed_at)
       ${numbers} select 't' || n, n % 4, n % 8, 'm' || n, n, n from number`,
    );
  });
  const asked: Asked[] = [];
  const store = listening(rooms.database, asked);
  const needs = { store, now: () => clock.now() } as never;
  const outcome = { outcome: 'taken', status: 200 } as never;
  await lookAt(t, rooms.database, asked, {
    'due ones': () => dueHooks(needs, 20),
    'the log': () => listHooks(needs, { channelIds: [1, 2, 3], most: 20 }),
    'the log, further on': () => listHooks(needs, { channelIds: [1, 2], before: 900, most: 20 }),
    'what failed': () => listHooks(needs, { channelIds: [1], status: 'failed', most: 20 }),
    'one of the log': () => hookOf(needs, [1, 2], 900),
    'what came of it': () => keepOutcome(needs, 'e5', outcome),
    'tried again': () => replayHook(needs, 900, 'waiting'),
    'old ones': () => sweepHooks(needs),
    threads: () => listThreads(needs, { channelIds: [1, 2], since: 0, most: 20 }),
    'threads, further on': () =>
      listThreads(needs, { channelIds: [1, 2], before: { at: 900, id: 't900' }, since: 0, most: 20 }),
    'a thread': () => threadOf(needs, [1, 2], 't5'),
    'its messages': () => messagesOf(needs, 't5', { most: 20 }),
    'its messages, further on': () => messagesOf(needs, 't5', { before: { at: 900, id: 'm5' }, most: 20 }),
    'old messages': () => sweepMessages(needs),
    'a person forgotten': () =>
      forget({ addresses: [{ kind: 'handle', value: 'p5' }] } as never, { store, emptyArrivals: async () => {} }),
  });
});

t.test('what goes to webhooks has its index, however much went (OP-7)', async (t) => {
  const rooms = await openRooms();
  t.teardown(() => rooms.close());
  await fill(rooms);
  const asked: Asked[] = [];
  const database = listening(rooms.database, asked);
  const secrets = secretsFrom(Buffer.alloc(32));
  await fillWebhooks(rooms, secrets.seal('https://shop.example/hook'), secrets.seal('whsec_AAAA'));
  const works = new Map<string, (payload: Record<string, unknown>) => Promise<unknown>>();
  const job = { id: 1, attempt: 1, signal: new AbortController().signal, done: async () => {} };
  const webhooks = createWebhooks({
    ...{ database, events: rooms.events, clock: rooms.clock, conversations: rooms.conversations, secrets },
    ...{ log: createLog('silent'), onStep: noSteps },
    accounts: { users: { whoMay: async () => [] }, audit: { write: async () => {} } } as never,
    network: { fetch: async () => new Response(''), mayReach: async () => true, isAllowed: () => false },
    ports: { payload: async ({ type }) => ({ type, timestamp: '', data: {} }) },
    jobs: {
      add: async () => 1,
      hurry: async () => {},
      handle: (kind, { run }) => void works.set(kind, (payload) => run(payload, job)),
    },
  });
  const viewer = deskViewer();
  await lookAt(t, rooms.database, asked, {
    list: () => webhooks.list(viewer),
    deliveries: () => webhooks.deliveries(viewer, 1),
    'deliveries further on': () => webhooks.deliveries(viewer, 1, { before: 900 }),
    'deliveries given up': () => webhooks.deliveries(viewer, 1, { status: 'failed' }),
    delivery: () => webhooks.delivery(viewer, 1, 600),
    'send again': () => webhooks.resend(viewer, 1, 601),
    deal: () => works.get('webhooks.deal')!({}),
    send: () => works.get('webhooks.send')!({ webhookId: 1 }),
    'send again what was given up': () => webhooks.resendFailed(viewer, 1, START),
    sweep: () => works.get('webhooks.sweep')!({}),
  });
});

t.test('the log of calls and whom one rings at have their indexes (CA-2, CA-3)', async (t) => {
  const desk = await openDesk(t);
  const loft = await openLoft(t);
  const { accountId: account } = await withAccount(desk, 'pigeon', { loft: loft.url });
  const [mara, eva] = [await addUser(desk, 'Mara'), await addUser(desk, 'Eva')];
  for (const id of [mara, eva])
    await desk.accounts.availability.choose((await desk.accounts.viewerOf(id))!, 'available');
  const { id: team } = await desk.accounts.teams.create(deskViewer(), { name: 'Support' });
  const people = { mara, eva, team, account };
  await fill({ ...desk, ...people });
  await fillCalls({ ...desk, ...people });
  const asked: Asked[] = [];
  const calls = createCalls({
    ...{ ...desk, database: listening(desk.database, asked), log: createLog('silent') },
    ports: { account: desk.channels.live, accounts: desk.channels.running, tell: () => {} },
  });
  const page = { inboxIds: 'all' as const, limit: 50 };
  const rules = (strategy: 'turn' | 'idle') => calls.ofAccount(account).standing({ strategy, seconds: 30 });
  await lookAt(t, desk.database, asked, {
    log: () => calls.list(page),
    'log further on': () => calls.list({ ...page, before: 900 }),
    missed: () => calls.list({ ...page, result: 'missed' }),
    outgoing: () => calls.list({ ...page, direction: 'out' }),
    'of a person': () => calls.list({ ...page, userId: eva }),
    'of an account': () => calls.list({ ...page, accountId: account }),
    'of a conversation': () => calls.list({ ...page, conversationId: 5 }),
    'in turn': () => rules('turn'),
    'longest without a call': () => rules('idle'),
    'by its key': () => calls.ofAccount(account).told('k7'),
    'after a start': () => calls.recover(),
    // It is over by now; whether they talk is looked at first.
    taking: () =>
      t.rejects(calls.accept({ ...deskViewer(), userId: eva }, 'p5', 'a-browser-of-eva'), { code: 'call_over' }),
  });
});

/** A call for each conversation, each with the customer's end and one of a person. */
async function fillCalls({ database, account, eva }: Filled): Promise<void> {
  await database.write(async () => {
    await database.run(
      `insert into call (public_id, account_id, key, conversation_id, direction, state, result, rules, user_id, begun, held, started_at)
       select 'p' || id, ${account}, 'k' || id, id, case when id % 9 = 0 then 'out' else 'in' end, 'ended',
         case when id % 7 = 0 then 'missed' else 'answered' end, '{}', ${eva}, 0, 0, id from conversation`,
    );
    await database.run(
      `insert into call_leg (call_id, kind, role, state, muted, started_at) select id, 'customer', 'talk', 'ended', 0, id from call`,
    );
    await database.run(
      `insert into call_leg (call_id, kind, user_id, role, state, muted, started_at, joined_at)
       select id, 'user', ${eva}, 'talk', 'ended', 0, id, id from call`,
    );
  });
}

/** A delivery for each conversation, most of them delivered long ago, each with a try. */
async function fillWebhooks({ database }: Rooms, address: string, secret: string): Promise<void> {
  const at = START.getTime();
  await database.write(async () => {
    await database.run(
      `insert into webhook (description, address, secret, cursor, created_at) values ('Shop', ?, ?, 5900, 0)`,
      [address, secret],
    );
    await database.run(
      `insert into webhook_delivery (webhook_id, key, event_id, type, status, due_at, created_at, ended_at)
       select 1, 'k' || id, case when id <= 5900 then id end, 'x', case when id > 5990 then 'waiting' when id % 50 = 0 then 'failed' else 'delivered' end, ${at}, ${at},
         case when id > 5990 then null else ${at} - id end from conversation where id < 5998`,
    );
    await database.run(
      `insert into webhook_attempt (delivery_id, at, milliseconds, request) select id, ${at}, 1, '{}' from webhook_delivery`,
    );
  });
}

/** The journal, the jobs and the texts besides. */
async function fillFlows({ database, account, chat }: Rooms): Promise<void> {
  await database.write(async () => {
    await database.run(
      `insert into arrival (account_id, key, type, meta, bytes, status, received_at)
       select ${account}, 'key' || id, 'x', '{}', 1, case when id % 900 = 0 then 'quarantined' else 'processed' end, id from conversation`,
    );
    await database.run(
      `insert into consent_request (account_id, kind, value, scope, purpose, need, asked_at)
       select case when id % 3 = 0 then ${account} else ${chat} end, 'email', 'p' || id || '@firm' || (id % 50) || '.example', '', 'x', '{}', id from conversation`,
    );
    await database.run(
      'insert into consent_address (request_id, kind, value, scope) select id, kind, value, scope from consent_request',
    );
    await database.run(`insert into sealed_arrival select id, id from arrival where id % 2 = 0`);
    await database.run(
      `insert into account_usage (account_id, unit, category, at) select ${account}, 'unit' || id, 'x', id from conversation`,
    );
    await database.run(
      `insert into job (kind, order_key, account_id, payload, run_at, created_at) select 'x', 'k' || id, ${account}, '{}', id, id from conversation`,
    );
  });
}

/** A connection that writes down what it is asked. */
function hearing(connection: Sqlite.Database, asked: Asked[]): Sqlite.Database {
  const prepare = (sql: string) => {
    const statement = connection.prepare(sql);
    const hear =
      (how: 'all' | 'get') =>
      (...params: unknown[]) => {
        asked.push({ sql, params });
        return statement[how](...params);
      };
    return { all: hear('all'), get: hear('get') };
  };
  return { prepare } as never;
}

async function lookAt(
  t: Test,
  database: Database,
  asked: Asked[],
  questions: Record<string, () => Promise<unknown>>,
): Promise<void> {
  for (const [name, ask] of Object.entries(questions)) {
    asked.length = 0;
    await ask();
    t.ok(asked.length > 0, `${name} asks something`);
    const once = [...new Map(asked.map((one) => [one.sql, one])).values()];
    const statements = once.filter(({ sql }) => !/^insert into \w+ \([^)]*\) values/.test(sql.trim()));
    for (const { sql, params } of statements) {
      const plan = await database.rows<Step>(`explain query plan ${sql}`, params);
      t.same(wrongIn(plan), [], `${name}: ${sql.replace(/\s+/g, ' ').slice(0, 300)}`);
    }
  }
}

interface Step {
  id: number;
  parent: number;
  detail: string;
}

/** Reading a whole table, or sorting anything but the few rows that a limited part of the question gave. */
function wrongIn(plan: Step[]): string[] {
  const besides = (step: Step) =>
    plan.filter((one) => one.parent === step.parent && one !== step).map((one) => one.detail);
  return plan
    .filter((step) => {
      if (step.detail.startsWith('SCAN')) return !SMALL.test(step.detail) && !SEARCH.test(step.detail);
      if (!step.detail.includes('TEMP B-TREE')) return false;
      return !besides(step).every(
        (detail) => SMALL.test(detail) || FEW.test(detail) || /^CO-ROUTINE|SUBQUERY/.test(detail),
      );
    })
    .map((step) => step.detail);
}
