// Ways in which programs write the header lines of a mail they quote, for any language.

export interface HeaderLabels {
  from: string;
  date: string;
  to: string;
  cc: string;
  subject: string;
}

const body = 'Hallo Herr Test,\n\nwann passt es Ihnen?';
const anna = 'Anna Berg <anna@example.org>';
const bo = 'Bo Test <bo@example.net>';
const sent = 'Dienstag, 5. März 2024 15:14';

const block = ({ from, date, to, subject }: HeaderLabels): string =>
  `${from}: ${anna}\n${date}: ${sent}\n${to}: ${bo}\n${subject}: Termin`;

export const blockStyles: Record<string, (labels: HeaderLabels) => string> = {
  plain: (labels) => `${block(labels)}\n\n${body}`,
  'no empty line below': (labels) => `${block(labels)}\n${body}`,
  'below a rule': (labels) => `________________________________\n${block(labels)}\n\n${body}`,
  'below a separator': (labels) => `-----Ursprüngliche Nachricht-----\n${block(labels)}\n\n${body}`,
  'empty lines between': (labels) =>
    `-------- Originalnachricht --------\n\n${block(labels).replaceAll('\n', '\n\n')}\n\n${body}`,
  'bold labels': (labels) => `${block(labels).replace(/^([^:]+:)/gm, '*$1*')}\n\n${body}`,
  indented: (labels) => `${block(labels)}\n\n${body}`.replace(/^/gm, '    '),
  'odd white space': (labels) =>
    `\ufeff${block(labels).replace(/^([^:]+):/gm, '$1\u00a0:')}\n\n${body}`.replaceAll('\n', '\r\n'),
  mac: ({ from, date, to, cc, subject }) =>
    `${from}: ${anna}\n${date}: ${sent}\n${to}: ${bo}, Cy <cy@example.net>\n${cc}: Dee <dee@example.net>\n${subject}: Termin\n\n${body}`,
  'marked as quoted': ({ from, date, to, subject }) =>
    `${from}: ${anna}\n${subject}: Termin\n${date}: 5. März 2024 um 15:14:05 MEZ\n${to}: bo@example.net\n\n${body}`.replace(
      /^/gm,
      '> ',
    ),
  tabs: ({ from, date, to, subject }) =>
    `${subject}: \tTermin\n${date}: \tTue, 5 Mar 2024 15:14:30 +0100\n${from}: \t${anna}\n${to}: \t${bo}\n\n\n\n${body}`,
  'date first': ({ from, date, to, subject }) =>
    `${date}: ${sent} Uhr\n${from}: "Anna Berg" <anna@example.org>\n${to}: bo@example.net\n${subject}: Termin\n${body}`,
  'wrapped lists': ({ from, date, to, cc, subject }) =>
    `${from}: ${anna}\n${date}: ${sent}\n${to}: ${bo}; Dee <dee@example.net>;\n Eve <eve@example.net>; Fay Falk\n <fay@example.net>\n${cc}: Cy <cy@example.net>\n${subject}: Termin\n\n${body}`,
  'names without addresses': ({ from, date, to, subject }) =>
    `${from}: Berg, Anna <anna@example.org>\n${date}: 05.03.2024 15:14\n${to}: Test, Bo; Klee, Cy\n${subject}: Termin\n\n${body}`,
  mailto: ({ from, date, to, subject }) =>
    `${from}: Anna Berg [mailto:anna@example.org] \n${date}: ${sent}\n${to}: Bo Test\n${subject}: Termin\n\n${body}`,
};
