// What of messages the desk holds back: which dangers are looked for, and the hosts that are always or never wanted (WA-12).
import { domainToASCII } from 'node:url';
import { actorOf, demand, type Accounts, type Viewer } from '../accounts/accounts.ts';
import type { Database } from '../database/database.ts';
import { toJson } from '../database/rows.ts';
import type { Events } from '../events/events.ts';
import type { Clock } from '../kernel/clock.ts';
import { invalid } from '../kernel/errors.ts';

export interface ContentRules {
  /** Links to names in other scripts that look like ASCII. */
  lookalikes: boolean;
  /** Links whose words are another address than theirs. */
  differing: boolean;
  /** Links to IP addresses. */
  addresses: boolean;
  /** Files that run, also in archives. */
  programs: boolean;
  /** Numbers of payment cards. */
  cards: boolean;
  /** Domains, with all below them, to which no link may lead. */
  blocked: string[];
  /** Domains to which any link may lead. */
  trusted: string[];
}

export const CHECKS = ['lookalikes', 'differing', 'addresses', 'programs', 'cards'] as const;

export const ALL_CHECKED: ContentRules = {
  lookalikes: true,
  differing: true,
  addresses: true,
  programs: true,
  cards: true,
  blocked: [],
  trusted: [],
};

export interface RulesNeeds {
  database: Database;
  events: Events;
  clock: Clock;
  accounts: Pick<Accounts, 'audit'>;
}

/** Milliseconds; every message asks, another process may change it. */
const KEEP = 5_000;
const MOST_DOMAINS = 1000;

export class Rules {
  readonly #needs: RulesNeeds;
  #kept: { rules: ContentRules; until: number } | undefined;

  constructor(needs: RulesNeeds) {
    this.#needs = needs;
  }

  async get(): Promise<ContentRules> {
    const { clock } = this.#needs;
    if (this.#kept && clock.monotonic() < this.#kept.until) return this.#kept.rules;
    const rules = await this.#stored();
    this.#kept = { rules, until: clock.monotonic() + KEEP };
    return rules;
  }

  async #stored(): Promise<ContentRules> {
    const row = await this.#needs.database.row<{ value: unknown }>(`select value from setting where name = 'content'`);
    return { ...ALL_CHECKED, ...(row ? toJson<Partial<ContentRules>>(row.value) : {}) };
  }

  /** Demands `workspace.manage`; throws `invalid` for what is no domain. */
  async set(viewer: Viewer, change: Partial<ContentRules>): Promise<void> {
    demand(viewer, 'workspace.manage');
    const { database, events, accounts } = this.#needs;
    const next = { ...change };
    for (const list of ['blocked', 'trusted'] as const) if (change[list]) next[list] = domainsOf(list, change[list]);
    await database.write(async () => {
      const value = JSON.stringify({ ...(await this.#stored()), ...next });
      const sql = `insert into setting (name, value) values ('content', ?) on conflict (name) do update set value = excluded.value`;
      await database.run(sql, [value]);
      database.afterCommit(() => (this.#kept = undefined));
      await accounts.audit.write(viewer, 'content_rules.changed', 'workspace', next);
      await events.add({ type: 'workspace.changed', actor: actorOf(viewer), data: { changed: ['content'] } });
    });
  }
}

/** As they are compared: without a scheme and path, in lower case and A-labels. */
function domainsOf(list: 'blocked' | 'trusted', given: string[]): string[] {
  const domains = given.map((one) =>
    one
      .trim()
      .toLowerCase()
      .replace(/^https?:\/\//, '')
      .replace(/[/:?#].*$/, ''),
  );
  const read = domains.filter(Boolean).map((one) => domainToASCII(one.replace(/^\*?\./, '')));
  if (read.length > MOST_DOMAINS) throw invalid({ [list]: 'wrong.too_many' });
  if (read.some((one) => !/^([a-z0-9_-]{1,63}\.)+[a-z0-9-]{2,63}$/.test(one)))
    throw invalid({ [list]: 'wrong.domain' });
  return [...new Set(read)];
}
