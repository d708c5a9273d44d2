// Contacts at their pages, without scripts: found, made, kept, merged and taken apart, forgotten (CO-1, CO-3, CH-15, EM-15, PR-1, PR-2, WA-5).
import t from 'tap';
import { withAccount } from '../support/desk.ts';
import { openLoft } from '../support/loft.ts';
import { openWeb, signIn } from './web-desk.ts';

interface Teardown {
  teardown(work: () => unknown): void;
}

const location = (answer: { headers: Record<string, unknown> }) => String(answer.headers.location);

async function openContacts(t: Teardown) {
  const web = await openWeb(t);
  const admin = await web.user('Eva', 'administrator');
  const eva = await signIn(web, admin);
  const person = (name: string, ...values: string[]) =>
    web.desk.contacts.create(
      { name, addresses: values.map((value) => ({ kind: value.startsWith('+') ? 'phone' : 'email', value })) },
      'desk',
    );
  return { ...web, web, eva, admin, person };
}

t.test('the list, its search, and a new contact', async (t) => {
  const { eva, desk, web, person, admin } = await openContacts(t);
  t.match((await eva.get('/contacts')).body, /No contacts yet/);
  for (let index = 0; index < 55; index++) await person(`Person ${index}`, `person${index}@example.com`);
  await person('Lena Hofmann', 'lena@example.com', '+491715550142');
  const page = (await eva.get('/contacts')).body;
  t.equal(page.match(/<tr id="contact-/g)?.length, 50);
  const more = /href="(\/contacts\?after[^"]+)"/.exec(page)![1]!.replaceAll('&#x3D;', '=');
  const rest = (await eva.get(more, { 'hx-request': 'true' })).body;
  t.equal(rest.match(/<tr id="contact-/g)?.length, 6);
  t.notMatch(rest, /<table/);
  const found = (await eva.get('/contacts?q=hofm', { 'hx-request': 'true' })).body;
  t.match(found, /Lena Hofmann/);
  t.equal(found.match(/<tr id="contact-/g)?.length, 1);
  t.match((await eva.get('/contacts?q=zzz')).body, /Nobody was found/);

  const wrong = await eva.form('POST', '/contacts', { name: 'Marco', email: 'nonsense', phone: '' });
  t.equal(wrong.statusCode, 422);
  t.match(wrong.body, /value="Marco"[^]*email-error/);
  t.match((await eva.form('POST', '/contacts', { name: 'Marco', phone: '12' })).body, /phone-error/);
  t.equal((await eva.form('POST', '/contacts', { name: ' ' })).statusCode, 422);
  t.match(
    (await eva.form('POST', '/contacts', { email: 'lena@example.com' })).body,
    /email-error[^]*belongs to another contact/,
  );
  const at = location(
    await eva.form('POST', '/contacts', {
      name: 'Marco Bianchi',
      email: 'Marco@Bianchi.example',
      phone: '+39 06 1234567',
      owner: String(admin.id),
      language: 'it',
      note: 'Buys bells.',
    }),
  );
  t.match((await eva.get(at)).body, /marco@bianchi\.example[^]*\+39061234567[^]*Italian[^]*Buys bells\./);
  const observer = await signIn(web, await web.user('Nils', 'observer'));
  const seen = (await observer.get(at)).body;
  t.notMatch(seen, /Edit<|mergers|anonymisation|writing/, 'an observer only looks');
  t.equal((await observer.form('PATCH', at, { name: 'x' })).statusCode, 403);
  t.equal((await eva.get('/contacts/nobody')).statusCode, 404);
  t.ok(await desk.contacts.find({ kind: 'email', value: 'marco@bianchi.example' }, 0));
});

t.test('facts, addresses and consent are kept', async (t) => {
  const { eva, desk, person, admin } = await openContacts(t);
  const lena = await person('Lena', 'lena@example.com');
  const other = await person('L. Hofmann', 'lena@work.example');
  const at = `/contacts/${lena.publicId}`;
  t.match((await eva.get(`${at}/edit`)).body, /value="Lena"/);
  await eva.form('PATCH', at, { name: 'Lena Hofmann', owner: String(admin.id), language: 'de', note: '<b>Careful' });
  t.match(await desk.contacts.get(lena.id), { name: 'Lena Hofmann', ownerId: admin.id, language: 'de' });
  t.match((await eva.get(at)).body, /&lt;b&gt;Careful/, 'what was typed is no markup');

  t.equal((await eva.form('POST', `${at}/identities`, { address: '??' })).statusCode, 422);
  const taken = await eva.form('POST', `${at}/identities`, { address: 'lena@work.example' });
  t.equal(taken.statusCode, 422);
  t.match(taken.body, new RegExp(`belongs to L\\. Hofmann[^]*mergers/new\\?with&#x3D;${other.publicId}`));
  await eva.form('POST', `${at}/identities`, { address: '+49 171 5550142' });
  const [mail, phone] = (await desk.contacts.summary(lena.id))!.identities;
  await eva.form('PUT', `${at}/identities/${phone!.id}/preference`);
  t.equal((await desk.contacts.summary(lena.id))!.identities.find(({ primary }) => primary)!.id, phone!.id);
  await desk.contacts.suppress(mail!.address, { code: 'smtp.gone', text: 'There is no such mailbox.' });
  t.match((await eva.get(at)).body, /Write here again[^]*Not written to: There is no such mailbox/);
  await eva.form('DELETE', `${at}/identities/${mail!.id}/block`);
  t.equal(await desk.contacts.suppressed(mail!.address), null);
  await eva.form('DELETE', `${at}/identities/${mail!.id}`);
  t.equal((await desk.contacts.summary(lena.id))!.identities.length, 1);
  t.equal((await eva.form('DELETE', `${at}/identities/999`)).statusCode, 404);

  t.equal((await eva.form('PUT', `${at}/consents`, { purpose: ' ' })).statusCode, 422);
  await eva.form('PUT', `${at}/consents`, { purpose: 'Newsletter', given: 'on', wording: 'Yes, please.' });
  t.match((await eva.get(at)).body, /Newsletter[^]*Withdraw[^]*Yes, please\./);
  await eva.form('POST', `${at}/consents?_method=PUT&purpose=Newsletter&given=no`);
  t.match((await desk.contacts.get(lena.id))!.consents, { Newsletter: { given: false } });
});

t.test('likely duplicates: merged, taken apart again, or two after all', async (t) => {
  const { eva, desk, person } = await openContacts(t);
  const lena = await person('Lena Hofmann', 'lena.hofmann@gmail.com');
  const same = await person('Lena', 'lenahofmann@gmail.com');
  const at = `/contacts/${lena.publicId}`;
  t.match((await eva.get(at)).body, /Is this the same person\?[^]*lead to one mailbox/);
  t.match((await eva.get(`${at}/mergers/new?with=${same.publicId}`)).body, /Merge Lena into Lena Hofmann\?/);
  await eva.form('POST', `${at}/mergers`, { other: same.publicId });
  t.equal(location(await eva.get(`/contacts/${same.publicId}`)), at, 'the old address leads on');
  const merged = (await eva.get(at)).body;
  t.match(merged, /Lena has been merged/);
  const undo = /action="([^"]+mergers\/[^"]+)"/.exec(merged.slice(merged.indexOf('id="toasts"')))![1]!;
  await eva.form('POST', undo.replaceAll('&#x3D;', '='));
  t.equal((await desk.contacts.byPublicId(same.publicId))!.id, same.id);
  await eva.form('POST', `${at}/distinctions`, { other: same.publicId });
  t.notMatch((await eva.get(at)).body, /Is this the same person/);

  t.match((await eva.form('POST', `${at}/mergers`, { q: 'nobody' })).body, /Nobody was found/);
  t.match((await eva.form('POST', `${at}/mergers`, { q: 'lena' })).body, new RegExp(`value="${same.publicId}"`));
});

t.test('the timeline, writing where something is open, and forgetting', async (t) => {
  const loft = await openLoft(t);
  const web = await openWeb(t, { plugins: ['pigeon'] });
  const { desk } = web;
  const eva = await signIn(web, await web.user('Eva', 'administrator'));
  const { accountId, inbox } = await withAccount(desk, 'pigeon', { loft: loft.url }, 'Tower');
  const event = (id: number) => ({
    type: 'message',
    id: `l${id}`,
    at: '2025-11-17T09:00:00Z',
    sender: { name: 'Lena', address: { kind: 'handle', value: 'lena', scope: 'pigeons' } },
    parts: [{ type: 'text', text: `Letter ${id}` }],
    thread: { joinOpen: true },
  });
  await desk.inbound.receive(accountId, { key: 'k1', type: 'letter', body: Buffer.from(JSON.stringify([event(1)])) });
  await desk.jobs.idle();
  const contact = (await desk.contacts.list({ limit: 1 })).rows[0]!;
  const at = `/contacts/${contact.publicId}`;
  t.match((await eva.get(at)).body, /id="timeline-talk-1"[^]*Letter 1/);
  t.match((await eva.get(`${at}/writing`)).body, /Write to Lena[^]*name="account"[^]*\/conversations\/1/);
  t.match((await eva.get('/conversations/1')).body, new RegExp(`href="${at}"`), 'the conversation leads here');
  await desk.conversations.close(1, 'desk');
  t.equal(location(await eva.form('POST', `${at}/writing`, { account: accountId })), '/conversations/1');
  t.equal((await desk.conversations.get(1))!.status, 'open', 'where they talked before it goes on (WA-5)');
  const mia = await desk.contacts.create({ name: 'Mia', addresses: [] }, 'desk');
  const hers = `/contacts/${mia.publicId}/writing`;
  t.match((await eva.get(hers)).body, /No address to write to/);
  await desk.contacts.addIdentity(mia.id, { kind: 'email', value: 'mia@example.com' }, 'desk');
  t.equal(location(await eva.get(hers)), '/conversations/new?to=Mia%20%3Cmia%40example.com%3E');
  await desk.contacts.addIdentity(contact.id, { kind: 'email', value: 'lena@example.com' }, 'desk');

  const jonas = await signIn(web, await web.user('Jonas'));
  await desk.conversations.inboxes.change(inbox.id, { restricted: true }, 'desk');
  t.notMatch((await jonas.get(at)).body, /Letter 1/, 'what one may not see is not in the timeline either');
  t.equal((await jonas.get(`${at}/anonymisation`)).statusCode, 403);

  const stranger = { ...event(9), sender: { name: '', address: { kind: 'handle', value: 'v9', scope: 'pigeons' } } };
  await desk.inbound.receive(accountId, { key: 'k9', type: 'letter', body: Buffer.from(JSON.stringify([stranger])) });
  await desk.jobs.idle();
  const { conversationId } = (await desk.conversations.findMessage(accountId, 'l9'))!;
  const thread = `/conversations/${conversationId}`;
  t.match(
    (await eva.get(thread)).body,
    new RegExp(`href="${thread}/contact"[^]*Save as contact`),
    'a new visitor (RE-6)',
  );
  t.notMatch((await eva.get('/conversations/1')).body, 'Save as contact', 'who is known is known');
  t.match((await eva.get(`${thread}/contact`)).body, /So far known as [^]*name="name"/);
  const taken = await eva.form('PUT', `${thread}/contact`, { name: 'Vera', address: 'lena@example.com' });
  t.match(taken, { statusCode: 422, body: /belongs to Lena[^]*mergers\/new/ });
  t.equal((await eva.form('PUT', `${thread}/contact`, { name: ' ' })).statusCode, 422);
  await eva.form('PUT', `${thread}/contact`, { name: 'Vera', address: 'vera@example.com' });
  const saved = (await eva.get(thread)).body;
  t.match(saved, /Vera[^]*vera@example\.com/);
  t.notMatch(saved, 'Save as contact');

  t.match((await eva.get(`${at}/anonymisation`)).body, /Anonymise Lena\?[^]*cannot be undone/);
  await eva.form('POST', `${at}/anonymisation`, { erase: 'on' });
  const forgotten = (await eva.get(at)).body;
  t.match(forgotten, /<h1[^>]*>Contact \d+/);
  t.notMatch(forgotten, /Letter 1|lena@example\.com/);
});
