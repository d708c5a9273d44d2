// The pages alive in a browser: navigation, live pushes, composer, keys, dialogs, mail frames, with and without script.
import t from 'tap';
import type { Page } from 'playwright-core';
import { openBrowser, type PageOptions } from '../browser/browser.ts';
import { ago, lena, whatsapp } from './gallery/people.ts';
import { play } from './play.ts';

const desk = await play();
const address = await desk.server.listen({ port: 0, host: '127.0.0.1' });
t.teardown(() => desk.server.close());
const browser = await openBrowser(t);

let last: Page | undefined;
async function open(path: string, options?: PageOptions): Promise<Page> {
  await last?.context().close();
  desk.asked.length = 0;
  desk.heard.length = 0;
  const page = await browser.newPage({ width: 1440, height: 900, ...options });
  last = page;
  await page.goto(address + path);
  return page;
}

/** Waits without the browser compiling anything, which the pages' policy forbids. */
async function holds(page: Page, expression: string): Promise<void> {
  for (const end = Date.now() + 10_000; Date.now() < end; await new Promise((done) => setTimeout(done, 20))) {
    if (await page.evaluate<boolean>(expression)) return;
  }
  throw new Error(`never true: ${expression}`);
}

const row = (id: number, subject: string) => ({
  id,
  href: `/conversations/${id}`,
  contact: lena,
  channel: whatsapp,
  subject,
  snippet: 'new',
  at: ago(0),
  unread: true,
});
const view = (name: 'inbox/row', model: ReturnType<typeof row>) =>
  desk.gallery.renderer.render(name, model, { language: 'en', timeZone: 'Europe/Berlin', csrfToken: '' });
const logScroll = (page: Page) =>
  page.evaluate<number>(
    "(() => { const log = document.querySelector('.log'); return log.scrollHeight - log.scrollTop - log.clientHeight; })()",
  );

browser.expectTrouble(/sandboxed/);

t.test('a push changes and adds without disturbing who is writing', async (t) => {
  const page = await open('/conversations/12');
  await desk.until(() => desk.heard.find((message) => 'join' in message));
  await page.click('[data-editor]');
  await page.keyboard.press('End');
  await page.keyboard.type(' Und noch etwas');
  t.ok((await logScroll(page)) < 5, 'the log stands at its end');
  const said = '<div class="said" id="message-7777"><div class="words">Neu</div></div>';
  desk.push(
    [
      { target: '#row-15', html: view('inbox/row', row(15, 'Changed subject')) },
      { target: '#rows', swap: 'afterbegin', html: view('inbox/row', row(99, 'Brand new')) },
      { target: '#typing-12', swap: 'beforebegin', html: said },
    ],
    4900,
  );
  await page.waitForSelector('#message-7777');
  t.equal(await page.textContent('#row-15 .subject'), 'Changed subject');
  t.match(await page.textContent('#rows li:first-child .subject'), /Brand new/);
  t.ok((await logScroll(page)) < 5, 'the log went along');
  await page.keyboard.type('!');
  t.match(await page.inputValue('textarea[name=text]'), /Und noch etwas!$/, 'the caret stayed where it was');
  await page.evaluate("document.querySelector('.log').scrollTop = 0");
  desk.push([{ target: '#typing-12', swap: 'beforebegin', html: said.replaceAll('7777', '7778') }], 4901);
  await page.waitForSelector('[data-to-end]:not([hidden])');
  t.equal(
    await page.evaluate("document.querySelector('.log').scrollTop"),
    0,
    'a reader of older messages is left alone',
  );
  await page.click('[data-to-end]');
  t.ok((await logScroll(page)) < 5);
});

t.test('opening another conversation keeps list, socket and drafts apart', async (t) => {
  const page = await open('/conversations/12');
  await desk.until(() => desk.heard.find((message) => 'join' in message));
  await page.evaluate("void (document.querySelector('#rows').kept = 'yes')");
  await page.click('[data-editor]');
  await page.keyboard.type('only for twelve');
  const socket = [...desk.sockets][0];
  await page.click('#row-13 > a');
  await page.waitForSelector('#thread-13');
  t.equal(new URL(page.url()).pathname, '/conversations/13');
  t.equal(await page.evaluate("document.querySelector('#rows').kept"), 'yes', 'the list was changed, not replaced');
  t.equal(await page.getAttribute('.row.on', 'id'), 'row-13');
  t.notMatch(await page.textContent('[data-editor]'), /only for twelve/);
  await desk.until(() => desk.heard.find((message) => String(message.join).includes('conversation:13')));
  t.equal([...desk.sockets][0], socket, 'over the same line');
  const draft = await desk.until(() =>
    desk.asked.find(({ url, body }) => url === '/conversations/12/draft' && /twelve/.test(String(body.text))),
  );
  t.match(draft.body.text, /only for twelve/);
  await page.goBack();
  await page.waitForSelector('#thread-12');
  t.equal(await page.title(), 'Conversation 12 · Radwerk');
});

t.test('the composer sends once, with text and styles, and is empty afterwards', async (t) => {
  const page = await open('/conversations/14');
  await page.click('[data-editor]');
  await page.keyboard.press('Control+A');
  await page.keyboard.type('Guten Tag');
  await page.keyboard.press('Control+A');
  await page.click('[data-style=bold]');
  t.equal(await page.getAttribute('[data-style=bold]', 'aria-pressed'), 'true');
  await page.keyboard.press('Control+Enter');
  await page.waitForSelector('#message-9999');
  const sent = desk.asked.filter(({ url }) => url.endsWith('/messages'));
  t.equal(sent.length, 1);
  t.match(sent[0]!.body, {
    text: 'Guten Tag',
    html: /<b>Guten Tag<\/b>/,
    key: 'k-14',
    mode: 'reply',
    _csrf: 'token',
    seen: '505',
  });
  t.equal((await page.textContent('[data-editor]'))?.trim(), '');
  t.equal(new URL(page.url()).pathname, '/conversations/14');
  t.ok(await page.evaluate("document.activeElement.matches('[data-editor]')"), 'ready for the next');
  t.ok((await logScroll(page)) < 5, 'what was said is seen');
});

t.test('another way keeps the words', async (t) => {
  const page = await open('/conversations/15');
  await page.click('[data-editor]');
  await page.keyboard.press('End');
  await page.keyboard.type(' bleibt');
  await page.click('.way.email');
  await page.waitForSelector('.recipients');
  t.match(await page.textContent('[data-editor]'), / bleibt/);
  t.ok(await page.evaluate("document.activeElement.matches('[data-editor]')"));
  await page.keyboard.type(' stehen');
  t.match(await page.inputValue('textarea[name=text]'), / bleibt stehen$/);
});

t.test('comments offer colleagues', async (t) => {
  const page = await open('/conversations/16');
  await page.keyboard.press('n');
  await page.waitForSelector('.composer.is-comment');
  await holds(page, "document.activeElement.matches('[data-editor]')");
  await page.keyboard.type(' @ev');
  await page.waitForSelector('#suggestions [role=option][aria-selected=true]');
  await page.keyboard.press('Enter');
  await page.waitForSelector('[data-editor] .mention');
  t.match(await page.inputValue('textarea[name=html]'), /<span class="mention" data-user="3">@Eva<\/span>/);
});

t.test('files go up from the clipboard and can be taken back', async (t) => {
  const page = await open('/conversations/17');
  await page.setInputFiles('input[type=file]', {
    name: 'Rechnung.pdf',
    mimeType: 'application/pdf',
    buffer: Buffer.from('12345'),
  });
  await page.waitForSelector('.attached input[name=file][value="77"]', { state: 'attached' });
  t.equal(desk.asked.filter(({ url }) => url === '/files').length, 1);
  await page.click('.attached [data-remove]');
  t.equal(await page.locator('.attached li').count(), 0);
});

t.test('keys walk, open, press and explain themselves', async (t) => {
  const page = await open('/conversations/12');
  await page.keyboard.press('j');
  await page.keyboard.press('j');
  t.equal(await page.evaluate("document.activeElement.closest('.row').id"), 'row-14');
  await page.keyboard.press('o');
  await page.waitForSelector('#thread-14');
  await page.keyboard.press('e');
  await desk.until(() =>
    desk.asked.find(({ url, method }) => method === 'POST' && url === '/conversations/14/closure'),
  );
  await page.keyboard.press('a');
  await page.waitForSelector('#owner-14[open]');
  await page.keyboard.press('Escape');
  t.equal(await page.locator('#owner-14[open]').count(), 0);
  await page.keyboard.press('?');
  await page.waitForSelector('#keys[open]');
  t.match(await page.textContent('#keys'), /Close/);
  await page.keyboard.press('Escape');
  await page.keyboard.press('r');
  t.ok(await page.evaluate("document.activeElement.matches('[data-editor]')"));
  await page.keyboard.type('e');
  t.equal(desk.asked.filter(({ url }) => url.endsWith('/closure')).length, 1, 'letters in a text are letters');
});

t.test('the palette finds what the page and the server can do', async (t) => {
  const page = await open('/conversations/12');
  await page.keyboard.press('Control+k');
  await page.waitForSelector('#palette[open] [role=option]');
  await page.keyboard.type('clos');
  await page.waitForSelector('#palette [data-press=e]');
  await page.keyboard.press('Enter');
  await page.waitForSelector('#palette:not([open])', { state: 'attached' });
  await desk.until(() => desk.asked.find(({ url }) => url === '/conversations/12/closure'));
  await page.keyboard.press('Control+k');
  await page.waitForSelector('#palette [data-href]');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/inbox\/mine$/);
  t.equal(await page.locator('#palette[open]').count(), 0);
});

t.test(
  'who presses Enter before the palette has answered gets what fits the words, not what stood there',
  async (t) => {
    const page = await open('/conversations/12');
    await page.keyboard.press('Control+k');
    await page.waitForSelector('#palette[open] [role=option]');
    await page.keyboard.type('clos');
    await page.keyboard.press('Enter');
    await desk.until(() => desk.asked.find(({ url }) => url === '/conversations/12/closure'));
    t.match(page.url(), /conversations\/12/);
  },
);

t.test('dialogs ask, show what is wrong, and close with what they changed', async (t) => {
  const page = await open('/conversations/12');
  await page.evaluate(
    `document.querySelector('#notices').innerHTML = '<a id="ask" href="/dialog" hx-get="/dialog" hx-target="#dialog">Ask</a>'`,
  );
  await page.evaluate("htmx.process(document.querySelector('#notices'))");
  await page.click('#ask');
  await page.waitForSelector('#dialog[open]');
  await page.evaluate(
    `document.querySelector('#dialog form').insertAdjacentHTML('beforeend', '<input type="hidden" name="again" value="1">')`,
  );
  await page.click('#dialog .danger');
  await page.waitForSelector('#dialog .banner.bad');
  await page.click('#dialog .danger');
  await page.waitForSelector('#dialog:not([open])', { state: 'attached' });
  t.equal(await page.textContent('#list-count'), '37');
  t.equal(new URL(page.url()).pathname, '/conversations/12', 'the address stays');
});

t.test('trouble is told inside the page', async (t) => {
  const page = await open('/conversations/12');
  browser.expectTrouble(/500/);
  await page.evaluate("htmx.ajax('POST', '/failing', { target: '#rows' })");
  await page.waitForSelector('#trouble .banner.bad');
  t.ok((await page.locator('#rows .row').count()) > 3, 'what was there is still there');
  await page.click('#trouble [data-dismiss]');
  t.equal(await page.locator('#trouble .banner').count(), 0);
});

t.test('a mail is as high as its text, cannot act, and lets keys through', async (t) => {
  browser.expectTrouble(/sandboxed|Content Security Policy/);
  const page = await open('/conversations/18');
  await page.evaluate("document.querySelector('.log').scrollTop = 0");
  await holds(page, "document.querySelector('.mail-frame').getBoundingClientRect().height > 690");
  t.not(await page.title(), 'taken over');
  const frame = page.frames().find((one) => one.url().endsWith('/body'))!;
  await frame.click('div');
  await page.keyboard.press('j');
  t.equal(await page.evaluate("document.activeElement.closest?.('.row') !== null"), true);
});

t.test('a lost line is said after a while and found again', async (t) => {
  const page = await open('/conversations/12');
  await desk.until(() => desk.heard.find((message) => 'join' in message));
  browser.expectTrouble(/WebSocket/);
  desk.heard.length = 0;
  for (const socket of desk.sockets) socket.terminate();
  const again = await desk.until(() => desk.heard.find((message) => 'join' in message));
  t.match(again, { join: ['conversation:12', 'inbox:1'], since: 4812 });
  await page.context().setOffline(true);
  await page.waitForSelector('html[data-offline]');
  t.ok(await page.isVisible('.composer .offline'));
  await page.context().setOffline(false);
});

t.test('reading and answering work without script', async (t) => {
  const page = await open('/conversations/12', { script: false });
  await page.fill('textarea[name=text]', 'Ohne Skript');
  await page.click('[data-send]');
  await page.waitForURL(/\/conversations\/12$/);
  const sent = desk.asked.find(({ url }) => url.endsWith('/messages'));
  t.match(sent, { htmx: false, body: { text: 'Ohne Skript', stage: 'waiting' } });
  await page.click('#owner-12 > summary');
  t.ok(await page.isVisible('#owner-12 .menu'));
});

t.test('a link gets its address beside its button', async (t) => {
  const page = await open('/conversations/19');
  await page.click('[data-editor]');
  await page.keyboard.press('Control+A');
  await page.click('[data-style=link]');
  await page.keyboard.type('radwerk.example/angebot');
  await page.click('[data-link-set]');
  await page.waitForSelector('[data-editor] a');
  t.match(await page.inputValue('textarea[name=html]'), /<a href="https:\/\/radwerk\.example\/angebot"/);
});
