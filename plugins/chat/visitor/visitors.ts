// Visitors as rows: who they say they are, what they agreed to, where they looked.
import type { AccountContext } from '../../../core/contract/context.ts';
import type { Hello } from '../line/frames.ts';

export interface Visitor {
  id: string;
  account_id: number;
  /** What the site calls its signed-in user; proven. */
  user_key: string | null;
  name: string;
  /** Only a claim, unless `proven`. */
  email: string;
  proven: number;
  language: string;
  zone: string;
  screen: string;
  /** The browser's own description. */
  agent: string;
  consented_at: number | null;
  /** Their last message that somebody of the team has read, by the client's id. */
  read_up_to: string;
  wrote_at: number | null;
  ended_at: number | null;
  visits: number;
  created_at: number;
  seen_at: number;
}

export interface SeenPage {
  at: number;
  address: string;
  title: string;
  referrer: string;
}

/** Milliseconds without a sign after which coming again is another visit. */
const VISIT = 30 * 60_000;
/** Pages kept of one visitor. */
const PAGES = 200;

type Context = Pick<AccountContext, 'store' | 'account' | 'now'>;

export async function findVisitor({ store, account }: Context, id: string): Promise<Visitor | null> {
  const sql = 'select * from chat_visitor where id = ? and account_id = ?';
  return (await store.row<Visitor>(sql, [id, account.id])) ?? null;
}

export async function visitorOfUser({ store, account }: Context, user: string): Promise<Visitor | null> {
  const sql = 'select * from chat_visitor where account_id = ? and user_key = ?';
  return (await store.row<Visitor>(sql, [account.id, user])) ?? null;
}

/** Makes the row or brings it up to date; a new visit is counted. */
export async function keepVisitor(context: Context, id: string, hello: Hello, agent: string): Promise<void> {
  const now = context.now().getTime();
  await context.store.run(
    `insert into chat_visitor (id, account_id, language, zone, screen, agent, visits, created_at, seen_at)
     values (?, ?, ?, ?, ?, ?, 1, ?, ?)
     on conflict (id) do update set language = excluded.language, zone = excluded.zone, screen = excluded.screen,
       agent = excluded.agent, seen_at = excluded.seen_at,
       visits = visits + (case when excluded.seen_at - chat_visitor.seen_at > ? then 1 else 0 end)`,
    [id, context.account.id, hello.language, hello.zone, hello.screen, agent.slice(0, 300), now, now, VISIT],
  );
}

/** The same page again at once is a reload. */
export async function keepPage(context: Context, id: string, page: Omit<SeenPage, 'at'>): Promise<void> {
  if (page.address === '') return;
  const now = context.now().getTime();
  await context.store.write(async () => {
    const last = await context.store.row<SeenPage>(
      'select address from chat_page where visitor_id = ? order by id desc limit 1',
      [id],
    );
    await context.store.run('update chat_visitor set seen_at = ? where id = ?', [now, id]);
    if (last?.address === page.address) return;
    await context.store.run('insert into chat_page (visitor_id, at, address, title, referrer) values (?, ?, ?, ?, ?)', [
      id,
      now,
      page.address,
      page.title,
      page.referrer,
    ]);
    await context.store.run(
      `delete from chat_page where visitor_id = ? and id <= (
         select id from chat_page where visitor_id = ? order by id desc limit 1 offset ?)`,
      [id, id, PAGES],
    );
  });
}

export async function forgetPages({ store }: Pick<Context, 'store'>, id: string): Promise<void> {
  await store.run('delete from chat_page where visitor_id = ?', [id]);
}

/** Newest first. */
export function pagesOf({ store }: Pick<Context, 'store'>, id: string, most: number): Promise<SeenPage[]> {
  const sql = 'select at, address, title, referrer from chat_page where visitor_id = ? order by id desc limit ?';
  return store.rows<SeenPage>(sql, [id, most]);
}

type Change = Partial<
  Pick<
    Visitor,
    'user_key' | 'name' | 'email' | 'proven' | 'consented_at' | 'read_up_to' | 'wrote_at' | 'ended_at' | 'seen_at'
  >
>;

export async function changeVisitor({ store }: Pick<Context, 'store'>, id: string, change: Change): Promise<void> {
  const names = Object.keys(change);
  if (names.length === 0) return;
  const sets = names.map((name) => `${name} = ?`).join(', ');
  await store.run(`update chat_visitor set ${sets} where id = ?`, [...Object.values(change), id]);
}

/** Milliseconds after which somebody who never wrote is forgotten, and pages of those who did. */
const FORGOTTEN = 30 * 86_400_000;
const OLD = 365 * 86_400_000;

export async function forgetOld({ store, now }: Pick<Context, 'store' | 'now'>): Promise<void> {
  const at = now().getTime();
  await store.write(async () => {
    await store.run('delete from chat_visitor where wrote_at is null and user_key is null and seen_at < ?', [
      at - FORGOTTEN,
    ]);
    await store.run('delete from chat_page where at < ? or visitor_id not in (select id from chat_visitor)', [
      at - OLD,
    ]);
  });
}

/** Ties a visitor to a user of the site; the id of whoever has been that user before, where there is one. */
export function bindUser(context: Context, id: string, user: string): Promise<string> {
  return context.store.write(async () => {
    const theirs = await visitorOfUser(context, user);
    if (theirs) return theirs.id;
    await context.store.run('update chat_visitor set user_key = ? where id = ? and user_key is null', [user, id]);
    return id;
  });
}
