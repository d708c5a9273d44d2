// Reports in further languages.
import type { NoticeCase } from './notice.ts';

/** Exchange and Microsoft 365 open with a sentence in the language of the organisation; the rest is alike. */
function exchange(name: string, subject: string, opening: string, reason: string, details: string): NoticeCase {
  const text = `${opening}

ola@org.example<mailto:ola@org.example>
${reason}

${details}

mail.org.example

ola@org.example
mx.org.example #<mx.org.example #5.1.1 smtp; 550 5.1.1 unknown>
`;
  return { name, from: 'postmaster@org.example', subject, text, expect: 'ola@org.example user_unknown hard 5.1.1' };
}

export const worldNotices: NoticeCase[] = [
  exchange(
    'French',
    'Non remis : Commande',
    'Échec de la remise pour ces destinataires ou groupes :',
    "L'adresse de messagerie est introuvable.",
    'Informations de diagnostic :',
  ),
  exchange(
    'Spanish',
    'No se puede entregar: Pedido',
    'Error de entrega a los siguientes destinatarios o grupos:',
    'No se encontró la dirección.',
    'Información de diagnóstico:',
  ),
  exchange(
    'Italian',
    'Non recapitabile: Ordine',
    'Recapito non riuscito per i seguenti destinatari o gruppi:',
    "Impossibile trovare l'indirizzo.",
    'Informazioni di diagnostica:',
  ),
  exchange(
    'Portuguese',
    'Não é possível entregar: Pedido',
    'Falha na entrega para estes destinatários ou grupos:',
    'Não foi possível encontrar o endereço.',
    'Informações de diagnóstico:',
  ),
  exchange(
    'Dutch',
    'Onbestelbaar: Bestelling',
    'Bezorging is mislukt voor deze geadresseerden of groepen:',
    'Het adres is niet gevonden.',
    'Diagnostische gegevens:',
  ),
  exchange(
    'Swedish',
    'Olevererbart: Order',
    'Det gick inte att leverera till följande mottagare eller grupper:',
    'Adressen hittades inte.',
    'Diagnostikinformation:',
  ),
  exchange(
    'Danish',
    'Kan ikke leveres: Ordre',
    'Levering til følgende modtagere eller grupper mislykkedes:',
    'Adressen blev ikke fundet.',
    'Diagnosticeringsoplysninger:',
  ),
  exchange(
    'Polish',
    'Nie można dostarczyć: Zamówienie',
    'Nie można dostarczyć wiadomości do następujących adresatów lub grup:',
    'Nie znaleziono adresu.',
    'Informacje diagnostyczne:',
  ),
  exchange(
    'Czech',
    'Nedoručitelné: Objednávka',
    'Doručení následujícím příjemcům nebo skupinám se nezdařilo:',
    'Adresa nebyla nalezena.',
    'Diagnostické informace:',
  ),
  exchange(
    'Russian',
    'Не доставлено: Заказ',
    'Сбой доставки следующим получателям или группам:',
    'Адрес не найден.',
    'Диагностические сведения:',
  ),
  exchange(
    'Turkish',
    'Teslim Edilemedi: Sipariş',
    'Şu alıcılara veya gruplara teslim edilemedi:',
    'Adres bulunamadı.',
    'Tanılama bilgileri:',
  ),
  exchange(
    'Japanese',
    '配信不能: 注文',
    '次の受信者またはグループへの配信に失敗しました:',
    'アドレスが見つかりません。',
    '診断情報:',
  ),
  exchange('Chinese', '未传递: 订单', '未能向以下收件人或组传递邮件:', '找不到该地址。', '诊断信息:'),
  exchange(
    'Korean',
    '배달되지 않음: 주문',
    '다음 받는 사람 또는 그룹에게 배달하지 못했습니다.',
    '주소를 찾을 수 없습니다.',
    '진단 정보:',
  ),
  {
    name: 'Russian provider',
    from: 'mailer-daemon@pochta.example',
    subject: 'Недоставленное сообщение',
    text: `Это письмо отправлено почтовым сервером pochta.example.

К сожалению, мы вынуждены сообщить Вам о том, что Ваше письмо не может
быть отправлено одному или нескольким адресатам.

<igor@zavod.example>: host mx.zavod.example[192.0.2.90] said: 550 Нет такого
    пользователя (in reply to RCPT TO command)
`,
    expect: 'igor@zavod.example user_unknown hard',
  },
  {
    name: 'Chinese provider',
    from: 'Postmaster@youxiang.example',
    subject: '系统退信',
    text: `抱歉，您的邮件因以下原因未能投递到收件人：

<wei@gongsi.example>：邮箱空间已满 552 5.2.2 Mailbox quota exceeded
`,
    expect: 'wei@gongsi.example mailbox_full soft 5.2.2',
  },
  {
    name: 'Japanese gateway',
    from: 'postmaster@keitai.example',
    subject: '送信エラー',
    text: `以下のメールアドレスへの送信に失敗しました。

  hana@keitai.example

550 5.1.1 宛先が見つかりません
`,
    expect: 'hana@keitai.example user_unknown hard 5.1.1',
  },
  {
    name: 'Spanish provider',
    from: 'MAILER-DAEMON@correo.example',
    subject: 'failure notice',
    text: `Su mensaje no pudo ser entregado.

<pablo@tienda.example>:
Casilla llena: se ha excedido la cuota asignada.

--- Mensaje original adjunto.
`,
    expect: 'pablo@tienda.example mailbox_full soft',
  },
];
