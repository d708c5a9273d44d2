// Phrases about policy: who may send, how, and what is taken for spam or harm.
import { phrases } from './phrases.ts';
import type { PhraseRule } from './phrases.ts';

export const harmPhrases: PhraseRule[] = [
  phrases(
    'policy',
    String.raw`\bvirus(?:es)?\b.{0,40}(?:found|detect|infect|reject|contain|block)|infected|\bmalware\b|\btrojan\b|\bworm\b|detected.{0,30}virus|contain\w*.{0,20}virus|virenbefall|phishing`,
  ),
];

export const authenticationPhrases: PhraseRule[] = [
  phrases(
    'policy',
    String.raw`\b(?:spf|dkim|dmarc|sender policy framework|sender ?id|authres|arc)\b.{0,80}\b(?:fail\w*|reject\w*|not|none|invalid|error|violat\w*|check\w*|polic\w*|softfail|pass|block\w*|requir\w*|did|forg\w*)`,
    String.raw`\b(?:fail\w*|violat\w*|reject\w*|unauthenticated|not pass|block\w*|per|due to|because of|according to)\b.{0,60}\b(?:spf|dkim|dmarc|sender policy|domain owner|sender authentication)\b`,
    String.raw`unauthenticated (?:e-?mail|message|sender)|(?:sender|message|mail|email)\b.{0,40}\b(?:is |was )?(?:not authenticated|unauthenticated|not authorized to send|isn't authenticated)|authentication (?:checks?|requirement|failed|required|information)|not an? (?:authorized|permitted) sender|not allowed to send (?:mail )?(?:from|as|for)|not (?:designated|authorized|permitted) (?:as|to send|by)`,
    String.raw`purported responsible|invalid ip\b.{0,30}\bdomain|ip\b.{0,20}\breputation|reputation of\b|spoof(?:ed|ing)|forged (?:sender|address|header)|multiple authentication`,
  ),
];

export const spamPhrases: PhraseRule[] = [
  phrases(
    'policy',
    String.raw`\bspam(?!haus|cop)\w*|\banti-?spam|\bunsolicited\b|\bbulk (?:e-?)?mail|junk (?:e-?)?mail|mass mailer|spamassassin|\buribl\b|\bsurbl\b|looks like spam|spam-like|(?:message|e-?mail|mail|content).{0,30}(?:scored|classif).{0,30}(?:spam|bulk|junk|high)`,
    String.raw`content (?:filter|reject|restriction|policy|scan)\w*|(?:banned|forbidden|prohibited|blacklisted|suspicious|blocked) (?:content|url|link|attachment|word|phrase|file|extension|subject)|message (?:content|body|header).{0,30}(?:reject|refus|not accept|prohib|violat)|rejected by (?:content|mailmarshal|filter)|mail rejete|contenu (?:refusé|rejeté)`,
    String.raw`als spam|werbung|pourriel|correo no deseado|нежелательн|спам|スパム|迷惑メール|垃圾邮件|垃圾`,
  ),
];

export const reputationPhrases: PhraseRule[] = [
  phrases(
    'policy',
    String.raw`\b(?:black|block|deny|ban|reject)[- ]?list(?:ed|ing|s)?\b|\b(?:spamhaus|spamcop|rbl|dnsbl|dnsrbl|xbl|sbl|pbl|ndr ?bl|zen)\b|blocked (?:using|by|for|due|because|at|on)|(?:ip|host|server|client|sender|connection|address|domain|network)\b.{0,50}\b(?:is |are |was |has been |have been )(?:blocked|banned|listed|blocklisted|denied|refused|barred)`,
    String.raw`reputation|\babuse\b|blocked - see|access (?:denied|forbidden|from)|\bbanned (?:sending|ip|sender)|banned\b|denied by policy|(?:client|host|connection|server access|sender|relay)\b.{0,40}\b(?:rejected|forbidden|refused by|denied)`,
    String.raw`weren't sent|please contact your internet service provider|part of their network is on our block list|not accepting (?:connections|mail) from|dynamic(?:ally)?(?: assigned)? (?:ip|pool|address|host|residential)|dial-?up|use the smtp server of your isp|your server requires confirmation|not (?:allowed|permitted) to (?:connect|send)|temporarily deferred due to user complaints|user complaints`,
    String.raw`unverif(?:y|i)able|service refus|protocol violation|redundant|(?:reverse|ptr|rdns|r-dns|fcrdns)\b.{0,60}|no (?:ptr|rdns)|cannot (?:find|resolve) your (?:reverse )?hostname|unable to verify (?:your )?(?:ip|host)|hostname (?:lookup|verification)|helo\b.{0,60}(?:reject|invalid|fail|not|bad|must|refus)|ehlo\b.{0,40}(?:reject|invalid|refus)|your (?:ip|server|host|mail server|hostname)\b.{0,50}(?:does not|doesn't|has no|is not|isn't|could not|invalid|no)|bad (?:reverse )?dns`,
    String.raw`(?:must|needs? to|require[sd]?|issue a|should use)\b.{0,30}\b(?:starttls|tls|ssl|encrypt\w*|authentication|auth|smtp auth)|not rfc ?\d{3,4}|rfc ?(?:2822|5322|5321|822|2821)\b.{0,60}(?:complian|violat|require|header|conform)|complian\w*.{0,20}rfc|not (?:rfc )?compliant|multiple from|missing (?:required )?(?:header|message-id|from|date|subject)|(?:header|messages?) (?:error|missing|with multiple)|invalid header`,
  ),
];

export const senderPhrases: PhraseRule[] = [
  phrases(
    'policy',
    String.raw`sender\b.{0,60}\b(?:rejected|refused|denied|invalid|not (?:allowed|accepted|found|exist|valid|verified|authori[sz]ed)|unknown|does not exist|doesn't exist|blocked|verif\w+ failed|can't|cannot|not resolv\w*|must|no mx|domain)`,
    String.raw`(?:invalid|unverified|unknown|bad|rejected|unrouteable|blocked|refused|fake|unqualified|unresolvable|non-existent|nonexistent) (?:sender|from|return[- ]path|mail from|envelope|reverse[- ]path|bounce)`,
    String.raw`domain of (?:the )?sender|sender(?:'s)? (?:address|domain|email|verify|callout)|your (?:e-?mail )?(?:address|domain)\b.{0,40}\b(?:not|rejected|blocked|denied|does|refused|invalid|listed)|mail ?from\b.{0,60}\b(?:reject|denied|not allow|invalid|refus|unable|must|does not|unknown)`,
    String.raw`from:? domain is invalid|valid from|backscatter|null sender|bounce (?:messages?|mails?) (?:not|are not)|you are not (?:allowed|authori[sz]ed|permitted)|google groups|groups\.google\.com|only (?:members|authenticated|internal|subscribers)|not (?:a )?member|closed list|members?-only|restricted (?:to|group|list|recipient|distribution)|not have permission|not permitted|permission (?:to|is)\b.{0,30}(?:post|send)|requires? sender|only accepts? (?:mail|messages)|group.{0,60}(?:not exist|permission)|moderat\w+ (?:reject|approval)|delivery not authori[sz]ed|(?:refus|reject|deni)\w*.{0,60}\bsender`,
  ),
];

export const generalPolicyPhrases: PhraseRule[] = [
  phrases(
    'policy',
    String.raw`\bpolic(?:y|ies)\b|local (?:rule|policy|configuration)|security (?:reason|polic|violation|problem|risk|setting|check)|administrative(?:ly)? (?:prohibit|reject|den|polic|reason)|unacceptable (?:content|mail|attachment)|message (?:was )?(?:rejected|refused|blocked|denied|prohibited)|transaction (?:failed|rejected|refused) due|you are sending to\/from|not (?:welcome|wanted)|rejected for|mail (?:was )?(?:rejected|refused|blocked)|(?:dlp|transport) rule|mail flow rule|\brule\b.{0,20}reject|compliance|protected by`,
    String.raw`(?:aus|wegen) (?:sicherheits|richtlinien)|richtlinie|abgelehnt durch|abgewiesen|raisons? de (?:sécurité|politique)|politique|pol[íi]tica|politica`,
  ),
];
