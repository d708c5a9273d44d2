// Views: conditions as data and as SQL, sharing, order, pages in every order, counts, rows on open pages (VW-2).
import t, { type Test } from 'tap';
import type { BuiltInRole, Viewer } from '../../core/accounts/accounts.ts';
import type { Condition, Filter } from '../../core/conditions/conditions.ts';
import { heldClock } from '../../core/kernel/clock.ts';
import { DeskError } from '../../core/kernel/errors.ts';
import type { NewView } from '../../core/views/views.ts';
import { addUser, openDesk, withAccount, type TestDesk } from '../support/desk.ts';
import { letter as pushed, openLive } from '../support/live.ts';
import { openLoft } from '../support/loft.ts';
import { bring, letter } from '../support/pigeons.ts';

const all = (...conditions: Condition[]): Filter => ({ match: 'all', groups: [{ match: 'all', conditions }] });
const is = (property: string, ...values: string[]): Condition => ({ property, operator: 'is', values });
const asks = (property: string, operator: Condition['operator'], ...values: string[]): Condition => ({
  ...{ property, operator, values },
});

async function open(t: Test) {
  const clock = heldClock(new Date('2026-11-20T09:00:00Z'));
  const desk = await openDesk(t, { clock });
  const loft = await openLoft(t);
  const { accountId, inbox } = await withAccount(desk, 'pigeon', { loft: loft.url });
  const eva = await viewerOf(desk, 'Eva');
  const ids: Record<string, number> = {};
  for (const [index, who] of ['ada', 'ben', 'cem', 'dora'].entries()) {
    clock.advance(60_000);
    await bring(desk, accountId, who, [letter(who, who, `Words of ${who}`, { at: clock.now().toISOString() })]);
    await desk.jobs.idle();
    ids[who] = (await desk.conversations.findMessage(accountId, who))!.conversationId;
    if (index === 0) await desk.conversations.tag(ids[who], 'vip', 'desk');
  }
  return { desk, clock, accountId, inbox, eva, ids };
}

async function viewerOf(desk: TestDesk, name: string, role: BuiltInRole = 'agent'): Promise<Viewer> {
  return (await desk.accounts.viewerOf(await addUser(desk, name, role)))!;
}

const code = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error: unknown) => (error instanceof DeskError ? error.code : error),
  );

t.test('conditions of every kind find what meets them (VW-2)', async (t) => {
  const { desk, clock, accountId, inbox, eva, ids } = await open(t);
  const { views } = desk;
  const { ada, ben, cem, dora } = ids;
  await desk.conversations.assign(ben!, { userId: eva.userId }, null, 'desk');
  await desk.conversations.close(cem!, 'desk');
  await desk.conversations.spam(dora!, 'desk');
  const [tag] = await desk.conversations.lists.tags();
  const found = async (filter: Filter) => {
    const checked = await views.conditions.check(filter);
    const { rows } = await views.page({ filter: checked, sort: 'oldest' }, eva, { inboxIds: [inbox.id], limit: 10 });
    const count = await views.count({ filter: checked, sort: 'oldest' }, eva, [inbox.id]);
    const members = await views.members({ filter: checked, sort: 'oldest' }, eva, [inbox.id], Object.values(ids));
    t.equal(count, rows.length, 'as many are counted as are shown');
    t.same(members, new Set(rows.map(({ id }) => id)), 'and each is a member');
    return rows.map(({ id }) => Object.keys(ids).find((who) => ids[who] === id));
  };
  t.same(await found({ match: 'all', groups: [] }), ['ada', 'ben', 'cem'], 'without conditions: all but spam');
  const cases: [string, Filter, string[]][] = [
    ['channel', all(is('channel', 'pigeon')), ['ada', 'ben', 'cem']],
    ['other channel', all(asks('channel', 'not', 'pigeon')), []],
    ['account', all(is('account', String(accountId)), is('status', 'open')), ['ada', 'ben']],
    ['status', all(is('status', 'closed', 'snoozed')), ['cem']],
    ['place', all(is('place', 'spam')), ['dora']],
    ['me', all(is('owner', 'me')), ['ben']],
    ['nobody', all(is('owner', 'nobody'), is('status', 'open')), ['ada']],
    ['me or nobody', all(is('owner', 'nobody', 'me')), ['ada', 'ben', 'cem']],
    ['not me', all(asks('owner', 'not', 'me')), ['ada', 'cem']],
    ['tag', all(is('tag', String(tag!.id))), ['ada']],
    ['without the tag', all(asks('tag', 'not', String(tag!.id))), ['ben', 'cem']],
    ['no tag', all(asks('tag', 'unset')), ['ben', 'cem']],
    ['contact', all(asks('contact', 'contains', 'AD')), ['ada']],
    ['letters, not a pattern', all(asks('contact', 'contains', '%')), []],
    ['other contacts', all(asks('contact', 'lacks', 'ada')), ['ben', 'cem']],
    ['waiting', all(asks('waiting', 'set'), is('status', 'open')), ['ada', 'ben']],
    ['waiting long', all(asks('waiting', 'beyond', '2m')), ['ada', 'ben']],
    ['waiting short', all(asks('waiting', 'within', '2m')), []],
    ['from a day', all(asks('created', 'from', '2000-01-01')), ['ada', 'ben', 'cem']],
    ['up to a day', all(asks('created', 'until', '2000-01-01')), []],
    ['unread', all(asks('unread', 'yes')), ['ada', 'ben', 'cem']],
    ['answered', all(asks('answered', 'yes')), []],
    ['without a ticket', all(asks('ticket', 'no')), ['ada', 'ben', 'cem']],
    ['of a stage', all(asks('ticket_kind', 'not', 'closed')), ['ada', 'ben', 'cem']],
  ];
  await desk.conversations.markUnread(ben!, eva.userId);
  clock.advance(600_000);
  for (const [name, filter, wanted] of cases) t.same(await found(filter), wanted, name);
  const either: Filter = {
    match: 'any',
    groups: [all(is('owner', 'me')).groups[0]!, { match: 'any', conditions: [is('status', 'closed')] }],
  };
  t.same(await found(either), ['ben', 'cem'], 'any of several groups');
  await desk.conversations.reopen(cem!, 'desk');
  t.same(await found(all(is('tag', '999999'))), []);
  t.same([...(await views.members({ filter: all(), sort: 'newest' }, eva, [], [ada!]))], [], 'no inbox, no members');
});

t.test('what is wrong in conditions is told by its place, and nothing is kept (VW-2)', async (t) => {
  const { desk, eva } = await open(t);
  const view = (filter: Filter, more: Partial<NewView> = {}) => desk.views.create({ name: 'X', filter, ...more }, eva);
  const fields = (work: Promise<unknown>) =>
    work.then(
      () => null,
      (error: DeskError) => error.fields,
    );
  t.same(
    await fields(
      view(
        all(is('nonsense', '1'), asks('status', 'contains', 'x'), is('status', 'x'), asks('waiting', 'beyond', 'soon')),
      ),
    ),
    {
      'condition.0.0': 'wrong.condition_property',
      'condition.0.1': 'wrong.condition_operator',
      'condition.0.2': 'wrong.condition_choice',
      'condition.0.3': 'wrong.condition_since',
    },
  );
  t.same(await fields(view(all(is('owner', '1) or (1=1')))), { 'condition.0.0': 'wrong.condition_choice' });
  t.same(await fields(view(all(asks('created', 'from', '2026-02-30')))), { 'condition.0.0': 'wrong.condition_moment' });
  t.same(await fields(view(all(), { name: ' ' })), { name: 'wrong.empty' });
  t.same(await fields(view(all(), { access: 'chosen' })), { people: 'wrong.shared_with' });
  t.same(await fields(view(all(), { access: 'chosen', userIds: [999] })), { people: 'wrong.choice' });
  t.same(await desk.views.list(eva), []);
});

t.test('few conversations of a stage or a priority are found among any number (VW-2, TK-1)', async (t) => {
  const { desk, inbox, eva, ids } = await open(t);
  const stages = [
    { name: 'New', kind: 'open' as const },
    { name: 'Done', kind: 'closed' as const },
  ];
  await desk.database.write(() => desk.tickets.pipelines.prepare({ pipeline: 'Support', stages }));
  const [fresh, done] = (await desk.tickets.pipelines.list())[0]!.stages.map(({ id }) => String(id));
  const opened = async (name: string, ...who: string[]) =>
    desk.tickets.open({ name, source: 'manual', conversationIds: who.map((one) => ids[one]!), actor: 'desk' });
  const first = await opened('Pressing', 'ada', 'ben');
  const other = await opened('Forgotten', 'dora');
  await desk.tickets.change(first.id, { priority: 'urgent' }, 'desk');
  await desk.conversations.spam(ids.dora!, 'desk');
  await desk.conversations.close(ids.ben!, 'desk');
  await desk.jobs.idle();
  const found = async (...conditions: Condition[]) => {
    const view = { filter: all(...conditions) };
    const seen: Record<string, string[]> = {};
    for (const sort of ['newest', 'oldest', 'waiting', 'priority'] as const) {
      const { rows } = await desk.views.page({ ...view, sort }, eva, { inboxIds: [inbox.id], limit: 10 });
      seen[sort] = rows.map(({ id }) => Object.keys(ids).find((who) => ids[who] === id)!);
    }
    const among = await desk.views.members({ ...view, sort: 'newest' }, eva, [inbox.id], Object.values(ids));
    t.equal(await desk.views.count({ ...view, sort: 'newest' }, eva, [inbox.id]), among.size);
    for (const one of Object.values(seen)) t.same(new Set(one.map((who) => ids[who]!)), among);
    return seen.newest;
  };
  t.same(await found(is('ticket_stage', fresh!)), ['ben', 'ada']);
  t.same(await found(is('ticket_priority', 'urgent')), ['ben', 'ada']);
  t.same(await found(is('ticket_priority', 'urgent'), is('status', 'open')), ['ada']);
  t.same(await found(is('ticket_priority', 'none')), []);
  t.same(await found(is('ticket_stage', done!)), []);
  t.same(await found(is('ticket_stage', fresh!), is('place', 'spam')), ['dora'], 'also in a folder of its own');
  t.equal((await desk.tickets.get(other.id))!.hidden, true);
});

t.test('pages follow the order of the view to their end (VW-2)', async (t) => {
  const { desk, inbox, eva, ids } = await open(t);
  const place = { inboxIds: [inbox.id], limit: 1 };
  await desk.conversations.close(ids.ben!, 'desk');
  const [pipeline] = await desk.tickets.pipelines.list();
  t.equal(pipeline, undefined);
  const ticket = await desk.tickets.open({
    ...{ name: 'Pressing', source: 'manual', conversationIds: [ids.cem!], actor: 'desk' },
  });
  await desk.tickets.change(ticket.id, { priority: 'urgent' }, 'desk');
  const walk = async (sort: 'newest' | 'oldest' | 'waiting' | 'priority') => {
    const seen: number[] = [];
    for (let after: string | undefined, turns = 0; turns < 10; turns += 1) {
      const { rows, next } = await desk.views.page({ filter: all(), sort }, eva, { ...place, after });
      seen.push(...rows.map(({ id }) => id));
      if (!next) break;
      after = next;
    }
    return seen.map((id) => Object.keys(ids).find((who) => ids[who] === id));
  };
  t.same(await walk('newest'), ['dora', 'cem', 'ben', 'ada']);
  t.same(await walk('oldest'), ['ada', 'ben', 'cem', 'dora']);
  t.same(await walk('priority'), ['cem', 'dora', 'ben', 'ada']);
  await desk.database.run('update conversation set waiting_since = null where id = ?', [ids.dora]);
  t.same(await walk('waiting'), ['ada', 'cem', 'dora', 'ben'], 'who waits longest, then the others');
  t.equal(await code(desk.views.page({ filter: all(), sort: 'newest' }, eva, { ...place, after: '9.x' })), 'invalid');
});

t.test(
  'views are private, for some or for all; who may change them, order, pins, copies, deletion (VW-2)',
  async (t) => {
    const desk = await openDesk(t, { plugins: [] });
    const { views } = desk;
    const [eva, ben, olaf, root] = [
      await viewerOf(desk, 'Eva'),
      await viewerOf(desk, 'Ben'),
      await viewerOf(desk, 'Olaf', 'observer'),
      await viewerOf(desk, 'Root', 'administrator'),
    ];
    const names = async (viewer: Viewer, options?: { pinned: boolean }) =>
      (await views.list(viewer, options)).map(({ name }) => name);
    const own = await views.create({ name: '  Mine   only ', filter: all() }, eva);
    t.same(await names(eva), ['Mine only']);
    t.same(await names(ben), []);
    t.equal(await code(views.change(own.id, { name: 'Taken' }, ben)), 'not_found');
    t.equal(await code(views.create({ name: 'X', filter: all(), access: 'everyone' }, olaf)), 'forbidden');
    await views.create({ name: 'Observed', filter: all() }, olaf);

    const shared = await views.create({ name: 'Shared', filter: all(), access: 'chosen', userIds: [ben.userId] }, eva);
    t.same(await names(ben), ['Shared']);
    t.same(await names(root), [], 'others do not have it');
    t.equal(await code(views.change(shared.id, { name: 'X' }, ben)), 'forbidden', 'only its owner changes it');
    await views.change(shared.id, { editing: 'shared' }, eva);
    const changed = await views.change(shared.id, { name: 'Ours', access: 'private' }, ben);
    t.match(changed, { name: 'Ours', access: 'chosen' }, 'with whom it is shared is the word of its owner');
    await views.change(shared.id, { access: 'everyone' }, eva);
    t.same(await names(olaf), ['Observed', 'Ours']);
    t.notOk(views.mayChange((await views.get(shared.id, olaf))!, olaf), 'observers change only their own');
    t.ok(views.mayChange((await views.get(shared.id, root))!, root), 'administrators change what others see');

    await views.order([shared.id, own.id], eva);
    t.same(await names(eva), ['Ours', 'Mine only']);
    await views.pin(shared.id, false, eva);
    t.same(await names(eva, { pinned: true }), ['Mine only']);
    t.same(await names(ben, { pinned: true }), ['Ours'], 'each has pins of their own');
    t.match(await views.copy(shared.id, 'Copy', ben), { access: 'private', ownerId: ben.userId });
    await views.delete(shared.id, eva);
    t.same(await names(olaf), ['Observed']);
    await views.restore(shared.id, eva);
    t.same(await names(eva), ['Ours', 'Mine only'], 'it is back in its place');
  },
);

t.test('counts are kept, shared by who sees the same, and counted anew when something happens (VW-2)', async (t) => {
  const { desk, clock, inbox, eva, ids } = await open(t);
  const open1 = await desk.views.create({ name: 'Open', filter: all(is('status', 'open')) }, eva);
  const counted = async () => (await desk.views.counts([open1], eva, [inbox.id], 5000)).of.get(open1.id);
  t.equal(await counted(), 4);
  await desk.conversations.close(ids.ada!, 'desk');
  t.equal(await counted(), 4, 'for a moment it stays');
  clock.advance(10_000);
  t.equal(await counted(), 3);
});

t.test('an open view is told of rows that come, change and go, and of its number (VW-2, RE-7)', async (t) => {
  const live = await openLive(t);
  const { desk } = live;
  const eva = (await desk.accounts.viewerOf(await addUser(desk, 'Eva')))!;
  const ben = await addUser(desk, 'Ben');
  const view = await desk.views.create({ name: 'Mine', filter: all(is('owner', 'me'), is('status', 'open')) }, eva);
  const page = await live.page(eva.userId);
  const strange = await live.page(ben);
  await page.join([`view:${view.id}`, `user:${eva.userId}`]);
  t.same((await strange.join([`view:${view.id}`])).refused, [`view:${view.id}`], 'a view of somebody else is refused');
  await live.bring(pushed('Ada', 'Hello'));
  const { conversationId } = (await desk.conversations.findMessage(live.accountId, 'Ada Hello'))!;
  await desk.conversations.assign(conversationId, { userId: eva.userId }, null, 'desk');
  t.match(
    await page.shows(new RegExp(`data-topic="view:${view.id}"[^>]*><li[^>]*id="row-${conversationId}"`)),
    'Hello',
  );
  t.ok(await page.shows(new RegExp(`#count-view-${view.id}"[^>]*>1<`)), 'and of its number');
  await desk.conversations.close(conversationId, 'desk');
  t.ok(await page.shows(new RegExp(`#row-${conversationId}" hx-swap="delete"`)), 'what is closed leaves the view');
});
