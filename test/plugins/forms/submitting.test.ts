// Filling in a form without a script and with one: every field, files, spam, double sending, limits, consent (FM-3, FM-6, CH-7, CH-11, CH-12, PR-1).
import t, { type Test } from 'tap';
import { deskViewer } from '../../../core/accounts/accounts.ts';
import { addUser } from '../../support/desk.ts';
import { answered, bring } from '../email/mail-desk.ts';
import { farSide, PASSWORD, TEAM } from '../email/simulator-clients.ts';
import {
  administrator,
  ASKED,
  field,
  formAccount,
  formsDesk,
  LENA,
  messagesOf,
  SECOND,
  Sender,
  valueOf,
  type Upload,
} from './forms-desk.ts';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const EXE = Buffer.concat([Buffer.from('MZ\x90\x00\x03', 'latin1'), Buffer.alloc(300, 1)]);

/** One desk for all of them: each test has a form of its own. */
const desk = await formsDesk(t);

async function opened(t: Test, settings: Record<string, unknown> = {}, fields = ASKED, perHour?: number) {
  const forms = perHour ? await formsDesk(t, { perHour }) : desk;
  const account = await formAccount(forms.desk, settings, fields);
  return { forms, account, sender: new Sender(forms, `/f/${account.uniqueId}`) };
}

t.test('FM-3: a submission is a conversation with its answers, by the name that was given', async (t) => {
  const { forms, account, sender } = await opened(t, { title: 'Write to us' });
  const sent = await sender.send(LENA);
  t.equal(sent.statusCode, 303, sent.body);
  t.match(sent.headers.location, `/f/${account.uniqueId}/sent`);
  t.match((await sender.get('/sent')).body, 'Your message has arrived');
  const [message, ...others] = await messagesOf(forms, account.id);
  t.equal(others.length, 0);
  t.equal(message!.subject, 'The bell is silent');
  t.equal(message!.place, 'inbox');
  const [form] = JSON.parse(message!.parts) as { type: string; title: string; answers: object[] }[];
  t.match(form, {
    type: 'form',
    title: 'Write to us',
    answers: [{ label: 'Label of who', value: 'Lena Hofmann' }, {}, {}, {}],
  });
  const contact = await forms.desk.contacts.find({ kind: 'email', value: 'lena@kunde.example' }, account.id);
  t.equal((await forms.desk.contacts.get(contact!))!.name, 'Lena Hofmann');
});

t.test('FM-6: without a script the form is confirmed once more, with its files, and not in a hurry', async (t) => {
  const { forms, account, sender } = await opened(t, {}, [...ASKED, field('pic', 'file')]);
  const upload: Upload = { field: 'a.pic', name: 'bell.png', content: PNG };
  const token = await sender.token(3 * SECOND);
  const asked = await sender.post({ token, ...LENA, 'a.words': '<script>alert(1)</script>' }, [upload]);
  t.equal(asked.statusCode, 200);
  t.match(asked.body, 'Is this right?');
  t.match(asked.body, '&lt;script&gt;alert(1)');
  t.notMatch(asked.body, '<script>alert');
  t.equal((await messagesOf(forms, account.id)).length, 0, 'nothing is sent before it is confirmed');
  const hurried = await sender.post({ pending: valueOf(asked, 'pending') }, [], '/confirm');
  t.match(hurried.body, 'That was quick');
  forms.clock.advance(10 * SECOND);
  t.equal((await sender.post({ pending: valueOf(asked, 'pending') }, [], '/confirm')).statusCode, 303);
  const [message] = await messagesOf(forms, account.id);
  t.match(JSON.parse(message!.parts), [{ type: 'form' }, { type: 'media' }]);
  t.equal((await sender.post({ pending: `${'0'.repeat(24)}.forged` }, [], '/confirm')).statusCode, 422);
  const again = await sender.post({ pending: valueOf(asked, 'pending') }, [], '/confirm');
  t.equal(again.statusCode, 422, 'it waits no longer');
  t.equal((await messagesOf(forms, account.id)).length, 1);
});

t.test('FM-6: every kind of field is looked at by the server', async (t) => {
  const fields = [
    field('mail', 'email', { required: true }),
    field('short', 'text', { maximum: 5 }),
    field('phone', 'phone'),
    field('number', 'number', { maximum: 10 }),
    field('day', 'date'),
    field('one', 'choice', { options: ['Red', 'Blue'] }),
    field('some', 'several', { options: ['A', 'B', 'C'], maximum: 2 }),
    field('tick', 'check', { required: true }),
    field('hid', 'hidden', { value: 'shop' }),
  ];
  const { forms, account, sender } = await opened(t, {}, fields);
  const good = { 'a.mail': 'Lena@Kunde.example', 'a.tick': 'on' };
  const bad: Record<string, [string | string[], RegExp]> = {
    mail: ['lena@', /such as name@example.com/],
    short: ['sixsix', /At most 5 characters/],
    phone: ['call me', /phone number/],
    number: ['11', /At most 10/],
    day: ['2026-02-30', /Enter a date/],
    one: ['Green', /one of the options/],
    some: [['A', 'B', 'C'], /at most 2/],
    tick: ['', /Tick this/],
  };
  const token = await sender.token();
  const all = Object.fromEntries(Object.entries(bad).map(([name, [value]]) => [`a.${name}`, value]));
  const page = await sender.send({ ...all }, [], token);
  t.equal(page.statusCode, 422);
  for (const [, told] of Object.values(bad)) t.match(page.body, told);
  t.match(page.body, 'value="sixsix"', 'what was typed is kept');
  t.match(page.body, '8 answers need another look');
  t.match(page.body, /id="answer-mail"[^>]*aria-invalid="true"[^>]*autofocus/);
  t.match((await sender.send({ ...good, 'a.number': '1e9999' }, [], token)).body, /Enter a number/);
  t.match(
    (await sender.send({ ...good, 'a.mail': 'x@y.example\nbcc: all@example.com' }, [], token)).body,
    /name@example.com/,
  );
  t.equal((await messagesOf(forms, account.id)).length, 0, 'bad input changes nothing');
  const sound = {
    'a.number': '2,5',
    'a.day': '1.3.2026',
    'a.one': 'Blue',
    'a.some': ['C', 'A'],
    'a.phone': '+49 30 123456',
  };
  t.equal((await sender.send({ ...good, ...sound }, [], token)).statusCode, 303);
  const [message] = await messagesOf(forms, account.id);
  const answers = (
    JSON.parse(message!.parts) as { answers: { field: string; value: string; hidden?: boolean }[] }[]
  )[0]!.answers;
  const told = Object.fromEntries(answers.map((one) => [one.field, one.value]));
  t.strictSame(told, {
    mail: 'Lena@Kunde.example',
    phone: '+49 30 123456',
    number: '2.5',
    day: '2026-03-01',
    one: 'Blue',
    some: 'A, C',
    tick: 'yes',
    hid: 'shop',
  });
  t.equal(answers.find((one) => one.field === 'hid')!.hidden, true);
});

t.test('FM-6: files are told by their content, in kind, number and size', async (t) => {
  const { forms, account, sender } = await opened(t, {}, [
    ...ASKED,
    field('pic', 'file', { maximum: 2, required: true }),
  ]);
  const token = await sender.token();
  const sending = (...files: [string, Buffer][]) =>
    sender.send(
      LENA,
      files.map(([name, content]) => ({ field: 'a.pic', name, content, type: 'image/png' })),
      token,
    );
  t.match((await sending(['bell.png', EXE])).body, 'bell.png is not what its name says');
  t.match((await sending(['bell.exe', EXE])).body, 'of a kind that is not taken');
  t.match((await sending(['note.txt', Buffer.from('<svg onload=alert(1)>')])).body, 'not what its name says');
  t.match((await sending(['bell.html', Buffer.from('<p>')])).body, 'of a kind that is not taken');
  t.match((await sending(['a.png', PNG], ['b.png', PNG], ['c.png', PNG])).body, 'At most 2 files');
  t.match((await sending(['big.png', Buffer.concat([PNG, Buffer.alloc(10 * 1024 * 1024)])])).body, 'larger than 10 MB');
  t.match((await sender.send(LENA, [], token)).body, 'Choose a file');
  t.equal((await messagesOf(forms, account.id)).length, 0);
  const sent = await sending(['../../bell<x>.png', PNG], ['words.txt', Buffer.from('Grüße')]);
  t.equal(sent.statusCode, 303, sent.body);
  const [message] = await messagesOf(forms, account.id);
  const files = await forms.desk.database.rows('select name, type from attachment where message_id = ? order by id', [
    message!.id,
  ]);
  t.strictSame(
    files.map((one) => ({ ...one })),
    [
      { name: 'bell<x>.png', type: 'image/png' },
      { name: 'words.txt', type: 'text/plain' },
    ],
  );
});

t.test('CH-12: the same page sent twice makes one message; changed words are asked about', async (t) => {
  const { forms, account, sender } = await opened(t);
  const token = await sender.token();
  const both = await Promise.all([sender.send(LENA, [], token), sender.send(LENA, [], token)]);
  t.strictSame(
    both.map((one) => one.statusCode),
    [303, 303],
  );
  t.equal((await messagesOf(forms, account.id)).length, 1);
  const changed = await sender.send({ ...LENA, 'a.words': 'And one more thing.' }, [], token);
  t.equal(changed.statusCode, 409);
  t.match(changed.body, 'You have sent this form before');
  t.match(changed.body, 'And one more thing.');
  const fresh = valueOf(changed, 'token');
  t.not(fresh, token);
  forms.clock.advance(5 * SECOND);
  t.equal((await sender.send({ ...LENA, 'a.words': 'And one more thing.' }, [], fresh)).statusCode, 303);
  t.equal((await messagesOf(forms, account.id)).length, 2);
});

t.test('FM-6: forged, foreign and old pages are not believed, and nothing typed is lost', async (t) => {
  const { forms, account, sender } = await opened(t);
  const other = await formAccount(forms.desk, { name: 'Other' }, ASKED);
  const foreign = await new Sender(forms, `/f/${other.uniqueId}`).token();
  for (const token of ['', 'x', `${(1).toString(36)}.${'0'.repeat(24)}.forged-forged`, foreign]) {
    const page = await sender.send(LENA, [], token);
    t.equal(page.statusCode, 422);
    t.match(page.body, 'The page was open for too long');
    t.match(page.body, 'It was loud once.');
  }
  const token = await sender.token(49 * 3600 * SECOND);
  t.equal((await sender.send(LENA, [], token)).statusCode, 422);
  t.equal((await messagesOf(forms, account.id)).length, 0);
});

t.test('FM-6: what looks unwanted is kept in the spam list with its reason', async (t) => {
  const { forms, account, sender } = await opened(t);
  const cases: [string, () => Promise<{ statusCode: number }>][] = [
    ['forms.spam_trap', () => sender.send({ ...LENA, website: 'https://buy.example' })],
    ['forms.spam_fast', async () => sender.send(LENA, [], await sender.token(500))],
    ['forms.spam_name', () => sender.send({ ...LENA, 'a.about': 'See https://buy.example' })],
    ['forms.spam_markup', () => sender.send({ ...LENA, 'a.words': '<a href="https://buy.example">x</a>' })],
    ['forms.spam_links', () => sender.send({ ...LENA, 'a.words': 'http://a.x http://b.x http://c.x www.d.x' })],
    ['forms.spam_many', () => sender.send(LENA)],
  ];
  for (const [code, send] of cases) {
    t.equal((await send()).statusCode, 303, 'nobody is told how they were recognised');
    const messages = await messagesOf(forms, account.id);
    t.equal(messages.at(-1)!.place, 'spam', code);
    const sql = 'select state, reason from forms_submission order by id desc limit 1';
    const row = await forms.desk.database.row<{ state: string; reason: string }>(sql);
    t.match({ ...row, reason: JSON.parse(row!.reason) }, { state: 'spam', reason: { code } });
  }
});

t.test('FM-6: one network may send so many an hour; others are not slowed', async (t) => {
  const { forms, account, sender } = await opened(t, {}, ASKED, 3);
  for (let number = 0; number < 3; number++) {
    const sent = await sender.send({ ...LENA, 'a.mail': `lena${number}@kunde.example` });
    t.equal(sent.statusCode, 303);
  }
  const refused = await sender.send(LENA);
  t.equal(refused.statusCode, 429);
  t.match(refused.body, 'Wait an hour');
  t.match(refused.body, 'It was loud once.');
  const neighbour = new Sender(forms, `/f/${account.uniqueId}`, '127.0.0.10');
  t.equal((await neighbour.send(LENA)).statusCode, 303);
  forms.clock.advance(3600 * SECOND);
  t.equal((await sender.send({ ...LENA, 'a.mail': 'late@kunde.example' })).statusCode, 303);
});

t.test('bad bodies are refused clearly and stop nobody', async (t) => {
  const { forms, account, sender } = await opened(t);
  const thousand = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`a.f${index}`, 'x']));
  const refused = await sender.post(thousand);
  t.equal(refused.statusCode, 400);
  t.match(refused.body, 'far fewer fields');
  t.equal((await sender.postRaw(Buffer.from('{"a":1}'), 'application/json')).statusCode, 400);
  t.equal((await sender.postRaw(Buffer.from('--x\r\nbroken'), 'multipart/form-data; boundary=x')).statusCode, 400);
  t.equal((await sender.postRaw(Buffer.alloc(2_000_000, 97), 'application/x-www-form-urlencoded')).statusCode, 413);
  t.equal((await sender.postRaw(Buffer.alloc(28_000_000, 97), 'multipart/form-data; boundary=x')).statusCode, 413);
  t.equal((await sender.post({ __proto__: 'x', constructor: 'y', 'a.__proto__': 'z' })).statusCode, 422);
  t.equal((await new Sender(forms, '/f/nobodyknows').get()).statusCode, 404);
  const own = await forms.desk.conversations.inboxes.create({ name: 'Own', actor: 'desk' });
  const fallback = await forms.desk.channels.ensureFallback(own);
  t.match((await sender.send({ ...LENA, 'a.mail': fallback!.uniqueId })).body, 'an address of ours');
  t.equal((await messagesOf(forms, account.id)).length, 0);
  t.equal((await sender.send(LENA)).statusCode, 303);
});

t.test(
  'FM-2, CH-5: a form makes a ticket: named and described by its fields, with the account’s property and limit',
  async (t) => {
    const { forms, account, sender } = await opened(t);
    const { channels, tickets, properties } = forms.desk;
    await properties.definitions.create({ object: 'ticket', label: 'Workshop', kind: 'text' });
    const defaults = { asTicket: true, priority: 3, limit: 1, properties: { workshop: 'South' } };
    await channels.saveTicketDefaults(account.id, defaults, 'desk');
    await sender.send(LENA);
    await sender.send({ ...LENA, 'a.about': 'Again' });
    const [first, second] = await messagesOf(forms, account.id);
    const ticket = (await tickets.ofConversation(first!.conversation_id))!;
    t.match(ticket, {
      name: 'The bell is silent',
      description: 'It was loud once.',
      source: 'forms',
      priority: 'high',
      properties: { workshop: 'South' },
      contact: { name: 'Lena Hofmann' },
    });
    t.not(second!.conversation_id, first!.conversation_id);
    t.equal(await tickets.ofConversation(second!.conversation_id), null, 'beyond the limit');
    t.equal(second!.place, 'inbox');
    t.match(await channels.notes(account.id, 5), [{ reason: { code: 'ticket.limit', params: { limit: 1 } } }]);
  },
);

t.test('CH-7: at the limit a submission is kept and shown, makes no ticket, and the log says so', async (t) => {
  const { forms, account, sender } = await opened(t, { limit: 1 });
  await sender.send(LENA);
  await sender.send({ ...LENA, 'a.about': 'Again' });
  await sender.send({ ...LENA, 'a.mail': 'kofi@kunde.example' });
  const messages = await messagesOf(forms, account.id);
  t.equal(messages.length, 3);
  t.strictSame(
    messages.map(({ details }) => (JSON.parse(details) as { noTicket?: { code: string } }).noTicket?.code),
    [undefined, 'forms.limit', undefined],
  );
  t.equal(messages[1]!.place, 'inbox');
  const notes = await forms.desk.channels.notes(account.id, 5);
  t.match(notes, [{ reason: { code: 'forms.limit', params: { sender: 'lena@kunde.example' } } }]);
});

t.test('FM-2: answers become properties of the ticket; what does not fit stands in its timeline', async (t) => {
  const { forms, account, sender } = await opened(t, {}, [
    ...ASKED,
    field('serial', 'text', { role: 'property:serial' }),
    field('many', 'number', { role: 'property:pieces' }),
    field('when', 'date', { role: 'property:bought' }),
    field('size', 'choice', { role: 'property:size', options: ['Small', 'Large', 'Gone'] }),
    field('with', 'several', { role: 'property:with', options: ['Bell', 'Lock, key', 'Light'] }),
    field('ebike', 'check', { role: 'property:ebike' }),
    field('from', 'hidden', { role: 'property:campaign', value: 'spring' }),
    field('lost', 'text', { role: 'property:not_there' }),
  ]);
  const { definitions } = forms.desk.properties;
  const add = (
    label: string,
    kind: 'text' | 'number' | 'date' | 'choice' | 'choices' | 'check box',
    options?: string[],
  ) => definitions.create({ object: 'ticket', label, kind, options });
  for (const [label, kind] of [
    ['Serial', 'text'],
    ['Pieces', 'number'],
    ['Bought', 'date'],
    ['Ebike', 'check box'],
    ['Campaign', 'text'],
  ] as const)
    await add(label, kind);
  await add('Size', 'choice', ['Small', 'Large']);
  await add('With', 'choices', ['Bell', 'Lock, key', 'Light']);
  await forms.desk.channels.context(account.id)!.tickets.turn(true, 1);
  const said = {
    ...LENA,
    ...{ 'a.serial': 'AB 12', 'a.many': '3', 'a.when': '1.3.2026', 'a.size': 'Large', 'a.with': ['Bell', 'Lock, key'] },
    ...{ 'a.ebike': 'on', 'a.lost': 'Nobody asked' },
  };
  await sender.send(said);
  const [message] = await messagesOf(forms, account.id);
  const ticket = (await forms.desk.tickets.ofConversation(message!.conversation_id))!;
  t.equal(ticket.name, 'The bell is silent');
  t.equal(ticket.description, 'It was loud once.');
  t.strictSame(ticket.properties, {
    ...{ serial: 'AB 12', pieces: 3, bought: '2026-03-01', ebike: true, campaign: 'spring' },
    ...{ size: 'large', with: ['bell', 'lock_key'] },
  });
  const lines = await forms.desk.tickets.history(ticket.id);
  t.match(JSON.stringify(lines), /not_there.*Nobody asked/);
  t.equal(lines.filter(({ kind }) => kind !== 'opened' && kind !== 'answer').length, 0, 'it begins with them');

  await sender.send({ ...LENA, 'a.size': 'Gone', 'a.serial': '', website: 'https://buy.example' });
  const spam = (await messagesOf(forms, account.id)).at(-1)!;
  t.equal(await forms.desk.tickets.ofConversation(spam.conversation_id), null);
  await forms.desk.conversations.notSpam(spam.conversation_id, 'desk');
  const late = (await forms.desk.tickets.ofConversation(spam.conversation_id))!;
  t.match(late, { description: 'It was loud once.', properties: { campaign: 'spring' } }, 'also out of spam');
  t.notOk('size' in late.properties);
  t.match(JSON.stringify(await forms.desk.tickets.history(late.id)), /Size.*Gone/);
});

t.test('PR-1: consent is asked for, and kept with its wording and time', async (t) => {
  const { forms, account, sender } = await opened(t, { consent: 'explicit', consentText: 'I agree to be written to.' });
  const page = await sender.get();
  t.match(page.body, 'I agree to be written to.');
  const refused = await sender.send(LENA);
  t.equal(refused.statusCode, 422);
  t.match(refused.body, 'error-consent');
  t.equal((await sender.send({ ...LENA, consent: 'on' })).statusCode, 303);
  await messagesOf(forms, account.id);
  const id = await forms.desk.contacts.find({ kind: 'email', value: 'lena@kunde.example' }, account.id);
  t.match((await forms.desk.contacts.get(id!))!.consents, {
    forms: { given: true, wording: 'I agree to be written to.' },
  });
});

t.test('people are led on only by https, and never by what was stored past the settings', async (t) => {
  const { forms, account, sender } = await opened(t, {
    after: 'redirect',
    redirect: 'https://radwerk.example/thanks?a=1',
  });
  const page = await sender.get();
  t.match(page.headers['content-security-policy'], "form-action 'self' https://radwerk.example;");
  const sent = await sender.send(LENA);
  t.equal(sent.headers.location, 'https://radwerk.example/thanks?a=1');
  const embedded = new Sender(forms, `/f/${account.uniqueId}/embed`);
  t.match((await embedded.send({ ...LENA, 'a.about': 'Two' })).headers.location, '/embed/sent');
  t.match((await embedded.get('/sent')).body, 'target="_top"');
  for (const redirect of ['http://radwerk.example/', 'javascript:alert(1)', '//evil.example']) {
    const refused = await forms.desk.channels.saveSettings(account.id, { after: 'redirect', redirect }, 'desk', [
      'after',
      'redirect',
    ]);
    t.match(refused, { errors: { redirect: 'wrong.web_address' } });
    await forms.desk.channels.context(account.id)!.saveSettings({ redirect });
    t.match(
      (await sender.send({ ...LENA, 'a.about': redirect.replace(/\W/g, ' ') })).headers.location,
      `/f/${account.uniqueId}/sent`,
    );
  }
});

t.test('the page speaks the language it was told or asked for, and stands in frames only when embedded', async (t) => {
  const { forms, account, sender } = await opened(t);
  t.match(
    (await sender.get('', { 'accept-language': 'de-AT,de;q=0.9,en;q=0.5' })).body,
    /<html lang="de"[^]*freiwillig/,
  );
  t.match((await sender.get('?lang=en', { 'accept-language': 'de' })).body, '<html lang="en"');
  t.match((await sender.get()).headers['content-security-policy'], "frame-ancestors 'none'");
  const embedded = await sender.get('/embed');
  t.match(embedded.headers['content-security-policy'], 'frame-ancestors *');
  t.notOk(embedded.headers['x-frame-options'], 'no older header forbids it');
  t.notMatch(embedded.body, /style="|<script>|onclick/);
  await forms.desk.channels.saveSettings(account.id, { language: 'de' }, 'desk', ['language']);
  t.match((await sender.get('?lang=en')).body, '<html lang="de"');
  await forms.desk.channels.setActive(account.id, false, 'desk');
  t.match((await sender.get()).body, 'This form is not available');
});

t.test('what was cut off between its own table and the ledger is taken in later', async (t) => {
  const { forms, account } = await opened(t);
  const answers = [{ field: 'words', label: 'Message', value: 'Cut off' }];
  await forms.desk.database.run(
    `insert into forms_submission (account_id, key, at, digest, state, sender, name, subject, answers, words, page)
     values (?, 'k1', ?, 'd', 'accepted', 'lena@kunde.example', 'Lena', 'Power cut', ?, '', '')`,
    [account.id, forms.clock.now().getTime(), JSON.stringify(answers)],
  );
  forms.clock.advance(120 * SECOND);
  await forms.desk.channels.setActive(account.id, false, 'desk');
  await forms.desk.channels.setActive(account.id, true, 'desk');
  const settled = 'select 1 from forms_submission where received_at is not null and account_id = ?';
  while (!(await forms.desk.database.row(settled, [account.id]))) await new Promise((next) => setImmediate(next));
  const [message] = await messagesOf(forms, account.id);
  t.match(message, { subject: 'Power cut' });
  t.match(message!.parts, 'Cut off');
});

t.test('FM-3: the answer goes by e-mail, quotes the submission, and its answer joins the conversation', async (t) => {
  const { forms, account, sender } = await opened(t, {}, [
    ...ASKED,
    field('hid', 'hidden', { value: 'secret campaign' }),
  ]);
  const inbox = (await forms.desk.channels.accountById(account.id))!.inboxId;
  const row = (await forms.desk.conversations.inboxes.list()).find(({ id }) => id === inbox)!;
  const mail = (await forms.desk.channels.ensureFallback(row))!;
  await sender.send(LENA);
  const [message] = await messagesOf(forms, account.id);
  const eva = await administrator(forms);
  const page = await eva.get(`/conversations/${message!.conversation_id}`);
  t.match(page.body, mail.title, 'the way out is the mail account');
  t.notMatch(page.body, 'Nothing goes out by a form');
  t.match(page.body, 'It was loud once.');
  t.notMatch(page.body, 'secret campaign', 'FM-4: hidden answers are not in the conversation');
  const preview = await forms.desk.outbound.preview({
    conversationId: message!.conversation_id,
    userId: 1,
    text: 'Hello',
  });
  t.equal(preview.refused, null);
  t.match(preview.to, [{ address: { kind: 'email', value: 'lena@kunde.example' } }]);
  const contact = (await forms.desk.contacts.find({ kind: 'email', value: 'lena@kunde.example' }, account.id))!;
  const shown = await eva.get(`/contacts/${(await forms.desk.contacts.get(contact))!.publicId}`);
  t.match(shown.body, 'secret campaign', 'FM-4: but they are on the timeline');
});

t.test('FM-3: who left no address cannot be answered, and the composer says why', async (t) => {
  const { forms, account, sender } = await opened(t, {}, [field('words', 'long', { required: true })]);
  await sender.send({ 'a.words': 'Anonymous praise' });
  const [message] = await messagesOf(forms, account.id);
  const eva = await administrator(forms);
  t.match(
    (await eva.get(`/conversations/${message!.conversation_id}`)).body,
    'without an e-mail address of the sender nobody can be answered',
  );
});

t.test('PR-2: a forgotten sender is gone from the submissions, with their words when those go too', async (t) => {
  const { forms, account, sender } = await opened(t);
  await sender.send({ ...LENA, 'a.words': 'The bell is silent' });
  await messagesOf(forms, account.id);
  const contactId = (await forms.desk.contacts.find({ kind: 'email', value: 'lena@kunde.example' }, account.id))!;
  const rest = async () => {
    const rows = await forms.desk.database.rows('select * from forms_submission where account_id = ?', [account.id]);
    return JSON.stringify(rows);
  };
  t.match(await rest(), /lena@kunde/);
  await forms.desk.contacts.anonymise(contactId, 'desk');
  await forms.desk.jobs.idle();
  t.notMatch(await rest(), /lena|hofmann/i);
  t.match(await rest(), /The bell is silent/, 'what was written stays');
  const raw = await forms.desk.database.rows<{ body: Buffer | null; sender: string }>(
    'select body, sender from arrival where account_id = ?',
    [account.id],
  );
  t.match(raw, [{ body: null, sender: '' }], 'as it was posted it is gone');
  await sender.send({ ...LENA, 'a.words': 'The brake is loud' });
  await messagesOf(forms, account.id);
  const again = (await forms.desk.contacts.find({ kind: 'email', value: 'lena@kunde.example' }, account.id))!;
  await forms.desk.contacts.anonymise(again, 'desk', { messages: 'erase' });
  await forms.desk.jobs.idle();
  t.notMatch(await rest(), /lena|hofmann|brake/i);
  t.equal((JSON.parse(await rest()) as object[]).length, 2, 'that there were two stays known');
});

t.test('an answer by mail to a submission comes home by SMTP, into the same conversation (FM-3, EM-5)', async (t) => {
  const far = await farSide(t);
  const relay = { relayHost: far.smtp.host, relayPort: far.smtp.port, relayUser: TEAM, relayPassword: PASSWORD };
  const forms = await formsDesk(t, { email: { ...relay, trustedCertificates: [far.certificate] } });
  const { desk } = forms;
  await desk.accounts.workspace.set(deskViewer(), { holdSeconds: 0 });
  const account = await formAccount(desk, {}, ASKED);
  const inbox = (await desk.conversations.inboxes.list()).find(({ id }) => id === account.inboxId)!;
  const mailbox = (await desk.channels.ensureFallback(inbox))!;
  await new Sender(forms, `/f/${account.uniqueId}`).send(LENA);
  const [message] = await messagesOf(forms, account.id);
  const conversationId = message!.conversation_id;
  const accountId = (await desk.outbound.usualAccount(conversationId, account.id))!;
  t.equal(accountId, mailbox.id, 'what reaches the sender is their address');
  const userId = await addUser(desk, 'Uma');
  await answered(desk, { conversationId, accountId, userId, text: 'Does it ring when you shake it?' }, 'sent');
  const { raw, envelope } = await far.nextSent();
  t.same(envelope.to, ['lena@kunde.example']);
  const words = raw.toString();
  const replyTo = /^Reply-To: (\S+)/m.exec(words)![1]!;
  const messageId = /^Message-ID: (\S+)/im.exec(words)![1]!;
  const reply = (headers: string[], text: string) =>
    [`From: Lena <lena@kunde.example>`, `To: ${replyTo}`, 'Subject: Re: The bell is silent', ...headers, '', text].join(
      '\n',
    );
  await bring(desk, { from: 'lena@kunde.example', to: replyTo, raw: reply(['Message-ID: <1@kunde.example>'], 'No.') });
  const byAddress = [`Message-ID: <2@kunde.example>`, `In-Reply-To: ${messageId}`];
  await bring(desk, { from: 'lena@kunde.example', to: mailbox.uniqueId, raw: reply(byAddress, 'Not at all.') });
  const rows = async () => {
    await desk.jobs.idle();
    return desk.database.rows<{ conversation_id: number; text: string }>(
      `select conversation_id, text from message where account_id = ? and direction = 'in' order by id`,
      [mailbox.id],
    );
  };
  t.match(await rows(), [{ conversation_id: conversationId, text: /No\./ }, { conversation_id: conversationId }]);
});
