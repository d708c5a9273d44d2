// A session with the server of a route, signed in; a token that is refused is renewed once.
import type { AccountContext } from '../../../core/contract/context.ts';
import type { Health } from '../../../core/contract/health.ts';
import { reason } from '../../../core/contract/reason.ts';
import { trustedCertificates, type Credentials } from '../account/servers.ts';
import type { CredentialSource } from '../imap/enter.ts';
import { isSignInRefusal } from './results.ts';
import type { ServedRoute } from './route.ts';
import { openSession, type SmtpError, type SmtpSession } from './session.ts';

/** Rejects with an `SmtpError`; where nothing can sign in, it carries what the account's health becomes. */
export async function enter(
  context: AccountContext,
  route: ServedRoute,
  credentials: CredentialSource,
  ourName: string,
  signal: AbortSignal,
): Promise<SmtpSession> {
  const options = { ourName, signal, certificates: trustedCertificates(context.config) };
  if (route.kind === 'relay') return openSession(route.server, relayCredentials(context.config), options);
  for (const renewed of [false, true]) {
    const given = await credentials(renewed);
    if ('trouble' in given) throw Object.assign(new Error('No sign-in'), { health: given.trouble });
    try {
      return await openSession(route.server, given, options);
    } catch (error) {
      const mayHelp = isSignInRefusal(error as SmtpError) && 'accessToken' in given && !renewed;
      if (!mayHelp) throw error;
    }
  }
  throw new Error('No sign-in');
}

function relayCredentials(config: Record<string, unknown>): Credentials | null {
  return typeof config.relayPassword === 'string' ? { password: config.relayPassword } : null;
}

/** Null: the trouble is not with the sign-in. Who set the password up has to mend it: the team, or the operator. */
export function signInHealth(error: SmtpError & { health?: Health }, { kind, server }: ServedRoute): Health | null {
  if (error.health) return error.health;
  if (!isSignInRefusal(error)) return null;
  const detail = (error.response ?? error.message).slice(0, 200);
  const text = `${server.host} refuses the sign-in for sending: ${detail}`;
  const why = reason('smtp.sign_in_refused', text, { host: server.host, detail });
  if (kind === 'relay') return { state: 'misconfigured', why, action: 'change settings' };
  return { state: 'needs sign-in', why, action: 'sign in again' };
}
