// WhatsApp and Messenger through a whole desk: the webhook, what becomes of what it says, answers and their fate.
import { createHmac } from 'node:crypto';
import t from 'tap';
import { loadPlugins } from '../../../core/channels/channels.ts';
import { statusOf } from '../../../plugins/meta/simulator/people.ts';
import { FILES } from '../../../plugins/meta/simulator/sample-files.ts';
import { bodyOf, reportBody, signed, written } from '../../../plugins/meta/simulator/webhooks.ts';
import { SIMULATED, type Channel } from '../../../plugins/meta/simulator/world.ts';
import { addUser, REAL_PLUGINS } from '../../support/desk.ts';
import { signIn, type WebDesk } from '../../web/web-desk.ts';
import { metaDesk, type MetaDesk } from './meta-desk.ts';
import { message } from './whatsapp-payloads.ts';

const CHANNELS: Channel[] = ['whatsapp', 'messenger'];
const HEADER = 'x-hub-signature-256';

function messagesOf({ desk }: MetaDesk) {
  return desk.database.rows<{
    id: number;
    conversation_id: number;
    text: string;
    external_id: string;
    direction: string;
    parts: string;
    reactions: string;
    deleted_at: number | null;
    edited_at: number | null;
  }>('select * from message where kind = ? order by id', ['message']);
}

const visitorOf = (meta: MetaDesk, id: number) =>
  signIn({ ...meta, server: meta.web.server } as unknown as WebDesk, { id });

const conversationOf = async (meta: MetaDesk) => (await messagesOf(meta))[0]!.conversation_id;

async function answer({ desk }: MetaDesk, conversationId: number, html: string) {
  const userId = await addUser(desk, `Agent ${Math.random()}`, 'administrator');
  const sent = await desk.outbound.send({ conversationId, userId, html });
  await desk.jobs.idle();
  return sent;
}

const fates = ({ desk }: MetaDesk) =>
  desk.database.rows<{ status: string; reason: string | null; external_id: string }>(
    'select status, reason, external_id from delivery order by id',
  );

t.test('Meta asks whether the address is ours, and hears so with the right word only', async (t) => {
  const meta = await metaDesk(t);
  for (const channel of CHANNELS) {
    const context = meta.desk.channels.context(meta.accounts[channel]!)!;
    const asked = (token: string, mode = 'subscribe') =>
      meta.web.server.inject({
        url: `/channels/${channel}/webhook`,
        query: { 'hub.mode': mode, 'hub.verify_token': token, 'hub.challenge': '1158201444' },
      });
    const right = await asked(context.sign('webhook', 'verify'));
    t.equal(right.statusCode, 200);
    t.equal(right.body, '1158201444');
    t.match(right.headers['content-type'], /^text\/plain/);
    t.equal((await asked('guessed')).statusCode, 403);
    t.equal((await asked(context.sign('webhook', 'verify'), 'unsubscribe')).statusCode, 403);
  }
});

t.test('a signature counts over the bytes, and over their escaped form', async (t) => {
  const meta = await metaDesk(t, ['whatsapp']);
  const body = (id: string) => bodyOf('whatsapp', [{ messages: [message('text', { body: 'Grüße 👋' }, { id })] }], 0);
  const sign = (bytes: Uint8Array, secret: string = SIMULATED.appSecret) => ({
    'content-type': 'application/json',
    [HEADER]: `sha256=${createHmac('sha256', secret).update(bytes).digest('hex')}`,
  });
  const plain = Buffer.from(JSON.stringify(body('wamid.1')));
  t.equal((await meta.call('whatsapp', plain, sign(plain))).statusCode, 200, 'over the bytes as they are');
  const escaped = written(body('wamid.2'));
  const unescaped = Buffer.from(JSON.stringify(body('wamid.2')));
  t.not(escaped.length, unescaped.length);
  t.equal((await meta.call('whatsapp', unescaped, sign(escaped))).statusCode, 200, 'over the escaped form of it');
  t.equal((await meta.call('whatsapp', escaped, sign(escaped))).statusCode, 200, 'escaped and sent so');
  t.equal((await meta.call('whatsapp', escaped, sign(unescaped))).statusCode, 401, 'not the other way round');
  t.equal((await meta.call('whatsapp', plain, sign(plain, 'another'))).statusCode, 401, 'with another secret');
  await meta.desk.jobs.idle();
  t.strictSame(
    (await messagesOf(meta)).map(({ text }) => text),
    ['Grüße 👋', 'Grüße 👋'],
  );
});

t.test('signed rubbish is put aside for people to look at, never thrown at', async (t) => {
  const meta = await metaDesk(t, ['whatsapp']);
  for (const body of ['Hello', '[]', '{"entry":7}', '{"entry":[{"changes":[{"field":"messages","value":7}]}]}']) {
    const bytes = Buffer.from(body);
    const signature = `sha256=${createHmac('sha256', SIMULATED.appSecret).update(bytes).digest('hex')}`;
    t.equal(
      (await meta.call('whatsapp', bytes, { [HEADER]: signature, 'content-type': 'text/plain' })).statusCode,
      200,
    );
  }
  await meta.desk.jobs.idle();
  const rows = await meta.desk.database.rows<{ status: string }>('select status from arrival');
  t.equal(rows.length, 4);
  t.ok(rows.every(({ status }) => status === 'quarantined' || status === 'ignored'));
});

t.test(
  'a webhook with a thousand messages yields a thousand, each once however often it comes (CH-12, CH-14)',
  async (t) => {
    const meta = await metaDesk(t, ['whatsapp']);
    const many = Array.from({ length: 1000 }, (_, at) =>
      message(
        'text',
        { body: `${at}` },
        { id: `wamid.${at}`, from: `49151${String(1_000_000 + (at % 50))}`, from_user_id: undefined },
      ),
    );
    t.equal(await meta.bring('whatsapp', { messages: many }), 200);
    t.equal(await meta.bring('whatsapp', { messages: many.toReversed() }), 200);
    t.equal(await meta.bring('whatsapp', { messages: [many[7]!] }, { messages: [many[8]!] }), 200);
    const rows = await messagesOf(meta);
    t.equal(rows.length, 1000);
    t.equal(new Set(rows.map(({ conversation_id: id }) => id)).size, 50, 'one conversation a person');
    const one = rows
      .filter(({ conversation_id: id }) => id === rows[0]!.conversation_id)
      .map(({ text }) => Number(text));
    t.strictSame(
      one,
      one.toSorted((a, b) => a - b),
      'in order within a conversation (CH-16)',
    );
  },
);

t.test('people are known by number and by id, whichever comes (WA-10, WA-15)', async (t) => {
  const meta = await metaDesk(t, ['whatsapp']);
  const say = (id: string, more: object) =>
    meta.bring('whatsapp', { messages: [{ ...message('text', { body: id }, { id }), ...more }] });
  await say('both', {});
  await say('id only', { from: '' });
  await say('number only', { from_user_id: undefined });
  const contacts = () => meta.desk.database.rows<{ id: number }>('select id from contact');
  t.equal((await contacts()).length, 1);
  await meta.bring('whatsapp', {
    messages: [message('system', { type: 'user_changed_number', wa_id: '4915100000009' })],
  });
  await say('new number', { from: '4915100000009', from_user_id: undefined });
  t.equal((await contacts()).length, 1, 'a new number stays the same person');
  t.equal(new Set((await messagesOf(meta)).map(({ conversation_id: id }) => id)).size, 1);

  const people = () => meta.desk.database.rows<{ id: number }>('select id from contact where merged_into_id is null');
  const moves = (from: string, to: string) =>
    meta.bring('whatsapp', {
      messages: [
        message(
          'system',
          { type: 'user_changed_number', wa_id: to },
          { id: `wamid.${from}.${to}`, from, from_user_id: undefined },
        ),
      ],
    });
  await say('before it is told', { from: '4915100000010', from_user_id: undefined });
  t.equal((await people()).length, 2);
  await moves('4915100000009', '4915100000010');
  t.equal((await people()).length, 1, 'whose change is told late is one person as well');
  t.equal(await meta.desk.contacts.find({ kind: 'phone', value: '+4915100000009' }, 1), null, 'not theirs any more');
  const [one] = await people();
  t.match(
    (await meta.desk.contacts.history(one!.id, { limit: 9 })).map(({ kind }) => kind),
    ['renumbered', 'merged'],
  );

  const known = {
    name: 'Ana',
    addresses: [
      { kind: 'phone', value: '+55 11 98765-4321' } as const,
      { kind: 'phone', value: '+4915100000011' } as const,
    ],
  };
  const ana = await meta.desk.contacts.create(known, 'desk');
  await say('Oi', { from: '551187654321', from_user_id: undefined });
  const { conversation_id: id } = (await messagesOf(meta)).at(-1)!;
  t.equal((await meta.desk.conversations.get(id))!.contactId, ana.id, 'Brazil without its 9 (WA-10)');
  meta.clock.advance(60_000);
  const later = String(Math.floor(meta.clock.now().getTime() / 1000));
  await say('still here', { from: '4915100000010', from_user_id: undefined, timestamp: later });
  await moves('4915100000010', '4915100000011');
  t.equal((await people()).length, 2, 'somebody known before is not taken for them');
  t.match(await meta.desk.contacts.duplicates(one!.id), [{ contact: { id: ana.id } }]);
});

t.test(
  'files are fetched within their time, with their caption; one that is gone leaves a placeholder (WA-7)',
  async (t) => {
    const meta = await metaDesk(t);
    for (const channel of CHANNELS) {
      await meta.does(meta.person(channel), { do: 'file', type: 'image', file: FILES.picture!, words: 'The dent' });
      await meta.does(meta.person(channel), { do: 'file', type: 'document', file: FILES.document! });
    }
    await meta.bring('whatsapp', { messages: [message('image', { id: '404', mime_type: 'image/png' })] });
    const files = await meta.desk.database.rows<{ kind: string; state: string; bytes: number; type: string }>(
      'select kind, state, bytes, type from attachment order by id',
    );
    const picture = { kind: 'image', state: 'ready', type: 'image/png', bytes: FILES.picture!.bytes.length };
    const bill = { kind: 'file', state: 'ready', type: 'application/pdf' };
    t.match(files, [picture, bill, picture, bill, { kind: 'image', state: 'missing' }]);
    t.match(
      (await messagesOf(meta)).map(({ text }) => text),
      ['The dent', '', 'The dent', '', ''],
    );
  },
);

t.test('what is changed, taken back and reacted to on a phone is so in the desk (WA-11, MS-6)', async (t) => {
  const meta = await metaDesk(t);
  for (const channel of CHANNELS) {
    const person = meta.person(channel);
    await meta.does(person, { do: 'text', words: 'Frist' });
    const { external_id: of } = (await messagesOf(meta)).at(-1)!;
    await meta.does(person, { do: 'edit', of, words: 'First' });
    await meta.does(person, { do: 'react', to: of, emoji: '👍' });
    const changed = (await messagesOf(meta)).at(-1)!;
    t.equal(changed.text, 'First');
    t.ok(changed.edited_at);
    t.match(JSON.parse(changed.reactions), [{ emoji: '👍' }]);
    await meta.does(person, { do: 'take back', of });
    t.ok((await messagesOf(meta)).at(-1)!.deleted_at);
  }
});

t.test('a changed caption is told once, beside the file that stays', async (t) => {
  const meta = await metaDesk(t, ['whatsapp']);
  await meta.does(meta.person('whatsapp'), { do: 'file', type: 'image', file: FILES.picture!, words: 'Frist' });
  const { external_id: of } = (await messagesOf(meta)).at(-1)!;
  await meta.bring('whatsapp', {
    messages: [
      message('edit', { original_message_id: of, message: { type: 'image', image: { id: '1', caption: 'First' } } }),
    ],
  });
  const { text, parts } = (await messagesOf(meta)).at(-1)!;
  t.equal(text, 'First');
  t.match(JSON.parse(parts), [
    { type: 'text', text: 'First' },
    { type: 'media', caption: undefined },
  ]);
});

t.test('an answer leaves once with our mark; statuses move it forward in any order (WA-8, WA-15)', async (t) => {
  const meta = await metaDesk(t, ['whatsapp']);
  const person = meta.person('whatsapp');
  await meta.does(person, { do: 'text', words: 'Hello?' });
  const conversation = await conversationOf(meta);
  await answer(meta, conversation, '<p>We are <b>here</b>, see <a href="https://shop.example/x">our page</a></p>');
  const sent = meta.world.said.at(-1)!;
  t.equal(sent.words, 'We are *here*, see our page (https://shop.example/x)');
  t.match(sent.content, { to: '+4915112345678', biz_opaque_callback_data: sent.key });
  for (const status of ['read', 'sent', 'delivered'])
    await meta.bring('whatsapp', { statuses: [statusOf(meta.world, person, sent.id, status)] });
  t.match(await fates(meta), [{ status: 'read', external_id: sent.id }]);
});

t.test(
  'lists and quotations keep their signs and empty lines stay, whatever blocks the editor makes (RE-2)',
  async (t) => {
    const meta = await metaDesk(t, ['whatsapp']);
    await meta.does(meta.person('whatsapp'), { do: 'text', words: 'Hello?' });
    const conversation = await conversationOf(meta);
    const said = async (html: string) => {
      await answer(meta, conversation, html);
      return meta.world.said.at(-1)!.words;
    };
    t.equal(
      await said('<blockquote><div>You <b>said</b></div><div>two lines</div></blockquote><div>Yes</div>'),
      '> You *said*\n> two lines\nYes',
    );
    t.equal(
      await said('<ul><li><div>One</div></li><li><b>Two</b></li></ul><ol><li>A</li><li>B</li></ol>'),
      '- One\n- *Two*\n1. A\n2. B',
    );
    t.equal(await said('<div><i>Hello</i></div>\n<div><br></div>\n<div>Bye<br>bye</div>'), '_Hello_\n\nBye\nbye');
    t.equal(await said('<blockquote><b>a<br>b</b></blockquote>'), '> *a*\n> *b*');
  },
);

t.test('a status that comes for a message whose answer was lost proves that it was sent', async (t) => {
  const meta = await metaDesk(t, ['whatsapp']);
  const person = meta.person('whatsapp');
  await meta.does(person, { do: 'text', words: 'Hello?' });
  const conversation = await conversationOf(meta);
  meta.world.mood = 'loses the answer';
  await answer(meta, conversation, '<p>Yes</p>');
  t.match(await fates(meta), [{ status: 'unknown' }]);
  meta.world.mood = 'well';
  const sent = meta.world.said.at(-1)!;
  await meta.bring('whatsapp', { statuses: [statusOf(meta.world, person, sent.id, 'delivered')] });
  t.match(await fates(meta), [{ status: 'delivered' }]);
  t.equal(meta.world.taken.length, 1, 'never sent twice');
});

t.test('a failure says what to do (WA-8)', async (t) => {
  const meta = await metaDesk(t, ['whatsapp']);
  const person = meta.person('whatsapp');
  await meta.does(person, { do: 'text', words: 'Hello?' });
  const conversation = await conversationOf(meta);
  await answer(meta, conversation, '<p>Yes</p>');
  const error = { code: 131026, title: 'Message undeliverable' };
  await meta.bring('whatsapp', {
    statuses: [statusOf(meta.world, person, meta.world.said.at(-1)!.id, 'failed', { errors: [error] })],
  });
  const [fate] = await fates(meta);
  t.equal(fate!.status, 'failed');
  t.match(JSON.parse(fate!.reason!), { code: 'whatsapp.failed.not_reachable', params: { code: 131026 } });
});

t.test('outside of the day only templates go on WhatsApp, and nothing on Messenger (WA-3, MS-3)', async (t) => {
  const meta = await metaDesk(t);
  for (const channel of CHANNELS) await meta.does(meta.person(channel), { do: 'text', words: 'Hello?' });
  const rows = await messagesOf(meta);
  meta.clock.advance(24 * 60 * 60_000 + 1000);
  for (const { conversation_id: id } of rows) {
    const sent = await answer(meta, id, '<p>Late</p>');
    t.equal(sent.ok, false);
  }
  t.equal(meta.world.taken.length, 0);
});

t.test('reading up to a time moves everything that had left by then (MS-6)', async (t) => {
  const meta = await metaDesk(t, ['messenger']);
  const person = meta.person('messenger');
  await meta.does(person, { do: 'text', words: 'Hello?' });
  const conversation = await conversationOf(meta);
  await answer(meta, conversation, '<p>One</p>');
  meta.clock.advance(1000);
  await answer(meta, conversation, '<p>Two</p>');
  await meta.does(person, { do: 'read', of: '' });
  meta.clock.advance(1000);
  await answer(meta, conversation, '<p>Three</p>');
  t.match(await fates(meta), [{ status: 'read' }, { status: 'read' }, { status: 'sent' }]);
});

t.test('reading reaches every conversation with them, however many there are (MS-6)', async (t) => {
  const meta = await metaDesk(t, ['messenger']);
  const person = meta.person('messenger');
  for (let at = 0; at < 7; at += 1) {
    await meta.does(person, { do: 'text', words: `Question ${at}` });
    const id = (await messagesOf(meta)).at(-1)!.conversation_id;
    await answer(meta, id, `<p>Answer ${at}</p>`);
    await meta.desk.conversations.close(id, 'user:1');
  }
  await meta.does(person, { do: 'read', of: '' });
  t.strictSame(
    (await fates(meta)).map(({ status }) => status),
    Array.from({ length: 7 }, () => 'read'),
  );
});

t.test('customers hear that they were read, where the account says so (WA-8, MS-6)', async (t) => {
  const meta = await metaDesk(t);
  const reader = await addUser(meta.desk, 'Reader', 'administrator');
  const reads = async (channel: Channel) => {
    const content = await meta.does(meta.person(channel), { do: 'text', words: 'Hello?' });
    const { conversation_id: id } = (await messagesOf(meta)).at(-1)!;
    await meta.desk.conversations.markRead(id, reader);
    return content;
  };
  for (const channel of CHANNELS) {
    await reads(channel);
    while (!meta.world.said.at(-1)!.read) await new Promise((go) => void setImmediate(go));
    t.pass(`${channel} says that it was read`);
    await meta.desk.channels.saveSettings(meta.accounts[channel]!, { readReceipts: false }, 'desk', ['readReceipts']);
    await reads(channel);
  }
  await meta.desk.close();
  t.notOk(meta.world.said.some(({ words, read }, at) => words === 'Hello?' && at % 2 === 1 && read));
});

t.test('what WhatsApp could not pass on is replaced when it comes after all', async (t) => {
  const meta = await metaDesk(t, ['whatsapp']);
  const errors = [{ code: 131060, title: 'This message is currently unavailable.' }];
  const lost = { ...message('unsupported', {}, { id: 'wamid.lost' }), errors };
  await meta.bring('whatsapp', { messages: [lost] });
  t.match(JSON.parse((await messagesOf(meta))[0]!.parts), [{ type: 'unsupported' }]);
  await meta.bring('whatsapp', { messages: [message('text', { body: 'Here it is' }, { id: 'wamid.lost' })] });
  t.match(await messagesOf(meta), [{ text: 'Here it is' }]);
});

t.test('a template goes after the day, and answers are by the account that knows the id (WA-3, WA-9)', async (t) => {
  const meta = await metaDesk(t);
  await meta.bring('whatsapp', { messages: [message('text', { body: 'Hi' }, { id: 'wamid.hi', from: '' })] });
  const { conversation_id: conversationId } = (await messagesOf(meta))[0]!;
  const userId = await addUser(meta.desk, 'Agent', 'administrator');
  meta.clock.advance(25 * 60 * 60_000);
  const hello = { type: 'template' as const, name: 'hello_world', language: 'en_US', values: {} };
  t.equal((await meta.desk.outbound.send({ conversationId, userId, parts: [hello] })).ok, true);
  await meta.desk.jobs.idle();
  t.match(meta.world.said.at(-1), { type: 'template', content: { recipient: 'DE.7700112233445566' } });
  const elsewhere = await meta.desk.outbound.preview({ conversationId, userId, accountId: meta.accounts.messenger });
  t.strictSame(elsewhere.to, [], 'an id of WhatsApp means nothing on Messenger');
});

t.test(
  'an answer from the page’s own inbox is taken in; the echo of ours makes no second message (MS-6)',
  async (t) => {
    const meta = await metaDesk(t, ['messenger']);
    const person = meta.person('messenger');
    await meta.does(person, { do: 'text', words: 'Hello?' });
    const conversation = await conversationOf(meta);
    await answer(meta, conversation, '<p>From the desk</p>');
    const echo = (message: object) => ({
      sender: { id: SIMULATED.pageId },
      recipient: { id: person.id },
      timestamp: meta.world.now(),
      message: { is_echo: true, ...message },
    });
    const sent = meta.world.said.at(-1)!;
    await meta.bring('messenger', echo({ mid: sent.id, text: 'From the desk', metadata: sent.key }));
    await meta.bring('messenger', echo({ mid: 'm_inbox', text: 'From the inbox' }));
    const rows = await messagesOf(meta);
    t.match(
      rows.map(({ direction, text }) => [direction, text]),
      [
        ['in', 'Hello?'],
        ['out', 'From the desk'],
        ['out', 'From the inbox'],
      ],
    );
    t.equal(new Set(rows.map(({ conversation_id: id }) => id)).size, 1);
  },
);

t.test('what happens to account and templates is in the account’s log', async (t) => {
  const meta = await metaDesk(t, ['whatsapp']);
  const value = { event: 'PAUSED', message_template_name: 'news', message_template_language: 'de', reason: 'NONE' };
  const entry = [
    {
      id: SIMULATED.businessAccountId,
      time: 1780000000,
      changes: [{ field: 'message_template_status_update', value }],
    },
  ];
  const body = written({ object: 'whatsapp_business_account', entry });
  const signature = `sha256=${createHmac('sha256', SIMULATED.appSecret).update(body).digest('hex')}`;
  await meta.call('whatsapp', body, { [HEADER]: signature, 'content-type': 'application/json' });
  await meta.desk.jobs.idle();
  const notes = await meta.desk.channels.notes(meta.accounts.whatsapp!, 10);
  t.match(notes, [{ reason: { code: 'whatsapp.template_status', params: { template: 'news', status: 'paused' } } }]);
});

t.test('lines about templates are in the words of whoever reads them, not in Meta’s', async (t) => {
  const meta = await metaDesk(t, ['whatsapp']);
  const named = { message_template_name: 'news', message_template_language: 'de' };
  const reports = {
    message_template_status_update: { ...named, event: 'PENDING_DELETION', reason: 'NONE' },
    message_template_quality_update: { ...named, previous_quality_score: 'GREEN', new_quality_score: 'RED' },
    template_category_update: { ...named, previous_category: 'UTILITY', new_category: 'MARKETING' },
  };
  for (const [field, value] of Object.entries(reports)) {
    const { body, headers } = signed(meta.world, reportBody(meta.world, undefined, field, value));
    t.equal((await meta.call('whatsapp', body, headers)).statusCode, 200);
    await meta.desk.jobs.idle();
  }
  const id = await addUser(meta.desk, 'Reader', 'administrator');
  const read = async (language: string) => {
    await meta.desk.database.run('update desk_user set language = ? where id = ?', [language, id]);
    return (await (await visitorOf(meta, id)).get(`/settings/channels/${meta.accounts.whatsapp!}/health`)).body;
  };
  const english = await read('en');
  t.match(english, /news \(de\) is now: about to be deleted/);
  t.match(english, /quality of the template news \(de\) is low now; it was high/);
  t.match(english, /belongs to Advertising; it belonged to Service notices/);
  const german = await read('de');
  t.match(german, /news \(de\) ist jetzt: kurz vor dem Löschen/);
  t.match(german, /Qualität der Vorlage news \(de\) ist jetzt niedrig; vorher war sie hoch/);
  t.match(german, /gehört zu Werbung; vorher gehörte sie zu Mitteilungen/);
  for (const page of [english, german]) t.notMatch(page, /PENDING_DELETION|GREEN|RED\b|UTILITY|MARKETING/);
});

t.test('Meta is told again where messages go when it has forgotten it', async (t) => {
  const meta = await metaDesk(t);
  for (const channel of CHANNELS) {
    const id = meta.accounts[channel]!;
    const [plugin] = await loadPlugins(REAL_PLUGINS, [channel]);
    const context = { accounts: () => [meta.desk.channels.context(id)!] };
    const [job] = plugin!.plugin!.jobs!;
    await job!.run(context as never);
    t.equal((await meta.desk.channels.notes(id, 10)).length, 0, 'nothing is said while all is well');
    meta.world.subscribed.clear();
    await job!.run(context as never);
    t.equal(meta.world.subscribed.size, 1);
    await meta.desk.jobs.idle();
    t.match(await meta.desk.channels.notes(id, 10), [{ reason: { code: `${channel}.subscribed_again` } }]);
  }
});

t.test('with the permission for it people may answer on Messenger for a week (MS-3)', async (t) => {
  const meta = await metaDesk(t, ['messenger']);
  await meta.does(meta.person('messenger'), { do: 'text', words: 'Hello?' });
  const conversation = await conversationOf(meta);
  await meta.desk.channels.saveSettings(meta.accounts.messenger!, { humanAgent: true }, 'desk', ['humanAgent']);
  meta.clock.advance(3 * 24 * 60 * 60_000);
  await answer(meta, conversation, '<p>Late, but here</p>');
  t.match(await fates(meta), [{ status: 'sent' }]);
  meta.clock.advance(5 * 24 * 60 * 60_000);
  t.equal((await answer(meta, conversation, '<p>Too late</p>')).ok, false);
});

t.test('channels of a family are found by their name, by that of the family, and with all others', async (t) => {
  const ids = async (wanted: string[] | null) =>
    (await loadPlugins(REAL_PLUGINS, wanted)).map(({ id, why }) => why ?? id);
  t.strictSame(await ids(['meta']), ['messenger', 'whatsapp']);
  t.strictSame(await ids(['whatsapp']), ['whatsapp']);
  const all = await ids(null);
  t.ok(['email', 'messenger', 'whatsapp'].every((one) => all.includes(one)));
  t.notOk(all.includes('meta'));
});

t.test('files stand in the conversation where they were said, with their words and where they come from', async (t) => {
  const meta = await metaDesk(t);
  const person = meta.person('whatsapp');
  await meta.does(person, { do: 'file', type: 'image', file: FILES.picture!, words: 'The <dent>' });
  await meta.does(person, { do: 'file', type: 'document', file: FILES.document!, words: 'The bill' });
  await meta.bring('whatsapp', {
    messages: [
      message('image', { id: '404', mime_type: 'image/png' }),
      message('text', { body: 'Look' }, { context: { frequently_forwarded: true } }),
      message(
        'text',
        { body: 'Ad' },
        { id: 'wamid.ad', referral: { headline: 'Sale', source_url: 'javascript:alert(1)' } },
      ),
      message('dance', {}),
    ],
  });
  const visitor = await visitorOf(meta, await addUser(meta.desk, 'Reader', 'administrator'));
  const { body } = await visitor.get('/conversations/1');
  t.match(
    body,
    /<figure class="picture">.*<img src="\/attachments\/[^"]+"[^>]*>.*<figcaption>.*The &lt;dent&gt;.*<\/figcaption>/,
  );
  t.match(body, /bill\.pdf<\/span>[^]*The bill/);
  t.match(body, /WhatsApp does not have the file any more/);
  t.match(body, /Forwarded many times/);
  t.match(body, /Came by an advertisement: Sale/);
  t.notMatch(body, /javascript:alert/);
  t.match(body, /WhatsApp does not pass this kind of message on to desks: dance/);
});

t.test('the composer shows until when one may write, and what may be done afterwards (WA-3, MS-3, CH-9)', async (t) => {
  const meta = await metaDesk(t);
  for (const channel of CHANNELS) await meta.does(meta.person(channel), { do: 'text', words: 'Hello?' });
  await meta.desk.channels.saveSettings(meta.accounts.messenger!, { humanAgent: true }, 'desk', ['humanAgent']);
  const reader = await addUser(meta.desk, 'Reader', 'administrator');
  const visitor = await visitorOf(meta, reader);
  const composer = async (at: number) => {
    const { body } = await visitor.get(`/conversations/${at}`);
    return /<form class="composer"[^]*?<\/form>/.exec(body)![0];
  };
  const hours = (count: number) => meta.clock.advance(count * 60 * 60_000);

  await t.test('the time runs down in the page, and stands there without script', async (t) => {
    const open = await composer(1);
    t.match(open, /id="window-1" title="Free words until [^"]+, then templates only\."/);
    t.match(open, /data-window="2026-06-02T09:00:00.000Z" data-began="2026-06-01T09:00:00.000Z" data-left="# left"/);
    t.match(open, /<span data-due-words>until \d\d:\d\d<\/span>/);
    t.match(await composer(2), /data-window="2026-06-08T09:00:00.000Z"/, 'people have seven days on Messenger');
    hours(23.5);
    t.match(await composer(1), /class="clock due"/);
  });

  await t.test('afterwards it says why, since when, and how it opens again', async (t) => {
    hours(1);
    const closed = await composer(1);
    t.match(closed, /class="clock over" id="window-1" title="Since [^"]+" data-from="\/conversations\/1\/composer"/);
    t.match(closed, /only templates are delivered now\. Free words are possible again as soon as they write/);
    t.match(closed, /data-send disabled/);
    t.notMatch(closed, /<textarea[^>]*name="text"/);
    t.match(await composer(2), /only people may answer now/);
  });

  await t.test('machines are refused with the reason while people may still answer', async (t) => {
    const automatic = { conversationId: 2, userId: null, automatic: true, text: 'By a rule' };
    t.match(await meta.desk.outbound.send(automatic), { ok: false, why: { code: 'messenger.people_only' } });
    await answer(meta, 2, '<p>By a person</p>');
    t.match((await fates(meta)).at(-1), { status: 'sent' });
  });

  await t.test('the composer alone is drawn anew when they have written', async (t) => {
    const asked = () => visitor.get('/conversations/1/composer', { 'hx-request': 'true' });
    t.match((await asked()).body, /hx-target="#composer-1"[^]*class="text closed"/);
    await meta.does(meta.person('whatsapp'), { do: 'text', words: 'Still there?' });
    t.match((await asked()).body, /hx-target="#composer-1"[^]*<textarea[^>]*name="text"/);
    t.equal((await visitor.get('/conversations/1/composer')).statusCode, 303, 'without script it leads to the page');
  });
});

t.test('a reaction is chosen and taken back in a dialog, where the channel can (WA-11)', async (t) => {
  const meta = await metaDesk(t);
  for (const channel of CHANNELS) await meta.does(meta.person(channel), { do: 'text', words: 'Great!' });
  const visitor = await visitorOf(meta, await addUser(meta.desk, 'Fan', 'administrator'));
  const { body } = await visitor.get('/conversations/1');
  const href = /href="(\/messages\/[^"]+\/reaction)"/.exec(body)![1]!;
  const onMessenger = (await messagesOf(meta)).at(-1)!.id;
  t.match(await meta.desk.outbound.react(onMessenger, 1, '🙏'), { ok: true }, 'MS-6');
  t.equal(meta.world.said[1]!.reaction, '🙏');
  t.match(await meta.desk.outbound.react(onMessenger, 1, ''), { ok: true });
  t.equal(meta.world.said[1]!.reaction, '');
  t.match((await visitor.get(href)).body, /name="emoji" value="👍" aria-pressed="false"/);
  t.equal((await visitor.form('POST', href, { emoji: '👍' })).statusCode, 303);
  t.equal(meta.world.said[0]!.reaction, '👍');
  t.match((await visitor.get('/conversations/1')).body, /<span class="reaction" title="Your team">👍<\/span>/);
  t.match((await visitor.get(href)).body, /name="emoji" value="" aria-pressed="true"/, 'pressed once more it goes');
  meta.clock.advance(25 * 60 * 60_000);
  const late = await visitor.form('POST', href, { emoji: '' });
  t.equal(late.statusCode, 409);
  t.match(late.body, /More than 24 hours have passed/);
});

t.test('a page that Meta’s policy blocks says so on its health page until that is lifted (CH-10)', async (t) => {
  const meta = await metaDesk(t, ['messenger']);
  const id = meta.accounts.messenger!;
  const live = () => meta.desk.channels.live(id)!;
  const frame = { recipient: { id: SIMULATED.pageId } };
  const told = async (action: string, isSo: () => boolean, timestamp = meta.clock.now().getTime()) => {
    await meta.bring('messenger', { ...frame, timestamp, policy_enforcement: { action, reason: 'Too many <ads>' } });
    while (!isSo()) await new Promise((go) => void setImmediate(go));
  };
  const policy = async () => (await live().connection.check()).find(({ code }) => code === 'policy');
  const isBlocked = () => live().row.health.why?.code === 'messenger.blocked';
  t.match(await policy(), { state: 'good' });
  meta.clock.advance(60_000);
  await told('warning', () => true);
  await meta.desk.jobs.idle();
  const visitor = await visitorOf(meta, await addUser(meta.desk, 'Keeper', 'administrator'));
  const page = async () => {
    await visitor.form('POST', `/settings/channels/${id}/checks`, {});
    return (await visitor.get(`/settings/channels/${id}/health`)).body;
  };
  t.match(await page(), /Meta has warned the page; it may be blocked next\. Too many &lt;ads&gt;/);
  meta.clock.advance(60_000);
  await told('block', isBlocked);
  t.match(live().row.health, { state: 'misconfigured', action: 'contact provider' });
  t.match(await page(), /Meta has blocked the page: nothing can be sent by it[^<]*Too many &lt;ads&gt;/);
  t.match(await policy(), { state: 'bad' });
  await told('unblock', () => true, meta.clock.now().getTime() - 3_600_000);
  t.ok(isBlocked(), 'what is told late is no news');
  meta.clock.advance(60_000);
  await told('unblock', () => !isBlocked());
  t.match(await policy(), { state: 'good' });
  meta.clock.advance(60_000);
  await told('block', isBlocked);
  await meta.does(meta.person('messenger'), { do: 'text', words: 'Hello?' });
  await answer(meta, await conversationOf(meta), '<p>Yes</p>');
  await meta.desk.jobs.idle();
  t.ok(isBlocked(), 'what was under way proves nothing');
  meta.clock.advance(600_000);
  await answer(meta, await conversationOf(meta), '<p>Yes, we are</p>');
  await meta.desk.jobs.idle();
  t.notOk(isBlocked(), 'Meta takes messages again');
  t.match(await policy(), { state: 'good' });
});

t.test('the details of a message say when it was sent, delivered and read, in whatever order that came', async (t) => {
  const meta = await metaDesk(t, ['whatsapp']);
  const person = meta.person('whatsapp');
  await meta.does(person, { do: 'text', words: 'Hello?' });
  await answer(meta, await conversationOf(meta), '<p>Yes</p>');
  const { id } = meta.world.said.at(-1)!;
  const status = (name: string, minute: number) => ({
    ...statusOf(meta.world, person, id, name),
    timestamp: String(Date.parse('2026-06-01T09:00:00Z') / 1000 + 60 * minute),
  });
  await meta.bring('whatsapp', { statuses: [status('read', 9)] });
  await meta.bring('whatsapp', { statuses: [status('delivered', 2)] }, { statuses: [status('sent', 1)] });
  const row = await meta.desk.database.row('select status, delivered_at, read_at from delivery');
  const at = (minute: number) => Date.parse('2026-06-01T09:00:00Z') + 60_000 * minute;
  t.same(row, { status: 'read', delivered_at: at(2), read_at: at(9) });
  const visitor = await visitorOf(meta, await addUser(meta.desk, 'Reader', 'administrator'));
  const [, out] = await messagesOf(meta);
  const { body } = await visitor.get(`/conversations/1/messages/${out!.id}`);
  for (const word of ['Sent', 'Delivered', 'Read']) t.match(body, new RegExp(`>${word}</dt>`));
});

t.test('people on Messenger have the names they go by there, asked for once', async (t) => {
  const meta = await metaDesk(t, ['messenger']);
  await meta.does(meta.person('messenger'), { do: 'text', words: 'Hello?' });
  const named = async () => {
    await meta.desk.jobs.idle();
    return (await meta.desk.database.rows<{ name: string }>('select name from contact')).map(({ name }) => name);
  };
  while ((await named())[0] !== 'Tom Vogel') await new Promise((go) => void setImmediate(go));
  await meta.does(meta.person('messenger'), { do: 'text', words: 'Still there?' });
  t.strictSame(await named(), ['Tom Vogel']);
  t.match(await meta.desk.database.rows('select repeats from arrival where key like ?', ['profile:%']), [
    { repeats: 0 },
  ]);
});
