// The trouble a mail server can make, switched on by tests and by the control page; everything is off at first.

/** Where in an SMTP dialogue something is to happen. */
export type SmtpStage = 'connect' | 'auth' | 'mail' | 'rcpt' | 'data';

export interface ImapAnswer {
  /** Upper case. `FETCH` also stands for `UID FETCH`, `SIGN-IN` for LOGIN and AUTHENTICATE, `*` for any but those. */
  command: string;
  /** What follows the tag, e.g. `NO [UNAVAILABLE] Try later`. */
  answer: string;
  times: number;
}

export interface SmtpAnswer {
  stage: SmtpStage;
  code: number;
  text: string;
  times: number;
  /** Only for this recipient; without it for every one. */
  recipient?: string;
}

export interface Bounce {
  recipient: string;
  action: 'failed' | 'delayed';
  /** Enhanced status, e.g. 5.1.1 (RFC 3463). */
  status: string;
  diagnostic: string;
  /** Milliseconds between acceptance and the report. */
  after: number;
}

/** The switches themselves. The servers read them and count `times` down. */
export interface Trouble {
  imapAnswers: ImapAnswer[];
  smtpAnswers: SmtpAnswer[];
  bounces: Bounce[];
  /** Cuts the connection after this many bytes of a mail's literal. */
  cutFetches: { afterBytes: number; times: number }[];
  /** Cuts the connection around the end of DATA: `after` means the mail was accepted but the 250 never came. */
  smtpCuts: { when: 'before' | 'after'; times: number }[];
  /** Capabilities left out of every answer, upper case. */
  withoutCapabilities: Set<string>;
  /** `\Seen` is set by every fetch of a body, even with BODY.PEEK. */
  marksSeen: boolean;
  /** Milliseconds before the first line of a connection. */
  greetingDelay: number;
  /** Milliseconds before every further answer. */
  answerDelay: number;
}

export function noTrouble(): Trouble {
  return {
    imapAnswers: [],
    smtpAnswers: [],
    bounces: [],
    cutFetches: [],
    smtpCuts: [],
    withoutCapabilities: new Set(),
    marksSeen: false,
    greetingDelay: 0,
    answerDelay: 0,
  };
}

/** The first entry that `fits`, one use of it counted; it goes when it is used up. */
export function useUp<Entry extends { times: number }>(
  entries: Entry[],
  fits: (entry: Entry) => boolean = () => true,
): Entry | undefined {
  const entry = entries.find(fits);
  if (!entry) return undefined;
  entry.times--;
  if (entry.times <= 0) entries.splice(entries.indexOf(entry), 1);
  return entry;
}

/** The answer an IMAP command is to get instead of its own. */
export function plannedAnswer(trouble: Trouble, command: string): string | undefined {
  const names = [command, command.replace(/^UID /, '')];
  names.push(['LOGIN', 'AUTHENTICATE'].includes(command) ? 'SIGN-IN' : '*');
  return useUp(trouble.imapAnswers, (entry) => names.includes(entry.command))?.answer;
}
