// What the doctor sees in the database: work that waits or failed, accounts in trouble, sign-ins that end, the clock.
import { reason, type Reason } from '../contract/reason.ts';
import { toBoolean } from '../database/rows.ts';
import type { Finding, Patient } from './shapes.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

export async function queueFindings({ rows, now }: Patient): Promise<Finding[]> {
  if (!rows) return [];
  const one = async (sql: string) => Number((await rows<{ value: number | null }>(sql))[0]?.value ?? 0);
  const quarantined = await one(`select count(*) as value from arrival where status = 'quarantined'`);
  const failed = await one(`select count(*) as value from delivery where status in ('failed', 'unknown')`);
  const oldest = await one(`select min(run_at) as value from job where status = 'queued'`);
  const minutes = oldest > 0 ? Math.max(0, Math.round((now().getTime() - oldest) / MINUTE)) : 0;
  return [
    counted(
      reason('doctor.quarantine', `${quarantined} arrivals are in quarantine`, { count: quarantined }),
      quarantined,
      reason('doctor.quarantine.mend', 'Look at them in the ledger of their account and replay them.'),
    ),
    counted(
      reason('doctor.failed', `${failed} messages could not be sent`, { count: failed }),
      failed,
      reason('doctor.failed.mend', 'The queue of their account says why; there they can be sent again.'),
    ),
    {
      state: minutes > 15 ? 'bad' : 'good',
      what: reason('doctor.late', `The oldest waiting work is due since ${minutes} min`, { minutes }),
      mend: minutes > 15 ? reason('doctor.late.mend', 'Is the desk running? If it is, restart it.') : undefined,
    },
  ];
}

function counted(what: Reason, count: number, mend: Reason): Finding {
  return count === 0 ? { state: 'good', what } : { state: 'warn', what, mend };
}

interface AccountRow {
  title: string;
  channel: string;
  demo: unknown;
  state: string;
  health: string;
  expires: number | null;
}

export async function accountFindings({ rows, now }: Patient): Promise<Finding[]> {
  if (!rows) return [];
  const accounts = await rows<AccountRow>(
    `select title, channel, demo, health_state as state, health, credential_expires_at as expires
     from channel_account where deleted_at is null and active = 1 order by title`,
  );
  return accounts.map((account) => accountFinding(account, now().getTime()));
}

function accountFinding({ title, demo, state, health, expires }: AccountRow, now: number): Finding {
  if (toBoolean(demo)) {
    const text = `${title} is an invented account for trying out: nothing leaves the desk by it`;
    return { state: 'good', what: reason('doctor.account_demo', text, { title }) };
  }
  const why = (JSON.parse(health) as { why?: { text: string } }).why?.text ?? state;
  if (state !== 'connected' && state !== 'starting')
    return {
      // It heals by itself, or asks for somebody.
      state: state === 'recovering' ? 'warn' : 'bad',
      what: reason('doctor.account', `${title}: ${why}`, { title, why }),
      mend: reason('doctor.account.mend', 'Open the health page of the account.'),
    };
  const days = expires === null ? null : Math.floor((expires - now) / DAY);
  if (days !== null && days < 14)
    return {
      state: days < 1 ? 'bad' : 'warn',
      what: reason('doctor.sign_in_ends', `${title}: the sign-in ends in ${days} days`, { title, days }),
      mend: reason('doctor.sign_in_ends.mend', 'Sign in again on the page of the account.'),
    };
  return { state: 'good', what: reason('doctor.account_good', `${title} is connected`, { title }) };
}

interface LeftRow {
  title: string;
  leftover: string;
}

/** What deleted accounts left at their far side, for thirty days. */
export async function leftoverFindings({ rows, now }: Patient): Promise<Finding[]> {
  const sql = `select title, leftover from channel_account where leftover is not null and deleted_at > ? order by title`;
  // The folder of a desk that was not started since this is known does not know it.
  const found = rows ? await rows<LeftRow>(sql, [now().getTime() - 30 * DAY]).catch(() => []) : [];
  return found.map(({ title, leftover }) => {
    const { why, again } = JSON.parse(leftover) as { why: Reason; again: boolean };
    const text = `${title} was deleted, and something of it is left at the service: ${why.text}`;
    const later = reason('doctor.leftover.later', 'The desk tries it again by itself, for about two days.');
    const never = reason(
      'doctor.leftover.mend',
      'The desk does not try it any more. Look there, and take it away by hand.',
    );
    return {
      state: 'warn',
      what: reason('doctor.leftover', text, { title, why: why.text }),
      mend: again ? later : never,
    };
  });
}

/** What is stored lies in the future only when the clock went back. */
export async function clockFindings({ rows, now }: Patient): Promise<Finding[]> {
  if (!rows) return [];
  const [newest] = await rows<{ at: number | null }>(
    'select max(at) as at from (select at from event order by id desc limit 100)',
  );
  const minutes = Math.round(((newest?.at ?? 0) - now().getTime()) / MINUTE);
  if (minutes < 2) return [{ state: 'good', what: reason('doctor.clock', 'The clock goes forward') }];
  return [
    {
      state: 'bad',
      what: reason('doctor.clock_back', `The clock is ${minutes} min behind what happened already`, { minutes }),
      mend: reason('doctor.clock_back.mend', 'Have the machine set its clock by NTP.'),
    },
  ];
}
