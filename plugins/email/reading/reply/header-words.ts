// The words mail programs put before the header fields of a quoted or forwarded mail: western European languages.

/** A field of the header block that stands above a quoted or forwarded mail. */
export type HeaderField = 'from' | 'date' | 'to' | 'cc' | 'bcc' | 'subject' | 'replyTo' | 'other';

/** The labels of one language; alternatives are separated by `|`, the colon is left out. */
export type HeaderWords = Partial<Record<HeaderField, string>>;

/**
 * Labels as the programs write them (Apple Mail, Gmail, Outlook, Thunderbird, Yahoo, K-9, Roundcube, HubSpot, Zimbra …).
 * English labels appear in mails of every language, so a block may mix English with one other language.
 */
export const westernHeaderWords: Record<string, HeaderWords> = {
  en: {
    from: 'From|Sender|Author',
    date: 'Date|Sent|Sent on|Received|Date Sent|Date/Time|Sent at',
    to: 'To|Recipient|Recipients',
    cc: 'Cc|CC|Copy|Carbon copy|C.c.',
    bcc: 'Bcc|BCC',
    subject: 'Subject',
    replyTo: 'Reply-To|Reply To|Replyto',
    other:
      'Importance|Priority|Attachments|Attachment|Organization|Organisation|Message-ID|Sent by|Resent-From|Newsgroups|Sensitivity|Categories|X-Mailer|MIME-Version|Content-Type|List-Post|Mail-Followup-To|Followup-To|Folder|Flag Status',
  },
  de: {
    from: 'Von|Absender|Von/From',
    date: 'Datum|Gesendet|Gesendet am|Gesendet um|Verschickt|Versendet|Empfangen|Datum/Uhrzeit|Date',
    to: 'An|Empfänger|An/To',
    cc: 'Kopie|Kopie (CC)|Kopie an|Cc|CC|Kopie/CC',
    bcc: 'Blindkopie|Blindkopie (BCC)|Bcc',
    subject: 'Betreff|Betrifft|Thema',
    replyTo: 'Antwort an|Antworten an|Antwort-An',
    other: 'Wichtigkeit|Priorität|Anlagen|Anlage|Anhänge|Anhang|Organisation|Vertraulichkeit|Gesendet von|Kategorien',
  },
  fr: {
    from: 'De|Expéditeur|Exp',
    date: "Date|Envoyé|Envoyé le|Date d'envoi|Message du|Envoyer",
    to: 'À|A|Pour|Destinataire|Destinataires|Á',
    cc: 'Cc|CC|Copie à|Copie|Copies à',
    bcc: 'Cci|Copie cachée',
    subject: 'Objet|Sujet',
    replyTo: 'Répondre à|Réponse à|Répondre-à',
    other: 'Importance|Pièces jointes|Pièce jointe|Priorité',
  },
  es: {
    from: 'De|Remitente|Desde',
    date: 'Fecha|Enviado|Enviado el|Enviada|Enviada el|Fecha de envío',
    to: 'Para|A|Destinatario|Destinatarios',
    cc: 'Cc|CC|Copia|Con copia',
    bcc: 'Cco|CCO',
    subject: 'Asunto|Tema',
    replyTo: 'Responder a|Respuesta a',
    other: 'Importancia|Datos adjuntos|Adjuntos|Prioridad',
  },
  it: {
    from: 'Da|Mittente',
    date: 'Data|Inviato|Inviata|Inviato il|Data invio',
    to: 'A|Per|Destinatario|Destinatari',
    cc: 'Cc|CC|Copia|P.c.',
    bcc: 'Ccn',
    subject: 'Oggetto|Soggetto',
    replyTo: 'Rispondi a|Risposta|Rispondi-a',
    other: 'Importanza|Priorità|Allegati|Allegato',
  },
  pt: {
    from: 'De|Remetente',
    date: 'Data|Enviado|Enviada|Enviado em|Enviada em|Data de envio',
    to: 'Para|Destinatário|Destinatários',
    cc: 'Cc|CC|Cópia|C/C',
    bcc: 'Cco|Bcc',
    subject: 'Assunto',
    replyTo: 'Responder a|Responder para|Responder A',
    other: 'Importância|Prioridade|Anexos|Anexo',
  },
  nl: {
    from: 'Van|Afzender',
    date: 'Datum|Verzonden|Verzonden op|Verstuurd|Verstuurd op|Ontvangen',
    to: 'Aan|Ontvanger|Naar',
    cc: 'Cc|CC|Kopie|KOPIE',
    bcc: 'Bcc',
    subject: 'Onderwerp',
    replyTo: 'Antwoord aan|Antwoorden aan|Antwoord-aan|Beantwoorden aan',
    other: 'Urgentie|Prioriteit|Bijlagen|Bijlage',
  },
  pl: {
    from: 'Od|Nadawca',
    date: 'Data|Wysłano|Wysłane|Wysłany|Data wysłania',
    to: 'Do|Adresat|Odbiorca',
    cc: 'Dw|DW|Kopia|Do wiadomości|UDW',
    bcc: 'Udw',
    subject: 'Temat',
    replyTo: 'Odpowiedź-do|Odpowiedź do|Odpowiedz do',
    other: 'Ważność|Priorytet|Załączniki|Załącznik',
  },
  da: {
    from: 'Fra|Afsender',
    date: 'Dato|Sendt|Sendt den|Afsendt',
    to: 'Til|Modtager',
    cc: 'Cc|CC|Kopi|Kopi til',
    subject: 'Emne|Vedrørende',
    replyTo: 'Svar til|Svar-til',
    other: 'Prioritet|Vedhæftede filer|Vedhæftet fil',
  },
  sv: {
    from: 'Från|Avsändare',
    date: 'Datum|Skickat|Skickat den|Skickades',
    to: 'Till|Mottagare',
    cc: 'Cc|CC|Kopia|Kopia till',
    subject: 'Ämne',
    replyTo: 'Svara till|Svar till|Svara-till',
    other: 'Prioritet|Bifogade filer|Bilaga',
  },
  no: {
    from: 'Fra|Avsender|Frå',
    date: 'Dato|Sendt|Sendt den',
    to: 'Til|Mottaker',
    cc: 'Kopi|Kopi til|Cc|CC',
    subject: 'Emne',
    replyTo: 'Svar til|Svar-til',
    other: 'Prioritet|Vedlegg|Viktighet',
  },
  fi: {
    from: 'Lähettäjä',
    date: 'Päivämäärä|Päiväys|Lähetetty|Lähetysaika',
    to: 'Vastaanottaja|Vastaanottajat',
    cc: 'Kopio|Kopiot|Cc|CC',
    subject: 'Aihe',
    replyTo: 'Vastaus|Vastausosoite|Vastaus osoitteeseen',
    other: 'Prioriteetti|Liitteet|Tärkeys',
  },
};
