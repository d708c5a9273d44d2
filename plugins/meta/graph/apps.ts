// The team's app at Meta: its login, the tokens that come of it, what a token may do, and where its webhooks go.
import type { PluginContext } from '../../../core/contract/context.ts';
import { dialogAddress, Graph, graphBase, type GraphAnswer, type GraphError } from './client.ts';
import { fields, moment, number, objects, text } from './json.ts';

export interface App {
  id: string;
  secret: string;
  /** Of Facebook Login for Business: it says what is asked for, and may give tokens that do not end. */
  configuration?: string;
}

type Port = Pick<PluginContext, 'fetch' | 'config'>;

/** The app the operator has set up for everybody on this desk. */
export function operatorsApp(config: Record<string, unknown>): App | null {
  const [id, secret] = [text(config.appId), text(config.appSecret)];
  if (id === '' || secret === '') return null;
  return { id, secret, configuration: text(config.loginConfiguration) || undefined };
}

/** The secret an account's webhooks are signed with: the operator's may have been changed since it was connected. */
export function secretOf(account: { appId?: string; appSecret?: string }, config: Record<string, unknown>): string {
  const common = operatorsApp(config);
  return common && common.id === account.appId ? common.secret : (account.appSecret ?? '');
}

export interface LoginRequest {
  redirect: string;
  state: string;
  scopes: string[];
  /** Asks anew for what was refused before. */
  again?: boolean;
}

export function loginAddress(
  config: Port['config'],
  app: App,
  { redirect, state, scopes, again }: LoginRequest,
): string {
  const url = new URL(dialogAddress(config));
  const query = {
    client_id: app.id,
    redirect_uri: redirect,
    state,
    response_type: 'code',
    ...(app.configuration
      ? { config_id: app.configuration, override_default_response_type: 'true' }
      : { scope: scopes.join() }),
    ...(again && { auth_type: 'rerequest' }),
  };
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}

/** The token a code stands for; a code serves once. */
export function redeem(port: Port, app: App, code: string, redirect: string): Promise<GraphAnswer> {
  return exchanged(port, { client_id: app.id, client_secret: app.secret, redirect_uri: redirect, code });
}

/** One that holds two months instead of two hours; the given one where Meta gives no other. */
export async function lasting(port: Port, app: App, token: string): Promise<string> {
  const found = await exchanged(port, {
    grant_type: 'fb_exchange_token',
    client_id: app.id,
    client_secret: app.secret,
    fb_exchange_token: token,
  });
  return (found.ok && text(found.answer.access_token)) || token;
}

function exchanged(port: Port, values: Record<string, string>): Promise<GraphAnswer> {
  const graph = new Graph(port.fetch, graphBase(port.config), '');
  return graph.ask({ method: 'POST', path: '/oauth/access_token', form: new URLSearchParams(values) });
}

export interface TokenFacts {
  appId: string;
  /** `USER`, `PAGE`, `SYSTEM_USER`. */
  kind: string;
  holds: boolean;
  /** Null: it does not end by itself. */
  endsAt: Date | null;
  scopes: string[];
  /** The page of a page's token. */
  pageId: string;
}

/** What a token is, asked as the app, or as the token itself where the app is not known. */
export async function tokenFacts(
  port: Port,
  token: string,
  app?: App,
): Promise<TokenFacts | ({ ok: false } & GraphError)> {
  const graph = new Graph(port.fetch, graphBase(port.config), app ? tokenOfApp(app) : token);
  const found = await graph.ask({ path: '/debug_token', query: { input_token: token } });
  if (!found.ok) return found;
  const data = fields(found.answer.data);
  const [ends, access] = [number(data.expires_at), number(data.data_access_expires_at)].filter(Boolean);
  return {
    appId: text(data.app_id),
    kind: text(data.type),
    holds: data.is_valid === true,
    endsAt: moment(Math.min(ends ?? access ?? 0, access ?? ends ?? 0) || undefined),
    scopes: (Array.isArray(data.scopes) ? data.scopes : []).map(text),
    pageId: text(data.profile_id),
  };
}

const tokenOfApp = ({ id, secret }: App) => `${id}|${secret}`;

/** What an app is told of, and where it is told. */
export interface Webhooks {
  object: 'page' | 'whatsapp_business_account';
  fields: string[];
  address: string;
  verify: string;
}

/** Where the app's webhooks of this kind go now; empty where they go nowhere. */
export async function webhookAddress(
  port: Port,
  app: App,
  object: Webhooks['object'],
): Promise<{ ok: true; address: string } | ({ ok: false } & GraphError)> {
  const found = await appGraph(port, app).ask({ path: `/${app.id}/subscriptions` });
  if (!found.ok) return found;
  const ours = objects(found.answer.data).find((one) => text(one.object) === object && one.active !== false);
  return { ok: true, address: text(ours?.callback_url) };
}

/** From now on the app's webhooks go here. Meta calls the address at once and wants the word that proves it. */
export function leadWebhooks(
  port: Port,
  app: App,
  { object, fields: named, address, verify }: Webhooks,
): Promise<GraphAnswer> {
  const form = new URLSearchParams({ object, callback_url: address, fields: named.join(), verify_token: verify });
  return appGraph(port, app).ask({ method: 'POST', path: `/${app.id}/subscriptions`, form });
}

function appGraph(port: Port, app: App): Graph {
  return new Graph(port.fetch, graphBase(port.config), tokenOfApp(app));
}

/** The app a token belongs to; empty where Meta does not say. */
export async function appOfToken(port: Port, token: string): Promise<string> {
  const found = await new Graph(port.fetch, graphBase(port.config), token).ask({
    path: '/app',
    query: { fields: 'id' },
  });
  return found.ok ? text(found.answer.id) : '';
}
