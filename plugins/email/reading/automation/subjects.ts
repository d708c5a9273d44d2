// Subjects with which programs answer in the absence of a person.

export interface SubjectRule {
  name: string;
  pattern: RegExp;
  /** The words alone could begin a person's subject: they count only on an answer. */
  needsParent?: boolean;
}

const start = String.raw`^\s*[\[(]?\s*`;

export const answerSubjects: SubjectRule[] = [
  {
    name: 'automatic-reply',
    pattern: new RegExp(
      String.raw`${start}(?:auto(?:matic|mated|matisch\w*)?[-\s]?(?:re(?:ply|sponse|spond\w*)|generated)|automated (?:message|reply|response))\b|[\[(]\s?auto(?:matic|mated)?[-\s]?(?:re(?:ply|sponse))\s?[\])]\s*$`,
      'i',
    ),
  },
  {
    name: 'out-of-office',
    pattern: new RegExp(
      String.raw`${start}(?:(?:re|aw):\s*)?(?:out[- ]of[- ](?:the )?(?:office|town)\b|ooo\s?[:\-]|oof\s?[:\-]|away from (?:the |my )?(?:office|desk|e-?mail)\b|on (?:vacation|holiday|leave)\s?(?:$|[:\-(])|vacation (?:reply|response|message|notice)|absence (?:notice|message)|absent from)`,
      'i',
    ),
  },
  { name: 'auto', pattern: new RegExp(String.raw`${start}auto(?:matic)?\s?:`, 'i'), needsParent: true },
  {
    name: 'auto-out',
    pattern: new RegExp(
      String.raw`${start}auto\s?:.{0,120}\b(?:out of (?:the )?office|away|vacation|returning|absent|leave)\b`,
      'i',
    ),
  },
  {
    name: 'german',
    pattern: new RegExp(
      String.raw`${start}(?:automatische[sr]? (?:antwort|rückantwort|rueckantwort|e-?mail[- ]?antwort|benachrichtigung|eingangsbestätigung|empfangsbestätigung)|auto(?:matische?)?[- ]?antwort|abwesenheits?(?:notiz|nachricht|assistent|meldung|info|benachrichtigung|agent)\w*|abwesenheit\s?(?:$|[:\-])|(?:bin |ich bin )?(?:derzeit |zurzeit |zur zeit )?(?:nicht im büro|nicht im buero|im urlaub|außer haus)\s?(?:$|[:\-!]))`,
      'i',
    ),
  },
  {
    name: 'french',
    pattern: new RegExp(
      String.raw`${start}(?:r[ée]ponse automatique|absence(?: du bureau)?\s?(?:$|:)|absent\(?e?\)? du bureau|message d['’]absence|notification d['’]absence)`,
      'i',
    ),
  },
  {
    name: 'spanish-portuguese',
    pattern: new RegExp(
      String.raw`${start}(?:respuesta autom[aá]tica|resposta autom[aá]tica|fuera de (?:la )?oficina|ausente|fora do escrit[oó]rio|contestaci[oó]n autom[aá]tica|autorespuesta)`,
      'i',
    ),
  },
  {
    name: 'italian',
    pattern: new RegExp(
      String.raw`${start}(?:risposta automatica|fuori (?:sede|ufficio)|assenza dall['’]ufficio|messaggio automatico)`,
      'i',
    ),
  },
  {
    name: 'dutch-nordic',
    pattern: new RegExp(
      String.raw`${start}(?:automatisch(?:e)? (?:antwoord|afwezigheid\w*)|afwezig(?:heid\w*)?\s?(?:$|:)|autosvar|automatiskt? svar|automatisk svar|frånvaro\w*|ikke til stede|fraværsmelding|automaattinen vastaus|poissaolo\w*)`,
      'i',
    ),
  },
  {
    name: 'slavic-other',
    pattern: new RegExp(
      String.raw`${start}(?:automatyczna odpowied[źz]|odpowied[źz] automatyczna|automatick[áa] odpov[eě][dď]|nieobecno[śs][ćc]|nepřítomnost|автоматический ответ|автоответ\w*|автоматична відповідь|automatikus válasz|otomatik (?:yanıt|cevap)|răspuns automat|αυτόματη απάντηση|תשובה אוטומטית|رد تلقائي)`,
      'iu',
    ),
  },
  {
    name: 'asian',
    pattern:
      /^\s*[\[【(（「]?\s*(?:自動(?:返信|応答|回覆|回复|送信)|自动(?:回复|答复)|不在(?:通知|のお知らせ|届)|자동\s?(?:회신|응답|답장)|부재중)/u,
  },
];
