// A first day at the desk, in a real browser: from the empty desk to a conversation that was answered, closed and came back.
import t from 'tap';
import { deskViewer } from '../../core/accounts/accounts.ts';
import { axe, openBrowser } from './browser.ts';
import { openWholeDesk, PASSWORD } from './whole-desk.ts';

const whole = await openWholeDesk(t);
const browser = await openBrowser(t);
const page = await browser.newPage({ width: 1440, height: 900, timeZone: 'Asia/Tokyo' });
const asked: string[] = [];
page.on('request', (request) => void asked.push(request.url()));

const log = page.locator('.log');
const editor = page.locator('[data-editor]');
const toast = page.locator('#toasts');

t.test('the first page makes the administrator, the desk and an inbox with an address (OP-1, WS-3)', async (t) => {
  await page.goto(whole.address);
  t.equal(new URL(page.url()).pathname, '/first-run');
  await axe(page);
  await page.locator('[name=name]').fill('Eva Lindner');
  await page.locator('[name=email]').fill('eva@radwerk.example');
  await page.locator('[name=password]').fill(PASSWORD);
  await page.locator('[name=deskName]').fill('Radwerk');
  await page.getByRole('button', { name: 'Create the desk' }).click();
  await page.waitForURL('**/inboxes/1/open');
  t.equal(
    await page.getAttribute('html', 'data-zone'),
    'Asia/Tokyo',
    'times are those of the browser, not of the server',
  );
  t.match(await page.title(), /Radwerk/);
  t.match(await page.locator('.lists').innerText(), /Support/);
  t.match(await toast.innerText(), /The desk is yours/);
  t.match(await whole.support(), /^support-[a-z0-9]+@localhost$/);
  await axe(page);
});

t.test('a mail appears by itself and is read as it was sent, without acting (EM-7, EM-10)', async (t) => {
  await whole.receive({
    from: 'Marco Bianchi <marco@bianchi.example>',
    subject: 'Invoice R-1187',
    html: `<p>Could you <b>reissue</b> it?</p><script>parent.document.title = 'taken over'</script>
      <img src="https://tracker.example/pixel.png" onerror="document.title='x'">
      <blockquote type="cite">On Monday you wrote:<br>Here is your invoice.</blockquote>`,
    attachments: [{ filename: 'invoice.pdf', content: Buffer.from('%PDF-1.4 nothing') }],
  });
  await page.getByRole('link', { name: /Marco Bianchi, unread/ }).click();
  const mail = page.frameLocator('iframe[title="Text of the e-mail"]');
  await mail.getByText('Could you reissue it?').waitFor();
  t.equal(await mail.locator('script').count(), 0);
  t.notMatch(await page.title(), 'taken over');
  t.notOk(
    asked.some((url) => url.includes('tracker')),
    'a remote picture is not asked for',
  );
  t.match(await log.innerText(), /Quoted text, 2 lines/);
  t.notMatch(await mail.locator('body').innerText(), /Here is your invoice/, 'quotations are folded');
  await page.getByText('Quoted text, 2 lines').click();
  await page.frameLocator('iframe[title="Quoted text, 2 lines"]').getByText('Here is your invoice').waitFor();
  t.match(await log.innerText(), /invoice\.pdf/);
  await axe(page);

  await page.getByRole('link', { name: 'Show the original' }).click();
  await page.locator('#dialog .source').waitFor();
  t.match(await page.locator('#dialog').innerText(), /Subject: Invoice R-1187[^]*Content-Type: multipart/);
  await axe(page);
  await page.keyboard.press('Escape');

  browser.expectTrouble(/tracker\.example/);
  const request = page.waitForRequest(/tracker\.example/);
  await page.getByRole('button', { name: 'Show once' }).click();
  await request;
  t.equal(await page.getByText('remote image blocked').count(), 0);
});

t.test('an answer with style, a file and a copy can be taken back, then goes out (EM-7, RE-2, RE-7)', async (t) => {
  await editor.click();
  await page.keyboard.type('Dear Marco, ');
  await page.keyboard.press('Control+b');
  await page.keyboard.type('of course');
  await page.keyboard.press('Control+b');
  await page.locator('.copies summary').click();
  await page.locator('[name=cc]').fill('books@bianchi.example');
  await page.locator('input[type=file]').setInputFiles({
    name: 'invoice-2.pdf',
    mimeType: 'application/pdf',
    buffer: Buffer.from('%PDF-1.4 again'),
  });
  await page.locator('.attached input[name=file]').waitFor({ state: 'attached' });
  await page.locator('[data-send]').click();
  await toast.getByText('Sending in').waitFor();
  t.match(await log.innerText(), /Dear Marco,\sof course/);
  t.equal(await editor.innerText().then((words) => words.trim()), '', 'the composer is empty again');
  await axe(page);

  await toast.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('Not sent. It is a draft again').waitFor();
  t.notMatch(await log.innerText(), /Dear Marco/);
  t.match(await editor.innerHTML(), /<b>of course<\/b>/);
  t.equal(await page.locator('[name=cc]').inputValue(), 'books@bianchi.example');
  t.match(await page.locator('.attached').innerText(), /invoice-2\.pdf/);
  t.equal(whole.mail.sent.length, 0);

  await whole.desk.accounts.workspace.set(deskViewer(), { holdSeconds: 0 });
  await page.locator('[data-send]').click();
  const sent = await whole.mail.nextSent();
  t.same(sent.envelope.to, ['marco@bianchi.example', 'books@bianchi.example']);
  const raw = sent.raw.toString();
  t.match(raw, /<b>of course<\/b>/);
  t.match(raw, /filename="?invoice-2\.pdf/);
  t.match(raw, /^Cc: books@bianchi\.example/im);
});

t.test('the team: a comment with a mention, an owner, snooze, tags, closing, undo (RE-5, RE-7)', async (t) => {
  const nils = await whole.user('Nils Krüger');
  await page.locator('.way.note').click();
  await page.locator('.composer.is-comment').waitFor();
  await editor.click();
  await page.keyboard.type('Please look at the booking, @Ni');
  await page.locator('#suggestions [role=option]').waitFor();
  await page.keyboard.press('Enter');
  await page.keyboard.type('thanks');
  await axe(page);
  await page.locator('[data-send]').click();
  const comment = log.locator('.comment');
  await comment.getByText('@Nils Krüger').waitFor();
  const mentions = await whole.desk.database.rows<{ user_id: number }>('select user_id from mention');
  t.same(mentions, [{ user_id: nils.id }]);
  // Afterwards one answers again.
  await page.locator('.composer:not(.is-comment)').waitFor();

  await page.locator('[id^=owner] summary').click();
  await page.getByRole('button', { name: 'Nils Krüger' }).click();
  await log.getByText('Assigned to Nils Krüger').waitFor();
  await page.locator('[id^=snooze] summary').click();
  await page.getByRole('button', { name: 'Tomorrow morning' }).click();
  await page.locator('[id^=snooze] summary[aria-pressed=true]').waitFor();
  await page.locator('[id^=snooze] summary').click();
  await page.getByRole('button', { name: 'End snooze' }).click();
  await page.locator('[id^=snooze] summary:not([aria-pressed])').waitFor();

  await page.locator('[id^=more] summary').click();
  await page.getByRole('link', { name: 'Tags …' }).click();
  await page.locator('#dialog [name=tags]').fill('Invoice, VAT');
  await axe(page);
  await page.locator('#dialog').getByRole('button', { name: 'Save' }).click();
  await page.locator('.thread .marks').getByText('VAT').waitFor();
  await toast.getByRole('button', { name: 'Undo' }).click();
  await page.locator('.thread .marks').getByText('VAT').waitFor({ state: 'detached' });

  await page.getByRole('button', { name: 'Close', exact: true }).first().click();
  await page.locator('.thread .marks').getByText('Closed').waitFor();
  await page.locator('#list-count').getByText(/^0?$/).waitFor({ state: 'attached' });
});

t.test('the customer’s answer opens it again before one’s eyes (EM-8, CH-3)', async (t) => {
  const answered = /^Message-ID: (<.*>)/im.exec(whole.mail.sent[0]!.raw.toString())![1];
  await whole.receive({
    from: 'Marco Bianchi <marco@bianchi.example>',
    subject: 'Re: Invoice R-1187',
    inReplyTo: answered,
    text: 'Thank you!\n\nOn Monday Eva wrote:\n> Dear Marco, of course',
  });
  await log.getByText('Open again because the customer answered').waitFor();
  t.match(await log.innerText(), /Thank you!/);
  t.equal(await log.locator('.mail').count(), 3, 'in the same conversation');
});

t.test('merge, and undo; split, and undo (RE-7, EM-14)', async (t) => {
  await whole.receive({
    from: 'Marco Bianchi <marco@bianchi.example>',
    subject: 'One more thing',
    text: 'And the bell?',
  });
  await page.goto(`${whole.address}/conversations/2`);
  await page.locator('[id^=more] summary').click();
  await page.getByRole('link', { name: 'Merge with another …' }).click();
  await page.locator('#dialog').getByText('Invoice R-1187').click();
  await page.locator('#dialog').getByRole('button', { name: 'Merge' }).click();
  await page.waitForURL('**/conversations/1');
  await log.getByText('And the bell?').waitFor();
  await toast.getByRole('button', { name: 'Undo' }).click();
  await page.getByText('Taken back').waitFor();
  t.notMatch(await log.innerText(), /And the bell/);

  await page.locator('[id^=more] summary').click();
  await page.getByRole('link', { name: 'Split …' }).click();
  await axe(page);
  await page
    .locator('#dialog')
    .getByLabel(/Thank you!/)
    .check();
  await page.locator('#dialog').getByRole('button', { name: 'Split off' }).click();
  await page.waitForURL('**/conversations/3');
  t.match(await log.innerText(), /Thank you![^]*Split from “Invoice R-1187”/);
  // The page of what is gone may ask for itself once more before it is left.
  browser.expectTrouble(/404.*conversations\/3/);
  await toast.getByRole('button', { name: 'Undo' }).click();
  await page.waitForURL('**/conversations/1');
  await log.getByText('Thank you!').waitFor();
});
