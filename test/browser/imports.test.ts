// A table is brought along in the browser: uploaded, mapped, checked and imported while the page tells how far it is (CO-3).
import t from 'tap';
import { openBrowser } from './browser.ts';
import { settledDesk } from './whole-desk.ts';

const { whole, eva } = await settledDesk(t);
const browser = await openBrowser(t);

const file = (rows: number) => ({
  ...{ name: 'people.csv', mimeType: 'text/csv' },
  buffer: Buffer.from(
    `Name,E-mail\n${Array.from({ length: rows }, (_, n) => `P${n},p${n}@a.example`).join('\n')}\nBad,nothing\n`,
  ),
});

for (const script of [true, false])
  t.test(`from the file to the contacts, ${script ? 'with' : 'without'} script`, async (t) => {
    const page = await whole.page(browser, eva, { script });
    await page.goto(`${whole.address}/contacts`);
    await page.click('text=Import');
    await page.setInputFiles('input[type=file]', file(script ? 300 : 30));
    await page.click('button:has-text("Upload")');
    await page.waitForSelector('#mapping');
    t.equal(await page.inputValue('#target-1'), 'email');
    await page.click('button:has-text("Check")');
    // Without script one looks again by hand.
    const look = async () => {
      if (script) return;
      await whole.desk.jobs.idle();
      await page.reload();
    };
    await look();
    await page.waitForSelector('text=is no e-mail address');
    await page.click('button:has-text("Import")');
    await look();
    await page.waitForSelector('text=Take back');
    t.match(await page.textContent('main'), script ? 'Created300' : 'Created29');
    if (script) {
      await page.click('text=Take back');
      await page.click('#dialog button:has-text("Take back")');
      await page.waitForSelector('text=Taken back');
      await page.waitForSelector('text=Remove');
      t.equal((await whole.desk.contacts.list({ search: 'p299', limit: 1 })).rows.length, 0);
      await whole.desk.contacts.create({ name: 'P', addresses: [{ kind: 'email', value: 'p1@a.example' }] }, 'desk');
    }
    await page.close();
  });

t.test(
  'the page goes on telling after a desk that was away for a moment: it stood still until it was loaded again',
  async (t) => {
    const page = await whole.page(browser, eva);
    browser.expectTrouble(/\/progress|Failed to fetch[^]*import-progress/);
    await page.goto(`${whole.address}/imports/new`);
    await page.setInputFiles('input[type=file]', { ...file(3000), name: 'cut-off.csv' });
    await page.click('button:has-text("Upload")');
    const cutOff = page.waitForEvent('requestfailed');
    await page.route('**/progress', (route) => route.abort('connectionrefused'), { times: 1 });
    await page.click('button:has-text("Check")');
    await cutOff;
    await page.waitForSelector('button:has-text("Import")');
    t.equal(await page.locator('#import-progress').count(), 0);
  },
);
