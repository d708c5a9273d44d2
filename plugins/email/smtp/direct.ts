// Sending without any server of one's own: to the mail exchangers of each recipient's domain (RFC 5321 §5, RFC 7505).
import type { PluginContext } from '../../../core/contract/context.ts';
import { reason, type Reason } from '../../../core/contract/reason.ts';
import { records, resolveBy, type Resolve } from '../account/resolve.ts';
import { domainOf } from '../mail/identity.ts';
import { ofTrouble, refusedRecipient, type RefusedRecipient } from './results.ts';
import { openSession, type Handover, type SmtpError } from './session.ts';

export interface DirectOutcome {
  taken: string[];
  refused: RefusedRecipient[];
  /** Of a domain whose server broke off at the worst moment. */
  unknown?: Reason;
}

type Ports = Pick<PluginContext, 'config' | 'mayReach'>;

const EXCHANGERS = 5;
const ADDRESSES = 3;

/** Each domain by itself; one that fails does not stop the others. */
export async function sendDirectly(
  context: Ports,
  mail: Handover,
  ourName: string,
  signal: AbortSignal,
): Promise<DirectOutcome> {
  const outcome: DirectOutcome = { taken: [], refused: [] };
  for (const [domain, to] of byDomain(mail.envelope.to)) {
    const one = await toDomain(context, domain, { ...mail, envelope: { ...mail.envelope, to } }, ourName, signal);
    outcome.taken.push(...one.taken);
    outcome.refused.push(...one.refused);
    outcome.unknown ??= one.unknown;
  }
  return outcome;
}

function byDomain(addresses: string[]): Map<string, string[]> {
  const domains = new Map<string, string[]>();
  for (const address of addresses) {
    const domain = domainOf(address);
    domains.set(domain, [...(domains.get(domain) ?? []), address]);
  }
  return domains;
}

async function toDomain(
  context: Ports,
  domain: string,
  mail: Handover,
  ourName: string,
  signal: AbortSignal,
): Promise<DirectOutcome> {
  const port = Number(context.config.directPort ?? 25);
  const found = await exchangersOf(context, domain, port);
  if (!Array.isArray(found)) return all(mail, found.why, found.isTemporary);
  let last: DirectOutcome | null = null;
  for (const host of found) {
    last = await toHost(host, port, mail, ourName, signal);
    const isDone = last.unknown || last.taken.length > 0 || last.refused.some((one) => !one.isTemporary);
    if (isDone || signal.aborted) return last;
  }
  return last ?? all(mail, reason('direct.no_server', `No mail server of ${domain} can be reached.`, { domain }), true);
}

/** Encrypted where that works; a server whose encryption is broken gets the mail without (RFC 7435). */
async function toHost(
  host: string,
  port: number,
  mail: Handover,
  ourName: string,
  signal: AbortSignal,
): Promise<DirectOutcome> {
  const server = { host, port, user: null };
  for (const security of ['opportunistic', 'none'] as const) {
    try {
      const session = await openSession({ ...server, security }, null, { ourName, signal });
      try {
        const { taken, refused } = await session.handOver(mail);
        return { taken, refused: refused.map(refusedRecipient) };
      } finally {
        session.quit();
      }
    } catch (error) {
      const isBrokenTls = (error as SmtpError).code === 'ETLS' && security === 'opportunistic';
      if (!isBrokenTls) return ofError(error as SmtpError, mail, server);
    }
  }
  return { taken: [], refused: [] };
}

function ofError(error: SmtpError, mail: Handover, server: { host: string; port: number }): DirectOutcome {
  if (error.rejectedErrors?.length) return { taken: [], refused: error.rejectedErrors.map(refusedRecipient) };
  const result = ofTrouble(error, server);
  if (result.outcome === 'unknown') return { taken: [], refused: [], unknown: result.why };
  if (result.outcome === 'rejected' || result.outcome === 'retry')
    return all(mail, result.why, result.outcome === 'retry');
  return { taken: [], refused: [] };
}

/** Never `hard`: that a whole domain seems gone may be trouble with our own DNS. */
function all(mail: Handover, why: Reason, isTemporary: boolean): DirectOutcome {
  return { taken: [], refused: mail.envelope.to.map((address) => ({ address, why, hard: false, isTemporary })) };
}

type NoExchanger = { why: Reason; isTemporary: boolean };

/** Addresses in the order they are to be tried; none that leads into the operator's own network. */
async function exchangersOf(context: Ports, domain: string, port: number): Promise<string[] | NoExchanger> {
  const literal = /^\[(?:IPv6:)?([\da-f.:]+)\]$/i.exec(domain)?.[1];
  const about = { domain };
  try {
    const resolve = resolveBy(context.config);
    const names = literal ? [literal] : await namesOf(resolve, domain);
    if (names.length === 0)
      return { isTemporary: false, why: reason('direct.no_mail', `${domain} takes no mail.`, about) };
    const addresses = literal ? [literal] : (await Promise.all(names.map((name) => addressesOf(resolve, name)))).flat();
    if (addresses.length === 0)
      return { isTemporary: false, why: reason('direct.no_domain', `There is no domain ${domain}.`, about) };
    const allowed = await Promise.all(addresses.map((address) => context.mayReach(address, port)));
    const reachable = addresses.filter((_, index) => allowed[index]);
    if (reachable.length > 0) return reachable;
    const text = `The mail servers of ${domain} are at internal addresses, which are not reached.`;
    return { isTemporary: false, why: reason('direct.internal', text, about) };
  } catch (error) {
    const detail = String((error as Error).message).slice(0, 200);
    const text = `DNS does not answer for ${domain}: ${detail}`;
    return { isTemporary: true, why: reason('direct.no_dns', text, { domain, detail }) };
  }
}

/** RFC 5321 §5.1: without MX the domain itself; RFC 7505: a single `.` means that it takes none. */
async function namesOf(resolve: Resolve, domain: string): Promise<string[]> {
  const found = await records<{ exchange: string; priority: number }>(resolve, domain, 'MX');
  if (found.length === 0) return [domain];
  return found
    .filter(({ exchange }) => exchange !== '' && exchange !== '.')
    .sort((one, other) => one.priority - other.priority)
    .slice(0, EXCHANGERS)
    .map(({ exchange }) => exchange);
}

async function addressesOf(resolve: Resolve, name: string): Promise<string[]> {
  const [four, six] = await Promise.all([
    records<string>(resolve, name, 'A'),
    records<string>(resolve, name, 'AAAA').catch(() => []),
  ]);
  return [...four.slice(0, ADDRESSES), ...six.slice(0, ADDRESSES)];
}
