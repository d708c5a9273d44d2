import { zipSync } from 'fflate';
import { openBrowser } from './browser/browser.ts';
import { addUser } from './support/desk.ts';
import { metaDesk } from './plugins/meta/meta-desk.ts';
import { statusOf } from '../plugins/meta/simulator/people.ts';
const downs: (() => unknown)[] = [];
const t = { teardown: (work: () => unknown) => void downs.unshift(work), equal() {}, strictSame() {}, comment() {}, fail(m: string) { console.log('FAIL', m); } } as never;
const meta = await metaDesk(t, ['whatsapp', 'messenger']);
await meta.web.server.listen({ host: '127.0.0.1', port: 4717 });
const id = await addUser(meta.desk, 'Ida', 'administrator');
const account = meta.accounts.whatsapp!;
const save = (v: object) => meta.desk.channels.saveSettings(account, { ...v }, 'desk', Object.keys(v));
await save({ usageLimit: 5, usageResetDay: 15 });
const p = meta.person('whatsapp');
await meta.does(p, { do: 'text', words: 'My card is 4111 1111 1111 1111, see http://198.51.100.7/pay and https://shop.example/x' });
await meta.does(p, { do: 'text', words: 'JA' });
meta.clock.advance(60_000);
await meta.does(p, { do: 'text', words: 'STOP' });
await meta.does(p, { do: 'file', type: 'document', file: { name: 'papers.zip', type: 'application/zip', bytes: Buffer.from(zipSync({ 'a/run.bat': new Uint8Array(3) })) } });
for (const n of [1, 2, 3, 4]) await meta.bring('whatsapp', { statuses: [statusOf(meta.world, p, `wamid.${n}`, 'sent', { pricing: { pricing_model: 'PMP', category: n > 2 ? 'utility' : 'marketing' } })] });
await save({ consent: 'explicit', consentText: 'We keep what you write.', consentButton: 'I agree' });
await meta.does(meta.person('whatsapp', 1), { do: 'text', words: 'Sealed' });
const contact = (await meta.desk.database.row<{ public_id: string }>('select public_id from contact order by id limit 1'))!;
const key = (await meta.desk.database.row<{ public_id: string }>("select public_id from message where kind='message' order by id limit 1"))!;
const browser = await openBrowser(t);
const token = await meta.desk.accounts.sessions.start(id, { ip: '127.0.0.1', userAgent: 'test' });
const looks = [['light', { width: 1280 }], ['dark', { width: 1280, theme: 'dark' }], ['phone', { width: 390, height: 844, touch: true }], ['german', { width: 1280 }]] as const;
const pages = { thread: '/conversations/1', contact: `/contacts/${contact.public_id}`, rules: '/settings/content', health: `/settings/channels/${account}/health`, settings: `/settings/channels/${account}`, ledger: `/settings/channels/${account}/ledger`, audit: '/settings/audit' };
const only = process.argv.slice(2);
for (const [look, options] of looks) {
  if (look === 'german') await meta.desk.database.run("update desk_user set language = 'de' where id = ?", [id]).catch((e) => console.log(String(e)));
  const page = await browser.newPage(options as never);
  await page.context().addCookies([{ name: 'session', value: token, url: 'http://127.0.0.1:4717' }]);
  for (const [name, path] of Object.entries(pages)) {
    if (only.length && !only.includes(name)) continue;
    await page.goto(`http://127.0.0.1:4717${path}`);
    if (name === 'contact') await page.locator('#consents details summary').click().catch(() => {});
    if (name === 'settings') for (const d of await page.locator('main details:not([open]) > summary').all()) await d.click().catch(() => {});
    await page.waitForTimeout(300);
    await page.screenshot({ path: `/tmp/consent-shots/${name}-${look}.png`, fullPage: name !== 'thread' });
    if (name === 'thread' && look !== 'dark') {
      await page.locator('form[action$="/revelation"] button').first().click();
      await page.waitForTimeout(600);
      await page.screenshot({ path: `/tmp/consent-shots/reveal-${look}.png` });
    }
  }
  await page.close();
}
console.log(browser.troubles, key.public_id);
for (const down of downs) await down();
process.exit(0);
