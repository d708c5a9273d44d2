// Routing: nobody, in turn, by workload, the contact's owner; limits, skills, waiting; every decision as a value (CH-4, TK-3).
import t, { type Test } from 'tap';
import type { RoutingSettings } from '../../core/database/entities/inbox.ts';
import { decide, type Candidate, type Question } from '../../core/routing/decision.ts';
import { createRouting, handOut, handOutWaiting, type Decision } from '../../core/routing/routing.ts';
import { skillsNeeded } from '../../core/routing/skill-matching.ts';
import type { SkillFacts, SkillRule } from '../../core/routing/skill-shapes.ts';
import { openRooms, type Rooms } from './rooms.ts';

const PEOPLE: RoutingSettings = { to: 'people', userIds: [1, 2], teamIds: [], onlyAvailable: true };
const one = (userId: number, more: Partial<Candidate> = {}): Candidate => ({
  userId,
  name: `U${userId}`,
  team: null,
  available: true,
  onCall: false,
  mayAnswer: true,
  seesTicket: true,
  turn: 0,
  conversations: 0,
  tickets: 0,
  conversationLimit: 0,
  ticketLimit: 0,
  lacks: [],
  ...more,
});
const ask = (routing: RoutingSettings, candidates: Candidate[], more: Partial<Question> = {}) =>
  decide({ routing, candidates, owner: null, skills: [], withTicket: false, ...more });

t.test('the decision', async (t) => {
  t.match(ask({ ...PEOPLE, to: 'nobody' }, [one(1)], { owner: one(2) }), {
    userId: null,
    teamId: null,
    decision: null,
    reason: { code: 'routing.nobody' },
  });
  t.match(ask(PEOPLE, [one(1, { turn: 5 }), one(2, { turn: 3, team: { id: 9, name: 'Support' } })]), {
    userId: 2,
    teamId: 9,
    reason: { code: 'routing.in_turn_of_team', params: { name: 'U2', team: 'Support' } },
    decision: { by: 'turn', chosenId: 2 },
  });
  t.match(ask(PEOPLE, [one(2), one(1)]), { userId: 1 }, 'whoever is equal goes by number');
  t.match(ask(PEOPLE, [one(1, { turn: 5 }), one(2, { available: false })]), { userId: 1 });
  t.match(ask(PEOPLE, [one(1, { available: false })]), {
    userId: null,
    decision: { chosenId: null, considered: [{ userId: 1, hindrance: 'not available' }] },
    reason: { code: 'routing.nobody_available' },
  });
  t.match(ask({ ...PEOPLE, onlyAvailable: false }, [one(1, { available: false })]), { userId: 1 });
  const talks = one(1, { onCall: true });
  t.match(ask(PEOPLE, [talks, one(2)]), { userId: 2, decision: { considered: [{ hindrance: 'on a call' }, {}] } });
  t.match(ask({ ...PEOPLE, onlyAvailable: false }, [talks]), { userId: 1 });
  t.match(ask(PEOPLE, []), { userId: null, reason: { code: 'routing.nobody_left' } });
  t.match(ask(PEOPLE, [one(1, { mayAnswer: false })]), { userId: null, reason: { code: 'routing.nobody_may' } });
});

t.test('limits and workload pass people over, and the decision says so (TK-3)', async (t) => {
  const full = one(1, { conversations: 8, conversationLimit: 8 });
  const passed = ask(PEOPLE, [full, one(2, { turn: 4, conversations: 3 })]);
  t.match(passed, { userId: 2, reason: { code: 'routing.in_turn', params: { name: 'U2' } } });
  t.match(passed.decision!.considered, [
    { userId: 1, hindrance: 'conversation limit', limit: 8, conversations: 8 },
    { userId: 2, hindrance: null, conversations: 3 },
  ]);
  t.match(ask(PEOPLE, [full]), { userId: null, reason: { code: 'routing.all_full' } });
  const busy = one(1, { tickets: 2, ticketLimit: 2 });
  t.match(ask(PEOPLE, [busy]), { userId: 1 }, 'tickets do not matter where none is made');
  t.match(ask(PEOPLE, [busy], { withTicket: true }), { userId: null, reason: { code: 'routing.all_full' } });
  const load: RoutingSettings = { ...PEOPLE, by: 'load' };
  t.match(ask(load, [one(1, { conversations: 4 }), one(2, { turn: 9, conversations: 2, tickets: 1 })]), {
    userId: 2,
    reason: { code: 'routing.least_loaded', params: { open: 3 } },
    decision: { by: 'load' },
  });
  t.match(ask(load, [one(1, { turn: 7 }), one(2, { turn: 3 })]), { userId: 2 }, 'in turn among equals');
  const many = Array.from({ length: 40 }, (_, index) => one(index + 1, { available: index === 39 }));
  const { decision, userId } = ask(PEOPLE, many);
  t.equal(userId, 40);
  t.match(decision, { more: 10, chosenId: 40 });
  t.equal(decision!.considered.length, 30);
  t.ok(
    decision!.considered.some((each) => each.userId === 40),
    'whoever got it is always named',
  );
});

t.test('skills: wait, or somebody without them (TK-3)', async (t) => {
  const skills = ['French'];
  const [able, unable] = [one(1, { available: false }), one(2, { lacks: ['French'] })];
  t.match(ask(PEOPLE, [able, unable], { skills }), {
    userId: null,
    reason: { code: 'routing.nobody_skilled', params: { skills: 'French' } },
    decision: {
      skills,
      considered: [{ hindrance: 'not available' }, { hindrance: 'lacks skill', lacks: ['French'] }],
    },
  });
  const anybody: RoutingSettings = { ...PEOPLE, withoutSkill: 'anybody' };
  t.match(ask(anybody, [able, unable], { skills }), { userId: 2, decision: { skillsIgnored: true } });
  t.match(ask(anybody, [one(1, { turn: 9 }), unable], { skills }), { userId: 1, decision: { skillsIgnored: false } });
});

t.test('the contact’s owner, whatever they have to do (CH-4)', async (t) => {
  const owner: RoutingSettings = { ...PEOPLE, to: 'contact owner' };
  t.match(ask(owner, [], { owner: one(4, { conversations: 9, conversationLimit: 1 }) }), {
    userId: 4,
    notify: null,
    reason: { code: 'routing.contact_owner', params: { name: 'U4' } },
    decision: { by: 'owner', chosenId: 4 },
  });
  t.match(ask(owner, [], { owner: one(4, { onCall: true }) }), {
    ...{ userId: null, notify: null, reason: { code: 'routing.owner_on_call' } },
    decision: { considered: [{ hindrance: 'on a call' }] },
  });
  t.match(ask(owner, [], { owner: one(4, { available: false }) }), {
    userId: null,
    notify: { userId: 4, kind: 'owner_offline' },
    reason: { code: 'routing.owner_offline' },
  });
  t.match(ask({ ...owner, onlyAvailable: false }, [], { owner: one(4, { available: false }) }), {
    userId: 4,
    notify: { userId: 4 },
  });
  t.match(ask(owner, [], { owner: one(4, { mayAnswer: false }) }), {
    userId: null,
    notify: null,
    reason: { code: 'routing.owner_may_not' },
  });
  t.match(ask(owner, []), { userId: null, notify: null, reason: { code: 'routing.no_owner' } });
});

t.test('rules about skills look at how a conversation begins (TK-3)', async (t) => {
  const facts: SkillFacts = {
    channel: 'email',
    account: '3',
    inbox: '7',
    language: 'fr-CA',
    words: 'Facture\nMon vélo est cassé',
    addresses: ['Anne@Firm.example'],
    tags: ['VIP'],
    properties: { Plan: 'Premium' },
  };
  const holds = (conditions: SkillRule['conditions'], match: SkillRule['match'] = 'all', active = true) =>
    skillsNeeded([{ id: 1, name: 'R', match, conditions, skillIds: [5], active }], facts).length > 0;
  t.ok(holds([{ of: 'language', values: ['de', 'fr'] }]));
  t.notOk(holds([{ of: 'language', values: ['f'] }]));
  t.ok(holds([{ of: 'words', values: ['FACTURE'] }]));
  t.ok(holds([{ of: 'address', values: ['*@firm.example'] }]));
  t.ok(holds([{ of: 'address', values: ['a*@*.example'] }]));
  t.notOk(holds([{ of: 'address', values: ['firm.example'] }]), 'a pattern is about the whole address');
  t.notOk(holds([{ of: 'address', values: ['anne@firm.example*@firm.example'] }]), 'pieces do not overlap');
  t.ok(holds([{ of: 'tag', values: ['vip'] }]));
  t.ok(holds([{ of: 'property', values: ['plan=premium'] }]));
  t.ok(
    holds([
      { of: 'channel', values: ['email'] },
      { of: 'inbox', values: ['7'] },
      { of: 'account', values: ['3'] },
    ]),
  );
  t.notOk(
    holds([
      { of: 'channel', values: ['email'] },
      { of: 'tag', values: ['new'] },
    ]),
  );
  t.ok(
    holds(
      [
        { of: 'channel', values: ['email'] },
        { of: 'tag', values: ['new'] },
      ],
      'any',
    ),
  );
  t.notOk(holds([{ of: 'channel', values: ['email'] }], 'all', false), 'it is switched off');
  t.notOk(holds([]), 'without conditions it never holds');
});

async function openRouting(t: Test, limits = { conversations: 0, tickets: 0 }) {
  const rooms = await openRooms();
  t.teardown(() => rooms.close());
  const { database, events, clock, conversations } = rooms;
  const barred = new Set<number>();
  const routing = createRouting({
    database,
    events,
    clock,
    conversations,
    takingRoles: async () => ['agent', 'administrator'],
    answerers: async () => {
      const users = await database.rows<{ id: number }>('select id from desk_user');
      return new Set(users.map(({ id }) => id).filter((id) => !barred.has(id)));
    },
    seersOf: async () => null,
    beginsIn: async () => null,
    limits: async () => limits,
  });
  return { ...rooms, routing, barred, limits };
}

t.test('in turn, over everybody who may', async (t) => {
  const { database, mara, eva, tom, team, inbox, user, routing, barred } = await openRouting(t);
  const observer = await user('Olga', { role: 'observer' });
  const gone = await user('Gone', { status: 'disabled' });
  await database.run('insert into team_member (team_id, user_id) values (?, ?), (?, ?)', [team, tom, team, observer]);
  const settings: RoutingSettings = { ...PEOPLE, userIds: [mara, gone, observer], teamIds: [team] };
  const place = { id: 1, inboxId: inbox };
  const next = async () => (await routing.assign(place, settings, null)).userId;
  t.same([await next(), await next(), await next(), await next()], [mara, eva, tom, mara]);
  await database.run('update desk_user set available = false where id = ?', [eva]);
  t.same([await next(), await next(), await next()], [tom, mara, tom]);
  await database.run('update desk_user set available = true where id = ?', [eva]);
  t.equal((await routing.rehearse(place, settings, null)).userId, eva);
  t.equal((await routing.rehearse(place, settings, null)).userId, eva, 'a rehearsal uses up nobody’s turn');
  t.equal(await next(), eva, 'who was away is next');
  t.match(await routing.assign(place, settings, null), { userId: mara, teamId: null });
  t.match(await routing.assign(place, settings, null), { userId: tom, teamId: team }, 'chosen through the team');
  barred.add(eva);
  t.match(await routing.assign(place, settings, null), { userId: mara }, 'not who may not answer there');
  const owner: RoutingSettings = { ...settings, to: 'contact owner' };
  t.match(await routing.assign(place, owner, tom), { userId: tom });
  t.match(await routing.assign(place, owner, observer), { userId: null, reason: { code: 'routing.no_owner' } });
  t.match(await routing.assign(place, owner, null), { userId: null });
});

t.test('turns are fair when many come at once, and go on after a restart (TK-3)', async (t) => {
  const { database, events, clock, conversations, mara, eva, tom, inbox, routing } = await openRouting(t);
  const settings: RoutingSettings = { ...PEOPLE, userIds: [mara, eva, tom] };
  const place = { id: 1, inboxId: inbox };
  const got = await Promise.all(Array.from({ length: 30 }, () => routing.assign(place, settings, null)));
  const counts = [mara, eva, tom].map((id) => got.filter(({ userId }) => userId === id).length);
  t.same(counts, [10, 10, 10]);
  await routing.assign(place, settings, null);
  const again = createRouting({
    ...{ database, events, clock, conversations, takingRoles: async () => ['agent', 'administrator'] },
    answerers: async () => new Set([mara, eva, tom]),
    seersOf: async () => null,
    beginsIn: async () => null,
    limits: async () => ({ conversations: 0, tickets: 0 }),
  });
  t.equal((await again.assign(place, settings, null)).userId, eva, 'who is next stands in the database');
});

/** A conversation of the account that begins now and goes through routing, as an arrival does. */
async function begin(
  rooms: Rooms & { routing: ReturnType<typeof createRouting> },
  routing: RoutingSettings,
  text = 'Hello',
) {
  const { database, account, inbox, open, hears } = rooms;
  await database.run('update channel_account set routing = ? where id = ?', [JSON.stringify(routing), account]);
  const { id } = await open();
  await hears(id, text);
  await database.write(() => handOut(rooms, { id: account, inboxId: inbox, routing }, { id, contactId: null }));
  return id;
}

const refusal = (asked: Promise<unknown>) =>
  asked.then(
    () => null,
    (error: unknown) => error as object,
  );
const ownerOf = async ({ conversations }: Rooms, id: number) => (await conversations.get(id))!.ownerId;

t.test(
  'whoever is at their limit is passed over; who waits is handed out when there is room (CH-4, TK-3)',
  async (t) => {
    const rooms = await openRouting(t, { conversations: 1, tickets: 0 });
    const { database, conversations, jobs, mara, eva, clock } = rooms;
    handOutWaiting(rooms);
    await jobs.start();
    const settings: RoutingSettings = { ...PEOPLE, userIds: [mara, eva] };
    await database.run('update desk_user set conversation_limit = 2 where id = ?', [mara]);
    const ids: number[] = [];
    for (let count = 0; count < 5; count++) ids.push(await begin(rooms, settings));
    const [first, second, third, fourth, fifth] = ids as [number, number, number, number, number];
    const owners = async () => Promise.all(ids.map((id) => ownerOf(rooms, id)));
    t.same(await owners(), [mara, eva, mara, null, null]);
    const waiting = (await conversations.get(fourth))!;
    t.match(waiting, { assignmentReason: { code: 'routing.all_full' } });
    t.ok(waiting.unroutedSince);
    const decision = (await conversations.thread.lastDecision(fourth)) as Decision;
    t.match(decision, { chosenId: null, considered: [{ hindrance: 'conversation limit', limit: 1 }, { limit: 2 }] });
    t.match(await rooms.routing.workload(), [
      { userId: mara, conversations: 2, conversationLimit: 2 },
      { userId: eva, conversations: 1, conversationLimit: 1 },
      { conversations: 0 },
    ]);

    await conversations.close(second, `user:${eva}`);
    await jobs.idle();
    t.same(await owners(), [mara, eva, mara, eva, null], 'the oldest first');
    t.equal((await conversations.get(fourth))!.unroutedSince, null);
    await conversations.snooze(third, new Date(clock.now().getTime() + 86_400_000), `user:${mara}`);
    await jobs.idle();
    t.equal(await ownerOf(rooms, fifth), mara, 'what is snoozed does not count');
    const items = (await conversations.thread.read(fifth, { limit: 30, userId: mara }))!.items;
    const told = items.flatMap(({ happening }) => (happening ? [happening.type] : []));
    t.same(told, ['not_assigned', 'assigned_to_user'], 'said once that nobody was free, and once who got it');
    t.match(items.at(-1)!.happening, { reason: { code: 'routing.in_turn' }, decision: { chosenId: mara } });
    await conversations.assign(first, { userId: null }, null, `user:${mara}`);
    await jobs.idle();
    t.equal(await ownerOf(rooms, first), null, 'what somebody laid down by hand stays there');
  },
);

t.test('skills by rule, by hand, and waiting for who has them (TK-3)', async (t) => {
  const rooms = await openRouting(t);
  const { database, conversations, events, jobs, mara, eva, routing } = rooms;
  handOutWaiting(rooms);
  await jobs.start();
  const { skills } = routing;
  const settings: RoutingSettings = { ...PEOPLE, userIds: [mara, eva] };
  const french = await skills.create({ name: 'French', userIds: [eva] });
  t.match(await refusal(skills.create({ name: 'french ', userIds: [] })), { fields: { name: 'wrong.name_taken' } });
  const rule = { name: 'French', match: 'all' as const, skillIds: [french.id], active: true };
  t.match(await refusal(skills.createRule({ ...rule, conditions: [] })), { fields: { words: 'wrong.no_condition' } });
  await skills.createRule({ ...rule, conditions: [{ of: 'words', values: ['bonjour'] }] });

  t.equal(await ownerOf(rooms, await begin(rooms, settings, 'Bonjour!')), eva, 'although Mara is next');
  t.equal(await ownerOf(rooms, await begin(rooms, settings, 'Hello')), mara);
  await database.run('update desk_user set available = false where id = ?', [eva]);
  const waits = await begin(rooms, settings, 'Bonjour encore');
  t.match(await conversations.get(waits), { ownerId: null, assignmentReason: { code: 'routing.nobody_skilled' } });
  const other = await begin(rooms, { ...settings, withoutSkill: 'anybody' }, 'Bonjour, vite');
  t.equal(await ownerOf(rooms, other), mara);
  t.match(await conversations.thread.lastDecision(other), { skillsIgnored: true, skills: ['French'] });

  await database.run('update channel_account set routing = ?', [JSON.stringify(settings)]);
  await database.write(async () => {
    await database.run('update desk_user set available = true where id = ?', [eva]);
    await events.add({ type: 'user.changed', actor: `user:${eva}`, data: { userId: eva, available: true } });
  });
  await jobs.idle();
  t.equal(await ownerOf(rooms, waits), eva, 'when somebody comes who has it');

  await database.run('update desk_user set available = false where id = ?', [eva]);
  const second = await begin(rooms, settings, 'Bonjour');
  t.equal(await ownerOf(rooms, second), null);
  await skills.setNeeded(second, [], `user:${mara}`);
  await jobs.idle();
  t.equal(await ownerOf(rooms, second), mara, 'somebody said that it needs none');
  await skills.remove(french.id);
  t.same(await skills.list(), []);
  t.match(await skills.rules(), [{ skillIds: [] }]);
});
