// What is asked of Meta for one WhatsApp number, and what the answers mean for the desk.
import { createHash } from 'node:crypto';
import type { Leftover } from '../../../core/contract/connect.ts';
import type { MediaResult } from '../../../core/contract/connection.ts';
import type { AccountContext } from '../../../core/contract/context.ts';
import type { SendResult } from '../../../core/contract/outbound.ts';
import { reason, type Reason } from '../../../core/contract/reason.ts';
import { Graph, graphBase, type GraphAnswer, type GraphRequest } from '../graph/client.ts';
import { fields, firstText, objects, text, type Fields } from '../graph/json.ts';
import type { Subscribed } from '../graph/subscriptions.ts';
import { isAccountTrouble, isSignedOut, leftoverOf, resultOf, told, unclear, unreachable } from './reading/failures.ts';
import { readReference } from './reading/media.ts';

export interface Access {
  phoneNumberId: string;
  businessAccountId: string;
  /** Asked for each time: it may be renewed meanwhile. */
  token: string | (() => string);
}

export interface PhoneNumber {
  displayNumber: string;
  name: string;
  /** GREEN, YELLOW, RED or UNKNOWN. */
  quality: string;
  /** CONNECTED, PENDING, FLAGGED, RESTRICTED, BANNED … */
  status: string;
  /** How many people may be written to in a day: TIER_1K … */
  limit: string;
  /** What became of the display name: APPROVED, PENDING_REVIEW, DECLINED … */
  nameStatus: string;
  /** AVAILABLE, LIMITED or BLOCKED. */
  sending: string;
}

const NUMBER_FIELDS = [
  ...['display_phone_number', 'verified_name', 'quality_rating', 'status', 'name_status'],
  ...['whatsapp_business_manager_messaging_limit', 'health_status'],
].join();
/** What every version of Graph knows. */
const PLAIN_FIELDS = 'display_phone_number,verified_name,quality_rating';

const TEMPLATE_FIELDS = 'name,language,status,category,quality_score,parameter_format,rejected_reason,components';

export class Remote {
  readonly #graph: Graph;
  readonly #access: Access;
  readonly #health: AccountContext['health'] | undefined;

  /** With `health` a token that Meta does not accept any more is reported, whatever it was used for. */
  constructor(
    port: Pick<AccountContext, 'fetch' | 'config'> & Partial<Pick<AccountContext, 'health'>>,
    access: Access,
  ) {
    this.#graph = new Graph(port.fetch, graphBase(port.config), access.token);
    this.#access = access;
    this.#health = port.health;
  }

  async phoneNumber(): Promise<PhoneNumber | { why: Reason; signedOut: boolean }> {
    const path = `/${this.#access.phoneNumberId}`;
    let found = await this.#ask({ path, query: { fields: NUMBER_FIELDS } });
    if (!found.ok && found.code === 100 && found.subcode !== 33)
      found = await this.#ask({ path, query: { fields: PLAIN_FIELDS } });
    if (!found.ok) return { why: told(found), signedOut: isAccountTrouble(found) };
    const { display_phone_number: shown, verified_name: name, quality_rating: quality } = found.answer;
    const { status, name_status: nameStatus, whatsapp_business_manager_messaging_limit: limit } = found.answer;
    return {
      displayNumber: text(shown).replace(/\D/g, ''),
      name: text(name),
      quality: text(quality),
      status: text(status),
      limit: text(limit),
      nameStatus: text(nameStatus),
      sending: text(fields(found.answer.health_status).can_send_message),
    };
  }

  /** From now on webhooks of the account come to the app; null when Meta said yes. */
  async subscribe(): Promise<Reason | null> {
    const done = await this.#ask({ method: 'POST', path: `/${this.#access.businessAccountId}/subscribed_apps` });
    return done.ok ? null : told(done);
  }

  /** From now on nothing comes to the app any more; null when Meta said yes. */
  async unsubscribe(): Promise<Leftover | null> {
    const done = await this.#ask({ method: 'DELETE', path: `/${this.#access.businessAccountId}/subscribed_apps` });
    return done.ok ? null : leftoverOf(done);
  }

  /** Whether webhooks still come to the app; to any, while it is not known which is ours. */
  async isSubscribed(appId: string): Promise<Subscribed> {
    const found = await this.#ask({ path: `/${this.#access.businessAccountId}/subscribed_apps` });
    if (!found.ok) return 'unknown';
    const apps = objects(found.answer.data).map((one) => firstText(fields(one.whatsapp_business_api_data).id, one.id));
    return (appId === '' ? apps.length > 0 : apps.includes(appId)) ? 'yes' : 'no';
  }

  /** One page of the account's templates; `after` leads to the next one, empty to the first. */
  async templates(after: string): Promise<{ templates: Fields[]; after: string | null } | { why: Reason }> {
    const query = { fields: TEMPLATE_FIELDS, limit: '100', ...(after !== '' && { after }) };
    const found = await this.#ask({ path: `/${this.#access.businessAccountId}/message_templates`, query });
    if (!found.ok) return { why: told(found) };
    const { data, paging } = found.answer;
    const next = text(fields(fields(paging).cursors).after);
    return { templates: objects(data), after: text(fields(paging).next) !== '' && next !== '' ? next : null };
  }

  /** One attempt; every way it can end is one of the contract's five. */
  async send(message: object, signal: AbortSignal): Promise<SendResult> {
    const sent = await this.#messages(message, signal);
    if (!sent.ok) return resultOf(sent);
    const id = text(objects(sent.answer.messages)[0]?.id);
    return id === '' ? unclear() : { outcome: 'pending', id };
  }

  /** Read receipts and "is typing": nothing depends on them. */
  async tell(message: object): Promise<void> {
    await this.#messages(message, AbortSignal.timeout(5_000));
  }

  /** The id a file is sent by, or how the attempt ended. */
  async upload(
    file: { name: string; mimeType: string; content: Buffer },
    signal: AbortSignal,
  ): Promise<string | SendResult> {
    const form = new FormData();
    form.set('messaging_product', 'whatsapp');
    form.set('type', file.mimeType);
    form.set('file', new Blob([new Uint8Array(file.content)], { type: file.mimeType }), file.name);
    const path = `/${this.#access.phoneNumberId}/media`;
    const sent = await this.#ask({ method: 'POST', path, form, signal });
    // Nothing has gone to anybody: an upload can be repeated whatever became of it.
    if (!sent.ok) return sent.kind === 'unclear' ? { outcome: 'retry', why: unreachable() } : resultOf(sent);
    return text(sent.answer.id) || { outcome: 'retry', why: unreachable() };
  }

  async media(ref: string, signal: AbortSignal): Promise<MediaResult> {
    const { id, url: direct, sha256 } = readReference(ref);
    const url = id === '' ? direct : await this.#mediaUrl(id, signal);
    if (typeof url !== 'string') return url;
    const response = await this.#graph.bytes(url, signal, true);
    if (!response) return { retry: unreachable() };
    // The address was good for minutes only; the next attempt asks for a new one.
    if (!response.ok) return { retry: reason('whatsapp.file_waits', 'WhatsApp does not hand the file over yet.') };
    const content = Buffer.from(await response.arrayBuffer());
    if (sha256 !== '' && isOther(content, sha256))
      return { retry: reason('whatsapp.file_differs', 'What WhatsApp handed over is not the file that was sent.') };
    return { content, mimeType: response.headers.get('content-type') ?? undefined };
  }

  async #mediaUrl(id: string, signal: AbortSignal): Promise<string | Exclude<MediaResult, { content: Uint8Array }>> {
    const query = { phone_number_id: this.#access.phoneNumberId };
    const found = await this.#ask({ path: `/${encodeURIComponent(id)}`, query, signal });
    if (found.ok && text(found.answer.url) !== '') return text(found.answer.url);
    const isGone = !found.ok && found.kind === 'refused' && !isAccountTrouble(found) && found.status < 500;
    if (isGone && found.status !== 429)
      return { missing: reason('whatsapp.file_gone', 'WhatsApp does not have the file any more.') };
    return { retry: found.ok ? unreachable() : told(found) };
  }

  #messages(message: object, signal: AbortSignal): Promise<GraphAnswer> {
    const json = { messaging_product: 'whatsapp', ...message };
    return this.#ask({ method: 'POST', path: `/${this.#access.phoneNumberId}/messages`, json, signal });
  }

  async #ask(request: GraphRequest): Promise<GraphAnswer> {
    const answer = await this.#graph.ask(request);
    if (!answer.ok && isSignedOut(answer))
      this.#health?.({ state: 'needs sign-in', why: told(answer), action: 'sign in again' });
    return answer;
  }
}

/** Base64 as the webhook has it; a shortened one of an example is not held against the file. */
function isOther(content: Buffer, sha256: string): boolean {
  return (
    Buffer.from(sha256, 'base64').length === 32 && createHash('sha256').update(content).digest('base64') !== sha256
  );
}

/** What a webhook or an answer says of an account, in few words. */
export function nameOf({ name, displayNumber }: Pick<PhoneNumber, 'name' | 'displayNumber'>): string {
  return firstText([name, displayNumber && `+${displayNumber}`].filter(Boolean).join(' '), '?');
}
