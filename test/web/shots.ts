// Takes pictures of the gallery into a folder: node test/web/shots.ts FOLDER [name …]
import { mkdirSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { pages, serveGallery } from './gallery.ts';

const [folder = '/tmp/hubdesk-shots', ...names] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const server = await serveGallery();
const address = await server.listen({ port: 0, host: '127.0.0.1' });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu'],
});
const looks = [
  { look: 'light', query: 'theme=light', width: 1440, height: 900 },
  { look: 'dark', query: 'theme=dark', width: 1440, height: 900 },
  { look: 'phone', query: 'theme=light&language=de', width: 390, height: 844 },
];
for (const { look, query, width, height } of looks) {
  const context = await browser.newContext({
    viewport: { width, height },
    hasTouch: look === 'phone',
    isMobile: look === 'phone',
  });
  for (const { name } of pages(String).filter((page) => names.length === 0 || names.includes(page.name))) {
    const tab = await context.newPage();
    tab.on('console', (message) => message.type() === 'error' && console.log(`${name}: ${message.text()}`));
    tab.on('pageerror', (error) => console.log(`${name}: ${error.message}`));
    await tab.goto(`${address}/gallery/${name}?${query}`);
    await tab.waitForTimeout(150);
    await tab.screenshot({ path: `${folder}/${name}-${look}.png` });
    await tab.close();
  }
  await context.close();
}
await browser.close();
await server.close();
