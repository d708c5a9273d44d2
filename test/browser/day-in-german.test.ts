// Ein Arbeitstag auf Deutsch: a working day in German; what is passed speaks German throughout and can be used by everybody.
import t from 'tap';
import type { Page } from 'playwright-core';
import { axe, openBrowser } from './browser.ts';
import { settledDesk } from './whole-desk.ts';

const { whole, eva } = await settledDesk(t, { hold: 0, language: 'de' });
const { desk } = whole;
const browser = await openBrowser(t);
await desk.accounts.users.update((await desk.accounts.viewerOf(eva.id))!, eva.id, { language: 'de' });

/** Words of the tool that would have been left in English. */
const ENGLISH = /\b(Close|Assign|Snooze|Send|Settings|Search|Nobody|Open|Reply|Comment|Undo|Saved|the|and|with)\b/;

async function passes(page: Page): Promise<void> {
  const language = await page.evaluate<string>('document.documentElement.lang');
  if (language !== 'de') throw new Error(`${page.url()} is in ${language}`);
  const words = await page.locator('body').innerText();
  const left = ENGLISH.exec(words.replaceAll('Hubdesk', ''));
  if (left) throw new Error(`${page.url()} says “${words.slice(Math.max(0, left.index - 60), left.index + 60)}”`);
  await axe(page);
}

t.test('vom ersten Brief bis zur leeren Liste', async (t) => {
  const page = await whole.page(browser, eva, { width: 1440, height: 900, language: 'de-DE' });
  await page.goto(`${whole.address}/inboxes/all/open`);
  await page.getByText('Nichts wartet auf Sie').waitFor();
  await passes(page);
  await page.setViewportSize({ width: 1280, height: 900 });
  t.ok((await page.locator('.conversations .segments').boundingBox())!.height < 40, 'die Reiter stehen in einer Zeile');
  await page.setViewportSize({ width: 1440, height: 900 });
  await whole.receive({ from: 'Lena Hofmann <lena@web.example>', subject: 'Bremsen', text: 'Sie quietschen.' });
  await page.locator('#rows .row', { hasText: 'Bremsen' }).locator('a').first().click();
  await page.locator('.log').getByText('Sie quietschen.').waitFor();
  await passes(page);
  await page.locator('[data-editor]').click();
  await page.keyboard.type('Kommen Sie um zehn vorbei.');
  await page.getByRole('button', { name: 'Senden', exact: true }).click();
  await page.locator('.log').getByText('Kommen Sie um zehn vorbei.').waitFor();
  t.match((await whole.mail.nextSent()).raw.toString(), /Kommen Sie um zehn vorbei/);
  await page.keyboard.press('Escape');
  await page.keyboard.press('h');
  await page.locator('[id^=snooze] .menu button').first().click();
  await page.locator('#toasts').getByText('Zurückgestellt').waitFor();
  await page.keyboard.press('z');
  await page.locator('[id^=snooze] summary[aria-pressed=true]').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Schließen' }).first().click();
  await page.locator('#toasts').getByText('Geschlossen').waitFor();
  await passes(page);
});

t.test('was ringsum steht', async () => {
  const page = await whole.page(browser, eva, { width: 1440, height: 900, language: 'de-DE' });
  for (const path of [
    '/recent',
    '/contacts',
    '/tickets',
    '/search',
    '/views',
    '/settings/profile',
    '/settings/macros',
  ]) {
    await page.goto(whole.address + path);
    await passes(page);
  }
  await page.goto(`${whole.address}/inboxes/all/closed`);
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await page.locator('.bulk').getByText('Die ganze Liste').click();
  await page.locator('.bulk [value=trash]').click();
  await page.locator('#bulk-run').getByText('1 Unterhaltung ist geändert.').waitFor();
  await passes(page);
  await page.locator('#bulk-run').getByRole('button', { name: 'Schließen' }).click();
  await page.locator('#bulk-run').waitFor({ state: 'detached' });
  await page.keyboard.press('Control+k');
  await page.locator('#palette').getByText('Zuletzt angesehen').first().waitFor();
  await passes(page);
});
