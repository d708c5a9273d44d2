// When a chat is open, and what visitors are told of it (CT-2, CT-4).
import t from 'tap';
import { headingOf, initialsOf } from '../../../plugins/chat/account/heading.ts';
import { isOpen, opensAt } from '../../../plugins/chat/account/hours.ts';
import { inkOn } from '../../../core/contract/ink.ts';
import { heldClock } from '../../../core/kernel/clock.ts';
import type { BusinessHours } from '../../../core/contract/settings.ts';
import { beat } from '../../../plugins/chat/line/beat.ts';
import { addUser } from '../../support/desk.ts';
import { chatDesk } from './chat-desk.ts';

const BERLIN: BusinessHours = {
  timeZone: 'Europe/Berlin',
  periods: [
    { day: 1, from: '09:00', to: '12:00' },
    { day: 1, from: '13:30', to: '18:00' },
    { day: 6, from: '10:00', to: '24:00' },
    { day: 7, from: '02:30', to: '05:00' },
  ],
};

t.test('several periods a day, the end excluded, midnight as 24:00', async (t) => {
  const cases: [string, boolean][] = [
    ['2026-11-23T07:59:00Z', false],
    ['2026-11-23T08:00:00Z', true],
    ['2026-11-23T11:00:00Z', false],
    ['2026-11-23T12:29:00Z', false],
    ['2026-11-23T12:30:00Z', true],
    ['2026-11-23T17:00:00Z', false],
    ['2026-11-28T22:59:00Z', true],
    ['2026-11-28T23:00:00Z', false],
    // In summer the same local times are an hour earlier.
    ['2026-07-06T07:00:00Z', true],
    ['2026-07-06T16:00:00Z', false],
  ];
  for (const [at, open] of cases) t.equal(isOpen(BERLIN, new Date(at)), open, at);
});

t.test('when it opens next: today’s later period, the next day with any, over a change of the clocks', async (t) => {
  const next = (at: string, hours = BERLIN) => opensAt(hours, new Date(at))?.toISOString() ?? null;
  t.equal(next('2026-11-23T06:00:00Z'), '2026-11-23T08:00:00.000Z');
  t.equal(next('2026-11-23T11:30:00Z'), '2026-11-23T12:30:00.000Z');
  t.equal(next('2026-11-23T19:00:00Z'), '2026-11-28T09:00:00.000Z');
  // Summer time ends on 25 October 2026: Monday's nine o'clock is an hour later in UTC than the week before.
  t.equal(next('2026-10-25T12:00:00Z'), '2026-10-26T08:00:00.000Z');
  // On 29 March 2026 clocks go from 2:00 to 3:00: 2:30 does not exist and counts as 3:30.
  t.equal(next('2026-03-28T23:30:00Z'), '2026-03-29T01:30:00.000Z');
  // On 25 October they show 2:30 twice: the first counts.
  t.equal(next('2026-10-24T22:30:00Z'), '2026-10-25T00:30:00.000Z');
  t.equal(next('2026-11-23T06:00:00Z', { timeZone: 'Europe/Berlin', periods: [] }), null);
  const tokyo = { timeZone: 'Asia/Tokyo', periods: [{ day: 1 as const, from: '09:00', to: '10:00' }] };
  t.equal(next('2026-11-22T12:00:00Z', tokyo), '2026-11-23T00:00:00.000Z');
  t.equal(next('2026-11-22T12:00:00Z', { ...tokyo, timeZone: 'Mars/Olympus' }), '2026-11-23T09:00:00.000Z');
});

t.test(
  'business hours by the desk’s clock: closed with return time, open, hidden; open pages hear of it (CT-4)',
  async (t) => {
    const clock = heldClock(new Date('2026-11-23T06:00:00Z'));
    const chat = await chatDesk(t, { availability: 'hours', hours: BERLIN }, { clock });
    await chat.desk.database.run('update desk_user set available = 1');
    const state = async () => (await chat.greeted()).welcome.state;
    t.same(await state(), { now: 'closed', hidden: false, backAt: Date.parse('2026-11-23T08:00:00Z') });
    const { visitor } = await chat.greeted();
    await beat(chat.desk.channels.context(chat.accountId)!);
    clock.set(new Date('2026-11-23T08:30:00Z'));
    await beat(chat.desk.channels.context(chat.accountId)!);
    await visitor.until((frame) => frame.state?.now === 'available');
    await chat.desk.database.run('update desk_user set available = 0');
    t.match(await state(), { now: 'away', hidden: false });
    await chat.change({ whenAway: 'message', awayText: 'In the workshop until noon' });
    t.same(await state(), { now: 'away', hidden: false, text: 'In the workshop until noon' });
    await chat.change({ whenAway: 'hide' });
    t.same(await state(), { now: 'away', hidden: true });
    clock.set(new Date('2026-11-23T20:00:00Z'));
    await chat.change({ whenClosed: 'message', closedText: 'Good night' });
    t.same(await state(), { now: 'closed', hidden: false, text: 'Good night' });
    await chat.change({ whenClosed: 'hide' });
    t.same(await state(), { now: 'closed', hidden: true });
    await chat.change({ availability: 'always', whenAvailable: 'nothing' });
    t.same(await state(), { now: 'available', hidden: false });
  },
);

t.test('by the team’s status: those count to whom conversations go, else those in the heading', async (t) => {
  const chat = await chatDesk(t, { availability: 'team' });
  const { desk, eva } = chat;
  const jonas = await addUser(desk, 'Jonas Beck');
  await desk.database.run('update desk_user set available = 1');
  const state = async () => (await chat.greeted()).welcome.state.now;
  t.equal(await state(), 'available');
  await desk.database.run('update desk_user set available = 0 where id = ?', [eva]);
  t.equal(await state(), 'available');
  await chat.change({ headingPeople: [`user:${eva}`] });
  t.equal(await state(), 'away');
  const routing = { to: 'people' as const, userIds: [jonas], teamIds: [], onlyAvailable: true };
  await desk.channels.saveRouting(chat.accountId, routing, 'desk');
  t.equal(await state(), 'available');
  await desk.database.run('update desk_user set available = 0');
  t.equal(await state(), 'away');
});

t.test('the usual time of an answer is told once there is enough to tell it', async (t) => {
  const chat = await chatDesk(t, { whenAvailable: 'reply time' });
  t.same((await chat.greeted()).welcome.state, { now: 'available', hidden: false });
  const context = chat.desk.channels.context(chat.accountId)!;
  context.usualReply = async () => 600;
  t.same((await chat.greeted()).welcome.state, { now: 'available', hidden: false, replyWithin: 600 });
});

t.test('heading: chosen people, more than three by chance, own name and picture (CT-2)', async (t) => {
  const chat = await chatDesk(t);
  const { desk, eva } = chat;
  const ids = [eva];
  for (const name of ['Jonas Beck', 'Mara Klein', 'Tom Ost']) ids.push(await addUser(desk, name));
  const heading = (random?: () => number) => headingOf(desk.channels.context(chat.accountId)!, undefined, random);
  t.same(await heading(), { name: 'Radwerk', people: [{ name: 'Radwerk', face: 'R' }] });
  await chat.change({ headingPeople: ids.slice(0, 2).map((id) => `user:${id}`) });
  t.same(await heading(), {
    name: 'Eva, Jonas',
    people: [
      { name: 'Eva', face: 'EL' },
      { name: 'Jonas', face: 'JB' },
    ],
  });
  await chat.change({ headingPeople: ids.map((id) => `user:${id}`) });
  t.same((await heading(() => 0)).name, 'Eva, Jonas, Mara');
  t.same((await heading(() => 0.99)).name, 'Tom, Mara, Jonas');
  const picture = 'data:image/png;base64,iVBORw0KGgo=';
  await chat.change({ headingOf: 'own', headingName: 'Workshop', headingPicture: picture });
  t.same(await heading(), { name: 'Workshop', people: [{ name: 'Workshop', face: picture }] });
  t.equal(initialsOf('  '), '?');
  t.equal(initialsOf('Ada'), 'A');
});

t.test('what is written on the accent can be read', async (t) => {
  t.equal(inkOn('#1f6b45'), '#ffffff');
  t.equal(inkOn('#ffd400'), '#1c1917');
  t.equal(inkOn('#ffffff'), '#1c1917');
  t.equal(inkOn('#000000'), '#ffffff');
});
