// How accounts are doing: equal reports are dropped, a short recovery is not shown, loss and return are said once.
import type { Health } from '../contract/health.ts';
import type { Database } from '../database/database.ts';
import type { ChannelAccount } from '../database/entities/inbox.ts';
import type { Events } from '../events/events.ts';
import type { Jobs } from '../jobs/jobs.ts';
import type { Clock } from '../kernel/clock.ts';
import type { Log } from '../kernel/log.ts';

/** A connection that comes back within this time was never shown as lost. */
const PATIENCE = 20_000;

export interface HealthKeeper {
  report(row: ChannelAccount, health: Health): void;
  /** Drops what is held back for an account that closes. */
  forget(accountId: number): void;
  settled(): Promise<void>;
}

export function createHealthKeeper(rooms: {
  database: Database;
  events: Events;
  jobs: Jobs;
  clock: Clock;
  log: Log;
}): HealthKeeper {
  const { database, events, jobs, clock, log } = rooms;
  const held = new Map<number, NodeJS.Timeout>();
  let writing: Promise<unknown> = Promise.resolve();

  function report(row: ChannelAccount, health: Health): void {
    if (JSON.stringify(health) === JSON.stringify(row.health) && health.state === row.healthState) {
      forget(row.id);
      return;
    }
    forget(row.id);
    if (health.state === 'recovering' && row.healthState === 'connected') {
      const timer = setTimeout(() => store(row, health), PATIENCE);
      timer.unref();
      held.set(row.id, timer);
      return;
    }
    store(row, health);
  }

  function store(row: ChannelAccount, health: Health): void {
    held.delete(row.id);
    const before = row.healthState;
    row.health = health;
    row.healthState = health.state;
    if (before !== health.state) row.healthSince = clock.now();
    writing = writing
      .then(() => write(row, health, before))
      .catch((error) => log.error({ error, account: row.id }, 'Health could not be stored'));
  }

  async function write(row: ChannelAccount, health: Health, before: string): Promise<void> {
    if (before !== health.state)
      log.info(
        { account: row.id, channel: row.channel, from: before, to: health.state, code: health.why?.code },
        'Account health changed',
      );
    await database.write(async () => {
      await database.run('update channel_account set health = ?, health_state = ?, health_since = ? where id = ?', [
        JSON.stringify(health),
        health.state,
        row.healthSince?.getTime() ?? null,
        row.id,
      ]);
      await events.add({
        type: 'account.health',
        actor: `plugin:${row.channel}`,
        accountId: row.id,
        inboxId: row.inboxId,
        data: { state: health.state },
      });
    });
    // Work that could not succeed rests instead of burning its attempts, and goes on once signed in again.
    if (health.state === 'needs sign-in')
      await jobs.park(
        row.id,
        health.why ?? { code: 'account.needs_sign_in', text: 'The account needs a new sign-in.' },
      );
    if (health.state === 'connected' && before !== 'connected') await jobs.unpark(row.id);
  }

  function forget(accountId: number): void {
    clearTimeout(held.get(accountId));
    held.delete(accountId);
  }

  return { report, forget, settled: async () => void (await writing) };
}
