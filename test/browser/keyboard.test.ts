// All of it by the keyboard alone: answering with files and copies, handling, a signature, connecting a mailbox (RE-2, RE-7, EM-2, EM-3).
import t from 'tap';
import type { Page } from 'playwright-core';
import { openBrowser } from './browser.ts';
import { settledDesk } from './whole-desk.ts';

const { whole, eva } = await settledDesk(t, { hold: 0 });
const browser = await openBrowser(t);
const at = (path: string) => whole.address + path;
const FOCUSED = 'document.activeElement';

await whole.desk.conversations.inboxes.create({ name: 'Sales', actor: 'desk' });
await whole.receive({ from: 'Lena Hofmann <lena@web.example>', subject: 'Brakes', text: 'They squeak.' });
await whole.receive({ from: 'Lena Hofmann <lena@web.example>', subject: 'Saddle', text: 'It creaks.' });

/** Presses Tab until what matches has the focus, and whoever looks can see that it has. */
async function tabTo(page: Page, selector: string, key = 'Tab'): Promise<void> {
  const is = `${FOCUSED}.matches(${JSON.stringify(selector)})`;
  for (let presses = 0; presses < 90 && !(await page.evaluate<boolean>(is)); presses++) await page.keyboard.press(key);
  if (!(await page.evaluate<boolean>(is))) throw new Error(`Tab never comes to ${selector}`);
}

/** By its name in the palette. */
async function command(page: Page, name: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.keyboard.type(name);
  await page.locator(`#palette [aria-selected=true]:has-text("${name}")`).waitFor();
  await page.keyboard.press('Enter');
}

/** What is done at the focus is seen there: by an outline of it, or of what stands for it. */
const ringed = (page: Page, selector = '') =>
  page.evaluate<boolean>(
    `getComputedStyle(${selector ? `${FOCUSED}.closest('${selector}')` : FOCUSED}).outlineStyle !== 'none'`,
  );

t.test('an answer with style, a link, a file and copies', async (t) => {
  const page = await whole.page(browser, eva);
  await page.goto(at('/conversations/1'));
  await page.keyboard.press('r');
  await page.locator('[data-editor]:focus').waitFor();
  await page.keyboard.type('See ');
  await tabTo(page, '[data-style=bold]');
  await page.keyboard.press('Enter');
  await page.locator('[data-editor]:focus').waitFor();
  await page.keyboard.type('here');
  await page.keyboard.press('Shift+Home');
  await tabTo(page, '[data-style=link]');
  await page.keyboard.press('Enter');
  await page.locator('[data-link-address]:focus').waitFor();
  await page.keyboard.type('radwerk.example/brakes');
  await page.keyboard.press('Enter');
  await page.locator('[data-editor] b a[href="https://radwerk.example/brakes"]').waitFor();
  await page.locator('[data-editor]:focus').waitFor();
  // The browser is told to hand the question over: before the key, and that takes a moment.
  const chosen = page.waitForEvent('filechooser');
  await tabTo(page, 'input[type=file]');
  t.ok(await ringed(page, '.attach'), 'the clip shows that it has the focus');
  const [chooser] = await Promise.all([chosen, page.keyboard.press('Space')]);
  await chooser.setFiles({ name: 'brakes.txt', mimeType: 'text/plain', buffer: Buffer.from('oil') });
  await page.locator('.attached input[name=file]').waitFor({ state: 'attached' });
  await tabTo(page, '.copies summary', 'Shift+Tab');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.type('books@web.example');
  await page.keyboard.press('Tab');
  await page.keyboard.type('boss@radwerk.example');
  await page.keyboard.press('Control+Enter');
  const sent = await whole.mail.nextSent();
  t.same(sent.envelope.to, ['lena@web.example', 'books@web.example', 'boss@radwerk.example']);
  t.match(sent.raw.toString(), /radwerk\.example\/brakes[^]*filename="?brakes\.txt/);
});

t.test('tagged, snoozed, moved, merged and split, each taken back', async () => {
  const page = await whole.page(browser, eva);
  const undo = async () => {
    await page.locator('#toasts [data-key=z]').waitFor();
    await page.keyboard.press('z');
    await page.locator('#toasts').getByText('Taken back').waitFor();
  };
  const choose = async (name: string) => {
    await page.locator(`#dialog [name=${name}]:focus`).press('Space');
    await page.locator(`#dialog [name=${name}]:checked`).waitFor();
    await page.keyboard.press('Enter');
  };
  await page.goto(at('/conversations/2'));
  await page.locator('.composer .styles:not([hidden])').waitFor();
  await page.keyboard.press('l');
  await page.locator('#dialog [name=tags]:focus').waitFor();
  await page.keyboard.type('Warranty');
  await page.keyboard.press('Enter');
  await page.locator('.thread .marks').getByText('Warranty').waitFor();
  await undo();
  await page.keyboard.press('h');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.locator('[id^=snooze] summary[aria-pressed=true]').waitFor();
  await undo();
  await command(page, 'Move to another inbox');
  await page.locator('#dialog [name=inbox]:focus').waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.log').getByText('Sales').waitFor();
  await undo();
  await command(page, 'Merge with another');
  await choose('into');
  await page.waitForURL('**/conversations/1');
  await page.locator('.log').getByText('It creaks.').waitFor();
  await command(page, 'Split');
  await choose('message');
  await page.waitForURL('**/conversations/3');
  browser.expectTrouble(/404.*conversations\/3/);
  await undo();
  await page.waitForURL('**/conversations/1');
});

t.test('rows of a table are walked through, picked and changed', async (t) => {
  const page = await whole.page(browser, eva);
  for (const name of ['Bell', 'Chain']) await whole.desk.tickets.open({ name, source: 'manual', actor: 'desk' });
  await page.goto(at('/tickets?sort=-number'));
  await page.locator('#ticket-1').waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await page.keyboard.press('j');
  await page.keyboard.press('x');
  await page.getByText('2 chosen').waitFor();
  await tabTo(page, '#many [value=edit]');
  await page.keyboard.press('Enter');
  await page.locator('#dialog').getByText('Change 2 rows').waitFor();
  await tabTo(page, '#dialog [name=priority]');
  await page.keyboard.type('Urgent');
  await tabTo(page, '#dialog .primary');
  await page.keyboard.press('Enter');
  await page.locator('#toasts').getByText('2 tickets are changed').waitFor();
  await page.locator('#ticket-2').getByText('Urgent').waitFor();
  await tabTo(page, '#ticket-1 .cell-edit');
  await page.keyboard.press('Enter');
  await page.locator('#dialog select:focus').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('#dialog[open]').waitFor({ state: 'detached' });
  t.equal(await page.evaluate(`${FOCUSED}.closest('tr')?.id`), 'ticket-1', 'where one was before');
});

t.test('a signature with its tokens, and its preview', async (t) => {
  const page = await whole.page(browser, eva, { width: 1440, height: 900 });
  const [line] = await whole.desk.channels.accounts();
  await page.goto(at(`/settings/channels/${line!.account.id}`));
  await page.locator('.rich-field [role=toolbar]:not([hidden])').first().waitFor();
  await tabTo(page, '.rich-field [contenteditable]');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('Yours, ');
  await tabTo(page, '[data-mark=bold]', 'Shift+Tab');
  await page.keyboard.press('Enter');
  await tabTo(page, '[data-token*=first_name]');
  await page.keyboard.press('Enter');
  await page.locator('#preview-content').getByText('Yours, Anna').waitFor();
  t.match(await page.locator('#preview-content').innerHTML(), /<(b|strong)>/);
});

t.test('a mailbox by IMAP and SMTP, wrong at first', async (t) => {
  whole.mail.addUser({ address: 'team@radwerk.test', password: 'right' });
  const page = await whole.page(browser, eva);
  await page.goto(at('/settings/channels/new/email'));
  const enter = () => page.keyboard.press('Enter');
  await tabTo(page, '#wizard-form input:not([type=hidden])');
  await enter();
  await tabTo(page, '[name=ids]');
  for (let step = 0; step < 4 && !(await page.evaluate<boolean>(`${FOCUSED}.value === 'imap'`)); step++)
    await page.keyboard.press('ArrowDown');
  await enter();
  await tabTo(page, '[name=address]');
  await page.keyboard.type('team@radwerk.test');
  await page.keyboard.press('Tab');
  await page.keyboard.type('wrong');
  await enter();
  await page.locator('[name=imapHost]').waitFor();
  const { imap, smtp } = whole.mail;
  for (const [name, value] of Object.entries({
    imapHost: '127.0.0.1',
    imapPort: imap.port,
    smtpHost: '127.0.0.1',
    smtpPort: smtp.port,
  })) {
    await tabTo(page, `[name=${name}]`);
    await page.keyboard.press('Control+a');
    await page.keyboard.type(String(value));
    if (!name.endsWith('Port')) continue;
    await tabTo(page, `[name=${name.replace('Port', 'Security')}]`);
    await page.keyboard.type('None');
  }
  await tabTo(page, '#wizard-form [type=submit].primary');
  await enter();
  await page.locator('[name=password][aria-invalid=true]:focus').waitFor();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('right');
  await enter();
  await page.locator('#preview-content').waitFor();
  t.match(await page.locator('#preview-content').innerText(), /team@radwerk\.test/);
});
