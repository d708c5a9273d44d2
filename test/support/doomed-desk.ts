// The process of a desk that kills itself: see doomed.ts.
import { flushCompileCache } from 'node:module';
import { boot } from '../../core/boot.ts';
import { createLog } from '../../core/kernel/log.ts';
import type { Doom, LastWord } from './doomed.ts';

const { options, step, receive, send, amend, macro, list } = JSON.parse(process.argv[2]!) as Doom;
/** Milliseconds after which a step that does not come is not waited for any more. */
const PATIENCE = 20_000;

function die(): never {
  process.kill(process.pid, 'SIGKILL');
  // Nothing may happen between the signal and the end.
  for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
}

const say = (word: LastWord) => process.send!(word);
const desk = await boot({
  ...options,
  logLevel: 'error',
  log: createLog('error', (line) => process.stderr.write(line)),
  renderMail: async () => ({ subject: '', text: '', html: '' }),
  onStep: (passed) => {
    if (passed === step) die();
  },
});
setTimeout(() => process.exit(3), PATIENCE);
await desk.start();
// Whoever is killed keeps nothing for the next.
flushCompileCache();
say('started');
if (receive) {
  const { raw, accountId } = receive;
  await desk.inbound.receive(accountId, { ...raw, body: Buffer.from(raw.body) });
  say('thanked');
}
if (send) {
  await desk.outbound.send(send);
  say('queued');
}
if (amend) {
  const { messageId, userId, text } = amend;
  if (text === undefined) await desk.outbound.delete(messageId, userId);
  else await desk.outbound.edit(messageId, userId, { text });
}
if (macro) {
  const viewer = (await desk.accounts.viewerOf(macro.userId))!;
  await desk.macros.run(viewer, (await desk.macros.get(viewer, macro.id))!, macro.conversationIds);
}
if (list) await desk.runs.begin((await desk.accounts.viewerOf(list.userId))!, list.conversationIds, list.command);
