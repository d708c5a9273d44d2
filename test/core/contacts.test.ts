// Contacts: recognising who writes, keeping addresses, proposing duplicates, merging with undo, forgetting.
import t from 'tap';
import type { Address, Person } from '../../core/contract/address.ts';
import { likenessOf } from '../../core/contacts/likeness.ts';
import { notesKey } from '../../core/kernel/ids.ts';
import { openRooms, type Rooms } from './rooms.ts';

async function rooms(t: { teardown(work: () => unknown): void }): Promise<Rooms> {
  const opened = await openRooms();
  t.teardown(() => opened.close());
  return opened;
}

const email = (value: string): Address => ({ kind: 'email', value });
const phone = (value: string): Address => ({ kind: 'phone', value });
const handle = (value: string, scope?: string): Address => ({ kind: 'handle', value, scope });

t.test('who writes is recognised by any address (CH-6)', async (t) => {
  const { contacts, account, chat, clock, events } = await rooms(t);
  const heard: string[] = [];
  events.listen((event) => heard.push(event.type));
  const take = (person: Person, accountId = account) => contacts.take(person, { accountId, at: clock.now() });
  const lena = await take({ address: email(' Lena@Bücher.example '), name: ' Lena \n Vogt ', language: 'de' });
  t.equal(lena.created, true);
  t.same(await take({ address: email('lena@xn--bcher-kva.EXAMPLE') }), { contactId: lena.contactId, created: false });
  t.same(heard, ['contact.created'], 'nothing new is nothing to tell');
  await take({
    address: phone('+49 30 1234-567'),
    also: [email('lena@bücher.example')],
    name: 'L.',
    avatarUrl: 'https://x.example/a.png',
  });
  const summary = (await contacts.summary(lena.contactId))!;
  t.match(summary, {
    name: 'Lena Vogt',
    language: 'de',
    title: 'Lena Vogt',
    properties: { avatarUrl: 'https://x.example/a.png' },
  });
  t.same(
    summary.identities.map((one) => one.address),
    [email('lena@xn--bcher-kva.example'), phone('+49301234567')],
  );
  t.equal(await contacts.find(phone('0049301234567'), account), lena.contactId);

  const visitor = await take({ address: handle('v1') }, chat);
  t.not(
    (await take({ address: handle('v1') })).contactId,
    visitor.contactId,
    'a handle means something within its account',
  );
  t.equal((await take({ address: handle('v1', `account:${chat}`) })).contactId, visitor.contactId);
  t.equal((await contacts.summary(visitor.contactId))!.title, '', 'a handle tells people nothing');
  await take({ address: handle('v1'), name: 'Nora' }, chat);
  t.equal((await contacts.get(visitor.contactId))!.name, 'Nora', 'an empty name is filled');
  t.equal(await contacts.find(email('nobody@x.example'), account), null);
});

t.test('addresses of two contacts stay two, and are proposed as one (MS-5)', async (t) => {
  const { contacts, account, clock } = await rooms(t);
  const take = async (person: Person) =>
    (await contacts.take(person, { accountId: account, at: clock.now() })).contactId;
  const [one, two] = [await take({ address: email('a@shop.example') }), await take({ address: phone('+4930111') })];
  t.equal(
    await take({ address: phone('+4930111'), also: [email('a@shop.example')] }),
    two,
    'the first address decides',
  );
  t.match(await contacts.duplicates(one), [
    { contact: { id: two, title: '+4930111' }, reasons: [{ code: 'duplicate.same_sender' }] },
  ]);
  t.match(await contacts.duplicates(two), [{ contact: { id: one } }], 'seen from both sides');
  await contacts.notDuplicate(one, two, 'user:1');
  t.same(await contacts.duplicates(two), [], 'a person said no');
  await take({ address: phone('+4930111'), also: [email('a@shop.example')] });
  t.same(await contacts.duplicates(one), [], 'and is not asked again');
});

t.test('likely duplicates have reasons (CH-15)', async (t) => {
  const { contacts } = await rooms(t);
  const make = async (name: string, ...addresses: Address[]) =>
    (await contacts.create({ name, addresses }, 'user:1')).id;
  const proposals = async (id: number) =>
    (await contacts.duplicates(id)).map((one) => [
      one.contact.id,
      ...one.reasons.map((why) => why.code.replace('duplicate.', '')),
    ]);
  const brazil = await make('Ana', phone('+55 11 91234-5678'));
  const brazilToo = await make('', phone('+551112345678'));
  t.same(await proposals(brazil), [[brazilToo, 'phone_variant']]);
  const gmail = await make('', email('len.a+shop@gmail.com'));
  const gmailToo = await make('', email('LENA@googlemail.com'));
  await make('', email('lena@gmail.example'));
  t.same(await proposals(gmailToo), [[gmail, 'same_mailbox']]);
  const firm = await make('Omar Sy', email('omar@firm.example'));
  const firmToo = await make('Omar Sy', email('o.sy@firm.example'));
  const page = await make('Omar Sy', handle('psid-1', 'page'));
  await make('Omar Sy', email('omar.sy@gmail.com'));
  t.same(await proposals(firm), [
    [firmToo, 'same_name_and_domain'],
    [page, 'same_name'],
  ]);
  const [one, two] = [await make('Ana', email('x@q.example')), await make('Li', email('li@q.example'))];
  t.same([await proposals(one), await proposals(two)], [[], []], 'one word is no name to go by');

  t.equal(likenessOf(phone('+5511912345678')), likenessOf(phone('+551112345678')));
  t.equal(likenessOf(phone('+5215512345678')), likenessOf(phone('+525512345678')));
  t.equal(likenessOf(phone('+5491123456789')), likenessOf(phone('+541123456789')));
  t.not(likenessOf(phone('+49151912345678')), likenessOf(phone('+4915112345678')));
  t.equal(likenessOf(email('a.b+c@firm.example')), 'a.b@firm.example', 'dots mean something elsewhere');
  t.equal(likenessOf(handle('x')), '');
});

t.test('merged and parted again, nothing lost (CO-3)', async (t) => {
  const desk = await rooms(t);
  const { contacts, conversations, database, account } = desk;
  const lena = await desk.contact('lena@shop.example', 'Lena Vogt');
  const other = await desk.contact('l.vogt@firm.example');
  await contacts.update(
    other,
    { note: 'Calls often', ownerId: desk.eva, properties: { size: 'M' }, language: 'de' },
    'user:1',
  );
  await contacts.consent(lena, 'news', true, new Date('2026-01-01'), 'Yes please', 'user:1');
  await contacts.consent(other, 'news', false, new Date('2026-02-01'));
  const talk = await desk.open({ contactId: other });
  const from = { role: 'from' as const, name: '', address: email('l.vogt@firm.example') };
  const message = await desk.hears(talk.id, 'Hello', { authorContactId: other, people: [from] });
  const picture = async () => ({
    contacts: (await database.rows<Record<string, unknown>>('select * from contact order by id', [])).map(
      ({ updated_at: _updatedAt, ...row }) => row,
    ),
    identities: await database.rows('select * from contact_identity order by id', []),
    talks: await database.rows('select id, contact_id from conversation order by id', []),
    messages: await database.rows('select id, author_contact_id from message order by id', []),
    participants: await database.rows('select * from participant order by conversation_id, value', []),
  });
  const before = await picture();
  const step = await contacts.merge(lena, other, 'user:1');
  const merged = (await contacts.summary(lena))!;
  t.match(merged, {
    name: 'Lena Vogt',
    note: 'Calls often',
    language: 'de',
    owner: { name: 'Eva' },
    properties: { size: 'M' },
    counts: { conversations: 1, open: 1 },
  });
  t.equal(merged.consents.news!.given, false, 'the later answer counts');
  t.equal(merged.identities.length, 2);
  t.match(
    await database.row('select origin_contact_id from contact_identity where value = ?', ['l.vogt@firm.example']),
    { origin_contact_id: other },
  );
  t.equal((await conversations.message(message))!.authorContactId, lena);
  t.equal(await contacts.find(email('l.vogt@firm.example'), account), lena);
  t.equal(
    (await contacts.byPublicId((await contacts.get(other))!.publicId))!.id,
    lena,
    'the old address of the page leads on',
  );
  await t.rejects(contacts.update(other, { name: 'x' }, 'user:1'), { code: 'not_found' });
  await contacts.unmerge(step, 'user:1');
  t.same(await picture(), before, 'exactly as before');
  await t.rejects(contacts.unmerge(step, 'user:1'), { code: 'undo_used' });

  const again = await contacts.merge(lena, other, 'user:1');
  const since = await desk.open({ contactId: lena });
  const written = await desk.hears(since.id, 'Since', { authorContactId: lena, people: [from] });
  await contacts.unmerge(again, 'user:1');
  t.equal(
    (await conversations.message(written))!.authorContactId,
    other,
    'what came from the other’s address since is theirs',
  );
  t.equal((await conversations.get(since.id))!.contactId, other);

  const third = await desk.contact('third@x.example');
  const inner = await contacts.merge(lena, other, 'user:1');
  const outer = await contacts.merge(third, lena, 'user:1');
  t.equal(await contacts.find(email('l.vogt@firm.example'), account), third);
  await t.rejects(contacts.unmerge(inner, 'user:1'), { code: 'undo_outdated' });
  await t.rejects(conversations.undo(outer, 'user:1'), { code: 'undo_elsewhere' });
  await contacts.unmerge(outer, 'user:1');
  await contacts.unmerge(inner, 'user:1');
  t.equal(await contacts.find(email('l.vogt@firm.example'), account), other);
  await t.rejects(contacts.merge(lena, lena, 'user:1'), { code: 'merge_with_itself' });
});

t.test('addresses kept by hand', async (t) => {
  const { contacts } = await rooms(t);
  const lena = await contacts.create({ name: 'Lena', addresses: [email('lena@shop.example')] }, 'user:1');
  const omar = await contacts.create({ name: 'Omar', addresses: [] }, 'user:1');
  await t.rejects(contacts.addIdentity(omar.id, email('LENA@shop.example'), 'user:1'), {
    code: 'identity_taken',
    params: { contact: lena.publicId, name: 'Lena' },
  });
  await t.rejects(contacts.create({ name: 'Again', addresses: [email('lena@shop.example')] }, 'user:1'), {
    code: 'identity_taken',
  });
  const added = await contacts.addIdentity(lena.id, phone('00 49 (30) 123456'), 'user:1');
  t.match(added, { address: phone('+4930123456'), primary: false });
  t.same(await contacts.addIdentity(lena.id, phone('+4930123456'), 'user:1'), added, 'twice is once');
  await contacts.preferIdentity(lena.id, added.id, 'user:1');
  t.match((await contacts.summary(lena.id))!.identities[0], { id: added.id, primary: true });
  for (const wrong of [phone('0151 234'), email('lena'), email('a b@c.example'), email('<x>@c.example'), handle(' ')]) {
    await t.rejects(contacts.addIdentity(omar.id, wrong, 'user:1'), { code: 'invalid' }, wrong.value);
  }
  await contacts.removeIdentity(lena.id, added.id, 'user:1');
  t.equal((await contacts.summary(lena.id))!.identities.length, 1);
  const changed = await contacts.update(lena.id, { properties: { a: 1, b: 2 } }, 'user:1');
  t.same((await contacts.update(changed.id, { properties: { a: null } }, 'user:1')).properties, { b: 2 });
  await contacts.setOwner(lena.id, 1, 'user:1');
  t.equal((await contacts.get(lena.id))!.ownerId, 1);
});

t.test('an address becomes another one', async (t) => {
  const { contacts, account, clock } = await rooms(t);
  const about = { accountId: account, at: clock.now() };
  const { contactId } = await contacts.take({ address: phone('+551112345678') }, about);
  await contacts.markUnreachable(phone('+551112345678'), { code: 'gone', text: 'Gone' });
  t.equal(
    await contacts.renumber(phone('+551112345678'), { address: phone('+5511999990000'), name: 'Ana' }, about),
    contactId,
  );
  t.equal(await contacts.find(phone('+551112345678'), account), null, 'the old number may be somebody else’s now');
  t.match(await contacts.summary(contactId), {
    name: 'Ana',
    identities: [{ address: phone('+5511999990000'), unreachable: null }],
  });
  t.equal(await contacts.renumber(phone('+499999'), { address: phone('+498888') }, about), null);
  const other = (await contacts.take({ address: phone('+4930222') }, about)).contactId;
  await contacts.renumber(phone('+5511999990000'), { address: phone('+4930222') }, about);
  t.match(await contacts.duplicates(contactId), [{ contact: { id: other } }], 'two with histories are only proposed');
});

t.test('suppressed and unreachable addresses (EM-15)', async (t) => {
  const { contacts } = await rooms(t);
  const lena = await contacts.create({ name: 'Lena', addresses: [email('lena@shop.example')] }, 'user:1');
  const why = { code: 'smtp.user_unknown', text: 'The mailbox does not exist.' };
  await contacts.suppress(email('LENA@shop.example'), why);
  await contacts.suppress(email('lena@shop.example'), { code: 'complaint', text: 'Complained.' });
  await contacts.markUnreachable(email('lena@shop.example'), why);
  await contacts.markUnreachable(email('lena@shop.example'), { code: 'other', text: 'x' });
  t.match(await contacts.suppressed(email('Lena@Shop.example')), { code: 'complaint' });
  t.equal(await contacts.suppressed(phone('+49')), null);
  t.match((await contacts.summary(lena.id))!.identities, [
    { unreachable: { reason: why }, suppressed: { code: 'complaint' } },
  ]);
  t.match(await contacts.suppressions({ limit: 5 }), [
    { address: email('lena@shop.example'), reason: { code: 'complaint' } },
  ]);
  await contacts.release(email('lena@shop.example'));
  await contacts.markReachable(email('lena@shop.example'));
  t.match((await contacts.summary(lena.id))!.identities, [{ unreachable: null, suppressed: null }]);
});

t.test('the list: who wrote last first, and by the beginnings of words', async (t) => {
  const desk = await rooms(t);
  const { contacts } = desk;
  for (let n = 0; n < 9; n++) {
    desk.clock.advance(1000);
    if (n % 3) await desk.contact(`p${n}@shop.example`, `Persön No${n}`);
    else await contacts.create({ name: `Typed ${n}`, addresses: [email(`t${n}@firm.example`)] }, 'user:1');
  }
  await contacts.merge(2, 3, 'user:1');
  const all = [];
  let after: string | undefined;
  do {
    const page = await contacts.list({ after, limit: 2 });
    all.push(...page.rows.map((row) => row.id));
    after = page.next ?? undefined;
  } while (after);
  t.same(all, [9, 8, 6, 5, 2, 7, 4, 1]);
  const find = async (search: string) => (await contacts.list({ search, limit: 50 })).rows.map((row) => row.id);
  t.same(await find('person no5'), [6], 'diacritics and case folded');
  t.same(await find('t6@firm'), [7]);
  t.same(await find('shop.example per'), [9, 8, 6, 5, 2]);
  t.same(await find('" OR *'), []);
  t.same(await find('"'), []);
  t.equal((await find(' ')).length, 8);
  await t.rejects(contacts.list({ after: 'x', limit: 2 }), { code: 'invalid' });
});

t.test('a person is forgotten (PR-2)', async (t) => {
  const desk = await rooms(t);
  const { contacts, database } = desk;
  const lena = await desk.contact('lena@shop.example', 'Lena Vogt');
  const omar = await desk.contact('omar@firm.example', 'Omar');
  await contacts.consent(lena, 'news', true, new Date(), 'I, Lena Vogt, agree');
  await contacts.merge(lena, await desk.contact('vogt@home.example', 'Lena V.'), 'user:1');
  const { id } = await desk.open({ contactId: lena });
  const people = [
    { role: 'from' as const, name: 'Lena Vogt', address: email('lena@shop.example') },
    { role: 'cc' as const, name: 'Omar', address: email('omar@firm.example') },
  ];
  await desk.hears(id, 'My words', { authorContactId: lena, people });
  await desk.hears(id, 'About it', {
    authorContactId: omar,
    people: [
      { ...people[1]!, role: 'from' },
      { ...people[0]!, role: 'cc' },
    ],
  });
  await database.run(
    `insert into call (public_id, account_id, key, conversation_id, direction, state, rules, begun, held, notes, started_at)
     values ('call1', ?, 'call1', ?, 'in', 'ended', '{}', 0, 0, 'Lena wants to be called back', 0)`,
    [desk.account, id],
  );
  await desk.conversations.comment(id, desk.mara, '<p>Lena wants to be called back</p>', [], notesKey('call1'));
  await contacts.anonymise(lena, 'user:1');
  const rest = async () => {
    const tables = [
      'contact',
      'contact_identity',
      'participant',
      'message',
      'undo_step',
      'event',
      'conversation',
      'call',
    ];
    const rows = await Promise.all(tables.map((table) => database.rows(`select * from ${table}`, [])));
    return JSON.stringify(rows);
  };
  t.notMatch(await rest(), /lena|vogt/i);
  t.match(await rest(), /omar@firm/);
  t.match(await rest(), /My words/, 'what was written stays');
  const called = { was: 'Card ••••1111', is: 'My words' };
  const event = {
    type: 'message.changed' as const,
    actor: 'desk',
    conversationId: id,
    data: { released: true, called },
  };
  await database.write(() => desk.events.add(event));
  t.same((await contacts.list({ search: 'lena', limit: 5 })).rows, []);
  await contacts.anonymise(lena, 'user:1', { messages: 'erase' });
  t.notMatch(await rest(), /My words/);
  t.match(await rest(), /About it/);
});
