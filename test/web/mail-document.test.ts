// How a mail is shown: in its reader's colours unless it brought its own, without empty lines around it (RE-7).
import { test, type Test } from 'tap';
import { partsOf } from '../../plugins/email/mail/parts.ts';
import { readForChannel } from '../../plugins/email/reading/channel-reading.ts';
import type { ThreadItem } from '../../core/conversations/conversations.ts';
import type { NewPart } from '../../core/conversations/shapes.ts';
import { withoutBlankEnds } from '../../core/web/present/blank-ends.ts';
import { mailDocument } from '../../core/web/present/mail-document.ts';
import { openWeb, signIn } from './web-desk.ts';

const item = { attachments: [] } as unknown as ThreadItem;
const schemeOf = (html: string) => /name="color-scheme" content="([^"]+)"/.exec(mailDocument(html, item, false))?.[1];

test('A mail without colours of its own follows the theme of its reader', async (t) => {
  t.equal(schemeOf('<p>Hello, my favourite color: red</p><table border="1"><tr><td>1</td></tr></table>'), 'light dark');
});

test('A mail with colours of its own keeps the white paper it was written for', async (t) => {
  for (const html of [
    '<table bgcolor="#ffffff"><tr><td>Sale</td></tr></table>',
    '<p style="margin:0;color:#333">Sale</p>',
    '<div style="background:#fafafa">Sale</div>',
    '<div style="background-color : white">Sale</div>',
    '<font color="navy">Sale</font>',
  ]) {
    t.equal(schemeOf(html), 'light', html);
  }
});

test('Empty lines above and below a mail are not shown, whatever they are made of', async (t) => {
  const bodyOf = (html: string) => /<body[^>]*>(.*)<\/body>/s.exec(mailDocument(html, item, false))?.[1];
  for (const [html, shown] of [
    ['<br><br>Hello<br>', 'Hello'],
    ['<div><div><br></div><p>&nbsp;</p>\n<p>Hello</p><p> </p><div>\u200b<br></div></div>', '<div><p>Hello</p></div>'],
    ['<p>One</p><p><br></p><p>Two</p>', '<p>One</p><p><br /></p><p>Two</p>'],
    ['<blockquote style="border-left:1px solid"> </blockquote><br>Hello', 'Hello'],
    ['<br><img src="cid:a">', '<img src="cid:a" />'],
    ['<div style="height:8px;background:red"></div>Hello', '<div style="height:8px;background:red"></div>Hello'],
    ['<table><tbody><tr><td> </td><td>1</td></tr></tbody></table>', undefined],
    ['<div><br></div>', ''],
    ['Hello', 'Hello'],
    ['', ''],
  ] as const) {
    t.equal(bodyOf(html), shown ?? html, html);
  }
});

test('Emptiness without end stays, and is well-formed HTML', async (t) => {
  for (const [before, after] of [
    ['<br>'.repeat(5_000), ''],
    ['<div>'.repeat(5_000), '</div>'.repeat(5_000)],
    ['<p>\n</p>'.repeat(5_000), ''],
  ] as const) {
    const shown = withoutBlankEnds(`${before}Hello${after}`);
    t.match(shown, 'Hello');
    t.equal(shown.match(/<(?:div|p)>/g)?.length, shown.match(/<\/(?:div|p)>/g)?.length);
  }
});

/** A page with one mail, read as the channel reads it. */
async function pageWith(t: Test, type: string, body: string) {
  const web = await openWeb(t);
  const { conversations, contacts, clock } = web.desk;
  const inbox = await conversations.inboxes.create({ name: 'Support', actor: 'desk' });
  const contact = await contacts.create({ name: 'Lena', addresses: [] }, 'desk');
  const about = { inboxId: inbox.id, accountId: null, contactId: contact.id, subject: 'Re: Brakes' };
  const { id } = await conversations.start({ ...about, at: clock.now(), actor: 'desk' });
  const head = `From: lena@web.example\r\nSubject: Re: Brakes\r\nContent-Type: ${type}; charset=utf-8`;
  const mail = readForChannel(Buffer.from(`${head}\r\n\r\n${body}`));
  const message = await conversations.record({
    conversationId: id,
    kind: 'message',
    direction: 'in',
    accountId: null,
    authorContactId: contact.id,
    at: clock.now(),
    parts: partsOf(mail, false) as NewPart[],
  });
  const visitor = await signIn(web, await web.user('Mara'));
  const { body: page } = await visitor.get(`/conversations/${id}`);
  const frame = async (query = '') => visitor.get(`/messages/${message.publicId}/body${query}`);
  return { page, frame };
}

const QUOTE = '<div class="gmail_attr">On 5 Mar 2024, Support &lt;s@desk.test&gt; wrote:</div>';
const HTML_MAIL = `<div>Thank you, <b>Monday</b> is fine.</div><br>
<div class="gmail_signature" onclick="x()">Lena Hofmann<br>Tel. 030 1234<img src="https://tracker.example/p.png" width="9"></div>
<div class="gmail_quote">${QUOTE}<blockquote>When may we come?<script>x()</script></blockquote></div>`;

test('Quotation and signature of an HTML mail are folded behind one control, in a frame of their own (EM-10)', async (t) => {
  const { page, frame } = await pageWith(t, 'text/html', HTML_MAIL);
  const fold = /<details class="fold">.*?<\/details>/s.exec(page)?.[0] ?? '';
  t.equal(page.match(/<details class="fold">/g)?.length, 1);
  t.match(fold, /Quoted text, \d lines · Signature/);
  t.match(
    fold,
    /<iframe [^>]*body\?part&#x3D;folded" title="Quoted text, [^"]+" sandbox="allow-same-origin allow-popups/,
  );
  const shown = await frame();
  t.match(shown.body, '<b>Monday</b> is fine');
  t.notMatch(shown.body, /Hofmann|When may we come/);
  const folded = await frame('?part=folded');
  t.match(folded.body, /Lena Hofmann.*When may we come/s);
  t.notMatch(folded.body, /script|onclick|src="https|Monday/);
  t.match(folded.headers['content-security-policy'], /default-src 'none'/);
  t.match((await frame('')).body, 'Monday', 'the other one is as before');
});

test('The signature of a text mail is folded with its quotation (EM-10)', async (t) => {
  const { page } = await pageWith(
    t,
    'text/plain',
    'Monday is fine.\n\n-- \nLena Hofmann\nTel. 030 1234\n\nOn 5 Mar 2024, Support <s@desk.test> wrote:\n> When may we come?\n',
  );
  const fold = /<details class="fold">.*?<\/details>/s.exec(page)?.[0] ?? '';
  t.match(fold, /Quoted text, 2 lines · Signature.*class="signature".*Lena Hofmann.*<blockquote>.*When may we come/s);
  t.notMatch(page.replace(fold, ''), /Lena Hofmann<|030 1234|When may we come/);
});
