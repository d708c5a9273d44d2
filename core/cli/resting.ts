// When nobody has asked for anything for a while, memory that only made pages quick is given back: the box is small (OP-8).
import type { Server } from 'node:http';

/** Milliseconds without a request until the desk rests; how often it is looked. */
const QUIET = 30_000;
const LOOK = 10_000;

type Collect = (how: { execution: 'async'; flavor: 'last-resort' }) => Promise<void>;

/** Returns how to stop. Node offers the collector only when it is started with `--expose-gc`, as `npm start` does. */
export function restWhenQuiet(server: Server, release: () => Promise<void>): () => void {
  const collect = (globalThis as { gc?: Collect }).gc;
  let asked = performance.now();
  let rests = false;
  const onRequest = () => {
    asked = performance.now();
    rests = false;
  };
  server.on('request', onRequest);
  const timer = setInterval(() => {
    if (rests || performance.now() - asked < QUIET) return;
    rests = true;
    void release().then(() => collect?.({ execution: 'async', flavor: 'last-resort' }));
  }, LOOK);
  timer.unref();
  return () => {
    clearInterval(timer);
    server.off('request', onRequest);
  };
}
