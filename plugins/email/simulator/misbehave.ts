// The verbs tests use to make the far side misbehave; each says what the client will see.
import type { ImapServer } from './imap/server.ts';
import { noTrouble } from './misbehaviour.ts';
import type { Bounce, SmtpAnswer, SmtpStage, Trouble } from './misbehaviour.ts';
import type { Grants } from './oauth/grants.ts';
import type { PostOffice } from './post-office.ts';
import { sampleMail } from './sample-mail.ts';

export interface Misbehave {
  /** Everything off again. Voided tokens stay void, removed mails removed. */
  stop(): void;

  /** Answers the next commands of this name with `NO …` or `BAD …`; `*` stands for any after sign-in. */
  answer(command: string, answer: string, times?: number): void;
  /** Microsoft's throttling, tagged BAD; default FETCH. The client has to wait `milliseconds`. */
  throttle(command?: string, milliseconds?: number, times?: number): void;
  /** `NO [UNAVAILABLE]`, default for SELECT: try again later. */
  unavailable(command?: string, times?: number): void;
  /** Sign-in is refused although password or token are right. */
  refuseSignIn(times?: number): void;

  /** Cuts the line after so many bytes of the next mail literal. */
  cutFetch(afterBytes?: number, times?: number): void;
  /** Ends every open IMAP connection without goodbye. */
  dropConnections(): void;
  /** Removes a mail as another client would; a session in IDLE hears EXPUNGE. */
  expunge(address: string, uid: number, folder?: string): void;
  /** New UIDVALIDITY, UIDs from 1; open sessions get BYE. Gives the new value. */
  resetUidValidity(address: string, folder?: string): number;
  /** The next deliveries take a UID but stay invisible until `reveal`. */
  hideNext(deliveries?: number): void;
  reveal(address: string, uid: number, folder?: string): void;
  /** Sets `\Seen` on every fetched body, even with BODY.PEEK. */
  markSeen(on?: boolean): void;
  /** These capabilities (`UIDPLUS`, `IDLE`, `SPECIAL-USE`, `AUTH=PLAIN` …) are gone from new answers on. */
  without(...capabilities: string[]): void;
  /** Delivers two different mails with one Message-ID; gives their UIDs. */
  repeatMessageId(address: string): number[];
  /** Delivers a mail without Message-ID. */
  omitMessageId(address: string): number;
  /** Delivers so many mails, spread over the last seven days, as if nobody had fetched them; gives their UIDs. */
  weekOfDowntime(address: string, mails?: number): number[];
  /** APPEND gets `NO [OVERQUOTA]`, RCPT gets 552. */
  fillMailbox(address: string, full?: boolean): void;

  /** Milliseconds before greetings. */
  delayGreeting(milliseconds: number): void;
  /** Milliseconds before every answer, IMAP and SMTP. */
  slowDown(milliseconds: number): void;

  /** A 4xx for so many mails, then 250 again. */
  deferMail(times?: number, stage?: SmtpStage, code?: number, text?: string): void;
  /** RCPT for this address is refused until `stop`. */
  refuseRecipient(recipient: string, code?: number, text?: string): void;
  /** The mail is too large, said at the end of DATA. */
  refuseSize(times?: number): void;
  /** Any planned SMTP answer. */
  smtpAnswer(answer: Omit<SmtpAnswer, 'times'> & { times?: number }): void;
  /** The mail is accepted, but the line breaks before the 250: the sender cannot know. */
  cutAfterFinalDot(times?: number): void;
  /** The line breaks before the mail is accepted. */
  cutBeforeFinalDot(times?: number): void;
  /** Mail for this address is accepted and comes back as a report, until `stop`. */
  bounce(recipient: string, report?: Partial<Omit<Bounce, 'recipient'>>): void;

  /** Access tokens die now; refreshing works. */
  expireTokens(address?: string): void;
  /** Consent is gone: refreshing gives `invalid_grant`. */
  revokeConsent(address?: string): void;
  /** Microsoft's old refresh tokens die with their first use. */
  voidRotatedTokens(on?: boolean): void;
}

const ACCOUNT_UNKNOWN = '5.1.1 The email account that you tried to reach does not exist.';

export interface MisbehaveWorld {
  office: PostOffice;
  trouble: Trouble;
  grants: Grants;
  imap: ImapServer;
  now: () => Date;
}

export function createMisbehave({ office, trouble, grants, imap, now }: MisbehaveWorld): Misbehave {
  const answer = (command: string, text: string, times = 1) =>
    void trouble.imapAnswers.push({ command: command.toUpperCase(), answer: text, times });
  return {
    stop() {
      Object.assign(trouble, noTrouble());
      office.hideNext = 0;
      grants.settings.voidRotatedTokens = false;
      for (const mailbox of office.mailboxes.values()) mailbox.full = false;
    },
    answer,
    throttle(command = 'FETCH', milliseconds = 92_415, times) {
      answer(command, `BAD Request is throttled. Suggested Backoff Time: ${milliseconds} milliseconds`, times);
    },
    unavailable: (command = 'SELECT', times) =>
      answer(command, 'NO [UNAVAILABLE] Temporary server failure, try later', times),
    refuseSignIn(times = 1) {
      const text = 'NO [AUTHENTICATIONFAILED] Authentication failed.';
      answer('SIGN-IN', text, times);
      trouble.smtpAnswers.push({ stage: 'auth', code: 535, text: '5.7.8 Authentication failed', times });
    },
    ...mailTrouble(office, trouble, imap),
    ...strangeMails(office, now),
    ...sendTrouble(trouble),
    delayGreeting: (milliseconds) => void (trouble.greetingDelay = milliseconds),
    slowDown: (milliseconds) => void (trouble.answerDelay = milliseconds),
    expireTokens: (address) => grants.expireAccessTokens(address),
    revokeConsent: (address) => grants.end(address, 'revoked'),
    voidRotatedTokens: (on = true) => void (grants.settings.voidRotatedTokens = on),
  };
}

function mailTrouble(office: PostOffice, trouble: Trouble, imap: ImapServer) {
  return {
    cutFetch: (afterBytes = 100, times = 1) => void trouble.cutFetches.push({ afterBytes, times }),
    dropConnections: () => imap.dropConnections(),
    expunge: (address: string, uid: number, folder?: string) => office.remove(address, uid, folder),
    resetUidValidity: (address: string, folder?: string) => office.renumber(address, folder),
    hideNext: (deliveries = 1) => void (office.hideNext = deliveries),
    reveal: (address: string, uid: number, folder?: string) => office.reveal(address, uid, folder),
    markSeen: (on = true) => void (trouble.marksSeen = on),
    without(...capabilities: string[]) {
      for (const name of capabilities) trouble.withoutCapabilities.add(name.toUpperCase());
    },
    fillMailbox: (address: string, full = true) => void (office.mailbox(address).full = full),
  };
}

function strangeMails(office: PostOffice, now: () => Date) {
  const day = 24 * 60 * 60 * 1000;
  return {
    repeatMessageId: (address: string) =>
      [0, 1].map((number) =>
        office.deliver(address, sampleMail(number, address, now(), '<repeated@customer.example>')),
      ),
    omitMessageId: (address: string) => office.deliver(address, sampleMail(2, address, now(), null)),
    weekOfDowntime(address: string, mails = 2000) {
      const start = now().getTime() - 7 * day;
      return Array.from({ length: mails }, (_, number) => {
        const internalDate = new Date(start + (number * 7 * day) / mails);
        return office.deliver(address, sampleMail(number, address, internalDate), { internalDate });
      });
    },
  };
}

function sendTrouble(trouble: Trouble) {
  const plan = (planned: Omit<SmtpAnswer, 'times'> & { times?: number }) =>
    void trouble.smtpAnswers.push({ times: 1, ...planned, recipient: planned.recipient?.toLowerCase() });
  return {
    smtpAnswer: plan,
    deferMail(times = 1, stage: SmtpStage = 'data', code = 451, text = '4.3.0 Temporary failure, try again later') {
      plan({ stage, code, text, times });
    },
    refuseRecipient: (recipient: string, code = 550, text = ACCOUNT_UNKNOWN) =>
      plan({ stage: 'rcpt', code, text, recipient, times: Infinity }),
    refuseSize: (times = 1) =>
      plan({ stage: 'data', code: 552, text: '5.3.4 Message size exceeds fixed limit', times }),
    cutAfterFinalDot: (times = 1) => void trouble.smtpCuts.push({ when: 'after', times }),
    cutBeforeFinalDot: (times = 1) => void trouble.smtpCuts.push({ when: 'before', times }),
    bounce(recipient: string, report: Partial<Omit<Bounce, 'recipient'>> = {}) {
      const diagnostic = `550 ${ACCOUNT_UNKNOWN}`;
      const defaults = { action: 'failed' as const, status: '5.1.1', diagnostic, after: 0 };
      trouble.bounces.push({ ...defaults, ...report, recipient: recipient.toLowerCase() });
    },
  };
}
