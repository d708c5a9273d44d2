// Recordings of calls that are over come beside the call: written down as what arrived, then their pieces go.
import type { AccountContext, PluginContext } from '../../../core/contract/context.ts';
import { soundOf } from '../public/sound.ts';
import { drop, dropNameless, takes, wholeOf, type Found } from './pieces.ts';

/** Milliseconds after which nothing more comes of a page that did not say that it is done: three times its patience. */
const QUIET = 180_000;
/** Milliseconds for which what belongs to an account that does not run, or cannot be read, is kept. */
const LEFT = 30 * 24 * 3_600_000;

/** What stands beside the bytes. */
export interface RecordingMeta {
  kind: 'recording';
  caller: string;
  /** Of the call. */
  key: string;
  take: string;
  userId: number;
  /** Milliseconds since 1970. */
  at: number;
  /** Seconds. */
  duration: number;
}

/** `done`: a recording whose page has said that this was all, so that nothing is waited for. One look after the other. */
export function collect(context: PluginContext, done?: string): Promise<void> {
  const turn: { last: Promise<void> } = context.once('collecting', () => ({ last: Promise.resolve() }));
  turn.last = turn.last.catch(() => {}).then(() => look(context, done));
  return turn.last;
}

async function look(context: PluginContext, done: string | undefined): Promise<void> {
  if (!done) await dropNameless(context, context.now().getTime() - LEFT);
  const troubles = troublesIn(context);
  for (const found of await takes(context)) {
    try {
      await lookAt(context, found, done);
      troubles.delete(found.folder);
    } catch (error) {
      await stay(context, found, error);
    }
  }
}

/** It stays where it is and is tried again, told of once; the others do not wait for it. */
async function stay(context: PluginContext, found: Found, error: unknown): Promise<void> {
  const { log } = context;
  const { folder } = found;
  const troubles = troublesIn(context);
  if (isLeft(context, found)) {
    log.error({ error, folder }, 'A recording could not be brought to its call for 30 days: it is deleted');
    troubles.delete(folder);
    await drop(context, found).catch((why: unknown) => log.error({ error: why, folder }, 'Nor could it be deleted'));
  } else if (!troubles.has(folder)) {
    log.warn({ error, folder }, 'A recording could not be brought to its call; it is tried for 30 days');
    troubles.add(folder);
  }
}

/** Folders that were told of. */
function troublesIn(context: PluginContext): Set<string> {
  return context.once('recordings in trouble', () => new Set());
}

function isLeft(context: PluginContext, { changed }: Found): boolean {
  return changed < context.now().getTime() - LEFT;
}

async function lookAt(context: PluginContext, found: Found, done: string | undefined): Promise<void> {
  const account = context.accounts().find((one) => one.account.publicId === found.take.account);
  if (!account) {
    if (isLeft(context, found)) await drop(context, found);
    return;
  }
  const told = await account.calls.told(found.take.key);
  const isQuiet = found.changed < context.now().getTime() - QUIET;
  const isOver = told === null || told.state === 'ended';
  if (found.take.take === done || (isOver && isQuiet)) await bring(account, found);
}

async function bring(account: AccountContext, found: Found): Promise<void> {
  const { key, take, caller, userId, begun: at } = found.take;
  const { content, seconds: duration } = await wholeOf(found);
  const type = soundOf(content);
  if (type) {
    const meta: RecordingMeta = { kind: 'recording', caller, key, take, userId, at, duration };
    await account.receive({
      ...{ key: `a:${caller}:${key}:${userId}:${take}`, type, body: content, meta: { ...meta }, orderKey: caller },
      ...{ from: caller, summary: `${duration} s` },
    });
  }
  await drop(account, found);
}
