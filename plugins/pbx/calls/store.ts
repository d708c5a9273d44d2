// What telephones hold, as the database has it: one row for each end that the telephone system rings at or is asked for.
import type { AccountContext, PluginContext } from '../../../core/contract/context.ts';

/**
 * - `asked`: the page is to call. `early`: it rings. `up`: both ends talk, or hold.
 * - `over`: for good; kept a while, so that what is told twice is known.
 */
export type DialogState = 'asked' | 'early' | 'up' | 'over';

export interface Dialog {
  userId: number;
  name: string;
  /** Of the desk's call. */
  key: string;
  /** The Call-ID; empty until the page has called. */
  sip: string;
  way: 'in' | 'out';
  state: DialogState;
}

interface Row {
  user_id: number;
  name: string;
  call_key: string;
  sip: string;
  way: Dialog['way'];
  state: DialogState;
}

type Place = Pick<AccountContext, 'account' | 'store' | 'now'>;

const dialogFrom = ({ user_id: userId, call_key: key, name, sip, way, state }: Row): Dialog => ({
  ...{ userId, key, name, sip, way, state },
});

async function where({ account, store }: Place, condition: string, values: unknown[]): Promise<Dialog[]> {
  const sql = `select * from pbx_dialog where account_id = ? and ${condition} order by made_at, user_id, name`;
  return (await store.rows<Row>(sql, [account.id, ...values])).map(dialogFrom);
}

/** Those of a call that are not over. */
export function dialogsOf(place: Place, key: string): Promise<Dialog[]> {
  return where(place, `call_key = ? and state <> 'over'`, [key]);
}

/** Those of a member of the team that are not over. */
export function heldBy(place: Place, userId: number): Promise<Dialog[]> {
  return where(place, `user_id = ? and state <> 'over'`, [userId]);
}

/** All that are not over. */
export function openDialogs(place: Place): Promise<Dialog[]> {
  return where(place, `state <> 'over'`, []);
}

export async function dialogNamed(place: Place, userId: number, name: string): Promise<Dialog | undefined> {
  return (await where(place, 'user_id = ? and name = ?', [userId, name]))[0];
}

/** By its Call-ID. */
export async function dialogBySip(place: Place, userId: number, sip: string): Promise<Dialog | undefined> {
  return (await where(place, 'user_id = ? and sip = ?', [userId, sip])).at(-1);
}

/** The same again stays as it is. */
export async function addDialog({ account, store, now }: Place, dialog: Dialog): Promise<void> {
  const { userId, name, key, sip, way, state } = dialog;
  await store.run(
    `insert into pbx_dialog (account_id, user_id, name, call_key, sip, way, state, made_at)
     values (?, ?, ?, ?, ?, ?, ?, ?) on conflict (account_id, user_id, name) do nothing`,
    [account.id, userId, name, key, sip, way, state, now().getTime()],
  );
}

/** What is over stays over, whatever comes late. */
export async function changeDialog(
  { account, store }: Place,
  { userId, name }: Dialog,
  { state, sip }: { state: DialogState; sip?: string },
): Promise<void> {
  await store.run(
    `update pbx_dialog set state = ?, sip = coalesce(?, sip)
     where account_id = ? and user_id = ? and name = ? and state <> 'over'`,
    [state, sip ?? null, account.id, userId, name],
  );
}

export async function forgetOld({ store }: Pick<PluginContext, 'store'>, before: Date): Promise<void> {
  await store.run(`delete from pbx_dialog where made_at < ? and state = 'over'`, [before.getTime()]);
}
