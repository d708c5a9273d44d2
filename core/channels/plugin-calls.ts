// Every call of a plugin goes through here: never inside a transaction, always with an end, and what it throws is an answer.
import type { Database } from '../database/database.ts';
import type { Log } from '../kernel/log.ts';

/** What is called, for the log. `limit`: how long it may take, in milliseconds. */
export interface Call {
  plugin: string;
  verb: string;
  account?: number;
  limit?: number;
}

/** The plugin's answer, or that there is none: it threw, or (`late`) took too long. */
export type Answer<T> = { ok: true; value: T } | { ok: false; late: boolean; detail: string };

export interface PluginCalls {
  /** For what waits. What goes on behind a late answer is left alone; its outcome is ignored. */
  callPlugin<T>(call: Call, work: () => Promise<T> | T): Promise<Answer<T>>;
  /** For what answers at once (pure questions). */
  askPlugin<T>(call: Call, work: () => T): Answer<T>;
}

/** Calls inside a transaction are a mistake of the core: they throw. */
export function createPluginCalls(database: Pick<Database, 'writing'>, log: Log): PluginCalls {
  const begin = ({ plugin, verb }: Call) => {
    if (database.writing()) throw new Error(`No plugin is called inside a transaction: ${plugin} ${verb}`);
  };
  const failed = ({ plugin, verb, account }: Call, error: unknown): Answer<never> => {
    log.error({ error, plugin, verb, account }, 'A plugin failed');
    return { ok: false, late: error instanceof Late, detail: messageOf(error) };
  };
  return {
    async callPlugin(call, work) {
      begin(call);
      try {
        const value = await within(call.limit, Promise.resolve().then(work));
        return { ok: true, value };
      } catch (error) {
        return failed(call, error);
      }
    },
    askPlugin(call, work) {
      begin(call);
      try {
        return { ok: true, value: work() };
      } catch (error) {
        return failed(call, error);
      }
    },
  };
}

class Late extends Error {
  override name = 'Late';
}

/** The promise's value, or an error after so many milliseconds. */
export async function within<T>(milliseconds: number | undefined, work: Promise<T>): Promise<T> {
  if (milliseconds === undefined) return work;
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, fail) => {
    timer = setTimeout(() => fail(new Late(`no answer within ${milliseconds / 1000} s`)), milliseconds);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
    work.catch(() => {});
  }
}

export function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).slice(0, 300);
}
