// What is forgotten: old notes of accounts, and people: each plugin is told to forget them as well, on its own and until it has done so (PR-2).
import type { ForgottenPerson } from '../contract/people.ts';
import { reason } from '../contract/reason.ts';
import type { JobResult } from '../jobs/jobs.ts';
import { forgetNotes } from './account-lines.ts';
import type { LiveAccounts } from './live.ts';
import type { LoadedPlugin } from './load.ts';
import type { ChannelRooms } from './rooms.ts';

const TELL_ONE = 'channels.forget';
/** Seconds until a plugin that could not forget somebody is asked again. */
const AGAIN = 300;

interface Payload {
  plugin: string;
  person: ForgottenPerson;
}

/** Before the jobs start. */
export function forgetWithPlugins(rooms: ChannelRooms, loaded: LoadedPlugin[], live: LiveAccounts): void {
  const { database, jobs } = rooms;
  jobs.handle('channels.notes', { run: () => forgetNotes(database) });
  jobs.handle('contacts.forgotten', {
    run: (payload) =>
      database.write(async () => {
        const person = payload as unknown as ForgottenPerson;
        // One that did not load may still have kept something.
        const asked = loaded.filter(({ plugin }) => !plugin || plugin.forget);
        for (const { id } of asked) await jobs.add({ kind: TELL_ONE, payload: { plugin: id, person } });
      }),
  });
  jobs.handle(TELL_ONE, {
    run: ({ plugin, person }) => tell(rooms, live, loaded, { plugin, person } as Payload),
  });
}

async function tell(
  rooms: ChannelRooms,
  live: LiveAccounts,
  loaded: LoadedPlugin[],
  { plugin: id, person }: Payload,
): Promise<JobResult> {
  const one = loaded.find((known) => known.id === id);
  if (!one) return undefined;
  const why = reason('channels.cannot_forget', 'The channel could not forget somebody yet.');
  if (!one.plugin || one.why) return { wait: why, after: AGAIN };
  const call = { plugin: id, verb: 'forget', limit: rooms.config.limits.parse };
  const told = await rooms.calls.callPlugin(call, () => one.plugin!.forget?.(person, live.pluginContext(one)));
  return told.ok ? undefined : { wait: why, after: AGAIN };
}

/** What a channel kept of an account of an invented company, before the account goes. */
export async function clearDemo(
  rooms: ChannelRooms,
  loaded: LoadedPlugin[],
  live: Pick<LiveAccounts, 'pluginContext'>,
  channel: string,
): Promise<void> {
  const one = loaded.find(({ id }) => id === channel);
  const maker = one?.plugin?.sample;
  if (!one || !maker?.clear) return;
  const call = { plugin: channel, verb: 'clear', limit: rooms.config.limits.ask };
  await rooms.calls.callPlugin(call, () => maker.clear!(live.pluginContext(one)));
}
