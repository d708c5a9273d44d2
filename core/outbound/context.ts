// The situation of a message about to be written: account, recipient, what the channel allows now.
import type { Address, Person } from '../contract/address.ts';
import type { Capabilities, ConversationContext } from '../contract/capabilities.ts';
import type { Policy } from '../contract/policy.ts';
import { reason, type Reason } from '../contract/reason.ts';
import { toDateOrNull, toJson } from '../database/rows.ts';
import { normalAddress } from '../kernel/addresses.ts';
import type { NewMessage } from './messages.ts';
import type { LiveAccount, OutboundRooms } from './rooms.ts';
import { reaches } from './reaching.ts';
import { usualAccount } from './usual.ts';

export interface Situation {
  live: LiveAccount;
  context: ConversationContext;
  capabilities: Capabilities;
  policy: Policy;
  to: Person[];
  subject: string;
  replyTo?: string;
}

interface ConversationFacts {
  account_id: number | null;
  contact_id: number | null;
  subject: string;
  notes: unknown;
}

export class Situations {
  readonly #rooms: OutboundRooms;

  constructor(rooms: OutboundRooms) {
    this.#rooms = rooms;
  }

  async of(message: NewMessage): Promise<Situation | { refused: Reason }> {
    const facts = message.conversationId === null ? null : await this.#factsOf(message.conversationId);
    const live = await this.#liveAccount(message.accountId ?? (await this.#usualAccount(message, facts)));
    if ('refused' in live) return live;
    const to = message.to?.length ? message.to : await this.#whoToAnswer(message, live);
    const author = message.userId === null ? 'automation' : 'person';
    const context = await contextOf(this.#rooms, live, facts, to[0]?.address ?? null, author);
    return {
      live,
      context,
      capabilities: live.connection.capabilities(context),
      policy: live.connection.policy(context),
      to,
      subject: message.subject?.trim() || facts?.subject || '',
      replyTo: await this.#externalIdOf(message.replyToMessageId ?? null),
    };
  }

  async #usualAccount({ conversationId }: NewMessage, facts: ConversationFacts | null): Promise<number | null> {
    if (conversationId === null || !facts) return null;
    return usualAccount(this.#rooms, conversationId, facts.account_id);
  }

  async #liveAccount(accountId: number | null): Promise<LiveAccount | { refused: Reason }> {
    if (accountId === null) return { refused: reason('outbound.no_account', 'No channel account is chosen.') };
    const live = this.#rooms.ports.account(accountId);
    if (live?.row.active && !live.row.deletedAt) return live;
    const known = await this.#rooms.database.row<{ title: string; active: number }>(
      'select title, active from channel_account where id = ? and deleted_at is null',
      [accountId],
    );
    if (!known) return { refused: reason('outbound.account_gone', 'The channel account is not there any more.') };
    const { title, active } = known;
    if (active) return { refused: reason('outbound.no_plugin', 'The channel of this account is not running.') };
    return { refused: reason('outbound.account_inactive', 'The channel account is switched off.', { title }) };
  }

  async #factsOf(conversationId: number): Promise<ConversationFacts | null> {
    return (
      (await this.#rooms.database.row<ConversationFacts>(
        'select account_id, contact_id, subject, notes from conversation where id = ?',
        [conversationId],
      )) ?? null
    );
  }

  /** The chosen message's sender, else the newest human sender, by their reply address where they gave one; else the contact. */
  async #whoToAnswer(message: NewMessage, live: LiveAccount): Promise<Person[]> {
    if (message.conversationId === null) return [];
    const inbound = `select addresses, account_id from message where conversation_id = ? and kind = 'message' and direction = 'in' and deleted_at is null`;
    const find = (which: string, params: unknown[]) =>
      this.#rooms.database.row<{ addresses: unknown; account_id: number | null }>(
        `${inbound} ${which} order by id desc limit 1`,
        params,
      );
    const { conversationId, replyToMessageId } = message;
    const row = replyToMessageId
      ? await find('and id = ?', [conversationId, replyToMessageId])
      : ((await find('and automatic is null', [conversationId])) ?? (await find('', [conversationId])));
    const people = row ? toJson<{ role: string; name: string; address: Address }[]>(row.addresses) : undefined;
    const reachable =
      people?.filter(({ address: { kind, scope = `account:${row!.account_id}` } }) => reaches(live, { kind, scope })) ??
      [];
    const found = reachable.filter((one) => one.role === 'reply-to');
    const from = found.length > 0 ? found : reachable.filter((one) => one.role === 'from');
    if (from.length > 0) return from.map((one) => ({ name: one.name, address: one.address }));
    return this.#contactAddress(message.conversationId, live);
  }

  async #contactAddress(conversationId: number, live: LiveAccount): Promise<Person[]> {
    const kinds = live.manifest.reaches;
    const rows = await this.#rooms.database.rows<{ kind: Address['kind']; value: string; scope: string; name: string }>(
      `select identity.kind, identity.value, identity.scope, contact.name from conversation
       join contact on contact.id = conversation.contact_id join contact_identity identity on identity.contact_id = contact.id
       where conversation.id = ? and identity.kind in (${kinds.map(() => '?').join(',')}) and identity.unreachable_at is null
       order by identity.primary_of desc, identity.id limit 50`,
      [conversationId, ...kinds],
    );
    const row = rows.find((one) => reaches(live, one));
    return row
      ? [{ name: row.name, address: { kind: row.kind, value: row.value, scope: row.scope || undefined } }]
      : [];
  }

  async #externalIdOf(messageId: number | null): Promise<string | undefined> {
    if (messageId === null) return undefined;
    const row = await this.#rooms.database.row<{ external_id: string | null }>(
      'select external_id from message where id = ?',
      [messageId],
    );
    return row?.external_id ?? undefined;
  }
}

/** The pure facts that capabilities and policy are asked with. `facts` null: of a conversation that does not exist yet. */
export async function contextOf(
  rooms: Pick<OutboundRooms, 'database' | 'clock'>,
  live: LiveAccount,
  facts: { contact_id: number | null; notes: unknown } | null,
  recipient: Address | null,
  author: 'person' | 'automation',
): Promise<ConversationContext> {
  const contact = await contactFacts(rooms, live.row.id, recipient, facts?.contact_id ?? null);
  const consents = contact ? toJson<Record<string, { given: boolean }>>(contact.consents) : {};
  return {
    now: rooms.clock.now(),
    lastInboundAt: toDateOrNull(contact?.last_inbound_at),
    author,
    recipient,
    consents: Object.fromEntries(Object.entries(consents).map(([purpose, one]) => [purpose, one.given])),
    settings: live.settings,
    notes: facts ? toJson(facts.notes) : {},
  };
}

/**
 * Of whoever is written to, which may be somebody else than whose conversation it is: what they agreed to, and when they
 * opened the window, on this account only.
 */
function contactFacts(
  { database }: Pick<OutboundRooms, 'database'>,
  accountId: number,
  recipient: Address | null,
  contactId: number | null,
) {
  const { kind, value, scope } = normalAddress(recipient ?? NOBODY, `account:${accountId}`);
  return database.row<{ consents: unknown; last_inbound_at: number | null }>(
    `select consents, (select max(at) from message where account_id = ? and kind = 'message' and direction = 'in' and automatic is null
       and author_contact_id = contact.id) as last_inbound_at
     from contact where id = ${recipient ? '(select contact_id from contact_identity where kind = ? and value = ? and scope = ?)' : '?'}`,
    [accountId, ...(recipient ? [kind, value, scope] : [contactId])],
  );
}

const NOBODY: Address = { kind: 'handle', value: '' };
