// Concludes from codes and words why a mail was not delivered, and whether its address is gone.
import { closedPhrases, disabledPhrases, fullPhrases, quotaPhrases, sizePhrases } from './phrases-mailbox.ts';
import {
  authenticationPhrases,
  generalPolicyPhrases,
  harmPhrases,
  reputationPhrases,
  senderPhrases,
  spamPhrases,
} from './phrases-policy.ts';
import {
  certainPhrases,
  domainPhrases,
  doubtfulPhrases,
  movedPhrases,
  refusedPhrases,
  rejectedPhrases,
  unknownPhrases,
} from './phrases-address.ts';
import {
  contentPhrases,
  greylistPhrases,
  ratePhrases,
  relayPhrases,
  suppressedPhrases,
  systemPhrases,
  temporaryPhrases,
} from './phrases-system.ts';
import type { PhraseRule } from './phrases.ts';
import type { BounceReason, DeliveryAction } from './shapes.ts';
import { reasonOfReply, reasonOfStatus } from './status-codes.ts';

/** At which step of the SMTP session the mail was refused. */
export type SmtpStep = 'connect' | 'sender' | 'recipient' | 'data';

export interface Evidence {
  action: DeliveryAction | null;
  status: string | null;
  /** Three-digit SMTP reply. */
  reply: string | null;
  step: SmtpStep | null;
  /** What was said about this recipient, most telling first. */
  near: string[];
  /** What the report says otherwise. */
  far: string[];
}

export interface Conclusion {
  reason: BounceReason;
  kind: 'hard' | 'soft';
}

/** The order decides where several phrases match: the special before the general. */
const strong: PhraseRule[] = [
  ...suppressedPhrases,
  ...greylistPhrases,
  ...harmPhrases,
  ...closedPhrases,
  ...quotaPhrases,
  ...fullPhrases,
  ...sizePhrases,
  ...authenticationPhrases,
  ...relayPhrases,
  ...ratePhrases,
  ...disabledPhrases,
  ...spamPhrases,
  ...refusedPhrases,
  ...reputationPhrases,
  ...senderPhrases,
  ...movedPhrases,
  ...domainPhrases,
  ...unknownPhrases,
];
/** Words that many notices have without meaning much by them. */
const weak: PhraseRule[] = [
  ...generalPolicyPhrases,
  ...contentPhrases,
  ...systemPhrases,
  ...temporaryPhrases,
  ...rejectedPhrases,
];

const longestEvidence = 3000;

export function conclude(evidence: Evidence): Conclusion {
  const { action, status, reply } = evidence;
  const found = decide(evidence);
  const reason = found?.reason ?? (action === 'delayed' ? 'temporary' : 'unknown');
  const isTemporary = action === 'delayed' || status?.startsWith('4') || (status === null && reply?.startsWith('4'));
  const isGone = found?.gone === true && !isTemporary && !isFiltered(evidence, reason);
  return { reason, kind: isGone ? 'hard' : 'soft' };
}

function decide(evidence: Evidence): { reason: BounceReason; gone?: boolean } | null {
  const near = evidence.near.map(plainWords);
  const far = evidence.far.map(plainWords);
  const code = reasonOfStatus(evidence.status);
  const found =
    firstRule(strong, near) ??
    (code?.sure ? code : null) ??
    firstRule(weak, near) ??
    code ??
    firstRule(strong, far) ??
    firstRule(weak, far) ??
    reasonOfReply(evidence.reply);
  if (!found) return null;
  // A refused sender is never the recipient's fault, whatever the words.
  if (evidence.step === 'sender' && (found.reason === 'user_unknown' || found.reason === 'domain'))
    return { reason: 'policy' };
  const isAboutForm = /^[45]\.6\./.test(evidence.status ?? '') && !near.some((text) => /\bspam|virus/.test(text));
  if (isAboutForm && (found.reason === 'policy' || found.reason === 'too_large')) return { reason: 'content' };
  return found;
}

/**
 * "User unknown" is also what filters answer, above all once they have seen the mail: it is believed with a status
 * code for addresses, or as the answer to the recipient's address (as Sisimai reads it).
 */
function isFiltered({ step, status, near, far }: Evidence, reason: BounceReason): boolean {
  if (reason !== 'user_unknown' || step === 'recipient' || /^5\.(?:1\.\d+|5\.0)$/.test(status ?? '')) return false;
  if (step === 'data') return true;
  const says = plainWords(near.join(' ') || far.join(' '));
  return (
    (status === null || /^5\.(?:0\.0|2\.[01])$/.test(status)) &&
    doubtfulPhrases.test(says) &&
    !certainPhrases.test(says)
  );
}

function firstRule(rules: PhraseRule[], texts: string[]): PhraseRule | null {
  for (const text of texts) {
    const rule = rules.find(({ phrase }) => phrase.test(text));
    if (rule) return rule;
  }
  return null;
}

/** Lower case, single blanks, without what only names hosts or points into a page. */
function plainWords(text: string): string {
  return text
    .slice(0, longestEvidence)
    .toLowerCase()
    .replace(/(https?:\/\/[^\s#]{1,300})(?:#\S{0,300})?/g, '$1')
    .replace(/\bhost \S{1,255}\s?\[[\da-f.:]{3,45}\](?: said:|:)/g, ' ')
    .replace(/\s+/g, ' ');
}
