// Decides whether a mail is a report about a delivery, by structure, sender, subject and opening words.
import type { ParsedMail } from '../parsed-mail.ts';
import { answerSubjects } from '../automation/subjects.ts';
import { failureWords } from './failure-words.ts';
import type { Notice } from './notice.ts';
import type { ReportParts } from './report-parts.ts';
import { field, hasReportSubject, isPassedOn, senderOf } from './sender.ts';

/** Openings that only machines write. */
const openings =
  /this (?:is|message (?:was|is)) (?:an? )?(?:(?:created )?automatic(?:ally)?|auto-?generated|machine[- ]generated|the machine generated)|automatically[ -](?:created|generated)|auto-?generated|(?:created|generated) automatically|this is the (?:\S{1,30} ){0,6}(?:mail|postfix|qmail|deliver|smtp|mailer|courier|dragonfly|agent|program|server|daemon|system|mta)|this is a (?:machine|delivery status|non-?delivery|permanent error|bounce)|non-?delivery report|the original (?:message|mail) was received|had permanent (?:fatal )?(?:delivery )?errors?|your message\b.{0,60}\b(?:was not|wasn't|could not|couldn't|cannot|can't|has not been|did not|undeliver)|did not reach|was not delivered to|could(?: not|n't) be delivered|unable to deliver|unable to send|undeliverable (?:address|mail|message|to)|(?:not|never) (?:been )?deliver|failed to deliver|delivery (?:to|failed|has failed|attempt|status|of)|message log follows|(?:unknown user|user unknown|invalid (?:final delivery )?userid|mailbox is full)|failure reasons|technical (?:report|details)|transcript of session|returned to sender|user'?s? mailbox/i;

const greeting =
  /^(?:hi|hello|hey|dear|good (?:morning|day|afternoon|evening)|hallo|moin|guten|sehr geehrte|liebe|servus|grüezi|bonjour|salut|hola|buenos|estimad|ciao|buongiorno|gentile|olá|beste|geachte)\b(?!\. this is)/i;
/** Lines that only draw something. */
const drawing = /^[\s\-=_*#|+~.]*$/;

const loneAddress = /^\s*[<"']?@@[>"']?(?:<mailto:@@>)?\W*$/;

/** A reason to take the mail for a report, null if there is none. */
export function recogniseReport(mail: ParsedMail, parts: ReportParts, notice: Notice): string | null {
  if (parts.statuses.length > 0) return 'delivery-status-part';
  if (mail.root.type === 'multipart/report' && /delivery-status/i.test(mail.root.parameters['report-type'] ?? ''))
    return 'report-type';
  if (isPassedOn(mail.subject) && mail.inReplyTo.length > 0) return null;
  if (field(mail, 'x-failed-recipients') !== null) return 'x-failed-recipients';
  if (isListRefusal(mail, notice)) return 'list-refusal';
  if (answerSubjects.some(({ pattern, needsParent }) => !needsParent && pattern.test(mail.subject))) return null;
  return byWords(mail, openingOf(parts, notice));
}

interface Opening {
  lines: string[];
  /** Some line says that a delivery failed. */
  failed: boolean;
  /** Some line is of those that machines write. */
  mechanical: boolean;
  /** Some line has the code of an error. */
  coded: boolean;
  /** The mail the report is about is there, and is no report itself. */
  returned: boolean;
  /** It begins as letters do. */
  greets: boolean;
}

function openingOf(parts: ReportParts, notice: Notice): Opening {
  const lines = notice.lines
    .map((line) => line.shape)
    .filter((line) => !drawing.test(line))
    .slice(0, 25);
  const text = lines.join('\n').slice(0, 4000);
  const isThere = notice.returned.length > 3 || parts.returnedHeaders.length + parts.returnedTexts.length > 0;
  return {
    lines,
    failed: failureWords.test(text),
    mechanical: openings.test(text),
    coded: /(?:^|[\s#<:(])[45]\.\d{1,2}\.\d{1,3}\b|(?:^|[\s:#])[45]\d\d[ -]/m.test(text),
    returned: isThere && parts.enclosed === null,
    greets: lines.slice(0, 2).some((line) => greeting.test(line.trim())),
  };
}

/** The less the sender is known for reports, the more the words have to tell. */
function byWords(mail: ParsedMail, opening: Opening): string | null {
  const { lines, failed, mechanical, returned, coded } = opening;
  const titled = hasReportSubject(mail);
  const sender = senderOf(mail);
  if (sender === 'daemon') return titled || mechanical || failed ? 'daemon-and-words' : null;
  if (sender === 'postmaster') {
    if (titled && (failed || mechanical || returned || lines.some((line) => loneAddress.test(line))))
      return 'postmaster-and-subject';
    if (failed && coded && !opening.greets && lines.some((line) => loneAddress.test(line)))
      return 'postmaster-and-code';
    return mechanical && (returned || startsMechanically(opening)) ? 'postmaster-and-words' : null;
  }
  if (opening.greets) return null;
  const short = shortNotice(mail, opening);
  if (short) return short;
  if (isPassedOn(mail.subject) && !startsMechanically(opening)) return null;
  if (returned && mechanical && failed && (titled || startsMechanically(opening))) return 'words-and-returned-mail';
  return titled && startsMechanically(opening) && failed ? 'subject-and-first-words' : null;
}

/** Nothing is said before the report begins. */
function startsMechanically({ lines, greets }: Opening): boolean {
  return !greets && openings.test(lines.slice(0, 2).join('\n'));
}

const yourMail =
  /^\s*(?:your|the|ihre?|eine|votre|su|sua|il suo|la sua|uw|din|ditt|twoja|ваше)\s(?:e-?mail|message|mail|nachricht|mensaje|mensagem|messaggio|bericht|meddelande|meddelelse|besked|wiadomość|письмо|сообщение)\b/iu;

/** A sentence or two that say who was not reached, and nothing else. */
function shortNotice(mail: ParsedMail, opening: Opening): string | null {
  const { lines, failed } = opening;
  if (lines.length > 6 || mail.inReplyTo.length > 0 || !failed) return null;
  const isAbout =
    yourMail.test(lines[0] ?? '') &&
    failureWords.test(lines[0] ?? '') &&
    lines.slice(0, 2).some((line) => loneAddress.test(line));
  return isAbout ? 'short-notice' : null;
}

const listManagers = /^(?:x-mlserver|x-mailman-version|x-listserv|x-majordomo|x-list-administrivia)$/;
const refusals =
  /\bnot (?:a )?(?:member|subscriber|allowed to post|authori[sz]ed to (?:send|post))|duplicated message|loop alert|(?:post|message)\w* (?:was|has been) rejected/i;

/** A mailing list that refuses a post tells so in a mail of its own. */
function isListRefusal(mail: ParsedMail, notice: Notice): boolean {
  if (!mail.headers.some(({ name }) => listManagers.test(name)) || mail.inReplyTo.length > 0) return false;
  return notice.lines.slice(0, 6).some((line) => refusals.test(line.shape));
}
