// Logging in to Meta as part of a wizard, the same for both channels: the app, the dialog, the token, where webhooks go.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { ConnectContext, ConnectInput, ConnectStep } from '../../../core/contract/connect.ts';
import { reason, type Reason } from '../../../core/contract/reason.ts';
import type { SettingsShape } from '../../../core/contract/settings.ts';
import {
  lasting,
  leadWebhooks,
  loginAddress,
  operatorsApp,
  redeem,
  tokenFacts,
  webhookAddress,
  type App,
  type Webhooks,
} from '../graph/apps.ts';
import type { GraphError } from '../graph/client.ts';
import { text } from '../graph/json.ts';
import { verifyToken } from '../graph/webhook.ts';

/** What a channel wants of a login. */
export interface LoginKind {
  channel: 'whatsapp' | 'messenger';
  scopes: string[];
  object: Webhooks['object'];
  /** What the app is told of. */
  fields: string[];
  /** What an error of Meta's means for people. */
  told(error: GraphError): Reason;
}

/** What the wizard remembers; sealed by core. */
export interface LoginMemory {
  app?: App;
  token?: string;
  /** ISO 8601; absent when the token does not end. */
  endsAt?: string;
}

const FIELDS = {
  appId: { type: 'text', required: true, pattern: '\\d{5,25}', maximum: 25 },
  appSecret: { type: 'secret', required: true, maximum: 200 },
  loginConfiguration: { type: 'text', pattern: '\\d{5,25}', maximum: 25 },
} as const satisfies SettingsShape;

/** Errors of the app itself: it is unknown, or its secret is another. */
const WRONG_SECRET = 1;
const UNKNOWN_APP = 101;

export class Login {
  readonly #kind: LoginKind;
  readonly #context: ConnectContext;

  constructor(kind: LoginKind, context: ConnectContext) {
    this.#kind = kind;
    this.#context = context;
  }

  get memory(): LoginMemory {
    return this.#context.memory;
  }

  get app(): App | null {
    return this.memory.app ?? operatorsApp(this.#context.plugin.config);
  }

  /** Somebody who connects the first time is told what they need; who comes back logs in at once. */
  begin(): ConnectStep {
    const { account, purpose } = this.#context;
    const { appId, appSecret, loginConfiguration } = (account?.values ?? {}) as Record<string, string | undefined>;
    const common = operatorsApp(this.#context.plugin.config);
    if (appId && appSecret && common?.id !== appId)
      this.memory.app = { id: appId, secret: appSecret, configuration: loginConfiguration };
    if (!account) return { step: 'show', id: 'prepare', points: ['account', 'object', 'rights', 'address'], items: [] };
    return this.memory.app && purpose === 'change settings' ? this.askApp() : this.afterPreparing();
  }

  afterPreparing(): ConnectStep {
    if (this.app) return this.visit();
    return {
      step: 'show',
      id: 'redirect',
      points: ['make', 'login', 'redirect', 'secret'],
      items: [{ label: 'redirect', value: this.#context.callbackUrl, copy: true }],
    };
  }

  askApp(errors?: Record<string, Reason>): ConnectStep {
    const { app } = this.memory;
    const values = { appId: app?.id, appSecret: app?.secret, loginConfiguration: app?.configuration };
    return { step: 'form', id: 'application', fields: FIELDS, values, ...(errors && { errors }) };
  }

  takeApp(values: Record<string, unknown>): ConnectStep {
    const [id, secret, configuration] = [values.appId, values.appSecret, values.loginConfiguration].map((one) =>
      text(one).trim(),
    );
    this.memory.app = { id: id!, secret: secret!, configuration: configuration || undefined };
    return this.visit();
  }

  visit(again = false): ConnectStep {
    const { callbackUrl: redirect, state, plugin } = this.#context;
    const { scopes } = this.#kind;
    const url = loginAddress(plugin.config, this.app!, { redirect, state, scopes, again });
    return { step: 'visit', id: 'visit', url };
  }

  /** Null when all went well and the channel goes on. */
  async returned({ query }: Extract<ConnectInput, { kind: 'visit' }>): Promise<ConnectStep | null> {
    if (query.error) return this.#stop(query.error_description || query.error);
    if (!query.code || !isSame(query.state ?? '', this.#context.state)) return this.#stop('state');
    const { plugin, callbackUrl } = this.#context;
    const app = this.app!;
    const redeemed = await redeem(plugin, app, query.code, callbackUrl);
    if (!redeemed.ok) return this.#refused(redeemed);
    const token = await lasting(plugin, app, text(redeemed.answer.access_token));
    const facts = await tokenFacts(plugin, token, app);
    if ('ok' in facts) return this.#refused(facts);
    Object.assign(this.memory, { token, endsAt: facts.endsAt?.toISOString() });
    const missing = this.#kind.scopes.filter((one) => !facts.scopes.includes(one));
    if (missing.length > 0)
      return { step: 'show', id: 'permissions', params: { missing: missing.join(', ') }, items: [] };
    return this.#webhooks();
  }

  /** Where the app's webhooks go elsewhere, people decide; where Meta will not be told, they enter it there. */
  async #webhooks(): Promise<ConnectStep | null> {
    const { address } = this.#target();
    const now = await webhookAddress(this.#context.plugin, this.app!, this.#kind.object);
    if (!now.ok && now.kind !== 'refused') return { step: 'stop', why: this.#kind.told(now) };
    if (!now.ok || now.address === '' || now.address === address) return this.lead();
    const items = [
      { label: 'now', value: now.address },
      { label: 'here', value: address },
    ];
    return { step: 'show', id: 'elsewhere', items };
  }

  /** Null when Meta was told. */
  async lead(): Promise<ConnectStep | null> {
    const target = this.#target();
    const told = await leadWebhooks(this.#context.plugin, this.app!, target);
    if (told.ok) return null;
    return {
      step: 'show',
      id: 'callback',
      params: { detail: this.#kind.told(told).text },
      items: [
        { label: 'address', value: target.address, copy: true },
        { label: 'token', value: target.verify, copy: true },
      ],
    };
  }

  #target(): Webhooks {
    const { channel, object, fields } = this.#kind;
    const { publicUrl, plugin } = this.#context;
    return { object, fields, address: `${publicUrl}/channels/${channel}/webhook`, verify: verifyToken(plugin) };
  }

  /** What is kept of the login with every account. */
  values(): Record<string, unknown> {
    const { id: appId, secret: appSecret, configuration: loginConfiguration } = this.app!;
    return { way: 'login', appId, appSecret, loginConfiguration };
  }

  get endsAt(): Date | undefined {
    const { endsAt } = this.memory;
    return endsAt ? new Date(endsAt) : undefined;
  }

  #refused(failed: GraphError): ConnectStep {
    const { channel, told } = this.#kind;
    if (failed.kind !== 'refused') return { step: 'stop', why: told(failed) };
    if (this.memory.app && failed.code === WRONG_SECRET)
      return this.askApp({ appSecret: reason(`${channel}.wrong_secret`, 'This is not the secret of the app.') });
    if (this.memory.app && failed.code === UNKNOWN_APP)
      return this.askApp({ appId: reason(`${channel}.wrong_app`, 'Meta knows no app of this id.') });
    return this.#stop(text(failed.error.message));
  }

  #stop(detail: string): ConnectStep {
    const short = detail.slice(0, 200);
    const why = reason(`${this.#kind.channel}.not_logged_in`, `Meta did not let us in: ${short}`, { detail: short });
    return { step: 'stop', why };
  }
}

function isSame(one: string, other: string): boolean {
  const [left, right] = [one, other].map((words) => createHash('sha256').update(words).digest());
  return timingSafeEqual(left!, right!);
}
