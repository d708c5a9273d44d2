// Reports in German as mail servers and providers write them.
import { returned } from './notice.ts';
import type { NoticeCase } from './notice.ts';

export const germanNotices: NoticeCase[] = [
  {
    name: 'Exchange 2010',
    from: 'Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@firma.example>',
    subject: 'Unzustellbar: Ihre Bestellung',
    text: `Fehler bei der Nachrichtenzustellung an folgende Empfänger oder Verteilerlisten:

petra.kunde@firma.example<mailto:petra.kunde@firma.example>
Die von Ihnen eingegebene E-Mail-Adresse wurde nicht gefunden. Bitte prüfen Sie die Adresse des Empfängers.

Diagnoseinformationen für Administratoren:

Generierender Server: mail01.firma.example

petra.kunde@firma.example
#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##

Ursprüngliche Nachrichtenkopfzeilen:

${returned('petra.kunde@firma.example')}`,
    expect: 'petra.kunde@firma.example user_unknown hard 5.1.1',
  },
  {
    name: 'Exchange 2003',
    from: 'Systemadministrator <postmaster@kanzlei.example>',
    subject: 'Unzustellbar: Angebot',
    text: `Ihre Nachricht

      An:	h.vogel@kanzlei.example
      Betreff:	Angebot
      Gesendet:	Di, 3. Mrz 2026 09:12:44 +0100

hat folgende(n) Empfänger nicht erreicht:

h.vogel@kanzlei.example am Di, 3. Mrz 2026 09:12:51 +0100
    Das Postfach des Empfängers ist voll. <srv2.kanzlei.local #5.2.2>
`,
    expect: 'h.vogel@kanzlei.example mailbox_full soft 5.2.2',
  },
  {
    name: 'Microsoft 365, only HTML',
    from: 'Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@verein.example>',
    subject: 'Unzustellbar: Rückfrage',
    html: true,
    text: `<html><body><p>Ihre Nachricht an <a href="mailto:vorstand@verein.example">vorstand@verein.example</a> konnte nicht zugestellt werden.</p>
<p><b>vorstand</b> wurde unter verein.example nicht gefunden.</p><table><tr><td>desk</td><td>Office 365</td><td>vorstand</td></tr></table>
<p>Gemeldeter Fehler: 550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup</p></body></html>`,
    expect: 'vorstand@verein.example user_unknown hard 5.1.10',
  },
  {
    name: 'Domino',
    from: 'Postmaster@werk.example',
    subject: 'ZUSTELLFEHLER: Benutzer jb (jb@werk.example) nicht im Domino-Verzeichnis aufgeführt',
    text: `Ihre Nachricht

  Betreff: Terminvorschlag

wurde nicht zugestellt an:

  jb@werk.example

da:

  Benutzer jb (jb@werk.example) nicht im Domino-Verzeichnis aufgeführt
`,
    expect: 'jb@werk.example user_unknown hard',
  },
  {
    name: 'Exim with its texts translated',
    subject: 'Zustellung der Nachricht fehlgeschlagen: Rückgabe an den Absender',
    text: `Diese Nachricht wurde automatisch von der Mail-Software erzeugt.

Eine von Ihnen gesendete Nachricht konnte an einen oder mehrere Empfänger nicht
zugestellt werden. Dies ist ein dauerhafter Fehler. Folgende Adressen sind betroffen:

  info@maler.example
    SMTP error from remote mail server after RCPT TO:<info@maler.example>:
    host mx.maler.example [192.0.2.30]: 550 5.1.1 <info@maler.example>: Empfänger unbekannt

------ Dies ist eine Kopie der Nachricht mit allen Kopfzeilen. ------

${returned('info@maler.example')}`,
    expect: 'info@maler.example user_unknown hard 5.1.1',
  },
  {
    name: 'Postfix with its texts translated',
    subject: 'Nicht zustellbare Mail an den Absender zurückgeschickt',
    text: `Dies ist das Mailsystem auf dem Host mail.stadt.example.

Leider konnte Ihre Nachricht an einen oder mehrere Empfänger nicht
ausgeliefert werden. Sie ist unten angehängt.

                   Das Mailsystem

<bauamt@stadt.example>: host lmtp.stadt.example[192.0.2.60] said: 452 4.2.2
    <bauamt@stadt.example> Kontingent überschritten (in reply to RCPT TO command)
`,
    expect: 'bauamt@stadt.example mailbox_full soft 4.2.2',
  },
  {
    name: 'web mail provider',
    from: 'Mail Delivery System <mailer-daemon@post.example>',
    subject: 'Mail delivery failed: returning message to sender',
    text: `Diese Nachricht wurde automatisch vom E-Mail-Dienst erzeugt.

Die folgende Adresse konnte nicht erreicht werden:

lena.k@post.example:
SMTP error from remote server for RCPT TO command, host: mx0.post.example (192.0.2.81) reason: 550-Requested action not taken: mailbox unavailable
550 The recipient's mailbox is inactive

--- Die Kopfzeilen der ursprünglichen Nachricht folgen. ---

${returned('lena.k@post.example')}`,
    expect: 'lena.k@post.example disabled soft',
  },
  {
    name: 'GroupWise',
    from: 'Mailer-Daemon@schule.example',
    subject: 'Nachrichtenstatus - nicht zustellbar',
    text: `Die von Ihnen gesendete Nachricht konnte nicht zugestellt werden an:
	sekretariat@schule.example (Benutzer nicht gefunden)
`,
    expect: 'sekretariat@schule.example user_unknown hard',
  },
  {
    name: 'Gmail in German',
    from: 'Mail Delivery Subsystem <mailer-daemon@googlemail.com>',
    subject: 'Delivery Status Notification (Failure)',
    headers: 'X-Failed-Recipients: omas.kekse@gmail.example\r\nAuto-Submitted: auto-replied',
    text: `
** Adresse nicht gefunden **

Ihre Nachricht wurde nicht an omas.kekse@gmail.example zugestellt, weil die Adresse nicht gefunden wurde oder keine E-Mails empfangen kann.

Antwort:

550 5.1.1 The email account that you tried to reach does not exist. Please try double-checking the address for typos.
`,
    expect: 'omas.kekse@gmail.example user_unknown hard 5.1.1',
  },
  {
    name: 'delay',
    from: 'postmaster@werk.example',
    subject: 'Verzögerte Zustellung: Ihre Nachricht',
    text: `Dies ist eine automatisch erzeugte Benachrichtigung.

Die Zustellung an die folgenden Empfänger hat sich verzögert:

   einkauf@werk.example

Es wird weiter versucht, die Nachricht zuzustellen. Sie müssen nichts tun.
`,
    expect: 'einkauf@werk.example temporary soft',
  },
];
