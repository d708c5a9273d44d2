// Service levels in a real browser: made with an invented ticket beside the form, counted down, told when late, on a phone (TK-4).
import t from 'tap';
import { axe, openBrowser } from './browser.ts';
import { settledDesk } from './whole-desk.ts';

const { whole, eva } = await settledDesk(t);
const browser = await openBrowser(t);
const at = (path: string) => `${whole.address}${path}`;
const { tickets, conversations, sla, database, jobs } = whole.desk;
const [inbox] = await conversations.inboxes.list();
await conversations.inboxes.change(inbox!.id, { kind: 'help desk' }, 'desk');
await whole.receive({ from: 'Lena Hofmann <lena@kunde.example>', subject: 'The bell is silent', text: 'It was loud.' });
const ticket = (await tickets.byNumber(1))!;
const [conversation] = await tickets.conversations(ticket.id);

t.test('a service level is made by keys, its conditions row by row, and the invented ticket follows', async (t) => {
  const page = await whole.page(browser, eva);
  await page.goto(at('/settings/sla'));
  await page.getByText('No service levels yet').waitFor();
  await axe(page);
  await page.getByRole('link', { name: 'New service level' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Usual');
  await page.locator('#sla-sample').fill('2026-03-06T16:30');
  const preview = page.locator('#view-preview');
  await preview.getByText('6 March 2026').waitFor();
  await preview.getByText('9 March 2026 at 12:30').waitFor();
  await page.getByLabel('First response', { exact: true }).fill('1');
  await preview.getByText('9 March 2026 at 09:30').waitFor();
  await page.getByRole('button', { name: 'Add condition' }).click();
  await page.locator('[name="c0.property"]').selectOption('ticket_priority');
  await page.locator('[name="c0.value"]').first().waitFor();
  await page.getByLabel('None', { exact: true }).first().check();
  await axe(page);
  await page.getByLabel('Name', { exact: true }).press('Enter');
  await page.waitForURL('**/settings/sla');
  await page.getByText('First response 1 hr').waitFor();
  t.match(await sla.policies(), [{ name: 'Usual', targets: { first: 60 } }]);
});

t.test('what is due is counted down everywhere, and turns when it is late', async (t) => {
  const [policy] = await sla.policies();
  await sla.change(policy!.id, { hours: null, targets: { first: 90, next: null, resolution: null } });
  await jobs.idle();
  const pages = [];
  for (const path of ['/tickets', '/tickets/board', '/tickets/1', `/conversations/${conversation!.id}`]) {
    const page = await whole.page(browser, eva);
    await page.goto(at(path));
    await page.locator('[data-due]').getByText('due in 1 hr').first().waitFor();
    await axe(page);
    pages.push(page);
  }
  for (const page of pages) {
    const turn = (minutes: number) =>
      page.evaluate(
        `document.querySelector('[data-due]').dataset.due = new Date(Date.now() + ${minutes} * 60_000).toISOString()`,
      );
    await turn(20.5);
    await page.locator('[data-due].due').getByText('due in 20 min').first().waitFor();
    await turn(-125);
    await page.locator('[data-due].bad').getByText('overdue by 2 hr 5 min').first().waitFor();
  }
  await database.run(`update ticket set due = ? where id = ?`, [Date.now() - 3 * 86_400_000, ticket.id]);
  const late = await whole.page(browser, eva, { width: 390, height: 844 });
  await late.goto(at('/tickets?due=overdue'));
  await late.locator('[data-due].bad').getByText('overdue by 3 days').waitFor();
  t.equal(await late.evaluate('document.documentElement.scrollWidth <= innerWidth'), true, 'fits a phone');
});

t.test('hours and what tickets begin with appear with their switch: they were hidden whatever it said', async (t) => {
  const page = await whole.page(browser, eva);
  await page.goto(at('/settings/profile'));
  await page.getByLabel('Only available within my working hours').check();
  await page.locator('#field-hours').waitFor();
  await conversations.inboxes.change(inbox!.id, { kind: 'inbox' }, 'desk');
  const [account] = await whole.desk.channels.accounts();
  await page.goto(at(`/settings/channels/${account!.account.id}/automation`));
  await page.getByLabel('Treat new conversations as tickets').check();
  await page.locator('#field-owner').waitFor();
  t.pass('both are there');
});
