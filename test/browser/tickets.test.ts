// Tickets in a real browser: send and set the stage, the board by pointer, by keys and on a phone, what others do appears (TK-2, TK-3, RE-4).
import t from 'tap';
import type { Page } from 'playwright-core';
import { axe, openBrowser } from './browser.ts';
import { settledDesk } from './whole-desk.ts';

const { whole, eva } = await settledDesk(t);
const browser = await openBrowser(t);
const at = (path: string) => `${whole.address}${path}`;
const { tickets, conversations, properties } = whole.desk;
const [inbox] = await conversations.inboxes.list();
await conversations.inboxes.change(inbox!.id, { kind: 'help desk' }, 'desk');
await whole.receive({
  from: 'Lena Hofmann <lena@kunde.example>',
  subject: 'The bell is silent',
  text: 'It was loud once.',
});
await properties.definitions.create({ object: 'ticket', label: 'Cause', kind: 'text' });
const [pipeline] = await tickets.pipelines.list();
const stage = (name: string) => pipeline!.stages.find((one) => one.name === name)!;
await tickets.pipelines.changeStage(stage('Closed').id, { required: ['property.cause'] }, 'desk');
const conversation = (await tickets.conversations((await tickets.byNumber(1))!.id))[0]!.id;

/** Names of the cards of a column, top first. */
const column = (page: Page, name: string) => page.locator(`#stage-${stage(name).id} .ticket > h3`).allInnerTexts();
const stageOf = async (number: number) => (await tickets.view((await tickets.byNumber(number))!.id))!.stage.name;

t.test('RE-4: send and set the stage asks first for what the stage requires, then both happen', async (t) => {
  const page = await whole.page(browser, eva);
  await page.goto(at(`/conversations/${conversation}`));
  await page.locator('[data-editor]').click();
  await page.keyboard.type('We oiled it.');
  await page.locator('.button-pair summary').click();
  await page.locator('.button-pair .menu').getByRole('button', { name: 'Closed' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Before “Closed”').waitFor();
  await axe(page);
  t.equal(whole.mail.sent.length, 0, 'nothing has left yet');
  t.equal(await page.evaluate('document.activeElement.name'), 'property-cause');
  await page.keyboard.type('Rust');
  await page.keyboard.press('Enter');
  await page.locator('.log').getByText('We oiled it.').waitFor();
  t.match((await whole.mail.nextSent()).raw.toString(), /We oiled it/);
  await page.locator('#about-ticket').getByText('Closed').first().waitFor();
  t.match((await tickets.view(1))!, { stageKind: 'closed', properties: { cause: 'Rust' } });
});

t.test('what others do to a ticket appears in the table, on its page and beside its conversation', async (t) => {
  const [table, own, beside] = [
    await whole.page(browser, eva),
    await whole.page(browser, eva),
    await whole.page(browser, eva),
  ];
  await table.goto(at('/tickets'));
  await table.getByText('No open tickets').waitFor();
  await own.goto(at('/tickets/1'));
  await beside.goto(at(`/conversations/${conversation}`));
  await tickets.change(1, { priority: 'urgent' }, 'desk');
  await tickets.reopen(1, 'desk');
  await table.locator('#ticket-1').getByText('Urgent').waitFor();
  await own.locator('#timeline').getByText('changed the priority from None to Urgent').waitFor();
  await beside.locator('#about-ticket').getByText('Urgent').first().waitFor();
  await tickets.open({ name: 'Call the maker', source: 'manual', actor: 'desk' });
  await table.getByText('Call the maker').waitFor();

  // The page is drawn again when its own change is heard; the way back stays.
  const isRedraw = (headers: Record<string, string>) => headers['hx-target'] === 'body' && !headers['hx-boosted'];
  const redrawn = own.waitForResponse((answer) => isRedraw(answer.request().headers()));
  await own.locator('.pick summary').nth(1).click();
  await own.getByRole('button', { name: 'Low' }).click();
  await redrawn;
  await own.evaluate('desk.answered()');
  await own.locator('.pick').getByText('Low').first().waitFor();
  await own.locator('#toasts').getByRole('button', { name: 'Undo' }).click();
  await own.locator('.pick').getByText('Urgent').first().waitFor();
  t.equal((await tickets.get(1))!.priority, 'urgent');
  t.pass('each by itself');
});

t.test('the board by pointer: between stages and within one, asked for what is required, and undone', async (t) => {
  await tickets.open({ name: 'Order chains', source: 'manual', actor: 'desk' });
  const page = await whole.page(browser, eva, { width: 1440, height: 900 });
  await page.goto(at('/tickets'));
  await page.getByRole('link', { name: 'Board' }).click();
  await page.waitForURL('**/tickets/board');
  t.same(await column(page, 'New'), ['Order chains', 'Call the maker', 'The bell is silent']);
  await axe(page);
  await page.locator('#card-3').dragTo(page.locator('#card-1'), { targetPosition: { x: 100, y: 60 } });
  await page.getByText('T-3 is moved').waitFor();
  t.same(await column(page, 'New'), ['Call the maker', 'The bell is silent', 'Order chains']);
  await page.locator('#card-2').dragTo(page.locator(`#stage-${stage('In progress').id}`));
  await page.getByText('T-2: In progress').waitFor();
  t.equal(await stageOf(2), 'In progress');
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.locator(`#stage-${stage('New').id} #card-2`).waitFor();
  t.same(await column(page, 'New'), ['Call the maker', 'The bell is silent', 'Order chains'], 'where it was');

  await page.locator('#card-2').dragTo(page.locator(`#stage-${stage('Closed').id}`));
  await page.getByRole('dialog').getByText('Before “Closed”').waitFor();
  await page.keyboard.press('Escape');
  await page.locator(`#stage-${stage('New').id} #card-2`).waitFor();
  t.equal(await stageOf(2), 'New', 'not answered: it goes back');
  await page.locator('#card-2').dragTo(page.locator(`#stage-${stage('Closed').id}`));
  await page.getByLabel('Cause').fill('Talked to them');
  await page.getByRole('button', { name: 'Set to Closed' }).click();
  await page.getByText('T-2: Closed').waitFor();
  t.equal(await stageOf(2), 'Closed');
});

t.test('the board by keys: taken, carried, put down, left; said aloud; others’ moves appear', async (t) => {
  const page = await whole.page(browser, eva, { width: 1440, height: 900 });
  await page.goto(at('/tickets/board'));
  const says = page.locator('#board-says');
  await page.locator('#card-1 h3 a').focus();
  await page.keyboard.press('Space');
  t.match(await says.innerText(), 'The bell is silent is taken');
  await page.keyboard.press('ArrowRight');
  t.equal(await says.innerText(), 'In progress, place 1 of 1');
  await page.keyboard.press('Escape');
  t.same(await column(page, 'New'), ['The bell is silent', 'Order chains']);
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowDown');
  t.equal(await says.innerText(), 'New, place 2 of 2');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Space');
  await page.getByText('T-1: In progress').waitFor();
  t.equal(await stageOf(1), 'In progress');
  t.equal(
    await page.evaluate('document.activeElement.textContent'),
    'The bell is silent',
    'the focus stays on the card',
  );
  await page.keyboard.press('ArrowLeft');
  t.equal(await page.evaluate('document.activeElement.textContent'), 'Order chains');
  await tickets.setStage(3, stage('Waiting for the customer').id, 'desk');
  await page.locator(`#stage-${stage('Waiting for the customer').id} #card-3`).waitFor();
  await page.locator('[name=priority]').selectOption('urgent');
  await page.locator('#card-3').waitFor({ state: 'detached' });
  await page.getByRole('link', { name: 'Table' }).click();
  await page.waitForURL(/tickets\?.*priority=urgent/);
  await page.locator('#ticket-1').waitFor();
  t.equal(await page.locator('#tickets-rows tr').count(), 1, 'the filters go along');
});

t.test('the board on a phone in German: one stage at a time, moved by its menu; and without script', async (t) => {
  const phone = await whole.page(browser, eva, { width: 390, height: 844, theme: 'dark', language: 'de-DE' });
  await phone.goto(at('/tickets/board'));
  await phone.locator('.board-tabs a').nth(1).click();
  await phone.locator('#card-1-menu summary').click();
  await phone.locator('#card-1-menu').getByRole('button', { name: 'New' }).click();
  await phone.locator(`#stage-${stage('New').id} #card-1`).waitFor();
  t.equal(await phone.evaluate('document.documentElement.scrollWidth <= innerWidth'), true, 'nothing is cut off');
  await axe(phone);
  const plain = await whole.page(browser, eva, { script: false });
  await plain.goto(at('/tickets/board'));
  await plain.locator('#card-1-menu summary').click();
  await plain.locator('#card-1-menu').getByRole('button', { name: 'In progress' }).click();
  await plain.locator(`#stage-${stage('In progress').id} #card-1`).waitFor();
  t.equal(await stageOf(1), 'In progress');
});
