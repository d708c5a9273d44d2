// One chat on WhatsApp in an invented company: what its person does, what the team answers, what becomes of that.
import type { ExternalId } from '../../../../core/contract/address.ts';
import type { Fields } from '../../graph/json.ts';
import type { Telling } from '../../sample/telling.ts';
import { NUMBER } from './account.ts';

export interface Someone {
  /** Digits; kept free for stories: 0171 39200xx (Bundesnetzagentur), 07700 900xxx (Ofcom). */
  number: string;
  name: string;
}

type Template = { name: string; values: Record<string, string> };

export class Chat {
  readonly #telling: Telling;
  readonly #someone: Someone;
  #last: ExternalId = '';

  constructor(telling: Telling, someone: Someone) {
    this.#telling = telling;
    this.#someone = someone;
  }

  /** Gives its id. */
  says(ago: number, content: Fields): ExternalId {
    const id = this.#telling.id('wamid.');
    const { number, name } = this.#someone;
    const message = { from: number, id, timestamp: this.#telling.seconds(ago), ...content };
    this.#bring(ago, { contacts: [{ profile: { name }, wa_id: number }], messages: [message] });
    this.#last = id;
    return id;
  }

  writes(ago: number, body: string, more: Fields = {}): ExternalId {
    return this.says(ago, { type: 'text', text: { body }, ...more });
  }

  /** What is done to an earlier message is no message itself. */
  doesTo(ago: number, content: Fields): void {
    const last = this.#last;
    this.says(ago, content);
    this.#last = last;
  }

  sends(ago: number, kind: string, file: { name: string; type: string; content: Uint8Array }, more: Fields = {}) {
    const id = this.#telling.file(file.name, file.type, file.content);
    return this.says(ago, { type: kind, [kind]: { id, mime_type: file.type, ...more } });
  }

  isAnswered(ago: number, text: string, fate: string[] = ['delivered', 'read'], quotes = false): ExternalId {
    const id = this.#telling.id('wamid.');
    this.#telling.does({ at: this.#telling.at(ago), does: 'answer', to: this.#last, id, text, quotes });
    this.becomes(ago, id, fate);
    return id;
  }

  gets(ago: number, template: Template, category: string, language: string): ExternalId {
    const id = this.#telling.id('wamid.');
    const at = this.#telling.at(ago);
    const { number, name } = this.#someone;
    const about = { at, id, template: { ...template, language } };
    if (this.#last !== '') this.#telling.does({ ...about, does: 'answer', to: this.#last });
    else
      this.#telling.does({
        ...about,
        does: 'begin',
        with: { name, address: { kind: 'phone', value: `+${number}` } },
      });
    this.#last = id;
    this.becomes(ago, id, ['sent', 'delivered', 'read'], { billable: true, pricing_model: 'PMP', category });
    return id;
  }

  /** A minute between one and the next. */
  becomes(ago: number, id: ExternalId, fate: string[], pricing?: Fields, errors?: Fields[]): void {
    for (const [index, status] of fate.entries()) {
      const when = ago - (index + 1) / 2;
      const about = { id, status, timestamp: this.#telling.seconds(when), recipient_id: this.#someone.number };
      this.#bring(when, { statuses: [{ ...about, ...(pricing && { pricing }), ...(errors && { errors }) }] });
    }
  }

  isClosed(ago: number): void {
    this.#telling.does({ at: this.#telling.at(ago), does: 'close', of: this.#last });
  }

  #bring(ago: number, value: Fields): void {
    const metadata = { display_phone_number: NUMBER.displayNumber, phone_number_id: NUMBER.phoneNumberId };
    const change = { field: 'messages', value: { messaging_product: 'whatsapp', metadata, ...value } };
    const entry = [{ id: NUMBER.businessAccountId, changes: [change] }];
    this.#telling.brings(ago, { object: 'whatsapp_business_account', entry });
  }
}
