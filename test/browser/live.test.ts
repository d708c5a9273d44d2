// Two agents at one desk, in two browsers: what happens is seen without loading again, and nobody answers twice by accident.
import t from 'tap';
import type { Page } from 'playwright-core';
import { deskViewer } from '../../core/accounts/accounts.ts';
import { waveFile } from '../../core/cli/sample/sound.ts';
import { speech } from '../../plugins/telephone/simulator/speech.ts';
import { addUser } from '../support/desk.ts';
import { letter, openLive } from '../support/live.ts';
import { axe, openBrowser } from './browser.ts';
import { MORTAL_LINES, OTHER_NETWORK } from './mortal-lines.ts';

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

/** A message that is a sound: for each level, 0 to 1, a second of a tone that loud. */
function spoken(id: string, ...levels: number[]) {
  const samples = levels.flatMap((level) =>
    Array.from({ length: 8000 }, (_, at) => 128 + 120 * level * Math.sin(at * 0.35)),
  );
  const base64 = waveFile(Uint8Array.from(samples)).toString('base64');
  return letter('Ada', id, {
    parts: [{ type: 'media', kind: 'voice', name: `${id}.wav`, mimeType: 'audio/wav', base64 }],
  });
}

/** Of the newest player. */
const NEWEST = `[...document.querySelectorAll('[data-player]')].at(-1)`;
/** Heights of its bars, and which of them are played. */
const BARS = `[...(${NEWEST}?.querySelectorAll('.wave rect') ?? [])].map((bar) =>
  [Number(bar.getAttribute('height')), bar.matches('.played')])`;

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
  await evas.waitForSelector('.composer .banner.warn:not(.signed-out)');
  t.match(await evas.textContent('.composer .banner.warn:not(.signed-out)'), /Mara Ott/);
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

t.test('the list stays as it is, and true, for who walks from conversation to conversation in it', async (t) => {
  const idOf = async (from: string, text: string) =>
    (await desk.conversations.findMessage(live.accountId, `${from} ${text}`))!.conversationId;
  const [one, two, three] = [
    await idOf('Guest 20', 'Hello'),
    await idOf('Guest 19', 'Hello'),
    await idOf('Guest 18', 'Hello'),
  ];
  const answers: string[] = [];
  evas.on('response', (answer) => {
    if (/conversations\/\d+\?list/.test(answer.url())) void answer.text().then((html) => answers.push(html));
  });
  await evas.goto(`${address}/conversations/${one}?list=%2Finboxes%2Fall%2Fopen`);
  await holds(evas, `document.querySelector('#row-${one}.on:not(.unread)') !== null`);
  await evas.evaluate("void Object.assign(document.querySelector('#rows'), { kept: 'yes', scrollTop: 200 })");
  await evas.route(`**/conversations/${two}?*`, async (route) => {
    await live.bring(letter('Early', 'Before it was drawn', { at: new Date().toISOString() }));
    const response = await route.fetch();
    await live.bring(letter('Early', 'After it was drawn', { at: new Date().toISOString() }));
    await route.fulfill({ response });
  });
  await evas.click(`#row-${two} > a`);
  await evas.waitForSelector(`#thread-${two}`);
  t.equal(await evas.evaluate("document.querySelector('#rows').kept"), 'yes');
  t.ok(await evas.evaluate("document.querySelector('#rows').scrollTop > 100"), 'scrolled as it was');
  await evas.waitForSelector(`#row-${two}.on[aria-current=true]:not(.unread)`);
  t.equal(await evas.locator('.row.on, .row[aria-current]').count(), 1);
  await evas.click('[data-rows-newer]');
  await evas.waitForSelector('#rows > .row:first-child >> text=After it was drawn');
  await evas.locator(`#row-${two} > a`).focus();
  await evas.keyboard.press('j');
  await evas.keyboard.press('o');
  await evas.waitForSelector(`#thread-${three}`);
  t.equal(
    await evas.evaluate("document.activeElement.closest('.row').id"),
    `row-${three}`,
    'the focus stays in the list',
  );
  t.match(answers, [/id="row-/, /data-kept/, /data-kept/], 'drawn once');
  t.notMatch(answers.slice(1).join(''), /id="(row-|count-)/);
  await evas.goBack();
  await evas.waitForSelector(`#thread-${two}`);
  await evas.waitForSelector(`#row-${two}.on`);
  t.ok((await evas.locator('.row').count()) > 20, 'the whole page comes back');
  await evas.goForward();
  await evas.waitForSelector(`#row-${three}.on`);
  await evas.keyboard.press('e');
  await evas.waitForSelector('#toasts >> text=Closed');
  await evas.waitForSelector(`#row-${three}`, { state: 'detached' });
  await evas.keyboard.press('z');
  await evas.waitForSelector(`#row-${three}`);
});

t.test('a list is drawn for whoever does not show it', async (t) => {
  const visitor = async (userId: number, headers: Record<string, string>) => {
    const token = await desk.accounts.sessions.start(userId, { ip: '127.0.0.1', userAgent: 'test' });
    const url = `/conversations/${ada}?list=%2Finboxes%2Fall%2Fopen`;
    const asked = { accept: 'text/html', cookie: `session=${token}`, ...headers };
    return live.web.server.inject({ url, headers: asked });
  };
  const walk = { 'hx-request': 'true', 'hx-request-type': 'full', 'desk-shows': `list:all:open user:${eva}` };
  const kept = await visitor(eva, walk);
  const drawn = await visitor(eva, { ...walk, 'desk-shows': `list:all:mine user:${eva}` });
  t.match(kept.headers.vary, /Desk-Shows/);
  t.match(kept.body, /<nav class="lists" id="lists" data-kept><\/nav>/);
  t.ok(kept.body.length < drawn.body.length / 2, `${kept.body.length} bytes against ${drawn.body.length}`);
  for (const [why, answer] of Object.entries({
    'another list': drawn,
    'another person': await visitor(await addUser(desk, 'Ida Ny'), walk),
    'a browser without script': await visitor(eva, { 'desk-shows': walk['desk-shows'] }),
    'going back': await visitor(eva, { ...walk, 'hx-history-restore-request': 'true' }),
  }))
    t.match(answer.body, /id="rows".*id="row-/s, why);
});

t.test('a mention is told where one is, and counted until one has been there', async (t) => {
  await evas.goto(`${address}/inboxes/all/mine`);
  await mark(evas);
  await desk.conversations.comment(ada, mara, '<p>Have a look</p>', [eva]);
  await evas.waitForSelector('.toast >> text=Mara Ott mentioned you');
  await evas.waitForSelector('#badge-notifications >> text=1');
  await evas.click('#rail-notifications');
  await evas.waitForSelector('.table >> text=Have a look');
  await desk.conversations.comment(ada, mara, '<p>And here</p>', [eva]);
  await evas.waitForSelector('.table >> text=And here');
  await evas.click(`.table a[href="/conversations/${ada}"]`);
  await evas.waitForSelector(`#thread-${ada}`);
  await holds(evas, "!document.querySelector('#badge-notifications').textContent");
  t.equal(await isMarked(evas), true);
});

t.test(
  'a sound that comes in has its shape, is wound by pointer and keys, and stays so when drawn again (CA-3)',
  async (t) => {
    const asked: string[] = [];
    evas.on('request', (request) => void (request.url().endsWith('.wav') && asked.push(request.resourceType())));
    await evas.goto(`${address}/conversations/${ada}`);
    await evas.waitForSelector(`#thread-${ada}`);
    await live.bring(spoken('loud', 0.9, 0, 0.9));
    await evas.waitForSelector(`#row-${ada}-snippet >> text=Voice message`);
    await holds(evas, `${BARS}.length === 37`);
    const heights = async (from: number, to: number) =>
      (await evas.evaluate<[number, boolean][]>(BARS)).slice(from, to).map(([height]) => height);
    t.ok(
      (await heights(0, 12)).every((height) => height > 20),
      'loud',
    );
    t.ok(
      (await heights(13, 24)).every((height) => height < 4),
      'silent',
    );
    t.ok(
      (await heights(25, 37)).every((height) => height > 20),
      'loud again',
    );
    t.equal(await evas.locator('[data-player] .length').last().textContent(), '0:03', 'nobody had said how long it is');
    t.same(asked, ['fetch']);
    await axe(evas);

    const stands = () =>
      evas.evaluate<[number, string]>(
        `[${NEWEST}.querySelector('audio').currentTime, ${NEWEST}.querySelector('input').ariaValueText]`,
      );
    const played = async () =>
      (await evas.evaluate<[number, boolean][]>(BARS)).filter(([, isPlayed]) => isPlayed).length;
    await evas.locator('[data-track]').last().click();
    const isInTheMiddle = async () => {
      const [[at], bars] = [await stands(), await played()];
      return Math.abs(at - 1.5) < 0.1 && Math.abs(bars - 18.5) < 2;
    };
    t.ok(await isInTheMiddle());
    const slider = evas.getByRole('slider', { name: 'Played so far' }).last();
    await slider.press('ArrowRight');
    t.same(await stands(), [3, '0:03 of 0:03'], 'five seconds on, and it has three');
    await slider.press('Home');
    t.same(await stands(), [0, '0:00 of 0:03']);
    await slider.press('End');
    t.equal(await played(), 37);
    await evas.locator('[data-track]').last().click();
    await live.bring(letter('Ada', 'What I said in it', { inReplyTo: 'Ada loud' }));
    await evas.waitForSelector('.log .said:has-text("What I said in it") >> text=Voice message');
    await live.bring({
      type: 'reaction',
      of: 'Ada loud',
      at: '2026-11-21T08:00:00Z',
      by: letter('Ada', '').sender,
      emoji: '🎉',
    });
    await evas.waitForSelector('.log >> text=🎉');
    t.ok(await isInTheMiddle(), 'it was drawn again and stands where it stood');
    t.match((await stands())[1], /^0:01 of 0:03$/);
  },
);

t.test('a small sound that would unpack to hours is not unpacked (CA-3)', async (t) => {
  const page = (flags: number, ...packets: number[][]) => [
    ...Buffer.from('OggS'),
    0,
    flags,
    ...Array(20).fill(0),
    packets.length,
    ...packets.map(({ length }) => length),
    ...packets.flat(),
  ];
  const head = page(2, [...Buffer.from('OpusHead'), 1, 2, ...Array(9).fill(0)]);
  const long = page(0, ...Array<number[]>(255).fill([0x1b, 2]));
  const count = (bytes: number[]) => evas.evaluate<number>(`desk.samplesOf(Uint8Array.of(${bytes.join()}))`);
  const counted = (await count([...head, ...long, ...long])) / (2 * 510 * 2 * 2880);
  t.ok(counted >= 1 && counted < 1.1, 'two channels, 510 packets of 120 ms, and what stands before them');
  const box = (name: string, ...inside: number[][]): number[] => {
    const content = inside.flat();
    return [0, 0, ...[content.length + 8].flatMap((size) => [size >> 8, size & 255]), ...Buffer.from(name), ...content];
  };
  const zeros = (length: number) => Array<number>(length).fill(0);
  const apple = (kind: number, samples: number) => {
    const esds = box('esds', zeros(4), [3, 128, 128, 128, 25, 0, 0, 0, 4, 17, kind], zeros(20));
    const stsd = box('stsd', zeros(7), [1], box('mp4a', zeros(28), esds));
    const stsz = box('stsz', zeros(8), [0, 0, samples, 0]);
    const track = box('trak', box('mdia', box('minf', box('stbl', stsd, stsz))));
    return [...box('ftyp', [...Buffer.from('M4A ')]), ...box('moov', track), ...box('mdat', zeros(40))];
  };
  t.equal(await count(apple(0x40, 5)), 5 * 256 * 2 * 2048, 'AAC of an iPhone, at its longest');
  t.equal(await count(apple(0xdd, 5)), Infinity, 'something else that says it is AAC');
  t.equal(await count([...speech(1)]), Math.ceil(44_100 / 1152) * 1152, 'MP3 of a telephone');
  t.equal(await count([...Buffer.from('fLaC'), ...Array<number>(60).fill(1)]), Infinity, 'what cannot be counted');
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

t.test('a line that died without a word is left: at once on another network, else when it says nothing', async (t) => {
  const page = await signedIn(eva);
  await page.clock.install();
  await page.addInitScript(MORTAL_LINES);
  await page.goto(`${address}/inboxes/all/open`);
  await holds(page, 'Boolean(desk.shows())');
  await mark(page);
  await page.evaluate(`die(); ${OTHER_NETWORK}`);
  await live.bring(letter('Cem', 'From the train'));
  await page.getByText('From the train').waitFor();
  await page.evaluate('die()');
  await page.clock.fastForward('01:00');
  await live.bring(letter('Dana', 'From the tunnel'));
  await page.getByText('From the tunnel').waitFor();
  t.equal(await isMarked(page), true);
});

t.test('a page says when the browser forbids pushes, and the policy lets their worker run (NT-1)', async (t) => {
  // A browser without a window forbids notifications.
  await evas.goto(`${address}/settings/notifications`);
  await evas.waitForSelector('[data-push-state=blocked]');
  t.equal(await evas.isVisible('[data-push-on]'), false);
  const begun = "navigator.serviceWorker.register('/push-worker.js').then(() => navigator.serviceWorker.ready)";
  const state = await evas.evaluate(`${begun}.then(({ active, scope }) => [scope, active.scriptURL])`);
  t.same(state, [`${address}/`, `${address}/push-worker.js`]);
});

t.test('a session that ends leads to the door', async (t) => {
  const [session] = await desk.accounts.sessions.list((await desk.accounts.viewerOf(mara))!);
  browser.expectTrouble(/WebSocket/);
  await desk.accounts.sessions.drop(session!.id);
  await maras.waitForURL(/sign-in/);
  t.match(maras.url(), /return=/);
});
