// Phrases about the address and its domain: unknown, moved, refused by its owner.
import { gone, phrases } from './phrases.ts';
import type { PhraseRule } from './phrases.ts';

const who = String.raw`(?:user|users|recipient|recipients|mail ?box|account|address|addressee|alias|mail ?id|customer|e-?mail|email address|destination|local part|localpart|person|mailing list|name|userid|user id|subscriber|destinat[aá]rio|destinataire)`;

export const domainPhrases: PhraseRule[] = [
  gone(
    'domain',
    String.raw`(?<![\w.-])(?:domain|host|hostname|dns|mx|name server|nameserver|mail server|mail exchanger)(?![\w.-])[^@:]{0,40}\b(?:not found|does ?n[o']t exist|unknown|non-?existent|nonexistent|doesn't exist|is invalid|not exist|nxdomain|no such|can ?not be found|could not be found|couldn't be found|cannot be resolved)`,
    String.raw`(?:unknown|no such|invalid|bad|illegal|non-?existent|couldn't find any|unable to find|can't find|cannot find|could not (?:find|resolve)|unresolvable|can't resolve|cannot resolve|unrout(?:e)?able|unreachable mail|illegal host)\b[^.;:@]{0,25}\b(?:domain|host|hostname|mail exchanger|mx|mail server|server name|destination (?:system|host|domain|server))`,
    String.raw`(?<![\w.@-])(?:[a-z0-9-]{1,63}\.){1,5}[a-z]{2,12} (?:does not|doesn't) exist|host unknown|unknown host|host not found|domain not found|unrout(?:e)?able address|unrouteable|name service error|name or service not known|nodename nor servname|no mx (?:record|found|or a)|nxdomain|no a(?:aaa)? record|mx points to|null mx|nullmx|does not accept (?:e-?mail|mail)\b|not accept(?:ing)? network messages|no mail service|host or domain name not found|domain (?:name )?(?:does not|not) (?:exist|found|resolve)|recipient.{0,20}domain.{0,30}(?:not|invalid|unknown)|all relevant mx records point to non-existent hosts|bad destination (?:system|host)|no such domain|domain lookup fail|dns (?:error|fail).{0,40}(?:non|exist|nx|not found)|couldn't find a mail exchanger|mail receiving disabled|no route to domain`,
    String.raw`domain.{0,20}(?:existiert nicht|nicht gefunden|unbekannt)|host.{0,20}(?:unbekannt|nicht gefunden)|domaine.{0,20}(?:inconnu|n'existe)|dominio.{0,20}(?:no existe|inesistente|non esiste|inválido)|домен.{0,20}не (?:существует|найден)|域名.{0,8}不存在|ドメイン.{0,12}(?:存在しない|見つかりません)`,
  ),
];

export const movedPhrases: PhraseRule[] = [
  gone(
    'user_unknown',
    String.raw`\bhas moved\b|\bmoved to\b|no longer (?:on|at|with|in|exists?|valid|works?|used|active|available|monitored)|has been replaced|address (?:has )?changed|new (?:e-?mail )?address|left the (?:company|organi[sz]ation)|kennt diesen|nicht mehr (?:gültig|aktiv|erreichbar|vorhanden)`,
  ),
];

/** Before the general words: the mailbox is there, but its owner or a filter takes no mail. */
export const refusedPhrases: PhraseRule[] = [
  phrases(
    'user_unknown',
    String.raw`(?:rejected|refused|blocked|discarded) by (?:the )?(?:recipient|user|mailbox|addressee)|recipient preferences|badrcptto|recipients? (?:was|were) rejected by a remote|(?:recipient|user|mailbox)\b.{0,40}\b(?:has )?(?:refuse[sd]?|reject(?:s|ed)? (?:mail|the message|your)|blocks)\b|had rejected the message|mail filters|is not accepting (?:any )?(?:mail|messages)|not accepting (?:any )?(?:mail|messages) (?:for|at) this|only accepting mail from|no longer accept|not accepting mail with|refused to accept (?:your|the) (?:mail|message)|message (?:delivery )?refused|recipient refused|extended inactivity`,
  ),
];

/** What hosts answer for existing mailboxes too. */
export const doubtfulPhrases =
  /user unknown|unknown user(?!:)|doesn't have an? \S{1,80} account|mailbox unavailable|recipient not found/u;
/** What is said only where somebody looked. */
export const certainPhrases =
  /not listed|not recogni[sz]ed|does ?n[o']t exist|no such user|n['o]t be found|not exist|local recipient table/u;

/** Said of a recipient, but not why: the last that is asked. */
export const rejectedPhrases: PhraseRule[] = [
  gone('user_unknown', String.raw`recipient (?:address )?rejected|@@>?:? rejected`),
];

export const unknownPhrases: PhraseRule[] = [
  gone(
    'user_unknown',
    String.raw`\b${who}\b.{0,80}?(?:\bunknown\b|not found|\bnot (?:a )?(?:known|valid|exist|recogni[sz]ed|listed|defined|have (?:an?|any)|registered|local|allowed here)|does ?n[o']t exist|do not exist|doesn't exist|doesn't have|does not have an?|do not have|\bnot exist|\bisn't (?:known|valid|found)|is invalid|\binvalid\b|non-?exist\w*|is not (?:a |an )?(?:valid|known|user|listed|recogni[sz]ed|registered|in|our)|not in|wasn't found|couldn't be found|could not be found|cannot be found|can't be found|was not found|not available|unavailable|is unrout|not on (?:this|file)|not our|\bundeliverable|no longer)`,
    String.raw`\b(?:unknown|no such|invalid|illegal|non-?existent|no valid|unable to find|can't find|cannot find|couldn't find|not a valid|not a known|bad|no|unrecogni[sz]ed|undefined|unregistered|undeliverable|incorrect|wrong|not an? existing)\b.{0,25}?\b${who}\b`,
    String.raw`user ?unknown|unknown ?user|no such (?:user|person|recipient|mailbox|account|address)|unknown or illegal (?:user|alias)|no mail ?box (?:here )?by that name|not our customer|not listed in|nosuchuser|recipient not found|recip(?:ient)? (?:name )?is not recognized|not recogni[sz]ed|mailbox unavailable|requested action not taken: mailbox|bad destination mailbox|ambiguous (?:address|recipient)|bad address|address (?:error|not (?:present|found|known))|unknownaddress|invaliddestination|recipnotfound|recipientnotfound|resolver\.adr\.(?:recipnotfound|exrecipnotfound|invalid)|all recipient addresses rejected|delivery.{0,20}to local user|no one by that name|nobody (?:here )?by that name|deactivated mailbox|dd this user doesn't|never logged|mailbox .{0,40}does not exist|cannot deliver to|does not like recipient|not handled here|who are you looking for|user not known|returned as undeliverable because|did not exactly match|not local|not known here|is not recognized as a local|no inbox|delete[d]? (?:account|user|mailbox)|(?:has been|was) deleted|null recipient|vrfy`,
    String.raw`(?:benutzer|empfänger|empfaenger|adresse|postfach|adressat|account|konto|teilnehmer)\b.{0,50}(?:unbekannt|nicht (?:gefunden|bekannt|vorhanden|existent|existiert|vergeben|gültig)|existiert nicht|ungültig|gelöscht)|(?:unbekannte[rn]?|kein(?:e|en)?|ungültige[rn]?) (?:benutzer|empfänger|adresse|adressat|postfach|solche)|konnte nicht gefunden werden|wurde .{0,60}nicht gefunden|nicht .{0,60}(?:aufgeführt|gelistet|verzeichnet)`,
    String.raw`(?:utilisateur|destinataire|adresse|bo[iî]te|usager|compte).{0,50}(?:inconnu|n'existe pas|non trouvé|introuvable|invalide|non recensé|incorrect|pas été trouv)|(?:aucun|pas d')\s?(?:utilisateur|destinataire)`,
    String.raw`(?:usuario|destinat[aá]rio|cuenta|conta|utente|destinatario|casella|utilizador|casilla|buz[oó]n|direcci[oó]n|endere[cç]o|indirizzo).{0,50}(?:desconocid[oa]|no existe|inexistente|desconhecid[oa]|n[ãa]o existe|sconosciut[oa]|non esiste|inesistente|inv[aá]lid[oa]|no v[aá]lid[oa]|n[ãa]o encontrad|no encontrad|non trovat|no se encontr|non [èe] stat[oa] trovat)`,
    String.raw`(?:gebruiker|ontvanger|adres|mottagar\w*|modtager\w*|adress\w*|bruger\w*|användar\w*|odbiorca|użytkownik|adresat|uživatel|příjemce|címzett).{0,50}(?:onbekend|niet gevonden|bestaat niet|okänd|ukendt|finns inte|findes ikke|hittades inte|blev ikke fundet|nie istnieje|nieznany|nie znaleziono|neexistuje|neznámý|nebyl nalezen|nem létezik|ismeretlen)`,
    String.raw`(?:пользовател\w*|получател\w*|адресат\w*|адрес\w*|ящик\w*|учетн\w*).{0,50}(?:не (?:существует|найден\w*|известен|зарегистрирован)|неизвест\w*|недействител)|нет такого|такого пользователя`,
    String.raw`(?:ユーザー?|宛先|あて先|受信者|メールアドレス|アドレス|ディレクトリ).{0,24}(?:見つか(?:りません|らない)|存在しま?せん|存在しない|不明|ありません|存在致しません)|(?:用户|收件人|邮箱|地址|帐号|账号).{0,10}(?:不存在|未知|无效|找不到)|(?:사용자|수신자|받는 사람).{0,20}(?:없|찾을 수 없|알 수 없)`,
  ),
];
