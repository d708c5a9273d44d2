// A desk in a process of its own that is killed without warning after a given step of a flow.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { BootOptions } from '../../core/boot.ts';
import type { RawArrival } from '../../core/contract/inbound.ts';
import type { Step } from '../../core/kernel/steps.ts';
import type { NewMessage } from '../../core/outbound/outbound.ts';
import type { Command } from '../../core/runs/runs.ts';

/** What the desk is told to do, as JSON. */
export interface Doom {
  options: Pick<
    BootOptions,
    'dataFolder' | 'publicUrl' | 'pluginFolder' | 'plugins' | 'pluginSettings' | 'allowedHosts'
  >;
  /** After this the process is gone. */
  step: Step;
  receive?: { accountId: number; raw: Omit<RawArrival, 'body'> & { body: string } };
  send?: NewMessage;
  /** Runs a macro over a selection. */
  macro?: { userId: number; id: number; conversationIds: number[] };
  /** Changes a whole list. */
  list?: { userId: number; conversationIds: number[]; command: Command };
  /** Changes what was sent; without words it is taken back. */
  amend?: { messageId: number; userId: number; text?: string };
}

/** What was heard of it before: `started`, `thanked` (the arrival is on disk), `queued` (the person was answered). */
export type LastWord = 'started' | 'thanked' | 'queued';

/** The desk itself comes from its bundle, as it does for people, where there is one. */
const BUNDLED = new URL('./runner/bundled.mjs', import.meta.url).href;
const CHILD = fileURLToPath(new URL('./doomed-desk.ts', import.meta.url));

/** Resolves when it is dead, with all it said; `onStarted` runs meanwhile (a far side that talks to it). */
export async function runDoomed(doom: Doom, onStarted: () => Promise<unknown> = async () => {}): Promise<LastWord[]> {
  const child = fork(CHILD, [JSON.stringify(doom)], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    execArgv: [`--import=${BUNDLED}`],
  });
  const words: LastWord[] = [];
  let talking: Promise<unknown> = Promise.resolve();
  child.on('message', (word) => {
    words.push(word as LastWord);
    if (word === 'started') talking = onStarted();
  });
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  await talking;
  if (signal !== 'SIGKILL') throw new Error(`It ended by itself (${code}) and never came to ${doom.step}`);
  return words;
}
