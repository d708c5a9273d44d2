// Finds the servers of an address: known providers, what the domain publishes, what it names in DNS (RFC 6186, 8314).
import { records, type Resolve } from '../account/resolve.ts';
import type { Security } from '../account/settings.ts';
import { domainOf } from '../mail/identity.ts';
import { askAutoconfig } from './autoconfig.ts';
import { byDomain, byExchangers, type Servers, type WellKnown } from './well-known.ts';

export interface Discovered {
  servers: Servers;
  /** Somebody said so; else it is a guess to fill the form with. */
  isKnown: boolean;
  signIn: WellKnown['signIn'] | null;
}

export async function discover(address: string, resolve: Resolve, fetcher: typeof fetch): Promise<Discovered> {
  const domain = domainOf(address);
  const known = byDomain(domain) ?? byExchangers(await exchangersOf(resolve, domain));
  if (known) return { servers: serversOf(known), isKnown: true, signIn: known.signIn ?? null };
  const [published, named] = await Promise.all([askAutoconfig(fetcher, address, domain), askDns(resolve, domain)]);
  const servers = published ?? named;
  return servers ? { servers, isKnown: true, signIn: null } : { servers: guess(domain), isKnown: false, signIn: null };
}

function serversOf({ imapHost, imapPort, imapSecurity, smtpHost, smtpPort, smtpSecurity }: Servers): Servers {
  return { imapHost, imapPort, imapSecurity, smtpHost, smtpPort, smtpSecurity };
}

async function exchangersOf(resolve: Resolve, domain: string): Promise<string[]> {
  try {
    return (await records<{ exchange: string }>(resolve, domain, 'MX')).map(({ exchange }) => exchange);
  } catch {
    return [];
  }
}

interface Service {
  name: string;
  port: number;
  priority: number;
}

async function askDns(resolve: Resolve, domain: string): Promise<Servers | null> {
  const [imaps, imap, submissions, submission] = await Promise.all(
    ['_imaps', '_imap', '_submissions', '_submission'].map((service) => firstOf(resolve, `${service}._tcp.${domain}`)),
  );
  const receiving = imaps ?? imap;
  const sending = submissions ?? submission;
  if (!receiving || !sending) return null;
  const security = (isTls: unknown): Security => (isTls ? 'tls' : 'starttls');
  return {
    imapHost: receiving.name,
    imapPort: receiving.port,
    imapSecurity: security(imaps),
    smtpHost: sending.name,
    smtpPort: sending.port,
    smtpSecurity: security(submissions),
  };
}

/** A single `.` says that there is no such service (RFC 6186 §3.4). */
async function firstOf(resolve: Resolve, name: string): Promise<Service | null> {
  try {
    const found = await records<Service>(resolve, name, 'SRV');
    return (
      found.filter((one) => one.name !== '' && one.name !== '.').sort((a, b) => a.priority - b.priority)[0] ?? null
    );
  } catch {
    return null;
  }
}

function guess(domain: string): Servers {
  return {
    imapHost: `imap.${domain}`,
    imapPort: 993,
    imapSecurity: 'tls',
    smtpHost: `smtp.${domain}`,
    smtpPort: 465,
    smtpSecurity: 'tls',
  };
}
