// Whether the sender is who the mail says (EM-11): whose findings count, and what they come to.
import type { MessageEvent } from '../../../core/contract/inbound.ts';
import type { MailSettings } from '../account/settings.ts';
import type { Authentication, Verdict } from '../reading/authentication.ts';

/**
 * Under which names providers write Authentication-Results for their own customers, by the end of their IMAP host's
 * name. The empty name stands for Microsoft 365, which writes none.
 */
const SERVERS: Record<string, string[]> = {
  'gmail.com': ['mx.google.com'],
  'googlemail.com': ['mx.google.com'],
  'office365.com': [''],
  'outlook.com': [''],
  'gmx.net': ['gmx.net'],
  'gmx.com': ['gmx.net'],
  'web.de': ['web.de'],
  'mail.yahoo.com': ['atlas-production.v2-mail-prod1-gq1.omega.yahoo.com', 'mail.yahoo.com'],
  'mail.me.com': ['bimi.icloud.com', 'dmarc.icloud.com', 'dkim-verifier.icloud.com', 'spf.icloud.com'],
  'fastmail.com': ['mx1.messagingengine.com', 'mx2.messagingengine.com', 'mx3.messagingengine.com'],
  'mailbox.org': ['spamfilter.mailbox.org'],
  'posteo.de': ['posteo.de'],
  'zoho.com': ['mx.zohomail.com'],
  'zoho.eu': ['mx.zohomail.eu'],
};

/** The servers whose word on the sender counts for this account: those set by hand, else the provider's. */
export function trustedServers(settings: MailSettings): string[] {
  if (settings.authserv.length > 0) return settings.authserv;
  if (settings.way === 'gmail') return SERVERS['gmail.com']!;
  if (settings.way === 'microsoft') return SERVERS['office365.com']!;
  const host = (settings.way === 'imap' ? (settings.imapHost ?? '') : '').toLowerCase();
  const known = Object.keys(SERVERS).find((name) => host === name || host.endsWith(`.${name}`));
  return known ? SERVERS[known]! : [];
}

/** Undefined where nobody whose word counts has looked. */
export function verdictOf(found: Authentication | null): MessageEvent['verdict'] {
  if (!found) return undefined;
  return { level: levelOf(found), detail: detailOf(found) };
}

/** A broken signature proves nothing; only the domain's own policy says that such mail is not its (RFC 7489 §6.6). */
function levelOf({ aligned, dmarc, arc }: Authentication): 'verified' | 'unverified' | 'spoofed' {
  if (aligned) return 'verified';
  return dmarc?.result === 'fail' && arc?.result !== 'pass' ? 'spoofed' : 'unverified';
}

function detailOf(found: Authentication): Record<string, string> {
  const { spf, dkim, dmarc, arc, fromDomain, authservId } = found;
  const said = (name: string, verdict: Verdict | null) =>
    verdict ? [[name, verdict.domain ? `${verdict.result} (${verdict.domain})` : verdict.result]] : [];
  return Object.fromEntries([
    ...said('spf', spf),
    ...said('dkim', dkim),
    ...said('dmarc', dmarc),
    ...said('arc', arc),
    ...(fromDomain ? [['domain', fromDomain]] : []),
    ...(authservId ? [['server', authservId]] : []),
  ]) as Record<string, string>;
}
