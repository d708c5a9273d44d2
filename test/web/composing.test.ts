// Writing at the pages, without scripts: one form is one message, addresses that are none, taking back, late drafts (EM-7, RE-7, CH-12).
import t from 'tap';
import { deskViewer } from '../../core/accounts/accounts.ts';
import { plan } from '../../core/contract/plan.ts';
import { readAddressees, writeAddressee } from '../../core/web/present/addressees.ts';
import { REAL_PLUGINS } from '../support/desk.ts';
import { openWeb, signIn, type Visitor } from './web-desk.ts';

// Requests that are injected keep no process alive.
const awake = setInterval(() => {}, 60_000);
t.teardown(() => clearInterval(awake));

const web = await openWeb(t, { pluginFolder: REAL_PLUGINS, plugins: ['email'] });
const { desk } = web;
const { conversations } = desk;
await desk.accounts.workspace.set(deskViewer(), { holdSeconds: 60 });
const inbox = await conversations.inboxes.create({ name: 'Support', actor: 'desk' });
const account = (await desk.channels.ensureFallback(inbox))!;
const mara = await web.user('Mara');
const visitor = await signIn(web, mara);

/** A conversation in which Lena has written. */
async function asked(subject: string) {
  const contact = await desk.contacts.create({ name: 'Lena', addresses: [] }, 'desk');
  const { id } = await conversations.start({
    inboxId: inbox.id,
    accountId: account.id,
    contactId: contact.id,
    subject,
    at: desk.clock.now(),
    actor: 'desk',
  });
  await conversations.record({
    conversationId: id,
    kind: 'message',
    direction: 'in',
    accountId: account.id,
    authorContactId: contact.id,
    people: [{ role: 'from', name: 'Lena', address: { kind: 'email', value: 'lena@web.example' } }],
    parts: [{ type: 'text', text: 'Hello' }],
  });
  return id;
}

async function opened(who: Visitor, address: string) {
  const { body } = await who.get(address);
  const field = (name: string) => new RegExp(`name="${name}" value="([^"]*)"`).exec(body)?.[1] ?? '';
  return { key: field('key'), seen: field('seen'), body };
}

const messages = async (id: number, kind = 'message') =>
  (await conversations.thread.read(id, { limit: 50, userId: mara.id }))!.items.filter(
    (item) => item.kind === kind && item.direction === 'out' && !item.deletedAt,
  );
const draftOf = (conversationId: number | null) =>
  conversations.drafts.get({ userId: mara.id, conversationId, kind: conversationId === null ? 'new' : 'reply' });

t.test('a form that is sent twice is one message, one comment, one new conversation (CH-12)', async (t) => {
  const id = await asked('Twice');
  const at = `/conversations/${id}`;
  const { key, seen } = await opened(visitor, at);
  t.match(key, /^\w{14}$/);
  const answer = { key, seen, mode: 'reply', text: 'We look into it.' };
  const both = await Promise.all([1, 2].map(() => visitor.form('POST', `${at}/messages`, answer)));
  t.same(
    both.map(({ statusCode }) => statusCode),
    [303, 303],
  );
  await visitor.form('POST', `${at}/messages`, answer);
  t.equal((await messages(id)).length, 1);
  t.equal(await draftOf(id), null);

  const note = await opened(visitor, `${at}?mode=comment`);
  const comment = { key: note.key, mode: 'comment', text: 'Only for us' };
  await Promise.all([1, 2].map(() => visitor.form('POST', `${at}/comments`, comment)));
  t.equal((await messages(id, 'comment')).length, 1);

  const before = await desk.database.rows('select id from conversation');
  const start = await opened(visitor, '/conversations/new');
  const letter = { key: start.key, to: 'aylin@demir.example', subject: 'Ready', text: 'Come and fetch it.' };
  const begun = await Promise.all([1, 2].map(() => visitor.form('POST', '/conversations', letter)));
  t.equal(begun[0]!.headers.location, begun[1]!.headers.location);
  t.equal((await desk.database.rows('select id from conversation')).length, before.length + 1);
});

t.test('one key serves one person only, and again after its message was taken back', async (t) => {
  const id = await asked('Keys');
  const at = `/conversations/${id}`;
  const answer = { key: 'abcdefghjkmnpq', mode: 'reply', text: 'First', anyway: 'yes' };
  await visitor.form('POST', `${at}/messages`, answer);
  const jan = await signIn(web, await web.user('Jan'));
  await jan.form('POST', `${at}/messages`, { ...answer, text: 'Of Jan' });
  t.same(
    (await messages(id)).map((item) => item.text),
    ['First', 'Of Jan'],
  );
  await visitor.form('DELETE', '/messages/abcdefghjkmnpq/sending');
  await visitor.form('POST', `${at}/messages`, { ...answer, text: 'First, better' });
  t.same(
    (await messages(id)).map((item) => item.text),
    ['Of Jan', 'First, better'],
  );
});

t.test('what was typed before sending and arrives after it is no draft any more (RE-7)', async (t) => {
  const id = await asked('Late');
  const { key, seen } = await opened(visitor, `/conversations/${id}`);
  const answer = { key, seen, mode: 'reply', text: 'We look into it.' };
  await visitor.form('POST', `/conversations/${id}/messages`, answer);
  t.equal((await visitor.form('POST', `/conversations/${id}/draft`, answer)).statusCode, 204);
  t.equal(await draftOf(id), null);
  const next = await opened(visitor, `/conversations/${id}`);
  await visitor.form('POST', `/conversations/${id}/draft`, { ...answer, key: next.key, text: 'And' });
  t.match(await draftOf(id), { body: { text: 'And' } });
});

t.test('an address that is none stops the message and is named; what was typed stays (EM-7)', async (t) => {
  const id = await asked('Addresses');
  const at = `/conversations/${id}`;
  const { key, seen } = await opened(visitor, at);
  const answer = {
    key,
    seen,
    to: 'Lena <lena@web.example>',
    cc: 'boss@web.example, not-an-address',
    text: 'Dear Lena',
  };
  const refused = await visitor.form('POST', `${at}/messages`, answer);
  t.equal(refused.statusCode, 422);
  t.match(refused.body, /“not-an-address” is no e-mail address\. Nothing was sent/);
  t.match(refused.body, /name="cc" value="boss@web\.example, not-an-address"[^]*Dear Lena/);
  t.equal((await messages(id)).length, 0);
  await visitor.form('POST', `${at}/messages`, { ...answer, cc: '"Krüger, Nils" <nils@web.example>' });
  t.match((await messages(id))[0]!.addresses, [
    { role: 'to', name: 'Lena' },
    { role: 'cc', name: 'Krüger, Nils', address: { value: 'nils@web.example' } },
  ]);
});

t.test('names with commas and quotes are written so that they can be read again', (t) => {
  for (const name of ['Lena Hofmann', 'Krüger, Nils', 'A; B', undefined, 'Say "hi", you']) {
    const [again, ...more] = readAddressees(
      `${writeAddressee({ name, address: { kind: 'email', value: 'x@web.example' } })}, y@web.example`,
    );
    t.equal(again!.address.value, 'x@web.example');
    t.equal(again!.name, name?.replaceAll('"', ' ').replace(/\s+/g, ' '));
    t.equal(more.length, 1);
  }
  t.equal(readAddressees('"never closed, y@web.example').length, 2);
  t.end();
});

t.test('only addresses that can be one pass the plan', (t) => {
  const capabilities = {
    id: 'mail',
    text: { level: 'carries' as const },
    recipients: { cc: true, bcc: true, maximum: 50 },
  } as Parameters<typeof plan>[1];
  const to = (value: string) =>
    plan({ to: [{ address: { kind: 'email', value } }], parts: [{ type: 'text', text: 'x' }] }, capabilities).ok;
  for (const good of ['a@b.example', 'root@localhost', 'ü@bücher.example', '"john doe"@x.example', "o'brien+x@y.z"])
    t.ok(to(good), good);
  for (const bad of ['', 'a', 'a@', '@b', 'a b@c.example', 'a@b c', 'a@b@c.example', '<a@b.example>'])
    t.notOk(to(bad), bad);
  t.end();
});

t.test('taking back keeps what was begun since (RE-7)', async (t) => {
  const id = await asked('Back');
  const at = `/conversations/${id}`;
  const { key, seen } = await opened(visitor, at);
  await visitor.form('POST', `${at}/messages`, { key, seen, mode: 'reply', text: 'First thought' });
  const next = await opened(visitor, at);
  await visitor.form('POST', `${at}/draft`, { key: next.key, mode: 'reply', text: 'Second thought' });
  await visitor.form('DELETE', `/messages/${key}/sending`);
  t.match((await draftOf(id))!.body.text, /First thought\s+Second thought/);
  t.equal((await messages(id)).length, 0);
});

t.test('a mail is passed on: its words, quotation, pictures and files begin a new conversation (EM-7)', async (t) => {
  const id = await asked('Squeaking');
  const stored = await desk.files.save(Buffer.from('%PDF-1.4 nothing'));
  const file = { kind: 'file' as const, type: stored.type, bytes: stored.bytes, fileId: stored.id };
  const message = await conversations.record({
    conversationId: id,
    kind: 'message',
    direction: 'in',
    accountId: account.id,
    subject: 'Squeaking <brakes>',
    people: [{ role: 'from', name: 'Hofmann, Lena', address: { kind: 'email', value: 'lena@web.example' } }],
    parts: [
      {
        type: 'text',
        text: 'They squeak.',
        html: '<p onclick="x()">They <b>squeak</b>.<img src="cid:wheel"><img src="https://tracker.example/p.png"></p><script>1</script>',
        quotedHtml: '<p>Your bike is ready.</p>',
        quotedText: 'Your bike is ready.',
      },
      { type: 'media', attachment: { ...file, name: 'wheel.png', contentId: 'wheel', inline: true } },
      { type: 'media', attachment: { ...file, name: 'invoice.pdf' } },
    ],
  });
  await conversations.drafts.discard({ userId: mara.id, conversationId: null, kind: 'new' });
  const answer = await visitor.form('POST', `/messages/${message.publicId}/forwarding`);
  t.equal(answer.headers.location, '/conversations/new');
  const draft = (await draftOf(null))!;
  t.match(draft.body, { subject: 'Fwd: Squeaking <brakes>', accountId: account.id });
  t.match(
    draft.body.text,
    /Forwarded message[^]*From: "Hofmann, Lena" <lena@web\.example>[^]*Subject: Squeaking <brakes>/,
  );
  t.match(draft.body.text, /They squeak\.[^]*Your bike is ready\./);
  t.match(draft.body.html, /They <b>squeak<\/b>[^]*<blockquote><p>Your bike is ready/);
  t.match(draft.body.html, /<img src="\/attachments\/\w+\/wheel\.png" \/>/, 'its own pictures stand in the text');
  t.notMatch(draft.body.html, /tracker|script|onclick|<brakes>/);
  t.same(
    draft.attachments.map(({ name }) => name),
    ['wheel.png', 'invoice.pdf'],
  );

  const page = await opened(visitor, '/conversations/new');
  t.match(page.body, /name="subject" value="Fwd: Squeaking &lt;brakes&gt;"[^]*They squeak/);
  const files = draft.attachments.map(({ id: one }) => String(one));
  await visitor.form('POST', '/conversations', {
    key: page.key,
    to: 'x@maker.example',
    text: 'See below',
    file: files,
  });
  const { id: begun } = (await desk.database.row<{ id: number }>('select max(id) as id from conversation'))!;
  t.same(
    (await messages(begun))[0]!.attachments.map(({ name }) => name),
    ['wheel.png', 'invoice.pdf'],
  );
  t.match((await visitor.get(`/conversations/${id}`)).body, /<b>Mara<\/b> passed this on to x@maker\.example/);
  await visitor.form('DELETE', `/messages/${page.key}/sending`);
  t.notMatch((await visitor.get(`/conversations/${id}`)).body, /passed this on/, 'what was taken back went to nobody');
  t.equal((await draftOf(null))!.body.passesOn, message.id, 'and is passed on when it is sent after all');

  await desk.conversations.inboxes.change(inbox.id, { restricted: true }, 'desk');
  t.equal(
    (await visitor.form('POST', `/messages/${message.publicId}/forwarding`)).statusCode,
    404,
    'not what is hidden',
  );
  await desk.conversations.inboxes.change(inbox.id, { restricted: false }, 'desk');
});

t.test('passing on leaves what was begun, and marks a subject once', async (t) => {
  const id = await asked('WG: Saddle');
  const message = await conversations.record({
    conversationId: id,
    kind: 'message',
    direction: 'in',
    accountId: account.id,
    subject: 'WG: Saddle',
    parts: [{ type: 'text', text: 'It creaks.' }],
  });
  await conversations.drafts.save(
    { userId: mara.id, conversationId: null, kind: 'new' },
    { text: 'Dear maker', to: ['x@maker.example'] },
  );
  await visitor.form('POST', `/messages/${message.publicId}/forwarding`);
  t.match((await draftOf(null))!.body, {
    to: ['x@maker.example'],
    subject: 'WG: Saddle',
    text: /^Dear maker[^]*It creaks\./,
    html: /^<p>Dear maker<\/p>[^]*It creaks\./,
  });
});

t.test('passing on leaves out a file that is held back, until one has looked at it (WA-12)', async (t) => {
  const place = { userId: mara.id, conversationId: null, kind: 'new' as const };
  await conversations.drafts.discard(place);
  const stored = await desk.files.save(Buffer.from('MZ and more'));
  const file = { kind: 'file' as const, type: stored.type, bytes: stored.bytes, fileId: stored.id };
  const held = { code: 'content.program', text: 'setup.exe can run as a program.', params: { file: 'setup.exe' } };
  const message = await conversations.record({
    conversationId: await asked('Program'),
    kind: 'message',
    direction: 'in',
    accountId: account.id,
    parts: [
      { type: 'text', text: 'Run this.' },
      { type: 'media', attachment: { ...file, name: 'setup.exe', held } },
      { type: 'media', attachment: { ...file, name: 'notes.txt' } },
    ],
    held: { subject: '', parts: [], reasons: [held] },
  });
  const passOn = async () => {
    await visitor.form('POST', `/messages/${message.publicId}/forwarding`);
    const { attachments, body } = (await draftOf(null))!;
    const page = await opened(visitor, '/conversations/new');
    await conversations.drafts.discard(place);
    return { names: attachments.map(({ name }) => name), text: body.text, page: page.body };
  };
  const said = /held back for its content and was left out: setup\.exe/;
  t.match(await passOn(), { names: ['notes.txt'], text: said, page: /class="files attached"[^]*notes\.txt/ });
  await visitor.form('POST', `/messages/${message.publicId}/revelation`);
  const whole = await passOn();
  t.same(whole.names, ['setup.exe', 'notes.txt']);
  t.notMatch(whole.text, /left out/);

  await visitor.form('POST', `/messages/${message.publicId}/forwarding`);
  const { attachments } = (await draftOf(null))!;
  const sent = await desk.outbound.send({
    ...{ conversationId: await asked('Passed on'), userId: mara.id, text: 'Look at this.' },
    attachmentIds: attachments.map(({ id }) => Number(id)),
  });
  await conversations.drafts.discard(place);
  t.match(sent, { ok: true });
  const item = await conversations.thread.item((sent as { messageId: number }).messageId);
  t.match(
    item!.attachments.map(({ name, held: why }) => [name, why?.code]),
    [
      ['setup.exe', 'content.program'],
      ['notes.txt', undefined],
    ],
    'nobody opens it unasked where it was passed on either',
  );
  t.match(await conversations.held.of(item!.id), { reasons: [{ code: 'content.program' }] });
});

t.test('an answer can be put off: it says for when, and can be taken back until then (EM-18)', async (t) => {
  const id = await asked('Later');
  const at = `/conversations/${id}`;
  const { key, seen, body } = await opened(visitor, at);
  const moment = /name="later" value="([^"]+)"/.exec(body)![1]!;
  t.ok(Date.parse(moment) > Date.now());
  await visitor.form('POST', `${at}/messages`, { key, seen, mode: 'reply', text: 'Good morning', later: moment });
  await desk.jobs.idle();
  const [message] = await messages(id);
  t.match(message!.deliveries, [{ status: 'queued', attempts: 0, nextAttemptAt: new Date(moment) }]);
  const shown = await opened(visitor, at);
  t.match(shown.body, /Will be sent \d+ \w+,? \d\d:\d\d[^]*Undo/);
  await visitor.form('DELETE', `/messages/${key}/sending`);
  t.match(await draftOf(id), { body: { text: 'Good morning' } });
  t.equal((await messages(id)).length, 0);
});

t.test('a moment is typed by the own clock; one that is wrong or past is named and nothing goes (EM-18)', async (t) => {
  const id = await asked('Typed');
  const at = `/conversations/${id}`;
  await desk.accounts.users.update(deskViewer(), mara.id, { timeZone: 'Asia/Tokyo' });
  const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  const wrong: [string, RegExp][] = [
    ['', /Enter a day and a time/],
    ['soon', /Enter a day and a time/],
    ['2026-13-40T09:30', /Enter a day and a time/],
    [`${day(-1)}T09:30`, /still to come/],
    [`${day(800)}T09:30`, /within the next twelve months/],
  ];
  const { key, seen } = await opened(visitor, at);
  const form = { key, seen, mode: 'reply', text: 'Good evening', later: 'typed' };
  for (const [laterAt, sentence] of wrong) {
    const answer = await visitor.form('POST', `${at}/messages`, { ...form, laterAt });
    t.equal(answer.statusCode, 422);
    t.match(answer.body, sentence);
    t.match(answer.body, 'Good evening');
  }
  const elsewhere = await visitor.form('POST', '/conversations', { ...form, to: 'x@maker.example', laterAt: 'soon' });
  t.match(elsewhere.body, /Enter a day and a time/, 'also where a conversation begins');
  t.equal((await messages(id)).length, 0);
  await visitor.form('POST', `${at}/messages`, { ...form, laterAt: `${day(3)}T09:30` });
  const [message] = await messages(id);
  t.same(message!.deliveries[0]!.nextAttemptAt, new Date(`${day(3)}T00:30:00Z`));
  await desk.accounts.users.update(deskViewer(), mara.id, { timeZone: mara.timeZone });
});

t.test('sending anyway keeps the moment that was chosen before (RE-9, EM-18)', async (t) => {
  const id = await asked('Anyway');
  const at = `/conversations/${id}`;
  const { key, seen, body } = await opened(visitor, at);
  const later = /name="later" value="([^"]+)"/.exec(body)![1]!;
  await conversations.record({
    conversationId: id,
    kind: 'message',
    direction: 'in',
    accountId: account.id,
    people: [{ role: 'from', name: 'Lena', address: { kind: 'email', value: 'lena@web.example' } }],
    parts: [{ type: 'text', text: 'One thing more' }],
  });
  const form = { key, seen, mode: 'reply', text: 'Good morning' };
  const shown = await visitor.form('POST', `${at}/messages`, { ...form, later });
  t.match(shown.body, /Send anyway, \d+ \w+,? \d\d:\d\d/);
  const laterAnyway = /name="laterAnyway" value="([^"]+)"/.exec(shown.body)![1]!;
  await visitor.form('POST', `${at}/messages`, { ...form, anyway: 'yes', laterAnyway });
  const [message] = await messages(id);
  t.same(message!.deliveries[0]!.nextAttemptAt, new Date(later));
});

t.test('marks of direction in a subject or a name turn nothing round', async (t) => {
  const [over, ends, isolate] = ['\u202e', '\u202c', '\u2066'];
  const id = await asked(`Photo ${over}gpj.exe${ends} of ${isolate}the wheel`);
  const { contactId } = await desk.contacts.take(
    { name: `Eva ${over}mih`, address: { kind: 'email', value: 'eva@web.example' } },
    { accountId: account.id, at: desk.clock.now() },
  );
  t.equal((await desk.contacts.get(contactId))!.name, 'Eva mih');
  await conversations.rename(id, `${over}Wheel`, `user:${mara.id}`);
  const { body } = await visitor.get(`/conversations/${id}`);
  t.match(body, 'it was “Photo gpj.exe of the wheel”');
  t.notMatch(body, /[\u202a-\u202e\u2066-\u2069]/);
  const { locales } = web.web;
  t.equal(locales.text('en', 'composer.label', { name: `${over}Eva` }), 'Write to Eva …', 'nor those kept from before');
});
