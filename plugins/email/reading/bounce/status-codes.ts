// What enhanced status codes and SMTP replies say by themselves (RFC 3463, RFC 5248, RFC 5321 §4.2.3).
import type { BounceReason } from './shapes.ts';

interface CodeRule {
  reason: BounceReason;
  gone?: boolean;
  /** Servers use the code for what it was made for, so it counts for more than words in passing. */
  sure?: boolean;
}

/** By the code without its class: `1.1` for 5.1.1 and 4.1.1. */
const statusRules: (CodeRule & { code: RegExp })[] = [
  { code: /^1\.(?:1|6|10)$/, reason: 'user_unknown', gone: true, sure: true },
  { code: /^1\.2$/, reason: 'domain', gone: true, sure: true },
  { code: /^1\.[789]$/, reason: 'policy' },
  { code: /^1\./, reason: 'user_unknown', gone: true },
  { code: /^2\.1$/, reason: 'disabled' },
  { code: /^2\.2$/, reason: 'mailbox_full', sure: true },
  { code: /^2\.3$/, reason: 'too_large', sure: true },
  { code: /^2\.4$/, reason: 'system' },
  { code: /^2\./, reason: 'user_unknown' },
  { code: /^3\.4$/, reason: 'too_large', sure: true },
  { code: /^3\./, reason: 'system' },
  { code: /^4\.[35]$/, reason: 'system' },
  { code: /^4\.4$/, reason: 'domain', gone: true },
  { code: /^4\./, reason: 'temporary' },
  { code: /^5\.3$/, reason: 'rate' },
  { code: /^5\.[1-9]/, reason: 'content' },
  { code: /^6\./, reason: 'content' },
  { code: /^7\.13$/, reason: 'disabled', sure: true },
  { code: /^7\.17$/, reason: 'user_unknown', gone: true, sure: true },
  { code: /^7\./, reason: 'policy' },
];

const replyRules: (CodeRule & { reply: RegExp })[] = [
  { reply: /^552$/, reason: 'mailbox_full' },
  { reply: /^551$/, reason: 'user_unknown', gone: true },
  { reply: /^553$/, reason: 'user_unknown', gone: true },
  { reply: /^(?:521|556)$/, reason: 'domain', gone: true },
  { reply: /^(?:500|501|502|503|504)$/, reason: 'content' },
  { reply: /^452$/, reason: 'mailbox_full' },
  { reply: /^4/, reason: 'temporary' },
];

/** What an enhanced code says where no words do; null if it says nothing. */
export function reasonOfStatus(status: string | null): CodeRule | null {
  return statusRules.find(({ code }) => code.test(status?.slice(2) ?? '')) ?? null;
}

/** What an SMTP reply says where nothing else does. */
export function reasonOfReply(reply: string | null): CodeRule | null {
  return replyRules.find((rule) => rule.reply.test(reply ?? '')) ?? null;
}

/** The enhanced code that stands right behind an SMTP reply: `550 5.1.1`, `550-'5.7.1`, `552 #5.2.2`. */
export function statusBehindReply(text: string): string | null {
  return /\b[245]\d\d[ -]{1,3}["'(#]{0,2}([245]\.\d{1,2}\.\d{1,3})\b/.exec(text)?.[1] ?? null;
}

/** The first enhanced code that stands where one is said: behind a reply, in brackets, or alone. */
export function findStatus(text: string): string | null {
  return statusBehindReply(text) ?? /(?:^|[\s(#<:;[])#?([45]\.[0-7]\.\d{1,3})(?![.\d])/.exec(text)?.[1] ?? null;
}

/** The first SMTP reply code of a refusal. */
export function findReply(text: string): string | null {
  return /(?:^|[\s:;"'(>[<])([45][0-5]\d)(?=[ \-:;"')\]]|$)/.exec(text)?.[1] ?? null;
}
