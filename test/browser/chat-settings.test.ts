// What is set up for a website chat, as its visitors have it: size, flows, consent, business hours (CT-3, CT-4, CT-9, CT-12, PR-1).
import { request } from 'node:http';
import t from 'tap';
import type { FlowTargeting } from '../../core/contract/chatflow.ts';
import { publish, ask, say, handOver, COLOURS } from '../support/flows.ts';
import { axe, openBrowser } from './browser.ts';
import { chatWorld, open, visit, write } from './chat-shop.ts';

const world = await chatWorld(t);
const { whole } = world;
const browser = await openBrowser(t);

t.test('the widget is small, one request, and moves nothing (CT-12)', async (t) => {
  const { desk } = whole;
  for (const name of ['Maximilian Berger', 'Charlotte Winter']) await whole.user(name);
  const people = (await desk.accounts.users.list()).slice(0, 3).map(({ id }) => `user:${id}`);
  const rich = await world.shop({
    headingPeople: people,
    prompt: true,
    askEmail: 'after',
    consent: 'implicit',
    consentText:
      'By writing you agree that we keep what you write to answer you. More at https://radwerk.example/privacy.',
    welcome: 'Hello! Ask us about bicycles, repairs and test rides: we answer as soon as the chain is back on.',
  });
  const colour = ask('b', 'colour', { text: 'Which colour do you like?', answer: 'choice', options: COLOURS });
  await publish(desk, rich.accountId, [
    say('a', 'Welcome to Radwerk! Three questions, then a person.'),
    colour,
    handOver('c'),
  ]);
  await publish(desk, rich.accountId, [
    say('a', 'Something about a repair?'),
    ask('b', 'order', { text: 'What is your order number?' }),
    handOver('c'),
  ]);
  const path = `/channels/chat/widget.js?id=${rich.id}`;
  const { bytes, encoding } = await new Promise<{ bytes: number; encoding: unknown }>((done, fail) =>
    request(whole.address + path, { headers: { 'accept-encoding': 'gzip, br' } }, (answer) => {
      let bytes = 0;
      answer.on('data', (chunk: Buffer) => void (bytes += chunk.length));
      answer.on('end', () => done({ bytes, encoding: answer.headers['content-encoding'] }));
    })
      .on('error', fail)
      .end(),
  );
  t.equal(encoding, 'br');
  t.ok(bytes <= 15_000, `${bytes} bytes`);
  t.comment(`the widget is ${bytes} bytes`);

  const page = await browser.newPage({ width: 1100, height: 760 });
  const asked: string[] = [];
  page.on('request', (one) => void (one.url().startsWith(whole.address) && asked.push(one.url())));
  await page.addInitScript(
    `new PerformanceObserver((list) => { for (const one of list.getEntries()) if (!one.hadRecentInput) globalThis.moved = (globalThis.moved ?? 0) + one.value; }).observe({ type: 'layout-shift', buffered: true })`,
  );
  await page.goto(`${rich.address}/demo/strict`);
  const prompt = page.locator('.prompt');
  await open(page).catch(() => {});
  t.equal(asked.filter((url) => url.includes('widget.js')).length, 1);
  t.equal(await page.evaluate('globalThis.moved ?? 0'), 0, 'no layout shift');
  t.equal(await prompt.count(), 0);
  t.equal(
    (await page.context().cookies()).every(({ domain }) => domain === '127.0.0.1'),
    true,
  );
});

t.test('a flow greets as a prompt, by keyboard alone, and its quick answers go on (CT-3, CT-9)', async () => {
  const flows = await world.shop();
  const colour = ask('b', 'colour', { answer: 'choice', options: COLOURS });
  const flow = await publish(whole.desk, flows.accountId, [colour, handOver('c')]);
  const targeting: FlowTargeting = { pages: ['/demo/strict*'], except: [], languages: ['en'], visitors: 'new' };
  const { revision, name } = flow;
  await whole.desk.chatflows.saveSettings(flow.id, revision, { name, language: 'en', prompts: true, targeting });
  const page = await visit(browser, flows);
  await page.locator('.prompt .say').press('Enter');
  await page.locator('.quick >> text=Sky blue').waitFor();
  await axe(page);
  await page.locator('.quick >> text=Sky blue').press('Enter');
  await page.locator('.row.me >> text=Sky blue').waitFor();
  await page.locator('.row:not(.me) >> text=/One moment|We are away/').waitFor();
});

t.test('with explicit consent nothing is kept or asked before, and it can be taken back (PR-1)', async (t) => {
  const strict = await world.shop({ consent: 'explicit', consentText: 'We keep what you write.', prompt: true });
  const page = await browser.newPage({ width: 1100, height: 760 });
  const sockets: string[] = [];
  page.on('websocket', (one) => void sockets.push(one.url()));
  await page.goto(`${strict.address}/demo/strict`);
  await page.locator('.prompt').waitFor();
  await page.locator('.prompt .tool').click();
  await open(page);
  await page.locator('.card >> text=We keep what you write.').waitFor();
  await axe(page);
  const stored = `document.cookie + JSON.stringify({...localStorage}) + JSON.stringify({...sessionStorage})`;
  t.equal(await page.evaluate(stored), '{}{}');
  t.same(sockets, []);
  await page.getByRole('button', { name: 'I agree' }).press('Enter');
  await write(page, 'Agreed');
  t.match(await page.evaluate(stored), /hubdesk_chat_/);
  const consents = () =>
    whole.desk.database.row<{ consents: string }>('select consents from contact order by id desc limit 1');
  await whole.desk.jobs.idle();
  t.match((await consents())!.consents, /"given":true.*We keep what you write/);
  await page.getByRole('button', { name: 'More' }).click();
  await page.getByRole('button', { name: 'Withdraw my consent' }).click();
  await page.locator('.card >> text=We keep what you write.').waitFor();
  t.equal(await page.evaluate(stored), '{}{}', 'nothing of it is left');
  t.equal(await page.locator('.row.me').count(), 0);
  await whole.desk.jobs.idle();
  t.match((await consents())!.consents, /"given":false/);
});

t.test('nobody there: an address, a letter, and its answer in the same conversation (CT-4, CT-8)', async (t) => {
  const always = [0, 1, 2, 3, 4, 5, 6].map((day) => ({
    day: ((day + new Date().getDay() + 2) % 7) + 1,
    from: '09:00',
    to: '10:00',
  }));
  const tomorrow = always.filter(({ day }) => day !== (new Date().getDay() || 7)).slice(0, 1);
  const closed = await world.shop({
    availability: 'hours',
    hours: { timeZone: 'Europe/Berlin', periods: tomorrow },
    askEmail: 'after',
  });
  const page = await visit(browser, closed);
  await open(page);
  t.match(await page.locator('.head').innerText(), /Back on/);
  await write(page, 'Is my bike ready?');
  await page.getByLabel('E-mail').fill('ada');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.locator('.wrong >> text=name@example.com').waitFor();
  await page.getByLabel('E-mail').fill('ada@customer.example');
  await page.keyboard.press('Enter');
  await page.locator('.card').waitFor({ state: 'detached' });
  await page.close();
  await world.answer('<p>Since noon.</p>');
  const { desk } = whole;
  await desk.database.run('update chat_unseen set at = at - 3600000');
  const missed = desk.channels.plugin('chat')!.plugin!.jobs!.find(({ name }) => name === 'missed')!;
  const letter = whole.mail.nextSent(20_000);
  await missed.run(desk.channels.context(closed.accountId)!);
  await desk.jobs.idle();
  const { raw, envelope } = await letter;
  t.same(envelope.to, ['ada@customer.example']);
  const replyTo = /^Reply-To: .*?([^\s<>]+@[^\s<>]+)/m.exec(raw.toString())![1]!;
  const { id } = await world.newest();
  await whole.receive({ from: 'ada@customer.example', to: replyTo, subject: 'Re: chat', text: 'I come tomorrow.' });
  t.equal((await world.newest()).id, id);
  const rows = await desk.database.rows<{ text: string }>('select text from message where conversation_id = ?', [id]);
  t.ok(rows.some(({ text }) => text.includes('I come tomorrow.')));
});

t.test('states of the team: open pages follow, hidden leaves nothing behind (CT-4)', async (t) => {
  const states = await world.shop({ whenAvailable: 'message', availableText: 'Back from lunch' });
  const page = await visit(browser, states);
  await open(page);
  t.match(await page.locator('.head').innerText(), /Back from lunch/);
  await page.keyboard.press('Escape');
  await states.change({ availability: 'hours', hours: { timeZone: 'Europe/Berlin', periods: [] }, whenClosed: 'hide' });
  await page.locator('hubdesk-chat').waitFor({ state: 'hidden' });
});
