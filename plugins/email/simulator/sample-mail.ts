// Believable mails from made-up customers, for demos and for filling mailboxes.

const CUSTOMERS = [
  ['Ada Moreno', 'ada@customer.example'],
  ['Ben Okafor', 'ben@customer.example'],
  ['Clara Weiß', 'clara@kunde.example'],
  ['Deniz Aydın', 'deniz@kunde.example'],
  ['Eva Lindqvist', 'eva@customer.example'],
] as const;

const QUESTIONS = [
  [
    'Order arrived damaged',
    'Hello,\n\nthe lamp from order {n} arrived with a broken shade. Could you send a new one?\n\nThank you',
  ],
  [
    'Rechnung fehlt',
    'Guten Tag,\n\nzu Bestellung {n} habe ich keine Rechnung bekommen. Können Sie sie bitte schicken?\n\nViele Grüße',
  ],
  ['Where is my parcel?', 'Hi,\n\ntracking for {n} has not moved in five days. Is it lost?\n\nBest'],
  [
    'Umtausch möglich?',
    'Hallo,\n\ndie Jacke aus Bestellung {n} ist zu klein. Kann ich sie gegen eine Größe größer tauschen?\n\nDanke',
  ],
  ['Change of address', 'Dear team,\n\nplease send {n} to my office instead: 12 Harbour Road.\n\nKind regards'],
] as const;

/**
 * The mail with this number, always the same for the same number. `messageId` overrides the made one;
 * null leaves the field out.
 */
export function sampleMail(number: number, to: string, at: Date, messageId?: string | null): string {
  const [name, address] = CUSTOMERS[number % CUSTOMERS.length]!;
  const [subject, text] = QUESTIONS[(number * 3 + Math.floor(number / 5)) % QUESTIONS.length]!;
  const id = messageId === undefined ? `<sample-${number}.${at.getTime()}@customer.example>` : messageId;
  return [
    `From: ${encoded(name)} <${address}>`,
    `To: ${to}`,
    `Subject: ${encoded(subject)}`,
    `Date: ${at.toUTCString().replace('GMT', '+0000')}`,
    ...(id === null ? [] : [`Message-ID: ${id}`]),
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=utf-8',
    'Content-Transfer-Encoding: 8bit',
    '',
    text.replace('{n}', String(10_000 + number)),
    name.split(' ')[0],
    '',
  ].join('\n');
}

function encoded(text: string): string {
  return /^[\x20-\x7e]*$/.test(text) ? text : `=?utf-8?B?${Buffer.from(text).toString('base64')}?=`;
}
