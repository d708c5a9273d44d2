// Every page a link leads to: it opens, says nothing in the console, is accessible and fits, as an administrator sees it.
import t, { type Test } from 'tap';
import type { Page } from 'playwright-core';
import { deskViewer } from '../../core/accounts/accounts.ts';
import { axe, openBrowser, type PageOptions } from './browser.ts';
import { settledDesk } from './whole-desk.ts';

const { whole, eva } = await settledDesk(t);
const browser = await openBrowser(t);

/** axe takes as long as all else together, and finds more where there is little room. */
const PHONE: PageOptions = { theme: 'dark', width: 390, height: 844, language: 'de-DE' };
const WIDE = { width: 1440, height: 900 };
/** What is no page: files, sources, signing out. */
const NO_PAGE = /^\/(attachments|messages|assets|api|session|health|metrics)\b|\/raw$|\.(svg|json|csv|eml)$/;
const MOST = 120;
/** What runs out of its place or has to be moved sideways. */
const SIDEWAYS = `[...document.querySelectorAll('main :is(.table-wrap, .tabs, .file, .queue, .facts)')]
  .filter((one) => one.checkVisibility())
  .filter((one) => one.scrollWidth > one.clientWidth + 1 || one.getBoundingClientRect().right > innerWidth + 1)
  .map((one) => one.tagName + '.' + one.className)
  .join(', ')`;

/** Pages of one kind differ in ids only: `/conversations/3`, `/contacts/h2k4…`. */
function kindOf(address: URL): string {
  const known = address.pathname.replace(/\/(\d+|[a-z0-9]{12,})(?=\/|$)/g, '/:id');
  return known.replace(/^\/inboxes\/(:id|all)\/\w+/, '/inboxes/:id/:list');
}

async function seed(): Promise<void> {
  const { desk } = whole;
  await whole.user('Nils Krüger');
  await desk.accounts.teams.create(deskViewer(), { name: 'Werkstatt', userIds: [eva.id] });
  await whole.receive({ from: 'Lena Hofmann <lena@web.example>', subject: 'Brakes', text: 'They squeak.\n\n> old' });
  await whole.receive({
    from: 'Marco Bianchi <marco@bianchi.example>',
    subject: 'A very long subject that goes on and on, Donaudampfschifffahrtsgesellschaftskapitän included',
    html: '<p>See the <b>picture</b>.</p><table width="900"><tr><td>wide</td></tr></table>',
    attachments: [{ filename: `${'a_file_with_a_long_name_'.repeat(8)}.pdf`, content: 'x' }],
  });
  await desk.conversations.comment(1, eva.id, '<p>Only for us</p>');
  await desk.conversations.tag(1, 'Warranty', 'desk');
  await desk.conversations.close(2, 'desk');
  await seedTables();
}

/** A table that waits to be imported, with a faulty row, and two contacts who are likely one. */
async function seedTables(): Promise<void> {
  const { contacts, duplicates, files, imports, jobs } = whole.desk;
  for (const [name, value] of [
    ['Lena Hofmann-Löwe', 'lena@firm.example'],
    ['Hofmann Loewe, Lena', 'l.hofmann@firm.example'],
  ])
    await contacts.create({ name: name!, addresses: [{ kind: 'email', value: value! }] }, 'desk');
  await duplicates.refresh(100);
  const table = `Name;E-Mail;${'Donaudampfschifffahrt'.repeat(3)}\nLena;lena@web.example;${'x'.repeat(90)}\nBo;no address;\n`;
  const stored = await files.save(Buffer.from(table));
  const about = { userId: eva.id, language: 'de' };
  const run = await imports.open({ id: stored.id, name: `${'a-long-name-'.repeat(8)}.csv` }, 'contact', about);
  await imports.check(run.id, {});
  await jobs.idle();
}
await seed();

/** Fits into the window as wide as it is now. */
async function fits(t: Test, page: Page, path: string): Promise<void> {
  const wide = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
  t.ok(wide <= 0, `${path} is not wider than the window (${wide} px)`);
  const outside = await page.evaluate<string>(SIDEWAYS);
  t.equal(outside, '', `${path} is read without scrolling sideways (WCAG 1.4.10)`);
}

/** Turn about, so that each page costs one visit: German words are the longer ones and come up more often. */
async function dress(page: Page, turn: number): Promise<'de' | 'en'> {
  const language = turn % 3 === 2 ? 'en' : 'de';
  await whole.desk.accounts.users.update(deskViewer(), eva.id, { language });
  await page.emulateMedia({ colorScheme: turn % 2 === 0 ? 'dark' : 'light' });
  return language;
}

t.test('every page opens and fits, on a phone and wide, in German or English, dark or light', async (t) => {
  const page = await whole.page(browser, eva, PHONE);
  const phone = page.viewportSize()!;
  const seen = new Set<string>();
  const waiting = ['/', '/settings'];
  let turn = 0;
  for (let path = waiting.shift(); path !== undefined && seen.size < MOST; path = waiting.shift()) {
    const language = await dress(page, turn++);
    const response = await page.goto(whole.address + path);
    seen.add(kindOf(new URL(page.url())));
    if (!t.ok(response!.status() < 400, `${path} opens (${response!.status()})`)) continue;
    await axe(page).catch((error: Error) => t.fail(error.message));
    await fits(t, page, path);
    await page.setViewportSize(WIDE);
    await fits(t, page, path);
    await page.setViewportSize(phone);
    t.equal(await page.getAttribute('html', 'lang'), language);
    const hrefs = await page.evaluate<string[]>('[...document.querySelectorAll("a[href]")].map((link) => link.href)');
    for (const href of hrefs) {
      const url = new URL(href);
      if (url.origin !== new URL(whole.address).origin || NO_PAGE.test(url.pathname) || seen.has(kindOf(url))) continue;
      seen.add(kindOf(url));
      waiting.push(url.pathname + url.search);
    }
  }
  t.ok(seen.size > 25, `${seen.size} kinds of pages`);
  t.comment([...seen].toSorted().join(' '));
});
