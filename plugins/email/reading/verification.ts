// Checks SPF, DKIM, DMARC and ARC of a mail that our own SMTP receiver took in (RFC 7208, 6376, 7489, 8617).
import type { DNSResolver } from 'mailauth';
import { withAlignment, type Authentication, type Verdict } from './authentication.ts';
import type { ParsedMail } from './parsed-mail.ts';

export interface ReceivedFrom {
  /** Address of the client that delivered the mail. */
  ip: string;
  /** What it called itself in EHLO. */
  helo: string;
  /** Envelope sender, empty for bounces. */
  mailFrom: string;
  /** Our own host name. */
  host: string;
  /** Asks DNS; the platform's resolver if left out. */
  resolver?: DNSResolver;
  /** Milliseconds for everything together, 10,000 if left out; what is not known by then is a temporary error. */
  timeout?: number;
}

/** Never fails: trouble with DNS is a `temperror` verdict. */
export async function verifyMail(
  raw: Buffer,
  mail: Pick<ParsedMail, 'from'>,
  received: ReceivedFrom,
): Promise<Authentication> {
  const fromDomain = mail.from?.address.split('@').at(-1)?.toLowerCase() || null;
  const unknown = { result: 'temperror', domain: null };
  const timeout = new AbortController();
  const late = waitFor(received.timeout ?? 10_000, timeout.signal);
  try {
    const found = await Promise.race([ask(raw, received), late]);
    if (found) return withAlignment({ authservId: null, ...found, fromDomain });
  } catch {
    // A mail that the checker itself cannot read has proven nothing.
  } finally {
    timeout.abort();
  }
  return withAlignment({ authservId: null, spf: unknown, dkim: unknown, dmarc: unknown, arc: null, fromDomain });
}

/** Resolves with null after some time, at once when told to stop. */
function waitFor(milliseconds: number, signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve(null);
    });
  });
}

async function ask(
  raw: Buffer,
  received: ReceivedFrom,
): Promise<Pick<Authentication, 'spf' | 'dkim' | 'dmarc' | 'arc'>> {
  // Loaded when first needed: it takes 40 MB, and most desks have their mail checked by their provider.
  const { authenticate } = await import('mailauth');
  const { ip, helo, mailFrom, host, resolver } = received;
  const options = { ip, helo, sender: mailFrom, mta: host, disableBimi: true, rejectRsaSha1: true, minBitLength: 1024 };
  const found = await authenticate(raw, resolver ? { ...options, resolver } : options);
  const dmarc = found.dmarc ? verdict(found.dmarc.status.result, found.dmarc.domain) : null;
  return {
    spf: found.spf ? verdict(found.spf.status.result, found.spf.domain) : null,
    dkim: bestSignature(found.dkim.results),
    dmarc,
    arc: found.arc ? verdict(found.arc.status.result, (found.arc.signature || undefined)?.signingDomain) : null,
  };
}

function bestSignature(
  results: { status: { result: string; aligned?: string | false }; signingDomain?: string }[],
): Verdict | null {
  const score = ({ status }: (typeof results)[number]) => (status.result === 'pass' ? 2 : 0) + (status.aligned ? 1 : 0);
  const best = results.toSorted((a, b) => score(b) - score(a))[0];
  return best ? verdict(best.status.result, best.signingDomain) : null;
}

function verdict(result: string, domain: string | undefined): Verdict {
  return { result, domain: domain?.toLowerCase() ?? null };
}
