// Bringing plugins up: migrations, then start, then repeated jobs; a failure stops that plugin and nobody else.
import { Cron } from 'croner';
import type { PluginJob } from '../contract/contract.ts';
import { reason, type ReasonCode } from '../contract/reason.ts';
import { applyPluginMigrations } from '../database/plugin-migrations.ts';
import type { LiveAccounts } from './live.ts';
import type { LoadedPlugin } from './load.ts';
import { messageOf } from './plugin-calls.ts';
import type { ChannelRooms } from './rooms.ts';

type Ending = () => Promise<void>;

/** Returns how to end what was started. */
export async function preparePlugins(
  rooms: ChannelRooms,
  loaded: LoadedPlugin[],
  live: LiveAccounts,
): Promise<Ending[]> {
  const endings: Ending[] = [];
  for (const one of loaded) {
    if (!one.plugin) rooms.log.error({ plugin: one.id, ...leftOut(one) }, 'A plugin was left out');
    if (!one.plugin || !(await migrated(rooms, one))) continue;
    const started = await start(rooms, one, live);
    if (!started) continue;
    endings.push(started, ...schedule(rooms, one, live));
  }
  return endings;
}

/** Where it was thrown is what its author looks for. */
function leftOut({ why, thrown }: LoadedPlugin): { code?: string; why?: string; error?: unknown } {
  return { code: why?.code, why: why?.text, ...(why?.code === 'plugin.import_failed' && { error: thrown }) };
}

async function migrated(rooms: ChannelRooms, one: LoadedPlugin): Promise<boolean> {
  try {
    await applyPluginMigrations(rooms.database, one.id, one.plugin!.migrations ?? [], rooms.clock);
    return true;
  } catch (error) {
    rooms.log.error({ error, plugin: one.id }, 'Migrations of a plugin failed');
    stop(one, 'plugin.migration_failed', 'Its tables could not be brought up to date', messageOf(error));
    return false;
  }
}

async function start(rooms: ChannelRooms, one: LoadedPlugin, live: LiveAccounts): Promise<Ending | null> {
  const { calls, config } = rooms;
  const call = { plugin: one.id, verb: 'start', limit: config.limits.start };
  const started = await calls.callPlugin(call, () => one.plugin!.start?.(live.pluginContext(one)));
  if (!started.ok) {
    stop(one, 'plugin.start_failed', 'It could not be started', started.detail);
    return null;
  }
  const end = started.value;
  return async () => {
    if (typeof end === 'function')
      await calls.callPlugin({ plugin: one.id, verb: 'stop', limit: config.limits.stop }, end);
  };
}

function stop(one: LoadedPlugin, code: ReasonCode, text: string, detail: string): void {
  one.why = reason(code, `${text}: ${detail}`, { detail });
}

/** A schedule that cannot be read leaves out that job only. */
function schedule(rooms: ChannelRooms, one: LoadedPlugin, live: LiveAccounts): Ending[] {
  return (one.plugin!.jobs ?? []).flatMap((job) => {
    try {
      const cron = cronOf(rooms, one, live, job);
      return [async () => cron.stop()];
    } catch (error) {
      rooms.log.error({ error, plugin: one.id, job: job.name }, 'A repeated job of a plugin has no sound schedule');
      return [];
    }
  });
}

function cronOf({ calls }: ChannelRooms, one: LoadedPlugin, live: LiveAccounts, job: PluginJob): Cron {
  const call = { plugin: one.id, verb: `job ${job.name}` };
  return new Cron(job.schedule, { timezone: 'UTC', protect: true, unref: true }, async () => {
    await calls.callPlugin(call, () => job.run(live.pluginContext(one)));
  });
}
