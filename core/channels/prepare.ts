// Bringing plugins up: migrations, then start, then repeated jobs; a failure stops that plugin and nobody else.
import { Cron } from 'croner';
import { reason } from '../contract/reason.ts';
import { applyPluginMigrations } from '../database/plugin-migrations.ts';
import type { ChannelRooms } from './channels.ts';
import type { LiveAccounts } from './live.ts';
import { messageOf, within, type LoadedPlugin } from './load.ts';

const START_LIMIT = 15_000;

/** Returns how to end what was started. */
export async function preparePlugins(
  rooms: ChannelRooms,
  loaded: LoadedPlugin[],
  live: LiveAccounts,
): Promise<(() => Promise<void>)[]> {
  const endings: (() => Promise<void>)[] = [];
  for (const one of loaded) {
    if (!one.plugin) continue;
    const failed = (code: string, text: string, error: unknown) => {
      one.why = reason(code, `${text}: ${messageOf(error)}`, { detail: messageOf(error) });
      rooms.log.error({ error, plugin: one.id }, text);
    };
    try {
      await applyPluginMigrations(rooms.database, one.id, one.plugin.migrations ?? [], rooms.clock);
    } catch (error) {
      failed('plugin.migration_failed', 'Its tables could not be brought up to date', error);
      continue;
    }
    try {
      const end = one.plugin.start && (await within(START_LIMIT, one.plugin.start(live.pluginContext(one))));
      if (end)
        endings.push(() =>
          within(5_000, end()).catch((error) => rooms.log.error({ error, plugin: one.id }, 'A plugin did not stop')),
        );
    } catch (error) {
      failed('plugin.start_failed', 'It could not be started', error);
      continue;
    }
    endings.push(...schedule(rooms, one, live));
  }
  return endings;
}

function schedule(rooms: ChannelRooms, one: LoadedPlugin, live: LiveAccounts): (() => Promise<void>)[] {
  return (one.plugin!.jobs ?? []).map((job) => {
    const cron = new Cron(job.schedule, { timezone: 'UTC', protect: true, unref: true }, async () => {
      try {
        await job.run(live.pluginContext(one));
      } catch (error) {
        rooms.log.error({ error, plugin: one.id, job: job.name }, 'A repeated job of a plugin failed');
      }
    });
    return async () => cron.stop();
  });
}
