// Words and phrases by which mail programs announce a quotation, a forward, a signature or a footer.

const words = (lines: string[]): string[] => lines.flatMap((line) => line.split('|'));

/** The words as alternatives of a regular expression, longest first; fixed words only, so it runs in linear time. */
export function anyOf(alternatives: readonly string[]): string {
  const escape = (word: string): string => word.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  return [...alternatives]
    .sort((a, b) => b.length - a.length)
    .map(escape)
    .join('|');
}

/** Verbs of the line above a quotation: "… wrote:". Some languages put them in the middle of the line. */
export const wroteWords = words([
  'wrote|writes|sent|has written|a wrote|quoting|zitat von|citando|citat från|citaat van|quoted from',
  'schrieb|schrieben|schreibt|geschrieben|hat geschrieben|meinte',
  'a écrit|écrit|écrivait|a ecrit|écrivit|a envoyé',
  'escribió|escribio|escribe|ha escrito|va escriure|ha escrit|missatge de|escribiu|envió',
  'ha scritto|scritto|scrive|scrisse|ha inviato',
  'escreveu|escreve|a scris|scris|idatzi du',
  'schreef|geschreven|schrijft|heeft geschreven|skreau|schreift|skryf',
  'napisał|napisała|napisał(a)|napisana przez|pisze|napisali',
  'skrev|skriver|skreiv|skrifaði|skrivaði|har skrevet|har skrivit',
  'kirjoitti|kirjoitit|kirjutas|rakstīja|rašė|parašė',
  'написал|написала|написал(а)|писал|писал(а)|пишет|пише|написав|написала|написа|напиша|напісаў',
  'napsal|napsala|napsal(a)|napísal|napísala|napísal(a)|píše|napisao|napisala|napisao/la|napisao(la)',
  'je napisal|napisal|je napisao',
  'írta|ezt írta|a következőt írta|yazdı|yazmış|şunu yazdı|şunları yazdı|yazıb|έγραψε|shkroi|viết|đã viết',
  'menulis',
  'כתב|כתבה|كتب|كتبت|نوشته است|نوشت|ने लिखा|เขียนว่า|เขียน',
]);

/** The same for languages written without spaces between words. */
export const wroteSigns = words([
  '写道|寫道|寫到|写到|编写|已编写|撰寫',
  '書きました|のメッセージ|のメール|作成',
  '작성|작성했습니다|쓴 내용|님이 쓴 글',
]);

/** Words that open the line above a quotation, before the date. */
export const leadWords = words([
  'on|at|am|às|v|v v|vom|le|el|il|il giorno|in data|in date|em|no dia|a|op|w dniu|dnia',
  'den|d.|på|dne|dňa|dana|u|în|in|la|pe|na|в|на|дана|у|στις|më',
  'vào|vào ngày|vào lúc|pada|je|þann|ar|ekkor|em data|o|tarihinde|kl|klo|kuupäeval|no|datumā',
  '在|于|於|ב|בתאריך|في|بتاريخ|در|เมื่อ|ใน',
]);

/** Sentences of the customer, not of the program. */
export const firstPerson =
  /(?:^|[^\p{L}])(?:(?:schrieb|schrieben|schreibe)\s+(?:ich|wir)|(?:ich|wir)\s+(?:schrieb|schrieben)|(?:i|we)\s+(?:wrote|sent|said|replied)|have written|had written|(?:habe|haben|hatte|hatten)\s.{0,120}geschrieben)(?=$|[^\p{L}])/iu;

/** Beginnings of month names; a day number beside one of them is a date. */
export const monthStems = words([
  'jan|feb|fev|fév|febr|mar|már|mär|mrz|mars|mrt|maa|apr|avr|abr|may|mai|maj|mei|maio',
  'jun|juin|jul|juil|aug|août|aou|ago|sep|set|oct|okt|out|ott|nov|dec|dez|déc|dic',
  'ene|gen|mag|giu|lug|sty|lut|kwi|cze|lip|sie|wrz|paź|lis|gru|tammi|helmi|maalis|huhti',
  'touko|kesä|heinä|elo|syys|loka|marras|joulu|led|úno|bře|dub|kvě|čer|srp|zář|říj|pro',
  'янв|фев|мар|апр|май|мая|июн|июл|авг|сен|окт|ноя|дек|січ|лют|бер|кві|тра|чер|лип|сер|вер|жов|лис|гру',
  'oca|şub|nis|haz|tem|ağu|eyl|eki|kas|ara|ιαν|φεβ|μαρ|απρ|μαΐ|ιουν|ιουλ|αυγ|σεπ|οκτ|νοε|δεκ',
  'sij|velj|ožu|tra|svi|lip|kol|ruj|lis|stu|pros',
]);

/** Parts of words that mean "forwarded"; between dashes or before a header block they announce a forward. */
export const forwardStems = words([
  'forwarded|fwd.msg|weitergeleitet|weiterleitung|transmis|transféré|réexpédi|reenviad|renviad|inoltrat',
  'doorgestuurd|doorgezonden|videresend|vidarebefordra|vidarebefordrat|edelleenl|välitetty|przekazan',
  'przekazywan|przesłana dalej|przesłan',
  'encaminhad|reencaminhad|redirecțion|redirecţion|redirectionat|пересыла|пересла|пересила|перенаправ',
  'переадрес|препрат|прослеђ',
  'přeposl|preposl|proslijeđ|prosleđ|posredovan|továbbít|iletil|ileti başlangıcı|προωθ|edastatud|edastatav',
  'persiųst|pārsūt|reexpedi|reenviat|birzalir|áframsen',
  '転送|转发|轉寄|轉發|转寄|전달|chuyển tiếp|diteruskan|הועבר|מועברת|إعادة توجيه|معاد توجيه|هدایت|ส่งต่อ|अग्रेषित',
]);

/** Words for "message": a line without dashes needs one beside the stem. */
export const messageStems = words([
  'messa|nachricht|mail|mensaje|mensagem|missatge|bericht|besked|meddel|melding|mejl|viesti|wiadomo',
  'courriel|mesaj|sporočil',
  'zpráv|správ|poruk|levél|üzenet|ileti|сообщ|письм|лист|повідом|порук|съобщен|μήνυμα|メッセージ|メール|邮件|郵件|메시지',
  'besed|laišk',
]);

/** Phrases between dashes above a quoted mail: "-----Original Message-----". */
export const originalPhrases = words([
  'original message|original mail|original e-mail|reply message|previous message|original appointment',
  'forwarded by|original-message',
  'ursprüngliche nachricht|urspruengliche nachricht|originalnachricht|original-nachricht|ursprüngliche mail',
  'ursprüngliche e-mail|antwort nachricht|originalmail|ursprünglicher termin|originaltext|alte nachricht',
  'vorherige nachricht',
  "message d'origine|message d’origine|message original|message initial|courriel initial|courriel original",
  'mail original|e-mail original|message reçu|message precedent|message précédent',
  'mensaje original|correo original|messaggio originale|messaggio di origine|mensagem original',
  'missatge original|mensaxe orixinal|mesaj original|mesajul original',
  'oorspronkelijk bericht|oorspronkelijke bericht|origineel bericht|orgineel bericht',
  'oorspronkelijk e-mailbericht|oprindelig besked|oprindelig meddelelse|original besked|opprinnelig melding',
  'opphavleg melding|original melding|ursprungligt meddelande|originalmeddelande|ursprungligt mail',
  'alkuperäinen viesti|alkup. viesti|alkuperainen viesti',
  'wiadomość oryginalna|oryginalna wiadomość|wiadomość pierwotna|původní zpráva|puvodni zprava',
  'původní e-mail|pôvodná správa|povodna sprava|izvorna poruka|originalna poruka|izvirno sporočilo',
  'izvorno sporočilo|eredeti üzenet|orijinal mesaj|özgün ileti|orijinal ileti|asıl ileti|algne kiri',
  'esialgne kiri|originalus laiškas|originalus tekstas|sākotnējā vēstule|sākotnējā ziņa|jatorrizko mezua',
  'upprunaleg skilaboð|mesazhi origjinal|thư gốc|pesan asli|originala mesaĝo',
  'исходное сообщение|оригинальное сообщение|исходное письмо|первоначальное сообщение',
  'оригінальне повідомлення|початкове повідомлення|вихідне повідомлення|оригинална порука|оригинално писмо',
  'оригинално съобщение|арыгінальнае паведамленне|αρχικό μήνυμα|πρωτότυπο μήνυμα',
  '元のメッセージ|元のメール|元メール|original メッセージ|原始邮件|原始郵件|原邮件|原郵件|원본 메시지|원본 메일|הודעה מקורית|الرسالة الأصلية',
  'رسالة أصلية|الرسالة الأساسية|پیام اصلی|ข้อความเดิม|ข้อความต้นฉบับ',
]);

/** "above this line" in the marker that ticket systems put into their mails. */
export const aboveLinePhrases = words([
  'above this line|above the line|oberhalb dieser zeile|oberhalb dieser linie|über dieser zeile',
  'über dieser linie|über diese zeile|oberhalb der linie',
  'au-dessus de cette ligne|au dessus de cette ligne|por encima de esta línea|encima de esta línea',
  'arriba de esta línea|sopra questa riga|sopra questa linea|al di sopra di questa riga',
  'acima desta linha|boven deze lijn|boven deze regel|powyżej tej linii|over denne linje|over denne linjen',
  'ovanför den här raden|ovanför denna rad|ovanför denna linje|tämän rivin yläpuolelle|nad tento řádek',
  'nad tímto řádkem|nad tento riadok|e fölé a sor fölé|e vonal fölé|выше этой линии|над этой строкой',
  'выше этой строки|bu satırın üstüne|bu çizginin üzerine|deasupra acestei linii|この行の上|この行より上|在此行上方|请在此行之上',
  '在此線上方|이 줄 위에',
]);

/** Words that say "answer" or "write"; the marker needs one beside the phrase above. */
export const answerStems = words([
  'repl|respon|type|text|antwort|schreib|réponse|répondre|répondez|écri|escrib|respuesta|rispost|rispond',
  'scriv|escrev|antwoord|schrijf|typ|odpow|svar|skriv|vasta|kirjoita|odpov|válasz|ответ|yanıt|cevap|răspuns',
  '返信|回复|回覆|답장|회신|gib|added',
]);

/** "My answers are below, in red": the writer answered inside the quoted mail, without marks that show it. */
export const answeredInside: RegExp[] = [
  /\b(?:answers?|comments?|repl(?:y|ies)|responses?|notes?|remarks?)\s(?:are\s|is\s|you find\s)?(?:below|inline|in-line|in (?:red|blue|green|bold|capitals))\b/i,
  /\b(?:see|answered|replied|commented|responded)\s(?:you\s)?(?:below\s)?(?:inline|in-line|in (?:red|blue|green|capitals))\b/i,
  /(?:antwort(?:en)?|anmerkung(?:en)?|kommentare?|ergänzung(?:en)?)\s(?:\p{L}{1,15}\s){0,4}(?:unten|im text|in (?:rot|blau|grün)|direkt (?:im|in|unter))(?=$|[^\p{L}])/iu,
  /(?:siehe|beantwortet|geantwortet)\s(?:unten\s)?(?:in (?:rot|blau|grün)|im text|inline)|(?:rot|blau|grün) (?:markiert|eingefügt|geschrieben|ergänzt)/i,
  /(?:réponses?|commentaires?)\s(?:ci-dessous|en rouge|en bleu|dans le texte)|respuestas?\s(?:abajo|en rojo|en azul)/i,
  /rispost[ae]\s(?:sotto|in rosso|in blu|nel testo)|(?:antwoord|reactie)\p{L}{0,3}\s(?:hieronder|in rood|in blauw|tussen de regels)/iu,
];
