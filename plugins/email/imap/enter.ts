// Signing in to the mailbox of an account; a token that is refused is renewed once.
import type { ImapFlow } from 'imapflow';
import type { AccountContext } from '../../../core/contract/context.ts';
import type { Health } from '../../../core/contract/health.ts';
import { reason } from '../../../core/contract/reason.ts';
import { imapServer, trustedCertificates, type Credentials } from '../account/servers.ts';
import type { MailSettings } from '../account/settings.ts';
import { openImap } from './client.ts';
import { healthOf, imapTrouble, type ImapTrouble } from './trouble.ts';

/** Gives what signs in, or why nothing can; `renewed` asks for a new token although the old one should still hold. */
export type CredentialSource = (renewed?: boolean) => Promise<Credentials | { trouble: Health }>;

export interface Refused {
  trouble: ImapTrouble;
  health: Health;
}

export async function enter(
  context: AccountContext,
  credentials: CredentialSource,
  signal: AbortSignal,
): Promise<{ client: ImapFlow } | Refused> {
  const server = imapServer(context.account.settings as MailSettings, context.config);
  if (!server) return noServer();
  const certificates = trustedCertificates(context.config);
  for (const renewed of [false, true]) {
    const given = await credentials(renewed);
    if ('trouble' in given) return ofHealth(given.trouble);
    try {
      return { client: await openImap(server, given, { certificates, signal }) };
    } catch (error) {
      const trouble = imapTrouble(error, server);
      const mayHelp = trouble.kind === 'sign-in' && 'accessToken' in given && !renewed;
      if (!mayHelp) return { trouble, health: healthOf(trouble) };
    }
  }
  return noServer();
}

function noServer(): Refused {
  const why = reason('imap.no_server', 'No server for receiving is set.');
  const trouble: ImapTrouble = { kind: 'server', why, suspect: 'host', lasting: true };
  return { trouble, health: healthOf(trouble) };
}

function ofHealth(health: Health): Refused {
  const why = health.why ?? reason('oauth.sign_in', 'A sign-in is needed.');
  return { health, trouble: { kind: 'server', why, suspect: null, lasting: false } };
}
