// A desk in a process of its own that people reach over the network, and that is killed without warning.
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Test } from 'tap';
import type { ServedOrder } from './served-desk.ts';

const CHILD = fileURLToPath(new URL('./served-desk.ts', import.meta.url));

export interface Served {
  child: ChildProcess;
  port: number;
}

export async function serve(t: Test, options: ServedOrder['options'], port = 0): Promise<Served> {
  const order: ServedOrder = { port, options };
  const child = fork(CHILD, [JSON.stringify(order)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  t.teardown(() => child.kill('SIGKILL'));
  const [said] = (await once(child, 'message')) as [{ listening: number }];
  return { child, port: said.listening };
}

/** Resolves when it is dead. */
export async function kill({ child }: Served): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

/** Somebody of the team takes the newest call. */
export async function accept({ child }: Served, userId: number): Promise<{ recorder: string | null }> {
  const said = once(child, 'message');
  child.send({ accept: userId });
  return (await said)[0] as { recorder: string | null };
}
