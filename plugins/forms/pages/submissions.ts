// The submissions of a form: searched, filtered, in chosen columns, as a file, one by one with what is hidden elsewhere.
import type { AccountPage, PageAbout } from '../../../core/contract/pages.ts';
import { propertyOf } from '../form/definition.ts';
import { loadForm } from '../form/store.ts';
import { cellOf, fieldColumns, OWN_COLUMNS, toCsv, type Column } from '../submissions/csv.ts';
import {
  countSubmissions,
  deleteSubmission,
  listSubmissions,
  STATES,
  submission,
  type Query,
  type State,
  type Submission,
} from '../submissions/store.ts';
import { dayStart } from './days.ts';
import { told } from './told.ts';

const PAGE = 50;
/** Rows of a file. */
const MOST = 50_000;

export const submissionsPage: AccountPage = {
  id: 'submissions',
  view: 'submissions/page',
  permission: 'channel.manage',
  model: pageModel,
  actions: {
    async columns(about, form) {
      await about.account.notebook.set(`columns.${about.viewer.id}`, form.texts('column').slice(0, 80));
      return { go: kept(about.query), said: told('columns') };
    },
    async remove({ account }, form) {
      await deleteSubmission(account, form.number('submission'));
      return { go: {}, said: told('submission_deleted') };
    },
  },
  files: {
    async 'submissions.csv'(about) {
      const { account } = about;
      const submissions = await listSubmissions(account, queryOf(about), { offset: 0, most: MOST });
      const columns = await allColumns(about, submissions);
      const name = `${account.account.title.replace(/[^\p{L}\p{N} _-]/gu, '').trim() || 'form'}.csv`;
      return { name, type: 'text/csv; charset=utf-8', content: toCsv(columns, submissions) };
    },
  },
};

function queryOf({ query, timeZone }: PageAbout): Query {
  return {
    words: (query.q ?? '').slice(0, 200),
    state: STATES.find((one) => one === query.state) ?? null,
    from: dayStart(query.from, timeZone, 0),
    to: dayStart(query.to, timeZone, 1),
  };
}

/** The filters, for links that keep them. */
function kept({ q, state, from, to }: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries({ q, state, from, to }).filter((entry): entry is [string, string] => !!entry[1]),
  );
}

async function allColumns({ account, language }: PageAbout, submissions: Submission[]): Promise<Column[]> {
  const { fields } = (await loadForm(account)).definition;
  const own = OWN_COLUMNS.map((id) => ({ id: id as string, label: account.text(language, `column.${id}`) }));
  return [...own, ...fieldColumns(fields, submissions)];
}

async function pageModel(about: PageAbout): Promise<object> {
  const { account, query, address } = about;
  const wanted = queryOf(about);
  const count = await countSubmissions(account, wanted);
  const pages = Math.max(1, Math.ceil(count / PAGE));
  const page = Math.min(pages, Math.max(1, Number(query.page) || 1));
  const submissions = await listSubmissions(account, wanted, { offset: (page - 1) * PAGE, most: PAGE });
  const columns = await allColumns(about, submissions);
  const chosen = await chosenColumns(about, columns);
  const shown = columns.filter(({ id }) => chosen.includes(id));
  const filters = kept(query);
  const link = (more: Record<string, string>) => `${address}?${new URLSearchParams({ ...filters, ...more })}`;
  const open = /^\d{1,15}$/.test(query.submission ?? '') ? await submission(account, Number(query.submission)) : null;
  return {
    address,
    query: { ...filters },
    filtered: Object.keys(filters).length > 0 || undefined,
    states: STATES.map((id) => ({ id, label: say(about, `state.${id}`), current: id === wanted.state })),
    csv: `${address}/submissions.csv?${new URLSearchParams(filters)}`,
    count,
    columns: columns.map(({ id, label }) => ({ id, label, chosen: chosen.includes(id) })),
    shown: shown.map(({ label }) => label),
    rows: submissions.map((one) =>
      rowModel(about, one, shown, link({ page: String(page), submission: String(one.id) })),
    ),
    page,
    pages,
    earlier: page > 1 ? link({ page: String(page - 1) }) : undefined,
    later: page < pages ? link({ page: String(page + 1) }) : undefined,
    open: open ? await detailModel(about, open, link({ page: String(page) })) : undefined,
    clear: address,
  };
}

const say = ({ account, language }: PageAbout, key: string) => account.text(language, key);

async function chosenColumns({ account, viewer }: PageAbout, columns: Column[]): Promise<string[]> {
  const kept = await account.notebook.get<string[]>(`columns.${viewer.id}`);
  if (kept?.length) return kept;
  // What fits beside each other: when, who, what, and the first questions.
  const { fields } = (await loadForm(account)).definition;
  const isTold = ({ kind, role }: (typeof fields)[0]) =>
    kind === 'email' || (role !== null && propertyOf(role) === null);
  const told = new Set(fields.filter(isTold).map(({ id }) => id));
  const questions = columns.slice(OWN_COLUMNS.length).flatMap(({ id }) => (told.has(id) ? [] : [id]));
  return ['at', 'state', 'sender', 'subject', ...questions.slice(0, 2)];
}

const TONES: Record<State, string> = { accepted: 'good', limited: 'warn', spam: 'bad' };

function rowModel(about: PageAbout, one: Submission, shown: Column[], href: string) {
  const cells = shown.map(({ id }, index) => {
    const value = cellOf(one, id);
    const text = value.length > 120 ? `${value.slice(0, 120)}…` : value;
    const chip = id === 'state' ? { label: say(about, `state.${one.state}`), tone: TONES[one.state] } : undefined;
    return { ...(id === 'at' ? { at: one.at } : { text }), chip, href: index === 0 ? href : undefined };
  });
  return { id: one.id, cells };
}

async function detailModel(about: PageAbout, one: Submission, back: string) {
  return {
    id: one.id,
    title: one.subject,
    at: one.at,
    name: one.name,
    sender: one.sender,
    page: one.page,
    why: one.reason ?? undefined,
    state: { label: say(about, `state.${one.state}`), tone: TONES[one.state] },
    answers: one.answers.filter(({ value }) => value !== ''),
    conversation: await about.account.placeOf(one.key),
    back,
  };
}
