// What the header of a mail says about whether it is a report: who sent it, and under which subject.
import type { ParsedMail } from '../parsed-mail.ts';

const daemons =
  /^(?:mailer[-_. ]?daemon|mail[-_.]?daemon|mdaemon|smtp[-_.]?daemon|mail[-_.]?delivery(?:[-_.]?\w+)?|delivery[-_.]?(?:failure|subsystem|status)|undeliver\w*|mmdf|(?:micro)?softexchange[0-9a-f]{20,}|microsoftexchange\w{10,})$/i;
const daemonTitles = /mail(?:er)?[ -]?daemon|mail deliver(?:y|y sub|) ?(?:sub)?(?:system|service)|ndr administrator/i;
const postmasters =
  /^(?:postmaster|mail[-_.]?administrator|bounces?|bounce[-_.]?handler|ndr|uucp|root|mailer|mail|smtp)$/i;
const postmasterTitles =
  /mail delivery|delivery (?:sub)?system|post ?master|mail administrator|system ?administrator|microsoft outlook|microsoft exchange|mail (?:system|router|server)|mail transport/i;

const subjects =
  /undeliver(?:able|ed)|(?:delivery|deliver)\b.{0,30}\b(?:fail\w*|status|notification|report|problem|error|delay\w*|unsuccessful|system)|(?:fail\w*|non|error|problem|unable|could not|couldn't|not|delayed)\b.{0,25}\bdeliver|returned (?:mail|to sender|e-?mail)|mail (?:system )?(?:error|failure|failed)|mail failed|failed mail|failure notice|mail could not be|non-?(?:delivery|remis)|return(?:ed|ing)? (?:mail|message|to sender)|message (?:status|not delivered|delayed|you sent blocked)|mail not delivered|not delivered|warning: (?:message|could not send)|could not send|delayed mail|nondeliverable|bounce(?:d)? (?:mail|message)|rejected (?:mail|message)|unzustellbar|unable to deliver|zustell(?:ung|fehler)|nicht zugestellt|nicht (?:zustellbar|übermittelt)|non remis|échec|undelivrable|non délivr|non distribu|retourné|no entregad|no se pueden? entregar|não é possível entregar|kan ikke lever\w*|nie można|no se ha podido|devuelto|fallo|falha|n[ãa]o entregue|devolvido|mancat[ao]|non recapit|impossibile|niet (?:bezorgd|afgeleverd)|onbestelbaar|uleverbar|ikke levert|olevererbar|oleverbar|kunde inte levereras|niedostarcz|nie dostarcz|nedoruč|ne(?:lze|byla) doru|kézbesíthetetlen|недостав|не доставлен|возвращ|ошибка доставки|配信|送信(?:エラー|でき)|配達|不達|退信|未传递|無法傳遞|未送达|배달|반송|전송 실패|teslim edil/i;
/** A person who forwards or answers a report. */
const passedOn = /^\s*(?:re|fwd?|fw|wg|aw|tr|rv|i|enc|vs|sv|antw|odp|doorst)\s{0,3}(?:\[\d+\])?:/i;

/** The subject is one of those that reports have, and no person passed it on. */
export function hasReportSubject({ subject }: ParsedMail): boolean {
  return subjects.test(subject) && !isPassedOn(subject);
}

export function isPassedOn(subject: string): boolean {
  return passedOn.test(subject);
}

/** Worth a closer look: not a mail like any other. */
export function mayBeReport(mail: ParsedMail): boolean {
  if (mail.root.type === 'multipart/report' || field(mail, 'x-failed-recipients') !== null) return true;
  return senderOf(mail) !== null || hasReportSubject(mail);
}

/** What the sender is known for: only reports, reports among other things, or nothing of the kind. */
export function senderOf(mail: ParsedMail): 'daemon' | 'postmaster' | null {
  const raw = field(mail, 'from') ?? '';
  const local = mail.from?.address.split('@')[0] ?? raw.trim();
  if (daemons.test(local) || daemonTitles.test(raw.slice(0, 200)) || /^\s*<\s*>\s*$/.test(raw)) return 'daemon';
  const isNull = field(mail, 'return-path')?.replace(/\s/g, '') === '<>' || raw.includes('<>');
  return isNull || postmasters.test(local) || postmasterTitles.test(raw.slice(0, 200)) ? 'postmaster' : null;
}

export function field(mail: ParsedMail, name: string): string | null {
  return mail.headers.find((one) => one.name === name)?.value ?? null;
}
