// Who somebody is and what they agreed to: consent, claimed addresses, signed identity (PR-1, CH-6, CH-15).
import { createHmac } from 'node:crypto';
import t from 'tap';
import { provenIdentity } from '../../../plugins/chat/visitor/identity.ts';
import { browserWords } from '../../../plugins/chat/visitor/browser.ts';
import { chatDesk, type ChatDesk } from './chat-desk.ts';

const SECRET = 'a secret of the shop';
const hmac = (id: string, secret = SECRET) => createHmac('sha256', secret).update(id).digest('hex');

function jwt(claims: object, { secret = SECRET, alg = 'HS256' } = {}): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const head = `${part({ alg, typ: 'JWT' })}.${part(claims)}`;
  return `${head}.${alg === 'none' ? '' : createHmac('sha256', secret).update(head).digest('base64url')}`;
}

interface Identity {
  contact_id: number;
  kind: string;
  value: string;
}

function identities({ desk }: ChatDesk): Promise<Identity[]> {
  return desk.database.rows<Identity>('select contact_id, kind, value from contact_identity order by id');
}

t.test('a signature is good for its id, its secret and its time only', async (t) => {
  const now = new Date('2026-11-20T10:00:00Z');
  const seconds = now.getTime() / 1000;
  const proven = (given: unknown, secret = SECRET) => provenIdentity(given, secret, now);
  t.match(proven({ id: '42', hash: hmac('42'), name: 'Ada', email: 'ada@x.example' }), {
    user: '42',
    emailProven: false,
  });
  t.equal(proven({ id: '43', hash: hmac('42') }), null);
  t.equal(proven({ id: '42', hash: hmac('42', 'other') }), null);
  t.equal(proven({ id: '42' }), null);
  t.equal(proven({ id: '42', hash: hmac('42', '') }, ''), null);
  t.equal(proven({ id: '', hash: hmac('') }), null);
  t.match(proven({ jwt: jwt({ sub: '42', email: 'ada@x.example' }) }), {
    user: '42',
    email: 'ada@x.example',
    emailProven: true,
  });
  t.match(proven({ jwt: jwt({ user_id: '7', exp: seconds + 10 }) }), { user: '7', emailProven: false });
  t.equal(proven({ jwt: jwt({ sub: '42', exp: seconds - 120 }) }), null);
  t.equal(proven({ jwt: jwt({ sub: '42', nbf: seconds + 120 }) }), null);
  t.equal(proven({ jwt: jwt({ sub: '42', exp: 'never' }) }), null);
  t.equal(proven({ jwt: jwt({ sub: '42' }, { alg: 'none' }) }), null);
  t.equal(proven({ jwt: jwt({ sub: '42' }, { secret: 'other' }) }), null);
  t.equal(proven({ jwt: `${jwt({ sub: '42' })}.x` }), null);
  t.equal(proven({ jwt: 'a.b.c' }), null);
  t.equal(proven('42'), null);
});

t.test('with explicit consent nothing is kept before it is given; then with time and wording (PR-1)', async (t) => {
  const chat = await chatDesk(t, { consent: 'explicit', consentText: 'We keep what you write for a year.' });
  const { desk } = chat;
  const { visitor, welcome } = await chat.greeted();
  t.equal(welcome.consent, false);
  t.match(await visitor.say('Hello'), { error: { code: 'consent_required' } });
  visitor.send({ contact: { email: 'ada@x.example' } });
  await visitor.settled();
  t.equal((await desk.database.rows('select id from arrival')).length, 0);
  t.equal((await desk.database.rows('select id from chat_visitor')).length, 0);
  t.equal((await desk.database.rows('select id from chat_page')).length, 0);
  visitor.send({ consent: { given: true } });
  t.ok((await visitor.say('Hello')).stored);
  await desk.jobs.idle();
  const contact = await desk.database.row<{ consents: string }>('select consents from contact');
  t.match(JSON.parse(contact!.consents), {
    chat: { given: true, at: /^\d{4}-/, wording: 'We keep what you write for a year.' },
  });
  t.equal((await desk.database.rows('select id from chat_page')).length, 1);
  t.equal((await chat.greeted({ token: welcome.token })).welcome.consent, true);
});

t.test('with implicit consent who writes agrees (PR-1)', async (t) => {
  const chat = await chatDesk(t, { consent: 'implicit', consentText: 'Who writes agrees.' });
  const { visitor, welcome } = await chat.greeted();
  t.equal(welcome.consent, false);
  await visitor.say('Hello');
  await chat.desk.jobs.idle();
  const contact = await chat.desk.database.row<{ consents: string }>('select consents from contact');
  t.match(JSON.parse(contact!.consents), { chat: { given: true, wording: 'Who writes agrees.' } });
  t.equal((await chat.greeted({ token: welcome.token })).welcome.consent, true);
});

t.test('without consent asked for none is noted', async (t) => {
  const chat = await chatDesk(t);
  const { visitor } = await chat.greeted();
  await visitor.say('Hello');
  await chat.desk.jobs.idle();
  t.equal((await chat.desk.database.row<{ consents: string }>('select consents from contact'))!.consents, '{}');
  t.equal(
    (await chat.desk.database.row<{ at: number | null }>('select consented_at as at from chat_visitor'))!.at,
    null,
  );
});

t.test('an address that is typed in is a claim: it opens nobody’s history and merges nobody (CH-15)', async (t) => {
  const chat = await chatDesk(t);
  const { desk } = chat;
  const { visitor: ada } = await chat.greeted();
  ada.send({ contact: { email: 'ada@x.example', name: 'Ada' } });
  await ada.hears('contact');
  await ada.say('My order 4711');
  await desk.jobs.idle();
  const { visitor: mallory, welcome } = await chat.greeted();
  mallory.send({ contact: { email: 'ada@x.example', name: 'Ada' } });
  await mallory.hears('contact');
  await mallory.say('Where is my order?');
  await desk.jobs.idle();
  const again = await chat.greeted({ token: welcome.token });
  t.strictSame(
    again.welcome.messages.map(({ text }: any) => text),
    ['Where is my order?'],
  );
  const rows = await identities(chat);
  t.equal(new Set(rows.map((row) => row.contact_id)).size, 2, 'two contacts');
  t.equal(rows.filter(({ kind }) => kind === 'email').length, 1, 'the address stays with whom it belonged to');
  const proposed = await desk.database.rows('select * from contact_duplicate');
  t.equal(proposed.length, 1, 'people are asked whether they are one');
});

t.test('a claimed address of somebody known by e-mail does not turn the visitor into them', async (t) => {
  const chat = await chatDesk(t);
  const { desk } = chat;
  await desk.contacts.take(
    { address: { kind: 'email', value: 'ceo@x.example' }, name: 'The boss' },
    { accountId: chat.accountId, at: new Date() },
  );
  const { visitor, welcome } = await chat.greeted();
  visitor.send({ contact: { email: 'ceo@x.example' } });
  await visitor.hears('contact');
  await visitor.say('Hello');
  await desk.jobs.idle();
  const rows = await identities(chat);
  t.equal(new Set(rows.map((row) => row.contact_id)).size, 2);
  const again = await chat.greeted({ token: welcome.token });
  t.same(again.welcome.contact, { email: 'ceo@x.example' }, 'only what they said themselves');
});

t.test('who the site signed in is the same visitor in every browser; a forged identity is nobody (HMAC)', async (t) => {
  const chat = await chatDesk(t, { identitySecret: SECRET });
  const identity = { id: 'customer-7', hash: hmac('customer-7'), name: 'Ada Berg', email: 'ada@x.example' };
  const { visitor, welcome } = await chat.greeted({ hello: { identity } });
  await visitor.say('From my laptop');
  await chat.desk.jobs.idle();
  const phone = await chat.greeted({ hello: { identity } });
  t.strictSame(
    phone.welcome.messages.map(({ text }: any) => text),
    ['From my laptop'],
  );
  const forged = await chat.greeted({
    token: welcome.token,
    hello: { identity: { ...identity, hash: hmac('customer-8') } },
  });
  t.match(await forged.visitor.hears('error'), { error: { code: 'identity_invalid' } });
  t.strictSame(forged.welcome.messages, []);
  const nextUser = await chat.greeted({ token: welcome.token });
  t.strictSame(nextUser.welcome.messages, [], 'a shared computer shows nothing after signing out');
  const other = await chat.greeted({
    token: welcome.token,
    hello: { identity: { id: 'customer-9', hash: hmac('customer-9') } },
  });
  t.strictSame(other.welcome.messages, []);
  t.match(await chat.desk.database.row('select verdict from message where kind = ?', ['message']), {
    verdict: /verified/,
  });
  t.match(await chat.desk.database.row('select name from contact'), { name: 'Ada Berg' });
});

t.test('a JWT proves the address as well: the visitor is the contact that has it', async (t) => {
  const chat = await chatDesk(t, { identitySecret: SECRET });
  const { desk } = chat;
  await desk.contacts.take(
    { address: { kind: 'email', value: 'ada@x.example' }, name: 'Ada' },
    { accountId: chat.accountId, at: new Date() },
  );
  const { visitor } = await chat.greeted({ hello: { identity: { jwt: jwt({ sub: '7', email: 'ada@x.example' }) } } });
  await visitor.say('It is me');
  await desk.jobs.idle();
  t.equal(new Set((await identities(chat)).map((row) => row.contact_id)).size, 1);
});

t.test('two windows of a new user at once are one visitor', async (t) => {
  const chat = await chatDesk(t, { identitySecret: SECRET });
  const identity = { id: 'new', hash: hmac('new') };
  const both = await Promise.all([chat.greeted({ hello: { identity } }), chat.greeted({ hello: { identity } })]);
  t.equal(both[0].welcome.token, both[1].welcome.token);
});

t.test('the address can be asked for before the first message', async (t) => {
  const chat = await chatDesk(t, { askEmail: 'before' });
  const { visitor } = await chat.greeted();
  t.match(await visitor.say('Hello'), { error: { code: 'email_required' } });
  visitor.send({ contact: { email: 'not an address' } });
  t.equal(await visitor.closed, 4400);
  const { visitor: second } = await chat.greeted();
  second.send({ contact: { email: 'Ada@X.example' } });
  t.match(await second.hears('contact'), { contact: { email: 'ada@x.example' } });
  t.ok((await second.say('Hello')).stored);
});

t.test('the heading is the owner of the contact where that is wished (CT-2)', async (t) => {
  const chat = await chatDesk(t, { headingOf: 'owner' });
  const { visitor, welcome } = await chat.greeted();
  t.strictSame(welcome.agents, []);
  await visitor.say('Hello');
  await chat.desk.jobs.idle();
  await chat.desk.database.run('update contact set owner_id = ?', [chat.eva]);
  t.strictSame((await chat.greeted({ token: welcome.token })).welcome.agents, [{ name: 'Eva', face: 'EL' }]);
});

t.test('browsers and systems in words', async (t) => {
  const chrome =
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/139.0.0.0 Safari/537.36';
  const safari =
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1';
  t.same(browserWords(chrome), { browser: 'Chrome 139', system: 'Linux' });
  t.same(browserWords(`${chrome} Edg/139.0.0.0`), { browser: 'Edge 139', system: 'Linux' });
  t.same(browserWords(safari), { browser: 'Safari 18', system: 'iOS' });
  t.same(browserWords('curl/8'), { browser: '', system: '' });
});

t.test(
  'PR-2: of a visitor who is forgotten nothing stays, nor their address with somebody who typed it in',
  async (t) => {
    const chat = await chatDesk(t);
    const { desk } = chat;
    const { visitor } = await chat.greeted();
    visitor.send({ page: { address: 'https://shop.example/nightingale', title: '' } });
    visitor.send({ contact: { email: 'ada@customer.example', name: 'Ada' } });
    await visitor.say('Hello');
    await chat.answer('Good morning');
    const { message } = await visitor.hears('message');
    visitor.send({ seen: message.id });
    visitor.send({ end: true });
    visitor.send({ rate: { score: 5, comment: 'Ada is happy' } });
    await visitor.hears('rated');
    await desk.jobs.idle();
    const { contact_id: contactId } = await chat.newest();
    const { visitor: other } = await chat.greeted();
    other.send({ contact: { email: 'ada@customer.example' } });
    await other.say('It is me again');
    await desk.jobs.idle();
    const rest = async () => {
      const tables = ['chat_visitor', 'chat_page', 'chat_unseen'];
      return JSON.stringify(await Promise.all(tables.map((table) => desk.database.rows(`select * from ${table}`, []))));
    };
    const arrivals = async () => {
      const rows = await desk.database.rows<{ body: Buffer | null; sender: string; summary: string; meta: string }>(
        'select body, sender, summary, meta from arrival',
        [],
      );
      return rows.map(({ body, sender, summary, meta }) => [body?.toString(), sender, summary, meta].join(' '));
    };
    t.match(await rest(), /nightingale/);
    t.ok((await arrivals()).length >= 5);
    t.match((await arrivals()).join(), /Ada is happy/);
    await desk.contacts.anonymise(contactId, 'desk');
    await desk.jobs.idle();
    t.notMatch(await rest(), /nightingale|ada@|Ada/);
    t.equal((await desk.database.rows('select id from chat_visitor', [])).length, 1);
    t.notMatch((await arrivals()).join(), /ada@|Ada|Hello|nightingale/, 'nor of what their browser sent');
    t.match((await arrivals()).join(), /It is me again/, 'others are not touched');
    const words = await desk.database.rows<{ text: string }>(`select text from message where text = 'Hello'`, []);
    t.equal(words.length, 1, 'what was said stays with the team');
    await desk.contacts.anonymise(contactId, 'desk', { messages: 'erase' });
    const ratings = await desk.database.rows<{ score: number; comment: string }>('select * from rating', []);
    t.match(ratings, [{ score: 5, comment: '' }]);
  },
);
