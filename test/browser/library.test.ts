// Inserting while one writes, in a real browser: “/”, the menu at the caret, emoji, what word processors put on the clipboard.
import t from 'tap';
import { openBrowser } from './browser.ts';
import { openWholeDesk } from './whole-desk.ts';
import { deskViewer } from '../../core/accounts/accounts.ts';

const SHARED = { access: 'everyone' as const, userIds: [], teamIds: [], file: null, shortcut: '', folder: '' };
const FROM_WORD = `<html><head><style>p{color:red}</style></head><body><h1>Offer</h1>
<p class="MsoListParagraph" style="mso-list:l0 level1 lfo1"><span>·  </span>One</p>
<p class="MsoListParagraph" style="mso-list:l0 level1 lfo1"><span>·  </span>Two</p>
<p><span style="font-weight:700">Bold</span><b style="mso-bidi-font-weight:normal"> still</b>
<span style="mso-bidi-font-weight:bold"> and plain</span><o:p></o:p></p><table><tr><td>Chain</td><td>20</td></tr></table></body></html>`;

t.test('RE-2, RE-3: what is inserted stands at the caret', async (t) => {
  const browser = await openBrowser(t);
  const desk = await openWholeDesk(t);
  const eva = await desk.user('Eva', 'administrator');
  const rooms = desk.desk;
  const inbox = await rooms.conversations.inboxes.create({ name: 'Support', icon: 'inbox', actor: 'desk' });
  await rooms.channels.ensureFallback(inbox);
  await desk.receive({ from: 'Lena Hofmann <lena@customer.example>', subject: 'Chain', text: 'It is broken.' });
  const file = await rooms.files.save(Buffer.from('how to oil a chain'));
  const { entries } = rooms.library;
  const me = (await rooms.accounts.viewerOf(eva.id)) ?? deskViewer();
  const snippet = { ...SHARED, kind: 'snippet' as const, title: 'Greeting', shortcut: 'hi' };
  const { id } = await entries.create(me, { ...snippet, body: { html: '<p>Dear <b>{{firstName}}</b></p>' } });
  const manual = { fileId: file.id, name: 'manual.txt', type: 'text/plain' };
  await entries.create(me, { ...SHARED, kind: 'document', title: 'Manual', body: {}, file: manual });

  const page = await desk.page(browser, eva);
  page.setDefaultTimeout(60_000);
  await page.goto(`http://localhost:${desk.port}/conversations/1`);
  const editor = page.locator('.composer [data-editor]');
  await page.locator('.composer .draft').click();
  // The editor has taken over.
  await page.locator('.composer [data-editor] > div').first().waitFor({ state: 'attached' });
  await page.keyboard.type('Oh! /hi');
  await page.locator('#suggestions [role=option]').waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.composer [data-editor] b', { hasText: 'Lena' }).waitFor();
  t.notMatch(await editor.innerText(), '/hi');

  const menu = page.locator('.composer summary[title="Insert"]');
  await menu.press('Enter');
  await page.getByRole('link', { name: 'Document' }).press('Enter');
  await page.locator('.library-pick input[type=search]').press('Escape');
  await page.locator('#dialog:not([open])').waitFor({ state: 'attached' });
  t.ok(
    await menu.evaluate((button) => button.matches(':focus')),
    'left without a choice, the focus is where it came from',
  );
  await menu.click();
  await page.getByRole('link', { name: 'Document' }).click();
  await page.locator('.library-pick [role=option]', { hasText: 'Manual' }).waitFor();
  await page.locator('.library-pick input[type=search]').press('Enter');
  await page.locator('.attached li', { hasText: 'manual.txt' }).waitFor();

  await page.locator('[data-emoji]').click();
  await page.locator('#emoji input').fill('thanks');
  await page.locator('#emoji input').press('Enter');
  await page.locator('.composer [data-editor]', { hasText: '🙏' }).waitFor();

  await editor.press('Control+End');
  await page.evaluate(`{
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/html', ${JSON.stringify(FROM_WORD)});
    const paste = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
    document.querySelector('.composer [data-editor]').dispatchEvent(paste);
  }`);
  await page.locator('.composer [data-editor] ul li', { hasText: 'Two' }).waitFor();
  const html = await editor.innerHTML();
  t.match(html, /<b>Offer<\/b>/);
  t.match(html, /<li>(<div>)?(<span>)?One/, 'the drawn bullet is gone');
  t.match(html, /<b>Bold<\/b>/);
  t.match(html, /<b>\s*still\s*<\/b>/, 'bold by Word is bold');
  t.notMatch(html, /<b>\s*and plain/, 'what Word says of other scripts is no style');
  t.match(html, /Chain · 20/);
  t.notMatch(html, /mso|style|data-|color/i);
  t.equal((await entries.get(me, id))!.uses, 1);
});
