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
      const stop = await this.#refusal(flow, one.uniqueId);
      if (stop) return { stop };
    }
    const ids: number[] = [];
    for (const one of accounts)
      ids.push(flow.accountId ? await this.#update(flow.accountId, flow, one) : await this.#create(flow, one));
    return ids;
  }

  async #refusal(flow: ConnectFlow, uniqueId: string): Promise<Reason | null> {
    if (flow.accountId) {
      const own = await this.#book.accountById(flow.accountId);
      if (own?.uniqueId === uniqueId) return null;
      return reason('connect.other_account', `This is another account (${uniqueId}).`, { uniqueId });
    }
    const where = await this.#book.whereConnected(flow.channel, uniqueId);
    if (!where) return null;
    const { title, inboxName: inbox } = where;
    const text = `${title} is connected already, in the inbox “${inbox}”.`;
    return reason('connect.already_connected', text, { title, inbox });
  }

  async #create({ channel, inboxId, userId }: ConnectFlow, one: ConnectedAccount): Promise<number> {
    if (!inboxId) throw notFound('inbox');
    return (await this.#book.create({ channel, inboxId, ...one }, `user:${userId}`)).id;
  }

  async #update(id: number, { userId, purpose }: ConnectFlow, one: ConnectedAccount): Promise<number> {
    await this.#book.renew(id, `user:${userId}`, purpose, one.values, one.credentialExpiresAt);
    return id;
  }
}
