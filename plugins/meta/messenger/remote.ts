// What is asked of Meta for one page, and what the answers mean for the desk.
import type { ExternalId } from '../../../core/contract/address.ts';
import type { Leftover } from '../../../core/contract/connect.ts';
import type { MediaResult } from '../../../core/contract/connection.ts';
import type { AccountContext } from '../../../core/contract/context.ts';
import type { SendResult } from '../../../core/contract/outbound.ts';
import { reason, type Reason } from '../../../core/contract/reason.ts';
import { Graph, graphBase, type GraphAnswer, type GraphRequest } from '../graph/client.ts';
import { objects, text, type Fields } from '../graph/json.ts';
import type { Subscribed } from '../graph/subscriptions.ts';
import { isAccountTrouble, isSignedOut, leftoverOf, resultOf, told, unclear, unreachable } from './reading/failures.ts';

/** Everything that is read here. */
export const FIELDS = [
  ...['messages', 'message_echoes', 'message_edits', 'message_reactions', 'message_deliveries', 'message_reads'],
  ...['messaging_postbacks', 'messaging_optins', 'messaging_referrals', 'messaging_handovers', 'messaging_feedback'],
  ...['messaging_policy_enforcement', 'messaging_account_linking', 'standby'],
];

const gone = (): Reason => reason('messenger.file_gone', 'Messenger does not hand the file over any more.');

export class Remote {
  readonly #graph: Graph;
  readonly #pageId: string;
  readonly #health: AccountContext['health'] | undefined;

  /** With `health` a token that Meta does not accept any more is reported, whatever it was used for. */
  constructor(
    port: Pick<AccountContext, 'fetch' | 'config'> & Partial<Pick<AccountContext, 'health'>>,
    pageId: string,
    token: string | (() => string),
  ) {
    this.#graph = new Graph(port.fetch, graphBase(port.config), token);
    this.#pageId = pageId;
    this.#health = port.health;
  }

  async page(): Promise<{ name: string } | { why: Reason; signedOut: boolean }> {
    const found = await this.#ask({ path: `/${this.#pageId}`, query: { fields: 'name' } });
    if (!found.ok) return { why: told(found), signedOut: isAccountTrouble(found) };
    return { name: text(found.answer.name) };
  }

  /** From now on webhooks of the page come to the app; null when Meta said yes. */
  async subscribe(): Promise<Reason | null> {
    const query = { subscribed_fields: FIELDS.join() };
    const done = await this.#ask({ method: 'POST', path: `/${this.#pageId}/subscribed_apps`, query });
    return done.ok ? null : told(done);
  }

  /** From now on nothing comes to the app any more; null when Meta said yes. */
  async unsubscribe(): Promise<Leftover | null> {
    const done = await this.#ask({ method: 'DELETE', path: `/${this.#pageId}/subscribed_apps` });
    return done.ok ? null : leftoverOf(done);
  }

  /**
   * Whether everything that is read here still comes to the app: a page is unsubscribed after an hour without an answer.
   * While it is not known which app is ours, any counts.
   */
  async isSubscribed(appId: string): Promise<Subscribed> {
    const found = await this.#ask({ path: `/${this.#pageId}/subscribed_apps` });
    if (!found.ok) return 'unknown';
    const isThere = objects(found.answer.data).some(({ id, subscribed_fields: names }) => {
      const ours = appId === '' || text(id) === appId;
      return ours && Array.isArray(names) && FIELDS.every((one) => names.includes(one));
    });
    return isThere ? 'yes' : 'no';
  }

  /** What of it people see before they write, whoever has set it. */
  async shownProfile(...names: string[]): Promise<{ profile: Fields } | { why: Reason }> {
    const found = await this.#ask({ path: `/${this.#pageId}/messenger_profile`, query: { fields: names.join() } });
    return found.ok ? { profile: Object.assign({}, ...objects(found.answer.data)) as Fields } : { why: told(found) };
  }

  /** What people see before they write: greeting, the button to begin, the menu. Null when Meta has taken it. */
  async saveProfile(set: Fields, gone: string[]): Promise<Reason | null> {
    const path = `/${this.#pageId}/messenger_profile`;
    // A menu needs the button; what is taken away goes first, the menu before the button.
    for (const name of ['persistent_menu', 'get_started', 'greeting'].filter((one) => gone.includes(one))) {
      const done = await this.#ask({ method: 'DELETE', path, json: { fields: [name] } });
      if (!done.ok) return told(done);
    }
    if (Object.keys(set).length === 0) return null;
    const done = await this.#ask({ method: 'POST', path, json: set });
    return done.ok ? null : told(done);
  }

  /** As Meta knows somebody who wrote; null where it does not tell. */
  async profile(person: string): Promise<Fields | null> {
    const found = await this.#ask({ path: `/${person}`, query: { fields: 'first_name,last_name' } });
    return found.ok ? found.answer : null;
  }

  /** One attempt; every way it can end is one of the contract's five. */
  async send(body: object | FormData, signal: AbortSignal): Promise<SendResult> {
    const content = body instanceof FormData ? { form: body } : { json: body };
    const sent = await this.#ask({ method: 'POST', path: `/${this.#pageId}/messages`, ...content, signal });
    if (!sent.ok) return resultOf(sent);
    const id = text(sent.answer.message_id);
    return id === '' ? unclear() : { outcome: 'pending', id };
  }

  /** What is done to one of their messages: nothing new is said, so the answer names none. */
  async act(body: object, id: ExternalId, signal: AbortSignal): Promise<SendResult> {
    const done = await this.#ask({ method: 'POST', path: `/${this.#pageId}/messages`, json: body, signal });
    return done.ok ? { outcome: 'accepted', id } : resultOf(done);
  }

  /** "Seen" and "is typing": nothing depends on them. */
  async tell(recipient: string, action: 'mark_seen' | 'typing_on' | 'typing_off'): Promise<void> {
    const json = { recipient: { id: recipient }, sender_action: action };
    await this.#ask({ method: 'POST', path: `/${this.#pageId}/messages`, json });
  }

  /** The address is signed by itself; the token goes to nobody. */
  async media(ref: string, signal: AbortSignal): Promise<MediaResult> {
    if (!/^https?:\/\//i.test(ref)) return { missing: gone() };
    const response = await this.#graph.bytes(ref, signal, false);
    if (!response) return { retry: unreachable() };
    if (response.status === 429 || response.status >= 500) return { retry: unreachable() };
    if (!response.ok) return { missing: gone() };
    const content = Buffer.from(await response.arrayBuffer());
    return { content, mimeType: response.headers.get('content-type') ?? undefined };
  }

  async #ask(request: GraphRequest): Promise<GraphAnswer> {
    const answer = await this.#graph.ask(request);
    if (!answer.ok && isSignedOut(answer))
      this.#health?.({ state: 'needs sign-in', why: told(answer), action: 'sign in again' });
    return answer;
  }
}
