// Decides whether a mail is a report about a delivery, by structure, sender, subject and opening words.
import type { ParsedMail } from '../parsed-mail.ts';
import { failureWords } from './failure-words.ts';
import type { Notice } from './notice.ts';
import type { ReportParts } from './report-parts.ts';

const mailerNames =
  /^(?:mailer[-_. ]?daemon|postmaster|mail[-_.]?daemon|mdaemon|mail[-_.]?delivery|delivery[-_.]?(?:failure|subsystem|status)|mail[-_.]?administrator|bounces?|bounce[-_.]?handler|ndr|undeliver\w*|smtp[-_.]?daemon|mmdf|uucp|(?:micro)?softexchange[0-9a-f]{20,}|microsoftexchange\w{10,})$/i;
const mailerTitles =
  /mail(?:er)?[ -]?daemon|(?:inter)?(?:net )?mail delivery (?:sub)?(?:system|service)?|delivery (?:sub)?system|post ?master|ndr administrator|mail administrator|system administrator|microsoft outlook|microsoft exchange|mail (?:system|router|server)|systemadministrator|mail transport/i;

const subjects =
  /undeliver(?:able|ed)|(?:delivery|deliver)\b.{0,30}\b(?:fail\w*|status|notification|report|problem|error|delay\w*|unsuccessful|system)|(?:fail\w*|non|error|problem|unable|could not|couldn't|not|delayed)\b.{0,25}\bdeliver|returned (?:mail|to sender|e-?mail)|mail (?:system )?(?:error|failure|failed)|mail failed|failed mail|failure notice|mail could not be|non-?(?:delivery|remis)|return(?:ed|ing)? (?:mail|message|to sender)|message (?:status|not delivered|delayed|you sent blocked)|mail not delivered|not delivered|warning: (?:message|could not send)|could not send|delayed mail|nondeliverable|bounce(?:d)? (?:mail|message)|rejected (?:mail|message)|unzustellbar|unable to deliver|zustell(?:ung|fehler)|nicht zugestellt|nicht (?:zustellbar|übermittelt)|non remis|échec|undelivrable|non délivr|non distribu|retourné|no entregad|no se ha podido|devuelto|fallo|falha|n[ãa]o entregue|devolvido|mancat[ao]|non recapit|impossibile|niet (?:bezorgd|afgeleverd)|onbestelbaar|uleverbar|ikke levert|olevererbar|oleverbar|kunde inte levereras|niedostarcz|nie dostarcz|nedoruč|ne(?:lze|byla) doru|kézbesíthetetlen|недостав|не доставлен|возвращ|ошибка доставки|配信|送信(?:エラー|でき)|配達|不達|退信|未传递|無法傳遞|未送达|배달|반송|전송 실패|teslim edil/i;
/** A person who forwards or answers a report. */
const passedOn = /^\s*(?:re|fwd?|fw|wg|aw|tr|rv|i|enc|vs|sv|antw|odp|doorst)\s{0,3}(?:\[\d+\])?:/i;

/** Openings that only machines write. */
const openings =
  /this (?:is|message (?:was|is)) (?:an? )?(?:(?:created )?automatic(?:ally)?|auto-?generated|machine[- ]generated|the machine generated)|automatically[ -](?:created|generated)|auto-?generated|(?:created|generated) automatically|this is the (?:\S{1,30} ){0,6}(?:mail|postfix|qmail|deliver|smtp|mailer|courier|dragonfly|agent|program|server|daemon|system|mta)|this is a (?:machine|delivery status|non-?delivery|permanent error|bounce)|non-?delivery report|the original (?:message|mail) was received|had permanent (?:fatal )?(?:delivery )?errors?|your message\b.{0,60}\b(?:was not|wasn't|could not|couldn't|cannot|can't|has not been|did not|undeliver)|did not reach|was not delivered to|could(?: not|n't) be delivered|unable to deliver|unable to send|undeliverable (?:address|mail|message|to)|(?:not|never) (?:been )?deliver|failed to deliver|delivery (?:to|failed|has failed|attempt|status|of)|message log follows|(?:unknown user|user unknown|invalid (?:final delivery )?userid|mailbox is full)|failure reasons|technical (?:report|details)|transcript of session|returned to sender|user'?s? mailbox/i;

/** A reason to take the mail for a report, null if there is none. */
export function recogniseReport(mail: ParsedMail, parts: ReportParts, notice: Notice): string | null {
  if (parts.statuses.length > 0) return 'delivery-status-part';
  const isReport =
    /multipart\/report/.test(mail.root.type) && /delivery-status/i.test(mail.root.parameters['report-type'] ?? '');
  if (isReport) return 'report-type';
  if (field(mail, 'x-failed-recipients') !== null && !passedOn.test(mail.subject)) return 'x-failed-recipients';
  const opening = notice.lines
    .map((line) => line.shape)
    .filter((line) => line.trim() !== '')
    .slice(0, 25)
    .join('\n')
    .slice(0, 4000);
  const isMailer = fromMailer(mail);
  const hasSubject = subjects.test(mail.subject) && !passedOn.test(mail.subject);
  const failed = failureWords.test(opening);
  if (isMailer && (hasSubject || openings.test(opening) || failed)) return 'mailer-and-words';
  if (hasSubject && failed && (openings.test(opening) || parts.returnedHeaders.length > 0)) return 'subject-and-words';
  if (failed && openings.test(opening) && looksReturned(notice, parts) && !isPersonal(mail))
    return 'words-and-returned-mail';
  return null;
}

/** Sent by a mail system: null return path, `MAILER-DAEMON`, `postmaster`, or a name mail systems give themselves. */
export function fromMailer(mail: ParsedMail): boolean {
  if (field(mail, 'return-path')?.replace(/\s/g, '') === '<>') return true;
  const raw = field(mail, 'from') ?? '';
  const local = mail.from?.address.split('@')[0] ?? raw.trim();
  if (mailerNames.test(local) || /^\s*<\s*>\s*$|<>/.test(raw)) return true;
  return mailerTitles.test(mail.from?.name ?? '') || mailerTitles.test(raw.slice(0, 200));
}

function looksReturned(notice: Notice, parts: ReportParts): boolean {
  return notice.returned.length > 3 || parts.returnedHeaders.length + parts.returnedTexts.length > 0;
}

/** An answer or a forward by a person. */
function isPersonal(mail: ParsedMail): boolean {
  return passedOn.test(mail.subject) || mail.inReplyTo.length > 0;
}

export function field(mail: ParsedMail, name: string): string | null {
  return mail.headers.find((one) => one.name === name)?.value ?? null;
}
