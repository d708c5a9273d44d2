// A chatflow in the chat of a shop on another origin, under a strict policy: it asks, refuses, branches, hands over to people (CT-9, CT-10).
import t from 'tap';
import { ask, handOver, publish, say } from '../support/flows.ts';
import { axe, openBrowser } from './browser.ts';
import { chatWorld, open, visit, write } from './chat-shop.ts';

const world = await chatWorld(t);
const { whole, eva } = world;
const browser = await openBrowser(t);
const SHOTS = process.env.HUBDESK_SHOTS;

const TOPICS = [
  { id: 'repair', title: 'A repair' },
  { id: 'buy', title: 'Buying a bicycle' },
];

async function shopWithFlow() {
  const shop = await world.shop();
  await whole.desk.database.run('update desk_user set available = ? where id = ?', [true, eva.id]);
  const routing = { to: 'people' as const, userIds: [eva.id], teamIds: [], onlyAvailable: true };
  await whole.desk.channels.saveRouting(shop.accountId, routing, 'desk');
  await publish(whole.desk, shop.accountId, [
    say('s1', 'Welcome to Radwerk!'),
    ask('s2', 'name', { text: 'What is your name?', answer: 'name', into: 'contact.name' }),
    ask('s3', 'email', {
      ...{ text: 'And your e-mail address?', answer: 'email', into: 'contact.email', retries: 2 },
      wrong: 'That is no e-mail address. Please try again.',
    }),
    ask('s4', 'topic', { text: 'What is it about?', answer: 'choice', options: TOPICS }),
    {
      ...{ id: 's5', kind: 'branch' as const, match: 'all' as const },
      when: [{ of: 'answer' as const, name: 'topic', is: 'is' as const, value: 'A repair' }],
      yes: [say('s6', 'The workshop is open until six.')],
      no: [say('s7', 'Come in and try them all.')],
    },
    handOver('s8'),
  ]);
  return shop;
}

t.test('the bot asks, the agent sees the answers and writes, the visitor sees it (CT-9, CT-10)', async (t) => {
  const shop = await shopWithFlow();
  const page = await visit(browser, shop);
  await open(page);
  const bot = (words: string) => page.locator('.row:not(.me)', { hasText: words }).last().waitFor();
  await bot('Welcome to Radwerk!');
  await bot('What is your name?');
  await axe(page);
  await write(page, 'Ada Byron');
  await bot('And your e-mail address?');
  await write(page, 'ada at example');
  await bot('That is no e-mail address.');
  await write(page, 'ada@customer.example');
  await bot('What is it about?');
  await axe(page);
  await page.getByRole('button', { name: 'A repair' }).click();
  await bot('The workshop is open until six.');
  t.same(
    (await page.locator('.row .words').allInnerTexts()).slice(0, 3),
    ['Welcome to Radwerk!', 'What is your name?', 'Ada Byron'],
    'the question stays above its answer',
  );
  await bot('One moment');
  t.equal(await page.locator('.row', { hasText: 'try them all' }).count(), 0, 'the other branch is not taken');

  const agent = await whole.page(browser, eva, { width: 1440, height: 900 });
  const { id } = await world.newest();
  await agent.goto(`${whole.address}/conversations/${id}`);
  for (const answer of ['Ada Byron', 'ada@customer.example', 'A repair'])
    await agent.locator('.log .said', { hasText: answer }).first().waitFor();
  await agent.locator('aside', { hasText: 'ada@customer.example' }).first().waitFor();
  await agent.click('[data-editor]');
  await agent.keyboard.type('Bring it in, Ada.');
  await agent.keyboard.press('Control+Enter');
  await page.locator('.row:not(.me) .words >> text=Bring it in, Ada.').waitFor();
  await write(page, 'On my way');
  await agent.locator('.log .said', { hasText: 'On my way' }).waitFor();
  const said = await page.locator('.row:not(.me) .words').allInnerTexts();
  t.equal(said.filter((words) => words.includes('One moment')).length, 1, 'the bot is silent from then on');
  if (SHOTS) await agent.screenshot({ path: `${SHOTS}/flow-agent.png` });
});

t.test(
  'a flow published, changed or switched off reaches open pages, and others when they are opened (CT-9)',
  async (t) => {
    const shop = await world.shop({ welcome: 'Plain and simple' });
    const [watching, waiting] = [await visit(browser, shop), await visit(browser, shop)];
    await open(watching);
    const greets = (page: typeof watching, words: string) => page.locator('.row .words', { hasText: words }).waitFor();
    await greets(watching, 'Plain and simple');
    const { chatflows } = whole.desk;
    const topic = ask('s1', 'topic', { text: 'What is it about?', answer: 'choice', options: TOPICS });
    const first = await publish(whole.desk, shop.accountId, [topic]);
    await watching.getByRole('button', { name: 'A repair' }).waitFor();
    await open(waiting);
    await waiting.getByRole('button', { name: 'A repair' }).waitFor();
    await watching.locator('.write textarea').fill('I am typ');
    const other = await publish(whole.desk, shop.accountId, [say('s1', 'The second flow')]);
    await chatflows.shift(other.id, 'up');
    for (const page of [watching, waiting]) await greets(page, 'The second flow');
    t.equal(await watching.locator('.write textarea').inputValue(), 'I am typ', 'nobody is interrupted');
    await chatflows.setActive(other.id, false);
    for (const page of [watching, waiting]) await greets(page, 'What is it about?');
    await write(waiting, 'A repair');
    await chatflows.remove(first.id);
    await greets(watching, 'Plain and simple');
    t.ok(await waiting.locator('.row', { hasText: 'What is it about?' }).isVisible(), 'what was said stays');
  },
);

t.test('in German, in the dark, on a phone (CT-9, UX-5)', async (t) => {
  const shop = await shopWithFlow();
  const options = { width: 390, height: 760, theme: 'dark', language: 'de-DE' } as const;
  const page = await visit(browser, shop, '/demo/de', options);
  await open(page);
  await write(page, 'Nora');
  await write(page, 'nora@customer.example');
  const choice = page.getByRole('button', { name: 'Buying a bicycle' });
  await choice.waitFor();
  t.match(await page.locator('.write textarea').getAttribute('placeholder'), /Nachricht/);
  await axe(page);
  if (SHOTS) await page.screenshot({ path: `${SHOTS}/flow-phone.png` });
  await choice.click();
  await page.locator('.row:not(.me)', { hasText: 'try them all' }).waitFor();
  // Whoever never gave a name.
  const silent = await visit(browser, await world.shop(), '/demo/strict');
  await open(silent);
  await write(silent, 'Who am I?');
  const agent = await whole.page(browser, eva, { width: 1440, height: 900 });
  const { id } = await world.newest();
  await agent.goto(`${whole.address}/conversations/${id}`);
  await agent.locator('#about-contact', { hasText: /Visitor \d+/ }).waitFor();
  if (SHOTS) await agent.screenshot({ path: `${SHOTS}/nameless.png` });
});
