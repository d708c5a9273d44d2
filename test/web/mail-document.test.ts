// In which colours a mail is shown: its reader's, unless it brought its own (RE-7).
import { test } from 'tap';
import type { ThreadItem } from '../../core/conversations/conversations.ts';
import { mailDocument } from '../../core/web/present/mail-document.ts';

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
