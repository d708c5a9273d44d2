// How accounts are doing: equal reports are dropped, a short recovery is not shown, loss and return are said once.
import type { Health } from '../contract/health.ts';
import type { Reason } from '../contract/reason.ts';
import type { ChannelAccount } from '../database/entities/inbox.ts';
import type { ChannelRooms } from './rooms.ts';

export interface HealthKeeper {
  report(row: ChannelAccount, health: Health): void;
  /** Sending by the account is not possible for now; null: it is again. */
  outage(row: ChannelAccount, why: Reason | null): void;
  /** The account closes: what is held back is dropped. */
  forget(accountId: number): void;
  settled(): Promise<void>;
}

type Needs = Pick<ChannelRooms, 'database' | 'events' | 'jobs' | 'clock' | 'log'>;

export function createHealthKeeper(rooms: Needs, patience: number): HealthKeeper {
  const { database, events, jobs, clock, log } = rooms;
  const held = new Map<number, { timer: NodeJS.Timeout; health: Health }>();
  const outages = new Map<number, string>();
  let writing: Promise<unknown> = Promise.resolve();

  function report(row: ChannelAccount, health: Health): void {
    // What comes in may be well while nothing goes out.
    if (health.state === 'connected' && outages.has(row.id)) return;
    if (health.state === 'recovering' && row.healthState === 'connected') return hold(row, health);
    forget(row.id);
    if (JSON.stringify(health) !== JSON.stringify(row.health) || health.state !== row.healthState) store(row, health);
  }

  /** Shown when the first report is old enough, whatever was said since. */
  function hold(row: ChannelAccount, health: Health): void {
    const waiting = held.get(row.id);
    if (waiting) waiting.health = health;
    else {
      const timer = setTimeout(() => store(row, held.get(row.id)!.health), patience);
      timer.unref();
      held.set(row.id, { timer, health });
    }
  }

  function outage(row: ChannelAccount, why: Reason | null): void {
    const known = outages.get(row.id);
    if (why) {
      outages.set(row.id, why.code);
      // What the plugin says itself about its account comes first.
      if (row.healthState === 'connected' && !held.has(row.id)) hold(row, { state: 'recovering', why, action: 'wait' });
      return;
    }
    outages.delete(row.id);
    const ours = row.healthState === 'recovering' && row.health.why?.code === known;
    if (ours || row.healthState === 'connected') report(row, { state: 'connected' });
  }

  function store(row: ChannelAccount, health: Health): void {
    forget(row.id);
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
      await moveWork(row.id, health, before);
    });
  }

  /** Work that could not succeed rests instead of burning its attempts, and goes on once signed in again. */
  async function moveWork(accountId: number, health: Health, before: string): Promise<void> {
    const lost = { code: 'account.needs_sign_in', text: 'The account needs a new sign-in.' };
    if (health.state === 'needs sign-in') await jobs.park(accountId, health.why ?? lost);
    else if (before === 'needs sign-in') await jobs.unpark(accountId);
  }

  /** What is held back for an account that closes is dropped. */
  function close(accountId: number): void {
    forget(accountId);
    outages.delete(accountId);
  }

  function forget(accountId: number): void {
    clearTimeout(held.get(accountId)?.timer);
    held.delete(accountId);
  }

  return { report, outage, forget: close, settled: async () => void (await writing) };
}
