// What somebody who logged in may use at Meta: businesses, their WhatsApp accounts and numbers; and making new ones.
import type { PluginContext } from '../../../../core/contract/context.ts';
import { Graph, graphBase, type GraphAnswer, type GraphError } from '../../graph/client.ts';
import { fields, firstText, objects, text, type Fields } from '../../graph/json.ts';
import { TRADES } from './trades.ts';

export interface Named {
  id: string;
  name: string;
}

export interface OwnNumber extends Named {
  /** Digits. */
  shown: string;
  /** A code that Meta sent to it came back. */
  isVerified: boolean;
  /** Cloud API sends from it. */
  isRegistered: boolean;
  /** Of two-step verification: the PIN that is set must be given. */
  hasPin: boolean;
}

export type Found<T> = { ok: true; all: T[] } | ({ ok: false } & GraphError);

/** What a number shows to customers beside its name. */
const PROFILE_FIELDS = ['about', 'description', 'address', 'email', 'websites', 'vertical'] as const;

const NUMBER_FIELDS = [
  ...['id', 'display_phone_number', 'verified_name', 'status', 'code_verification_status'],
  ...['platform_type', 'is_pin_enabled'],
].join();

export class Portfolio {
  readonly #graph: Graph;

  constructor({ fetch: fetching, config }: Pick<PluginContext, 'fetch' | 'config'>, token: string) {
    this.#graph = new Graph(fetching, graphBase(config), token);
  }

  businesses(): Promise<Found<Named>> {
    return this.#named('/me/businesses');
  }

  /** Those it owns, and those of its customers. */
  async accounts(businessId: string): Promise<Found<Named>> {
    const own = await this.#named(`/${businessId}/owned_whatsapp_business_accounts`);
    if (!own.ok) return own;
    const shared = await this.#named(`/${businessId}/client_whatsapp_business_accounts`);
    return { ok: true, all: [...own.all, ...(shared.ok ? shared.all : [])] };
  }

  async numbers(accountId: string): Promise<Found<OwnNumber>> {
    const found = await this.#graph.list({ path: `/${accountId}/phone_numbers`, query: { fields: NUMBER_FIELDS } });
    return found.ok ? { ok: true, all: found.all.map(numberOf) } : found;
  }

  makeBusiness(about: Fields): Promise<GraphAnswer> {
    return this.#post('/me/businesses', about);
  }

  makeAccount(businessId: string, about: Fields): Promise<GraphAnswer> {
    return this.#post(`/${businessId}/owned_whatsapp_business_accounts`, about);
  }

  addNumber(
    accountId: string,
    about: { cc: string; phone_number: string; verified_name: string },
  ): Promise<GraphAnswer> {
    return this.#post(`/${accountId}/phone_numbers`, about);
  }

  requestCode(numberId: string, method: 'SMS' | 'VOICE', language: string): Promise<GraphAnswer> {
    return this.#post(`/${numberId}/request_code`, { code_method: method, language });
  }

  verifyCode(numberId: string, code: string): Promise<GraphAnswer> {
    return this.#post(`/${numberId}/verify_code`, { code });
  }

  register(numberId: string, pin: string): Promise<GraphAnswer> {
    return this.#post(`/${numberId}/register`, { messaging_product: 'whatsapp', pin });
  }

  /** Null where Meta does not tell. */
  async profile(numberId: string): Promise<Fields | null> {
    const query = { fields: PROFILE_FIELDS.join() };
    const found = await this.#graph.ask({ path: `/${numberId}/whatsapp_business_profile`, query });
    if (!found.ok) return null;
    const [first] = objects(found.answer.data);
    // Documents show it both ways.
    return fields(first?.business_profile ?? first);
  }

  saveProfile(numberId: string, profile: Fields): Promise<GraphAnswer> {
    return this.#post(`/${numberId}/whatsapp_business_profile`, { messaging_product: 'whatsapp', ...profile });
  }

  #post(path: string, json: object): Promise<GraphAnswer> {
    return this.#graph.ask({ method: 'POST', path, json });
  }

  async #named(path: string): Promise<Found<Named>> {
    const found = await this.#graph.list({ path, query: { fields: 'id,name' } });
    if (!found.ok) return found;
    return { ok: true, all: found.all.map(({ id, name }) => ({ id: text(id), name: firstText(name, id) })) };
  }
}

/** A profile of Meta's as it stands in a form. */
export function profileIn({ about, description, vertical, address, email, websites }: Fields): Fields {
  const [site] = Array.isArray(websites) ? websites : [];
  return {
    about,
    description,
    trade: TRADES.find((one) => one === vertical) ?? 'OTHER',
    address,
    email,
    site: text(site),
  };
}

/** What was entered, as Meta wants it: it takes no empty texts. */
export function profileFor({ about, description, trade, address, email, site }: Fields): Fields {
  const said = Object.entries({ about, description, address, email }).filter(([, value]) => text(value) !== '');
  return { ...Object.fromEntries(said), vertical: trade, ...(text(site) !== '' && { websites: [site] }) };
}

function numberOf(one: Fields): OwnNumber {
  const status = text(one.status);
  const platform = text(one.platform_type);
  return {
    id: text(one.id),
    name: text(one.verified_name),
    shown: text(one.display_phone_number).replace(/\D/g, ''),
    isVerified: text(one.code_verification_status) !== 'NOT_VERIFIED',
    isRegistered: platform === '' ? status === 'CONNECTED' : platform === 'CLOUD_API',
    hasPin: one.is_pin_enabled === true,
  };
}
