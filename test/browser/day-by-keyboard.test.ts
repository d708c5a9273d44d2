// A working day of two agents by the keyboard alone: mail, chat and a form come in, are shared out, answered and closed.
import t from 'tap';
import type { Page } from 'playwright-core';
import { ASKED, formAccount } from '../plugins/forms/forms-desk.ts';
import type { TestDesk } from '../support/desk.ts';
import { axe, openBrowser } from './browser.ts';
import { chatWorld, open, visit, write } from './chat-shop.ts';

const world = await chatWorld(t);
const { whole, eva } = world;
const { desk } = whole;
const browser = await openBrowser(t);
const to = await whole.support();
const shop = await world.shop();
const form = await formAccount(desk as TestDesk, { name: 'Contact' }, ASKED);
const nils = await whole.user('Nils Krüger');
await desk.accounts.users.prefer((await desk.accounts.viewerOf(nils.id))!, { after: 'next' });

/** By j, to the row of somebody. */
async function walkTo(page: Page, name: string): Promise<void> {
  await page.locator('#rows .row', { hasText: name }).waitFor();
  const at = async () => (await page.evaluate<string | null>('document.activeElement.ariaLabel')) ?? '';
  for (let steps = 0; steps < 12 && !(await at()).includes(name); steps++) await page.keyboard.press('j');
  if (!(await at()).includes(name)) throw new Error(`j never comes to ${name}`);
}

async function openRow(page: Page, name: string, words: string): Promise<void> {
  await walkTo(page, name);
  await page.keyboard.press('o');
  await page.locator('.log').getByText(words).waitFor();
}

async function answer(page: Page, words: string): Promise<void> {
  await page.keyboard.press('r');
  await page.locator('[data-editor]:focus').waitFor();
  await page.keyboard.type(words);
  await page.keyboard.press('Control+Enter');
  await page.locator('.log').getByText(words).waitFor();
  await page.keyboard.press('Escape');
}

/** Two letters, one after the other. */
async function keys(page: Page, ...names: string[]): Promise<void> {
  for (const name of names) await page.keyboard.press(name);
}

async function command(page: Page, words: string, option = words): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.keyboard.type(words);
  await page.locator('#palette [role=option]', { hasText: option }).first().waitFor();
  for (let steps = 0; steps < 12; steps++) {
    const chosen = await page.locator('#palette [aria-selected=true]').innerText();
    if (chosen.includes(option)) return page.keyboard.press('Enter');
    await page.keyboard.press('ArrowDown');
  }
  throw new Error(`The palette never comes to ${option}`);
}

t.test('from the first mail to an empty list', async (t) => {
  const size = { width: 1440, height: 900 };
  const [first, second] = [await whole.page(browser, eva, size), await whole.page(browser, nils, size)];
  for (const page of [first, second]) await page.goto(`${whole.address}/inboxes/all/unassigned`);

  await whole.receive({ to, from: 'Lena Hofmann <lena@web.example>', subject: 'Brakes', text: 'They squeak.' });
  await openRow(first, 'Lena Hofmann', 'They squeak.');
  await keys(first, 'a', 'm');
  await first.locator('[id^=owner] summary').getByText('Eva Lindner').waitFor();
  await answer(first, 'Come by at ten.');
  t.match((await whole.mail.nextSent()).raw.toString(), /Come by at ten/);
  await axe(first);

  const visitor = await visit(browser, shop);
  await open(visitor);
  await write(visitor, 'Are you open today?');
  await openRow(second, 'Visitor', 'Are you open today?');
  await answer(second, 'Until six.');
  await visitor.locator('.row:not(.me) .words', { hasText: 'Until six.' }).waitFor();
  await axe(second);

  const customer = await browser.newPage();
  await customer.goto(`${whole.address}/f/${form.uniqueId}`);
  // At a person's pace: what is sent within two seconds goes to the spam list.
  await customer.getByLabel('Label of mail').pressSequentially('marco@bianchi.example', { delay: 110 });
  await customer.getByLabel('Label of about').fill('A tandem');
  await customer.getByLabel('Label of words').fill('Do you lend one?');
  await customer.locator('[name="proof"]:not([value=""])').waitFor({ state: 'attached' });
  await customer.getByRole('button', { name: 'Send' }).click();
  await customer.getByRole('heading', { name: 'Thank' }).waitFor();
  await desk.jobs.idle();
  await keys(first, 'g', 'i');
  await openRow(first, 'A tandem', 'Do you lend one?');
  await keys(first, 'n');
  await first.locator('.composer.is-comment [data-editor]:focus').waitFor();
  await first.keyboard.type('Nils knows about tandems.');
  await first.keyboard.press('Control+Enter');
  await first.locator('.log .comment').getByText('Nils knows about tandems.').waitFor();
  await first.keyboard.press('Escape');
  await command(first, 'Nils', 'Assign to Nils Krüger');
  await first.locator('[id^=owner] summary').getByText('Nils Krüger').waitFor();

  await command(second, 'Assigned to me');
  await second.waitForURL('**/inboxes/all/mine');
  await openRow(second, 'A tandem', 'Nils knows about tandems.');
  await answer(second, 'We do, from Friday on.');
  t.match((await whole.mail.nextSent()).envelope.to, ['marco@bianchi.example']);
  await second.keyboard.press('e');
  await second.locator('#toasts').getByText('Closed').waitFor();
  await axe(second);

  await command(first, 'All open');
  await first.waitForURL('**/inboxes/all/open');
  await first.locator('#rows .row').first().waitFor();
  await keys(first, 'j', 'x');
  await first.locator('.bulk').getByText('of this list').waitFor();
  for (let steps = 0; steps < 20; steps++) {
    await first.keyboard.press('Tab');
    if (await first.evaluate('document.activeElement.name === "all"')) break;
  }
  await first.keyboard.press('Space');
  await first.keyboard.press('Tab');
  await first.keyboard.press('Enter');
  await first.locator('#rows .none').waitFor();
  await axe(first);
  const left = await desk.database.row<{ n: number }>(
    `select count(*) as n from conversation where status <> 'closed'`,
  );
  t.equal(left!.n, 0);
  for (const page of [first, second, visitor, customer]) await page.context().close();
});
