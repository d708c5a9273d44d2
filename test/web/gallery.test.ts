// Every page from invented models: renders in both languages, names nothing that is missing, is accessible in every look.
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { axe, openBrowser } from '../browser/browser.ts';
import { buildGallery, pages, serveGallery } from './gallery.ts';

const gallery = buildGallery();
const LANGUAGES = ['en', 'de'];
const textOf = (language: string) => (key: string) => gallery.locales.text(language, key);

t.test('every page renders in every language without a missing text', async (t) => {
  for (const language of LANGUAGES) {
    for (const page of pages(textOf(language))) {
      const html = gallery.render(page, { language });
      t.match(html, /^<!doctype html>\n<html lang="/, `${page.name} in ${language} is a whole page`);
      t.notMatch(html, /\[object Object\]|>undefined<|"undefined"|NaN/, `${page.name} in ${language} shows plain data`);
    }
  }
});

t.test('every text and icon that a template names exists in both languages', async (t) => {
  for (const view of gallery.renderer.views) {
    for (const key of view.texts.filter((text) => !text.endsWith('.'))) {
      for (const language of LANGUAGES) {
        const known = gallery.locales.keys(language).includes(key);
        if (!known) t.fail(`${view.name} names "${key}", which ${language} lacks`);
      }
    }
    for (const icon of view.icons) {
      if (!gallery.assets.hasIcon(icon)) t.fail(`${view.name} names the icon "${icon}"`);
    }
  }
  t.same(
    gallery.locales.keys('en').toSorted(),
    gallery.locales.keys('de').toSorted(),
    'both languages have the same keys',
  );
});

t.test('every style sheet and script in the folder is served', async (t) => {
  const folder = fileURLToPath(new URL('../../views/assets', import.meta.url));
  const served = gallery.assets.files.map((file) => file.replaceAll('\\', '/'));
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (/\.(css|js|svg)$/.test(name))
      t.ok(
        served.some((file) => file.endsWith(`/assets/${name}`)),
        name,
      );
  }
});

/** The pages whose colours and columns differ most; the others are made of the same parts. */
const VARIED = ['inbox', 'thread-parts', 'thread-comment', 'health', 'account', 'search'];

t.test('every page is accessible, the most varied ones in every look', async (t) => {
  const server = await serveGallery(gallery);
  t.teardown(() => server.close());
  const address = await server.listen({ port: 0, host: '127.0.0.1' });
  const browser = await openBrowser(t);
  browser.expectTrouble(/\/live|404/);
  const looks = [
    { theme: 'light', language: 'en', width: 1440, all: true },
    { theme: 'dark', language: 'de', width: 1440, all: false },
    { theme: 'light', language: 'de', width: 390, all: false },
  ] as const;
  // Darkness changes no width, and every real page is looked at on a phone elsewhere.
  for (const { theme, language, width, all } of looks) {
    const page = await browser.newPage({ theme, width, height: 900 });
    for (const { name } of pages(textOf(language))) {
      if (!all && !VARIED.includes(name)) continue;
      await page.goto(`${address}/gallery/${name}?theme=${theme}&language=${language}`);
      const wide = await page.evaluate<number>('document.documentElement.scrollWidth');
      if (wide > width) t.fail(`${name} ${theme} is ${wide} wide at ${width}`);
      await axe(page).catch((error: Error) => t.fail(`${name} ${theme} ${width}: ${error.message}`));
    }
    await page.close();
  }
});
