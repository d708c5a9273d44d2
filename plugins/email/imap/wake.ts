// Waiting for something to do on an IMAP connection: new mail, a task of our own, the end, or time.
import type { ImapFlow } from 'imapflow';

export type Waker = 'mail' | 'task' | 'closed' | 'time';

export interface Wake {
  /** Resolves at once when something happened since the last call. `stop` and a broken line are `closed`. */
  next(milliseconds: number): Promise<Waker>;
  poke(): void;
}

/** Listens from now on; its listeners go with the connection. */
export function createWake(client: ImapFlow, signal: AbortSignal): Wake {
  const happened = new Set<Waker>();
  let waiting: (() => void) | null = null;
  const tell = (what: Waker) => {
    happened.add(what);
    waiting?.();
  };
  client.on('exists', ({ count, prevCount }: { count: number; prevCount: number }) => {
    if (count > prevCount) tell('mail');
  });
  client.on('close', () => tell('closed'));
  signal.addEventListener('abort', () => tell('closed'), { once: true });
  if (signal.aborted || !client.usable) tell('closed');
  return {
    poke: () => tell('task'),
    async next(milliseconds) {
      if (happened.size === 0) await new Promise<void>((done) => (waiting = ended(done, milliseconds)));
      waiting = null;
      const what = (['closed', 'mail', 'task'] as const).find((one) => happened.has(one)) ?? 'time';
      if (what !== 'closed') happened.delete(what);
      return what;
    },
  };
}

function ended(done: () => void, milliseconds: number): () => void {
  const timer = setTimeout(done, milliseconds);
  return () => {
    clearTimeout(timer);
    done();
  };
}

/** Resolves after the time, or as soon as the signal aborts. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const timer = setTimeout(end, milliseconds);
    function end() {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      done();
    }
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
  });
}
