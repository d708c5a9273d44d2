// Where answers go: the contact's own fields, properties, the ticket, tags.
import type { Address } from '../contract/address.ts';
import { toJson } from '../database/rows.ts';
import type { ChatflowRooms } from './rooms.ts';
import type { FlowRun } from './rows.ts';

const PROPERTY_LIMIT = 500;

export class Keeping {
  readonly #rooms: ChatflowRooms;

  constructor(rooms: ChatflowRooms) {
    this.#rooms = rooms;
  }

  /** Inside `write`. What a contact has already stays: a visitor only claims to be who they say. */
  async keep(run: FlowRun, into: string, value: string): Promise<void> {
    const { conversations } = this.#rooms;
    if (into === 'tag') return void (value && (await conversations.tag(run.conversationId, value, 'desk')));
    const [whose, property] = into.split('.') as [string, string];
    if (whose === 'ticket') return this.#ticket(run, property, value);
    const conversation = await conversations.get(run.conversationId);
    if (conversation?.contactId) await this.#contact(conversation.contactId, conversation.accountId!, property, value);
  }

  async #ticket(run: FlowRun, property: string, value: string): Promise<void> {
    const { database } = this.#rooms;
    const row = await database.row<{ ticket: unknown }>('select ticket from chatflow_run where id = ?', [run.id]);
    const ticket = { ...toJson<Record<string, string>>(row!.ticket), [property]: value.slice(0, PROPERTY_LIMIT) };
    await database.run('update chatflow_run set ticket = ? where id = ?', [JSON.stringify(ticket), run.id]);
    // Where there is no ticket yet it takes these along when it is opened.
    await this.#rooms.tickets.answered(run.conversationId, property, ticket[property]!);
  }

  async #contact(contactId: number, accountId: number, property: string, value: string): Promise<void> {
    const { contacts } = this.#rooms;
    const contact = await contacts.get(contactId);
    if (!contact) return;
    if (property === 'email' || property === 'phone') {
      await this.#address(contactId, accountId, { kind: property, value });
    } else if (property === 'name' || property === 'language') {
      if (!contact[property]) await contacts.update(contactId, { [property]: value }, 'desk');
    } else {
      const properties = { [property]: value.slice(0, PROPERTY_LIMIT) };
      await contacts.update(contactId, { properties }, 'desk');
    }
  }

  /** An address of somebody else makes the two likely duplicates; it is never taken away (CH-6). */
  async #address(contactId: number, accountId: number, address: Address): Promise<void> {
    const { contacts, clock } = this.#rooms;
    const known = (await contacts.summary(contactId))?.identities[0];
    if (!known) return void (await contacts.addIdentity(contactId, address, 'desk'));
    await contacts.take({ address: known.address, also: [address] }, { accountId, at: clock.now() });
  }
}
