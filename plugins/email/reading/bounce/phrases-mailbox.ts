// Phrases about the mailbox: full, too small for the mail, switched off.
import { gone, phrases } from './phrases.ts';
import type { PhraseRule } from './phrases.ts';

/** Limits of the sender, and disks of the server: before what is said about the recipient's mailbox. */
export const quotaPhrases: PhraseRule[] = [
  phrases(
    'rate',
    String.raw`\b(?:daily|hourly|sending|relay|outgoing|outbound|per (?:hour|day))\b.{0,25}\b(?:quota|limit)`,
  ),
  phrases(
    'system',
    String.raw`insufficient (?:disk|system) (?:space|storage|resources)|no space left on|(?:system|server|file system|mail system) (?:is )?full`,
  ),
];

export const fullPhrases: PhraseRule[] = [
  phrases(
    'mailbox_full',
    String.raw`(?:mail ?(?:box|folder|drop|file)|inbox|account|user'?s? mailbox|recipient|storage|disk|disc|folder|maildir)\b.{0,60}\b(?:is |are |has |too |being )*(?:full|over ?quota|exceed(?:s|ed|ing)?|out of (?:space|storage)|overflow)`,
    String.raw`(?:over|exceed\w*|exceeding|out of|reached|beyond|above|hit)\b.{0,40}\b(?:quota|storage|mailbox (?:size|limit)|disk space|disc space|space limit|allocated|mail ?box)`,
    String.raw`(?:quota|mailbox size|storage|disk space|mailbox limit)\b.{0,40}\b(?:exceed|exhaust|reached|violation|full|over)`,
    String.raw`\b(?:over ?quota|overquota|mailbox ?full|mail quota|inbox full|mbox full|quota full|exdiskquota|mailboxfull)\b`,
    String.raw`(?:insufficient|not enough|no more|lack of)\b.{0,20}\b(?:storage|disk|disc|mailbox|quota)\b|\bno (?:disk |storage |mailbox |free )?space\b`,
    String.raw`too (?:much|many) (?:mail|mails|messages|data)\b.{0,40}(?:mailbox|server|stored|account|box)?`,
    String.raw`postfach.{0,30}(?:voll|überfüllt|überschritten)|(?:speicher|kontingent|quota).{0,40}(?:überschritten|erschöpft|voll)|zu ?viele mails`,
    String.raw`bo[iî]te.{0,40}(?:pleine|satur)|quota.{0,30}(?:dépass|depass)|mailbox (?:piena|cheia|llena|vol)`,
    String.raw`(?:casilla|buz[oó]n|caixa|casella).{0,40}(?:llen[oa]|agotad|cheia|lotad|pien[oa]|espacio)|espacio.{0,40}agotado|cuota.{0,30}excedid|mailbox lleno`,
    String.raw`skrzynka.{0,30}(?:pełna|przepełniona)|brak miejsca|почтовый ящик.{0,40}(?:переполнен|полон)|превышен\w* квот`,
    String.raw`(?:メールボックス|受信箱|容量).{0,20}(?:いっぱい|一杯|満杯|超え|超過|フル)|邮箱.{0,10}(?:已满|满)|空间(?:不足|已满)|容量(?:不足|超限)`,
    String.raw`would exceed (?:the )?(?:mailbox|quota|recipient)|not have enough (?:disk )?space|max(?:imum)? (?:mailbox|storage) size|mailbox has exceeded|exceeded (?:its|the|their) (?:allocated|maximum)? ?(?:size|quota|storage|space|limit)`,
  ),
];

export const sizePhrases: PhraseRule[] = [
  phrases(
    'too_large',
    String.raw`(?:message|mail|e-?mail|attachment|content|body|data|file)\b.{0,40}\b(?:too (?:big|large)|exceed\w*.{0,40}(?:size|length|limit|max(?:imum)? (?:message|mail|size))|larger than|bigger than|is over the)`,
    String.raw`(?:size|length)\b.{0,30}\b(?:exceed|too (?:big|large|long)|larger|limit (?:exceeded|reached)|violation|not accepted)`,
    String.raw`exceed\w*\b.{0,40}\b(?:message size|size limit|maximum (?:message |mail |e-?mail )?size|max(?:imum)? length|length limit|line limit)`,
    String.raw`max(?:imum)? (?:message|mail) size|message ?too ?(?:big|large|long)|line (?:limit exceeded|too long)|message length exceeds|too (?:large|big) for (?:system|recipient|destination)|line length exceed`,
    String.raw`nachricht.{0,30}(?:zu groß|zu gross|größe)|trop (?:volumineux|grand|gros)|demasiado grande|muito grande|troppo grande|за ?велик|слишком больш|サイズ.{0,20}(?:超|大き)|邮件.{0,10}(?:过大|太大)`,
  ),
];

/** Address checks that say "rejected" and then why: before the words about access. */
export const closedPhrases: PhraseRule[] = [
  gone(
    'user_unknown',
    String.raw`recipient address rejected: access denied|all recipient addresses rejected ?: access denied`,
  ),
];

export const disabledPhrases: PhraseRule[] = [
  phrases(
    'disabled',
    String.raw`(?:account|mailbox|user|recipient|address|mail ?box)\b.{0,60}\b(?:disabled|deactivated|suspended|suspend|inactive|locked|frozen|de-activated|not active|not activated|blocked by administrator|discontinued|closed|dormant|expired|has been terminated|blocked)\b`,
    String.raw`\b(?:disabled|inactive|suspended|deactivated|locked|expired|closed|dormant|frozen)\b.{0,25}\b(?:account|mailbox|user|recipient|address)`,
    String.raw`temporarily (?:disabled|suspended|inactive)|\[suspend\]|email account that you tried to reach is disabled|account (?:is )?(?:currently )?(?:unavailable|inactive)`,
    String.raw`konto.{0,30}(?:gesperrt|deaktiviert|niedostępne|niedostepne|zablokowane)|(?:postfach|benutzer).{0,30}(?:gesperrt|deaktiviert)|compte.{0,30}(?:désactivé|suspendu|bloqué)|cuenta.{0,30}(?:suspendida|desactivada|bloqueada)|conta.{0,30}(?:suspensa|desativada)|account.{0,30}(?:disattivat|sospes)|ящик.{0,30}(?:заблокирован|отключен)|不活跃|帐号.{0,8}(?:禁用|停用)|被禁用`,
  ),
];
