// Words of signatures and footers: closings, phone footers, list footers, disclaimers.

const words = (lines: string[]): string[] => lines.flatMap((line) => line.split('|'));

/** How a mail closes, lower case. */
export const closings = words([
  'best regards|kind regards|kindest regards|warm regards|regards|many regards|with regards|with kind regards|with best regards',
  'best wishes|all the best|best,|cheers|sincerely|yours sincerely|yours faithfully|yours truly|respectfully|thanks,|thank you,|many thanks,|thanks and regards',
  'mit freundlichen grüßen|mit freundlichen grüssen|mit freundlichem gruß|mit freundlichem gruss|mit besten grüßen|mit besten grüssen|mit herzlichen grüßen|mit lieben grüßen',
  'freundliche grüße|freundliche grüsse|viele grüße|viele grüsse|beste grüße|beste grüsse|liebe grüße|liebe grüsse|herzliche grüße|herzliche grüsse|schöne grüße|lieben gruß|viele liebe grüße',
  'freundlicher gruß|hochachtungsvoll|mfg|m.f.g.|lg,|vg,|bg,|gruß|gruss|grüße|besten gruß|besten dank und|freundlichst|i.a.|i. a.|i.v.|mit sonnigen grüßen',
  'cordialement|bien cordialement|bien à vous|sincères salutations|salutations|amicalement|meilleures salutations|respectueusement',
  'saludos|un saludo|atentamente|saludos cordiales|cordialmente|cordiali saluti|distinti saluti|saluti|un saluto|cordiais|atenciosamente|com os melhores|melhores cumprimentos|cumprimentos|abraços',
  'met vriendelijke groet|vriendelijke groet|groeten|hartelijke groet|mvg|pozdrawiam|z poważaniem|z wyrazami szacunku|pozdrowienia',
  'venlig hilsen|med venlig hilsen|mvh|hilsen|vennlig hilsen|med vennlig hilsen|med vänlig hälsning|vänliga hälsningar|hälsningar|bästa hälsningar|ystävällisin terveisin|terveisin',
  's pozdravem|s pozdravom|pozdrav|lp,|lijep pozdrav|srdačan pozdrav|üdvözlettel|tisztelettel|saygılarımla|iyi çalışmalar|cu stimă|с уважением|с наилучшими|з повагою|с поздрави|με εκτίμηση',
]);

/** Whole lines that programs and devices add; bounded, so linear. */
export const footerPatterns: RegExp[] = [
  /^[*_[(]?(?:sent|written|composed|typed) (?:from|with|via|by|using|on) (?:my |the |a |an )?(?!the |our |a )[\p{L}\d™®+.&'’-]{1,30}(?:[ -][\p{L}\d™®+.&'’()/-]{1,40}){0,6}(?: ?<[^>]{1,150}>|\s?\([^)]{1,120}\))?[*_\])]?$/iu,
  /^sent (?:via|from|with|using) (?:the )?[\p{L}\d .'’-]{1,60}(?:app|mobile|phone|iphone|ipad|android|device|smartphone|tablet)\.?$/iu,
  /^(?:get|download) outlook (?:for|auf|für) .{0,120}$/i,
  /^outlook (?:für|for) (?:ios|android|mac)[^.]{0,100}(?:beziehen|herunterladen)?[^.]{0,100}$/i,
  /^(?:diese )?(?:nachricht|e-?mail|mail) wurde (?:von|mit|über) .{1,100}(?:gesendet|verschickt|versendet|geschrieben)\.?$/i,
  /^(?:von|mit|über) (?:meine[mr]|mein|dem|der|unterwegs|gmx|web\.de|outlook|samsung|telekom|yahoo|spark|tutanota|proton)\b.{0,100}(?:gesendet|geschrieben|verschickt|versendet|verfasst)\.?$/i,
  /^(?:gesendet|versendet|verschickt|geschrieben|verfasst) (?:von|mit|über|via|aus) .{1,100}$/i,
  /^von [^.,]{1,60} (?:gesendet|geschrieben)\.?$/i,
  /^(?:sent|gesendet) (?:from|von|mit|with) (?:yahoo|gmx|web\.de|proton|mail|samsung|blackberry|android|windows|outlook)\b.{0,100}$/i,
  /^envoyé (?:de|depuis|à partir de|avec|via) .{1,100}$/i,
  /^(?:télécharger|obtenez|provenance :) .{1,100}$/i,
  /^enviado (?:desde|de|do|a partir|pelo|con|com|via) .{1,100}$/i,
  /^(?:inviato|inviata) (?:da|dal|con|tramite) .{1,100}$/i,
  /^(?:verzonden|verstuurd|gestuurd) (?:vanaf|vanuit|met|via|van) .{1,100}$/i,
  /^(?:wysłane|wysłano) (?:z|ze) .{1,100}$/i,
  /^(?:sendt|skickat|skickades|lähetetty|sendt fra) (?:fra|från|med|via|min|laitteesta|iphonesta).{0,100}$/i,
  /^(?:odesláno|odoslané|poslano|poslato) (?:z|ze|zo|sa|s) .{1,100}$/i,
  /^(?:elküldve|küldve|trimis|gönderildi|отправлено|надіслано|відправлено|изпратено) .{1,80}$/i,
  /^.{1,60}(?:'?den|'?dan) gönderildi\.?$/i,
  /^(?:从我的|发自我的|發自我的|从|發自|发自).{1,40}(?:发送|傳送)?$/,
  /^.{0,20}(?:iPhone|iPad|Android|携帯).{0,10}から送信.{0,5}$/,
  /^나의 .{1,20}에서 보냄$/,
  /^(?:lähetetty|skickat|sendt) .{0,40}(?:iphone|ipad|android|samsung|puhelime).{0,30}$/i,
  /^you received this message because you are subscribed .{0,150}$/i,
  /^you are receiving this .{0,150}$/i,
  /^to (?:unsubscribe|stop receiving) .{0,150}$/i,
  /^(?:virus-free|virenfrei|viren-?frei|geprüft von avast).{0,120}$/i,
  /^\[?(?:avast|avg) logo\]?.{0,100}$/i,
  /^(?:this|diese) e-?mail .{0,60}(?:virus|viren).{0,120}$/i,
  /^(?:p )?(?:please consider the environment|bitte denken sie an die umwelt|bitte prüfen sie, ob).{0,150}$/i,
];

/** Parts of sentences of legal disclaimers, lower case; one at the start of a paragraph makes it a disclaimer. */
export const disclaimerPhrases = words([
  'this email message and any attachments|this e-mail and any attachments|this email and any attachments|this email and any files transmitted|this e-mail and any files transmitted',
  'this message and any attachments|this message is intended only|this email is intended only|this e-mail is intended only|this message contains confidential|this email contains confidential|this e-mail may contain confidential',
  'this communication is confidential|the information contained in this|the information in this e-mail|the information in this email|the contents of this email|confidentiality notice|if you are not the intended recipient|if you have received this email in error',
  'diese e-mail enthält vertrauliche|diese mail enthält vertrauliche|diese nachricht enthält vertrauliche|diese e-mail kann vertrauliche|diese e-mail und etwaige|diese e-mail ist vertraulich|diese e-mail und alle|der inhalt dieser e-mail|die information in dieser',
  'wenn sie nicht der richtige adressat|falls sie nicht der beabsichtigte|sollten sie nicht der vorgesehene|die in dieser e-mail enthaltenen|vertraulichkeitshinweis',
  'ce message et toutes les pièces jointes|ce message est confidentiel|ce courriel et ses|este mensaje y sus|este correo electrónico|este mensaje puede contener|questo messaggio|il presente messaggio|esta mensagem pode conter|dit bericht is uitsluitend|deze e-mail is vertrouwelijk|de informatie verzonden|ta wiadomość',
]);
