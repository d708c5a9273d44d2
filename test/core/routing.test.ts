// Routing: nobody, in turn, the contact's owner; who is there and who may (CH-4).
import t from 'tap';
import type { RoutingSettings } from '../../core/database/entities/inbox.ts';
import { decide, type Candidate } from '../../core/routing/decision.ts';
import { createRouting } from '../../core/routing/routing.ts';
import { openRooms } from './rooms.ts';

const PEOPLE: RoutingSettings = { to: 'people', userIds: [1, 2], teamIds: [], onlyAvailable: true };
const one = (userId: number, more: Partial<Candidate> = {}): Candidate => ({
  userId,
  name: `U${userId}`,
  teamId: null,
  available: true,
  turn: 0,
  ...more,
});

t.test('the decision', async (t) => {
  t.match(decide({ ...PEOPLE, to: 'nobody' }, [one(1)], one(2)), {
    userId: null,
    teamId: null,
    reason: { code: 'routing.nobody' },
  });
  t.match(decide(PEOPLE, [one(1, { turn: 5 }), one(2, { turn: 3, teamId: 9 })], null), {
    userId: 2,
    teamId: 9,
    inTurn: true,
  });
  t.match(decide(PEOPLE, [one(2), one(1)], null), { userId: 1 }, 'whoever is equal goes by number');
  t.match(decide(PEOPLE, [one(1, { turn: 5 }), one(2, { available: false })], null), { userId: 1 });
  t.match(decide(PEOPLE, [one(1, { available: false })], null), {
    userId: null,
    inTurn: false,
    reason: { code: 'routing.nobody_available' },
  });
  t.match(decide({ ...PEOPLE, onlyAvailable: false }, [one(1, { available: false })], null), { userId: 1 });
  t.match(decide(PEOPLE, [], null), { userId: null, reason: { code: 'routing.nobody_left' } });
  const owner: RoutingSettings = { ...PEOPLE, to: 'contact owner' };
  t.match(decide(owner, [], one(4)), {
    userId: 4,
    notify: null,
    reason: { code: 'routing.contact_owner', params: { name: 'U4' } },
  });
  t.match(decide(owner, [], one(4, { available: false })), {
    userId: null,
    notify: { userId: 4, kind: 'owner_offline' },
    reason: { code: 'routing.owner_offline' },
  });
  t.match(decide({ ...owner, onlyAvailable: false }, [], one(4, { available: false })), {
    userId: 4,
    notify: { userId: 4 },
  });
  t.match(decide(owner, [], null), { userId: null, notify: null, reason: { code: 'routing.no_owner' } });
});

t.test('in turn, over everybody who may', async (t) => {
  const rooms = await openRooms();
  t.teardown(() => rooms.close());
  const { database, mara, eva, tom, team } = rooms;
  const routing = createRouting({ database, mayTake: (role) => role !== 'observer' });
  const observer = await rooms.user('Olga', { role: 'observer' });
  const gone = await rooms.user('Gone', { status: 'disabled' });
  await database.run('insert into team_member (team_id, user_id) values (?, ?), (?, ?)', [team, tom, team, observer]);
  const settings: RoutingSettings = {
    to: 'people',
    userIds: [mara, gone, observer],
    teamIds: [team],
    onlyAvailable: true,
  };
  const place = { id: 1, inboxId: rooms.inbox };
  const next = async () => (await routing.assign(place, settings, null)).userId;
  t.same([await next(), await next(), await next(), await next()], [mara, eva, tom, mara]);
  await database.run('update desk_user set available = false where id = ?', [eva]);
  t.same([await next(), await next(), await next()], [tom, mara, tom]);
  await database.run('update desk_user set available = true where id = ?', [eva]);
  t.equal(await next(), eva, 'who was away is next');
  t.match(await routing.assign(place, settings, null), { userId: mara, teamId: null });
  t.match(await routing.assign(place, settings, null), { userId: tom, teamId: team }, 'chosen through the team');
  t.match(await routing.assign(place, { ...settings, to: 'contact owner' }, eva), { userId: eva });
  t.match(await routing.assign(place, { ...settings, to: 'contact owner' }, observer), {
    userId: null,
    reason: { code: 'routing.no_owner' },
  });
  t.match(await routing.assign(place, { ...settings, to: 'contact owner' }, null), { userId: null });
});
