// The words with which mail servers say that a mail was not delivered, by language.

/** Bounded gap between two words of a sentence. */
const gap = String.raw`.{0,80}?`;

/** English: a failing verb near delivering, sending, a recipient or an address. */
const english = [
  String.raw`\b(?:not|n't|never|unable|cannot|unsuccessful(?:ly)?|impossible|failed|failing|fails|failure|error|problems?|trouble)\b${gap}(?:deliver|sen[dt]\b|reach|recei[pv]|address|recipient|mailbox|forward)`,
  String.raw`(?:deliver|sen[dt]\b|sending|recipient|address(?:es|ed|\b)|mailbox|mail|message)${gap}\b(?:not|n't|failed|fail|failure|failures|errors?|problems?|undelivered|undeliverable|delayed|rejected|refused|blocked|bounced|returned|affected|invalid|unknown|was full|is full|over quota)\b`,
  String.raw`\bundeliver(?:able|ed)\b`,
  String.raw`\bwas rejected by\b`,
  String.raw`\bnot (?:a )?(?:member|subscriber)\b|\bduplicated message`,
  String.raw`\b(?:delayed|rejected|refused)\b${gap}\b(?:recipient|address)`,
  String.raw`\bdelivery\b${gap}\b(?:status|report|delay)`,
];

const others = [
  // German
  String.raw`nicht\s${gap}(?:zugestellt|zustell|gesendet|ausgeliefert|übermittelt|erreicht)`,
  String.raw`\bunzustellbar|zustellung${gap}(?:fehlgeschlagen|gescheitert|verzögert|nicht)|fehler${gap}zustell|(?:empfänger|adressen?)\b${gap}(?:fehlgeschlagen|nicht|abgelehnt)`,
  // French
  String.raw`n['’]a(?:ient)?\s(?:pas|pu)|n['’]ont pas|échec|impossible de (?:remettre|livrer|distribuer)|non remis|pas pu [eê]tre`,
  // Spanish, Portuguese
  String.raw`no (?:se )?(?:ha )?(?:sido posible|pud[oe]|puede)|no entregad|imposible (?:de )?entregar|error${gap}entreg|destinatarios?${gap}(?:rechazad|no )`,
  String.raw`n[ãa]o (?:p[ôoó]de|foi|puderam?|pode)|falha${gap}entreg|imposs[ií]vel entregar`,
  // Italian
  String.raw`non (?:[èe'] stato|si [èe]|è possibile|[èe] potut)|impossibile (?:recapitare|consegnare)|mancat[ao] (?:recapito|consegna)|non recapitabile|non riuscit[ao]`,
  // Dutch
  String.raw`(?:bezorging|verzending|aflevering)${gap}mislukt|niet${gap}(?:bezorgd|afgeleverd|besteld)|kan niet|kon niet|onbestelbaar|bezorg${gap}mislukt`,
  // Danish, Norwegian, Swedish, Finnish
  String.raw`(?:kunne|kunde|blev|ble|kan) (?:ikke|inte)|ikke leveret|mislyk|mislyck|gick inte|uleverbar|oleverbar|ei voitu|epäonnistui`,
  // Polish, Czech, Hungarian, Turkish
  String.raw`nie (?:można|może|mogła?|została?|udało)|niedostarcz|nelze|nebyl[ao]?|nezdařil|nedoruč|nem (?:lehet|sikerült)|kézbesíthetetlen|teslim edileme|iletileme`,
  // Russian, Ukrainian, Greek
  String.raw`сбой доставки|ошибка доставки|не (?:может|могут|удалось|было|доставлено|может быть)|невозможно|недоставлен|не вдалося|δεν (?:ήταν|μπορ)|αδυναμία`,
  // Japanese, Chinese, Korean
  String.raw`(?:送信|配信|配送|配達|送達|お届け)${gap}(?:でき|失敗|ませんでした)|不達|宛先不明`,
  String.raw`(?:无法|無法|未能|不能|没有)${gap}(?:投递|投遞|送达|送達|发送|傳送|传递)|退信|投递失败|发送失败|傳遞失敗`,
  String.raw`(?:전송|배달|발송|전달)${gap}(?:실패|못|않|수 없)|반송`,
  // Arabic, Hebrew
  String.raw`تعذ[ّ]?ر|لم يتم تسليم|לא ניתן|לא נמסר`,
];

/** Matches a line that says that something about a delivery went wrong. */
export const failureWords = new RegExp([...english, ...others].join('|'), 'iu');
