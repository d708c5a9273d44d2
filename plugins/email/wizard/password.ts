// Connecting a mailbox with user name and password: its servers found or asked for, both tried, each fault by its field.
import type { ConnectContext, ConnectStep } from '../../../core/contract/connect.ts';
import { reason } from '../../../core/contract/reason.ts';
import type { SettingsShape } from '../../../core/contract/settings.ts';
import { ourHost } from '../account/fallback.ts';
import { resolveBy } from '../account/resolve.ts';
import type { MailServer } from '../account/servers.ts';
import { settings, type Security } from '../account/settings.ts';
import { domainOf } from '../mail/identity.ts';
import { refusalOf, sinceOf, TAKE_OVER } from './address.ts';
import { discover } from './discovery.ts';
import { tryServers, type Candidate, type FieldErrors } from './trying.ts';

type Values = Record<string, unknown>;

const shown = { showWhen: undefined } as const;

/** First only what everybody knows. */
const MAILBOX: SettingsShape = {
  address: settings.address,
  password: { ...settings.password, ...shown, required: true },
  takeOver: TAKE_OVER,
};

const SERVERS: SettingsShape = {
  address: settings.address,
  user: { ...settings.user, ...shown },
  password: { ...settings.password, ...shown, required: true },
  imapHost: { ...settings.imapHost, ...shown, required: true },
  imapPort: { ...settings.imapPort, ...shown, required: true },
  imapSecurity: { ...settings.imapSecurity, ...shown },
  smtpHost: { ...settings.smtpHost, ...shown, required: true },
  smtpPort: { ...settings.smtpPort, ...shown, required: true },
  smtpSecurity: { ...settings.smtpSecurity, ...shown },
  smtpUser: { ...settings.smtpUser, ...shown },
  smtpPassword: { ...settings.smtpPassword, ...shown },
};

export function beginPassword(context: ConnectContext): ConnectStep {
  if (context.account) return serversForm(context.account.values);
  return { step: 'form', id: 'mailbox', fields: MAILBOX };
}

/** Address and password are there: servers that are known are tried at once, others asked for. */
export async function answerMailbox(context: ConnectContext, values: Values): Promise<ConnectStep> {
  const address = String(values.address);
  const form = (errors: FieldErrors): ConnectStep => ({ step: 'form', id: 'mailbox', fields: MAILBOX, errors });
  const refused = await refusalOf(context, address);
  if (refused) return form({ address: refused });
  const { plugin } = context;
  const { servers, isKnown, signIn } = await discover(address, resolveBy(plugin.config), context.fetch);
  if (signIn?.must) {
    const text = `Mailboxes of ${domainOf(address)} only open with the sign-in of Microsoft 365. Go back and choose that.`;
    return form({ base: reason('wizard.use_microsoft', text, { domain: domainOf(address) }) });
  }
  context.memory.takeOver = values.takeOver;
  const found: Values = { address, password: values.password, ...servers };
  if (servers.user === 'local part') found.user = address.split('@')[0];
  if (!isKnown) {
    const text = `Nothing is known of the servers of ${domainOf(address)}. Please fill them in.`;
    return serversForm(found, { base: reason('wizard.no_servers_found', text, { domain: domainOf(address) }) });
  }
  return answerServers(context, found);
}

/** Both servers are tried; `done` only when both let us in. */
export async function answerServers(context: ConnectContext, values: Values): Promise<ConnectStep> {
  const address = String(values.address);
  const refused = context.account ? null : await refusalOf(context, address);
  if (refused) return serversForm(values, { address: refused });
  const errors = await tryServers(candidateOf(values), context.plugin.config, ourHost(context.plugin));
  if (errors) return serversForm(values, errors);
  const since = context.account ? {} : sinceOf(context.memory.takeOver, context.now());
  return {
    step: 'done',
    accounts: [{ uniqueId: address, title: address, values: { ...values, ...since, way: 'imap' } }],
  };
}

function serversForm(values: Values, errors?: FieldErrors): ConnectStep {
  return { step: 'form', id: 'servers', fields: SERVERS, values: ofFields(values), errors };
}

function ofFields(values: Values): Values {
  return Object.fromEntries(Object.keys(SERVERS).map((name) => [name, values[name]]));
}

function candidateOf(values: Values): Candidate {
  const text = (name: string) => (typeof values[name] === 'string' ? values[name] : '');
  const user = text('user') || text('address');
  const server = (kind: 'imap' | 'smtp'): MailServer => ({
    host: text(`${kind}Host`),
    port: Number(values[`${kind}Port`]),
    security: (text(`${kind}Security`) || 'tls') as Security,
    user: (kind === 'smtp' && text('smtpUser')) || user,
  });
  return {
    imap: server('imap'),
    smtp: server('smtp'),
    imapCredentials: { password: text('password') },
    smtpCredentials: { password: text('smtpPassword') || text('password') },
    smtpPasswordField: text('smtpPassword') ? 'smtpPassword' : 'password',
  };
}
