// Names of mails: our own Message-IDs that lead an answer home, and the identity of mails that have a bad one or none.
import { createHash } from 'node:crypto';

const OWN = /^([a-z0-9]{8,40})\.([a-z0-9]{8,40}-[0-9a-f]{20})@/i;

/** `<key>.<thread token>@<domain>`: an answer that keeps References leads back even if the sent mail was never recorded. */
export function ownMessageId(key: string, threadToken: string, domain: string): string {
  return threadToken ? `${key}.${threadToken}@${domain}` : `${key}@${domain}`;
}

/** The delivery key and thread token of one of our Message-IDs, or null. */
export function readOwnMessageId(messageId: string): { key: string; threadToken: string } | null {
  const match = OWN.exec(messageId);
  return match ? { key: match[1]!, threadToken: match[2]!.toLowerCase() } : null;
}

/**
 * What a mail is called within its account. The Message-ID alone is not enough: it can be missing, repeated by a
 * buggy sender, or forged to hide a mail (EM-13). The digest leaves out what transport adds, so that the same mail
 * fetched twice or by two ways has one name.
 */
export function externalIdOf(mail: {
  messageId: string | null;
  from: string;
  date: string;
  subject: string;
  body: string;
  files: string[];
}): string {
  const digest = createHash('sha256')
    .update([mail.messageId ?? '', mail.from, mail.date, mail.subject, mail.body, ...mail.files].join('\u0000'))
    .digest('hex')
    .slice(0, 16);
  return `${mail.messageId ?? 'no-id'}#${digest}`;
}

/** The Message-ID inside an external id. */
export function messageIdOf(externalId: string): string {
  return externalId.replace(/#[0-9a-f]{16}$/, '');
}

/** The token in `local+token@domain`, or null. */
export function tokenInAddress(address: string): string | null {
  return /\+([a-z0-9]{8,40}-[0-9a-f]{20})@/i.exec(address)?.[1]?.toLowerCase() ?? null;
}

/** `support@x` and a token make `support+token@x`. */
export function withToken(address: string, token: string): string {
  const at = address.lastIndexOf('@');
  return token ? `${address.slice(0, at)}+${token}${address.slice(at)}` : address;
}

/** Without the part behind `+`, in lower case: for comparing with connected addresses. */
export function bareAddress(address: string): string {
  return address.toLowerCase().replace(/\+[^@]*@/, '@');
}

export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}
