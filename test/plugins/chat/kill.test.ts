// The desk is killed without warning while visitors write: nothing is lost, nothing is double, the order stays (CH-11, CH-12, CT-11).
import { once } from 'node:events';
import t from 'tap';
import { startShop } from '../../../plugins/chat/simulator/shop.ts';
import { openBrowser } from '../../browser/browser.ts';
import { open, write } from '../../browser/chat-shop.ts';
import { heldClock } from '../../../core/kernel/clock.ts';
import { openDesk, REAL_PLUGINS } from '../../support/desk.ts';
import { runDoomed } from '../../support/doomed.ts';
import { freePort } from '../../support/ports.ts';
import { kill, serve } from '../../support/serving.ts';
import { chatDesk } from './chat-desk.ts';
import { VisitorClient } from './visitor-client.ts';

const browser = await openBrowser(t);
browser.expectTrouble(/WebSocket|ERR_CONNECTION_REFUSED|net::ERR/);

const served = (dataFolder: string, publicUrl = 'http://desk.test') => ({
  ...{ dataFolder, publicUrl, pluginFolder: REAL_PLUGINS, plugins: ['chat'], allowedHosts: [] },
  pluginSettings: { chat: { limits: { says: { burst: 100, perSecond: 100 } } } },
});

t.test('kill -9 while somebody writes', async (t) => {
  const chat = await chatDesk(t);
  const { id } = chat;
  const { folder } = chat.desk;
  await chat.web.server.close();
  await chat.desk.close();
  const first = await serve(t, served(folder));
  const visitor = new VisitorClient({ url: `http://127.0.0.1:${first.port}`, id });
  const { token } = await visitor.greet();
  const said = Array.from({ length: 20 }, (_, index) => ({
    id: `message-${String(index).padStart(2, '0')}`,
    text: `Number ${index}`,
  }));
  for (const one of said) visitor.send({ say: one });
  // In the middle: some are acknowledged, some are on their way, some were never read.
  await visitor.until((frame) => frame.stored?.id === said[5]!.id);
  await kill(first);
  await visitor.closed;
  const acknowledged = new Set(visitor.heard.flatMap((frame) => (frame.stored ? [frame.stored.id as string] : [])));
  const second = await serve(t, served(folder), first.port);
  const back = new VisitorClient({ url: `http://127.0.0.1:${second.port}`, id, token });
  await back.greet();
  // As the widget does: whatever was not acknowledged goes again, with the same ids and in the same order.
  for (const one of said) if (!acknowledged.has(one.id)) back.send({ say: one });
  await back.until((frame) => frame.stored?.id === said.at(-1)!.id);
  await back.leave();
  await kill(second);
  const desk = await openDesk(t, { folder, pluginFolder: REAL_PLUGINS, plugins: ['chat'] });
  await desk.jobs.idle();
  const rows = await desk.database.rows<{ text: string }>(
    `select text from message where kind = 'message' order by id`,
  );
  t.strictSame(
    rows.map(({ text }) => text),
    said.map(({ text }) => text),
  );
  t.equal((await desk.database.rows('select id from conversation')).length, 1);
});

t.test('kill -9 under an open widget: the page goes on by itself, in order, with nothing lost or double', async (t) => {
  const chat = await chatDesk(t);
  const { folder } = chat.desk;
  await chat.web.server.close();
  await chat.desk.close();
  const port = await freePort();
  const address = `http://127.0.0.1:${port}`;
  const first = await serve(t, served(folder, address), port);
  const shop = await startShop({ desk: address, id: chat.id });
  t.teardown(() => shop.close());
  const page = await browser.newPage({ width: 1100, height: 760 });
  await page.goto(`${shop.address}/demo/strict`);
  await open(page);
  await write(page, 'one');
  const killed = once(first.child, 'exit');
  for (const text of ['two', 'three', 'four']) {
    await page.locator('.write textarea').fill(text);
    await page.keyboard.press('Enter');
    if (text === 'two') first.child.kill('SIGKILL');
  }
  await killed;
  await page.locator('.row.waiting', { hasText: 'four' }).waitFor();
  const second = await serve(t, served(folder, address), port);
  await page.locator('.row.me:not(.waiting)', { hasText: 'four' }).waitFor();
  const said = ['one', 'two', 'three', 'four'];
  t.same(await page.locator('.row.me .words').allInnerTexts(), said);
  t.equal(await page.locator('.row.waiting').count(), 0);
  await page.context().close();
  await kill(second);
  const desk = await openDesk(t, { folder, pluginFolder: REAL_PLUGINS, plugins: ['chat'] });
  await desk.jobs.idle();
  const rows = await desk.database.rows<{ text: string }>(
    `select text from message where kind = 'message' order by id`,
  );
  t.same(
    rows.map(({ text }) => text),
    said,
  );
});

t.test('kill -9 while an answer is being taken back: it is gone on both sides (CH-11)', async (t) => {
  const chat = await chatDesk(t);
  const { visitor, welcome } = await chat.greeted();
  await visitor.say('Is it there?');
  await chat.desk.jobs.idle();
  await chat.answer('The key is under the mat.');
  await visitor.hears('message');
  const { id: messageId } = (await chat.desk.database.row<{ id: number }>(
    `select id from message where direction = 'out'`,
  ))!;
  const { folder } = chat.desk;
  await visitor.leave();
  await chat.web.server.close();
  await chat.desk.close();
  const options = {
    ...{ dataFolder: folder, publicUrl: 'http://desk.test', pluginFolder: REAL_PLUGINS, plugins: ['chat'] },
    ...{ pluginSettings: {}, allowedHosts: [] },
  };
  await runDoomed({ options, step: 'amend.done', amend: { messageId, userId: chat.eva } });
  const desk = await openDesk(t, {
    ...{ folder, pluginFolder: REAL_PLUGINS, plugins: ['chat'] },
    clock: heldClock(new Date(Date.now() + 5 * 60_000)),
  });
  await desk.jobs.idle();
  const row = await desk.database.row('select text, deleted_at is not null as gone from message where id = ?', [
    messageId,
  ]);
  t.match(row, { text: '', gone: 1 });
  const person = { kind: 'handle', value: welcome.token.split('.')[1] } as const;
  const { messages } = await desk.channels.context(chat.accountId)!.history({ person });
  t.equal(messages.length, 1, 'who comes back does not find it either');
});
