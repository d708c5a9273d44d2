// Whatever is asked of whatever there is: views find, count and order what a plain reference does (VW-2).
import t, { type Test } from 'tap';
import { deskViewer, type Viewer } from '../../core/accounts/accounts.ts';
import { seeded } from '../../core/cli/sample/random.ts';
import { createConditions, type Filter } from '../../core/conditions/conditions.ts';
import { conversationConditions } from '../../core/conversations/conditions.ts';
import { createProperties } from '../../core/properties/properties.ts';
import { ticketConditions } from '../../core/tickets/conditions.ts';
import { createTickets } from '../../core/tickets/tickets.ts';
import { createViews } from '../../core/views/views.ts';
import { openRooms, START } from './rooms.ts';
import { isMet, placesIn, urgencyFor, type Asking } from './view-reference.ts';
import { invent, keep, randomFilter, type Talk } from './view-talks.ts';

type Sort = 'newest' | 'oldest' | 'waiting' | 'priority';

const TALKS = 260;
const FILTERS = 700;
const STAGES = [
  { name: 'New', kind: 'open' as const },
  { name: 'Waiting', kind: 'waiting' as const },
  { name: 'Closed', kind: 'closed' as const },
];

async function open(t: Test) {
  const rooms = await openRooms();
  t.teardown(() => rooms.close());
  const { clock, events, conversations, account, chat } = rooms;
  // A thread beside does not keep a process.
  const database = { ...rooms.database, beside: rooms.database.rows };
  const properties = createProperties({ database, clock });
  const ports = { seersOf: async () => null } as never;
  const tickets = createTickets({ database, clock, events, properties, ports });
  for (const name of ['Support', 'Kept'])
    await database.write(() => tickets.pipelines.create({ name, stages: STAGES }, 'desk'));
  const sales = (await conversations.inboxes.create({ name: 'Sales', actor: 'desk' })).id;
  const conditions = createConditions();
  conditions.offer(conversationConditions);
  conditions.offer(ticketConditions({ ...tickets, properties }));
  const stages = (await tickets.pipelines.list()).flatMap((one) =>
    one.stages.map(({ id, kind }) => ({ id, kind, pipelineId: one.id })),
  );
  const around = { ...rooms, inboxes: [rooms.inbox, sales], accounts: { mailish: account, chattish: chat }, stages };
  return {
    ...around,
    conditions,
    views: createViews({ database, events, clock, conditions, lists: conversations.lists }),
  };
}

t.test('views of any conditions are those of the reference', async (t) => {
  const { views, clock, ...around } = await open(t);
  const chance = seeded(5);
  const talks = Array.from({ length: TALKS }, (_, at) => invent(chance, around, at + 1));
  await keep(around, talks);
  clock.set(new Date(START.getTime() + 40 * 86_400_000));
  const all: Viewer = { ...deskViewer(), userId: around.mara, teamIds: [around.team] };
  const [, kept] = new Set(around.stages.map(({ pipelineId }) => pipelineId));
  const few: Viewer = {
    ...all,
    ...{ userId: around.eva, inboxIds: [around.inboxes[0]!] },
    withheld: { pipelineIds: [kept!], recordTypes: [] },
  };
  const faults: string[] = [];
  let hits = 0;
  for (let number = 1; number <= FILTERS; number += 1) {
    const viewer = chance.pick([all, few]);
    const inboxIds = viewer === all ? around.inboxes : [around.inboxes[0]!];
    const filter = await views.conditions.check(randomFilter(chance, around));
    const sort = chance.pick(['newest', 'oldest', 'waiting', 'priority'] as const);
    const asking: Asking = { viewer, now: clock.now(), inboxIds };
    const wanted = expected(talks, filter, sort, asking);
    const found = await walked(views, { filter, sort }, asking);
    const count = await views.count({ filter, sort }, viewer, inboxIds);
    const members = await views.members(
      { filter, sort },
      viewer,
      inboxIds,
      talks.map(({ id }) => id),
    );
    hits += Number(wanted.length > 0 && wanted.length < TALKS / 2);
    const same = JSON.stringify(found) === JSON.stringify(wanted) && count === wanted.length;
    if (!same || members.size !== wanted.length || !wanted.every((id) => members.has(id)))
      faults.push(JSON.stringify({ number, sort, filter, wanted, found, count }));
  }
  t.strictSame(faults.slice(0, 3), []);
  t.ok(hits > FILTERS / 4, `${hits} found some, not most`);
});

/** Page by page, to the end. */
async function walked(
  views: Awaited<ReturnType<typeof open>>['views'],
  asked: { filter: Filter; sort: Sort },
  { viewer, inboxIds }: Asking,
): Promise<number[]> {
  const found: number[] = [];
  let after: string | undefined;
  do {
    const { rows, next } = await views.page(asked, viewer, { inboxIds, after, limit: 60 });
    found.push(...rows.map(({ id }) => id));
    after = next ?? undefined;
  } while (after && found.length < 2 * TALKS);
  return found;
}

function expected(talks: Talk[], filter: Filter, sort: Sort, asking: Asking): number[] {
  const places = placesIn(filter);
  const groups = filter.groups.map((group) => (talk: Talk) => {
    const met = group.conditions.map((one) => isMet(talk, one, asking));
    return group.match === 'all' ? met.every(Boolean) : met.some(Boolean);
  });
  const meets = (talk: Talk) =>
    groups.length === 0 ||
    (filter.match === 'all' ? groups.every((one) => one(talk)) : groups.some((one) => one(talk)));
  const found = talks.filter(
    (talk) => asking.inboxIds.includes(talk.inbox) && places.includes(talk.place) && meets(talk),
  );
  const newest = (one: Talk, other: Talk) => other.last - one.last;
  const order: Record<Sort, (one: Talk, other: Talk) => number> = {
    newest,
    oldest: (one, other) => one.last - other.last,
    waiting: (one, other) =>
      one.waiting !== null && other.waiting !== null
        ? one.waiting - other.waiting
        : Number(one.waiting === null) - Number(other.waiting === null) || newest(one, other),
    priority: (one, other) => urgencyFor(other, asking) - urgencyFor(one, asking) || newest(one, other),
  };
  return found.toSorted(order[sort]).map(({ id }) => id);
}
