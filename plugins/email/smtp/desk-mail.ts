// Mail of the desk itself, outside any account: by the operator's relay, else straight to the recipient's server.
import type { PluginContext } from '../../../core/contract/context.ts';
import { reason, type Reason } from '../../../core/contract/reason.ts';
import { ourHost } from '../account/fallback.ts';
import { trustedCertificates } from '../account/servers.ts';
import { sendDirectly } from './direct.ts';
import { ofTrouble } from './results.ts';
import { deskRoute } from './route.ts';
import { openSession, type Handover, type SmtpError } from './session.ts';

/** Null: taken. */
export async function sendDeskMail(
  context: PluginContext,
  mail: Handover,
  signal: AbortSignal,
): Promise<Reason | null> {
  const route = deskRoute(context.config);
  if (route.kind === 'none') return reason('smtp.no_way_out', 'No server is set for sending.');
  if (route.kind === 'direct') {
    const { refused, unknown } = await sendDirectly(context, mail, ourHost(context), signal);
    return unknown ?? refused[0]?.why ?? null;
  }
  const password = context.config.relayPassword;
  const credentials = typeof password === 'string' ? { password } : null;
  try {
    const certificates = trustedCertificates(context.config);
    const session = await openSession(route.server, credentials, { ourName: ourHost(context), certificates, signal });
    try {
      await session.handOver(mail);
    } finally {
      session.quit();
    }
    return null;
  } catch (error) {
    const result = ofTrouble(error as SmtpError, route.server);
    return 'why' in result ? result.why : null;
  }
}
