// Concludes from codes and words why a mail was not delivered, and whether its address is gone.
import { disabledPhrases, fullPhrases, sizePhrases } from './phrases-mailbox.ts';
import {
  authenticationPhrases,
  generalPolicyPhrases,
  harmPhrases,
  reputationPhrases,
  senderPhrases,
  spamPhrases,
} from './phrases-policy.ts';
import { domainPhrases, movedPhrases, refusedPhrases, unknownPhrases } from './phrases-address.ts';
import {
  contentPhrases,
  ratePhrases,
  relayPhrases,
  suppressedPhrases,
  systemPhrases,
  temporaryPhrases,
} from './phrases-system.ts';
import type { PhraseRule } from './phrases.ts';
import type { BounceReason, DeliveryAction } from './shapes.ts';
import { reasonOfStatus } from './status-codes.ts';

/** At which step of the SMTP session the mail was refused. */
export type SmtpStep = 'connect' | 'sender' | 'recipient' | 'data';

export interface Evidence {
  action: DeliveryAction | null;
  status: string | null;
  /** Three-digit SMTP reply. */
  reply: string | null;
  step: SmtpStep | null;
  /** What was said, most telling first. */
  texts: string[];
}

export interface Conclusion {
  reason: BounceReason;
  kind: 'hard' | 'soft';
}

/** The order decides where several phrases match: the special before the general. */
const rules: PhraseRule[] = [
  ...suppressedPhrases,
  ...harmPhrases,
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
  ...generalPolicyPhrases,
  ...contentPhrases,
  ...systemPhrases,
  ...temporaryPhrases,
];

const longestEvidence = 3000;

export function conclude(evidence: Evidence): Conclusion {
  const { action, status, step } = evidence;
  const found = firstRule(evidence) ?? reasonOfStatus(status, evidence.reply);
  const reason = found?.reason ?? (action === 'delayed' ? 'temporary' : 'unknown');
  const isGone =
    found?.gone === true && action !== 'delayed' && !status?.startsWith('4') && !evidence.reply?.startsWith('4');
  // After the mail itself was handed over, "unknown" is what filters answer (so does Sisimai read it).
  const isFiltered = reason === 'user_unknown' && step === 'data';
  return { reason, kind: isGone && !isFiltered ? 'hard' : 'soft' };
}

function firstRule({ texts }: Evidence): PhraseRule | null {
  for (const text of texts) {
    const plain = plainWords(text);
    const rule = rules.find(({ phrase }) => phrase.test(plain));
    if (rule) return rule;
  }
  return null;
}

/** Lower case, single blanks, without what only names hosts and pages. */
export function plainWords(text: string): string {
  return text
    .slice(0, longestEvidence)
    .toLowerCase()
    .replace(/https?:\/\/\S{1,500}/g, ' ')
    .replace(/\bhost \S{1,255}\s?\[[\da-f.:]{3,45}\] said:/g, ' ')
    .replace(/\s+/g, ' ');
}
