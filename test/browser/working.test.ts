// Working at the desk in a real browser: drafts, two people at once, beginning a conversation, pictures, the keyboard alone.
import t from 'tap';
import { axe, openBrowser } from './browser.ts';
import { settledDesk } from './whole-desk.ts';

const { whole, eva } = await settledDesk(t, { hold: 0 });
const browser = await openBrowser(t);
const at = (path: string) => whole.address + path;
const PIXEL = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

await whole.receive({ from: 'Lena Hofmann <lena@web.example>', subject: 'Brakes', text: 'They squeak.' });
await whole.receive({ from: 'Marco Bianchi <marco@bianchi.example>', subject: 'Saddle', text: 'It creaks.' });

t.test('what one types survives a reload and a restart of the desk (RE-7)', async (t) => {
  const page = await whole.page(browser, eva);
  await page.goto(at('/conversations/1'));
  const editor = page.locator('[data-editor]');
  await editor.click();
  await page.keyboard.type('Dear Lena, we ');
  await page.keyboard.press('Control+b');
  await page.keyboard.type('oil them');
  await page.getByText('Draft saved').waitFor();
  await page.reload();
  await page.locator('[data-editor] b').waitFor();
  t.match(await editor.innerText(), /Dear Lena, we\soil them/);
  browser.expectTrouble(/ERR_CONNECTION_REFUSED/);
  await whole.restart();
  await page.reload();
  await page.locator('[data-editor] b').waitFor();
  t.match(await editor.innerText(), /oil them/);
});

t.test('two at once: the second answer is held back and says whose came first (RE-9)', async (t) => {
  const nils = await whole.user('Nils Krüger');
  const [page, other] = [await whole.page(browser, eva), await whole.page(browser, nils)];
  await page.goto(at('/conversations/2'));
  await other.goto(at('/conversations/2'));
  await page.locator('[data-editor]').click();
  await page.keyboard.type('We send a new one.');
  await other.locator('[data-editor]').click();
  await other.keyboard.type('Come by tomorrow.');
  await other.locator('[data-send]').click();
  await other.locator('.log').getByText('Come by tomorrow.').waitFor();
  await page.locator('[data-send]').click();
  await page.getByText('Nils Krüger wrote meanwhile.').waitFor();
  await axe(page);
  t.match(await page.locator('[data-editor]').innerText(), /We send a new one/, 'what was typed is kept');
  t.match((await whole.mail.nextSent()).raw.toString(), /Come by tomorrow/);
  t.equal(whole.mail.sent.length, 1);
  await page.getByRole('button', { name: 'Send anyway' }).click();
  await page.locator('.log').getByText('We send a new one.').waitFor();
  t.match((await whole.mail.nextSent()).raw.toString(), /We send a new one/);
});

t.test('a conversation is begun, and taking it back begins it again (EM-7, RE-7)', async (t) => {
  const page = await whole.page(browser, eva);
  await page.goto(at('/inboxes/1/open'));
  await page.keyboard.press('c');
  await page.waitForURL('**/conversations/new');
  await axe(page);
  await page.locator('[data-send]').click();
  await page.getByText('Nobody is addressed').waitFor();
  await page.locator('[name=to]').fill('Aylin Demir <aylin@demir.example>');
  await page.locator('[name=subject]').fill('Your bike is ready');
  await page.locator('[data-editor]').click();
  await page.keyboard.type('Come and fetch it.');
  await page.locator('input[type=file]').setInputFiles({
    name: 'bill.txt',
    mimeType: 'text/plain',
    buffer: Buffer.from('120'),
  });
  await page.locator('.attached input[name=file]').waitFor({ state: 'attached' });
  const [file, send] = [
    await page.locator('.attached li').boundingBox(),
    await page.locator('[data-send]').boundingBox(),
  ];
  t.ok(file!.y + file!.height <= send!.y, 'files are seen below the words, not behind the edge');
  await page.getByText('Draft saved').waitFor();
  await page.reload();
  t.equal(await page.locator('[name=subject]').inputValue(), 'Your bike is ready');
  await page.locator('[data-send]').click();
  await page.waitForURL(/\/conversations\/\d+$/);
  await page.locator('.log').getByText('Come and fetch it.').waitFor();
  const sent = await whole.mail.nextSent();
  t.same(sent.envelope.to, ['aylin@demir.example']);
  t.match(sent.raw.toString(), /^Subject: Your bike is ready/im);
  t.match(await page.locator('.aside').innerText(), /Aylin Demir/);
});

t.test('a pasted picture stands in the text, here and at the customer’s (RE-2, EM-7)', async (t) => {
  const page = await whole.page(browser, eva);
  await page.goto(at('/conversations/1'));
  const editor = page.locator('[data-editor]');
  await editor.click();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('Like this:');
  const paste = `{
    const bytes = Uint8Array.from(atob('${PIXEL}'), (sign) => sign.charCodeAt(0));
    const clipboardData = new DataTransfer();
    clipboardData.items.add(new File([bytes], 'brake.png', { type: 'image/png' }));
    document.querySelector('[data-editor]').dispatchEvent(
      new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
  }`;
  await page.evaluate(paste);
  await editor.locator('img[src^="/attachments/"]').waitFor();
  const beside = page.locator('.attached li:not([hidden])');
  t.equal(await beside.count(), 0, 'and not beside it too');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('Like this:');
  await beside.locator('[data-remove]').click();
  t.equal(await beside.count(), 0, 'deleted from the text it stands there as a file that can be removed');
  await editor.click();
  await page.evaluate(paste);
  await editor.locator('img[src^="/attachments/"]').waitFor();
  await page.locator('[data-send]').click();
  const shown = page.locator('.log .mail img[src^="/attachments/"]');
  await shown.waitFor();
  t.equal(await shown.evaluate((image) => (image as unknown as { naturalWidth: number }).naturalWidth), 1);
  const raw = (await whole.mail.nextSent()).raw.toString();
  t.match(raw, /Content-Type: multipart\/related/i);
  t.equal(raw.match(/^Content-Type: image/gim)?.length, 1, 'what was taken away did not go along');
  t.match(raw, /src=3?D?"cid:/);
});

t.test('everything by the keyboard alone', async (t) => {
  const page = await whole.page(browser, eva);
  await page.goto(at('/inboxes/1/open'));
  const walked = async () => (await page.evaluate<string>('document.activeElement.ariaLabel')) ?? '';
  for (let step = 0; step < 9 && !(await walked()).includes('Brakes'); step++) await page.keyboard.press('j');
  await page.keyboard.press('o');
  await page.locator('.thread .log').waitFor();
  t.equal(await page.locator('#subject').innerText(), 'Brakes');
  await page.keyboard.press('n');
  await page.locator('.composer.is-comment').waitFor();
  await page.locator('.composer.is-comment [data-editor]:focus').waitFor();
  await page.keyboard.type('Only for us.');
  await page.keyboard.press('Control+Enter');
  await page.locator('.log .comment').getByText('Only for us.').waitFor();
  await page.locator('.composer:not(.is-comment) [data-editor]:focus').waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('a');
  await page.keyboard.press('Enter');
  await page.locator('[id^=owner] summary').getByText('Eva Lindner').waitFor();
  await page.keyboard.press('e');
  await page.locator('#toasts').getByText('Closed').waitFor();
  await page.keyboard.press('z');
  await page.locator('.thread .marks').getByText('Closed').waitFor({ state: 'detached' });
  for (let number = 10; number < 30; number++) await whole.desk.conversations.tag(2, `Tag ${number}`, 'desk');
  await page.keyboard.press('l');
  await page.locator('#dialog [data-filter]:focus').waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('merge');
  await page.locator('#palette').getByText('Merge with').waitFor();
  await page.keyboard.press('Enter');
  await page.locator('#dialog[open] form[action$="/merge"]').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('#dialog[open]').waitFor({ state: 'detached' });
  await page.keyboard.press('?');
  t.match(await page.locator('#keys').innerText(), /Snooze/);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('squeak');
  await page.locator('#palette').getByText('Brakes').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('#palette').waitFor({ state: 'hidden' });
  await page.keyboard.press('/');
  await page.locator('main [name=q]:focus').waitFor();
  await page.keyboard.type('creaks');
  await page.locator('#found').getByText('Saddle').waitFor();
  await page.keyboard.press('Escape');
  t.equal(await page.locator('main [name=q]').inputValue(), 'creaks', 'leaving the field keeps its words');
  await page.keyboard.press('/');
  await page.keyboard.type('squeak');
  await page.locator('#found').getByText('Brakes').waitFor();
  t.equal(await page.locator('main [name=q]').inputValue(), 'squeak', 'coming back replaces them');
  await axe(page);
});
