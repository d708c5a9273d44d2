// Calls of a telephone provider in the pages of two people: every way one can go, as they see it and as it is kept (CA-3, CA-6).
import type { Page } from 'playwright-core';
import t, { type Test } from 'tap';
import { deskViewer } from '../../core/accounts/accounts.ts';
import { answers, dials, hangsUp, ringing, speaks, waits } from '../../plugins/telephone/simulator/people.ts';
import { together } from '../../plugins/telephone/simulator/rooms.ts';
import { release } from '../../plugins/telephone/simulator/webhooks.ts';
import { isOver, settled, SIMULATED, type SimulatedCall } from '../../plugins/telephone/simulator/world.ts';
import { axe } from './browser.ts';
import { HEARS, SENDS, WATCHED } from './sound.ts';
import { noCard, passesOn, rings, skips, telephonePages, until } from './telephone-pages.ts';

const MARTA = '+4915112345678';
const { number } = SIMULATED;
t.setTimeout(120_000);
const far = await telephonePages(t);
const { whole, desk, world, browser, eva, omar, evas, omars, accountId, newest, endings } = far;

const row = (page: Page, words: string) => page.locator('.row').first().filter({ hasText: words });
/** Rung at both, taken by one: their browser is in the room with the caller. */
async function talking(page: Page, from = MARTA): Promise<SimulatedCall> {
  await until(() => world.devices.size === 2);
  const call = await dials(world, from, number);
  await rings(page);
  await page.keyboard.press('Shift+A');
  await until(() => together(world, call.sid).length === 1);
  await page.locator('[data-call-phone] .call-clock').waitFor();
  return call;
}

function test(name: string, work: (t: Test) => Promise<void>): void {
  void t.test(name, async (t) => {
    await work(t);
    await settled(world);
    t.strictSame(
      world.calls.filter((one) => !isOver(one)),
      [],
      'nobody is left on the line',
    );
    t.strictSame(world.faults, [], 'the provider finds nothing wrong with what the desk answers');
    const wrong = whole.lines.filter((line) => /"level":"(error|warn)"/.test(line));
    t.strictSame(wrong, [], 'nor does the desk with what comes');
    t.equal(await evas.locator('.toast').count(), 0, 'and nobody is told of trouble');
  });
}

test('answered: it rings at both, one takes it in the browser, both hear each other; held, muted, noted (CA-3, CA-6)', async (t) => {
  await evas.goto(`${whole.address}/settings/channels/plugins/telephone/mine`);
  await evas.getByLabel('In the browser').check();
  await axe(evas);
  await evas.getByRole('button', { name: 'Save' }).click();
  await until(() => world.devices.size === 2);
  const marta = await browser.newPage();
  await marta.addInitScript(WATCHED);
  await marta.goto(`${world.url}/sound`);
  await marta.getByRole('button').click();
  await until(() => world.phone !== null);
  const call = await dials(world, MARTA, number);
  await rings(evas, omars);
  await evas.keyboard.press('Shift+A');
  await noCard(omars);
  t.ok(await evas.evaluate(HEARS));
  t.ok(await marta.evaluate(HEARS));
  t.strictSame(await evas.evaluate(SENDS), [true]);
  await evas.keyboard.press('Shift+M');
  await evas.locator('[data-call-phone][data-muted]').waitFor();
  t.strictSame(await evas.evaluate(SENDS), [false], 'muted where it begins');
  const line = [...world.devices].find(({ identity }) => identity.endsWith(`_${eva.id}`));
  line!.drop();
  await until(() => world.devices.size === 2 && !world.devices.has(line!));
  t.ok(await evas.evaluate(HEARS), 'the talk goes on over a broken line');
  await evas.keyboard.press('Shift+H');
  await until(() => call.held);
  await evas.locator('.call-card [aria-pressed="true"][data-key="shift+h"]').waitFor();
  await evas.keyboard.press('Shift+H');
  await until(() => !call.held);
  await evas.locator('.call-keypad summary').click();
  await evas.locator('[data-call-key="5"]').click();
  await hangsUp(world, call);
  await marta.getByText('Nobody is on the line').waitFor();
  await marta.close();
  await evas.getByLabel('Solved').check();
  await evas.getByLabel('Notes').fill('Wants the bell.');
  await evas.locator('.call-card').getByRole('button', { name: 'Save' }).click();
  await noCard(evas);
  const kept = { ending: 'hung_up', result: 'answered', user: { id: eva.id }, accountId, outcome: 'solved' };
  t.match(await newest(), { ...kept, notes: 'Wants the bell.' });
  t.strictSame(await endings(await newest()), ['answered']);
  await evas.goto(`${whole.address}/conversations/${(await newest()).conversationId}?list=/inboxes/all/open`);
  await evas.locator('.words', { hasText: /^\s*Call · 0:\d\d/ }).waitFor();
  await evas.getByText('Wants the bell.').waitFor();
});

test('missed: who gives up while it rings rings nowhere any more, stands in the list, and is called back (CA-3, CA-4)', async (t) => {
  const call = await dials(world, MARTA, number);
  await rings(evas, omars);
  await evas.reload();
  await rings(evas);
  await hangsUp(world, call);
  await noCard(evas, omars);
  await row(omars, 'Missed call').waitFor();
  t.match(await newest(), { ending: 'cancelled', result: 'missed', answeredAt: null });
  t.strictSame(await endings(await newest()), ['missed']);
  await until(() => world.devices.size === 2);
  await evas.locator('#about-call').getByRole('button', { name: 'Call' }).click();
  await until(() => ringing(world, MARTA).length === 1);
  await answers(world, ringing(world, MARTA)[0]!);
  await evas.locator('[data-call-phone] .call-clock').waitFor();
  await evas.keyboard.press('Shift+E');
  await skips(evas);
  t.match(await newest(), { direction: 'out', result: 'answered', ending: 'hung_up' });
});

test('voicemail: whoever declines leaves it ringing at the other; then a message is left, played and read (CA-3)', async (t) => {
  const call = await dials(world, '+4915100000003', number);
  await rings(evas, omars);
  await omars.keyboard.press('Shift+D');
  await noCard(omars);
  t.equal(await evas.locator('.call-card.ringing').count(), 1);
  await evas.keyboard.press('Shift+D');
  await noCard(evas);
  await until(() => call.waits?.for === 'message');
  await speaks(world, call, 'Where is my bicycle?');
  await row(omars, 'Where is my bicycle?').waitFor();
  t.match(await newest(), { ending: 'declined', result: 'voicemail' });
  await evas.goto(`${whole.address}/conversations/${(await newest()).conversationId}`);
  await evas.locator('.words', { hasText: 'Voicemail' }).waitFor();
  await evas.getByRole('button', { name: 'Play voice message' }).waitFor();
  await evas.locator('.words', { hasText: 'Where is my bicycle?' }).waitFor();
});

test('busy: whoever calls meanwhile waits for who is free, or leaves a message; nothing rings beside a call (CA-2)', async (t) => {
  await far.available(omar, 'away');
  await talking(evas);
  const second = await dials(world, '+4915100000004', number);
  t.match(second, { waits: { for: 'time' }, heard: ['One moment please.'] });
  await far.change({ queue: 0 });
  const third = await dials(world, '+4915100000005', number);
  t.match(third.heard, [/Nobody can take your call/]);
  await hangsUp(world, third);
  t.match(await newest(), { key: third.sid, ending: 'busy', result: 'missed' });
  await row(evas, 'Missed call').waitFor();
  t.equal(await evas.locator('.call-card').count(), 1);
  await far.change({ queue: 5 });
  await evas.keyboard.press('Shift+E');
  await skips(evas);
  await waits(world, second);
  await rings(evas);
  t.match(await newest(), { key: second.sid, state: 'ringing' });
  await evas.keyboard.press('Shift+A');
  await until(() => together(world, second.sid).length === 1);
  await hangsUp(world, second);
  await skips(evas);
  t.equal(await omars.locator('.call-card').count(), 0);
  await far.available(omar, 'available');
});

test('transfer: declined, asked and put through, at once to a team, and back where nobody takes it (CA-3)', async (t) => {
  await desk.accounts.teams.create(deskViewer(), { name: 'Workshop', userIds: [eva.id] });
  const call = await talking(evas);
  await passesOn(evas, 'Talk with them first', 'Omar Haddad');
  await rings(omars);
  await omars.keyboard.press('Shift+D');
  await evas.getByText('Nobody came to the phone. You talk with the customer again.').waitFor();
  await passesOn(evas, 'Talk with them first', 'Omar Haddad');
  await rings(omars);
  await omars.keyboard.press('Shift+A');
  await evas.getByText('You talk with Omar Haddad').waitFor();
  await until(() => call.held && world.calls.filter((one) => !isOver(one)).length === 3);
  await evas.getByRole('button', { name: 'Put through' }).click();
  await noCard(evas);
  await until(() => !call.held && together(world, call.sid).length === 1);
  await passesOn(omars, 'At once', 'Team Workshop');
  await noCard(omars);
  await rings(evas);
  await evas.keyboard.press('Shift+D');
  await omars.getByText('Nobody took it over').waitFor();
  await omars.keyboard.press('Shift+A');
  await until(() => !call.held && together(world, call.sid).length === 1);
  await hangsUp(world, call);
  await skips(omars);
  t.equal(await evas.locator('.call-card').count(), 0);
  t.match(await newest(), { key: call.sid, result: 'answered', ending: 'hung_up', user: { id: omar.id } });
  t.strictSame(await endings(await newest()), ['answered']);
});

test('dropped network: who mutes or hangs up without a line to the desk is heard no more, and it follows; the call goes on (CA-6)', async (t) => {
  browser.expectTrouble(/ERR_INTERNET_DISCONNECTED|Failed to fetch/);
  const returns = () => evas.context().setOffline(false);
  const pressesInVain = async (key: string) => {
    await evas.context().setOffline(true);
    await evas.keyboard.press(key);
    await evas.getByText('The desk does not answer. What you pressed follows').waitFor();
  };
  const call = await talking(evas);
  const phone = world.calls.at(-1)!;
  await pressesInVain('Shift+M');
  t.strictSame(await evas.evaluate(SENDS), [false], 'before the desk knows');
  for (const device of world.devices) if (device.identity.endsWith(`_${eva.id}`)) device.drop();
  t.match([together(world, call.sid).length, phone.muted], [1, false], 'the talk goes on');
  await returns();
  await until(() => phone.muted && world.devices.size === 2);
  await evas.locator('.call-card [aria-pressed="true"][data-key="shift+m"]').waitFor();
  t.equal(await evas.locator('[data-call-error]:visible').count(), 0);
  await pressesInVain('Shift+E');
  await returns();
  await skips(evas);
  t.match([await newest(), call], [{ key: call.sid, ending: 'hung_up' }, { status: 'completed' }]);
  const other = await talking(evas);
  await pressesInVain('Shift+M');
  await hangsUp(world, other);
  await until(async () => (await newest()).state === 'ended');
  await returns();
  await skips(evas);
  t.match(await newest(), { key: other.sid, result: 'answered', ending: 'hung_up' });
});

test('both hang up at once, callbacks come twice and backwards, the number is withheld: one record, one ending (CA-3)', async (t) => {
  const first = await talking(evas);
  await Promise.all([hangsUp(world, first), evas.keyboard.press('Shift+E')]);
  await skips(evas);
  t.equal((await endings(await newest())).length, 1);
  world.times = 2;
  const call = await talking(evas, 'anonymous');
  world.holds = true;
  await Promise.all([hangsUp(world, call), evas.keyboard.press('Shift+E')]);
  await evas.getByText('What came of it?').waitFor();
  await release(world, (held) => held.toReversed());
  world.times = 1;
  t.equal(await evas.locator('.call-card').count(), 1);
  await skips(evas);
  const kept = await newest();
  t.match(kept, { key: call.sid, result: 'answered', ending: 'hung_up' });
  t.strictSame(await endings(kept), ['answered']);
  t.match((await desk.calls.list({ inboxIds: 'all', conversationId: kept.conversationId!, limit: 5 })).length, 1);
  await evas.goto(`${whole.address}/calls`);
  await evas.getByRole('row', { name: /Caller \d+.*Taken.*Eva Lindner/ }).waitFor();
});

test('a page that closes while it rings leaves it to the other; one that is loaded anew in mid-call ends it (CA-3)', async (t) => {
  const call = await dials(world, MARTA, number);
  await rings(evas, omars);
  await omars.close();
  await evas.keyboard.press('Shift+A');
  await until(() => together(world, call.sid).length === 1);
  evas.once('dialog', (dialog) => void dialog.accept());
  await evas.reload();
  await skips(evas);
  t.match([await newest(), call], [{ key: call.sid, result: 'answered', ending: 'hung_up' }, { status: 'completed' }]);
});
