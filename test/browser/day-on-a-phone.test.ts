// A working day on a phone: 390 points wide, with fingers only; nothing is wider than the screen on any page passed.
import t from 'tap';
import type { Page } from 'playwright-core';
import { axe, openBrowser } from './browser.ts';
import { settledDesk } from './whole-desk.ts';

const { whole, eva } = await settledDesk(t, { hold: 0 });
const { desk } = whole;
const browser = await openBrowser(t);

await whole.receive({ from: 'Lena Hofmann <lena@web.example>', subject: 'Brakes', text: 'They squeak.' });
await whole.receive({ from: 'Marco Bianchi <marco@bianchi.example>', subject: 'Saddle', text: 'It creaks.' });
const ticket = await desk.tickets.open({ name: 'Rear wheel', source: 'manual', actor: 'desk', conversationIds: [1] });

/** Fits, and can be used by everybody. */
async function passes(page: Page): Promise<void> {
  const wide = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
  if (wide > 0) throw new Error(`${page.url()} is ${wide} too wide`);
  await axe(page);
}

t.test('read, answered, put off, taken and closed on the way to work', async (t) => {
  const page = await whole.page(browser, eva, { width: 390, height: 844, touch: true });
  await page.goto(`${whole.address}/inboxes/all/open`);
  await passes(page);
  await page.locator('#row-1 > a').tap();
  await page.locator('.log').getByText('They squeak.').waitFor();
  await passes(page);
  await page.locator('[data-editor]').tap();
  await page.keyboard.type('We oil them.');
  await page.locator('[data-send]').tap();
  await page.locator('.log').getByText('We oil them.').waitFor();
  t.match((await whole.mail.nextSent()).raw.toString(), /We oil them/);
  await page.locator('[id^=owner] summary').tap();
  await page.locator('[id^=owner] [value=me]').tap();
  await page.locator('[id^=owner] summary[title*="Eva Lindner"]').waitFor();
  await page.locator('.closing button').tap();
  await page.locator('#toasts').getByText('Closed').waitFor();
  await page.locator('[title*="Back to the list"]').tap();
  await page.waitForURL('**/inboxes/all/open');
  await page.locator('#row-2').waitFor();
  t.equal(await page.locator('#row-1').count(), 0);
  await page.locator('#row-2 > a').tap();
  await page.locator('.log').getByText('It creaks.').waitFor();
  await page.locator('[id^=more] summary').tap();
  await page.locator('[id^=more] button.phone-only').first().tap();
  await page.locator('#toasts').getByText('Snoozed').waitFor();
  t.equal((await desk.conversations.get(2))!.status, 'snoozed');
  await passes(page);
});

t.test('lists, a contact, a ticket, the search and the profile', async (t) => {
  const page = await whole.page(browser, eva, { width: 390, height: 844, touch: true });
  await page.goto(`${whole.address}/inboxes/all/open`);
  await page.locator('.conversations [popovertarget=lists]').tap();
  await page.locator('#lists').getByText('Closed', { exact: true }).tap();
  await page.waitForURL('**/inboxes/all/closed');
  await page.locator('#row-1').waitFor();
  await page.locator('#sort summary').tap();
  await page.locator('#sort').getByText('Oldest first').tap();
  await page.locator('#rows[data-rows-order=oldest]').waitFor();
  await passes(page);
  const contact = (await desk.contacts.get((await desk.conversations.get(1))!.contactId!))!;
  for (const path of [
    '/contacts',
    `/contacts/${contact.publicId}`,
    '/tickets',
    `/tickets/${ticket.number}`,
    '/search?q=squeak',
    '/recent',
    '/notifications',
    '/settings/profile',
  ]) {
    await page.goto(whole.address + path);
    await passes(page);
  }
  await page.locator('#habits').getByText('Open the next one').tap();
  await page.locator('#habits [type=submit]').tap();
  await page.locator('#toasts').getByText('Saved').waitFor();
  t.equal((await desk.accounts.viewerOf(eva.id))!.habits!.after, 'next');
});
