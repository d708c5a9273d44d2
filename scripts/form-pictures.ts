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
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('Your e-mail address').fill(email);
  await page.getByLabel('What is it about?').fill(about);
  await page.getByLabel('Your message').fill('It was loud once. What can I do?');
  // Who is quicker than anybody can type counts as a machine.
  await page.waitForTimeout(5000);
}
