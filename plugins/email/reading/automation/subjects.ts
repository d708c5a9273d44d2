// Subjects with which programs answer in the absence of a person.

export interface SubjectRule {
  name: string;
  pattern: RegExp;
  /** The words alone could begin a person's subject: they count only on an answer. */
  needsParent?: boolean;
}

/** No reply prefix: a person who answers such a mail has one before the words. */
const start = String.raw`^\s{0,9}[\[(]?\s{0,9}`;
/** The words are the whole subject or end at a colon, dash or bracket: a person's sentence goes on. */
const end = String.raw`\s{0,9}(?:$|[:;!\-–—([\])"„])`;

function rule(name: string, words: string, more: Partial<SubjectRule> = {}): SubjectRule {
  return { name, pattern: new RegExp(`${start}(?:${words})`, 'iu'), ...more };
}

export const answerSubjects: SubjectRule[] = [
  rule(
    'automatic-reply',
    String.raw`auto(?:matic|mated)?[-\s]?(?:re(?:ply|sponse|spond\w*)|answer|generated)(?![\p{L}\p{N}])|automated message`,
  ),
  {
    name: 'automatic-reply-behind',
    pattern: /[[(]\s?auto(?:matic|mated)?[-\s]?(?:re(?:ply|sponse)|antwort)\s?[\])]\s*$/i,
  },
  rule(
    'out-of-office',
    String.raw`out[- ]of[- ](?:the )?(?:office|town)(?![\p{L}\p{N}])|(?:ooo|oof)\s?[:\-]|away from (?:the |my )?(?:office|desk|e-?mail|computer)|(?:not at (?:my |the )?(?:computer|desk)|vacation (?:reply|response|message|notice)|absence (?:notice|message)|absent from the office|(?:i am |i'm )?(?:on )?(?:vacation|holidays?|annual leave|parental leave|maternity leave))${end}`,
  ),
  rule('auto', String.raw`auto\s?:\s*$`),
  rule('auto-answer', String.raw`auto(?:matic)?\s?:`, { needsParent: true }),
  rule(
    'auto-out',
    String.raw`auto\s?:.{0,120}\b(?:out of (?:the )?office|away|vacation|returning|absent|leave|nicht im (?:büro|haus)|abwesend)`,
  ),
  rule(
    'german',
    String.raw`automatische[sr]? (?:antwort|rückantwort|rueckantwort|e-?mail[- ]?antwort|benachrichtigung|(?:eingangs|empfangs|lese)bestätigung)|auto(?:matische?)?[- ]?antwort|abwesenheits?(?:notiz|nachricht|assistent|meldung|info|benachrichtigung|agent|hinweis)\p{L}*|(?:abwesenheit|abwesend|urlaub|betriebsferien|betriebsurlaub|(?:bin |ich bin |wir sind )?(?:derzeit |zurzeit |zur zeit |momentan )?(?:nicht im (?:büro|buero|haus)|im urlaub|außer haus|ausser haus|nicht am computer))${end}`,
  ),
  rule(
    'french',
    String.raw`r[ée]ponse automatique|absent\(?e?\)? du bureau|message d['’]absence|notification d['’]absence|(?:absence(?: du bureau)?|en vacances|en cong[ée]s?)${end}`,
  ),
  rule(
    'spanish-portuguese',
    String.raw`respuesta autom[aá]tica|resposta autom[aá]tica|fuera de (?:la )?oficina|fora do escrit[oó]rio|contestaci[oó]n autom[aá]tica|auto-?respuesta|auto-?resposta|(?:ausente|ausencia|ausência|de vacaciones|de férias)${end}`,
  ),
  rule(
    'italian',
    String.raw`risposta (?:automatica|non al computer)|fuori (?:sede|ufficio)|assenza dall['’]ufficio|messaggio automatico|(?:assente|in ferie)${end}`,
  ),
  rule(
    'dutch',
    String.raw`automatisch(?:e)? (?:antwoord|afwezigheid\p{L}*|beantwoord\p{L}*)|(?:afwezig(?:heid\p{L}*)?|niet aanwezig|vakantie)${end}`,
  ),
  rule(
    'nordic',
    String.raw`autosvar|automatiskt? (?:svar|antwort)|ikke til stede|fraværsmelding|fraværsbesked|automaattinen vastaus|poissaoloilmoitus|(?:frånvaro\p{L}*|poissa\p{L}*|fravær\p{L}*)${end}`,
  ),
  rule(
    'slavic',
    String.raw`automatyczna odpowied[źz]|odpowied[źz] automatyczna|automatick[áa] odpov[eě][dď]|автоматический ответ|автоответ\p{L}*|автоматична відповідь|автоматичен отговор|(?:nieobecno[śs][ćc]|nepřítomnost|poza biurem)${end}`,
  ),
  rule(
    'other',
    String.raw`automatikus válasz|otomatik (?:yanıt|cevap)|răspuns automat|αυτόματη απάντηση|automaatvastus|automatinis atsakymas|automātiska atbilde|samodejni odgovor|automatski odgovor|תשובה אוטומטית|מענה אוטומטי|الرد التلقائي|رد تلقائي|trả lời tự động|balasan otomatis|ตอบกลับอัตโนมัติ`,
  ),
  rule(
    'asian',
    String.raw`[【（「]?\s?(?:自動(?:返信|応答|回覆|回复|送信)|自动(?:回复|答复)|不在(?:通知|のお知らせ|届)|자동\s?(?:회신|응답|답장)|부재중)`,
  ),
];
