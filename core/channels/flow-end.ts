// The end of a wizard: accounts are made or changed, each far side's name once (WS-5).
import type { ConnectedAccount, ConnectStep } from '../contract/connect.ts';
import { reason, type Reason } from '../contract/reason.ts';
import type { ConnectFlow } from '../database/entities/inbox.ts';
import { notFound } from '../kernel/errors.ts';
import type { AccountBook } from './accounts.ts';

export type Done = Extract<ConnectStep, { step: 'done' }>;

export class FlowEnd {
  readonly #book: AccountBook;

  constructor(book: AccountBook) {
    this.#book = book;
  }

  /** The ids of the accounts, or why none was stored. */
  async finish(flow: ConnectFlow, { accounts }: Done): Promise<number[] | { stop: Reason }> {
    for (const one of accounts) {
      const stop = flow.accountId
        ? await this.#otherThan(flow.accountId, one.uniqueId)
        : await this.taken(flow.channel, one.uniqueId);
      if (stop) return { stop };
    }
    if (!flow.accountId) return this.#create(flow, accounts);
    for (const one of accounts) await this.#update(flow.accountId, flow, one);
    return accounts.map(() => flow.accountId!);
  }

  async #otherThan(accountId: number, uniqueId: string): Promise<Reason | null> {
    const own = await this.#book.accountById(accountId);
    if (own?.uniqueId === uniqueId) return null;
    return reason('connect.other_account', `This is another account (${uniqueId}).`, { uniqueId });
  }

  /** Where the far side's name is connected already, as a refusal; null when it is nowhere. */
  async taken(channel: string, uniqueId: string): Promise<Reason | null> {
    const where = await this.#book.whereConnected(channel, uniqueId);
    if (!where) return null;
    const { title, inboxName: inbox } = where;
    const text = `${title} is connected already, in the inbox “${inbox}”.`;
    return reason('connect.already_connected', text, { title, inbox });
  }

  /** All of them or none: one that was connected by somebody else meanwhile leaves the rest unmade. */
  async #create({ channel, inboxId, userId }: ConnectFlow, accounts: ConnectedAccount[]): Promise<number[]> {
    if (!inboxId) throw notFound('inbox');
    const made = accounts.map((one) => ({ channel, inboxId, ...one }));
    return (await this.#book.createAll(made, `user:${userId}`)).map(({ id }) => id);
  }

  async #update(id: number, { userId, purpose }: ConnectFlow, one: ConnectedAccount): Promise<void> {
    await this.#book.renew(id, `user:${userId}`, purpose, one.values, one.credentialExpiresAt);
  }
}
