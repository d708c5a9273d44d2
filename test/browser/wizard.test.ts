// The wizard in a real browser: every kind of step, the window of the far side, the live preview, keys, every width (CH-1, MS-1).
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import t from 'tap';
import { deskViewer } from '../../core/accounts/accounts.ts';
import { createWeb } from '../../core/web/web.ts';
import { openDesk } from '../support/desk.ts';
import { axe, openBrowser, type PageOptions } from './browser.ts';

/** The far side's sign-in page: one link leads back. */
const forest = createServer((request, response) => {
  const url = new URL(request.url!, 'http://forest');
  if (url.pathname === '/favicon.ico') return response.writeHead(204).end();
  const back = `${address}/connect/callback?state=${url.searchParams.get('state')}&code=x`;
  response.setHeader('content-type', 'text/html');
  return response.end(`<!doctype html><title>Forest</title><a href="${back}">Allow</a>`);
});
await new Promise<void>((done) => forest.listen(0, '127.0.0.1', done));
process.env.HUBDESK_TEST_FOREST = `http://127.0.0.1:${(forest.address() as AddressInfo).port}/`;

const port = await freePort();
const address = `http://localhost:${port}`;
const desk = await openDesk(t, { plugins: ['parrot'], publicUrl: address });
const web = await createWeb(desk, { publicUrl: address, trustedProxies: [] });
await desk.channels.mount(web.server);
await web.server.listen({ port, host: 'localhost' });
t.teardown(() => web.server.close());
t.teardown(() => new Promise((done) => forest.close(done)));
const eva = await desk.accounts.users.create(deskViewer(), {
  name: 'Eva Lindner',
  email: 'eva@radwerk.example',
  role: 'administrator',
  password: 'two wheels and a bell',
});
await desk.conversations.inboxes.create({ name: 'Support', actor: 'desk' });
const browser = await openBrowser(t);

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const { port: free } = server.address() as AddressInfo;
  await new Promise((done) => server.close(done));
  return free;
}

async function pageOf(options: PageOptions = {}) {
  const page = await browser.newPage({ width: 1440, height: 900, ...options });
  const token = await desk.accounts.sessions.start(eva.id, { ip: '127.0.0.1', userAgent: 'test' });
  await page.context().addCookies([{ name: `session${port}`, value: token, url: address }]);
  return page;
}

t.test('from the list of channels to a connected account', async (t) => {
  const page = await pageOf();
  const next = page.getByRole('button', { name: 'Go on' });
  await page.goto(`${address}/settings/channels`);
  await axe(page);
  await page.getByRole('link', { name: 'Connect a channel' }).first().click();
  await page.getByRole('link', { name: /Parrot/ }).click();
  await page.getByRole('heading', { name: 'Where shall its messages arrive?' }).waitFor();
  t.notOk(await page.locator('#name').isVisible(), 'the name of a new inbox is asked for only then');
  await page.getByText('A new inbox').click();
  await page.locator('#name').fill('Aviary');
  await page.locator('#name').press('Enter');

  await page.getByRole('radio', { name: /Wild parrot/ }).check();
  await axe(page);
  await next.click();
  const link = page.getByRole('link', { name: 'Walk into the forest' });
  const [popup] = await Promise.all([page.waitForEvent('popup'), link.click()]);
  const closed = popup.waitForEvent('close');
  await popup.getByRole('link', { name: 'Allow' }).click();
  await closed;
  await page.getByLabel('Name of the bird').fill('Polly');
  await page.getByLabel('Secret word').fill('wrong');
  await page.getByLabel('Secret word').press('Enter');
  await page.getByText('It shakes its head at this password').waitFor();
  t.equal(await page.getByLabel('Name of the bird').inputValue(), 'Polly');
  t.equal(await page.evaluate('document.activeElement.id'), 'password', 'the wrong field has the focus');
  await axe(page);
  await page.getByLabel('Secret word').fill('cracker');
  await next.click();

  await page.getByText('polly-17').waitFor();
  await page.getByLabel('Greeting').waitFor();
  t.pass('the step that waits goes on by itself');
  await page.locator('#preview-content').getByText('Hello').waitFor();
  await page.getByLabel('Greeting').fill('Ahoy');
  await page.locator('#preview-content').getByText('Ahoy').waitFor();
  await page.setViewportSize({ width: 1440, height: 420 });
  await page.evaluate('document.getElementById("main").scrollTo(0, 9999)');
  t.pass('the preview follows while one types');
  await axe(page);
  await next.click();
  await page.getByRole('heading', { name: 'Routing' }).waitFor();
  t.equal(await page.evaluate('document.getElementById("main").scrollTop'), 0, 'a new step begins at its top');
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.getByRole('radio', { name: /Chosen people/ }).check();
  await page.getByRole('checkbox', { name: /Eva Lindner/ }).check();
  await axe(page);
  await next.click();
  await page.getByRole('switch', { name: /as tickets/ }).check();
  await page.getByRole('button', { name: 'Finish' }).click();
  await page.getByText('New messages arrive from now on').waitFor();
  await axe(page);
  await page.getByRole('link', { name: 'Go to the inbox' }).click();
  await page.waitForURL('**/inboxes/2/open');
  const [{ account }] = (await desk.channels.accounts()) as [
    Awaited<ReturnType<typeof desk.channels.accounts>>[number],
  ];
  t.match(account, {
    title: 'Polly',
    inboxId: 2,
    routing: { to: 'people', userIds: [eva.id] },
    ticketDefaults: { asTicket: true },
  });
  t.equal(account.settings.greeting, 'Ahoy');
});

t.test('switching off asks in a dialog, and the pages fit a phone, dark and German', async (t) => {
  const page = await pageOf();
  await page.goto(`${address}/settings/channels`);
  await page.getByRole('switch', { name: 'Polly: active' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Deactivate' }).click();
  await page.getByText('Switched off').waitFor();
  t.notOk((await desk.channels.accounts())[0]!.account.active);
  await desk.accounts.users.update(deskViewer(), eva.id, { language: 'de' });
  const { id } = (await desk.channels.accounts())[0]!.account;
  const names = ['lena.hofmann@gmail.com', 'lenahofmann@gmail.com'];
  const people = names.map((value) =>
    desk.contacts.create({ name: 'Lena Hofmann', addresses: [{ kind: 'email', value }] }, 'desk'),
  );
  const [lena] = await Promise.all(people);
  await desk.contacts.consent(lena!.id, 'Newsletter', true, new Date(0), 'Ja', 'desk');
  const phone = await pageOf({ width: 390, height: 800, theme: 'dark' });
  const places = [
    '',
    '/new',
    '/new/parrot',
    `/${id}`,
    `/${id}/automation`,
    `/${id}/health`,
    `/${id}/ledger`,
    `/${id}/queue`,
  ];
  for (const place of [
    ...places.map((one) => `/settings/channels${one}`),
    '/settings/inboxes',
    '/settings/inboxes/1',
    '/settings/inboxes/1/members',
    '/settings/inboxes/1/senders',
    '/settings/blocked',
    '/contacts',
    '/contacts/new',
    `/contacts/${lena!.publicId}`,
  ]) {
    await phone.goto(address + place);
    t.ok((await phone.evaluate<number>('document.documentElement.scrollWidth')) <= 390, `${place} fits`);
    await axe(phone);
  }
});
