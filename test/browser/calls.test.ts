// Calls between browsers as visitors and the team have them: fake microphones, real connections, everything that breaks.
import type { Page } from 'playwright-core';
import t from 'tap';
import { startSite } from '../../plugins/calls/simulator/site.ts';
import { axe, openBrowser } from './browser.ts';
import { MORTAL_LINES } from './mortal-lines.ts';
import { FAKE, HEARS, WATCHED } from './sound.ts';
import { settledDesk } from './whole-desk.ts';

/** Of a visitor's page: its lines to the desk, which can be cut, and its microphones, which can be kept waiting. */
const BREAKABLE = `Object.assign(globalThis, { lines: [], cut: false, prompts: 0, allowed: Promise.resolve(), streams: [] });
  globalThis.WebSocket = class extends WebSocket {
    constructor(...given) { super(...given); lines.push(this); if (cut) this.close(); }
    send(data) { if (!cut) super.send(data); }
  };
  const ask = navigator.mediaDevices?.getUserMedia.bind(navigator.mediaDevices);
  if (ask) navigator.mediaDevices.getUserMedia = async (wanted) => {
    prompts += 1;
    await allowed;
    streams.push(await ask(wanted));
    return streams.at(-1);
  };`;

/**
 * Two ends in one page. One of them is loaded again, and hears what the other had said before all that: resolves with
 * how much both have said when they hear each other.
 */
const LATE_WORDS = `(async () => {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const [ends, states, said] = [{}, {}, []];
  const carry = (to, from, { data }) => ends[to].hear({ seq: said.push(data), leg: from, data });
  const open = (name, other, polite) => {
    const send = (signal) => carry(other, name, JSON.parse(JSON.stringify(signal)));
    const changed = (state) => (states[name] = state);
    ends[name] = callLine.open({ stream: stream.clone(), iceServers: [], ack() {}, send, changed });
    ends[name].setPeers([{ leg: other, polite }]);
  };
  const meet = async () => {
    while (states.agent !== 'connected' || states.visitor !== 'connected') {
      if (said.length > 200) return;
      await new Promise((go) => setTimeout(go, 20));
    }
  };
  ends.visitor = { hear() {} };
  open('agent', 'visitor', true);
  const [first] = said;
  open('visitor', 'agent', false);
  carry('visitor', 'agent', { data: first });
  await meet();
  ends.visitor.close();
  states.visitor = 'connecting';
  open('visitor', 'agent', false);
  carry('visitor', 'agent', { data: first });
  await meet();
  for (const end of Object.values(ends)) end.close();
  return said.length;
})()`;

/** The line breaks; it stays broken until it is back. */
const CUT = 'cut = true; lines.at(-1).close()';
const BACK = `cut = false; void dispatchEvent(new Event('online'))`;
/** Nobody is asked for the microphone yet; `granted()` answers. */
const KEPT_WAITING = 'allowed = new Promise((go) => (globalThis.granted = go)); void 0';
/** Sound finds no way any more: the browser would say so after some seconds. */
const WEAK = `{ const [one] = connections.filter(({ connectionState }) => connectionState === 'connected');
  globalThis.offers = 0;
  one.addEventListener('signalingstatechange', () => (offers += one.signalingState === 'have-local-offer' ? 1 : 0));
  Object.defineProperty(one, 'iceConnectionState', { configurable: true, get: () => 'failed' });
  one.dispatchEvent(new Event('iceconnectionstatechange')); delete one.iceConnectionState; }`;
const LISTENING = `streams.flatMap((one) => one.getTracks()).filter(({ readyState }) => readyState === 'live').length`;

/** Resolves when it is so; asked within the page, whose policy allows no more. */
const until = (page: Page, isSo: string) =>
  page.evaluate(`(async () => { while (!(${isSo})) await new Promise((go) => setTimeout(go, 20)); return true; })()`);

t.setTimeout(180_000);
// More calls than one address makes within a minute.
const { whole, eva } = await settledDesk(t, {
  pluginSettings: { calls: { limits: { rings: { burst: 100, perSecond: 1 } } } },
});
const omar = await whole.user('Omar Haddad');
const browser = await openBrowser(t, { flags: FAKE, together: true });
const { desk } = whole;
const { address, id, accountId } = await connect();

async function connect() {
  const [inbox] = await desk.conversations.inboxes.list();
  const about = {
    channel: 'calls',
    purpose: 'new',
    inboxId: inbox!.id,
    accountId: null,
    userId: 1,
    language: 'en',
  } as const;
  const flow = await desk.channels.flows.begin(about);
  const input = { kind: 'form', values: { title: 'Radwerk', domains: '' } } as const;
  const done = await desk.channels.flows.answer(flow.publicId, 1, input, 'en');
  const accountId = done!.accountIds[0]!;
  const { uniqueId, publicId } = desk.channels.context(accountId)!.account;
  return { address: `${whole.address}/c/${uniqueId}`, id: publicId, accountId };
}

/** A chat whose panel leads to the page. */
async function chatFrame(): Promise<string> {
  const [inbox] = await desk.conversations.inboxes.list();
  const about = {
    channel: 'chat',
    purpose: 'new',
    inboxId: inbox!.id,
    accountId: null,
    userId: 1,
    language: 'en',
  } as const;
  const flow = await desk.channels.flows.begin(about);
  const input = { kind: 'form', values: { title: 'Radwerk', domains: '' } } as const;
  const id = (await desk.channels.flows.answer(flow.publicId, 1, input, 'en'))!.accountIds[0]!;
  await desk.channels.saveSettings(id, { callPage: address, availability: 'always' }, 'desk', [
    'callPage',
    'availability',
  ]);
  return `${whole.address}/channels/chat/frame?id=${desk.channels.context(id)!.account.publicId}`;
}

async function agentPage(user: { id: number }): Promise<Page> {
  const page = await whole.page(browser, user, { width: 1440, height: 900 });
  await page.addInitScript(WATCHED);
  await page.addInitScript(MORTAL_LINES);
  await page.goto(`${whole.address}/inboxes/all/open`);
  return page;
}

async function visitorPage(): Promise<Page> {
  const page = await browser.newPage({ width: 420, height: 700 });
  await page.addInitScript(WATCHED);
  await page.addInitScript(BREAKABLE);
  await page.addInitScript(MORTAL_LINES);
  await page.goto(address);
  await page.locator('button.main').waitFor();
  return page;
}

async function ring(name: string): Promise<Page> {
  const page = await visitorPage();
  await page.locator('#name').fill(name);
  await page.locator('button.main').click();
  return page;
}

const accept = (page: Page) => page.locator('.call-card.ringing .button.primary');
const bar = (page: Page) => page.locator('[data-call-end]');
const after = (page: Page, name: string) => page.getByRole('region', { name: `After the call with ${name}` });

t.test(
  'a visitor rings, one of two takes it, both hear each other, a reload in the middle goes on (CA-3, CA-6)',
  async (t) => {
    const [first, second] = [await agentPage(eva), await agentPage(omar)];
    const visitor = await ring('Ada');
    await accept(first).waitFor();
    await accept(second).waitFor();
    await axe(first);
    await axe(visitor);
    await first.keyboard.press('Shift+A');
    await bar(first).waitFor();
    await second.locator('.call-card').waitFor({ state: 'detached' });
    await visitor.getByText('You talk with Eva').waitFor();
    t.ok(await first.evaluate(HEARS));
    t.ok(await visitor.evaluate(HEARS));
    await first.locator('.call-card textarea').fill('Wants the blue one');
    await first.locator('.rail a[href="/contacts"]').click();
    await first.waitForURL('**/contacts');
    t.ok(await first.evaluate(HEARS), 'going on within the desk keeps the call');
    t.equal(await first.locator('.call-card textarea').inputValue(), 'Wants the blue one');
    await axe(first);
    await first.reload();
    await bar(first).waitFor();
    t.ok(await first.evaluate(HEARS), 'the agent’s page was loaded again');
    await visitor.reload();
    t.ok(await visitor.evaluate(HEARS), 'the visitor’s as well');
    t.ok(await first.evaluate(HEARS));
    await visitor.getByRole('button', { name: 'Hang up' }).click();
    await first.getByText('What came of it?').waitFor();
    await first.getByLabel('Solved').check();
    await first.getByRole('button', { name: 'Save' }).click();
    await first.locator('.call-card').waitFor({ state: 'detached' });
    const [call] = await desk.calls.list({ inboxIds: 'all', limit: 1 });
    t.match(call, { result: 'answered', ending: 'hung_up', outcome: 'solved', user: { name: 'Eva Lindner' } });
  },
);

t.test('what an end said before the other was loaded again does not begin them anew for ever (CA-3)', async (t) => {
  const page = await browser.newPage();
  await page.goto(address);
  const words = await page.evaluate<number>(LATE_WORDS);
  t.ok(words < 100, `${words} signals`);
});

t.test(
  'the line to the desk breaks, a colleague is asked, then has the call; nobody is left behind (CA-3)',
  async (t) => {
    const [first, second] = [await agentPage(eva), await agentPage(omar)];
    const visitor = await ring('Ben');
    await accept(first).click();
    t.ok(await visitor.evaluate(HEARS));
    browser.expectTrouble(/WebSocket|ERR_INTERNET_DISCONNECTED|net::ERR/);
    await first.context().setOffline(true);
    t.ok(await visitor.evaluate(HEARS), 'media go on without the desk');
    await first.context().setOffline(false);
    await first.keyboard.press('Shift+T');
    await first.locator('#dialog').getByRole('button', { name: 'Pass on' }).click();
    await visitor.getByText('you are on hold').waitFor();
    await accept(second).click();
    await first.getByText('You talk with Omar Haddad').waitFor();
    t.ok(await second.evaluate(HEARS), 'the two of the desk hear each other');
    await first.getByRole('button', { name: 'Put through' }).click();
    await visitor.getByText('You talk with Omar').waitFor();
    t.ok(await visitor.evaluate(HEARS));
    t.ok(await second.evaluate(HEARS));
    await bar(first).waitFor({ state: 'detached' });
    await second.keyboard.press('Shift+E');
    await visitor.getByText('The call is over').waitFor();
  },
);

t.test(
  'nobody takes it: a message is recorded, and played in the thread; who is there is called back (CA-3, CA-4)',
  async (t) => {
    const agent = await agentPage(eva);
    const visitor = await ring('Cleo');
    await accept(agent).waitFor();
    await desk.calls.decline(
      (await desk.accounts.viewerOf(omar.id))!,
      (await desk.calls.list({ inboxIds: 'all', limit: 1 }))[0]!.publicId,
    );
    await agent.keyboard.press('Shift+D');
    await visitor.getByRole('button', { name: 'Leave a voice message' }).click();
    await visitor.getByText('Say what it is about').waitFor();
    await visitor.getByRole('button', { name: 'Stop' }).click();
    await visitor.getByText('Nothing was recorded').waitFor();
    await visitor.getByRole('button', { name: 'Leave a voice message' }).click();
    await visitor.getByText('0:01').waitFor();
    await visitor.getByRole('button', { name: 'Stop' }).click();
    await axe(visitor);
    await visitor.getByRole('button', { name: 'Send the message' }).click();
    await visitor.getByText('has arrived').waitFor();
    const [call] = await desk.calls.list({ inboxIds: 'all', limit: 1 });
    await agent.goto(`${whole.address}/calls?show=voicemail`);
    await axe(agent);
    await agent.locator('tbody a').first().click();
    await agent.locator('.log [data-player]').waitFor();
    await agent.locator('.log .wave rect').nth(36).waitFor();
    t.equal(call!.result, 'voicemail');
    await agent.locator('#about-call').getByRole('button', { name: 'Call' }).click();
    await visitor.getByRole('button', { name: 'Take the call' }).click();
    t.ok(await agent.evaluate(HEARS));
    t.ok(await visitor.evaluate(HEARS));
    await visitor.getByRole('button', { name: 'Hang up' }).click();
    await agent.getByText('What came of it?').waitFor();
  },
);

t.test('the chat leads to the page to call from (CA-1)', async (t) => {
  const page = await browser.newPage({ width: 420, height: 700 });
  await page.goto(await chatFrame());
  await page.getByRole('button', { name: 'Call us' }).click();
  await page.frameLocator('iframe.call').locator('button.main').waitFor();
  await page.frameLocator('iframe.call').getByRole('button', { name: 'Close' }).click();
  t.ok(
    await page
      .locator('iframe.call')
      .waitFor({ state: 'hidden' })
      .then(() => true),
  );
});

t.test(
  'a ring and what an end says go on when a broken line is back; a cancelled ring does not (CA-3, CA-6)',
  async (t) => {
    const agent = await agentPage(eva);
    const visitor = await visitorPage();
    const before = (await desk.calls.list({ inboxIds: 'all', limit: 50 })).length;
    browser.expectTrouble(/WebSocket/);
    await visitor.evaluate(CUT);
    await visitor.locator('#name').fill('Emil');
    await visitor.locator('button.main').click();
    await visitor.getByText('Connecting').waitFor();
    await axe(visitor);
    await visitor.getByRole('button', { name: 'Cancel the call' }).click();
    await visitor.locator('button.main').click();
    await visitor.getByText('Connecting').waitFor();
    t.equal(await visitor.evaluate(LISTENING), 1, 'the microphone of the cancelled one is let go');
    await visitor.evaluate(BACK);
    await visitor.getByText('It rings at us').waitFor();
    await accept(agent).click();
    t.ok(await visitor.evaluate(HEARS));
    t.equal((await desk.calls.list({ inboxIds: 'all', limit: 50 })).length, before + 1);
    await visitor.evaluate('cut = true; connections[0].restartIce()');
    await until(visitor, `connections[0].signalingState === 'have-local-offer'`);
    await visitor.evaluate(BACK);
    t.ok(await until(visitor, `connections[0].signalingState === 'stable'`), 'their offer was heard and answered');
    t.ok(await visitor.evaluate(HEARS));
    await visitor.evaluate(CUT);
    await visitor.getByRole('button', { name: 'Hang up' }).click();
    await visitor.getByText('The call is over').waitFor();
    t.equal(await visitor.evaluate(LISTENING), 0);
    await agent.keyboard.press('Shift+E');
    await after(agent, 'Emil').waitFor();
  },
);

t.test(
  'both networks change in mid-call: lines are begun anew, a way is looked for, sound goes on (CA-3)',
  async (t) => {
    const agent = await agentPage(eva);
    const visitor = await ring('Nora');
    await accept(agent).click();
    t.ok(await visitor.evaluate(HEARS));
    for (const page of [agent, visitor]) await page.evaluate(`die(); ${WEAK}`);
    for (const page of [agent, visitor]) t.ok(await until(page, `connections.at(-1).signalingState === 'stable'`));
    t.ok(
      (await agent.evaluate<number>('offers')) + (await visitor.evaluate<number>('offers')) > 0,
      'another way is looked for',
    );
    t.ok(await visitor.evaluate(HEARS));
    t.ok(await agent.evaluate(HEARS));
    await visitor.getByRole('button', { name: 'Hang up' }).click();
    await after(agent, 'Nora').waitFor();
  },
);

t.test('a microphone is asked for once, and let go when its call is over by then (CA-3)', async (t) => {
  const visitor = await visitorPage();
  await visitor.evaluate(KEPT_WAITING);
  await visitor.locator('#name').fill('Frida');
  await visitor.locator('button.main').click();
  await visitor.locator('button.main').click();
  t.equal(await visitor.evaluate('prompts'), 1);
  await visitor.evaluate('granted()');
  await visitor.getByText('It rings at us').waitFor();
  t.equal(await visitor.evaluate(LISTENING), 1);
  const [rung] = await desk.calls.list({ inboxIds: 'all', limit: 1 });
  await visitor.getByRole('button', { name: 'Cancel the call' }).click();
  await visitor.locator('button.main').waitFor();
  const viewer = (await desk.accounts.viewerOf(eva.id))!;
  const { publicId } = await desk.calls.callBack(viewer, rung!.conversationId!, 'another-browser');
  await visitor.evaluate(KEPT_WAITING);
  await visitor.getByRole('button', { name: 'Take the call' }).click();
  await visitor.getByRole('button', { name: 'Take the call' }).click();
  await desk.calls.hangUp(viewer, publicId);
  await visitor.locator('button.main').waitFor();
  await visitor.evaluate('granted()');
  t.ok(await until(visitor, `streams.length === 2 && ${LISTENING} === 0`));
  t.equal(await visitor.evaluate('prompts'), 2);
});

t.test(
  'a call is recorded once the visitor has agreed: both sides as one sound, with a player beside the call (CA-2)',
  async (t) => {
    await desk.channels.saveSettings(accountId, { recording: true }, 'desk', ['recording']);
    const agent = await agentPage(eva);
    const visitor = await visitorPage();
    await visitor.locator('#name').fill('Rhea');
    await axe(visitor);
    await visitor.getByRole('checkbox', { name: /call is recorded/ }).check();
    await visitor.locator('button.main').click();
    browser.expectTrouble(/status of 404 .*\/recordings\//);
    // The account is just opened anew, and the line is gone for a moment: the page tries again.
    await agent.route(/recordings\/.*\/0\?/, (route) => route.abort(), { times: 1 });
    await agent.route(/recordings\/.*\/1\?/, (route) => route.fulfill({ status: 404 }), { times: 1 });
    const brought = agent.waitForResponse((response) => /recordings\/.*\/2\?/.test(response.url()));
    await accept(agent).click();
    await bar(agent).getByText('This call is recorded').waitFor();
    await visitor.getByText('as you agreed').waitFor();
    t.equal((await brought).status(), 204);
    const ended = agent.waitForResponse((response) => response.url().includes('last=1'));
    await bar(agent).getByRole('button', { name: 'Hold' }).click();
    t.equal((await ended).status(), 204);
    // Of what comes next the desk takes nothing: nobody is told that it is recorded.
    let refused = 0;
    await agent.route(/recordings\//, (route) => {
      refused += 1;
      return route.fulfill({ status: 403 });
    });
    await bar(agent).getByRole('button', { name: 'Back from hold' }).click();
    await bar(agent).getByText('This call is recorded').waitFor();
    await bar(agent).getByText('This call is recorded').waitFor({ state: 'hidden' });
    await bar(agent).getByText('The recording has ended: it is not known any more').waitFor();
    await bar(agent).getByRole('button', { name: 'Hang up' }).click();
    await after(agent, 'Rhea').waitFor();
    t.equal(refused, 1, 'nor is it brought any more');
    await desk.jobs.idle();
    const [call] = await desk.calls.list({ inboxIds: 'all', limit: 1 });
    await agent.goto(`${whole.address}/conversations/${call!.conversationId}`);
    const player = agent.locator('.log audio');
    await player.waitFor({ state: 'attached' });
    const seconds = `(async () => { const one = document.querySelector('.log audio'); one.load();
    await new Promise((go, no) => { one.onloadedmetadata = go; one.onerror = no; }); await one.play(); one.pause(); return true; })()`;
    t.ok(await agent.evaluate(seconds), 'it can be played');
    await agent.locator('.log .wave rect').nth(36).waitFor();
    await desk.channels.saveSettings(accountId, { recording: false }, 'desk', ['recording']);
  },
);

t.test(
  'on a site with a strict policy the line stands in its head, also twice, and the call goes on over pages (CA-1)',
  async (t) => {
    const site = await startSite({ desk: whole.address, id });
    t.teardown(() => site.close());
    await desk.channels.saveSettings(accountId, { domains: [new URL(site.address).host] }, 'desk', ['domains']);
    const agent = await agentPage(eva);
    const page = await browser.newPage();
    await page.addInitScript(WATCHED);
    await page.goto(site.address);
    await page.getByRole('button', { name: 'Call us' }).click();
    t.equal(await page.locator('hubdesk-call').count(), 1);
    const frame = page.frameLocator('iframe');
    const hears = () => page.frames().at(-1)!.evaluate(HEARS);
    await frame.locator('#name').fill('Gina');
    await frame.locator('button.main').click();
    await accept(agent).click();
    await frame.getByText('You talk with Eva').waitFor();
    t.ok(await hears());
    await page.getByRole('link', { name: 'Repairs' }).click();
    await frame.getByText('You talk with Eva').waitFor();
    t.ok(await hears(), 'the next page of the site goes on with it');
    await frame.getByRole('button', { name: 'Hang up' }).click();
    await after(agent, 'Gina').waitFor();
  },
);
