// Taking mails apart: headers, addresses, charsets, parts, and everything that senders get wrong.
import t from 'tap';
import { parseMail } from '../../../plugins/email/reading/parse.ts';
import type { ParsedMail } from '../../../plugins/email/reading/parsed-mail.ts';
import { walkParts } from '../../../plugins/email/reading/mime/part-text.ts';
import { base64, bytes, cms, mailOf, mapiOf, storedRtf, tnefOf } from './mails.ts';

const codes = (mail: ParsedMail) => mail.defects.map((defect) => defect.code);
const header = (name: string, value: string | Buffer) =>
  parseMail(Buffer.concat([Buffer.from(`${name}: `), Buffer.from(value), Buffer.from('\r\n\r\nText')]));
const subject = (value: string | Buffer) => header('Subject', value).subject;

t.test('a plain reply from Thunderbird', async (t) => {
  const mail = parseMail(
    mailOf(
      'Message-ID: <a1b2c3d4-1111@kunde.example>',
      'Date: Mon, 5 Jan 2026 09:15:00 +0100',
      'MIME-Version: 1.0',
      'User-Agent: Mozilla Thunderbird',
      'Subject: =?UTF-8?Q?Re=3A_R=C3=BCckgabe_der_K=C3=B6nigskerze?=',
      'To: Hilfe <hilfe@laden.example>',
      'References: <erste@laden.example>',
      ' <zweite@laden.example>',
      'From: =?UTF-8?Q?Bj=C3=B6rn_M=C3=BCller?= <bjoern@kunde.example>',
      'In-Reply-To: <zweite@laden.example>',
      'Content-Type: text/plain; charset=UTF-8; format=flowed',
      'Content-Transfer-Encoding: 8bit',
      '',
      'Guten Tag, das ist ein langer Absatz, der ',
      'weich umbrochen wurde.',
      ' >so beginnt keine Anführung',
      '> > zweite Ebene ',
      '> > geht weiter',
      '-- ',
      'Björn',
    ),
  );
  t.equal(mail.messageId, 'a1b2c3d4-1111@kunde.example');
  t.same(mail.inReplyTo, ['zweite@laden.example']);
  t.same(mail.references, ['erste@laden.example', 'zweite@laden.example']);
  t.equal(mail.date?.toISOString(), '2026-01-05T08:15:00.000Z');
  t.same(mail.from, { name: 'Björn Müller', address: 'bjoern@kunde.example' });
  t.same(mail.to, [{ name: 'Hilfe', address: 'hilfe@laden.example' }]);
  t.equal(mail.subject, 'Re: Rückgabe der Königskerze');
  t.match(mail.text, /^Guten Tag, das ist ein langer Absatz, der weich umbrochen wurde\.\n>so beginnt/);
  t.match(mail.text, /\n-- \nBjörn/, 'a signature line is no soft break');
  t.equal(mail.html, null);
  t.same(mail.attachments, []);
  t.same(mail.defects, []);
});

t.test('a mail from Outlook with a picture in its HTML and a file', async (t) => {
  const picture = Buffer.from('89504e470d0a1a0a', 'hex');
  const mail = parseMail(
    mailOf(
      'From: "Keller, Anna" <anna.keller@firma.example>',
      'To: support@shop.example; "Team; West" <west@shop.example>',
      'Subject: AW: Angebot',
      'Date: Tue, 06 Jan 2026 10:00:00 +0000',
      'Thread-Topic: Angebot',
      'Content-Type: multipart/mixed; boundary="_004_"',
      'MIME-Version: 1.0',
      '',
      '--_004_',
      'Content-Type: multipart/related; boundary="_003_"; type="multipart/alternative"',
      '',
      '--_003_',
      'Content-Type: multipart/alternative; boundary="_000_"',
      '',
      '--_000_',
      'Content-Type: text/plain; charset="iso-8859-1"',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      'Sch=F6ne Gr=FC=DFe, 20 =80 =',
      'zusammen',
      '--_000_',
      'Content-Type: text/html; charset="iso-8859-1"',
      'Content-Transfer-Encoding: quoted-printable',
      '',
      '<p>Sch=F6ne Gr=FC=DFe<img src=3D"cid:logo@firma"></p>',
      '--_000_--',
      '--_003_',
      'Content-Type: image/png; name="logo.png"',
      'Content-ID: <logo@firma>',
      'Content-Transfer-Encoding: base64',
      '',
      base64(picture),
      '--_003_--',
      '--_004_',
      "Content-Type: application/pdf; name*=UTF-8''%C3%9Cbersicht.pdf",
      'Content-Disposition: attachment;',
      "\tfilename*0*=UTF-8''%C3%9Cbersicht%20der%20;",
      '\tfilename*1="Preise.pdf"',
      'Content-Transfer-Encoding: base64',
      '',
      base64('%PDF-1.7 nur ein Anfang'),
      '--_004_--',
    ),
  );
  t.same(mail.from, { name: 'Keller, Anna', address: 'anna.keller@firma.example' });
  t.same(
    mail.to.map((one) => one.address),
    ['support@shop.example', 'west@shop.example'],
  );
  t.equal(mail.text, 'Schöne Grüße, 20 € zusammen', 'iso-8859-1 is read as windows-1252');
  t.match(mail.html, 'Schöne Grüße<img');
  const [logo, file] = mail.attachments;
  t.match(logo, { name: 'logo.png', inline: true, contentId: 'logo@firma', bytes: 8, content: picture });
  t.match(file, { name: 'Übersicht der Preise.pdf', inline: false, type: 'application/pdf', nameSynthesised: false });
  t.match(file?.md5, /^[0-9a-f]{32}$/);
});

t.test('encoded words', async (t) => {
  t.equal(subject('=?utf-8?B?w7bDpMO?= =?utf-8?B?8?='), 'öäü', 'cut inside a group of base64');
  t.equal(subject('=?UTF-8?Q?Gr=C3?= =?UTF-8?Q?=BC=C3=9Fe?='), 'Grüße', 'cut inside a character');
  t.equal(subject('=?utf-8?Q?a?= b =?utf-8?Q?c?='), 'a b c');
  t.equal(subject('=?utf-8?Q?a?=\r\n =?iso-8859-1?Q?=E4?='), 'aä');
  t.equal(subject('=?iso-2022-jp?B?GyRCRnxLXBsoQg==?='), '日本');
  t.equal(subject('=?GB2312?B?1tDOxA==?= =?gb2312?Q?=D6=D0?='), '中文中');
  t.equal(subject('=?utf-8*de?Q?K=C3=B6ln?='), 'Köln');
  t.equal(subject('=?utf-8?Q?really=3F_yes?='), 'really? yes');
  t.equal(subject('=?windows-1252?q?50_=80_?='), '50 €');
  t.equal(subject('=?x-nonsense?Q?abc?= left =?utf-8?Q?open'), 'abc left =?utf-8?Q?open');
  t.equal(subject('=?utf-7?Q?Gr+APwA3w-e?='), 'Grüße');
  t.equal(subject(bytes('Gr', 0xfc, 0xdf, 'e')), 'Grüße', 'bare windows-1252');
  t.equal(subject('Grüße'), 'Grüße', 'bare UTF-8');
});

t.test('addresses', async (t) => {
  const to = (value: string) => header('To', value).to;
  t.same(to('Doe, Jane <jane@a.example>'), [{ name: 'Doe, Jane', address: 'jane@a.example' }], 'comma without quotes');
  t.same(to('jane@a.example (Jane (the) Doe)'), [{ name: 'Jane (the) Doe', address: 'jane@a.example' }]);
  t.same(
    to('Team: a@x.example, "B" <b@x.example>;, c@x.example').map((one) => one.address),
    ['a@x.example', 'b@x.example', 'c@x.example'],
  );
  t.same(to('undisclosed-recipients:;'), []);
  t.same(
    to('=?utf-8?Q?Evil=2C_=3Cvictim=40a=2Eexample=3E?= <real@b.example>'),
    [{ name: 'Evil, <victim@a.example>', address: 'real@b.example' }],
    'encoded brackets make no address',
  );
  t.same(to('"quoted \\"inner\\" name" <q@a.example>'), [{ name: 'quoted "inner" name', address: 'q@a.example' }]);
  t.same(
    to('"open quote <q@a.example>').map((one) => one.address),
    ['q@a.example'],
  );
  t.same(to('<@relay.example:real@a.example>'), [{ name: '', address: 'real@a.example' }], 'source route');
  t.same(to('mailto:a@x.example'), [{ name: '', address: 'a@x.example' }]);
  t.same(to('"a@trusted.example" <b@other.example>'), [{ name: 'a@trusted.example', address: 'b@other.example' }]);
  t.same(to('Postmaster'), [{ name: 'Postmaster', address: '' }]);
  t.same(to('用户@例え.example'), [{ name: '', address: '用户@例え.example' }]);
  t.same(header('From', 'a@x.example, b@y.example').fromAll.length, 2);
});

t.test('dates', async (t) => {
  const date = (value: string) => header('Date', value).date?.toISOString().slice(0, 19) ?? null;
  t.equal(date('Mon, 5 Jan 2026 09:15:00 +0100 (CET)'), '2026-01-05T08:15:00');
  t.equal(date('5 Jan 26 9:15 EST'), '2026-01-05T14:15:00');
  t.equal(date('Monday, 05-Jan-98 09:15:00 GMT'), '1998-01-05T09:15:00');
  t.equal(date('Mon Jan  5 09:15:00 2026'), '2026-01-05T09:15:00');
  t.equal(date('2026-01-05T09:15:00-05:00'), '2026-01-05T14:15:00');
  t.equal(date('Mon, 5 Jan 2026 09.15.00 MEZ'), '2026-01-05T08:15:00');
  t.equal(date('next Tuesday'), null);
  t.equal(date(''), null);
});

t.test('charsets of bodies', async (t) => {
  const text = (charset: string, body: Buffer) =>
    parseMail(mailOf(`Content-Type: text/plain; charset=${charset}`, '', body)).text?.trim();
  t.equal(text('us-ascii', bytes('Gr', 0xfc, 0xdf, 'e und mehr ', 0x80)), 'Grüße und mehr €');
  t.equal(text('iso-8859-1', Buffer.from('Grüße aus Köln')), 'Grüße aus Köln', 'UTF-8 under a wrong label');
  t.equal(text('utf-8', bytes('Sch', 0xf6, 'ne Gr', 0xfc, 0xdf, 'e')), 'Schöne Grüße', 'a wrong label says UTF-8');
  t.equal(text('koi8-r', bytes(0xf0, 0xd2, 0xc9, 0xd7, 0xc5, 0xd4)), 'Привет');
  t.equal(text('cp437', bytes('Gr', 0x81, 0xe1, 'e')), 'Grüße');
  t.equal(text('hz-gb-2312', Buffer.from('~{VPND~}')), '中文');
  t.equal(text('iso-2022-kr', bytes(0x1b, '$)C', 0x0e, 'GQ19', 0x0f)), '한국');
  t.equal(text('no-such-charset', Buffer.from('plain')), 'plain');
  t.equal(
    text('utf-8', Buffer.from([0x41, 0xff, 0x42, ...Buffer.from('öäüß')])),
    'A\ufffdBöäüß',
    'a damaged byte is marked',
  );
});

t.test('damaged headers', async (t) => {
  t.equal(parseMail(mailOf('From alice Mon Jan  5 09:15:00 2026', 'Subject: mbox', '', 'x')).subject, 'mbox');
  t.equal(
    parseMail(Buffer.from('\ufeff\r\n \r\nSubject: late\r\n\r\nx')).subject,
    'late',
    'byte order mark and empty lines first',
  );
  t.equal(
    parseMail(Buffer.from('Subject: mac\rFrom: a@x.example\r\rText\rmore')).text,
    'Text\nmore',
    'nothing but carriage returns',
  );
  t.equal(parseMail(mailOf('Subject', ' : folded before the colon', '', 'x')).subject, 'folded before the colon');
  t.equal(parseMail(mailOf('Subject : blank before the colon', '', 'x')).subject, 'blank before the colon');
  const broken = parseMail(
    mailOf('Received: from a', 'by b with a lost indent', 'Subject: found', 'To: a@x.example', '', 'x'),
  );
  t.equal(broken.subject, 'found');
  t.match(codes(broken), ['header-line-without-colon']);
  const joined = parseMail(mailOf('Subject: no empty line', 'Hello there,', 'this is text.', '', 'More'));
  t.match(joined.text, /^Hello there,\nthis is text/);
  const none = parseMail(mailOf('Only text, no header at all.', '', 'Second paragraph.'));
  t.match(none.text, /^Only text.*Second/s);
  const twice = parseMail(mailOf('From: a@x.example', 'From: b@y.example', 'Subject: one', 'Subject: two', '', 'x'));
  t.same(
    twice.fromAll.map((one) => one.address),
    ['a@x.example', 'b@y.example'],
  );
  t.same(twice.defects, [
    { code: 'repeated-header-field', detail: 'from' },
    { code: 'repeated-header-field', detail: 'subject' },
  ]);
  t.same(parseMail(new Uint8Array()).text, '', 'nothing at all is an empty mail');
});

t.test('ids', async (t) => {
  t.equal(header('Message-ID', '  spaced@x.example ').messageId, 'spaced@x.example');
  t.equal(header('Message-ID', '<folded\r\n @x.example>').messageId, 'folded@x.example');
  t.same(header('References', '<a@x>,<b@x>\r\n\t<c@x>').references, ['a@x', 'b@x', 'c@x']);
  t.same(header('In-Reply-To', 'Your message of "Mon" <a@x>').inReplyTo, ['a@x']);
  t.same(header('In-Reply-To', 'nothing that is an id').inReplyTo, []);
});

t.test('structures that are broken', async (t) => {
  const open = parseMail(
    mailOf(
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      '',
      'one',
      '--b',
      'Content-Type: text/html',
      '',
      '<p>two</p>',
    ),
  );
  t.equal(open.text, 'one\ntwo', 'no closing boundary');
  t.match(open.html, '<p>one</p>');
  const wrong = parseMail(
    mailOf(
      'Content-Type: multipart/mixed; boundary=other',
      '',
      '--real',
      'Content-Type: text/plain',
      '',
      'found',
      '--real--',
    ),
  );
  t.equal(wrong.text, 'found');
  t.match(codes(wrong), ['boundary-not-found']);
  const missing = parseMail(mailOf('Content-Type: multipart/mixed', '', '--guess', '', 'found', '--guess--'));
  t.equal(missing.text, 'found');
  const lost = parseMail(mailOf('Content-Type: multipart/alternative; boundary=b', '', 'Only a preamble.'));
  t.match(lost.text, 'Only a preamble.', 'text is shown even where no part is');
  const before = parseMail(
    mailOf(
      'Content-Type: multipart/mixed; boundary=b',
      '',
      'Text in the wrong place',
      '--b',
      'Content-Type: image/png',
      '',
      'x',
      '--b--',
    ),
  );
  t.equal(before.text?.trim(), 'Text in the wrong place');
  const after = parseMail(
    mailOf('Content-Type: multipart/mixed; boundary=b', '', '--b', '', 'one', '--b--', '--b', '', 'two', '--b--'),
  );
  t.match(after.text, /one\n+two/);
  const outer = parseMail(
    mailOf(
      'Content-Type: multipart/mixed; boundary=o',
      '',
      '--o',
      'Content-Type: multipart/mixed; boundary=i',
      '',
      '--i',
      '',
      'in',
      '--o',
      '',
      'out',
      '--o--',
    ),
  );
  t.match(outer.text, /in\n+out/, 'the outer boundary ends what the inner one left open');
});

t.test('transfer encodings', async (t) => {
  const text = (encoding: string, ...body: string[]) =>
    parseMail(mailOf('Content-Type: text/plain; charset=utf-8', `Content-Transfer-Encoding: ${encoding}`, '', ...body))
      .text;
  t.equal(text('BASE64', 'R3LDvMOfZQ==', '', '_____', 'A list footer, not encoded'), 'Grüße');
  t.equal(text('base64', 'R3LD', '!!vMOf', 'ZQ'), 'Grüße');
  t.equal(text('base64', 'YWI=', 'Y2Q='), 'abcd', 'pieces with padding of their own');
  t.match(text('base64', 'Not base64 at all; it is just a sentence, is it not?'), 'just a sentence');
  t.equal(text('quoted-printable', 'a =3d b =', 'c =zz =C3=BC'), 'a = b c =zz ü\n');
  t.equal(text('7-bit', 'plain'), 'plain\n');
  const uu = parseMail(mailOf('Subject: x', '', 'See:', 'begin 644 gruss.txt', '&2&%L;&\\A', '`', 'end', 'Bye'));
  t.match(uu.text, /^See:\nBye/);
  t.match(uu.attachments[0], { name: 'gruss.txt', content: Buffer.from('Hallo!') });
});

t.test('file names', async (t) => {
  const name = (...lines: string[]) =>
    parseMail(mailOf('Content-Type: multipart/mixed; boundary=b', '', '--b', ...lines, '', 'x', '--b--')).attachments[0]
      ?.name;
  t.equal(
    name('Content-Type: application/pdf', 'Content-Disposition: attachment; filename="=?UTF-8?B?w5xiZXIucGRm?="'),
    'Über.pdf',
  );
  t.equal(
    name('Content-Type: application/pdf', 'Content-Disposition: attachment; filename="../../etc/pass\twd"'),
    'pass wd',
  );
  t.equal(
    name('Content-Type: application/pdf', 'Content-Disposition: attachment; filename="C:\\\\Temp\\\\rechnung.pdf"'),
    'rechnung.pdf',
  );
  t.equal(
    name('Content-Type: application/octet-stream; name="cod\u202efdp.exe"'),
    'cod\ufffdfdp.exe',
    'marks that turn text around become visible',
  );
  t.equal(name('Content-Type: image/jpeg'), 'attachment-1.jpg');
  t.equal(name("Content-Type: application/pdf; name=plain.pdf; name*=iso-8859-1''%E4.pdf"), 'ä.pdf');
  t.equal(name(`Content-Type: application/pdf; name="${'x'.repeat(5000)}.pdf"`)?.length, 200);
  t.equal(name('Content-Type: application-x-gzip; name="archive.gz"'), 'archive.gz', 'a type that is none');
});

t.test('enclosed mails', async (t) => {
  const inner = [
    'Subject: =?utf-8?Q?Das_Original_=2F_Bild?=',
    'Content-Type: multipart/mixed; boundary=i',
    '',
    '--i',
    '',
    'Text',
    '--i',
    'Content-Type: image/png; name=bild.png',
    '',
    'x',
    '--i--',
  ];
  const outer = (...disposition: string[]) =>
    parseMail(
      mailOf(
        'Subject: WG: Bild',
        'Content-Type: multipart/mixed; boundary=o',
        '',
        '--o',
        '',
        'Siehe unten',
        '--o',
        'Content-Type: message/rfc822',
        ...disposition,
        '',
        ...inner,
        '--o--',
      ),
    );
  const mail = outer();
  t.equal(mail.text?.trim(), 'Siehe unten');
  t.same(
    mail.attachments.map((one) => one.name),
    ['Das Original - Bild.eml'],
  );
  const shown = outer('Content-Disposition: inline');
  t.same(
    shown.attachments.map((one) => one.name),
    ['Das Original - Bild.eml', 'bild.png'],
  );
  const [, enclosed] = mail.root.children;
  t.equal(parseMail(enclosed!.body).subject, 'Das Original / Bild');
  const encoded = parseMail(
    mailOf('Content-Type: message/rfc822', 'Content-Transfer-Encoding: base64', '', base64(mailOf(...inner))),
  );
  t.equal(encoded.root.children[0]?.children.length, 2, 'encoded although it must not be');
});

t.test('signed and encrypted mails', async (t) => {
  const signed = parseMail(
    mailOf(
      'Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m',
      'Content-Transfer-Encoding: base64',
      '',
      base64(cms(2, mailOf('Content-Type: text/plain', '', 'Inside the signature'))),
    ),
  );
  t.match(signed, { signed: true, encrypted: null, text: 'Inside the signature\n' });
  t.same(
    signed.attachments.map((one) => one.name),
    ['smime.p7m'],
    'the signature is kept',
  );
  const sealed = parseMail(
    mailOf(
      'Content-Type: application/pkcs7-mime; name=smime.p7m',
      'Content-Transfer-Encoding: base64',
      '',
      base64(cms(3, Buffer.from('ciphertext'))),
    ),
  );
  t.match(sealed, { signed: false, encrypted: 'smime', text: null });
  const pgp = parseMail(
    mailOf(
      'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=b',
      '',
      '--b',
      'Content-Type: application/pgp-encrypted',
      '',
      'Version: 1',
      '--b',
      'Content-Type: application/octet-stream',
      '',
      '-----BEGIN PGP MESSAGE-----',
      '--b--',
    ),
  );
  t.match(pgp, { encrypted: 'pgp', text: null });
  t.equal(pgp.attachments.length, 2);
  const clear = parseMail(
    mailOf(
      'Content-Type: multipart/signed; protocol="application/pgp-signature"; boundary=b',
      '',
      '--b',
      '',
      'Text',
      '--b',
      'Content-Type: application/pgp-signature; name=signature.asc',
      '',
      'sig',
      '--b--',
    ),
  );
  t.match(clear, { signed: true, encrypted: null, text: 'Text' });
});

t.test('winmail.dat', async (t) => {
  const rtf =
    "{\\rtf1\\ansi\\ansicpg1252\\fromhtml1 {\\*\\htmltag64 <p>}Gr\\'fc\\'dfe {\\*\\htmltag84 <b>}\\htmlrtf {\\b \\htmlrtf0 Du\\htmlrtf }\\htmlrtf0 {\\*\\htmltag92 </b>}\\u8364?}";
  const tnef = tnefOf(
    [1, 0x69007, Buffer.from([0xe4, 4, 0, 0])],
    [1, 0x69003, mapiOf([0x1009, storedRtf(rtf)])],
    [2, 0x69002, Buffer.alloc(14)],
    [2, 0x18010, Buffer.from('RECHNU~1.PDF\0')],
    [2, 0x6800f, Buffer.from('file content')],
    [2, 0x69005, mapiOf([0x3707, 'Rechnung März.pdf'], [0x370e, 'application/pdf'])],
  );
  const lines = [
    'Subject: x',
    'Content-Type: application/ms-tnef; name=winmail.dat',
    'Content-Transfer-Encoding: base64',
    '',
  ];
  const mail = parseMail(mailOf(...lines, base64(tnef)));
  t.equal(mail.html, '<p>Grüße <b>Du</b>€');
  t.match(mail.attachments, [
    { name: 'winmail.dat' },
    { name: 'Rechnung März.pdf', type: 'application/pdf', content: Buffer.from('file content') },
  ]);
  const cut = parseMail(mailOf(...lines, base64(tnef.subarray(0, tnef.length - 30))));
  t.match(codes(cut), ['damaged-tnef']);
  t.same(cut.attachments.length, 2, 'what came before the damage is there');
  t.match(codes(parseMail(mailOf(...lines, base64('rubbish')))), ['damaged-tnef']);
});

t.test('mails made to hurt', async (t) => {
  const deep: string[] = [];
  for (let level = 0; level < 400; level++)
    deep.push(`Content-Type: multipart/mixed; boundary=b${level}`, '', `--b${level}`);
  const nested = parseMail(mailOf(...deep, '', 'the bottom'));
  t.match(codes(nested), ['too-deep']);
  t.match([...walkParts(nested.root)].at(-1)?.body.toString(), 'the bottom', 'what is too deep stays as bytes');
  const parts = parseMail(
    mailOf(
      'Content-Type: multipart/mixed; boundary=b',
      '',
      ...Array.from({ length: 3000 }, (_, index) => `--b\r\n\r\npart ${index}`),
    ),
  );
  t.match(codes(parts), ['too-many-parts']);
  t.match(parts.attachments.at(-1)?.content.toString(), 'part 2999', 'the rest is one attachment');
  const fields = parseMail(
    mailOf(...Array.from({ length: 10_000 }, (_, index) => `X-Bomb-${index}: x`), 'Subject: late', '', 'Text'),
  );
  t.match(codes(fields), ['too-many-header-fields']);
  t.equal(fields.text?.trim(), 'Text');
  const line = parseMail(mailOf(`Subject: ${'a'.repeat(2_000_000)}`, 'From: a@x.example', '', 'Text'));
  t.equal(line.text?.trim(), 'Text');
  const enclosed = parseMail(mailOf(...Array.from({ length: 300 }, () => 'Content-Type: message/rfc822\r\n'), 'x'));
  t.match(codes(enclosed), ['too-deep']);
});

t.test('input that backtracks', async (t) => {
  const long = 200_000;
  const nasty = [
    `Subject: ${'=?utf-8?Q?'.repeat(long / 10)}`,
    `Subject: ${'Re: '.repeat(long / 4)}`,
    `From: ${'<'.repeat(long)}`,
    `From: ${'"'.repeat(long + 1)}`,
    `From: ${'('.repeat(long)}`,
    `To: ${'a:'.repeat(long / 2)}`,
    `To: ${'a,'.repeat(long / 2)}`,
    `To: ${'a '.repeat(long / 2)}@`,
    `Date: ${' 1'.repeat(long / 2)}`,
    `References: ${'<'.repeat(long)}`,
    `Message-ID: ${'a@'.repeat(long / 2)}`,
    `Content-Type: text/plain; ${'a*0*=%'.repeat(long / 6)}`,
    `Content-Type: multipart/mixed; boundary="${' '.repeat(long)}"`,
    `Content-Disposition: attachment; filename="${'=?'.repeat(long / 2)}"`,
  ];
  for (const head of nasty) t.type(parseMail(mailOf(head, '', 'Text')).defects, Array, head.slice(0, 20));
  const dashes = parseMail(mailOf('Content-Type: multipart/mixed; boundary="-"', '', '--\r\n'.repeat(long)));
  t.type(dashes.root.type, 'string');
});

t.test('fifty megabytes', async (t) => {
  const file = Buffer.alloc(36 * 1024 * 1024, 'Hubdesk ');
  const mail = parseMail(
    mailOf(
      'Content-Type: multipart/mixed; boundary=b',
      '',
      '--b',
      '',
      'small text',
      '--b',
      'Content-Type: video/mp4; name=film.mp4',
      'Content-Transfer-Encoding: base64',
      '',
      file.toString('base64'),
      '--b--',
    ),
  );
  t.equal(mail.text?.trim(), 'small text');
  t.equal(mail.attachments[0]?.bytes, file.length);
  t.ok(mail.attachments[0]?.content.equals(file));
});
