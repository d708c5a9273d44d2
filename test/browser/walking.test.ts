// Walking through a list by keys: what comes next is there before it is asked for, and only that (RE-7).
import t from 'tap';
import type { Page, Request } from 'playwright-core';
import { axe, openBrowser } from './browser.ts';
import { settledDesk } from './whole-desk.ts';

const { whole, eva } = await settledDesk(t, { hold: 0 });
const browser = await openBrowser(t);
const at = (path: string) => whole.address + path;
const { desk } = whole;

for (const subject of ['Bell', 'Chain', 'Saddle', 'Brakes'])
  await whole.receive({ from: 'Lena Hofmann <lena@web.example>', subject, text: `About the ${subject}.` });

const isAhead = (request: Request) => request.headers()['desk-ahead'] === 'true';
const isPage = (request: Request) => /\/conversations\/\d+(\?|$)/.test(request.url());
const idOf = (request: Request) => Number(/\/conversations\/(\d+)/.exec(request.url())![1]);

/** Requests for pages of conversations, in the order in which they were sent. */
function counted(page: Page) {
  const [ahead, asked] = [[] as number[], [] as number[]];
  page.on('request', (request) => {
    if (isPage(request)) (isAhead(request) ? ahead : asked).push(idOf(request));
  });
  return { ahead, asked };
}

/** The next one of this conversation that has been answered. */
const fetched = (page: Page, id: number) =>
  page.waitForEvent('requestfinished', (request) => isPage(request) && isAhead(request) && idOf(request) === id);

const unread = async (id: number) => (await desk.conversations.lists.row(id, eva.id))!.unread;

async function listOf(page: Page) {
  await page.goto(at('/inboxes/1/open'));
  // Not by a function in the page: its policy lets none be made of words.
  while ((await page.evaluate<string>('desk.shows()')) === '');
}

t.test('one ahead, fetched once, read only when it is opened', async (t) => {
  const page = await whole.page(browser, eva);
  const { ahead, asked } = counted(page);
  await listOf(page);
  let next = fetched(page, 4);
  await page.keyboard.press('j');
  await next;
  t.equal(await unread(4), true);
  t.equal(desk.realtime.looks(eva.id, 4), false, 'and nobody is said to look at it');
  next = fetched(page, 3);
  const told = page.waitForEvent('requestfinished', (request) => request.url().endsWith('/conversations/4/reading'));
  await page.keyboard.press('o');
  await page.locator('.log').getByText('About the Brakes.').waitFor();
  await Promise.all([told, next]);
  t.same(asked, [], 'it was there already');
  t.same(ahead, [4, 3], 'and so is the one behind it');
  t.equal(await unread(4), false);
  t.equal(await unread(3), true);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.locator('.log').getByText('About the Saddle.').waitFor();
  t.same(asked, []);
  t.match(page.url(), /conversations\/3\?list=/);
  await page.goBack();
  await page.locator('.log').getByText('About the Brakes.').waitFor();
});

t.test('what has changed meanwhile is shown', async () => {
  const page = await whole.page(browser, eva);
  await listOf(page);
  const next = fetched(page, 4);
  await page.keyboard.press('j');
  await next;
  await desk.conversations.comment(4, eva.id, '<p>News of a colleague</p>');
  await page.keyboard.press('o');
  await page.locator('.log').getByText('News of a colleague').waitFor();
});

t.test('who turns round calls it off', async (t) => {
  const page = await whole.page(browser, eva);
  const { ahead, asked } = counted(page);
  await listOf(page);
  // The second one takes its time.
  await page.route(/\/conversations\/3\?/, () => {});
  const first = fetched(page, 4);
  await page.keyboard.press('j');
  await first;
  const begun = page.waitForRequest((request) => isPage(request) && idOf(request) === 3);
  await page.keyboard.press('j');
  await begun;
  const called = page.waitForEvent('requestfailed', (request) => idOf(request) === 3);
  const again = fetched(page, 4);
  await page.keyboard.press('k');
  await Promise.all([called, again]);
  t.same(ahead, [4, 3, 4]);
  t.same(asked, []);
});

t.test('what was looked at is found again, by the palette and by a key', async (t) => {
  const page = await whole.page(browser, eva);
  await page.goto(at('/conversations/1'));
  await page.locator('.log').getByText('About the Bell.').waitFor();
  await page.goto(at('/contacts'));
  await page.keyboard.press('Control+k');
  await page.locator('#palette').getByText('Recently viewed').waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL('**/conversations/1');
  await page.keyboard.press('g');
  await page.keyboard.press('r');
  await page.waitForURL('**/recent');
  t.match(await page.locator('.hit h3').first().innerText(), 'Bell');
  await axe(page);
  await page.keyboard.press('j');
  await page.keyboard.press('o');
  await page.waitForURL('**/conversations/1');
});

t.test('the next one opens when a conversation leaves the list, and undo gives it back', async (t) => {
  const page = await whole.page(browser, eva);
  await desk.accounts.users.prefer((await desk.accounts.viewerOf(eva.id))!, { after: 'next' });
  await listOf(page);
  await page.keyboard.press('j');
  await page.keyboard.press('o');
  await page.waitForURL('**/conversations/4?*');
  await page.keyboard.press('e');
  await page.waitForURL('**/conversations/3?list=*');
  await page.locator('#row-4').waitFor({ state: 'detached' });
  t.equal(await page.locator('.row.on').getAttribute('id'), 'row-3');
  await page.keyboard.press('z');
  await page.locator('#row-4').waitFor();
  t.equal((await desk.conversations.get(4))!.status, 'open');
});

t.test('what one does is seen at once, and taken back where the server refuses', async (t) => {
  const page = await whole.page(browser, await whole.user('Nils Krüger'));
  browser.expectTrouble(/404.*conversations\/2\/closure|Failed to fetch|ERR_FAILED/);
  await page.goto(at('/conversations/2?list=/inboxes/1/open'));
  const held: (() => Promise<void>)[] = [];
  const asked = page.waitForRequest('**/closure');
  await page.route('**/closure', (route) => void held.push(() => route.continue()));
  await page.keyboard.press('e');
  await page.locator('.closing button[aria-pressed=true]').waitFor();
  await asked;
  t.equal((await desk.conversations.get(2))!.status, 'open', 'seen before it is true');
  // Meanwhile the right to it is gone.
  await desk.database.run('update inbox set restricted = true');
  await held[0]!();
  await page.locator('.closing button:not([aria-pressed])').waitFor();
  t.equal((await desk.conversations.get(2))!.status, 'open');
  await desk.database.run('update inbox set restricted = false');
  await page.goto(at('/inboxes/1/open'));
  await page.route('**/conversations?_method=PATCH', (route) => void held.push(() => route.abort()));
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await page.locator('.bulk [value=close]').click();
  await page.locator('.row.going').waitFor();
  await held[1]!();
  await page.locator('.row.going').waitFor({ state: 'detached' });
});

t.test('a whole list by the keyboard: chosen, closed, taken back', async (t) => {
  const page = await whole.page(browser, eva);
  await listOf(page);
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await page.locator('.bulk').getByText('All 4 of this list').click();
  await axe(page);
  await page.locator('.bulk [value=close]').click();
  await page.locator('#bulk-run').getByText('4 conversations are changed.').waitFor();
  await page.locator('#rows .none').waitFor();
  await axe(page);
  await page.locator('#bulk-run').getByText('Undo').click();
  await page.locator('#row-1').waitFor();
  t.equal((await desk.conversations.get(1))!.status, 'open');
  await page.locator('#bulk-run').getByText('Close').click();
  await page.locator('#bulk-run').waitFor({ state: 'detached' });
});
