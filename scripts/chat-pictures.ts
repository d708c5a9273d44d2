// Pictures of the website chat as visitors see it, for its documents: in a shop, talking, on a phone, rated.
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import type { TestBrowser } from '../test/browser/browser.ts';
import { chatWorld, open, visit, write, type ChatWorld } from '../test/browser/chat-shop.ts';
import { ask, handOver, publish, say } from '../test/support/flows.ts';

const DESKTOP = { width: 1000, height: 680 };
const PHONE = { width: 390, height: 760 };
/** Where launcher and panel are. */
const CORNER = { x: 560, y: 0, width: 440, height: 680 };

export async function chatPictures(
  folder: string,
  browser: TestBrowser,
  t: { teardown(work: () => unknown): void },
): Promise<void> {
  const world = await chatWorld(t);
  const shop = await world.shop({
    headingPeople: [`user:${world.eva.id}`],
    headingOf: 'people',
    prompt: true,
    welcome: 'Hello! Questions about a bicycle? Ask away.',
  });
  const take = (page: Page, name: string, clip?: typeof CORNER) =>
    page.screenshot({ path: join(folder, `chat-${name}.png`), ...(clip && { clip }) });
  const page = await visit(browser, shop, '/demo', DESKTOP);
  await page.locator('.prompt').waitFor();
  await take(page, 'prompt');
  await open(page);
  await write(page, 'Do you have the G Line in blue?');
  await world.answer(
    '<p>In <b>forest green</b> and black, both here to try:</p><ul><li>4 gears</li><li>8 gears</li></ul>',
  );
  await page.locator('.row:not(.me) >> text=forest green').waitFor();
  await take(page, 'talk', CORNER);
  await world.whole.desk.conversations.close((await world.newest()).id, `user:${world.eva.id}`);
  await page.getByRole('button', { name: '5 of 5' }).click();
  await take(page, 'rating', CORNER);
  const dark = await visit(browser, shop, '/demo/dark', { ...PHONE, theme: 'dark' });
  await open(dark);
  await write(dark, 'Can I try the cargo bike on Saturday?');
  await world.answer('<p>Yes, at eleven. Bring the children.</p>');
  await dark.locator('.row:not(.me) >> text=at eleven').waitFor();
  await take(dark, 'phone-dark');
  await flowPicture(folder, browser, world);
  await statePictures(folder, browser, world);
}

/** Before somebody has agreed; and while nobody is there, in German. */
async function statePictures(folder: string, browser: TestBrowser, world: ChatWorld): Promise<void> {
  const heading = { headingOf: 'own', headingName: 'Radwerk' };
  const consentText = 'We keep what you write for a year, to answer you. More at radwerk.example/privacy.';
  const asking = await world.shop({ ...heading, consent: 'explicit', consentText });
  const page = await visit(browser, asking, '/demo', DESKTOP);
  await open(page);
  await page.getByRole('button', { name: 'I agree' }).waitFor();
  await page.screenshot({ path: join(folder, 'chat-consent.png'), clip: CORNER });
  const days = [1, 2, 3, 4, 5, 6, 7].filter((day) => day !== (new Date().getDay() || 7));
  const periods = days.map((day) => ({ day, from: '09:00', to: '18:00' }));
  const hours = { timeZone: 'Europe/Berlin', periods };
  const closed = await world.shop({ ...heading, availability: 'hours', hours, askEmail: 'after' });
  const away = await visit(browser, closed, '/demo/de', { ...DESKTOP, language: 'de-DE' });
  await open(away);
  await write(away, 'Ist mein Rad fertig?');
  await away.getByRole('button', { name: 'Speichern' }).waitFor();
  await away.screenshot({ path: join(folder, 'chat-closed.png'), clip: CORNER });
}

/** A bot that has asked, and waits for a choice. */
async function flowPicture(folder: string, browser: TestBrowser, world: ChatWorld): Promise<void> {
  const shop = await world.shop({ headingOf: 'own', headingName: 'Radwerk' });
  const options = ['A repair', 'Buying a bicycle', 'Something else'].map((title, at) => ({ id: `o${at}`, title }));
  await publish(world.whole.desk, shop.accountId, [
    say('s1', 'Welcome to Radwerk!'),
    ask('s2', 'name', { text: 'What is your name?', answer: 'name', into: 'contact.name' }),
    ask('s3', 'topic', { text: 'What is it about?', answer: 'choice', options }),
    handOver('s4'),
  ]);
  const page = await visit(browser, shop, '/demo', DESKTOP);
  await open(page);
  await write(page, 'Lena');
  await page.getByRole('button', { name: 'A repair' }).waitFor();
  await page.screenshot({ path: join(folder, 'chat-flow.png'), clip: CORNER });
}
