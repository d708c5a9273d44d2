// Custom channels in a real browser: an administrator registers one without a program, connects it, and finds it everywhere (CC-1, CC-2, CC-4).
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import t from 'tap';
import type { Page } from 'playwright-core';
import { axe, openBrowser } from '../../browser/browser.ts';
import { settledDesk } from '../../browser/whole-desk.ts';
import { registryOf } from '../../../plugins/custom/registry/build.ts';
import { addBridge, bridgeOf, secretsOf, tokenOf } from '../../../plugins/custom/store/bridges.ts';
import { BOT, startService } from '../../../plugins/custom/simulator/service.ts';
import { startBridgeProcess } from './bridge-process.ts';
import { OPAQUE, startWebhook } from './custom-desk.ts';

const { whole, eva } = await settledDesk(t);
const hook = await startWebhook(t);
const browser = await openBrowser(t);
const SHOTS = process.env.SHOTS;

const LOOKS = {
  light: { width: 1440, height: 1000 },
  dark: { width: 1440, height: 1000, theme: 'dark' },
  phone: { width: 390, height: 844, touch: true },
} as const;

/** For people who look at the pages: `SHOTS=/tmp/x npm test -- …`. */
async function shoot(page: Page, name: string): Promise<void> {
  if (!SHOTS) return;
  for (const [look, options] of Object.entries(LOOKS)) {
    const own = await whole.page(browser, eva, options);
    await own.goto(page.url());
    await own.screenshot({ path: `${SHOTS}/${name}-${look}.png`, fullPage: true });
    await own.context().close();
  }
}

t.test('a channel is registered, connected, written by and answered, by its own name and icon', async (t) => {
  const page = await whole.page(browser, eva, LOOKS.light);
  await page.goto(`${whole.address}/settings/channels`);
  await page.getByRole('link', { name: 'Custom channels' }).click();
  await page.getByRole('heading', { name: 'No bridge yet' }).waitFor();
  await shoot(page, 'empty');
  await page.getByLabel('Name').fill('Ring bridge');
  await page.getByRole('button', { name: 'Add bridge' }).click();
  await page.getByText('Copy both now').waitFor();
  const context = whole.desk.channels.pluginContext('custom')!;
  const token = tokenOf(context, (await bridgeOf(context, 1))!);
  await page.getByText(token).waitFor();
  await shoot(page, 'bridge');
  await page.getByRole('link', { name: 'Register channel' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Ring Messenger');
  await page.getByLabel('Description').fill('Bots of the Ring');
  await page.locator('label[title="Bicycle"]').click();
  await page.getByLabel('Webhook', { exact: true }).fill('nowhere');
  await page.locator('#label-0').fill('Key of the bot');
  await page.locator('#type-0').selectOption('secret');
  await axe(page);
  await page.locator('form[action$="/channel"]').evaluate((form: any) => (form.noValidate = true));
  await page.getByRole('button', { name: 'Register', exact: true }).click();
  await page.getByText('This is no web address').waitFor();
  await shoot(page, 'wrong');
  t.equal(await page.getByLabel('Name', { exact: true }).inputValue(), 'Ring Messenger');
  await page.getByLabel('Webhook', { exact: true }).fill(hook.url);
  await page.getByRole('button', { name: 'Register', exact: true }).click();
  await page.getByRole('link', { name: 'Connect', exact: true }).waitFor();
  await shoot(page, 'channels');
  await page.goto(`${whole.address}/settings/channels/new`);
  await shoot(page, 'choose');
  await page.getByRole('link', { name: 'Ring Messenger' }).click();
  await page.getByRole('button', { name: /Next|Continue|Go on/ }).click();
  hook.far.answer = (_event, response) =>
    void response
      .writeHead(200)
      .end(JSON.stringify({ accountName: 'Ring Bot', deliveryIdentifier: OPAQUE('ringbot') }));
  await page.getByLabel('Key of the bot').fill('bot-key-1');
  await shoot(page, 'wizard');
  await page.getByRole('button', { name: 'Connect', exact: true }).click();
  await page.waitForURL(/connections\/.*/);
  const account = await whole.desk.database.row<{ id: number }>(
    `select id from channel_account where channel = 'custom1'`,
  );
  t.ok(account);
  await whole.desk.jobs.idle();
  await whole.desk.database.run('update chatflow set active = ?', [0]);
  await publish(token, String(account!.id));
  await whole.desk.jobs.idle();
  const row = await whole.desk.database.row<{ id: number }>('select id from conversation order by id desc limit 1');
  await page.goto(`${whole.address}/conversations/${row!.id}`);
  await page.getByText('Is my bell ready?').first().waitFor();
  await page
    .locator('.channel-seat use[href$="#i-bike"], .seat use[href$="#i-bike"], .channel use[href$="#i-bike"]')
    .first()
    .waitFor();
  await shoot(page, 'thread');
  await whole.desk.outbound.send({ conversationId: row!.id, userId: eva.id, text: 'It is ready' });
  await whole.desk.jobs.idle();
  await page.goto(`${whole.address}/settings/channels/${account!.id}/pages/deliveries`);
  await page
    .getByRole('link')
    .filter({ has: page.locator('time') })
    .first()
    .click();
  await page.getByRole('button', { name: 'Send again' }).waitFor();
  await axe(page);
  await shoot(page, 'log');
  const before = hook.heard.length;
  await page.getByRole('button', { name: 'Send again' }).click();
  await page.getByText('It is sent again').waitFor();
  await registryOf(context).tell();
  t.ok(hook.heard.length >= before);
});

t.test(
  'a bridge of somebody else in a process of its own: written, answered, refused, seen at once (CC-2, CC-3, CC-4)',
  async (t) => {
    const service = await startService();
    t.teardown(() => service.close());
    const folder = await mkdtemp(join(tmpdir(), 'hubdesk-bridge-'));
    t.teardown(() => rm(folder, { recursive: true, force: true }));
    const context = whole.desk.channels.pluginContext('custom')!;
    const own = (await bridgeOf(context, await addBridge(context, 'Bots')))!;
    const { child, channelId } = await startBridgeProcess({
      HUBDESK_API: `${whole.address}/channels/custom`,
      HUBDESK_TOKEN: tokenOf(context, own),
      HUBDESK_SECRET: secretsOf(context, own).main,
      SERVICE: service.url,
      STATE: join(folder, 'bridge.json'),
    });
    t.teardown(() => child.kill('SIGKILL'));
    const page = await whole.page(browser, eva, LOOKS.light);
    await page.goto(`${whole.address}/settings/channels/new`);
    await page.locator(`a[href*="custom${channelId}"]`).click();
    await page.getByRole('button', { name: /Next|Continue|Go on/ }).click();
    await page.getByLabel('Token of the bot').fill('not-it');
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await page.getByText('The messenger does not know this token').waitFor();
    await page.getByLabel('Token of the bot').fill(BOT.token);
    await page.getByRole('button', { name: 'Connect', exact: true }).click();
    await page.waitForURL(/connections\/.*/);
    await registryOf(context).tell();
    await page.goto(`${whole.address}/inboxes/all/open`);
    service.say('bo', 'Is my lamp ready?');
    await page
      .locator('#rows .row', { hasText: /Is my lamp ready|How can we help/ })
      .locator('a')
      .first()
      .click();
    await page.locator('.log .said', { hasText: 'Is my lamp ready?' }).waitFor();
    const write = async (text: string) => {
      await page.locator('.composer [data-editor]').click();
      await page.keyboard.type(text);
      await page.keyboard.press('Control+Enter');
    };
    await write('Come round');
    await page
      .locator('.log .said.ours', { hasText: 'Come round' })
      .locator('[title^="Sent"], .i-check')
      .first()
      .waitFor();
    t.match(service.said.at(-1), { text: 'Come round', byBot: true });
    await write('fail');
    await page.locator('.log').getByText('The user has blocked the bot').first().waitFor();
    service.say('bo', 'I am at the door');
    await page.locator('.log .said', { hasText: 'I am at the door' }).waitFor();
  },
);

async function publish(token: string, channelAccountId: string): Promise<void> {
  const response = await fetch(`${whole.address}/channels/custom/conversations/v3/custom-channels/1/messages`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      ...{ text: 'Is my bell ready?', messageDirection: 'INCOMING', channelAccountId, attachments: [], recipients: [] },
      ...{ timestamp: new Date().toISOString(), senders: [{ name: 'Bo Lund', deliveryIdentifier: OPAQUE('bo') }] },
    }),
  });
  if (response.status !== 201) throw new Error(await response.text());
}
