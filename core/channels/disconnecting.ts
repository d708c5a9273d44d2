// Deleted accounts: what connecting did at the far side is undone there, durably, and then their secrets are forgotten (CH-2).
import type { Leftover } from '../contract/connect.ts';
import { reason } from '../contract/reason.ts';
import { ChannelAccount } from '../database/entities/inbox.ts';
import type { JobResult, RunningJob } from '../jobs/jobs.ts';
import type { LiveAccounts } from './live.ts';
import type { LoadedPlugin } from './load.ts';
import type { ChannelRooms } from './rooms.ts';

const KIND = 'channels.disconnect';
/** With the growing gaps of jobs: about two days. */
const ATTEMPTS = 12;

/** Inside `write`, with the deletion. */
export async function disconnectLater({ jobs }: ChannelRooms, accountId: number): Promise<void> {
  await jobs.add({ kind: KIND, payload: { accountId } });
}

/** Before the jobs start. */
export function disconnectWithPlugins(rooms: ChannelRooms, loaded: LoadedPlugin[], live: LiveAccounts): void {
  rooms.jobs.handle(KIND, {
    attempts: ATTEMPTS,
    async run({ accountId }, job) {
      const row = await rooms.database.read().findOne(ChannelAccount, { id: Number(accountId) });
      if (!row?.deletedAt) return undefined;
      // Whoever deleted it may still be closing it.
      await live.close(row.id);
      const one = loaded.find(({ id }) => id === row.channel);
      const left = row.demo ? null : await askToDisconnect(rooms, live, row, one);
      return end(rooms, row, { one, left, job });
    },
  });
}

async function askToDisconnect(
  rooms: ChannelRooms,
  live: LiveAccounts,
  row: ChannelAccount,
  one: LoadedPlugin | undefined,
): Promise<Leftover | null> {
  if (!one?.plugin || one.why) {
    const { channel } = row;
    const text = `The channel "${channel}" does not run, so nothing was taken back at the service.`;
    return { why: reason('account.not_disconnected', text, { channel }), again: true };
  }
  if (!one.plugin.disconnect) return null;
  const { channel, uniqueId } = row;
  const isBack = (await rooms.database.read().count(ChannelAccount, { channel, uniqueId, deletedAt: null })) > 0;
  const context = live.contextFor(one, row);
  const call = { plugin: one.id, account: row.id, verb: 'disconnect', limit: rooms.config.limits.connect };
  const answer = await rooms.calls.callPlugin(call, () => one.plugin!.disconnect!(context, { isBack }));
  if (answer.ok) return answer.value ?? null;
  const { detail } = answer;
  return {
    why: reason('account.disconnect_failed', `It could not be disconnected: ${detail}`, { detail }),
    again: true,
  };
}

/** What is left stands with the account until it is gone, or for good once nothing is tried any more. */
async function end(
  { database, log }: ChannelRooms,
  row: ChannelAccount,
  { one, left, job }: { one: LoadedPlugin | undefined; left: Leftover | null; job: RunningJob },
): Promise<JobResult> {
  const isTried = left !== null && left.again && job.attempt < ATTEMPTS;
  const settings = isTried ? row.settings : withoutSecrets(row.settings, one);
  await database.run('update channel_account set leftover = ?, settings = ? where id = ?', [
    left && JSON.stringify({ ...left, again: isTried }),
    JSON.stringify(settings),
    row.id,
  ]);
  if (!left) return undefined;
  const about = { account: row.id, channel: row.channel, code: left.why.code, why: left.why.text };
  if (isTried) {
    log.warn(about, 'A deleted account could not be disconnected yet');
    return { retry: left.why, ...(left.after && { after: left.after }) };
  }
  log.error(about, 'A deleted account leaves something at its far side');
  return undefined;
}

/** Nobody needs them any more; where nobody knows which they are, all settings go. */
function withoutSecrets(settings: Record<string, unknown>, one: LoadedPlugin | undefined): Record<string, unknown> {
  const shape = one?.plugin?.settings;
  return shape ? Object.fromEntries(Object.entries(settings).filter(([name]) => shape[name]?.type !== 'secret')) : {};
}
