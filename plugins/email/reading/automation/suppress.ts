// Says whether a mail may get an automatic answer, so that no two machines ever write to each other (RFC 3834 §2).
import type { ParsedMail } from '../parsed-mail.ts';

export interface AnswerPermission {
  may: boolean;
  /** The rule that forbids it, as a code; `allowed` if none does. */
  reason: string;
}

/** Hops after which a mail is going in circles (RFC 5321 §6.3). */
const mostHops = 100;

const robots =
  /^(?:mailer[-_.]?daemon|postmaster|hostmaster|noreply|no[-_.]reply|do[-_.]?not[-_.]?reply|donotreply|nobody|root|cron|daemon|www-data|apache|bounces?|bounce[-+_.].*|owner-.*|.*-owner|.*-request|.*-bounces?|.*-errors|listserv|majordomo|mailman|automailer|notifications?|auto-?reply|auto-?response|auto-?confirm)$/i;

/**
 * May a program answer this mail without a person having looked at it?
 * @param ourAddresses every address of this installation, so that it never writes to itself
 */
export function mayAnswerAutomatically(mail: ParsedMail, ourAddresses: Iterable<string>): AnswerPermission {
  const own = new Set([...ourAddresses].map((address) => address.toLowerCase()));
  const forbidden = byHeader(mail) ?? byStructure(mail) ?? bySender(mail, own);
  return forbidden ? { may: false, reason: forbidden } : { may: true, reason: 'allowed' };
}

function byHeader(mail: ParsedMail): string | null {
  const has = (name: string) => values(mail, name).length > 0;
  if (values(mail, 'auto-submitted').some((value) => !/^\s*no\b/i.test(value) && value.trim() !== ''))
    return 'auto-submitted';
  if (has('x-hubdesk-loop')) return 'own-loop';
  if (values(mail, 'x-auto-response-suppress').some(forbidsAnswers)) return 'x-auto-response-suppress';
  if (mail.headers.some(({ name }) => /^list-(?!archived-at$)[a-z]/.test(name))) return 'list-header';
  if (has('mailing-list') || has('x-mailing-list') || has('x-beenthere') || has('x-mailman-version'))
    return 'list-header';
  if (values(mail, 'precedence').some((value) => /^\s*(?:bulk|junk|list|auto[-_ ]?reply)\b/i.test(value)))
    return 'precedence';
  if (has('feedback-id') || has('x-csa-complaints') || has('x-campaignid') || has('x-mailgun-sid'))
    return 'bulk-sender';
  if (
    mail.headers.some(({ name }) =>
      /^x-(?:mail-)?auto-?(?:repl(?:y|ied)|respond(?:er)?|generated)(?:-from)?$/.test(name),
    )
  )
    return 'auto-responder';
  if (values(mail, 'return-path').some((value) => value.replace(/\s/g, '') === '<>')) return 'null-return-path';
  return mail.headers.filter(({ name }) => name === 'received').length >= mostHops ? 'too-many-hops' : null;
}

/** `OOF` and `AutoReply` ask for silence, and so does `All`; delivery and read reports are another matter. */
function forbidsAnswers(value: string): boolean {
  return value.split(/[,;\s]+/).some((word) => /^(?:all|oof|autoreply|-1)$/i.test(word));
}

function byStructure({ root }: ParsedMail): string | null {
  if (root.type === 'multipart/report') return 'report';
  return root.type.startsWith('message/') ? 'report' : null;
}

function bySender({ from, replyTo, sender }: ParsedMail, own: Set<string>): string | null {
  if (!from || !from.address.includes('@')) return 'no-sender';
  const addresses = [from, ...replyTo, ...(sender ? [sender] : [])].map((one) => one.address.toLowerCase());
  if (addresses.some((address) => own.has(address))) return 'own-address';
  return robots.test(from.address.split('@')[0] ?? '') ? 'robot-address' : null;
}

function values(mail: ParsedMail, name: string): string[] {
  return mail.headers.filter((field) => field.name === name).map((field) => field.value);
}
