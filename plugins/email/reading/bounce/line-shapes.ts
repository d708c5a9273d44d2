// The shapes of lines with which mail servers name a recipient they could not serve. `@@` stands for an address.

export interface LineShape {
  /** Where the shape comes from. */
  family: string;
  line: RegExp;
  /** The line names a second address for the same recipient. */
  alias?: boolean;
  /** What is said about the recipient stands above the line, as in the log of a session. */
  above?: boolean;
}

/** Brackets and quotes in which an address may stand. */
const open = String.raw`["'(<\[*（“„«【]{0,3}`;
const close = String.raw`["')>\]*）”“»】]{0,3}`;
const address = `${open}@@${close}`;

/** Lines that name a recipient wherever they stand. */
export const tellingLines: LineShape[] = [
  // <a@b>: host mx said …; also "a@b": and a@b: 550 …
  { family: 'postfix, qmail, opensmtpd, gmx', line: new RegExp(String.raw`^\s{0,8}${address}\s{0,3}[:：](?!\S*@)`) },
  {
    family: 'postfix',
    line: new RegExp(String.raw`^\s{0,8}${address}\s\((?:expanded|forwarded|redirected) from:? ${address}\)\s?:`),
    alias: true,
  },
  // Label and address
  {
    family: 'hotpop, imail, lsmtp, x1…x6',
    line: new RegExp(
      String.raw`\b(?:undeliver(?:able|ed)\s(?:address|to)|unknown (?:user|recipient|address)|user unknown|(?:invalid|bad|no such|unknown)(?: \w+){0,3} (?:user|userid|recipient|address|mailbox)|error-for|(?:failed|final|rejected|intended|affected|bounced) (?:recipient|address)(?:\(?e?s\)?)?|undeliverable|delivery failed \d+ attempts|recipient(?: address|\(s\)|s)?(?:\s?\(s\))?|addressed to|mailbox (?:is )?full|unroutable|not delivered to|no such (?:user|account|mailbox)|user not found)\s{0,3}[:=]\s{0,20}${address}`,
      'i',
    ),
  },
  {
    family: 'localised labels',
    line: new RegExp(
      String.raw`^\s{0,8}(?:empf[äa]nger(?:adresse)?|destinataire|destinatario|destinat[áa]rio|ontvanger|mottagare|modtager|odbiorca|получатель|宛先|收件人|收信人|수신자)(?:\(\S{1,4}\))?\s{0,3}[:：]\s{0,20}${address}`,
      'i',
    ),
  },
  {
    family: 'barracuda and other gateways',
    line: new RegExp(
      String.raw`^\s{0,8}(?:your|the|this) (?:message|mail|e-?mail) (?:sent )?(?:to|for)\s?:\s{0,9}${address}`,
      'i',
    ),
  },
  // ---- groupwise, smail: address and reason on one line
  {
    family: 'groupwise',
    line: new RegExp(
      String.raw`^\s{1,8}${address}\s\((?:user|host|mailbox|recipient|unknown|not|no |the )[^)]{1,200}\)\s*$`,
      'i',
    ),
  },
  { family: 'smail, sendmail', line: new RegExp(String.raw`^\s{0,8}${address}\s{0,3}\.\.\.\s?\S`) },
  { family: 'sendmail 5', line: new RegExp(String.raw`^[45]\d\d[ -]${address}\s?\.\.\.`), above: true },
  {
    family: 'ciphertrust, courier',
    line: new RegExp(String.raw`^\s{0,8}${address};\s?(?:failed|action|undeliver)`, 'i'),
  },
];

/** Lines that name a recipient below a line that announces them. */
export const listedLines: LineShape[] = [
  {
    family: 'bare',
    line: new RegExp(String.raw`^\s{0,40}(?:[-*•·>]{1,4}\s{1,4}|\d{1,3}[.)]\s{1,3})?${address}[.,;:]?\s*$`),
  },
  {
    family: 'named',
    line: new RegExp(
      String.raw`^\s{0,40}(?:[-*•>]{1,4}\s{1,4})?["']?[^@:<>]{1,80}["']?\s{1,3}[<(\[](?:mailto:)?@@[>)\]][.,;:]?\s*$`,
    ),
  },
  {
    family: 'twice',
    line: new RegExp(
      String.raw`^\s{0,40}(?:[-*•>]{1,4}\s{1,4})?${address}\s{0,3}[<(\[](?:mailto:)?@@[>)\]][.,;:]?\s*$`,
    ),
  },
  {
    family: 'with reason',
    line: new RegExp(
      String.raw`^\s{0,40}(?:[-*•>]{1,4}\s{1,4})?${address}\s{0,3}(?::|;|,|\.\.\.|\(|\[|-\s|--|–|\son\s|\sam\s|\sle\s|\sel\s|\sil\s|\sop\s|\sset\s|\s\d|\s{1,4}(?:delivery|failed|was|is|has|could|unknown|user|not|mailbox|rejected|error|undeliver)\b)`,
    ),
  },
];

/** A line that only opens a list of recipients; what happened to them stands elsewhere. */
export const openingLine =
  /^\s{0,8}(?:your|the|this) (?:e-?mail |mail )?(?:message|mail|e-?mail)(?: (?:that )?(?:you )?sent)?(?: to| for)?:?\s*$|^[-=*_\s]{2,}.{0,60}\bdelivery notifications?\b|^[-=*_\s]{2,}.{0,30}\b(?:failures?|failed|errors?|undeliver\w*|undelivered)\b|\b(?:is|are|was|were) (?:disabled|suspended|unknown|invalid|not listed|full)\b|^\s{0,8}(?:failed |bad |invalid |unknown )?(?:recipient|address|addressee|user)(?:e?s|\(e?s\))?\s?:\s*$/i;

/** In front of an address, what makes a line a sentence about it and not an entry of a list. */
export const leadsIn = /\b(?:to|at|from|by|of|contact|an|von|bei|unter|à|a)\s{1,3}["'<([]{0,3}$/i;

/** A second address of the recipient just named. */
export const aliasLine = new RegExp(
  String.raw`\((?:ultimately )?(?:expanded|generated|forwarded|redirected|originally addressed|original address|originally|delivered|translated|alias)\b[^@]{0,40}${address}`,
  'i',
);
export const aliasLabel = new RegExp(
  String.raw`^\s{0,12}(?:original(?:ly)? (?:address(?:ed to)?|recipient))\s?:\s{0,9}${address}`,
  'i',
);

/** What an SMTP client sent, and what it was told. */
export const recipientCommand = new RegExp(String.raw`\brcpt to\s?:\s?${address}`, 'i');
export const refusal = /^\W{0,12}(?:(?:smtp|server|remote|received|out|in|recv|reply|<<<|s)\W{0,6})?[45]\d\d[ -]/i;
/** A refusal that repeats the address. */
export const refusedAddress = new RegExp(
  String.raw`(?:^|[\s>:])[45]\d\d[ -](?:#?[45]\.\d{1,3}\.\d{1,3}\s{1,2})?(?:recipient |user |address |mailbox )?${address}`,
  'i',
);

/** Before an address: it is one to ask, or the one that wrote, and no recipient. */
export const notRecipient =
  /(?:contact|assist\w*|help|questions?|support|administrator|webmaster|postmaster|report\w*|forward\w*|reply|repl(?:y|ies) to|e-?mail (?:us|me)|write to|whitelist|from|sender|sent by|on behalf of|return-path|envelope-sender|dear|hello|hi|sorry|von|absender|an?fragen|wenden|kontakt\w*|de|expéditeur|remitente|mittente)\s{0,3}[:=]?\s{0,3}(?:an |to |the |us at |at )?["'<([]{0,3}$/i;
