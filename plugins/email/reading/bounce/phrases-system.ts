// Phrases about the way and the receiving system: relaying, rates, networks, faults, malformed mail.
import { phrases } from './phrases.ts';
import type { PhraseRule } from './phrases.ts';

export const relayPhrases: PhraseRule[] = [
  phrases(
    'relaying',
    String.raw`\brelay(?:ing)?\b.{0,40}\b(?:denied|not (?:allowed|permitted|possible|authori[sz]ed)|prohibited|rejected|refused|is not|disallowed|forbidden|restricted|access|for|verboten)|(?:unable|not (?:allowed|permitted|authori[sz]ed)|refus\w*|cannot|will not|won't|no|insecure|open|deny|denied|do not|don't|prohibit\w*)\b.{0,25}\brelay|that domain isn't in my list|not in my (?:domain )?list|not (?:a )?(?:gateway|open relay)|rcpthosts|we do not relay|not local\b.{0,30}gateway|not a gateway|mail to .{0,60} not allowed by this|domain not (?:local|hosted)|not hosted here|not responsible for|can't relay|cannot relay|no such domain at this location|relaying mail`,
  ),
];

/** Told apart from policy: the same mail is taken a little later. */
export const greylistPhrases: PhraseRule[] = [phrases('temporary', String.raw`gr[ea]y-?list`)];

export const ratePhrases: PhraseRule[] = [
  phrases(
    'rate',
    String.raw`too many (?:connections?|concurrent|messages|recipients|emails|mails|errors|sessions|invalid|smtp|attempts|requests|bad|unknown)|(?:rate|throttl\w*|frequency|sending|connection|hourly|daily|message|recipient)s?\b.{0,30}\b(?:limit(?:ed|s)?|throttl\w*|exceeded|quota)\b.{0,40}|throttl|(?:sending|receiving|receive|message) rate|ratelimit|rate[- ]limit|connections? (?:limit|quota|rate)|exceeded the (?:rate|maximum number|number|hourly|daily)|try again (?:later|in).{0,40}(?:limit|rate)|receiving mail (?:at a rate|too quickly)|mail(?:s)? too (?:quickly|fast|frequent)|slow down|concurren`,
  ),
];

export const contentPhrases: PhraseRule[] = [
  phrases(
    'content',
    String.raw`duplicate header|header\w* too (?:large|long|many)|(?:malformed|invalid|broken|bad|illegal|unparseable|unsupported|corrupt\w*|improper) (?:mime|message|header|charset|content|encoding|format|body|structure|address format|character|media|attachment)|mime (?:error|format|struct)|bare (?:lf|cr|line ?feeds?)|8-?bit (?:data|characters?|mime)|smtputf8|invalid chars?|non-ascii|loose (?:cr|lf)|conversion (?:not|failed|required|error|is)|improper use of 8-bit|5\.6\.\d|syntax error|command (?:not|un)(?:\s)?(?:recogni[sz]ed|known|implemented)|unrecognized command|parameters? (?:not|error|syntax)|message format|content error|dsn conversion|nested|mime part|no (?:resent-)?(?:from|date|message-id|to|subject)\b.{0,20}(?:field|header)`,
  ),
];

export const suppressedPhrases: PhraseRule[] = [
  phrases(
    'suppressed',
    String.raw`suppress(?:ed|ion)|on (?:the )?(?:bounce|unsubscribe|suppression|global) list|previously bounced|hard bounced? (?:address|before|previously)|bouncing address|unsubscribed address|not delivering to previously|has previously (?:bounced|unsubscribed)`,
  ),
];

export const temporaryPhrases: PhraseRule[] = [
  phrases(
    'temporary',
    String.raw`mail loop|loop(?:s|ing)? (?:detected|back)|loops back|routing loop|too many hops|hop count|forwarding loop|looping|time(?:d)? ?-?out|timeout|greylist|grey-?list|gray-?list|try (?:again|later)|retry (?:time|later|timeout)|retried|queue(?:d)? (?:too long|for|period)|too long in (?:the )?queue|in the queue too long|within \d+ |delayed|not yet (?:been )?delivered|still (?:being|trying)|could ?n[o']t (?:be )?(?:connect|establish|contact|deliver(?:ed)? for)|can(?:no|')t (?:connect|establish|contact)|connection (?:refused|reset|timed|lost|closed|dropped|was|failed|died|error|broken|unexpectedly)|connect(?:ion)? (?:to .{0,80} )?(?:failed|refused|timed|error)|lost connection|no (?:route to host|answer|response)|not respond|did ?n[o']t (?:respond|accept our requests)|not reachable|unreachable|network (?:error|problem|is)|host (?:is )?(?:down|unreachable)|all hosts? (?:for|have)|expired|message (?:has )?expired|delivery (?:time )?expired|exceeded.{0,30}(?:delivery attempts|time|retry|lifetime)|maximum (?:delivery|time)|delivery failed \d+ attempts|temporar|tempfail|socket error|deferred|(?:server|recipient|host).{0,30}(?:busy|unavailable|offline)|will be retried|keep trying|has been delayed|unable to contact|no connection|smtp connection got far|ssl|tls|handshake|lookup .{0,60}(?:fail|try)|dns (?:lookup|query|error|temporar|time|fail|server)|try again`,
  ),
  phrases(
    'temporary',
    String.raw`zeitüberschreitung|später erneut|vorübergehend|verzögert|temporaire|délai|réessay|temporal|tiempo de espera|tempor[aá]ri|scadut|временн|повторн|応答|タイムアウト|再送|超时|暂时`,
  ),
];

export const systemPhrases: PhraseRule[] = [
  phrases(
    'system',
    String.raw`(?:system|internal|server|local|software|configuration|config|program|mailer|database|file ?system|i\/o|queue|processing|storage|backend)\b.{0,30}\b(?:error|failure|fault|fail(?:ed|s)?|problem|crash|unavailable|full)|ldap server|transaction failed|duplicated message|loop alert|insufficient system (?:resources|storage)|out of memory|no space left|disk full|can't (?:create|open|write|lock|read)|cannot (?:create|open|write|lock|append)|unable to (?:open|create|write|lock|append|chdir)|permission denied|command (?:died|output|failed|time)|exit(?:ed)? (?:status|with)|died with (?:status|signal)|pipe|procmail|maildrop|not configured|misconfigur|unexpected (?:error|response|failure)|service (?:currently )?(?:unavailable|not available)|resources? (?:temporarily )?unavailable|5\.3\.\d|x-unix|system not capable|lmtp transmission|local configuration|failed to (?:open|create|save|store|write)|aliasing|alias(?:es)? (?:expan|loop)`,
  ),
];
