// One live e-mail account: what it can carry, reading what came, sending what goes.
import type { Connection } from '../../core/contract/connection.ts';
import type { AccountContext } from '../../core/contract/context.ts';
import type { Attempt, OutboundMessage, SendResult } from '../../core/contract/outbound.ts';
import { reason } from '../../core/contract/reason.ts';
import { CAPABILITIES } from './account/capabilities.ts';
import { checksOf } from './account/checks.ts';
import { credentialsOf } from './account/credentials.ts';
import { ourHost } from './account/fallback.ts';
import { senderOf } from './account/sender.ts';
import { isFetched, type MailSettings } from './account/settings.ts';
import { readerOf } from './account/shared.ts';
import { createStanding } from './account/standing.ts';
import { Mailbox } from './imap/mailbox.ts';
import { countMailbox, createSentFolder } from './imap/sent.ts';
import { parseArrival } from './inbound.ts';
import { domainOf } from './mail/identity.ts';
import { Remote } from './remote.ts';
import { signed } from './smtp/dkim.ts';
import { keyFor } from './smtp/keys.ts';

export function openConnection(context: AccountContext): Connection {
  const fetches = isFetched((context.account.settings as MailSettings).way);
  const standing = createStanding(context, fetches);
  const credentials = credentialsOf(context);
  const remote = new Remote({ context, standing, credentials: credentials.smtp, ourName: ourHost(context) });
  const mailbox = new Mailbox(context, standing, credentials.imap);
  const sent = createSentFolder(context, mailbox, credentials.imap);

  async function send(message: OutboundMessage, attempt: Attempt): Promise<SendResult> {
    const { composeMail } = await import('./outbound.ts');
    const sender = await senderOf(context, remote.route.kind, message.from);
    const composed = await composeMail(message, sender, attempt);
    // A provider's server signs by itself.
    const key = remote.route.kind === 'own' ? null : await keyFor(context, domainOf(sender.from));
    const mail = key ? { ...composed, raw: signed(composed.raw, key, message.at) } : composed;
    const result = await remote.send(mail, attempt);
    if (result.outcome === 'accepted' && fetches) sent.keep(mail);
    return result;
  }

  if (!fetches) standing.report('receiving', null);
  return {
    capabilities: () => CAPABILITIES,
    policy: ({ recipient }) =>
      recipient && recipient.kind !== 'email'
        ? { state: 'closed', why: reason('no_address', 'The contact has no e-mail address.') }
        : { state: 'open' },
    parse: (arrival) => parseArrival(context, readerOf(context), arrival),
    send,
    check: () => checksOf(context, { remote, mailbox, standing }),
    close: async () => remote.close(),
    ...(fetches
      ? {
          listen: (signal: AbortSignal) => mailbox.listen(signal),
          find: sent.find,
          counts: () => countMailbox(context, mailbox),
        }
      : {}),
  };
}
