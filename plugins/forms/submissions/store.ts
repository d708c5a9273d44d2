// The submissions of a form in the channel's own table: written before the arrival, found, counted, read, deleted.
import type { AccountContext } from '../../../core/contract/context.ts';
import type { Reason } from '../../../core/contract/reason.ts';
import type { Answer } from '../answers/check.ts';

export type State = 'accepted' | 'limited' | 'spam';
export const STATES: readonly State[] = ['accepted', 'limited', 'spam'];

export interface Submission {
  id: number;
  key: string;
  at: Date;
  /** Whether the desk has written the arrival down. */
  received: boolean;
  state: State;
  reason: Reason | null;
  /** E-mail address in lower case, or empty. */
  sender: string;
  name: string;
  subject: string;
  answers: Answer[];
  page: string;
}

export interface NewSubmission extends Omit<Submission, 'id' | 'received'> {
  /** Of the answers and files: tells whether the same form was sent twice or changed in between. */
  digest: string;
}

export interface Query {
  words: string;
  state: State | null;
  /** From and before, in milliseconds. */
  from: number | null;
  to: number | null;
}

type Account = Pick<AccountContext, 'account' | 'store' | 'now'>;

interface Row {
  id: number;
  key: string;
  at: number;
  received_at: number | null;
  state: State;
  reason: string | null;
  sender: string;
  name: string;
  subject: string;
  answers: string;
  page: string;
}

const COLUMNS = 'id, key, at, received_at, state, reason, sender, name, subject, answers, page';

/** Writes it unless its key is there already; `digest` is of what is stored under the key. */
export async function addSubmission(
  { account, store }: Account,
  one: NewSubmission,
): Promise<{ fresh: boolean; digest: string }> {
  const { key, at, digest, state, reason, sender, name, subject, answers, page } = one;
  const words = wordsOf([name, sender, subject], answers);
  const why = reason && JSON.stringify(reason);
  return store.write(async () => {
    const added = await store.row(
      `insert into forms_submission (account_id, key, at, digest, state, reason, sender, name, subject, answers, words, page)
       values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) on conflict (account_id, key) do nothing returning id`,
      [account.id, key, at.getTime(), digest, state, why, sender, name, subject, JSON.stringify(answers), words, page],
    );
    const sql = 'select digest from forms_submission where account_id = ? and key = ?';
    const stored = await store.row<{ digest: string }>(sql, [account.id, key]);
    return { fresh: added !== undefined, digest: stored!.digest };
  });
}

/** What is searched. */
export function wordsOf(facts: string[], answers: Answer[]): string {
  const values = answers.map(({ value }) => value);
  return [...facts, ...values].join('\n').toLowerCase().slice(0, 60_000);
}

export async function markReceived({ account, store, now }: Account, key: string): Promise<void> {
  const sql = 'update forms_submission set received_at = ? where account_id = ? and key = ? and received_at is null';
  await store.run(sql, [now().getTime(), account.id, key]);
}

/** Of one sender: within the last hour, and all that counted (no spam). */
export async function countsOf({ account, store, now }: Account, sender: string) {
  const row = await store.row<{ recent: number; counted: number }>(
    `select coalesce(sum(at > ?), 0) as recent, coalesce(sum(state = 'accepted'), 0) as counted
     from forms_submission where account_id = ? and sender = ? and sender <> ''`,
    [now().getTime() - 3600_000, account.id, sender],
  );
  return { recent: Number(row?.recent ?? 0), counted: Number(row?.counted ?? 0) };
}

export async function listSubmissions(account: Account, query: Query, page: { offset: number; most: number }) {
  const { where, params } = conditions(account, query);
  const rows = await account.store.rows<Row>(
    `select ${COLUMNS} from forms_submission where ${where} order by at desc, id desc limit ? offset ?`,
    [...params, page.most, page.offset],
  );
  return rows.map(submissionFrom);
}

export async function countSubmissions(account: Account, query: Query): Promise<number> {
  const { where, params } = conditions(account, query);
  const sql = `select count(*) as count from forms_submission where ${where}`;
  return Number((await account.store.row<{ count: number }>(sql, params))!.count);
}

function conditions({ account }: Account, { words, state, from, to }: Query) {
  const clauses = ['account_id = ?'];
  const params: unknown[] = [account.id];
  const and = (clause: string, value: unknown) => {
    clauses.push(clause);
    params.push(value);
  };
  if (state) and('state = ?', state);
  if (from !== null) and('at >= ?', from);
  if (to !== null) and('at < ?', to);
  for (const word of words.toLowerCase().split(/\s+/).filter(Boolean).slice(0, 8))
    and(`words like ? escape '\\'`, `%${word.replace(/[\\%_]/g, '\\$&')}%`);
  return { where: clauses.join(' and '), params };
}

export async function submission({ account, store }: Account, id: number): Promise<Submission | null> {
  const row = await store.row<Row>(`select ${COLUMNS} from forms_submission where account_id = ? and id = ?`, [
    account.id,
    id,
  ]);
  return row ? submissionFrom(row) : null;
}

export async function deleteSubmission({ account, store }: Account, id: number): Promise<void> {
  await store.run('delete from forms_submission where account_id = ? and id = ?', [account.id, id]);
}

/** Cut off between being written here and being written down by the desk. */
export async function unsettled({ account, store, now }: Account): Promise<Submission[]> {
  const rows = await store.rows<Row>(
    `select ${COLUMNS} from forms_submission where account_id = ? and received_at is null and at < ? order by id limit 100`,
    [account.id, now().getTime() - 60_000],
  );
  return rows.map(submissionFrom);
}

function submissionFrom(row: Row): Submission {
  const { id, key, state, sender, name, subject, page } = row;
  return {
    ...{ id, key, state, sender, name, subject, page },
    at: new Date(row.at),
    received: row.received_at !== null,
    reason: row.reason === null ? null : (JSON.parse(row.reason) as Reason),
    answers: JSON.parse(row.answers) as Answer[],
  };
}
