// Decides whether a mail is a report about a delivery, by structure, sender, subject and opening words.
import type { ParsedMail } from '../parsed-mail.ts';
import { answerSubjects } from '../automation/subjects.ts';
import { failureWords } from './failure-words.ts';
import type { Notice } from './notice.ts';
import type { ReportParts } from './report-parts.ts';

const daemons =
  /^(?:mailer[-_. ]?daemon|mail[-_.]?daemon|mdaemon|smtp[-_.]?daemon|mail[-_.]?delivery(?:[-_.]?\w+)?|delivery[-_.]?(?:failure|subsystem|status)|undeliver\w*|mmdf|(?:micro)?softexchange[0-9a-f]{20,}|microsoftexchange\w{10,})$/i;
const daemonTitles = /mail(?:er)?[ -]?daemon|mail deliver(?:y|y sub|) ?(?:sub)?(?:system|service)|ndr administrator/i;
const postmasters =
  /^(?:postmaster|mail[-_.]?administrator|bounces?|bounce[-_.]?handler|ndr|uucp|root|mailer|mail|smtp)$/i;
const postmasterTitles =
  /mail delivery|delivery (?:sub)?system|post ?master|mail administrator|system ?administrator|microsoft outlook|microsoft exchange|mail (?:system|router|server)|mail transport/i;

const subjects =
  /undeliver(?:able|ed)|(?:delivery|deliver)\b.{0,30}\b(?:fail\w*|status|notification|report|problem|error|delay\w*|unsuccessful|system)|(?:fail\w*|non|error|problem|unable|could not|couldn't|not|delayed)\b.{0,25}\bdeliver|returned (?:mail|to sender|e-?mail)|mail (?:system )?(?:error|failure|failed)|mail failed|failed mail|failure notice|mail could not be|non-?(?:delivery|remis)|return(?:ed|ing)? (?:mail|message|to sender)|message (?:status|not delivered|delayed|you sent blocked)|mail not delivered|not delivered|warning: (?:message|could not send)|could not send|delayed mail|nondeliverable|bounce(?:d)? (?:mail|message)|rejected (?:mail|message)|unzustellbar|unable to deliver|zustell(?:ung|fehler)|nicht zugestellt|nicht (?:zustellbar|übermittelt)|non remis|échec|undelivrable|non délivr|non distribu|retourné|no entregad|no se ha podido|devuelto|fallo|falha|n[ãa]o entregue|devolvido|mancat[ao]|non recapit|impossibile|niet (?:bezorgd|afgeleverd)|onbestelbaar|uleverbar|ikke levert|olevererbar|oleverbar|kunde inte levereras|niedostarcz|nie dostarcz|nedoruč|ne(?:lze|byla) doru|kézbesíthetetlen|недостав|не доставлен|возвращ|ошибка доставки|配信|送信(?:エラー|でき)|配達|不達|退信|未传递|無法傳遞|未送达|배달|반송|전송 실패|teslim edil/i;
/** A person who forwards or answers a report. */
const passedOn = /^\s*(?:re|fwd?|fw|wg|aw|tr|rv|i|enc|vs|sv|antw|odp|doorst)\s{0,3}(?:\[\d+\])?:/i;

/** Openings that only machines write. */
const openings =
  /this (?:is|message (?:was|is)) (?:an? )?(?:(?:created )?automatic(?:ally)?|auto-?generated|machine[- ]generated|the machine generated)|automatically[ -](?:created|generated)|auto-?generated|(?:created|generated) automatically|this is the (?:\S{1,30} ){0,6}(?:mail|postfix|qmail|deliver|smtp|mailer|courier|dragonfly|agent|program|server|daemon|system|mta)|this is a (?:machine|delivery status|non-?delivery|permanent error|bounce)|non-?delivery report|the original (?:message|mail) was received|had permanent (?:fatal )?(?:delivery )?errors?|your message\b.{0,60}\b(?:was not|wasn't|could not|couldn't|cannot|can't|has not been|did not|undeliver)|did not reach|was not delivered to|could(?: not|n't) be delivered|unable to deliver|unable to send|undeliverable (?:address|mail|message|to)|(?:not|never) (?:been )?deliver|failed to deliver|delivery (?:to|failed|has failed|attempt|status|of)|message log follows|(?:unknown user|user unknown|invalid (?:final delivery )?userid|mailbox is full)|failure reasons|technical (?:report|details)|transcript of session|returned to sender|user'?s? mailbox/i;

const greeting =
  /^(?:hi|hello|hey|dear|good (?:morning|day|afternoon|evening)|hallo|moin|guten|sehr geehrte|liebe|servus|grüezi|bonjour|salut|hola|buenos|estimad|ciao|buongiorno|gentile|olá|beste|geachte)\b(?!\. this is)/i;
/** Lines that only draw something. */
const drawing = /^[\s\-=_*#|+~.]*$/;

const loneAddress = /^\s*[<"']?@@[>"']?\W*$/;

/** A reason to take the mail for a report, null if there is none. */
export function recogniseReport(mail: ParsedMail, parts: ReportParts, notice: Notice): string | null {
  if (parts.statuses.length > 0) return 'delivery-status-part';
  if (mail.root.type === 'multipart/report' && /delivery-status/i.test(mail.root.parameters['report-type'] ?? ''))
    return 'report-type';
  if (passedOn.test(mail.subject) && mail.inReplyTo.length > 0) return null;
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
  /** The mail the report is about is there. */
  returned: boolean;
}

function openingOf(parts: ReportParts, notice: Notice): Opening {
  const lines = notice.lines
    .map((line) => line.shape)
    .filter((line) => !drawing.test(line))
    .slice(0, 25);
  const text = lines.join('\n').slice(0, 4000);
  const returned = notice.returned.length > 3 || parts.returnedHeaders.length + parts.returnedTexts.length > 0;
  return { lines, failed: failureWords.test(text), mechanical: openings.test(text), returned };
}

/** The less the sender is known for reports, the more the words have to tell. */
function byWords(mail: ParsedMail, opening: Opening): string | null {
  const { lines, failed, mechanical, returned } = opening;
  const titled = subjects.test(mail.subject) && !passedOn.test(mail.subject);
  const sender = senderOf(mail);
  if (sender === 'daemon') return titled || mechanical || failed ? 'daemon-and-words' : null;
  if (sender === 'postmaster') {
    if (titled && (failed || mechanical || returned || lines.some((line) => loneAddress.test(line))))
      return 'postmaster-and-subject';
    return mechanical && (returned || startsMechanically(opening)) ? 'postmaster-and-words' : null;
  }
  const short = shortNotice(mail, opening);
  if (short) return short;
  if (passedOn.test(mail.subject) && !startsMechanically(opening)) return null;
  if (returned && mechanical && failed && (titled || startsMechanically(opening))) return 'words-and-returned-mail';
  return titled && startsMechanically(opening) && failed ? 'subject-and-first-words' : null;
}

/** Nothing is said before the report begins. */
function startsMechanically({ lines }: Opening): boolean {
  const first = lines.slice(0, 2);
  return !first.some((line) => greeting.test(line.trim())) && openings.test(first.join('\n'));
}

/** A sentence or two that say who was not reached, and nothing else. */
function shortNotice(mail: ParsedMail, opening: Opening): string | null {
  const { lines, failed } = opening;
  if (lines.length > 6 || mail.inReplyTo.length > 0 || !failed) return null;
  const isAbout = failureWords.test(lines[0] ?? '') && lines.slice(0, 2).some((line) => loneAddress.test(line));
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

/** What the sender is known for: only reports, reports among other things, or nothing of the kind. */
function senderOf(mail: ParsedMail): 'daemon' | 'postmaster' | null {
  const raw = field(mail, 'from') ?? '';
  const local = mail.from?.address.split('@')[0] ?? raw.trim();
  if (daemons.test(local) || daemonTitles.test(raw.slice(0, 200)) || /^\s*<\s*>\s*$/.test(raw)) return 'daemon';
  const isNull = field(mail, 'return-path')?.replace(/\s/g, '') === '<>' || raw.includes('<>');
  return isNull || postmasters.test(local) || postmasterTitles.test(raw.slice(0, 200)) ? 'postmaster' : null;
}

export function field(mail: ParsedMail, name: string): string | null {
  return mail.headers.find((one) => one.name === name)?.value ?? null;
}
