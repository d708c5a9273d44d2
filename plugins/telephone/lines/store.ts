// Telephone lines as the database has them: the customer's and those of the team, by the call they belong to.
import type { AccountContext } from '../../../core/contract/context.ts';

/**
 * - `asked`: the provider is to ring there, or does. `talking`: they are in the room of the call.
 * - `message`: the customer leaves a message, or is told why not. `over`: for good.
 */
export type LineState = 'asked' | 'talking' | 'message' | 'over';

export interface Line {
  key: string;
  /** Of the desk's call; 0 is the customer's. */
  leg: number;
  /** The provider's name for the call; null until it has told. */
  sid: string | null;
  /** E.164, `sip:…`, `client:…`, or what the provider says instead of a number. */
  target: string;
  state: LineState;
  /** The newest callback that counted. */
  seq: number;
  muted: boolean;
  held: boolean;
  /** The provider's name for the room; on the customer's line. */
  conference: string | null;
  madeAt: number;
}

interface Row {
  call_key: string;
  leg: number;
  sid: string | null;
  target: string;
  state: LineState;
  seq: number;
  muted: number;
  held: number;
  conference: string | null;
  made_at: number;
}

type Place = Pick<AccountContext, 'account' | 'store' | 'now'>;

export async function linesOf({ account, store }: Place, key: string): Promise<Line[]> {
  const where = 'select * from telephone_line where account_id = ? and call_key = ? order by leg';
  return (await store.rows<Row>(where, [account.id, key])).map(lineFrom);
}

/** Those that began before and are not over. */
export async function openLines({ account, store }: Place, before: Date): Promise<Line[]> {
  const where = `select * from telephone_line where account_id = ? and state <> 'over' and made_at < ? order by made_at, leg`;
  return (await store.rows<Row>(where, [account.id, before.getTime()])).map(lineFrom);
}

function lineFrom(row: Row): Line {
  return {
    ...{ key: row.call_key, leg: row.leg, sid: row.sid, target: row.target, state: row.state },
    ...{ seq: row.seq, muted: row.muted === 1, held: row.held === 1, conference: row.conference },
    madeAt: row.made_at,
  };
}

/** The same line again stays as it is. */
export async function addLine(
  { account, store, now }: Place,
  { key, leg, target, sid = null }: Pick<Line, 'key' | 'leg' | 'target'> & { sid?: string | null },
): Promise<void> {
  await store.run(
    `insert into telephone_line (account_id, call_key, leg, sid, target, state, seq, muted, held, made_at)
     values (?, ?, ?, ?, ?, 'asked', -1, 0, 0, ?) on conflict (account_id, call_key, leg) do nothing`,
    [account.id, key, leg, sid, target, now().getTime()],
  );
}

const COLUMNS = { sid: 'sid', state: 'state', seq: 'seq', muted: 'muted', held: 'held', conference: 'conference' };

export async function changeLine(
  { account, store }: Place,
  { key, leg }: Pick<Line, 'key' | 'leg'>,
  change: Partial<Pick<Line, keyof typeof COLUMNS>>,
): Promise<void> {
  const names = Object.keys(change) as (keyof typeof COLUMNS)[];
  const values = names.map((name) => (typeof change[name] === 'boolean' ? Number(change[name]) : change[name]));
  const sets = names.map((name) => `${COLUMNS[name]} = ?`).join(', ');
  // What is over stays over, whatever comes late.
  const where = `account_id = ? and call_key = ? and leg = ? and state <> 'over'`;
  await store.run(`update telephone_line set ${sets} where ${where}`, [...values, account.id, key, leg]);
}
