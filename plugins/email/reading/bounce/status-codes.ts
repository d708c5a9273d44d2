// What enhanced status codes and SMTP replies say by themselves (RFC 3463, RFC 5248, RFC 5321 §4.2.3).
import type { BounceReason } from './shapes.ts';

export interface CodeRule {
  /** Matches the code without its class: `1.1` for 5.1.1 and 4.1.1. */
  code: RegExp;
  reason: BounceReason;
  gone?: boolean;
}

const statusRules: CodeRule[] = [
  { code: /^1\.(?:1|6|10)$/, reason: 'user_unknown', gone: true },
  { code: /^1\.(?:0|3|4)$/, reason: 'user_unknown', gone: true },
  { code: /^1\.2$/, reason: 'domain', gone: true },
  { code: /^1\.[789]$/, reason: 'policy' },
  { code: /^1\./, reason: 'user_unknown', gone: true },
  { code: /^2\.1$/, reason: 'disabled' },
  { code: /^2\.2$/, reason: 'mailbox_full' },
  { code: /^2\.3$/, reason: 'too_large' },
  { code: /^2\.4$/, reason: 'system' },
  { code: /^2\./, reason: 'user_unknown' },
  { code: /^3\.[14]$/, reason: 'too_large' },
  { code: /^3\./, reason: 'system' },
  { code: /^4\.(?:3|5|6)$/, reason: 'system' },
  { code: /^4\.4$/, reason: 'domain', gone: true },
  { code: /^4\./, reason: 'temporary' },
  { code: /^5\.3$/, reason: 'rate' },
  { code: /^5\./, reason: 'content' },
  { code: /^6\./, reason: 'content' },
  { code: /^7\.13$/, reason: 'disabled' },
  { code: /^7\.17$/, reason: 'user_unknown', gone: true },
  { code: /^7\./, reason: 'policy' },
];

const replyRules: { reply: RegExp; reason: BounceReason; gone?: boolean }[] = [
  { reply: /^552$/, reason: 'mailbox_full' },
  { reply: /^551$/, reason: 'user_unknown', gone: true },
  { reply: /^553$/, reason: 'user_unknown', gone: true },
  { reply: /^550$/, reason: 'unknown' },
  { reply: /^(?:521|556)$/, reason: 'domain', gone: true },
  { reply: /^(?:500|501|502|503|504)$/, reason: 'content' },
  { reply: /^452$/, reason: 'mailbox_full' },
  { reply: /^4/, reason: 'temporary' },
];

/** What a code says where no words do; null if it says nothing. */
export function reasonOfStatus(
  status: string | null,
  reply: string | null,
): { reason: BounceReason; gone?: boolean } | null {
  const code = status?.slice(2) ?? '';
  const rule = statusRules.find((one) => one.code.test(code));
  if (rule) return rule;
  const byReply = replyRules.find((one) => one.reply.test(reply ?? ''));
  if (byReply) return byReply;
  return status?.startsWith('4') ? { reason: 'temporary' } : null;
}

/** The first enhanced status code that stands where one is said: after a reply, in brackets, or alone. */
export function findStatus(text: string): string | null {
  const behindReply = /\b[245]\d\d[ -](?:[ -]{0,3})#?([245]\.\d{1,2}\.\d{1,3})\b/.exec(text)?.[1];
  if (behindReply) return behindReply;
  return /(?:^|[\s(#<:;[])#?([45]\.[0-7]\.\d{1,3})(?![.\d])/.exec(text)?.[1] ?? null;
}

/** The first SMTP reply code of a refusal. */
export function findReply(text: string): string | null {
  return /(?:^|[\s:;"'(>[<])([45][0-5]\d)(?=[ \-:;"')\]]|$)/.exec(text)?.[1] ?? null;
}
