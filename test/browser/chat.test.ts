// The website chat as visitors and the team have it: on another origin, under a strict policy, with the line breaking.
import t from 'tap';
import { axe, openBrowser } from './browser.ts';
import { chatWorld, open, visit, write } from './chat-shop.ts';
import { MORTAL_LINES } from './mortal-lines.ts';

const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const world = await chatWorld(t);
const { whole, eva } = world;
const browser = await openBrowser(t);
const shop = await world.shop();

t.test('a visitor and the team talk, each sees what the other does (CT-1, CT-11)', async (t) => {
  const agent = await whole.page(browser, eva, { width: 1440, height: 900 });
  await agent.goto(`${whole.address}/inboxes/all/open`);
  await agent.evaluate("void (document.documentElement.kept = 'yes')");
  const page = await visit(browser, shop);
  await open(page);
  await axe(page);
  t.equal(await page.evaluate(`document.querySelector('hubdesk-chat').shadowRoot.activeElement.tagName`), 'TEXTAREA');
  await page.keyboard.type('Do you have <b>the</b> G Line/blue?');
  t.equal(
    await page.evaluate('document.documentElement.dataset.keys'),
    undefined,
    'shortcuts of the page are not fired',
  );
  await page.keyboard.press('Enter');
  await page.locator('.row.me:not(.waiting) >> text=<b>the</b>').waitFor();
  const row = agent.locator('#rows .row', { hasText: 'G Line/blue' });
  await row.waitFor();
  await row.locator('a').first().click();
  await agent.locator('.log .said >> text=G Line/blue').waitFor();
  await page.locator('.row.me .fate >> text=Read').waitFor();
  await page.locator('.write textarea').pressSequentially('And ');
  await agent.locator('.typing-line >> text=typing').waitFor();
  await agent.click('[data-editor]');
  await agent.keyboard.type('Yes, in forest green.');
  await page.locator('.typing').waitFor();
  await agent.keyboard.press('Control+Enter');
  await page.locator('.row:not(.me) .words >> text=forest green').waitFor();
  t.equal(await page.locator('.typing').count(), 0);
  t.equal(await agent.evaluate('document.documentElement.kept'), 'yes', 'the agent has not loaded again');
  t.equal(await page.locator('.write textarea').inputValue(), 'And ', 'what is being written stays');
  await axe(page);
});

t.test('pen and bin stand beside what one has written oneself, as soon as it has left (CH-11)', async (t) => {
  const page = await visit(browser, await world.shop());
  await open(page);
  await write(page, 'Is it still there?');
  const { id } = await world.newest();
  const omar = await whole.user('Omar Haddad');
  const agents = [];
  for (const user of [eva, omar]) {
    const agent = await whole.page(browser, user, { width: 1440, height: 900 });
    await agent.goto(`${whole.address}/conversations/${id}`);
    await agent.locator('.log .said').first().waitFor();
    agents.push(agent);
  }
  const [writer, other] = agents as [(typeof agents)[0], (typeof agents)[0]];
  await writer.click('[data-editor]');
  await writer.keyboard.type('It is.');
  await writer.keyboard.press('Control+Enter');
  const pen = (agent: typeof writer) => agent.locator('.said', { hasText: 'It is' }).locator('[title="Edit"]');
  await pen(writer).waitFor({ state: 'attached' });
  await other.locator('.said', { hasText: 'It is.' }).waitFor();
  t.equal(await pen(other).count(), 0, 'not beside the words of others');
  await pen(writer).click();
  await writer.locator('dialog textarea').fill('It is, until six.');
  await writer.locator('dialog button[type=submit]').click();
  await other.locator('.said', { hasText: 'until six' }).waitFor();
  await pen(writer).waitFor({ state: 'attached' });
  t.equal(await pen(other).count(), 0);
  await page.locator('.row .words', { hasText: 'until six' }).waitFor();
});

t.test('a stopped desk loses and doubles nothing, also over a reload (CT-11)', async (t) => {
  const page = await visit(browser, shop);
  // Other pages ask a desk that is just stopping, too.
  browser.expectTrouble(/WebSocket|ERR_CONNECTION_REFUSED|net::ERR|503.*\/live/);
  await open(page);
  await write(page, 'one');
  await page.context().setOffline(true);
  await page.locator('.write textarea').fill('two');
  await page.keyboard.press('Enter');
  await page.locator('.row.waiting >> text=two').waitFor();
  await page.context().setOffline(false);
  await page.locator('.row.me:not(.waiting) >> text=two').waitFor();
  const stopped = whole.restart();
  for (const text of ['three', 'four']) {
    await page.locator('.write textarea').fill(text);
    await page.keyboard.press('Enter');
  }
  await stopped;
  await page.reload();
  await page.locator('.panel').waitFor();
  await page.locator('.row.me:not(.waiting) >> text=four').waitFor();
  t.same(await page.locator('.row.me .words').allInnerTexts(), ['one', 'two', 'three', 'four']);
  const { id } = await world.newest();
  const rows = await whole.desk.database.rows<{ text: string }>(
    `select text from message where conversation_id = ? and kind = 'message' order by id`,
    [id],
  );
  t.same(
    rows.map(({ text }) => text),
    ['one', 'two', 'three', 'four'],
  );
});

t.test('a line that died without a word is left when it says nothing (CT-11)', async (t) => {
  const page = await browser.newPage({ width: 1100, height: 760 });
  await page.clock.install();
  await page.addInitScript(MORTAL_LINES);
  await page.goto(`${shop.address}/demo/strict`);
  await open(page);
  await write(page, 'I go through a tunnel');
  await page.evaluate('die()');
  await page.clock.fastForward('02:00');
  await world.answer('<p>Are you still there?</p>');
  await page.locator('.row >> text=Are you still there?').waitFor();
  t.equal(await page.locator('.row.me').count(), 1);
});

t.test('two tabs and a page taken from behind are one visitor; closing and new answers are told (CT-11)', async (t) => {
  const page = await visit(browser, shop);
  await open(page);
  await write(page, 'first tab');
  const other = await page.context().newPage();
  await other.goto(`${shop.address}/demo/dark`);
  await open(other);
  await other.locator('.row.me >> text=first tab').waitFor();
  await write(other, 'second tab');
  await page.locator('.row.me >> text=second tab').waitFor();
  await page.keyboard.press('Escape');
  t.equal(await page.locator('.panel').isVisible(), false);
  await other.close();
  await world.answer('<p>Here you are</p><script>document.title="x"</script><img src=x onerror="document.title=1">');
  await page.locator('.badge >> text=1').waitFor();
  t.match(await page.locator('.launcher').getAttribute('aria-label'), /1 new/);
  await page.click('a[data-soft]');
  t.notMatch(await page.title(), /^[x1]$/, 'what stands in a message does not run');
  await page.evaluate(
    "document.body.replaceWith(document.body.cloneNode(false)); document.querySelector('hubdesk-chat')?.remove()",
  );
  await open(page);
  await page.locator('.row >> text=Here you are').waitFor();
  await page.goto(`${shop.address}/demo/de`);
  await page.locator('.row >> text=Here you are').waitFor();
  t.match(await page.locator('.write textarea').getAttribute('placeholder'), /Nachricht/, 'still open, in German');
  await page.goBack();
  await page.locator('.row >> text=Here you are').waitFor();
});

t.test('pictures come with progress, disguised files are refused, names run no script (CT-11)', async (t) => {
  const page = await visit(browser, shop);
  await open(page);
  const input = page.locator('input[type=file]');
  await input.setInputFiles({ name: '<img src=x onerror=alert(1)>.png', mimeType: 'image/png', buffer: PIXEL });
  await page.locator('.row.me .shot img, .row.me .file').first().waitFor();
  await input.setInputFiles([
    { name: 'photo.png', mimeType: 'image/png', buffer: Buffer.from('MZ\u0090 this is no picture at all') },
    { name: 'list.txt', mimeType: 'text/plain', buffer: Buffer.from('bell, chain') },
  ]);
  await page.locator('.up .wrong').waitFor();
  await page.locator('.row.me .file >> text=list.txt').waitFor();
  await page.locator('.up').nth(1).waitFor({ state: 'detached' });
  t.match(await page.locator('.up').innerText(), /photo\.png/, 'one failed, the other went on');
  await axe(page);
  await page.locator('.up .tool').click();
  t.equal(await page.locator('.up').count(), 0);
});

t.test('on a phone it fills the screen; rating and transcript end it, in German (CT-11, CT-12)', async (t) => {
  const page = await visit(browser, shop, '/demo/de', { width: 390, height: 800, language: 'de-DE', theme: 'dark' });
  await open(page);
  const box = (await page.locator('.panel').boundingBox())!;
  t.match(box, { x: 0, y: 0, width: 390, height: 800 });
  const small = await page
    .locator('.panel button:visible')
    .evaluateAll((all) =>
      (all as unknown as { offsetWidth: number; offsetHeight: number; outerHTML: string }[])
        .filter((one) => one.offsetWidth < 44 || one.offsetHeight < 44)
        .map((one) => one.outerHTML),
    );
  t.same(small, [], 'fingers hit everything');
  await write(page, 'x'.repeat(300));
  t.ok(
    await page.evaluate(
      `(() => { const { flow } = { flow: document.querySelector('hubdesk-chat').shadowRoot.querySelector('.flow') }; return flow.scrollWidth <= flow.clientWidth; })()`,
    ),
  );
  await axe(page);
  const { id } = await world.newest();
  await whole.desk.conversations.close(id, `user:${eva.id}`);
  await page.getByRole('button', { name: '4 von 5' }).click();
  await page.getByRole('textbox', { name: 'Möchten Sie etwas hinzufügen?' }).fill('Schnell');
  await axe(page);
  await page.getByRole('button', { name: 'Bewertung senden' }).click();
  await page.locator('text=Danke für Ihre Bewertung.').waitFor();
  await page.getByRole('button', { name: 'Mehr' }).click();
  const letter = whole.mail.nextSent(20_000);
  await page.getByRole('button', { name: 'Diesen Chat per E-Mail senden' }).click();
  await page.getByLabel('E-Mail').fill('ada@customer.example');
  await page.keyboard.press('Enter');
  await page.locator('text=Der Chat ist unterwegs').waitFor();
  t.same((await letter).envelope.to, ['ada@customer.example']);
});

t.test('the page’s own script opens, closes, listens; a second script does nothing (CT-1)', async (t) => {
  const page = await browser.newPage();
  await page.addInitScript(`document.cookie = '%'; globalThis.heard = []; globalThis.HubdeskChat = [['on', 'open', () => heard.push('open')], ['on', 'message', ({ text }) => heard.push(text)], ['open']];
    for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(globalThis, name, { get() { throw new Error('blocked'); } });`);
  await page.goto(`${shop.address}/demo`);
  await page.locator('.panel').waitFor();
  await write(page, 'From the queue');
  t.same(await page.evaluate('heard'), ['open', 'From the queue']);
  await page.evaluate(
    `(() => { const script = document.createElement('script'); script.src = document.querySelector('script[src*=widget]').src; document.head.append(script); return new Promise((done) => script.onload = done); })()`,
  );
  t.equal(await page.locator('hubdesk-chat').count(), 1);
  await page.evaluate("HubdeskChat.push(['close'])");
  t.equal(await page.locator('.panel').isVisible(), false);
  await page.evaluate('HubdeskChat.logout()');
  await open(page);
  t.equal(await page.locator('.row.me').count(), 0, 'nothing of who was here is shown');
});
