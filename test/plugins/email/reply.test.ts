// Cutting replies: what the writer said stays, quotations and signatures go, in plain text and in HTML (EM-7, EM-10).
import t from 'tap';
import { cutReply, cutReplyHtml } from '../../../plugins/email/reading/reply/reply.ts';
import { htmlReplies, withoutClasses } from './html-replies.ts';
import { readCases, readList } from './mail-cases.ts';
import { slowdown } from './slowdown.ts';

const own = 'Danke, das passt so.\nBitte liefern Sie am Freitag.';
const quoted = 'Hallo Herr Test,\n\nwann passt es Ihnen?';

const visible = (text: string): string => cutReply({ text, html: null, subject: 'Re: Termin' }).visibleText;
const flat = (text: string): string => text.replace(/[\s\u00a0\ufeff]+/g, ' ').trim();

/** As the writer of HTML writes it: letters instead of named entities. */
const decoded = (html: string): string => html.replaceAll('&auml;', 'ä').replaceAll('&quot;', '"');

for (const file of ['replies-german.txt', 'replies-english.txt', 'replies-world.txt']) {
  t.test(file, async (t) => {
    for (const { name, fields, sections } of readCases(file)) {
      const cut = cutReply({ text: sections['mail'] ?? '', html: null, subject: fields['subject'] ?? '' });
      t.equal(cut.visibleText, sections['visible'], name);
      if (sections['signature'] !== undefined) t.equal(cut.signature, sections['signature'], `${name}: signature`);
    }
  });
}

t.test('the line above a quotation, as programs write it in many languages', async (t) => {
  for (const line of readList('attributions.txt')) {
    const marked = quoted.replace(/^/gm, '> ');
    t.equal(visible(`${own}\n\n${line}\n\n${marked}\n`), own, line);
    t.equal(visible(`${own}\n${line}\n${marked}\n`), own, `${line} (no empty line)`);
    t.equal(
      visible(`${own}\r\n\r\n${line}\r\n> \r\n${marked}`.replace(/ </g, '\u00a0<')),
      own,
      `${line} (odd white space)`,
    );
    t.equal(visible(`${own}\n\n> ${line}\n> \n${marked}\n`), own, `${line} (marked itself)`);
    if (line.includes('@')) t.equal(visible(`${own}\n\n${line}\n\n${quoted}\n`), own, `${line} (unmarked)`);
  }
});

t.test('HTML of many programs, also after a sanitiser took ids, classes and styles away', async (t) => {
  for (const [name, html] of Object.entries(htmlReplies)) {
    for (const body of [html, withoutClasses(html)]) {
      const cut = cutReply({ text: null, html: body, subject: 'AW: Termin' });
      t.equal(flat(cut.visibleText), flat(own), name);
      const { visibleHtml, quotedHtml, signatureHtml } = cutReplyHtml(body, 'AW: Termin');
      t.match(visibleHtml, '<b>passt</b>', `${name}: keeps the writer's formatting`);
      t.notMatch(visibleHtml, 'wann passt', `${name}: folds the quotation`);
      t.match(quotedHtml, 'wann passt', `${name}: keeps the quotation`);
      t.notMatch(quotedHtml + signatureHtml, 'Freitag', `${name}: folds only the quotation`);
      t.notMatch(visibleHtml, /Einkauf|gesendet|sichere E-Mail/i, `${name}: folds the signature`);
      if (/Einkauf/.test(body)) t.match(signatureHtml, 'Einkauf', `${name}: keeps the signature`);
    }
  }
});

t.test('HTML that is not cut', async (t) => {
  const forward =
    '<p>FYI</p><div class="gmail_quote">---------- Forwarded message ---------<br>From: A &lt;a@example.org&gt;<br>Subject: Lamp<br><p>Broken.</p></div>';
  t.same(cutReplyHtml(forward, 'Fwd: Lamp'), { visibleHtml: forward, quotedHtml: '', signatureHtml: '' }, 'a forward');
  const indented =
    '<p>Two points:</p><blockquote style="margin:0 0 0 40px;border:none;padding:0px">One. Two.</blockquote>';
  t.same(cutReplyHtml(indented), { visibleHtml: indented, quotedHtml: '', signatureHtml: '' }, 'an indented paragraph');
  const inline = '<blockquote>When?</blockquote><p>On Friday.</p><blockquote>Where?</blockquote><p>In Hamburg.</p>';
  t.equal(
    flat(cutReply({ text: null, html: inline, subject: 'Re: x' }).visibleText),
    'When? On Friday. Where? In Hamburg.',
    'answers between quotations',
  );
  const only =
    '<div class="gmail_quote">On 5 Mar 2024, Anna &lt;a@example.org&gt; wrote:<blockquote>When?</blockquote></div>';
  t.equal(cutReplyHtml(only).visibleHtml, only, 'nothing but a quotation');
  const picture = '<img src="cid:1"><blockquote type="cite">When?</blockquote>';
  t.notMatch(cutReplyHtml(picture).visibleHtml, 'When', 'a picture is an answer');
  const shots = '<p>It looks so:</p><div><img src="cid:1"></div><div><br></div><div><img src="cid:2"></div>';
  t.same(cutReplyHtml(shots).signatureHtml, '', 'pictures below the words are no signature');
  const logo = '<p>Yes.</p><div class="gmail_signature">Bo Test<br><img src="cid:1"></div>';
  t.match(cutReplyHtml(logo).signatureHtml, 'cid:1', 'a picture inside the signature is part of it');
});

t.test('text and HTML together', async (t) => {
  const text = 'Passt.\n\nVon Anna Berg\nWann?';
  const html = '<p>Passt.</p><div class="gmail_quote">Von Anna Berg<br>Wann?</div>';
  t.equal(
    cutReply({ text, html, subject: 'AW: x' }).visibleText,
    'Passt.',
    'the markup knows what the text does not tell',
  );
  t.equal(cutReply({ text: ' ', html, subject: 'AW: x' }).visibleText, 'Passt.', 'an empty text part');
  t.same(cutReply({ text: null, html: null, subject: '' }), { visibleText: '', quotedText: '', signature: '' });
});

t.test('nothing is lost', async (t) => {
  for (const { name, fields, sections } of readCases('replies-german.txt')) {
    const text = sections['mail'] ?? '';
    const { visibleText, quotedText, signature } = cutReply({ text, html: null, subject: fields['subject'] ?? '' });
    const words = (value: string): string => flat(value).split(' ').sort().join(' ');
    t.equal(words(`${visibleText} ${quotedText} ${signature}`), words(text), name);
  }
});

t.test('no word of an HTML body is lost or doubled', async (t) => {
  const words = (html: string): string[] =>
    flat(html.replace(/<[^>]*>/g, ' ').replaceAll('&nbsp;', ' '))
      .split(' ')
      .sort();
  for (const [name, html] of Object.entries(htmlReplies)) {
    const { visibleHtml, quotedHtml, signatureHtml } = cutReplyHtml(html, 'AW: Termin');
    t.same(words(`${visibleHtml} ${quotedHtml} ${signatureHtml}`), words(decoded(html)), name);
  }
});

t.test('hostile bodies take linear time', async (t) => {
  const plain = [
    '\n',
    ' ',
    '>',
    '>\n',
    'On 5 Mar 2024 wrote:\n',
    'Von: a\n',
    'From: a@b.c, ',
    '-----\n',
    '<a@',
    'Mit freundlichen Grüßen\n',
    'Sent from ',
  ];
  for (const unit of plain) {
    t.ok(slowdown(unit, (text) => cutReply({ text, html: null, subject: 'Re: x' })) < 10, JSON.stringify(unit));
  }
  for (const unit of [
    '<div>',
    '<blockquote>',
    '<br>',
    '<',
    '<a ',
    '<td>',
    '<pre>\n',
    '<p>a',
    '<div class="gmail_quote">x</div>y',
  ]) {
    t.ok(slowdown(unit, (html) => cutReply({ text: null, html, subject: 'Re: x' })) < 10, unit);
    t.ok(slowdown(unit, (html) => cutReplyHtml(html)) < 10, `${unit} divided`);
  }
});
