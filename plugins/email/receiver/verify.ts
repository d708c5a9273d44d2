// Whether the sender of a mail our receiver was given is proven: found out at once, while the client is still there (EM-11).
import type { SMTPServerSession } from 'smtp-server';
import type { PluginContext } from '../../../core/contract/context.ts';
import { ourHost } from '../account/fallback.ts';
import { resolveBy } from '../account/resolve.ts';
import { verifierOf } from '../account/shared.ts';
import type { Authentication } from '../reading/authentication.ts';
import type { ReceivedFrom } from '../reading/verification.ts';

/** Milliseconds; what DNS does not say by then is unknown. */
const PATIENCE = 5_000;
/** A flood of mails is taken without. */
const MOST_WAITING = 10;

const INSIDE =
  /^(?:::ffff:)?(?:127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.|169\.254\.)|^::1$|^f[cd][\da-f]{2}:|^fe80:/i;

/**
 * Null: not looked at. Mail from this machine and its own network is not judged, for SPF knows no such addresses.
 * `verifySenders` of the configuration: `false` never, `always` also for those.
 */
export async function verify(
  context: PluginContext,
  raw: Buffer,
  session: SMTPServerSession,
): Promise<Authentication | null> {
  const { verifySenders = true } = context.config;
  const ip = session.remoteAddress;
  if (verifySenders === false || (verifySenders !== 'always' && INSIDE.test(ip))) return null;
  const waiting = context.once('verifying', () => ({ count: 0 }));
  if (waiting.count >= MOST_WAITING) return null;
  const received: ReceivedFrom = {
    ip: ip.replace(/^::ffff:/i, ''),
    helo: session.hostNameAppearsAs || 'unknown',
    mailFrom: session.envelope.mailFrom ? session.envelope.mailFrom.address : '',
    host: ourHost(context),
    timeout: PATIENCE,
  };
  waiting.count += 1;
  try {
    // A resolver of the configuration is a function and cannot go into a thread.
    if (typeof context.config.resolve !== 'function') return await verifierOf(context).verify(raw, received);
    const resolver = resolveBy(context.config) as NonNullable<ReceivedFrom['resolver']>;
    const [{ parseMail }, { verifyMail }] = await Promise.all([
      import('../reading/parse.ts'),
      import('../reading/verification.ts'),
    ]);
    return await verifyMail(raw, parseMail(raw), { ...received, resolver });
  } finally {
    waiting.count -= 1;
  }
}
