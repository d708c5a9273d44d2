// Two agents at one desk, in two browsers: what happens is seen without loading again, and nobody answers twice by accident.
import t from 'tap';
import type { Page } from 'playwright-core';
import { deskViewer } from '../../core/accounts/accounts.ts';
import { addUser } from '../support/desk.ts';
import { letter, openLive } from '../support/live.ts';
import { openBrowser } from './browser.ts';

const live = await openLive(t, { typing: 1_500, answering: 20_000 });
const { desk } = live;
const address = live.line.replace('ws:', 'http:').replace('/live', '');
const browser = await openBrowser(t);
browser.expectTrouble(/sandboxed/);
await desk.accounts.workspace.set(deskViewer(), { holdSeconds: 0 });
const [eva, mara] = [await addUser(desk, 'Eva Blum'), await addUser(desk, 'Mara Ott')];
await live.bring(letter('Ada', 'Hello there'));
const { conversationId: ada } = (await desk.conversations.findMessage(live.accountId, 'Ada Hello there'))!;

async function signedIn(userId: number): Promise<Page> {
  const token = await desk.accounts.sessions.start(userId, { ip: '127.0.0.1', userAgent: 'test' });
  const page = await browser.newPage({ width: 1440, height: 900 });
  await page.context().addCookies([{ name: 'session', value: token, url: address }]);
  return page;
}

/** Waits without the browser compiling anything, which the pages' policy forbids. */
async function holds(page: Page, expression: string): Promise<void> {
  for (const end = Date.now() + 10_000; Date.now() < end; await new Promise((go) => setTimeout(go, 20)))
    if (await page.evaluate<boolean>(expression)) return;
  throw new Error(`never true: ${expression}`);
}

/** A mark that is gone after loading again. */
const mark = (page: Page) => page.evaluate("void (document.documentElement.kept = 'yes')");
const isMarked = (page: Page) => page.evaluate<boolean>("document.documentElement.kept === 'yes'");

const evas = await signedIn(eva);
const maras = await signedIn(mara);

t.test('a message arrives in the list and in the open conversation', async (t) => {
  for (const page of [evas, maras]) {
    await page.goto(`${address}/inboxes/all/open`);
    await page.waitForSelector(`#row-${ada}`);
    await mark(page);
  }
  await live.bring(letter('Bo', 'Anybody here?'));
  const { conversationId: bo } = (await desk.conversations.findMessage(live.accountId, 'Bo Anybody here?'))!;
  for (const page of [evas, maras]) {
    await page.waitForSelector(`#rows > .row:first-child#row-${bo}.unread`);
    await holds(page, `document.querySelector('#count-open').textContent === '2'`);
    t.equal(await isMarked(page), true);
  }
  await evas.click(`#row-${ada} > a`);
  await evas.waitForSelector(`#thread-${ada}`);
  await evas.click('[data-editor]');
  await evas.keyboard.type('I am just about to');
  await live.bring(letter('Ada', 'One more thing', { at: '2026-11-20T09:00:00Z' }));
  await evas.waitForSelector('.log .said >> text=One more thing');
  t.match(await evas.inputValue('textarea[name=text]'), 'I am just about to', 'what is being written stays');
  await maras.waitForSelector(`#rows > .row:first-child#row-${ada}.unread`);
  await evas.waitForSelector(`#row-${ada}:not(.unread)`);
  t.equal((await desk.conversations.lists.row(ada, eva))!.unread, false, 'who had it before their eyes has read it');
});

t.test('colleagues see who is there and who types', async (t) => {
  await maras.waitForSelector(`#row-${ada}-watch >> text=Eva`);
  await maras.click(`#row-${ada} > a`);
  await maras.waitForSelector(`#watchers-${ada} >> text=Eva`);
  await evas.waitForSelector(`#watchers-${ada} >> text=Mara`);
  await maras.click('[data-editor]');
  await maras.keyboard.type('No need, I will');
  await evas.waitForSelector(`#typing-${ada} >> text=Mara Ott is typing`);
  await evas.waitForSelector(`#watchers-${ada} >> text=answering`);
  await holds(evas, `!document.querySelector('#typing-${ada}').textContent`);
  t.equal(await isMarked(evas), true);
});

t.test('the second answer is held back until the first has been seen', async (t) => {
  await maras.keyboard.press('Control+Enter');
  await evas.waitForSelector('.log .said.ours >> text=No need, I will');
  await evas.click('[data-editor]');
  await evas.keyboard.type(' answer too');
  await evas.keyboard.press('Control+Enter');
  await evas.waitForSelector('.composer .banner.warn');
  t.match(await evas.textContent('.composer .banner.warn'), /Mara Ott/);
  t.match(await evas.inputValue('textarea[name=text]'), /just about to answer too/, 'nothing is lost');
  await desk.jobs.idle();
  t.strictSame(
    live.loft.letters.map((one) => one.parts[0]!.text),
    ['No need, I will'],
  );
  await evas.click('.composer .banner.warn [name=anyway]');
  await maras.waitForSelector('.log .said.ours >> text=answer too');
  await desk.jobs.idle();
  t.equal(live.loft.letters.length, 2);
  await maras.waitForSelector('.log .said.ours .tick');
});

t.test('rows keep still under the eyes of who reads further down', async (t) => {
  for (let n = 0; n < 25; n += 1)
    await live.bring(letter(`Guest ${n}`, 'Hello', { at: `2026-11-19T08:00:${10 + n}Z` }));
  await evas.goto(`${address}/inboxes/all/open`);
  await evas.waitForSelector('#rows > .row:nth-child(27)');
  await evas.evaluate("document.querySelector('#rows').scrollTop = 400");
  await holds(evas, "document.querySelector('#rows').scrollTop > 300");
  const first = await evas.getAttribute('#rows > .row', 'id');
  await live.bring(letter('Late', 'Am I first?', { at: new Date().toISOString() }));
  await evas.waitForSelector('[data-rows-newer]:not([hidden])');
  t.equal(await evas.getAttribute('#rows > .row', 'id'), first);
  await evas.click('[data-rows-newer]');
  await evas.waitForSelector('#rows > .row:first-child >> text=Am I first?');
  t.equal(await evas.isHidden('[data-rows-newer]'), true);
  t.equal(await evas.evaluate("new Set([...document.querySelectorAll('.row')].map((row) => row.id)).size"), 28);

  const { conversationId } = (await desk.conversations.findMessage(live.accountId, 'Late Am I first?'))!;
  await desk.conversations.close(conversationId, 'desk');
  await evas.waitForSelector(`#row-${conversationId}`, { state: 'detached' });
});

t.test('a mention is told where one is, and counted until one has been there', async (t) => {
  await evas.goto(`${address}/inboxes/all/mine`);
  await mark(evas);
  await desk.conversations.comment(ada, mara, '<p>Have a look</p>', [eva]);
  await evas.waitForSelector('.toast >> text=Mara Ott mentioned you');
  await evas.waitForSelector('#badge-notifications >> text=1');
  await evas.click('#rail-notifications');
  await evas.waitForSelector('.table >> text=Have a look');
  await evas.click(`.table a[href="/conversations/${ada}"]`);
  await evas.waitForSelector(`#thread-${ada}`);
  await holds(evas, "!document.querySelector('#badge-notifications').textContent");
  t.equal(await isMarked(evas), true);
});

t.test('a message that opens the composer again opens it on the page', async (t) => {
  await desk.conversations.note(ada, { storm: true });
  await evas.goto(`${address}/conversations/${ada}`);
  await evas.waitForSelector('.composer .closed');
  await mark(evas);
  await desk.conversations.note(ada, { storm: false });
  await live.bring(letter('Ada', 'The storm is over'));
  await evas.waitForSelector('.composer [data-editor]');
  t.equal(await isMarked(evas), true);
});

t.test('a session that ends leads to the door', async (t) => {
  const [session] = await desk.accounts.sessions.list((await desk.accounts.viewerOf(mara))!);
  browser.expectTrouble(/WebSocket/);
  await desk.accounts.sessions.drop(session!.id);
  await maras.waitForURL(/sign-in/);
  t.match(maras.url(), /return=/);
});
