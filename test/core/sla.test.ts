// Service levels: when what is promised is due, what moves it, and what happens when it is late (TK-4).
import t, { type Test } from 'tap';
import type { BusinessHours } from '../../core/contract/settings.ts';
import { DeskError } from '../../core/kernel/errors.ts';
import { heldClock } from '../../core/kernel/clock.ts';
import { dueAfter, openTime, type Schedule, type Span } from '../../core/kernel/open-hours.ts';
import type { NewPolicy } from '../../core/sla/sla.ts';
import { addUser, openDesk, withAccount } from '../support/desk.ts';
import { openLoft } from '../support/loft.ts';
import { bring, letter, say } from '../support/pigeons.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const WEEK: BusinessHours = {
  timeZone: 'Europe/Berlin',
  periods: ([1, 2, 3, 4, 5] as const).map((day) => ({ day, from: '09:00', to: '17:00' })),
};
/** A Wednesday, ten o'clock in Berlin. */
const WEDNESDAY = new Date('2026-11-18T09:00:00Z');

// Reference ---------------------------------------------------------------------------------------------------------

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

/** Whether a minute is open, asked of the wall alone. */
function opens({ hours, holidays }: Schedule): (at: number) => boolean {
  const { timeZone, periods } = hours!;
  const format = new Intl.DateTimeFormat('en-GB', {
    ...{ timeZone, weekday: 'short', year: 'numeric', month: '2-digit', day: '2-digit' },
    ...{ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  });
  return (at) => {
    const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]));
    const day = DAYS.indexOf(part.weekday!) + 1;
    const time = `${part.hour}:${part.minute}`;
    const date = `${part.year}-${part.month}-${part.day}`;
    if (holidays.includes(date) || holidays.includes(date.slice(5))) return false;
    return periods.some(({ day: of, from, to }) =>
      to > from
        ? of === day && from <= time && time < to
        : (of === day && from <= time) || ((of % 7) + 1 === day && time < to),
    );
  };
}

/** Minute by minute, up to a limit of minutes. */
function plainly(schedule: Schedule, start: number, length: number, pauses: Span[], limit: number): number | null {
  const isOpen = opens(schedule);
  let left = length;
  for (let at = start; at < start + limit * MINUTE; at += MINUTE) {
    if (pauses.some((one) => one.start <= at && at < one.end) || !isOpen(at)) continue;
    left -= MINUTE;
    if (left === 0) return at + MINUTE;
  }
  return null;
}

/** The same numbers every time. */
function seeded(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Around nights in which clocks are put forward or back, by an hour or half of one, at midnight too. */
const NIGHTS: [zone: string, near: string][] = [
  ['Europe/Berlin', '2026-03-29'],
  ['Europe/Berlin', '2026-10-25'],
  ['America/New_York', '2026-03-08'],
  ['America/New_York', '2026-11-01'],
  ['Australia/Lord_Howe', '2026-04-05'],
  ['Australia/Lord_Howe', '2026-10-04'],
  ['Africa/Cairo', '2026-04-24'],
  ['Africa/Cairo', '2026-10-30'],
  ['Atlantic/Azores', '2026-03-29'],
  ['Asia/Kathmandu', '2026-06-01'],
  ['UTC', '2026-12-31'],
];

t.test('due times are those of a clock that is read minute by minute, over every change of clocks', async (t) => {
  const chance = seeded(4711);
  const time = () => `${String(chance(24)).padStart(2, '0')}:${['00', '15', '30', '45'][chance(4)]}`;
  for (const [timeZone, near] of NIGHTS)
    for (let round = 0; round < 6; round += 1) {
      const periods = Array.from({ length: 2 + chance(9) }, () => ({
        ...{ day: (1 + chance(7)) as 1, from: time(), to: chance(12) === 0 ? '24:00' : time() },
      })).filter(({ from, to }) => from !== to);
      const start = Date.parse(`${near}T00:00:00Z`) - 2 * 24 * HOUR + chance(3 * 24 * 60) * MINUTE;
      const holidays = chance(3) === 0 ? [near, '01-01'] : [];
      const schedule = { hours: { timeZone, periods }, holidays };
      const pauses = Array.from({ length: chance(3) }, () => {
        const from = start + (chance(3 * 24 * 60) - 300) * MINUTE;
        return { start: from, end: from + chance(600) * MINUTE };
      });
      const length = (1 + chance(900)) * MINUTE;
      const expected = plainly(schedule, start, length, pauses, 4 * 24 * 60);
      const due = dueAfter(schedule, start, length, pauses);
      const about = JSON.stringify({ timeZone, periods, start, length, pauses, holidays });
      if (periods.length === 0) continue;
      if (expected === null) t.ok(due === null || due > start + 4 * 24 * HOUR, about);
      else {
        t.equal(due, expected, about);
        t.equal(openTime(schedule, start, expected, pauses), length, `passed by then: ${about}`);
      }
    }
});

t.test(
  'a ticket of Friday 16:30 with two hours is due on Monday 10:30; holidays and pauses are passed over',
  async (t) => {
    const friday = Date.parse('2026-11-20T15:30:00Z');
    const due = (schedule: Schedule, pauses: Span[] = []) => {
      const at = dueAfter(schedule, friday, 2 * HOUR, pauses);
      return at && new Date(at).toISOString();
    };
    t.equal(due({ hours: WEEK, holidays: [] }), '2026-11-23T09:30:00.000Z');
    t.equal(due({ hours: WEEK, holidays: ['2026-11-23'] }), '2026-11-24T09:30:00.000Z');
    t.equal(due({ hours: WEEK, holidays: ['11-23', '11-24'] }), '2026-11-25T09:30:00.000Z');
    t.equal(due({ hours: null, holidays: ['11-20'] }), '2026-11-20T17:30:00.000Z', 'around the clock there are none');
    t.equal(due({ hours: WEEK, holidays: [] }, [{ start: friday, end: friday + HOUR }]), '2026-11-23T10:00:00.000Z');
    t.equal(due({ hours: WEEK, holidays: [] }, [{ start: friday + MINUTE, end: Infinity }]), null, 'still paused');
    t.equal(due({ hours: { ...WEEK, timeZone: 'Mars/Base' }, holidays: [] }), '2026-11-20T17:30:00.000Z');
    const never = {
      hours: { timeZone: 'UTC', periods: [{ day: 1 as const, from: '09:00', to: '10:00' }] },
      holidays: [],
    };
    t.equal(dueAfter(never, friday, 300 * HOUR), null, 'what never comes to an end is not looked for for ever');
  },
);

// Tickets ------------------------------------------------------------------------------------------------------------

const NOBODY = { notify: [], raise: false, assign: '', comment: '' };
const POLICY: NewPolicy = {
  ...{ name: 'Usual', active: true, filter: { match: 'all', groups: [] }, hours: WEEK, holidays: [], warnPercent: 50 },
  ...{ targets: { first: 120, next: 60, resolution: 480 }, onWarning: NOBODY, onBreach: NOBODY },
};

async function openPlace(t: Test, policy: Partial<NewPolicy> | null = {}) {
  const clock = heldClock(WEDNESDAY);
  const desk = await openDesk(t, { clock });
  const loft = await openLoft(t);
  const { inbox, accountId } = await withAccount(desk, 'pigeon', { loft: loft.url });
  await desk.conversations.inboxes.change(inbox.id, { kind: 'help desk' }, 'desk');
  const eva = await addUser(desk, 'Eva');
  if (policy) await desk.sla.create({ ...POLICY, ...policy });
  await desk.jobs.idle();
  let serial = 0;
  const writes = async (who: string, text: string) => {
    const id = `${who}-${(serial += 1)}`;
    await bring(desk, accountId, id, [letter(id, who, text, { at: clock.now() })]);
    await desk.jobs.idle();
    return (await desk.conversations.findMessage(accountId, id))!.conversationId;
  };
  const passes = async (time: number) => {
    clock.advance(time);
    await desk.jobs.idle();
  };
  const stages = async () => {
    const [pipeline] = await desk.tickets.pipelines.list();
    return Object.fromEntries(pipeline!.stages.map(({ name, id }) => [name, id])) as Record<string, number>;
  };
  /** Kind → due, or how many minutes are left, or what became of it. */
  const targets = async (ticketId: number) =>
    Object.fromEntries(
      (await desk.sla.targetsOf(ticketId)).map(({ kind, dueAt, left, metAt, breachedAt }) => {
        const open = dueAt ? dueAt.toISOString().slice(5, 16) : left === null ? 'never' : `${left / MINUTE} left`;
        return [kind, metAt ? (breachedAt ? 'late' : 'met') : breachedAt ? `${open} late` : open];
      }),
    );
  const lines = async (ticketId: number) => (await desk.tickets.history(ticketId)).map(({ kind }) => kind).toReversed();
  const told = async (userId: number) =>
    (await desk.conversations.notifications.list(userId, { limit: 50 })).map(({ kind }) => kind).toReversed();
  return {
    desk,
    clock,
    loft,
    eva,
    inbox,
    accountId,
    actor: `user:${eva}`,
    writes,
    passes,
    stages,
    targets,
    lines,
    told,
  };
}

t.test('first response, next response and resolution: promised, met, promised again', async (t) => {
  const { desk, eva, writes, passes, targets, actor } = await openPlace(t);
  const conversation = await writes('Ada', 'My bell is broken');
  const { id } = (await desk.tickets.ofConversation(conversation))!;
  t.same(await targets(id), { first: '11-18T11:00', resolution: '11-19T09:00' });
  t.match((await desk.tickets.get(id))!.due, { kind: 'first', at: new Date('2026-11-18T11:00:00Z'), left: null });
  await passes(30 * MINUTE);
  await say(desk, { conversationId: conversation, userId: eva, text: 'Which bell?' });
  t.same(await targets(id), { first: 'met', resolution: '11-19T09:00' });
  t.equal((await desk.tickets.get(id))!.due!.kind, 'resolution');
  await passes(30 * MINUTE);
  await writes('Ada', 'The big one');
  t.same(await targets(id), { first: 'met', next: '11-18T11:00', resolution: '11-19T09:00' });
  await writes('Ada', 'Hello?');
  t.equal((await targets(id)).next, '11-18T11:00', 'whoever writes twice does not wait anew');
  const { undo } = (await desk.tickets.close(id, actor)) as { undo: string };
  t.same(await targets(id), { first: 'met', next: 'met', resolution: 'met' });
  t.equal((await desk.tickets.get(id))!.due, null);
  await desk.tickets.undo(undo, actor);
  t.same(await targets(id), { first: 'met', next: '11-18T11:00', resolution: '11-19T09:00' }, 'as it was');
});

t.test('the clock stands still while a ticket waits, and goes on with what was left', async (t) => {
  const { desk, eva, writes, passes, targets, stages, actor } = await openPlace(t);
  const conversation = await writes('Ada', 'My bell is broken');
  const { id } = (await desk.tickets.ofConversation(conversation))!;
  const stage = await stages();
  await passes(HOUR);
  await say(desk, { conversationId: conversation, userId: eva, text: 'Which bell?' });
  await desk.tickets.setStage(id, stage['Waiting for the customer']!, actor);
  t.same(await targets(id), { first: 'met', resolution: '420 left' });
  t.match((await desk.tickets.get(id))!.due, { kind: 'resolution', at: null, left: 420 * MINUTE });
  await passes(48 * HOUR);
  t.equal((await targets(id)).resolution, '420 left');
  await writes('Ada', 'The big one');
  t.equal((await desk.tickets.get(id))!.stageKind, 'open', 'an answer ends waiting');
  t.same(await targets(id), { first: 'met', next: '11-20T11:00', resolution: '11-23T09:00' });
  await desk.tickets.remove(id, actor);
  t.equal((await desk.tickets.get(id))!.due, null, 'nothing is due of what is gone');
});

t.test('the first policy that fits holds: other priorities, policies and orders count the targets anew', async (t) => {
  const { desk, writes, targets, actor, passes } = await openPlace(t);
  const urgent = await desk.sla.create({
    ...{ ...POLICY, name: 'Urgent', hours: null, targets: { first: 30, next: null, resolution: 240 } },
    filter: {
      match: 'all',
      groups: [{ match: 'all', conditions: [{ property: 'ticket_priority', operator: 'is', values: ['urgent'] }] }],
    },
  });
  const [usual] = await desk.sla.policies();
  await desk.sla.order([urgent.id, usual!.id]);
  const { id } = (await desk.tickets.ofConversation(await writes('Ada', 'My bell is broken')))!;
  t.same(await targets(id), { first: '11-18T11:00', resolution: '11-19T09:00' });
  await passes(10 * MINUTE);
  const { undo } = await desk.tickets.change(id, { priority: 'urgent' }, actor);
  t.same(await targets(id), { first: '11-18T09:30', resolution: '11-18T13:00' }, 'from where they began');
  await desk.tickets.undo(undo!, actor);
  t.same(await targets(id), { first: '11-18T11:00', resolution: '11-19T09:00' });
  await desk.tickets.change(id, { priority: 'urgent' }, actor);
  await desk.sla.order([usual!.id, urgent.id]);
  await desk.jobs.idle();
  t.same(await targets(id), { first: '11-18T11:00', resolution: '11-19T09:00' }, 'what stands above comes first');
  await desk.sla.change(usual!.id, { active: false });
  await desk.jobs.idle();
  t.same(await targets(id), { first: '11-18T09:30', resolution: '11-18T13:00' });
  await desk.sla.remove(urgent.id);
  await desk.jobs.idle();
  t.same(await targets(id), {});
  t.equal((await desk.tickets.get(id))!.due, null);
});

t.test('conditions ask about the inbox, own properties, and those of the contact and the company', async (t) => {
  const { desk, writes, targets, actor, inbox } = await openPlace(t, null);
  const { definitions, values } = desk.properties;
  await definitions.create({ object: 'contact', label: 'Contract', kind: 'choice', options: ['Gold', 'Iron'] });
  await definitions.create({ object: 'company', label: 'Beds', kind: 'number' });
  const when = (...conditions: { property: string; operator: string; values: string[] }[]) =>
    desk.sla.create({ ...POLICY, filter: { match: 'all', groups: [{ match: 'all', conditions }] } as never });
  await when(
    { property: 'inbox', operator: 'is', values: [String(inbox.id)] },
    { property: 'contact.contract', operator: 'is', values: ['gold'] },
    { property: 'company.beds', operator: 'least', values: ['100'] },
  );
  const wrong = await when({ property: 'colour', operator: 'is', values: ['red'] }).catch((error: unknown) => error);
  t.same((wrong as DeskError).fields, { 'condition.0.0': 'wrong.condition_property' });
  await desk.jobs.idle();
  const ticket = (await desk.tickets.ofConversation(await writes('Ada', 'My bell is broken')))!;
  const company = await desk.records.create({ type: 'company', name: 'Clinic' }, actor);
  await desk.contacts.update(ticket.contactId!, { companyId: company.id }, actor);
  await desk.database.write(async () => {
    await values.set('contact', ticket.contactId!, { contract: 'gold' });
    await values.set('company', company.id, { beds: 80 });
  });
  await desk.tickets.change(ticket.id, { description: 'x' }, actor);
  t.same(await targets(ticket.id), {});
  await desk.records.change(company.id, { properties: { beds: '120' } }, actor);
  await desk.jobs.idle();
  t.match(await targets(ticket.id), { first: /11-18/, resolution: /11-1/ }, 'at once, not with the next change of it');
});

t.test('warned before and told when it is late, each once, also after a restart and when clocks jump', async (t) => {
  const loud = { notify: ['owner'], raise: false, assign: '', comment: '' };
  const place = await openPlace(t, { onWarning: loud, onBreach: { ...loud, raise: true, comment: 'Hurry!' } });
  const { desk, clock, eva, writes, passes, lines, told, targets } = place;
  const conversation = await writes('Ada', 'My bell is broken');
  await desk.conversations.assign(conversation, { userId: eva }, null, 'desk');
  const { id } = (await desk.tickets.ofConversation(conversation))!;
  await passes(59 * MINUTE);
  t.notOk((await lines(id)).includes('due soon'));
  await passes(MINUTE);
  t.same((await lines(id)).slice(-1), ['due soon']);
  t.same(await told(eva), ['assignment', 'ticket_due']);
  clock.set(new Date(clock.now().getTime() - 2 * HOUR));
  await desk.tickets.change(id, { description: 'clocks were put back' }, 'desk');
  await desk.jobs.idle();
  t.same(await told(eva), ['assignment', 'ticket_due'], 'nothing is said twice');
  clock.set(new Date(clock.now().getTime() + 2 * HOUR));
  await passes(HOUR);
  t.same((await told(eva)).slice(2), ['ticket_overdue']);
  const after = await lines(id);
  t.same(after.slice(-3), ['overdue', 'priority', 'sla comment'], 'the timeline tells it');
  t.equal((await desk.tickets.get(id))!.priority, 'low');
  t.match(await targets(id), { first: '11-18T11:00 late' });
  const page = await desk.conversations.thread.read(conversation, { limit: 30, userId: eva });
  const shown = page!.items.flatMap((item) => (item.kind === 'event' ? (item.happening?.type ?? []) : []));
  t.ok(shown.includes('sla_comment'), 'and the conversation shows the comment');

  await desk.close();
  clock.advance(24 * HOUR);
  const again = await openDesk(t, { folder: desk.folder, clock });
  await again.jobs.idle();
  const kinds = (await again.conversations.notifications.list(eva, { limit: 50 })).map(({ kind }) => kind);
  t.same(
    kinds.toReversed(),
    ['assignment', 'ticket_due', 'ticket_overdue', 'ticket_overdue'],
    'the resolution became late while the desk was down: told at once, without a warning',
  );
  await again.jobs.idle();
  t.equal((await again.tickets.get(id))!.priority, 'medium');
});

t.test('an alarm gives the ticket to others; whoever may not see it hears nothing', async (t) => {
  const { desk, eva, writes, passes, told } = await openPlace(t, null);
  const observer = await addUser(desk, 'Olga', 'observer');
  const mara = await addUser(desk, 'Mara');
  const team = await desk.accounts.teams.create(
    (await desk.accounts.viewerOf(await addUser(desk, 'Ann', 'administrator')))!,
    {
      ...{ name: 'Second level', userIds: [mara] },
    },
  );
  const notify = [`team:${team.id}`, `user:${observer}`, 'user:999'];
  await desk.sla.create({ ...POLICY, warnPercent: 0, onBreach: { ...NOBODY, notify, assign: `user:${eva}` } });
  await desk.jobs.idle();
  const { id } = (await desk.tickets.ofConversation(await writes('Ada', 'My bell is broken')))!;
  await passes(2 * HOUR);
  t.same(await told(mara), ['ticket_overdue']);
  t.same(await told(observer), ['ticket_overdue'], 'who may see it may hear of it');
  t.equal((await desk.tickets.get(id))!.ownerId, eva);
});

t.test('a new policy does not cry about what is late already', async (t) => {
  const { desk, eva, writes, passes, told, targets } = await openPlace(t, null);
  const conversation = await writes('Ada', 'My bell is broken');
  await desk.conversations.assign(conversation, { userId: eva }, null, 'desk');
  await passes(30 * 24 * HOUR);
  const loud = { ...NOBODY, notify: ['owner'] };
  await desk.sla.create({ ...POLICY, onWarning: loud, onBreach: loud });
  await desk.jobs.idle();
  const { id } = (await desk.tickets.ofConversation(conversation))!;
  t.match(await targets(id), { first: '11-18T11:00 late', resolution: '11-19T09:00 late' });
  t.same(await told(eva), ['assignment']);
  t.same(
    (await desk.tickets.list({ inboxIds: null, withheldIds: [], limit: 9, due: 'overdue' })).rows.map(
      ({ number }) => number,
    ),
    [1],
  );
});

t.test('merging, spam and stages that change their kind keep the due times right', async (t) => {
  const { desk, writes, targets, stages, actor, passes } = await openPlace(t);
  const [one, two] = [await writes('Ada', 'Bell'), await writes('Bo', 'Chain')];
  const [into, from] = [(await desk.tickets.ofConversation(one))!, (await desk.tickets.ofConversation(two))!];
  const merging = await desk.tickets.merge(into.id, from.id, actor);
  t.equal((await desk.tickets.get(from.id))!.due, null);
  t.match(await targets(into.id), { first: '11-18T11:00' });
  await desk.tickets.undo(merging.undo!, actor);
  t.match((await desk.tickets.get(from.id))!.due, { kind: 'first' });
  await desk.conversations.spam(two, actor);
  t.equal((await desk.tickets.get(from.id))!.due, null);
  await passes(HOUR);
  await desk.conversations.notSpam(two, actor);
  t.match(await targets(from.id), { first: '11-18T12:00', resolution: '11-19T10:00' }, 'an hour later');
  await desk.tickets.pipelines.changeStage((await stages()).New!, { kind: 'waiting' }, actor).catch(() => {});
  await desk.tickets.pipelines.changeStage((await stages())['In progress']!, { kind: 'open' }, actor);
  await desk.jobs.idle();
  t.match((await desk.tickets.get(into.id))!.due, { kind: 'first', at: null, left: HOUR });
});

t.test('what makes no sense is refused with each field', async (t) => {
  const desk = await openDesk(t, { plugins: [] });
  const wrong = await desk.sla
    .create({
      ...POLICY,
      ...{ name: ' ', targets: { first: 0, next: 1.5, resolution: Number.NaN }, warnPercent: 100 },
      ...{ hours: { timeZone: 'Mars/Base', periods: [] }, holidays: [{ day: '2026-02-30', name: '' }] },
    })
    .catch((error: unknown) => error);
  t.same((wrong as DeskError).fields, {
    ...{ name: 'wrong.empty', first: 'wrong.sla_time', next: 'wrong.sla_time', resolution: 'wrong.sla_time' },
    ...{ hours: 'wrong.working_hours', holidays: 'wrong.sla_holidays', warnPercent: 'wrong.sla_percent' },
  });
  const none = { ...POLICY, targets: { first: null, next: null, resolution: null } };
  const empty = await desk.sla.create(none).catch((error: unknown) => error);
  t.same((empty as DeskError).fields, { first: 'wrong.sla_none' });
  t.same(await desk.sla.policies(), []);
});
