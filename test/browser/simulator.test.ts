// `hubdesk simulate email` as a person uses it: started, its pages used in a browser, ended by Ctrl-C.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import { openBrowser } from './browser.ts';

const COMMAND = fileURLToPath(new URL('../../scripts/hubdesk', import.meta.url));
const PORTS = ['imap-port', 'imap-tls-port', 'smtp-port', 'smtp-tls-port', 'web-port'].flatMap((name) => [
  `--${name}`,
  '0',
]);

const child = spawn('sh', [COMMAND, 'simulate', 'email', ...PORTS], { stdio: ['ignore', 'pipe', 'inherit'] });
t.teardown(() => child.kill('SIGKILL'));
const browser = await openBrowser(t);

/** The address of the pages, as it is told. */
async function told(): Promise<string> {
  for await (const line of createInterface({ input: child.stdout })) {
    const address = /Pages\s+(\S+)/.exec(line)?.[1];
    if (address) return address;
  }
  throw new Error('It ended without telling its address');
}

t.test('a mail written on its pages arrives in a mailbox; the forms are its own to a browser', async (t) => {
  const page = await browser.newPage();
  await page.goto(await told());
  await page.getByRole('link', { name: 'Write as a customer' }).click();
  await page.locator('[name=from]').fill('ada@customer.example');
  await page.locator('[name=to]').fill('team@desk.example');
  await page.locator('[name=subject]').fill('Where is my bike?');
  await page.locator('[name=text]').fill('I ordered it on Monday.');
  await page.getByRole('button').last().click();
  await page
    .getByRole('link', { name: 'All mailboxes' })
    .or(page.getByRole('link', { name: 'E-mail' }))
    .first()
    .click();
  await page.getByRole('link', { name: 'INBOX (1)' }).click();
  await page.getByRole('link', { name: 'Where is my bike?' }).click();
  t.match(await page.locator('body').innerText(), /I ordered it on Monday/);
});

t.test('Ctrl-C ends it cleanly', async (t) => {
  const ended = once(child, 'exit');
  child.kill('SIGINT');
  t.strictSame(await ended, [0, null]);
});
