// What is read out of a mail beyond its parts: calendars, safe HTML, verdicts on the sender; and the thread that does it.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text as allOf } from 'node:stream/consumers';
import { dkimSign } from 'mailauth/lib/dkim/sign.js';
import { generateKeyPairSync } from 'node:crypto';
import t from 'tap';
import { readAuthentication } from '../../../plugins/email/reading/authentication.ts';
import { partsOf } from '../../../plugins/email/mail/parts.ts';
import { readCalendar, readCalendarText } from '../../../plugins/email/reading/calendar.ts';
import { hostileHtmlToPlain } from '../../../plugins/email/reading/html-text.ts';
import { inspect, listed } from '../../../plugins/email/reading/inspect.ts';
import { parseMail } from '../../../plugins/email/reading/parse.ts';
import { readMail } from '../../../plugins/email/reading/read.ts';
import { readForChannel } from '../../../plugins/email/reading/channel-reading.ts';
import { createReader } from '../../../plugins/email/reading/reader.ts';
import { sanitiseHtml } from '../../../plugins/email/reading/sanitise.ts';
import { verifyMail } from '../../../plugins/email/reading/verification.ts';
import { mailOf } from './mails.ts';

const clean = (html: string) => sanitiseHtml(html).html;

t.test('an invitation from Outlook', async (t) => {
  const mail = parseMail(
    mailOf(
      'Subject: Termin',
      'Content-Type: multipart/alternative; boundary=b',
      '',
      '--b',
      'Content-Type: text/plain',
      '',
      'Siehe Kalender',
      '--b',
      'Content-Type: text/calendar; charset=utf-8; method=REQUEST',
      '',
      'BEGIN:VCALENDAR',
      'METHOD:REQUEST',
      'BEGIN:VTIMEZONE',
      'TZID:Unsere Zone',
      'BEGIN:STANDARD',
      'DTSTART:16010101T030000',
      'TZOFFSETFROM:+0200',
      'TZOFFSETTO:+0100',
      'RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10',
      'END:STANDARD',
      'BEGIN:DAYLIGHT',
      'DTSTART:16010101T020000',
      'TZOFFSETFROM:+0100',
      'TZOFFSETTO:+0200',
      'RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3',
      'END:DAYLIGHT',
      'END:VTIMEZONE',
      'BEGIN:VEVENT',
      'UID:treffen-1',
      'SUMMARY;LANGUAGE=de:Gespräch\\, kurz',
      'LOCATION:Zimmer 4',
      'DTSTART;TZID=Unsere Zone:20260706T100000',
      'DTEND;TZID=W. Europe Standard Time:20260706T110000',
      'ORGANIZER;CN=Anna:mailto:anna@firma.example',
      'ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:MAILTO:hilfe@laden.example',
      'ATTENDEE;EMAIL=raum@firma.example;PARTSTAT=accepted:invalid:nomail',
      'SEQUENCE:2',
      'STATUS:CONFIRMED',
      'END:VEVENT',
      'END:VCALENDAR',
      '--b--',
    ),
  );
  t.same(readCalendar(mail), {
    method: 'REQUEST',
    events: [
      {
        uid: 'treffen-1',
        summary: 'Gespräch, kurz',
        location: 'Zimmer 4',
        start: '2026-07-06T08:00:00Z',
        end: '2026-07-06T09:00:00Z',
        organizer: 'anna@firma.example',
        attendees: [
          { address: 'hilfe@laden.example', partstat: 'NEEDS-ACTION' },
          { address: 'raum@firma.example', partstat: 'ACCEPTED' },
        ],
        status: 'CONFIRMED',
        sequence: 2,
      },
    ],
  });
});

t.test('an invitation that is also attached is one card and one file', (t) => {
  const calendar = [
    ...['BEGIN:VCALENDAR', 'METHOD:REQUEST', 'BEGIN:VEVENT', 'UID:ride-1', 'SUMMARY:Test ride'],
    ...['DTSTART:20261124T090000Z', 'END:VEVENT', 'END:VCALENDAR', ''],
  ];
  const mail = (attached: string) =>
    mailOf(
      ...['Subject: Ride', 'Content-Type: multipart/mixed; boundary=a', '', '--a'],
      ...['Content-Type: multipart/alternative; boundary=b', '', '--b', 'Content-Type: text/plain', '', 'When?', '--b'],
      ...['Content-Type: text/calendar; method=REQUEST', '', ...calendar, '--b--', '--a'],
      ...['Content-Type: application/ics; name=invite.ics', 'Content-Disposition: attachment; filename=invite.ics'],
      ...['Content-Transfer-Encoding: base64', '', Buffer.from(attached).toString('base64'), '--a--'],
    );
  const shown = (attached: string) =>
    partsOf(readForChannel(mail(attached)), false).map((part) => (part.type === 'media' ? part.name : part.type));
  t.same(shown(calendar.join('\r\n')), ['text', 'event', 'invite.ics']);
  t.equal(shown(calendar.join('\r\n').replace('ride-1', 'ride-2')).length, 4, 'another calendar stays');
  t.end();
});

t.test('calendars that are damaged', async (t) => {
  const event = (...lines: string[]) =>
    readCalendarText(['BEGIN:VCALENDAR', 'BEGIN:VEVENT', ...lines, 'END:VEVENT', 'END:VCALENDAR'].join('\n'))
      ?.events[0];
  t.match(readCalendarText('BEGIN:VEVENT\nUID:1\nSUMMARY:never closed'), {
    method: null,
    events: [{ uid: '1', summary: 'never closed' }],
  });
  t.match(event('UID:1', 'no colon at all', 'SUMMARY:fold', 'ed without a blank'), {
    uid: '1',
    summary: 'folded without a blank',
  });
  t.match(event('UID:1', 'DTSTART:20260105'), { start: '2026-01-05' });
  t.match(event('UID:1', 'DTSTART;VALUE=DATE:20260105'), { start: '2026-01-05' });
  t.match(event('UID:1', 'DTSTART:20260105T090000'), { start: '2026-01-05T09:00:00' });
  t.match(event('UID:1', 'DTSTART;TZID=Nowhere:20260105T090000'), { start: '2026-01-05T09:00:00[Nowhere]' });
  t.match(event('UID:1', 'DTSTART;TZID=America/New_York:20260105T090000'), { start: '2026-01-05T14:00:00Z' });
  t.match(event('UID:1', 'DTSTART:rubbish', 'ATTENDEE:'), { uid: '1', start: null });
  t.match(readCalendarText('BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nEND:VEVENT\nEND:VCALENDAR\nX-CACHE:after the end'), {
    events: [{ uid: '1' }],
  });
  t.equal(readCalendarText('nothing of the kind'), null);
  t.equal(readCalendarText('BEGIN:VCALENDAR\nEND:VCALENDAR'), null);
  const zone = [
    'BEGIN:VTIMEZONE',
    'TZID:Z',
    'BEGIN:STANDARD',
    'DTSTART:19700101T000000',
    'TZOFFSETFROM:+0000',
    'TZOFFSETTO:+0100',
    'RRULE:FREQ=SECONDLY',
    'END:STANDARD',
    'END:VTIMEZONE',
  ];
  t.match(
    readCalendarText(
      [
        'BEGIN:VCALENDAR',
        ...zone,
        'BEGIN:VEVENT',
        'DTSTART;TZID=Z:20260105T090000',
        'END:VEVENT',
        'END:VCALENDAR',
      ].join('\n'),
    ),
    { events: [{ start: '2026-01-05T09:00:00[Z]' }] },
    'a rule without end is not followed',
  );
});

t.test('HTML keeps its form', async (t) => {
  t.equal(
    clean('<p align="center">Gr&uuml;&szlig;e <b>und</b> <font color="#ff0000" size="2">mehr</font></p>'),
    '<p align="center">Grüße <b>und</b> <font color="#ff0000" size="2">mehr</font></p>',
  );
  t.equal(
    clean(
      '<table width="600" cellpadding="0" bgcolor="#fff"><tbody><tr><td valign="top" colspan="2">x</td></tr></tbody></table>',
    ),
    '<table bgcolor="#fff" cellpadding="0" width="600"><tbody><tr><td colspan="2" valign="top">x</td></tr></tbody></table>',
  );
  t.equal(
    clean('<p style="color:#333; margin: 0 0 8px; font-family:\'Segoe UI\',sans-serif">x</p>'),
    '<p style="color:#333;margin:0 0 8px;font-family:\'Segoe UI\',sans-serif">x</p>',
  );
  t.equal(
    clean('<html><head><title>no</title><style>p{}</style></head><body class="x"><p>yes</p></body></html>'),
    '<p>yes</p>',
  );
  t.equal(
    clean('<a href="https://shop.example/?a=1&amp;b=2" class="button">Shop</a>'),
    '<a href="https://shop.example/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer nofollow">Shop</a>',
  );
  t.equal(
    clean('<a href="mailto:hilfe@laden.example">Schreiben</a>'),
    '<a href="mailto:hilfe@laden.example" target="_blank" rel="noopener noreferrer nofollow">Schreiben</a>',
  );
});

t.test('HTML loads nothing by itself', async (t) => {
  const { html, remoteImages } = sanitiseHtml(
    '<img src="https://t.example/p.gif" width="1"><img src="cid:logo@x"><img src="//cdn.example/b.png"><img src="data:image/png;base64,iVBORw0K"><img src="data:image/svg+xml;base64,PHN2Zz4=">',
  );
  t.equal(remoteImages, 2);
  t.equal(
    html,
    '<img width="1" data-remote-src="https://t.example/p.gif" /><img data-cid="logo@x" /><img data-remote-src="https://cdn.example/b.png" /><img src="data:image/png;base64,iVBORw0K" /><img />',
  );
  t.equal(
    clean('<td background="https://t.example/b.png" style="background:#eee url(https://t.example/c.png)">x</td>'),
    '<td style="background-color:#eee">x</td>',
  );
  t.equal(
    clean('<p style="background-image:url(https://t.example/c.png);list-style:url(x);width:10px">x</p>'),
    '<p style="width:10px">x</p>',
  );
  t.equal(
    clean('<img srcset="https://t.example/2x.png 2x" data-remote-src="javascript:1" data-cid="y">'),
    '<img />',
    'our own marks cannot be forged',
  );
});

t.test('HTML does nothing', async (t) => {
  t.equal(clean('<script>alert(1)</script><img src=x onerror=alert(1)><p onclick="x()">t</p>'), '<img /><p>t</p>');
  for (const address of [
    'javascript:alert(1)',
    ' java\tscript:alert(1)',
    '&#106;avascript:alert(1)',
    'vbscript:x',
    'data:text/html,x',
    '/relative',
    '#top',
  ]) {
    t.equal(clean(`<a href="${address}">x</a>`), '<a>x</a>', address);
  }
  t.equal(
    clean(
      '<p title="javascript:alert(1)" id="nav" name="n" class="c" hx-get="/x" data-hx-post="/y" hx-on:click="z">t</p>',
    ),
    '<p>t</p>',
  );
  t.equal(clean('<hx-partial hx-target="#nav"><p>t</p></hx-partial><template><p>hidden</p></template>'), '<p>t</p>');
  t.equal(clean('<form action="/x"><input name="a"><button>Go</button><textarea>t</textarea></form>'), 'Go');
  t.equal(
    clean(
      '<iframe srcdoc="<script>x</script>"></iframe><object data="x"></object><svg><script>x</script></svg><math><mtext>x</mtext></math>',
    ),
    '',
  );
  t.equal(
    clean(
      '<meta http-equiv="refresh" content="0;url=https://x.example"><base href="https://x.example"><link rel="stylesheet" href="x">t',
    ),
    't',
  );
  t.equal(
    clean(
      '<p style="position:fixed;top:0;behavior:url(x);width:expression(alert(1));color:red\\9;-moz-binding:url(x)">t</p>',
    ),
    '<p>t</p>',
  );
  t.notMatch(clean('<noscript><p title="</noscript><img src=x onerror=alert(1)>">'), /onerror/);
  t.notMatch(
    clean('<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">'),
    /<img[^>]*onerror/,
  );
});

t.test('HTML made to hurt', async (t) => {
  const million = 1_000_000;
  for (const piece of [
    '<div>',
    '<b>',
    '<a href="https://x.example/">',
    '<',
    '<!--',
    '&',
    '<table><tr><td>',
    '<iframe>',
    '<noscript></p>',
    '<p style="color:red',
    '</div>',
    "<a href='",
  ]) {
    const hostile = piece.repeat(million / piece.length);
    t.type(sanitiseHtml(hostile).html, 'string', piece);
    t.type(hostileHtmlToPlain(hostile), 'string', piece);
  }
});

t.test('text of HTML', async (t) => {
  const { text, html, visibleText } = readMail(
    mailOf(
      'Subject: x',
      'Content-Type: text/html; charset=utf-8',
      '',
      '<h1>Bestellung</h1><p>Hallo&nbsp;<a href="https://x.example">Welt</a></p><style>p{}</style><ul><li>eins<li>zwei</ul>',
    ),
  );
  t.match(text, /^Bestellung\n+Hallo\sWelt\n+ \* eins\n \* zwei/);
  t.match(html, '<h1>Bestellung</h1>');
  t.match(visibleText, /Bestellung/);
});

t.test('an empty plain form is no text', async (t) => {
  const { text } = readMail(
    mailOf(
      'Content-Type: multipart/alternative; boundary=b',
      '',
      '--b',
      '',
      ' ',
      '--b',
      'Content-Type: text/html',
      '',
      '<p>Hallo</p>',
      '--b--',
    ),
  );
  t.equal(text.trim(), 'Hallo');
});

t.test('ciphertext is not what somebody said', async (t) => {
  const { text, visibleText, encrypted } = readMail(
    mailOf(
      'Subject: x',
      '',
      'Siehe unten',
      '-----BEGIN PGP MESSAGE-----',
      '',
      'hQEMA1',
      '-----END PGP MESSAGE-----',
      'Gruß',
    ),
  );
  t.match(text, /hQEMA1/);
  t.notMatch(visibleText, /PGP|hQEMA1/);
  t.match(visibleText, /^Siehe unten\s+Gruß$/);
  t.equal(encrypted, 'pgp');
});

t.test('verdicts that a trusted server left', async (t) => {
  const read = (trusted: string[], ...lines: string[]) =>
    readAuthentication(parseMail(mailOf('X-First: x', ...lines, 'From: Anna <anna@firma.example>', '', 'x')), trusted);
  const gmail = [
    'Authentication-Results: mx.google.com;',
    '       dkim=pass header.i=@mail.firma.example header.s=s1 header.b=abc;',
    '       spf=pass (google.com: domain of x; y designates 192.0.2.1) smtp.mailfrom=bounce@firma.example;',
    '       dmarc=pass (p=REJECT sp=REJECT) header.from=firma.example',
  ];
  t.match(read(['mx.google.com'], ...gmail), {
    authservId: 'mx.google.com',
    spf: { result: 'pass', domain: 'firma.example' },
    dkim: { result: 'pass', domain: 'mail.firma.example' },
    dmarc: { result: 'pass', domain: 'firma.example' },
    arc: null,
    fromDomain: 'firma.example',
    aligned: true,
  });
  t.match(read(['.google.com'], ...gmail), { authservId: 'mx.google.com' });
  t.equal(read(['.le.com'], ...gmail), null);
  t.equal(read(['mx.other.example'], ...gmail), null, 'nobody trusts this server');
  const forged = [
    'Authentication-Results: mx.our.example; dmarc=fail header.from=firma.example',
    'Received: from x',
    'Authentication-Results: mx.our.example; dmarc=pass header.from=firma.example',
  ];
  t.match(
    read(['mx.our.example'], ...forged),
    { dmarc: { result: 'fail' }, aligned: false },
    'what came with the mail does not count',
  );
  const split = [
    'Authentication-Results: mx.our.example; dkim=fail header.d=firma.example; dkim=pass header.d=list.example',
    'Authentication-Results: mx.our.example; spf=softfail smtp.mailfrom=x@list.example',
  ];
  t.match(read(['mx.our.example'], ...split), {
    dkim: { result: 'pass', domain: 'list.example' },
    spf: { result: 'softfail' },
    aligned: false,
  });
  const office =
    'Authentication-Results: spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=firma.example; dkim=none; dmarc=bestguesspass action=none header.from=firma.example;compauth=pass reason=109';
  t.match(read([''], office), { authservId: '', spf: { result: 'pass' }, dkim: { result: 'none' }, aligned: true });
  t.match(read(['mx.our.example'], 'Authentication-Results: mx.our.example; arc=pass (i=1); none'), {
    arc: { result: 'pass' },
    aligned: false,
  });
  t.match(read(['mx.our.example'], `Authentication-Results: mx.our.example; ${'('.repeat(50_000)}`), { spf: null });
});

t.test('verdicts of our own', async (t) => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const message = mailOf(
    'From: Anna <anna@firma.example>',
    'To: hilfe@laden.example',
    'Subject: x',
    'Date: Mon, 5 Jan 2026 09:15:00 +0100',
    'Message-ID: <1@firma.example>',
    '',
    'Hallo',
  );
  const signature = {
    signingDomain: 'firma.example',
    selector: 's1',
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem' }),
  };
  const signed = await dkimSign(message, { ...signature, signatureData: [signature] });
  const key = publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
  const zone: Record<string, string[][]> = {
    's1._domainkey.firma.example TXT': [[`v=DKIM1; k=rsa; p=${key}`]],
    'firma.example TXT': [['v=spf1 ip4:192.0.2.1 -all']],
    '_dmarc.firma.example TXT': [['v=DMARC1; p=reject']],
  };
  const resolver = async (name: string, type: string) => {
    const found = zone[`${name} ${type}`];
    if (found) return found;
    throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
  };
  const raw = Buffer.concat([Buffer.from(signed.signatures), message]);
  const received = { helo: 'mail.firma.example', mailFrom: 'anna@firma.example', host: 'mx.laden.example', resolver };
  const good = await verifyMail(raw, parseMail(raw), { ip: '192.0.2.1', ...received });
  t.match(good, {
    authservId: null,
    spf: { result: 'pass' },
    dkim: { result: 'pass', domain: 'firma.example' },
    dmarc: { result: 'pass' },
    aligned: true,
  });
  const spoofed = await verifyMail(message, parseMail(message), { ip: '198.51.100.9', ...received });
  t.match(spoofed, { spf: { result: 'fail' }, dmarc: { result: 'fail' }, aligned: false });
  const silent = { ...received, resolver: () => new Promise<never>(() => {}), timeout: 20 };
  t.match(await verifyMail(raw, parseMail(raw), { ip: '192.0.2.1', ...silent }), {
    spf: { result: 'temperror' },
    aligned: false,
  });
});

t.test('a thread reads', async (t) => {
  const reader = createReader({ idleTime: 50 });
  t.teardown(() => reader.close());
  const file = Buffer.from('%PDF-1.7 content');
  const raw = mailOf(
    'Subject: Rechnung',
    'From: a@x.example',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    '--b',
    '',
    'Text',
    '--b',
    'Content-Type: application/pdf; name=r.pdf',
    '',
    file,
    '--b--',
  );
  const [first, second] = await Promise.all([reader.read(raw), reader.read(mailOf('Subject: second', '', 'x'))]);
  t.match(first, {
    subject: 'Rechnung',
    text: 'Text',
    kind: 'message',
    attachments: [{ name: 'r.pdf', bytes: file.length }],
  });
  t.equal(second.subject, 'second');
  t.same(Buffer.from((await reader.readAttachment(raw, 0))!), file);
  t.equal(await reader.readAttachment(raw, 1), null);
  const forChannel = await reader.readForChannel(raw);
  t.match(forChannel, { reading: { subject: 'Rechnung' }, files: [{ name: 'r.pdf' }] });
  t.ok(forChannel.files[0]?.content.equals(file));
  t.match(await reader.readBody({ subject: 'Re: x', text: 'Danke!\n\n> Frage', html: null }), {
    visibleText: 'Danke!',
  });
});

t.test('a thread that hangs is replaced', async (t) => {
  const reader = createReader({ timeLimit: 1 });
  t.teardown(() => reader.close());
  const slow = mailOf('Subject: slow', 'From: a@x.example', 'Content-Type: text/html', '', '<p>x</p>'.repeat(300_000));
  const reading = await reader.read(slow);
  t.match(reading, { subject: 'slow', from: { address: 'a@x.example' }, html: null });
  t.match(reading.defects, [{ code: 'too-slow' }]);
  const forChannel = await reader.readForChannel(slow);
  t.match(forChannel.files, [{ name: 'mail.eml', type: 'message/rfc822' }], 'the whole mail is kept at hand');
  const closing = reader.read(slow);
  await reader.close();
  t.match((await closing).subject, 'slow', 'nobody waits for ever');
});

t.test('a reader that was closed answers roughly and starts no thread that nobody ends', async (t) => {
  const reader = createReader();
  await reader.close();
  const reading = await reader.read(mailOf('Subject: Late', '', 'Hello'));
  t.match(reading.defects, [{ code: 'closed' }]);
  t.notOk(process.getActiveResourcesInfo().includes('MessagePort'), 'no thread runs');
});

t.test('mails are inspected in order', async (t) => {
  const folder = t.testdir();
  const good = join(folder, 'good.eml');
  const body = join(folder, 'body.txt');
  const list = join(folder, 'list.ndjson');
  writeFileSync(good, mailOf('Subject: good', 'In-Reply-To: <a@x> <b@x>', '', 'x'));
  writeFileSync(body, 'Danke!\n\n> Frage');
  writeFileSync(
    list,
    [
      JSON.stringify({ file: good }),
      join(folder, 'missing.eml'),
      JSON.stringify({ file: body, as: 'text', subject: 'Re: x' }),
    ].join('\n'),
  );
  const out = new PassThrough();
  const [, printed] = await Promise.all([inspect(listed(list), out).then(() => out.end()), allOf(out)]);
  const lines = printed
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  t.match(lines[0], { file: good, subject: 'good', inReplyTo: '<a@x> <b@x>', kind: 'message' });
  t.match(lines[1], { error: /ENOENT/ });
  t.match(lines[2], { subject: 'Re: x', visibleText: 'Danke!' });
  t.equal(lines.length, 3);
});
