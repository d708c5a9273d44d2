// The browser helper itself: it shows a page under a strict policy, and notices its troubles and barriers.
import fastify from 'fastify';
import t from 'tap';
import { axe, openBrowser } from './browser.ts';

const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'";
const SCRIPT =
  "addEventListener('DOMContentLoaded', () => (document.querySelector('p').textContent = 'The script ran.'));";
const BODIES: Record<string, string> = {
  '/plain': '<p></p>',
  '/inline': '<p></p><script>document.title = "taken over"</script>',
  '/throws': '<p></p><script src="/throws.js"></script>',
  '/missing': '<p></p><img src="/nothing.png" alt="">',
  '/unlabelled': '<p></p><input type="text">',
};

async function servePages(): Promise<string> {
  const app = fastify();
  t.teardown(() => app.close());
  app.addHook('onSend', async (_request, reply) => void reply.header('content-security-policy', POLICY));
  app.get('/page.js', async (_request, reply) => reply.type('text/javascript').send(SCRIPT));
  app.get('/throws.js', async (_request, reply) =>
    reply.type('text/javascript').send("throw new Error('a planted error')"),
  );
  app.get('/refused', async (_request, reply) => reply.code(422).type('text/html').send('<title>Refused</title>'));
  for (const [path, body] of Object.entries(BODIES)) {
    app.get(path, async (request, reply) => {
      const language = request.headers['accept-language']?.slice(0, 2);
      const head = `<title>Plain</title><script src="/page.js"></script>`;
      const page = `<html lang="${language}"><head>${head}</head><body><main><h1>Plain</h1>${body}</main></body></html>`;
      return reply.type('text/html').send(`<!doctype html>${page}`);
    });
  }
  return app.listen({ port: 0, host: '127.0.0.1' });
}

const address = await servePages();
const browser = await openBrowser(t);

t.test('a page is shown with the asked theme, width and language, and its script runs', async (t) => {
  const page = await browser.newPage({ theme: 'dark', width: 390, language: 'de-DE' });
  await page.goto(`${address}/plain`);
  t.equal(await page.textContent('p'), 'The script ran.');
  t.equal(await page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches"), true);
  t.equal(await page.evaluate('innerWidth'), 390);
  t.equal(await page.getAttribute('html', 'lang'), 'de');
  await axe(page);
});

t.test('a page can be shown as a browser without script shows it', async (t) => {
  const page = await browser.newPage({ script: false });
  await page.goto(`${address}/plain`);
  t.equal(await page.textContent('p'), '');
});

t.test('a form that was refused is no trouble', async () => {
  const page = await browser.newPage();
  await page.goto(`${address}/refused`);
});

t.test('page errors, policy violations and missing files are troubles that fail the file', async (t) => {
  const teardowns: (() => unknown)[] = [];
  const watched = await openBrowser({ teardown: (handler) => void teardowns.push(handler) });
  const page = await watched.newPage();
  for (const path of ['/inline', '/throws', '/missing']) await page.goto(address + path);
  t.match(watched.troubles, [/Content Security Policy/, /a planted error/, /status of 404/]);
  t.equal(await page.title(), 'Plain');

  const say = t.capture(console, 'log');
  for (const teardown of teardowns) await teardown();
  t.equal(process.exitCode, 1);
  t.match(say.args(), [[/a planted error/]]);
  process.exitCode = 0;
});

t.test('trouble can be expected', async (t) => {
  browser.expectTrouble(/nothing\.png/);
  const page = await browser.newPage();
  await page.goto(`${address}/missing`);
  t.strictSame(browser.troubles, []);
});

t.test('a field without a label is a barrier', async (t) => {
  const page = await browser.newPage();
  await page.goto(`${address}/unlabelled`);
  await t.rejects(axe(page), { message: /label \(critical\)/ });
});
