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
  await page.waitForFunction('desk.shows() !== ""');
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
