// The way out of an account: its own submission server, the operator's relay, or straight to the recipients.
import type { AccountContext } from '../../../core/contract/context.ts';
import { smtpServer } from '../account/servers.ts';
import type { MailSettings } from '../account/settings.ts';
import type { SmtpServer } from './session.ts';

/** Mail is handed to one server. */
export interface ServedRoute {
  kind: 'own' | 'relay';
  server: SmtpServer;
}

export type Route = ServedRoute | { kind: 'direct' } | { kind: 'none' };

/** `relayHost` … of the configuration name a relay; `direct: false` forbids sending without any server. */
export function routeOf(context: AccountContext): Route {
  const { config } = context;
  const own = smtpServer(context.account.settings as MailSettings, config);
  return own ? { kind: 'own', server: own } : deskRoute(config);
}

/** The way out of whoever has no server of their own. */
export function deskRoute(config: Record<string, unknown>): Route {
  if (typeof config.relayHost === 'string') return { kind: 'relay', server: relay(config.relayHost, config) };
  return config.direct === false ? { kind: 'none' } : { kind: 'direct' };
}

function relay(host: string, config: Record<string, unknown>): SmtpServer {
  const isSecure = config.relaySecure === true;
  const port = Number(config.relayPort ?? (isSecure ? 465 : 25));
  const user = typeof config.relayUser === 'string' && config.relayUser !== '' ? config.relayUser : null;
  // A sign-in never goes over the line in the clear.
  const security = isSecure ? 'tls' : user === null ? 'opportunistic' : 'starttls';
  return { host, port, security, user };
}
