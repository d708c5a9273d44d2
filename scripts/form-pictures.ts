// Pictures of forms for their documents: the editor, the page that is filled in, what has come in.
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { TestBrowser } from '../test/browser/browser.ts';
import { settledDesk } from '../test/browser/whole-desk.ts';

const WIDE = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 760 };

const SENT = [
  { name: 'Lena Hofmann', email: 'lena@kunde.example', about: 'The bell is silent' },
  { name: 'Omar Said', email: 'omar@customer.example', about: 'Is the cargo bike still there?' },
];

export async function formPictures(
  folder: string,
  browser: TestBrowser,
  t: { teardown(work: () => unknown): void },
): Promise<void> {
  const { whole, eva } = await settledDesk(t);
  const take = (page: Page, name: string) => page.screenshot({ path: join(folder, `form-${name}.png`) });
  const { accountId, address } = await makeForm(whole);
  for (const one of SENT) {
    const visitor = await browser.newPage(WIDE);
    await visitor.goto(`${whole.address}/f/${address}`);
    await fillIn(visitor, one);
    if (one === SENT[0]) await take(visitor, 'page');
    await visitor.locator('button[type=submit]').first().click();
    await visitor.waitForURL(/sent/);
    await visitor.context().close();
  }
  await whole.desk.jobs.idle();
  const phone = await browser.newPage({ ...PHONE, theme: 'dark' });
  await phone.goto(`${whole.address}/f/${address}`);
  await take(phone, 'phone-dark');
  const page = await whole.page(browser, eva, WIDE);
  for (const tab of ['editor', 'submissions']) {
    await page.goto(`${whole.address}/settings/channels/${accountId}/pages/${tab === 'editor' ? 'form' : tab}`);
    await take(page, tab);
  }
}

async function makeForm({ desk }: Awaited<ReturnType<typeof settledDesk>>['whole']) {
  const [inbox] = await desk.conversations.inboxes.list();
  const about = { channel: 'forms', purpose: 'new', inboxId: inbox!.id, accountId: null, userId: 1 } as const;
  const { publicId } = await desk.channels.flows.begin({ ...about, language: 'en' });
  await desk.channels.flows.answer(publicId, 1, { kind: 'choose', ids: ['contact'] }, 'en');
  const done = await desk.channels.flows.answer(publicId, 1, { kind: 'form', values: { name: 'Contact' } }, 'en');
  const accountId = done!.accountIds[0]!;
  return { accountId, address: desk.channels.context(accountId)!.account.uniqueId };
}

async function fillIn(page: Page, { name, email, about }: (typeof SENT)[number]): Promise<void> {
  const words = [name, email, about];
  const fields = page.locator('form input[type=text], form input[type=email], form input:not([type])');
  await page.locator('input[type=email]').first().fill(email);
  for (let at = 0; at < (await fields.count()); at += 1) {
    const field = fields.nth(at);
    if ((await field.isVisible()) && (await field.inputValue()) === '') await field.fill(words[at === 0 ? 0 : 2]!);
  }
  for (const area of await page.locator('form textarea').all())
    if (await area.isVisible()) await area.fill('It was loud once. What can I do?');
  for (const box of await page.locator('form input[type=checkbox][required]').all()) await box.check();
}
