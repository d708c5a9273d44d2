// The wizard in a real browser: every kind of step, the window of the far side, the live preview, keys, every width (CH-1, MS-1).
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import t from 'tap';
import { deskViewer } from '../../core/accounts/accounts.ts';
import { createWeb } from '../../core/web/web.ts';
import { startMeta } from '../../plugins/meta/simulator/server.ts';
import { freePort } from '../support/ports.ts';
import { openDesk, REAL_PLUGINS } from '../support/desk.ts';
import type { Page } from 'playwright-core';
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
const far = await startMeta({ desk: address, lively: true });
t.teardown(() => far.close());
const here = { graph: far.world.url, dialog: far.world.url };
const desk = await openDesk(t, {
  plugins: ['parrot', ...['whatsapp', 'messenger'].map((one) => join(REAL_PLUGINS, 'meta', one))],
  pluginSettings: { whatsapp: here, messenger: here },
  publicUrl: address,
});
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
  await page.locator('#wizard :focus:not([type=submit])').waitFor();
  t.pass('whoever uses the keyboard begins a step at its first field');
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

/** As far as the login of Meta, with the team's own app. */
async function toMeta(page: Page, channel: string) {
  const next = (name: string) => page.getByRole('button', { name }).click();
  await page.goto(`${address}/settings/channels/new/${channel}`);
  await next('Go on');
  await page.getByRole('radio', { name: /Continue with Facebook/ }).check();
  await next('Go on');
  await next('I have all of it');
  await next('It is entered');
  await page.getByLabel('App ID').fill(far.world.app.id);
  await page.getByLabel('App secret').fill(far.world.app.secret);
  await next('Go on');
}

t.test(
  'a number of WhatsApp: logged in, chosen, a new one proven by the code its phone shows (WA-1, WA-2)',
  async (t) => {
    await desk.accounts.users.update(deskViewer(), eva.id, { language: 'en' });
    const page = await pageOf();
    const next = (name = 'Go on') => page.getByRole('button', { name }).click();
    await toMeta(page, 'whatsapp');
    const link = page.getByRole('link', { name: 'Continue with Facebook' });
    const [popup] = await Promise.all([page.waitForEvent('popup'), link.click()]);
    const closed = popup.waitForEvent('close');
    await popup.getByRole('button', { name: 'Continue as Eva' }).click();
    await closed;
    await page.getByRole('radio', { name: /Radwerk GmbH/ }).check();
    await next();
    await page.getByRole('radio', { name: /Simulated shop/ }).check();
    await next();
    await page.getByText('Which numbers?').waitFor();
    await next();
    await page.getByText('Choose one of these.').waitFor();
    await page.getByRole('checkbox', { name: /4930901821/ }).check();
    await page.getByRole('checkbox', { name: /A new number/ }).check();
    await next();
    await page.getByLabel('Country code').fill('+49');
    await page.getByLabel('Number', { exact: true }).fill('030 901830');
    await page.getByRole('textbox', { name: 'Display name' }).fill('Radwerk repairs');
    await axe(page);
    await next('Send the code');
    const code = page.getByLabel('Six digits');
    await code.fill('000000');
    await code.press('Enter');
    await page.getByText('This is not the code that was sent last').waitFor();
    await page.getByText('Call instead').click();
    await next();
    await code.waitFor();
    const phone = await browser.newPage();
    await phone.goto(`${far.world.url}/business`);
    const shown = await phone.getByText('your WhatsApp code is').innerText();
    await code.fill(/\d{6}/.exec(shown)![0]);
    await next();
    await page.getByRole('textbox', { name: 'PIN' }).fill('246810');
    await next();
    await page.getByRole('heading', { name: 'Details' }).waitFor();
    const titles = (await desk.channels.accounts()).map(({ account }) => account.title);
    t.ok(titles.includes('Radwerk repairs +4930901830'));
    t.ok(titles.includes('Simulated workshop +4930901821'));
  },
);

t.test(
  'pages of Messenger without script: the login takes the place of the page, and leads back (MS-1, MS-2)',
  async (t) => {
    const page = await pageOf({ script: false });
    const next = (name = 'Go on') => page.getByRole('button', { name }).click();
    await toMeta(page, 'messenger');
    await page.getByRole('link', { name: 'Continue with Facebook' }).click();
    await page.getByRole('button', { name: 'Continue as Eva' }).click();
    await page.getByRole('link', { name: 'Back to Hubdesk' }).click();
    await page.getByRole('checkbox', { name: /Simulated workshop/ }).check();
    t.ok(await page.getByRole('checkbox', { name: /Page of a friend/ }).isDisabled());
    await next();
    await page.getByLabel('Greeting').fill('Welcome to the workshop');
    await next();
    await page.getByRole('heading', { name: 'Routing' }).waitFor();
    const made = (await desk.channels.accounts()).find(({ account }) => account.title === 'Simulated workshop')!;
    t.equal(made.account.settings.greeting, 'Welcome to the workshop');
  },
);
