// Every kind of page a link leads to, light and dark, small, with a list of them: docs/pages.md.
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { format, resolveConfig } from 'prettier';
import type { TestBrowser } from '../test/browser/browser.ts';
import type { SampleDesk } from './sample-desk.ts';

/** What is no page of its own: files, sources, what only a form answers. */
const NO_PAGE = /^\/(attachments|messages|assets|api|session|health|metrics)\b|\/raw$|\.(svg|json|csv|eml)$/;
const MOST = 120;
const LOOK = { viewport: { width: 1440, height: 900 }, deviceScaleFactor: 0.45 };

interface Shown {
  title: string;
  kind: string;
  name: string;
}

/** Pages of one kind differ in ids only. */
function kindOf(address: URL): string {
  const known = address.pathname.replace(/\/(\d+|[a-z0-9]{12,})(?=\/|$)/g, '/…');
  return known.replace(/^\/inboxes\/(…|all)\/\w+/, '/inboxes/…/open');
}

export async function pagePictures(folder: string, { browser }: TestBrowser, desk: SampleDesk): Promise<void> {
  const target = join(folder, 'pages');
  await rm(target, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  const context = await browser.newContext({ ...LOOK, reducedMotion: 'reduce' });
  await context.addCookies([desk.cookie]);
  const page = await context.newPage();
  const shown: Shown[] = [];
  const seen = new Set<string>();
  const waiting = ['/inboxes/all/open', '/tickets', '/contacts', '/search?q=bike', '/settings'];
  for (let path = waiting.shift(); path !== undefined && shown.length < MOST; path = waiting.shift()) {
    const response = await page.goto(desk.address + path, { waitUntil: 'load' });
    const kind = kindOf(new URL(page.url()));
    seen.add(kind);
    if (!response || response.status() >= 400 || shown.some((one) => one.kind === kind)) continue;
    shown.push(await take(page, target, kind));
    for (const url of await linksOn(page)) {
      if (url.origin !== desk.address || NO_PAGE.test(url.pathname) || seen.has(kindOf(url))) continue;
      seen.add(kindOf(url));
      waiting.push(url.pathname + url.search);
    }
  }
  await context.close();
  await write(join(folder, '../pages.md'), shown);
}

async function take(page: Page, folder: string, kind: string): Promise<Shown> {
  const name = kind.replaceAll('…', 'one').replaceAll(/\/+/g, '-').slice(1) || 'start';
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme });
    // Colours change softly.
    await page.waitForTimeout(300);
    await page.screenshot({ path: join(folder, `${name}-${theme}.jpg`), type: 'jpeg', quality: 65 });
  }
  console.log(kind);
  return { title: (await page.title()).replace(/ [·–-] [^·–-]*$/, ''), kind, name };
}

async function linksOn(page: Page): Promise<URL[]> {
  const hrefs = await page.evaluate<string[]>('[...document.querySelectorAll("a[href]")].map((link) => link.href)');
  return hrefs.map((href) => new URL(href));
}

async function write(file: string, shown: Shown[]): Promise<void> {
  const rows = shown
    .toSorted((one, other) => (one.kind < other.kind ? -1 : 1))
    .map(({ title, kind, name }) => {
      const picture = (theme: string) =>
        `![${title.replaceAll('|', '·')}, ${theme}](pictures/pages/${name}-${theme}.jpg)`;
      return `## ${title}\n\n\`${kind}\`\n\n${picture('light')} ${picture('dark')}\n`;
    });
  const text = `# Every page\n\nMade by \`npm run screenshots -- --pages\` from the invented company, as an administrator sees it. How they look on a phone and in German is looked at by the tests.\n\n${rows.join('\n')}`;
  await writeFile(file, await format(text, { ...(await resolveConfig(file)), filepath: file }));
}
