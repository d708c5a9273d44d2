// The desk's page as a telephone of the team's own telephone system: a real browser signs in, takes calls and makes one.
import type { Page } from 'playwright-core';
import t from 'tap';
import { extensionOf, keepExtension } from '../../plugins/pbx/line/agents.ts';
import { hubOf } from '../../plugins/pbx/line/hub.ts';
import { CLOSED } from '../../plugins/pbx/line/limits.ts';
import { dials, hangsUp, picksUp, writes } from '../../plugins/pbx/simulator/people.ts';
import { startPbx } from '../../plugins/pbx/simulator/server.ts';
import type { SocketLine } from '../../plugins/pbx/simulator/agent-line.ts';
import { linesOf, SIMULATED, type AgentLine, type World } from '../../plugins/pbx/simulator/world.ts';
import type { SipMessage } from '../../plugins/pbx/sip/reading.ts';
import { axe, openBrowser } from './browser.ts';
import { FAKE } from './sound.ts';
import { settledDesk } from './whole-desk.ts';

const MARTA = '+4915112345678';

t.setTimeout(90_000);
const far = await startPbx();
t.teardown(() => far.close());
const { world } = far;
const { whole, eva } = await settledDesk(t);
const { desk } = whole;
const omar = await whole.user('Omar Haddad');
const accountId = await connect(world);
const browser = await openBrowser(t, { flags: FAKE, together: true });

async function connect({ address, domain }: World): Promise<number> {
  const [inbox] = await desk.conversations.inboxes.list();
  const about = { channel: 'pbx', purpose: 'new', inboxId: inbox!.id, accountId: null, language: 'en' } as const;
  const flow = await desk.channels.flows.begin({ ...about, userId: eva.id });
  const [[user, password], [second, secret]] = SIMULATED.extensions as [[string, string], [string, string]];
  const values = { address, domain, country: 'DE', user, password, signsInAs: '' };
  const done = await desk.channels.flows.answer(flow.publicId, eva.id, { kind: 'form', values }, 'en');
  const id = done!.accountIds[0]!;
  const extension = { user: second, password: secret, signsInAs: '' };
  await keepExtension(desk.channels.context(id)!, omar.id, extension);
  return id;
}

/** Resolves when something at the telephone system is so. */
async function until(is: () => boolean | undefined): Promise<void> {
  while (!is())
    await new Promise<void>((go) => {
      world.happened = () => go();
      setTimeout(go, 100);
    });
}

const context = () => desk.channels.context(accountId)!;
const phoneOf = ({ id }: { id: number }) => hubOf(context()).phone(context().account.publicId, id);
const wayOf = (sdp: string) => /^a=ice-ufrag:(\S+)/m.exec(sdp)?.[1];
const isSignIn = ({ method }: SipMessage) => method === 'REGISTER';

async function openPage(user: { id: number }): Promise<Page> {
  const page = await whole.page(browser, user, { width: 1440, height: 900 });
  await page.goto(`${whole.address}/inboxes/all/open`);
  return page;
}

async function agentPage(user: { id: number }, extension: string): Promise<Page> {
  const page = await openPage(user);
  await until(() => linesOf(world, extension).length === 1);
  return page;
}

void t.test(
  'a telephone system that is out of order is said and tried again until it works; then another extension reaches the open page (CA-2)',
  async (t) => {
    world.mood = 'out of order';
    const page = await openPage(omar);
    await page.locator('.toast', { hasText: '503 Service Unavailable' }).getByRole('link').waitFor();
    const tried = new Set<AgentLine>();
    await until(() => {
      for (const line of world.lines) if ((line as SocketLine).heard.some(isSignIn)) tried.add(line);
      return tried.size > 1;
    });
    t.match(hubOf(context()).standing(context().account.publicId, omar.id), { state: /off|connecting/ });
    world.mood = 'well';
    await until(() => phoneOf(omar)?.isRegistered);
    const before = phoneOf(omar);
    const other = { user: '103', password: SIMULATED.extensions[2]![1], signsInAs: '' };
    const kept = extensionOf(context(), omar.id)!;
    await keepExtension(context(), omar.id, other);
    before!.renew(context());
    await until(() => linesOf(world, '103').length === 1 && linesOf(world, '102').length === 0);
    await page.close();
    await keepExtension(context(), omar.id, kept);
  },
);

void t.test(
  'a call comes in, is taken, held, heard keys of, asked about and put through; then one goes out (CA-3, CA-4)',
  async (t) => {
    const [first, second] = [await agentPage(eva, '101'), await agentPage(omar, '102')];
    const marta = dials(world, { from: MARTA, name: 'Marta Lind', to: ['101', '102'] });
    await first.locator('.call-card.ringing').waitFor();
    await second.locator('.call-card.ringing').waitFor();
    await first.keyboard.press('Shift+A');
    await until(() => marta.state === 'up');
    await second.locator('.call-card').waitFor({ state: 'detached' });
    await first.getByText('Marta Lind').first().waitFor();
    const before = phoneOf(eva)!;
    before.close(CLOSED.elsewhere);
    // Nobody looks at the page anew: it comes back because it talks.
    await until(() => phoneOf(eva) !== before && phoneOf(eva)?.isRegistered);
    // By another network, perhaps: sound finds its way anew.
    const isAnew = ({ method, status, body }: SipMessage) =>
      method === 'INVITE' && status === null && wayOf(body) !== wayOf(marta.legs[0]!.sdp);
    await until(() => linesOf(world, '101').some((line) => (line as SocketLine).heard.some(isAnew)));
    await first.locator('.call-keypad summary').click();
    await axe(first);
    await first.keyboard.press('Shift+H');
    await until(() => marta.legs[0]!.held);
    await first.locator('.call-card [aria-pressed="true"][data-key="shift+h"]').waitFor();
    await first.keyboard.press('Shift+H');
    await until(() => !marta.legs[0]!.held);
    await first.keyboard.press('Shift+T');
    await first.locator('#dialog').getByRole('button', { name: 'Pass on' }).click();
    await second.locator('.call-card.ringing .button.primary').click();
    await first.getByText('You talk with Omar Haddad').waitFor();
    await first.getByRole('button', { name: 'Put through' }).click();
    await first.locator('.call-card').waitFor({ state: 'detached' });
    const isWith = (wanted: string) =>
      marta.legs.filter(({ state }) => state === 'up').every(({ extension }) => extension === wanted);
    await until(() => isWith('102'));
    await second.keyboard.press('Shift+T');
    await second.locator('#dialog').getByLabel('At once').check();
    await second.locator('#dialog').getByRole('button', { name: 'Pass on' }).click();
    await first.locator('.call-card.ringing .button.primary').click();
    await until(() => marta.legs.at(-1)!.state === 'up' && isWith('101'));
    const asked = linesOf(world, '102').flatMap((line) => (line as SocketLine).heard.map(({ method }) => method));
    t.notOk(asked.slice(asked.indexOf('REFER')).includes('INVITE'), 'who passes on asks for nothing else meanwhile');
    hangsUp(world, marta);
    await first.getByLabel('Solved').check();
    await first.locator('.call-card').getByRole('button', { name: 'Save' }).click();
    await first.locator('.call-card').waitFor({ state: 'detached' });
    const [call] = await desk.calls.list({ inboxIds: 'all', limit: 1 });
    t.match(call, { result: 'answered', ending: 'hung_up', user: { id: eva.id }, accountId });
    await second.goto(`${whole.address}/conversations/${call!.conversationId}`);
    await until(() => linesOf(world, '102').length === 1);
    await second.locator('#about-call').getByRole('button', { name: 'Call' }).click();
    await until(() => world.calls.at(-1)!.number === MARTA);
    picksUp(world, world.calls.at(-1)!);
    await second.locator('[data-call-phone] .call-clock').waitFor();
    await second.keyboard.press('Shift+E');
    await until(() => world.calls.at(-1)!.state === 'over');
    writes(world, MARTA, 'Is my bicycle ready?', ['102']);
    const acknowledged = ({ method, status }: SipMessage) => method === 'MESSAGE' && status === 200;
    await until(() => linesOf(world, '102').some((line) => (line as SocketLine).heard.some(acknowledged)));
    t.strictSame(world.faults, []);
  },
);
