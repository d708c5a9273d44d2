// The desk is killed without warning while visitors write: nothing is lost, nothing is double, the order stays (CH-11, CH-12, CT-11).
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import type { Test } from 'tap';
import { openDesk, REAL_PLUGINS } from '../../support/desk.ts';
import { chatDesk } from './chat-desk.ts';
import type { ServedOrder } from './served-desk.ts';
import { VisitorClient } from './visitor-client.ts';

const CHILD = fileURLToPath(new URL('./served-desk.ts', import.meta.url));

async function serve(t: Test, folder: string, port: number): Promise<{ child: ChildProcess; port: number }> {
  const order: ServedOrder = {
    port,
    options: {
      dataFolder: folder,
      publicUrl: 'http://desk.test',
      pluginFolder: REAL_PLUGINS,
      plugins: ['chat'],
      pluginSettings: { chat: { limits: { says: { burst: 100, perSecond: 100 } } } },
      allowedHosts: [],
    },
  };
  const child = fork(CHILD, [JSON.stringify(order)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  t.teardown(() => child.kill('SIGKILL'));
  const [said] = (await once(child, 'message')) as [{ listening: number }];
  return { child, port: said.listening };
}

t.test('kill -9 while somebody writes', async (t) => {
  const chat = await chatDesk(t);
  const { id } = chat;
  const { folder } = chat.desk;
  await chat.web.server.close();
  await chat.desk.close();
  const first = await serve(t, folder, 0);
  const visitor = new VisitorClient({ url: `http://127.0.0.1:${first.port}`, id });
  const { token } = await visitor.greet();
  const said = Array.from({ length: 20 }, (_, index) => ({
    id: `message-${String(index).padStart(2, '0')}`,
    text: `Number ${index}`,
  }));
  for (const one of said) visitor.send({ say: one });
  // In the middle: some are acknowledged, some are on their way, some were never read.
  await visitor.until((frame) => frame.stored?.id === said[5]!.id);
  const killed = once(first.child, 'exit');
  first.child.kill('SIGKILL');
  await killed;
  await visitor.closed;
  const acknowledged = new Set(visitor.heard.flatMap((frame) => (frame.stored ? [frame.stored.id as string] : [])));
  const second = await serve(t, folder, first.port);
  const back = new VisitorClient({ url: `http://127.0.0.1:${second.port}`, id, token });
  await back.greet();
  // As the widget does: whatever was not acknowledged goes again, with the same ids and in the same order.
  for (const one of said) if (!acknowledged.has(one.id)) back.send({ say: one });
  await back.until((frame) => frame.stored?.id === said.at(-1)!.id);
  await back.leave();
  const gone = once(second.child, 'exit');
  second.child.kill('SIGKILL');
  await gone;
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
