// The shapes of what is read from reports about mails: bounces, complaints and receipts.

/** What a report says happened to the mail for one recipient (RFC 3464 §2.3.3). */
export type DeliveryAction = 'failed' | 'delayed' | 'delivered' | 'relayed' | 'expanded';

/**
 * Why a mail was not delivered.
 * - `user_unknown`: no such mailbox, it has moved, or its owner takes no mail from us
 * - `mailbox_full`, `disabled` (suspended or inactive mailbox), `domain` (no such domain, or it takes no mail)
 * - `policy`: refused for who sent it or how, as spam, or because of authentication and block lists
 * - `relaying`, `content` (malformed or forbidden content), `too_large`
 * - `temporary`: given up or still trying because a host did not answer; `system`: trouble at the receiving side
 * - `rate`: too many mails or connections; `suppressed`: a mail service refused to try again
 */
export type BounceReason =
  | 'user_unknown'
  | 'mailbox_full'
  | 'domain'
  | 'policy'
  | 'relaying'
  | 'content'
  | 'too_large'
  | 'disabled'
  | 'temporary'
  | 'system'
  | 'rate'
  | 'suppressed'
  | 'unknown';

export interface BounceRecipient {
  /** The address the mail was sent to, as far as the report tells it. */
  address: string;
  /** Another address the report names for the same recipient, such as the one it was forwarded to. */
  alias: string | null;
  action: DeliveryAction | null;
  /** Enhanced status code (RFC 3463) such as `5.1.1`. */
  status: string | null;
  /** What the refusing side said, on one line. */
  diagnostic: string | null;
  /** `hard` only if the report says that the address or its domain is gone: nothing sent there will ever arrive. */
  kind: 'hard' | 'soft';
  reason: BounceReason;
}

/** A recipient told a mail service that a mail is unwanted (RFC 5965). */
export interface Complaint {
  /** `abuse`, `fraud`, `opt-out`, `auth-failure`, …: lower case, as reported; `abuse` where the report has none. */
  type: string;
  /** Who complained; empty where the report hides it. */
  recipients: string[];
  userAgent: string | null;
  sourceIp: string | null;
}

/** A report about a mail of ours, or a forged one: whose mail it is about is decided elsewhere. */
export interface Bounce {
  /** Empty if the report names nobody. Failed, delayed and delivered recipients stand side by side. */
  recipients: BounceRecipient[];
  /** Message-ID of the mail the report is about, without angle brackets. */
  originalMessageId: string | null;
  /** What we gave as ENVID when sending (RFC 3461 §4.4). */
  envelopeId: string | null;
  /** The host that wrote the report. */
  reportingMta: string | null;
  complaint: Complaint | null;
}
