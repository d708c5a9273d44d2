// What people type to do harm or by accident, in every kind of thing: nothing of it runs, nothing breaks the pages, no spreadsheet calculates it.
import t from 'tap';
import type { Page } from 'playwright-core';
import { openBrowser } from './browser.ts';
import { settledDesk } from './whole-desk.ts';

const HTML = `"><img src=x onerror="window.owned=1"><script>window.owned=1</script>{{constructor}}\${7*7}`;
const MIXED = `<b onclick=alert(1)>\u202Egnp.exe 👩‍👩‍👧‍👦 ${'Donaudampfschiff'.repeat(3)}`;
const NAMES = [
  HTML,
  MIXED,
  '👩‍👩‍👧‍👦'.repeat(6),
  'undefined',
  '=HYPERLINK("http://x.example","y")',
  '@SUM(A1)',
  'W'.repeat(60),
];
const HUGE = `${'W'.repeat(10_000)} <script>window.owned=1</script>`;

const { whole, eva } = await settledDesk(t);
const { desk } = whole;
const browser = await openBrowser(t);
const actor = `user:${eva.id}`;
const viewer = (await desk.accounts.viewerOf(eva.id))!;
const OPEN = { access: 'everyone' as const, userIds: [], teamIds: [] };

/** By form, as people do. */
async function typed(page: Page, path: string, fields: Record<string, string>): Promise<void> {
  await page.goto(whole.address + path);
  for (const [name, value] of Object.entries(fields)) await page.fill(`main [name="${name}"]`, value);
  const [response] = await Promise.all([
    page.waitForResponse((one) => one.request().method() === 'POST'),
    page.click('main button.primary[type=submit]'),
  ]);
  if (response.status() >= 400) throw new Error(`${path}: ${response.status()}`);
}

t.test('hostile and huge words are shown as they were typed (WS-7, VW-2, TK-1, CO-2, AU-3)', async (t) => {
  const page = await whole.page(browser, eva, { width: 1440, height: 900 });
  await typed(page, '/tickets/new', { name: HTML, description: HUGE });
  await typed(page, '/companies/new', { name: HTML });
  await typed(page, '/contacts/new', { name: MIXED });

  const { id: pipelineId } = (await desk.tickets.pipelines.list())[0]!;
  await whole.receive({ from: `"${MIXED.replaceAll('"', '')}" <mallory@x.example>`, subject: HTML, text: HUGE });
  const sql = 'select id, contact_id from conversation';
  const { id, contact_id: contactId } = (await desk.database.row<{ id: number; contact_id: number }>(sql))!;
  const contact = (await desk.contacts.get(contactId))!;
  await desk.tickets.open({ name: MIXED, pipelineId, source: 'manual', actor, conversationIds: [id], contactId });
  const empty = { match: 'all' as const, groups: [] };
  for (const name of NAMES) {
    await desk.tickets.open({ name, source: 'manual', actor, description: HUGE });
    await desk.records.create({ type: 'deal', name }, actor);
    await desk.views.create({ name: name.slice(0, 60), filter: empty, ...OPEN }, viewer);
    const body = { html: `<p>${HUGE}</p>` };
    await desk.library.entries.create(viewer, {
      ...OPEN,
      kind: 'snippet',
      title: name,
      shortcut: '',
      folder: name,
      body,
      file: null,
    });
    await desk.macros.create(viewer, {
      ...OPEN,
      name: name.slice(0, 80),
      actions: [{ do: 'comment', text: HUGE.slice(0, 9_000) }],
    });
  }
  const deal = (await desk.records.list({ type: 'deal', limit: 9 })).rows.at(-1)!;
  const at = `/conversations/${id}`;
  const paths = [
    ...['/tickets?state=all', '/tickets/board', '/tickets/1', '/tickets/1/edit', '/companies', '/deals', '/contacts'],
    ...[`/deals/${deal.publicId}`, `/contacts/${contact.publicId}`, '/views', '/views/new'],
    ...['/settings/library', '/settings/macros', '/settings/macros/1', at, `${at}/macros`, '/search?q=owned', '/inbox'],
  ];
  for (const width of [1440, 390]) {
    const shown = width === 1440 ? page : await whole.page(browser, eva, { width, height: 844 });
    for (const path of paths) {
      const response = await shown.goto(whole.address + path);
      t.ok(response!.status() < 400, `${path} opens (${response!.status()})`);
      const wide = await shown.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      t.ok(wide <= 0, `${path} at ${width} is not wider than the window (${wide} px)`);
      t.equal(await shown.evaluate('window.owned'), undefined, `${path}: nothing has run`);
      t.equal(await shown.locator('main img[src="x"], main [onclick], main [onerror]').count(), 0, path);
    }
  }
  await page.goto(`${whole.address}/tickets?state=all`);
  for (const name of [HTML, 'undefined']) t.ok((await page.locator('main').innerText()).includes(name), name);

  for (const table of ['/tickets', '/deals', '/contacts', '/companies']) {
    const file = await (await page.request.get(`${whole.address}${table}/export.csv?all=1&state=all`)).text();
    const cells = [...file.matchAll(/(?:^|[,;\n])"?([=@+\-\t\r][^\d\s])/g)].map(([, cell]) => cell);
    t.same(cells, [], `${table}: nothing that a spreadsheet would calculate`);
  }
  const deals = await (await page.request.get(`${whole.address}/deals/export.csv?all=1`)).text();
  t.match(deals, /'=HYPERLINK/, 'a formula is a text');
});
