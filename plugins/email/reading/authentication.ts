// Reads what a trusted server found out about the sender of a mail (Authentication-Results, RFC 8601; ARC, RFC 8617).
import { getDomain } from 'tldts';
import { unfold } from './mime/headers.ts';
import type { ParsedMail } from './parsed-mail.ts';

/** What one method says. */
export interface Verdict {
  /** pass, fail, softfail, neutral, none, policy, temperror, permerror; lower case. */
  result: string;
  /** The domain the method looked at: of the envelope, the signature or the From field; lower case. */
  domain: string | null;
}

export interface Authentication {
  /** The server that says so; empty where it does not name itself, null if it is this desk. */
  authservId: string | null;
  spf: Verdict | null;
  /** The best of all signatures: one of the From domain before others, passing before failing. */
  dkim: Verdict | null;
  dmarc: Verdict | null;
  arc: Verdict | null;
  /** The domain of the address people see. */
  fromDomain: string | null;
  /** The From domain is proven: DMARC passes, or does not fail while SPF or a signature passes for the same registered domain. */
  aligned: boolean;
}

interface MethodResult {
  method: string;
  result: string;
  properties: Record<string, string>;
}

const mostResults = 60;

/**
 * The verdicts of the receiving server. Anybody can write such a field into a mail, so only fields of a trusted server
 * count, and only the topmost ones with no Received field between them: what lies below was there before that server.
 * @param trusted authserv-ids of our own receiving servers; `.firma.example` stands for every server of that domain,
 *   an empty one for servers that do not name themselves (Microsoft 365)
 * @returns null if no trusted server said anything
 */
export function readAuthentication(
  mail: Pick<ParsedMail, 'headers' | 'from'>,
  trusted: string[],
): Authentication | null {
  const accepted = trusted.map((id) => id.toLowerCase());
  const results: MethodResult[] = [];
  let authservId: string | null = null;
  for (const { name, raw } of mail.headers) {
    if (name === 'received' && authservId !== null) break;
    if (name !== 'authentication-results') continue;
    const field = readField(raw);
    if (!accepted.some((id) => isServer(field.authservId, id))) continue;
    authservId ??= field.authservId;
    if (field.authservId === authservId) results.push(...field.results);
  }
  return authservId === null ? null : summarise(authservId, results, domainOf(mail.from?.address));
}

function isServer(authservId: string, trusted: string): boolean {
  return trusted.startsWith('.') ? `.${authservId}`.endsWith(trusted) : authservId === trusted;
}

/** Takes the results of all fields together. */
function summarise(authservId: string | null, results: MethodResult[], fromDomain: string | null): Authentication {
  const spf = verdictOf(results, 'spf', ['smtp.mailfrom', 'smtp.mail', 'smtp.helo'], fromDomain);
  const dkim = verdictOf(results, 'dkim', ['header.d', 'header.i'], fromDomain);
  const dmarc = verdictOf(results, 'dmarc', ['header.from'], fromDomain);
  const arc = verdictOf(results, 'arc', ['header.oldest-pass', 'header.d'], null);
  return withAlignment({ authservId, spf, dkim, dmarc, arc, fromDomain });
}

/** Adds whether the verdicts prove the From domain. */
export function withAlignment(found: Omit<Authentication, 'aligned'>): Authentication {
  const { spf, dkim, dmarc, fromDomain } = found;
  const proves = (verdict: Verdict | null) => verdict?.result === 'pass' && isSameSite(verdict.domain, fromDomain);
  const isProven = fromDomain !== null && (proves(dmarc) || proves(spf) || proves(dkim)) && dmarc?.result !== 'fail';
  return { ...found, aligned: isProven };
}

function verdictOf(all: MethodResult[], method: string, properties: string[], wanted: string | null): Verdict | null {
  const verdicts = all
    .filter((one) => one.method === method)
    .map(({ result, properties: given }) => ({
      result,
      domain: domainOf(properties.map((name) => given[name]).find(Boolean)),
    }));
  const score = (verdict: Verdict) =>
    (verdict.result === 'pass' ? 2 : 0) + (isSameSite(verdict.domain, wanted) ? 1 : 0);
  return verdicts.toSorted((a, b) => score(b) - score(a))[0] ?? null;
}

/** The same registered domain, as relaxed alignment asks for (RFC 7489 §3.1); shared hosts count as registries. */
function isSameSite(one: string | null, other: string | null): boolean {
  if (one === null || other === null) return false;
  const site = getDomain(other, { allowPrivateDomains: true });
  return one === other || (site !== null && getDomain(one, { allowPrivateDomains: true }) === site);
}

function domainOf(address: string | undefined): string | null {
  const domain = (address ?? '')
    .replace(/^.*@/s, '')
    .replace(/[>\s]+$/, '')
    .toLowerCase();
  return domain === '' ? null : domain;
}

/** Splits a field into the server's name and its results. */
function readField(raw: string): { authservId: string; results: MethodResult[] } {
  const pieces = withoutComments(unfold(raw).slice(0, 32_768)).split(';');
  const isAnonymous = /^\s*[\w-]+\s*=/.test(pieces[0] ?? '');
  const authservId = isAnonymous ? '' : (/^\s*"?([^\s"]+)/.exec(pieces[0] ?? '')?.[1] ?? '').toLowerCase();
  const statements = (isAnonymous ? pieces : pieces.slice(1)).slice(0, mostResults);
  return { authservId, results: statements.map(readStatement).filter((one) => one !== null) };
}

/** `method[/version]=result reason="…" type.property=value …` */
function readStatement(text: string): MethodResult | null {
  const [head, ...rest] = text.trim().split(/\s+(?=[\w.-]+\s*=)/);
  const [, method, result] = /^([\w-]+)(?:\s*\/\s*\d+)?\s*=\s*"?([\w-]+)/.exec(head ?? '') ?? [];
  if (!method || !result) return null;
  const properties: Record<string, string> = Object.create(null);
  for (const pair of rest) {
    const [, name, value] = /^([\w.-]+)\s*=\s*"?([^\s";]*)/.exec(pair) ?? [];
    if (name) properties[name.toLowerCase()] ??= value ?? '';
  }
  return { method: method.toLowerCase(), result: result.toLowerCase(), properties };
}

/** Comments may hold anything, `;` and `=` included, and stand anywhere. */
function withoutComments(text: string): string {
  let out = '';
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at]!;
    if (char === '\\') at++;
    else if (char === '"' && depth === 0) quoted = !quoted;
    else if (char === '(' && !quoted) depth++;
    else if (char === ')' && depth > 0) depth--;
    else if (depth === 0) out += quoted && char === ';' ? ' ' : char;
  }
  return out;
}
