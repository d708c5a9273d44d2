// Forms in a real browser: the editor with script, drag and keys, the hosted page, and the embedded form in a page of another origin under a strict policy (FM-1, FM-2, FM-6).
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import t from 'tap';
import { axe, openBrowser } from '../../browser/browser.ts';
import { settledDesk } from '../../browser/whole-desk.ts';
import { ASKED, field, formAccount } from './forms-desk.ts';
import type { TestDesk } from '../../support/desk.ts';

const { whole, eva } = await settledDesk(t);
const desk = whole.desk as unknown as TestDesk;
const browser = await openBrowser(t);

t.test(
  'FM-1: fields are added, moved by keys and by dragging, removed and brought back; nothing is kept before it is saved',
  async (t) => {
    const account = await formAccount(desk, { name: 'Editor' }, ASKED);
    const page = await whole.page(browser, eva, { width: 1440, height: 1000 });
    await page.goto(`${whole.address}/settings/channels`);
    await page.locator(`#account-${account.id}-menu summary`).click();
    await page.getByRole('link', { name: 'Manage form' }).click();
    await page.getByRole('heading', { name: 'Preview' }).waitFor();
    await axe(page);
    const order = () =>
      page
        .locator('#form-fields [name="field"]')
        .evaluateAll((all) => all.map((one) => (one as unknown as { value: string }).value));
    const preview = page.locator('#form-preview');
    await page.getByLabel('Label', { exact: true }).first().fill('How shall we call you?');
    await preview.getByText('How shall we call you?').waitFor();
    await page.getByRole('button', { name: 'Move down: Label of mail' }).press('Enter');
    await page.locator('#form-fields > li:nth-child(3)#item-mail').waitFor();
    t.strictSame(await order(), ['who', 'about', 'mail', 'words']);
    const focused = (id: string) => page.locator(`[id="${id}"]:focus`).waitFor();
    await focused('do-down:mail');
    await page.getByRole('button', { name: 'Move up: Label of about' }).press('Enter');
    await page.locator('#form-fields > li:first-child#item-about').waitFor();
    await focused('do-down:about');
    await page.keyboard.press('Enter');
    await page.locator('#form-fields > li:nth-child(2)#item-about').waitFor();
    // The preview of what was chosen comes in between.
    const previewed = page.waitForResponse(/\/preview$/);
    await page.route(/\/shape$/, async (route) => (await previewed, route.continue()), { times: 1 });
    await page.locator('#form-kind').selectOption('date');
    await page.getByRole('button', { name: 'Add field' }).click();
    await preview.locator('input[type="date"]').waitFor();
    await focused('f1-label');
    await page.getByRole('button', { name: 'Remove: Label of about' }).click();
    await page.getByText('“Label of about” is removed.').waitFor();
    await page.getByText('Nothing gives the ticket its name').waitFor();
    t.equal(await preview.getByText('Label of about').count(), 0);
    await page.getByRole('button', { name: 'Undo' }).click();
    await preview.getByText('Label of about').waitFor();
    await page
      .locator('#item-f1 [data-grip]')
      .dragTo(page.locator('#item-words'), { targetPosition: { x: 100, y: 5 } });
    t.strictSame(
      await order(),
      ['who', 'about', 'mail', 'f1', 'words'],
      'dragged, and what was undone is where it was',
    );
    page.once('dialog', (dialog) => void dialog.dismiss());
    await page.getByRole('link', { name: 'Share' }).click();
    t.match(page.url(), '/pages/form', 'unsaved changes are asked about');
    t.equal((await desk.database.rows('select 1 from forms_form')).length, 0);
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('The form is saved.').waitFor();
    t.strictSame(await order(), ['who', 'about', 'mail', 'f1', 'words']);
    await page.getByRole('link', { name: 'Share' }).click();
    await page.getByRole('heading', { name: 'In your site, with one line' }).waitFor();
    await axe(page);
  },
);

t.test(
  'FM-6: the hosted page proves its work unseen and is sent once; on a phone, in the dark, in German',
  async (t) => {
    const fields = [
      ...ASKED,
      field('tick', 'check', { required: true }),
      field('one', 'choice', { options: ['A', 'B'] }),
    ];
    const account = await formAccount(desk, { name: 'Hosted', consent: 'explicit', consentText: 'Ja, gern.' }, fields);
    const page = await browser.newPage({ width: 390, height: 844, theme: 'dark', language: 'de-DE' });
    await page.goto(`${whole.address}/f/${account.uniqueId}`);
    await axe(page);
    t.equal(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), true, 'nothing is cut off');
    await page.getByLabel('Label of mail').fill('lena@kunde.example');
    await page.getByLabel('Label of about').fill('Klingel');
    await page.getByLabel('Label of tick').check();
    await page.getByLabel('Ja, gern.').check();
    await page.locator('[name="proof"]:not([value=""])').waitFor({ state: 'attached' });
    await page.getByRole('button', { name: 'Absenden' }).dblclick();
    await page.getByRole('heading', { name: 'Danke' }).waitFor();
    await axe(page);
    await desk.jobs.idle();
    const rows = await desk.database.rows('select id from message where account_id = ?', [account.id]);
    t.equal(rows.length, 1, 'a double click is one message');
  },
);

t.test(
  'an embedded form fits into a page of another origin under a strict policy, and is sent from there',
  async (t) => {
    const account = await formAccount(desk, { name: 'Embedded', after: 'message' }, [
      ...ASKED,
      field('camp', 'hidden', { parameter: 'utm' }),
    ]);
    const desks = whole.address;
    const host = createServer((_request, response) => {
      response.setHeader('content-security-policy', `default-src 'none'; script-src ${desks}; frame-src ${desks}`);
      response.setHeader('content-type', 'text/html; charset=utf-8');
      response.end(`<!doctype html><html lang="de"><title>Radwerk</title><link rel="icon" href="data:,"><h1>Kontakt</h1>
      <script src="${desks}/channels/forms/embed.js?id=${account.uniqueId}&amp;title=Kontakt" async></script>`);
    });
    await new Promise<void>((done) => host.listen(0, '127.0.0.1', done));
    t.teardown(() => host.close());
    browser.expectTrouble(/data:,/);
    const page = await browser.newPage({ width: 900, height: 700 });
    await page.goto(`http://127.0.0.1:${(host.address() as AddressInfo).port}/?utm=spring`);
    const frame = page.frameLocator('iframe[title="Kontakt"]');
    await frame.getByLabel('Label of mail').waitFor();
    await page.locator('iframe[style*="height"]:not([style*="480px"])').waitFor();
    const inner = await frame
      .locator('main')
      .evaluate((main) => (main as unknown as { scrollHeight: number }).scrollHeight);
    const outer = await page
      .locator('iframe')
      .evaluate((one) => (one as unknown as { clientHeight: number }).clientHeight);
    t.ok(Math.abs(inner - outer) <= 2, `the frame is as high as the form (${inner}, ${outer})`);
    t.equal(await frame.locator('html').getAttribute('lang'), 'de', 'it takes the language of the page');
    await frame.getByLabel('Label of mail').fill('lena@kunde.example');
    await frame.getByLabel('Label of about').fill('Klingel');
    await frame.getByRole('button', { name: 'Absenden' }).click();
    await frame.getByRole('heading', { name: 'Danke' }).waitFor();
    await desk.jobs.idle();
    const row = await desk.database.row<{ page: string; answers: string }>(
      'select page, answers from forms_submission where account_id = ?',
      [account.id],
    );
    t.match(row!.page, /^http:\/\/127\.0\.0\.1:\d+\/$/);
    t.match(row!.answers, 'spring');
  },
);
