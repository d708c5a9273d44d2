// A desk with a number of the simulated provider, and two people who take its calls in the pages they have open.
import type { Page } from 'playwright-core';
import type { Test } from 'tap';
import type { Call } from '../../core/calls/calls.ts';
import { keepTarget } from '../../plugins/telephone/lines/members.ts';
import { startTelephone } from '../../plugins/telephone/simulator/server.ts';
import { SIMULATED } from '../../plugins/telephone/simulator/world.ts';
import { openBrowser } from './browser.ts';
import { FAKE, WATCHED } from './sound.ts';
import { settledDesk } from './whole-desk.ts';

export async function telephonePages(t: Test) {
  const far = await startTelephone();
  t.teardown(() => far.close());
  const { world } = far;
  const { whole, eva } = await settledDesk(t, {
    pluginSettings: { telephone: { api: world.url, signalling: world.url.replace('http', 'ws') } },
  });
  const { desk } = whole;
  Object.assign(world, { publicUrl: whole.address, desk: whole.address });
  const omar = await whole.user('Omar Haddad');
  const accountId = await connect();
  const change = (values: Record<string, unknown>) =>
    desk.channels.saveSettings(accountId, values, 'desk', Object.keys(values));
  // So long that no ring ends by itself while a test waits for its end.
  await change({ browser: true, transcribe: true, seconds: 120 });
  await until(() => world.keys.length === 1);
  await keepTarget(desk.channels.context(accountId)!, omar.id, 'browser');
  const browser = await openBrowser(t, { flags: FAKE, together: true });

  async function connect(): Promise<number> {
    const [inbox] = await desk.conversations.inboxes.list();
    const about = { channel: 'telephone', purpose: 'new', inboxId: inbox!.id, accountId: null } as const;
    const { publicId } = await desk.channels.flows.begin({ ...about, language: 'en', userId: eva.id });
    const { accountSid, authToken } = SIMULATED;
    const values = { accountSid, authToken };
    await desk.channels.flows.answer(publicId, eva.id, { kind: 'form', values }, 'en');
    const ids = [world.numbers[0]!.sid];
    const done = await desk.channels.flows.answer(publicId, eva.id, { kind: 'choose', ids }, 'en');
    return done!.accountIds[0]!;
  }

  async function pageOf(user: { id: number }): Promise<Page> {
    const page = await whole.page(browser, user, { width: 1440, height: 900 });
    await page.addInitScript(WATCHED);
    await page.goto(`${whole.address}/inboxes/all/open`);
    return page;
  }

  const [evas, omars] = [await pageOf(eva), await pageOf(omar)];
  return {
    ...{ desk, whole, world, browser, accountId, change, eva, omar, evas, omars },
    newest: async (): Promise<Call> => (await desk.calls.list({ inboxIds: 'all', limit: 1 }))[0]!,
    async available(user: { id: number }, is: 'available' | 'away'): Promise<void> {
      await desk.accounts.availability.choose((await desk.accounts.viewerOf(user.id))!, is);
    },
    /** What a call came to, as often as its line in the thread was told it. */
    async endings({ messageId }: Call): Promise<string[]> {
      const sql = `select data from event where type = 'message.changed' and message_id = ? order by id`;
      const told = await desk.database.rows<{ data: string }>(sql, [messageId]);
      return told.map(({ data }) => (JSON.parse(data) as { call: string }).call).filter((one) => one !== 'active');
    },
  };
}

/** Resolves when something at the provider, or at the desk, is so: neither of them tells every such thing. */
export async function until(is: () => boolean | Promise<boolean>): Promise<void> {
  const last = Date.now() + 30_000;
  while (!(await is())) {
    if (Date.now() > last) throw new Error(`Never so: ${is.toString()}`);
    await new Promise((go) => setTimeout(go, 20));
  }
}

export const rings = (...pages: Page[]) =>
  Promise.all(pages.map((page) => page.locator('.call-card.ringing').waitFor()));

export const noCard = (...pages: Page[]) =>
  Promise.all(pages.map((page) => page.locator('.call-card').first().waitFor({ state: 'detached' })));

/** When the call is over nothing is said of what came of it. */
export async function skips(page: Page): Promise<void> {
  await page.getByText('What came of it?').waitFor();
  await page.getByRole('button', { name: 'Without an outcome' }).click();
  await noCard(page);
}

export async function passesOn(page: Page, how: 'Talk with them first' | 'At once', whom: string): Promise<void> {
  await page.locator('.call-card [data-key="shift+t"]').waitFor();
  await page.keyboard.press('Shift+T');
  const dialog = page.locator('#dialog');
  await dialog.getByLabel(how).check();
  await dialog.getByLabel('Colleague or team').selectOption({ label: whom });
  await dialog.getByRole('button', { name: 'Pass on' }).click();
}
