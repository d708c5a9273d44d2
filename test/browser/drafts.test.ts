// What one types is not lost and goes nowhere else: to another answer, an ended session, a stopped desk (RE-7, EM-7).
import t from 'tap';
import { openBrowser } from './browser.ts';
import { PASSWORD, settledDesk } from './whole-desk.ts';

const { whole, eva } = await settledDesk(t, { hold: 0 });
const browser = await openBrowser(t);
const at = (path: string) => whole.address + path;

await whole.receive({ from: 'Lena Hofmann <lena@web.example>', subject: 'Brakes', text: 'They squeak.' });
const lines = Array.from({ length: 200 }, (_, index) => `Line ${index + 1}`).join('\n');
await whole.receive({ from: 'Marco Bianchi <marco@bianchi.example>', subject: 'Long', text: lines });

t.test('copies and another recipient go with their message alone (EM-7)', async (t) => {
  const page = await whole.page(browser, eva);
  await page.goto(at('/conversations/1'));
  await page.locator('.copies summary').click();
  await page.locator('[name=bcc]').fill('secret@web.example');
  await page.locator('[name=to]').fill('lena.hofmann@work.example');
  await page.locator('[data-editor]').click();
  await page.keyboard.type('To you both.');
  const key = await page.locator('.composer [name=key]').inputValue();
  await page.locator('[data-send]').click();
  await page.locator('.log').getByText('To you both.').waitFor();
  // The live line may tell of the message before the page that sent it has its answer, with an editor for the next one.
  await page.locator(`.composer [name=key]:not([value="${key}"])`).waitFor({ state: 'attached' });
  t.same((await whole.mail.nextSent()).envelope.to, ['lena.hofmann@work.example', 'secret@web.example']);
  t.equal(await page.locator('[name=bcc]').inputValue(), '');
  t.match(await page.locator('[name=to]').inputValue(), /lena@web\.example/);
});

t.test('what was typed a moment ago stays when something else is answered (RE-7)', async (t) => {
  const page = await whole.page(browser, eva);
  await page.goto(at('/conversations/1'));
  const editor = page.locator('[data-editor]');
  await editor.click();
  await page.keyboard.type('Dear Lena, ');
  await page.locator('[data-key=e]').click();
  await page.locator('#toasts').getByText('Closed').waitFor();
  t.match(await editor.innerText(), /Dear Lena,/);
  await page.locator('[data-key=e]').click();
  await page.locator('.thread .marks').getByText('Closed').waitFor({ state: 'detached' });
  await page.goto(at('/conversations/2'));
  await page.goto(at('/conversations/1'));
  t.match(await editor.innerText(), /Dear Lena,/);
  await page.keyboard.press('r');
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await page.getByText('Draft saved').waitFor();
});

t.test('what is typed after the session has ended is there after signing in again (RE-7)', async (t) => {
  const page = await whole.page(browser, eva);
  await page.goto(at('/conversations/1'));
  const editor = page.locator('[data-editor]');
  await editor.click();
  await page.context().clearCookies();
  await page.keyboard.type('Not saved anywhere yet');
  await page.getByText('You have been signed out.').first().waitFor();
  await page.keyboard.type(', nor this');
  await page.locator('[data-send]').click();
  await page.waitForURL('**/sign-in**');
  await page.locator('[name=email]').fill('eva@radwerk.example');
  await page.locator('[name=password]').fill(PASSWORD);
  await page.keyboard.press('Enter');
  await page.waitForURL('**/conversations/1**');
  await page.getByText('Draft saved').waitFor();
  t.match(await editor.innerText(), /Not saved anywhere yet, nor this/);
  t.equal(await page.evaluate<number>('sessionStorage.length'), 0, 'and kept in one place only');
  await page.locator('[data-send]').click();
  await page.locator('.log').getByText('nor this').waitFor();
  await page.locator('[data-editor][data-empty]').waitFor();
});

t.test('what is typed while the desk is stopped is there when it runs again (RE-7)', async (t) => {
  browser.expectTrouble(/ERR_CONNECTION|WebSocket/);
  const page = await whole.page(browser, eva);
  await page.goto(at('/conversations/1'));
  await page.route('**/draft', (route) => route.abort('connectionrefused'));
  await page.locator('[data-editor]').click();
  await page.keyboard.type('Into the void');
  await page.waitForEvent('requestfailed');
  await page.unroute('**/draft');
  await page.reload();
  await page.getByText('Draft saved').waitFor();
  t.match(await page.locator('[data-editor]').innerText(), /Into the void/);
});

t.test(
  'what is sent while the desk cannot be reached waits, says so at once, and goes out by itself (RE-7)',
  async (t) => {
    browser.expectTrouble(/Failed to fetch/);
    const page = await whole.page(browser, eva);
    await page.goto(at('/conversations/1'));
    await page.locator('[data-editor]').click();
    await page.keyboard.press('Control+a');
    await page.keyboard.type('Sent into silence');
    await page.getByText('Draft saved').waitFor();
    await page.route('**/*', (route) => route.abort('connectionrefused'));
    await page.keyboard.press('Control+Enter');
    await page.getByText('Waits for the line').waitFor();
    await page.locator('.composer .offline').waitFor();
    await page.unroute('**/*');
    await page.locator('.log').getByText('Sent into silence').waitFor();
    await page.locator('.composer .offline').waitFor({ state: 'hidden' });
    await whole.desk.jobs.idle();
    const sent = whole.mail.sent.filter(({ raw }) => raw.includes('Sent into silence'));
    t.equal(sent.length, 1, 'once');
  },
);

t.test('what is pressed while the desk cannot be reached is told on any page', async (t) => {
  const page = await whole.page(browser, eva);
  await page.goto(at('/settings/profile'));
  await page.route('**/*', (route) => route.abort('connectionrefused'));
  await page.locator('[name=name]').fill('Eva L');
  await page.locator('#form').getByRole('button', { name: 'Save' }).click();
  await page.locator('.notices > .offline').waitFor();
  await page.unroute('**/*');
  await page.locator('.notices > .offline').waitFor({ state: 'hidden' });
  t.equal(await page.locator('[name=name]').inputValue(), 'Eva L', 'what was typed is there still');
});

t.test('a mail longer than the page begins at its beginning', async (t) => {
  const page = await whole.page(browser, eva);
  await page.goto(at('/conversations/2'));
  await page.locator('.log').getByText('Line 200').waitFor({ state: 'attached' });
  const top = await page.evaluate<number>(
    `document.querySelector('.mail').getBoundingClientRect().top - document.querySelector('.log').getBoundingClientRect().top`,
  );
  t.ok(top >= 0 && top < 60, `${top}`);
});

t.test('Send stays within its editor between two columns (RE-2)', async (t) => {
  const page = await whole.page(browser, eva);
  for (const width of [1440, 1280, 1100, 390]) {
    await page.setViewportSize({ width, height: 800 });
    await page.goto(at('/conversations/1'));
    await page.locator('[data-editor]').click();
    const [editor, send] = await Promise.all([
      page.locator('form.composer').boundingBox(),
      page.locator('[data-send]').boundingBox(),
    ]);
    t.ok(send!.x + send!.width <= editor!.x + editor!.width, `at a width of ${width}`);
  }
});
