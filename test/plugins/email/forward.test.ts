// Forwards: who wrote the mail that was handed on, to whom, when and what; and what is no forward (EM-17).
import t from 'tap';
import { readAuthor } from '../../../plugins/email/reading/forward/author.ts';
import { readForward } from '../../../plugins/email/reading/forward/forward.ts';
import { readMailboxes } from '../../../plugins/email/reading/forward/mailbox.ts';
import type { MailAddress } from '../../../plugins/email/reading/parsed-mail.ts';
import { forwardedSubject, subjectSays } from '../../../plugins/email/reading/reply/forward-sign.ts';
import { cutReply } from '../../../plugins/email/reading/reply/reply.ts';
import { labelSets } from '../../../plugins/email/reading/reply/vocabulary.ts';
import { blockStyles } from './header-styles.ts';
import { htmlReplies, withoutClasses } from './html-replies.ts';
import { readCases, readFields, readList } from './mail-cases.ts';
import { slowdown } from './slowdown.ts';

const none = { attachedMessage: null };
const flat = (text: string | null | undefined): string => (text ?? '').replace(/[\s\u00a0\ufeff]+/g, ' ').trim();
const shown = ({ name, address }: MailAddress): string => (name && address ? `${name} <${address}>` : name || address);

t.test('forwards.txt', async (t) => {
  for (const { name, fields, sections } of readCases('forwards.txt')) {
    const forward = readForward({
      subject: fields['subject'] ?? '',
      text: sections['mail'] ?? '',
      html: null,
      ...none,
    });
    if (sections['none'] !== undefined) {
      t.equal(forward, null, name);
      continue;
    }
    const { from = '', to = '', cc = '', subject, date } = readFields((sections['expected'] ?? '').split('\n'));
    t.same(
      {
        from: forward?.from ? shown(forward.from) : '',
        to: forward?.to.map(shown).join('; '),
        cc: forward?.cc.map(shown).join('; '),
        subject: forward?.subject,
        date: forward?.date,
        message: forward?.message,
        body: forward?.body,
      },
      { from, to, cc, subject, date, message: sections['message'] ?? null, body: sections['body'] },
      name,
    );
  }
});

t.test('header blocks in every language and style, answered and handed on', async (t) => {
  const own = 'Danke, das passt so.';
  for (const set of labelSets) {
    const word = (field: string): string => set.labels.filter((label) => label.field === field).at(-1)?.word ?? 'Cc';
    const words = { from: word('from'), date: word('date'), to: word('to'), cc: word('cc'), subject: word('subject') };
    const wrong = Object.entries(blockStyles).flatMap(([style, write]) => {
      const text = `${own}\n\n${write(words)}\n`;
      const forward = readForward({ subject: 'WG: Termin', text, html: null, ...none });
      const isRight =
        flat(cutReply({ text, html: null, subject: 'AW: Termin' }).visibleText) === own &&
        readForward({ subject: 'AW: Termin', text, html: null, ...none }) === null &&
        forward?.from?.address === 'anna@example.org' &&
        ['Anna Berg', 'Berg, Anna'].includes(forward.from.name) &&
        forward.subject === 'Termin' &&
        /^bo@example\.net$|^$/.test(forward.to[0]?.address ?? '-') &&
        flat(forward.body) === 'Hallo Herr Test, wann passt es Ihnen?' &&
        flat(forward.message) === own &&
        !!forward.date?.includes('2024');
      return isRight ? [] : [style];
    });
    t.same(wrong, [], set.language);
  }
});

t.test('the author of an attribution', async (t) => {
  for (const line of readList('attributions.txt')) {
    const { from, date } = readAuthor(line);
    if (/\b(?:von|by|GMT\+1) anna@/.test(line)) t.equal(from?.address, 'anna@example.org', line);
    else t.match(from, { name: /^Anna Berg/, address: line.includes('@') ? 'anna@example.org' : '' }, line);
    t.match(date ?? '2024', /2024|24|5 Mar/, line);
  }
});

t.test('what the subject says', async (t) => {
  const subjects: Record<string, string | null> = {
    'WG: Lampe': 'forward',
    'Fwd: Re: Lamp': 'forward',
    '[Extern] FW: Lamp': 'forward',
    '[Fwd: Lamp]': 'forward',
    'İLT: Lamba': 'forward',
    '转发：灯': 'forward',
    'Re[2]: Fwd: Lamp': 'reply',
    '[Ticket 17] AW: Lampe': 'reply',
    '回复：灯': 'reply',
    'Wichtig: Lampe': null,
    Lampe: null,
  };
  for (const [subject, says] of Object.entries(subjects)) t.equal(subjectSays(subject), says, subject);
  t.equal(forwardedSubject('WG: AW: Lampe'), 'AW: Lampe');
  t.equal(forwardedSubject('[Fwd: Lamp]'), 'Lamp');
});

t.test('address lists', async (t) => {
  const lists: Record<string, string> = {
    'Anna Berg <anna@example.org>, Bo <bo@example.net>': 'Anna Berg <anna@example.org>; Bo <bo@example.net>',
    'Berg, Anna <anna@example.org>; Test, Bo': 'Berg, Anna <anna@example.org>; Test, Bo',
    "'Berg, Anna' <anna@example.org>, \"'bo@example.net'\" <bo@example.net>":
      'Berg, Anna <anna@example.org>; bo@example.net',
    'anna@example.org<mailto:anna@example.org>; Bo [bo@example.net]': 'anna@example.org; Bo <bo@example.net>',
    'Anna (anna@example.org)': 'Anna <anna@example.org>',
    'Sinéad O\'Neill <sinead@example.org>, "The \\"Boss\\"" <boss@example.org>':
      'Sinéad O\'Neill <sinead@example.org>; The "Boss" <boss@example.org>',
    '„Anna Berg“ <anna@example.org>': 'Anna Berg <anna@example.org>',
    '<anna@example.org>, , ;': 'anna@example.org',
    'undisclosed-recipients:;': 'undisclosed-recipients',
    '': '',
  };
  for (const [list, expected] of Object.entries(lists))
    t.equal(readMailboxes(list).map(shown).join('; '), expected, list);
});

t.test('forwards in HTML', async (t) => {
  const withHeaders = Object.entries(htmlReplies).filter(([name]) => !/marker|ticket|plainPre/.test(name));
  for (const [name, html] of withHeaders) {
    for (const body of [html, withoutClasses(html)]) {
      const forward = readForward({ subject: 'WG: Termin', text: null, html: body, ...none });
      t.match(
        forward?.from,
        /thunderbird|roundcube|win10/.test(name) ? { name: 'Anna Berg' } : { address: 'anna@example.org' },
        name,
      );
      t.match(flat(forward?.body), /^Hallo Herr Test, wann passt es Ihnen\?/, `${name}: body`);
      t.match(flat(forward?.message), /^Danke, das passt so\./, `${name}: message`);
      t.equal(readForward({ subject: 'AW: Termin', text: null, html: body, ...none }), null, `${name}: answered`);
    }
  }
});

t.test('a mail attached as a whole', async (t) => {
  const from = { name: 'Anna Berg', address: 'anna@example.org' };
  const attachedMessage = {
    from,
    to: [],
    cc: [],
    subject: 'Lamp',
    date: new Date('2024-03-05T14:14:00Z'),
    text: null,
    html: '<p>It is <b>broken</b>.</p>',
  };
  const read = (subject: string, text: string) => readForward({ subject, text, html: null, attachedMessage });
  t.match(read('WG: Lamp', 'Please answer.'), {
    from,
    subject: 'Lamp',
    date: '2024-03-05T14:14:00.000Z',
    body: 'It is broken.',
    message: 'Please answer.',
  });
  t.match(read('Lamp', ''), { from, message: null }, 'nothing but the mail');
  t.equal(read('Question', 'As I wrote before, see there.'), null, 'an attachment among others');
});

t.test('hostile forwards take linear time', async (t) => {
  for (const unit of [
    'To: ',
    'a@b.c, ',
    '"',
    "'a, ",
    '<',
    'From: a@b.c\n',
    'Von: a@b.c An: ',
    '---------- Forwarded message ---------\n',
  ]) {
    const text = (input: string): string => `From: a@b.c\nTo: ${input}\nSubject: x\n\n${input}`;
    t.ok(
      slowdown(unit, (input) => readForward({ subject: 'Fwd: x', text: text(input), html: null, ...none })) < 10,
      JSON.stringify(unit),
    );
  }
});
