// Channels at their pages, without scripts: the list, the wizard, one account with its ledger and queue (CH-1, CH-2, CH-4, CH-5, CH-10, CH-13, WS-2, WS-5, WS-6).
import t from 'tap';
import { deskViewer } from '../../core/accounts/accounts.ts';
import { withAccount } from '../support/desk.ts';
import { openLoft } from '../support/loft.ts';
import { openWeb, signIn, type Visitor, type WebDesk } from './web-desk.ts';

interface Teardown {
  teardown(work: () => unknown): void;
}

/** A desk with both channels of the tests, an administrator at its pages, and one account by pigeon. */
async function openPages(t: Teardown) {
  const loft = await openLoft(t);
  const web = await openWeb(t, { plugins: ['pigeon', 'parrot', 'absent'] });
  const eva = await signIn(web, await web.user('Eva', 'administrator'));
  const { inbox, accountId } = await withAccount(
    web.desk,
    'pigeon',
    { loft: loft.url, key: 'corn-and-peas' },
    'Old Tower',
  );
  for (const { publicId } of await web.desk.channels.flows.open(1)) await web.desk.channels.flows.drop(publicId, 1);
  return { ...web, web, eva, loft, inbox, accountId, at: `/settings/channels/${accountId}` };
}

const letter = (text: string, id = text) =>
  Buffer.from(
    JSON.stringify([
      {
        type: 'message',
        id,
        at: '2025-11-17T09:00:00Z',
        sender: { name: 'Lena', address: { kind: 'handle', value: 'lena' } },
        parts: [{ type: 'text', text }],
        thread: { joinOpen: true },
      },
    ]),
  );

const bring = async ({ desk }: WebDesk, accountId: number, key: string, body: Buffer) => {
  await desk.inbound.receive(accountId, {
    key,
    type: 'letter',
    body,
    from: 'lena',
    summary: `Letter ${key}`,
    meta: { 'x-signature': 'abc' },
  });
  await desk.jobs.idle();
};

/** What a page says, with the signs that HTML hides. */
async function see(visitor: Visitor, address: string, headers: Record<string, string> = {}): Promise<string> {
  const { body } = await visitor.get(address, headers);
  return plain(body.slice(Math.max(0, body.indexOf('<main'))));
}

const plain = (html: string) => html.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&').replaceAll('&#x27;', "'");

const location = (answer: { headers: Record<string, unknown> }) => String(answer.headers.location);

/** Posts the wizard's form as it was shown, with these fields. */
async function go(eva: Visitor, address: string, fields: Record<string, string>) {
  const step = /name="step" value="([^"]*)"/.exec(await see(eva, address))?.[1] ?? '';
  return eva.form('POST', address, { step, ...fields });
}

t.test('the list says how every account is doing and what does not run', async (t) => {
  const { web, eva, desk, inbox, accountId } = await openPages(t);
  const page = await see(eva, '/settings/channels');
  t.match(page, /Old Tower[^]*Connected/);
  t.match(page, new RegExp(`id="account-${accountId}"`));
  t.match(page, /<strong>absent<\/strong> There is no plugin “absent”/, 'what was found and does not run is named');
  t.match(page, new RegExp(`/settings/channels/new\\?inbox=${inbox.id}`));

  desk.channels.context(accountId)!.health({
    state: 'needs sign-in',
    why: { code: 'pigeon.lost', text: 'The pigeon has lost its way.' },
    action: 'sign in again',
  });
  await bring(web, accountId, 'k1', Buffer.from('{"illegible":true}'));
  const troubled = await see(eva, '/settings/channels');
  t.match(troubled, /The pigeon has lost its way\. Sign in again; nothing is lost meanwhile/);
  t.match(troubled, /1 needs you/);

  const jonas = await signIn(web, await web.user('Jonas'));
  const seen = await see(jonas, '/settings/channels');
  t.match(seen, /Old Tower/);
  t.notMatch(seen, /switch-button|Connect a channel/, 'an agent looks and changes nothing');
  t.equal((await jonas.get(`/settings/channels/${accountId}`)).statusCode, 403);
  t.equal((await jonas.get(`/settings/channels/${accountId}/health`)).statusCode, 200);
  t.notMatch(await see(jonas, `/settings/channels/${accountId}/health`), /Inbound ledger/);
  await desk.conversations.inboxes.change(inbox.id, { restricted: true }, 'desk');
  t.notMatch(await see(jonas, '/settings/channels'), /Old Tower/, 'nor sees what is in an inbox of others');
  t.equal((await jonas.get(`/settings/channels/${accountId}/health`)).statusCode, 404);
});

t.test('a wizard shows every kind of step, keeps its place, and ends with what comes next', async (t) => {
  const { eva, desk, web } = await openPages(t);
  const kinds = await see(eva, '/settings/channels/new');
  t.match(kinds, /Parrot[^]*Says everything twice/);
  const place = await see(eva, '/settings/channels/new/parrot');
  t.match(place, /value="new"[^]*A new inbox/);
  t.equal(
    (await eva.form('POST', '/settings/connections?channel=parrot', { inbox: 'new', name: ' ' })).statusCode,
    422,
  );
  const begun = await eva.form('POST', '/settings/connections?channel=parrot', { inbox: 'new', name: 'Aviary' });
  const at = location(begun);
  t.match(at, /^\/settings\/connections\/\w+$/);

  const choose = await see(eva, at);
  t.match(choose, /Parrots repeat what they hear/, 'the help of the channel');
  t.match(choose, /What kind\?[^]*Wild parrot[^]*disabled[^]*It does not speak/);
  t.match(await see(eva, '/settings/channels'), /You began to connect Parrot/, 'it can be left and found again');

  await go(eva, at, { ids: 'wild' });
  const visit = await see(eva, at);
  const state = /forest\.example\/\?state&#x3D;([\w-]+)/.exec(visit)?.[1] ?? /state=([\w-]+)/.exec(visit)![1]!;
  t.match(visit, /data-popup="\/settings\/connections\/\w+"[^]*Walk into the forest/);
  t.equal((await eva.get('/connect/callback?state=forged')).statusCode, 409);
  const stranger = await signIn(web, await web.user('Mara', 'administrator'));
  t.equal((await stranger.get(`/connect/callback?state=${state}`)).statusCode, 409, 'a state serves only who began');
  const returned = await eva.get(`/connect/callback?state=${state}&code=x`);
  t.match(returned.body, new RegExp(`data-returned="${at}"`));
  t.equal((await eva.get(`/connect/callback?state=${state}&code=x`)).statusCode, 409, 'and only once');

  const empty = await go(eva, at, { name: '', password: '' });
  t.equal(empty.statusCode, 422);
  t.match(empty.body, /id="name-error"[^]*Fill this in/);
  const wrong = await go(eva, at, { name: 'Polly', password: 'wrong' });
  t.equal(wrong.statusCode, 422);
  t.match(wrong.body, /It is cross/, 'about the form as a whole');
  t.match(wrong.body, /It shakes its head at this password/, 'in the words of the channel');
  t.match(wrong.body, /value="Polly"/, 'what was typed stays');
  t.notMatch(wrong.body, /value="wrong"/, 'but no secret');
  t.match(location(await go(eva, at, { name: 'Polly', password: 'cracker' })), at);

  const show = await see(eva, at);
  t.match(show, /Password[^]*polly-17[^]*data-copy="polly-17"/);
  t.match(show, /<img[^>]+src="data:image\/svg/);
  const waiting = `${at}/waiting`;
  const poll = { 'hx-request': 'true', 'hx-request-type': 'partial' };
  t.equal((await eva.form('POST', waiting, {}, poll)).statusCode, 204, 'nothing has changed yet');
  t.match((await eva.form('POST', waiting, {}, poll)).headers['hx-location'], /connections/);

  const details = await see(eva, at);
  t.match(details, /Greeting[^]*id="preview-content"[^]*Polly[^]*Hello/, 'details with a preview');
  const preview = await eva.form('POST', `${at}/preview`, { greeting: 'Ahoy <b>' });
  t.match(preview.body, /hx-target="#preview-content"[^]*Ahoy &lt;b&gt;/, 'of what is typed');
  t.equal((await go(eva, at, { greeting: 'x'.repeat(300), colour: '#1f6b45' })).statusCode, 422);
  await go(eva, at, { greeting: 'Ahoy', colour: '#8a2860' });
  t.equal((await go(eva, at, { to: 'people' })).statusCode, 422, 'somebody must be chosen');
  const [mara] = (await desk.accounts.users.list()).filter(({ name }) => name === 'Mara');
  await go(eva, at, { to: 'people', users: String(mara!.id) });
  t.match(await see(eva, `${at}?page=routing`), new RegExp(`value="${mara!.id}" checked`), 'one can go back');
  const done = await see(eva, location(await go(eva, at, { asTicket: 'on' })));
  t.match(done, /Connect another account by Parrot[^]*Connect another channel[^]*Finish/);

  const account = (await desk.channels.accounts()).find((one) => one.account.title === 'Polly')!.account;
  t.match(account, { channel: 'parrot', ticketDefaults: { asTicket: true } });
  t.match(account.settings, { greeting: 'Ahoy', colour: '#8a2860' });
  t.same(account.routing, {
    ...{ to: 'people', userIds: [mara!.id], teamIds: [], onlyAvailable: false },
    ...{ by: 'turn', withoutSkill: 'wait' },
  });
  t.notMatch(JSON.stringify(account.settings), /cracker/, 'the secret is sealed');
  t.notMatch(await see(eva, '/settings/channels'), /You began/);
});

t.test('leaving, going back, giving up, and connecting the same twice', async (t) => {
  const { eva, desk, inbox, loft } = await openPages(t);
  const start = async (channel: string) =>
    location(await eva.form('POST', `/settings/connections?channel=${channel}`, { inbox: String(inbox.id) }));
  const at = await start('parrot');
  await go(eva, at, { ids: 'wild' });
  const first = location(await eva.form('POST', `${at}/back`));
  t.match(await see(eva, first), /What kind\?/, 'back leads to the first step');
  t.match(
    location(await eva.form('POST', `${first}/back`)),
    /\/settings\/channels\/new\/parrot/,
    'and from there to the choice',
  );

  const twice = await start('pigeon');
  await go(eva, twice, { name: 'Old Tower', loft: loft.url });
  t.match(await see(eva, twice), /Old Tower is connected already, in the inbox “Inbox of Old Tower”/);
  const given = await start('pigeon');
  t.match(await see(eva, '/settings/channels'), /You began to connect/);
  await eva.form('DELETE', given);
  t.equal((await eva.get(given)).statusCode, 404);
  t.equal((await desk.channels.flows.open(1)).length, 0);
});

t.test('configuration, automation, and signing in again', async (t) => {
  const { eva, desk, inbox } = await openPages(t);
  const made = await desk.channels.flows.begin({
    channel: 'parrot',
    purpose: 'new',
    inboxId: inbox.id,
    accountId: null,
    userId: 1,
    language: 'en',
  });
  const answer = (input: Parameters<typeof desk.channels.flows.answer>[2]) =>
    desk.channels.flows.answer(made.publicId, 1, input, 'en');
  await answer({ kind: 'choose', ids: ['wild'] });
  const state = await desk.database.row<{ state: string }>('select state from connect_flow where public_id = ?', [
    made.publicId,
  ]);
  await desk.channels.flows.returned(state!.state, { code: 'x' }, 1, 'en');
  await answer({ kind: 'form', values: { name: 'Coco', password: 'cracker' } });
  await answer({ kind: 'show' });
  const { accountIds } = (await answer({ kind: 'show' }))!;
  const at = `/settings/channels/${accountIds[0]}`;

  const page = await see(eva, at);
  t.match(page, /value="Coco"[^]*Hello[^]*Advanced[^]*loud/);
  t.match(page, /id="preview-content"[^]*Coco/);
  t.notMatch(page, /asleep/, 'a plugin that stumbles leaves its place empty');
  t.ok(desk.lines.some((line) => line.includes('The parrot is asleep')));
  const wrong = await eva.form('PUT', `${at}/settings`, { 'account-title': '', colour: 'red' });
  t.equal(wrong.statusCode, 422);
  t.match(wrong.body, /account-title-error[^]*Enter a colour such as/);
  await eva.form('PUT', `${at}/settings`, { 'account-title': 'Coco Chanel', greeting: '', colour: '#005f73' });
  await eva.form('POST', `${at}/settings?_method=PUT&page=advanced`, { loud: 'on' });
  const saved = (await desk.channels.accountById(accountIds[0]!))!;
  t.equal(saved.title, 'Coco Chanel');
  t.match(saved.settings, { colour: '#005f73', loud: true });
  t.equal(saved.settings.greeting, '', 'an emptied text stays empty');
  t.notMatch(await see(eva, at), /Hello/);
  t.equal(desk.channels.context(accountIds[0]!)!.account.settings.password, 'cracker', 'what is on no page stays');

  t.equal((await eva.form('PUT', `${at}/routing`, { to: 'people', onlyAvailable: 'on' })).statusCode, 422);
  await eva.form('PUT', `${at}/routing`, { to: 'contact owner', onlyAvailable: 'on' });
  await eva.form('PUT', `${at}/tickets`, { asTicket: 'on' });
  t.match(await see(eva, `${at}/automation`), /value="contact owner" checked[^]*name="asTicket"|value="on" checked/);
  t.match(await desk.channels.accountById(accountIds[0]!), {
    routing: { to: 'contact owner', onlyAvailable: true },
    ticketDefaults: { asTicket: true },
  });

  const again = location(await eva.form('POST', `${at}/connection`, { purpose: 'sign in again' }));
  t.match(await see(eva, again), /Sign in again: Coco Chanel/);
  t.equal((await go(eva, again, { password: 'wrong' })).statusCode, 422);
  await go(eva, again, { password: 'seeds' });
  t.equal(location(await eva.get(again)), at);
  t.match(await see(eva, at), /Coco Chanel is connected/);
  t.equal(desk.channels.context(accountIds[0]!)!.account.settings.password, 'seeds');
});

t.test('health, checks, and a test message', async (t) => {
  const { eva, desk, loft, at, accountId, web } = await openPages(t);
  await bring(web, accountId, 'k1', letter('Hello'));
  desk.channels.context(accountId)!.note({ code: 'pigeon.hungry', text: 'The pigeon was hungry.' });
  await desk.database.run('update channel_account set credential_expires_at = ? where id = ?', [
    Date.now() + 3 * 24 * 3600_000,
    accountId,
  ]);
  const page = await see(eva, `${at}/health`);
  t.match(page, /Connection[^]*Connected[^]*1 in 24 hours, all processed/);
  await bring(web, accountId, 'k2', Buffer.from('{"illegible":true}'));
  const broken = await see(eva, `${at}/health`);
  t.match(broken, /2 in 24 hours, 1 in quarantine/, 'not all is processed while something is in quarantine');
  t.notMatch(broken, /all processed/);
  t.match(page, /The sign-in ends in 2 days\.[^]*Sign in again/);
  t.match(page, /The pigeon was hungry\./);
  t.match(page, /Letter k1[^]*Processed/);
  t.match(page, new RegExp(`hx-get="${at}/checks" hx-trigger="load"`), 'checks come by themselves');
  const checks = await see(eva, `${at}/checks`, { 'hx-request': 'true' });
  t.match(checks, /^<section[^]*dot good[^]*loft/);
  await eva.form('POST', `${at}/checks`);
  t.notMatch(await see(eva, `${at}/health`), /hx-trigger="load"/);

  t.match(await see(eva, `${at}/test`), /It goes out by Old Tower at once/);
  t.equal((await eva.form('POST', `${at}/test`, { to: '', words: 'x' })).statusCode, 422);
  loft.answer = () => ({ outcome: 'rejected', why: { code: 'pigeon.hawk', text: 'A hawk came.' } });
  const hawk = await eva.form('POST', `${at}/test`, { to: 'lena', words: 'Coo' });
  t.equal(hawk.statusCode, 422);
  t.match(hawk.body, /A hawk came\.[^]*value="lena"[^]*Coo/);
  loft.answer = ({ key }) => ({ outcome: 'accepted', id: key });
  t.match(location(await eva.form('POST', `${at}/test`, { to: 'lena', words: 'Coo' })), /health/);
  t.match(loft.letters.at(-1), { to: [{ address: { kind: 'handle', value: 'lena' } }], parts: [{ text: 'Coo' }] });
  t.equal((await desk.outbound.queue(accountId, 10)).length, 0, 'beside the queue');
});

t.test('the ledger: what arrived, raw and masked, replayed; paging', async (t) => {
  const { eva, desk, at, accountId, web } = await openPages(t);
  await bring(web, accountId, 'k0', Buffer.from('{"illegible":true,"api_key":"tell-nobody","note":"corn-and-peas"}'));
  for (let index = 1; index <= 55; index++)
    await desk.inbound.receive(accountId, {
      key: `k${index}`,
      type: 'letter',
      body: letter(`L${index}`),
      from: 'lena',
    });
  await desk.jobs.idle();
  const page = await see(eva, `${at}/ledger`);
  t.equal(page.match(/<tr id="arrival-/g)?.length, 50);
  const more = /href="(\/settings\/channels\/\d+\/ledger\?before[^"]+)"/.exec(page)![1]!;
  const rest = await see(eva, more, { 'hx-request': 'true' });
  t.equal(rest.match(/<tr id="arrival-/g)?.length, 6);
  t.notMatch(rest, /<html/);
  const only = await see(eva, `${at}/ledger?state=quarantined`);
  t.equal(only.match(/<tr id="arrival-/g)?.length, 1);
  t.match(only, /Quarantined[^]*Nobody can read this hand|Nobody can read this hand[^]*Quarantined/);

  const id = /id="arrival-(\d+)"/.exec(only)![1]!;
  const raw = await see(eva, `${at}/arrivals/${id}`);
  t.match(raw, /illegible[^]*\*{8}/);
  t.notMatch(raw, /tell-nobody|corn-and-peas|>abc</, 'secrets are masked');
  t.match(raw, /x-signature/);
  const file = await eva.get(`${at}/arrivals/${id}/raw`);
  t.match(file.headers['content-disposition'], `attachment; filename="arrival-${id}.json"`);
  t.notMatch(file.body, /tell-nobody|corn-and-peas/);
  t.equal((await eva.get(`/settings/channels/999/arrivals/${id}`)).statusCode, 404);

  await eva.form('POST', `${at}/arrivals/${id}/replay`);
  await desk.jobs.idle();
  t.match((await desk.inbound.ledger({ accountId, limit: 1, status: 'quarantined' })).entries[0], { attempts: 2 });

  // As it is between the button and the reading.
  const becomes = (status: string) =>
    desk.database.write(() => desk.database.run('update arrival set status = ? where id = ?', [status, id]));
  await becomes('accepted');
  const asks = new RegExp(`<tr id="arrival-${id}" hx-get="([^"]+)" hx-trigger="load delay:1s"`);
  const again = asks.exec(await see(eva, `${at}/ledger?before=${Number(id) + 1}`))![1]!;
  t.match(await see(eva, again, { 'hx-request': 'true' }), 'hx-trigger="load delay:2s"', 'less and less often');
  await becomes('quarantined');
  const line = await see(eva, again, { 'hx-request': 'true' });
  t.match(line, new RegExp(`^<tr id="arrival-${id}">[^]*Quarantined`), 'a line does not say “Stored” for ever');
});

t.test('what is held back of a message is held back in the ledger as well (WA-12)', async (t) => {
  const { desk, eva, at, accountId, web } = await openPages(t);
  const role = await desk.accounts.roles.create(deskViewer(), {
    name: 'Technician',
    permissions: ['conversation.read', 'channel.read', 'channel.manage', 'ledger.read'],
  });
  const tom = await signIn(web, await web.user('Tom', role.key));
  const edit = { type: 'edit', of: 'a', at: '2025-11-17T09:01:00Z', parts: [{ type: 'text', text: 'Coo' }] };
  const dangerous = {
    ...edit,
    at: '2025-11-17T09:02:00Z',
    parts: [{ type: 'text', text: 'See http://198.51.100.7/' }],
  };
  await bring(web, accountId, 'card', letter('4111111111111111', 'a'));
  await bring(web, accountId, 'mended', Buffer.from(JSON.stringify([edit])));
  const [mended, card] = (await desk.inbound.ledger({ accountId, limit: 2 })).entries;
  const { id } = (await desk.conversations.findMessage(accountId, 'a'))!;
  const { publicId, details } = (await desk.conversations.message(id))!;
  t.equal(details.held, undefined, 'what it says now is harmless');
  const looked = async () => {
    const entries = await desk.accounts.audit.list(deskViewer(), { limit: 20 });
    return entries.filter(({ action, subject }) => action === 'message.revealed' && subject === `message:${publicId}`)
      .length;
  };
  const statuses = async (who: Visitor, arrival: number) => {
    const addresses = [`${at}/arrivals/${arrival}`, `${at}/arrivals/${arrival}/raw`];
    return Promise.all(addresses.map(async (address) => (await who.get(address)).statusCode));
  };
  t.same(await statuses(tom, card!.id), [403, 403]);
  t.same(await statuses(tom, mended!.id), [200, 200]);
  t.equal((await tom.get(`/messages/${publicId}/raw`)).statusCode, 403);
  t.equal(
    (await tom.form('POST', `${at}/arrivals/${card!.id}/replay`)).statusCode,
    303,
    'to read it again shows nothing',
  );
  t.equal(await looked(), 0);
  t.same(await statuses(eva, card!.id), [200, 200]);
  t.equal(await looked(), 2, 'each time is written down');

  await bring(web, accountId, 'dangerous', Buffer.from(JSON.stringify([dangerous])));
  const [worse] = (await desk.inbound.ledger({ accountId, limit: 1 })).entries;
  t.same(await statuses(tom, worse!.id), [403, 403], 'also when an edit brought it');
  await eva.form('POST', `/messages/${publicId}/release`);
  t.same(await statuses(tom, worse!.id), [200, 200]);

  const unknown = { ...dangerous, of: 'nothing of ours' };
  await bring(web, accountId, 'unknown', Buffer.from(JSON.stringify([unknown])));
  const [alone] = (await desk.inbound.ledger({ accountId, limit: 1 })).entries;
  t.same(await statuses(tom, alone!.id), [403, 403], 'also when it changes a message that nobody has');
  t.same(await statuses(eva, alone!.id), [200, 200]);
  const audit = await desk.accounts.audit.list(deskViewer(), { limit: 2 });
  t.match(audit, [{ action: 'message.revealed', subject: `arrival:${alone!.id}` }, {}]);
});

t.test('the queue: again, settled, taken back', async (t) => {
  const { eva, desk, loft, at, accountId, web } = await openPages(t);
  await bring(web, accountId, 'k1', letter('Hello'));
  const conversationId = (await desk.database.row<{ id: number }>('select id from conversation'))!.id;
  const say = async (text: string) => {
    const sent = await desk.outbound.send({ conversationId, userId: 1, text });
    await desk.jobs.idle();
    return sent;
  };
  const { deskViewer } = await import('../../core/accounts/accounts.ts');
  await desk.accounts.workspace.set(deskViewer(), { holdSeconds: 0 });
  loft.answer = () => ({ outcome: 'rejected', why: { code: 'pigeon.hawk', text: 'A hawk came.' } });
  await say('One');
  loft.answer = () => ({ outcome: 'unknown', why: { code: 'pigeon.mist', text: 'Mist.' } });
  await say('Two');
  await desk.accounts.workspace.set(deskViewer(), { holdSeconds: 60 });
  await say('Three');
  const page = await see(eva, `${at}/queue`);
  t.match(page, /Held for[^]*Take back[^]*Unclear[^]*Mist\.[^]*It arrived[^]*Failed[^]*A hawk came\./);
  const [three, two, one] = (await desk.outbound.queue(accountId, 10)).map(({ deliveryId }) => deliveryId);
  loft.answer = ({ key }) => ({ outcome: 'accepted', id: key });
  await eva.form('POST', `${at}/deliveries/${one}/attempts`);
  await eva.form('POST', `${at}/deliveries/${two}/settlement`);
  await eva.form('DELETE', `${at}/deliveries/${three}`);
  await desk.jobs.idle();
  t.same(await desk.outbound.queue(accountId, 10), []);
  t.match(
    await desk.conversations.drafts.get({ userId: 1, conversationId, kind: 'reply' }),
    { body: { text: 'Three' } },
    'the words become a draft',
  );
  t.equal((await eva.form('POST', `${at}/deliveries/${two}/settlement`)).statusCode, 409);
  t.equal((await eva.form('POST', `${at}/deliveries/999/attempts`)).statusCode, 404);
});

t.test('switching off and on, moving with an undo, deleting', async (t) => {
  const { eva, desk, at, accountId, inbox, web } = await openPages(t);
  await bring(web, accountId, 'k1', letter('Hello'));
  const question = await eva.form('POST', `${at}/activity?_method=PUT&on=no`);
  t.match(question.body, /Deactivate Old Tower\?/, 'without script the switch asks, too');
  t.ok((await desk.channels.accountById(accountId))!.active);
  await eva.form('POST', `${at}/activity?_method=PUT&on=no`, { sure: 'yes' });
  t.notOk((await desk.channels.accountById(accountId))!.active);
  t.match(await see(eva, '/settings/channels'), /Switched off/);
  await eva.form('POST', `${at}/activity?_method=PUT&on=yes`, { sure: 'yes' });

  t.match(await see(eva, `${at}/move`), /There is no other inbox yet/);
  const other = await desk.conversations.inboxes.create({ name: 'Sales', actor: 'desk' });
  t.match(await see(eva, `${at}/move`), /its open conversation[^]*Sales/);
  t.equal((await eva.form('PUT', `${at}/inbox`, { inbox: '999' })).statusCode, 422);
  await eva.form('PUT', `${at}/inbox`, { inbox: String(other.id) });
  const moved = await see(eva, '/settings/channels');
  t.match(moved, /Old Tower moved to Sales with one conversation/);
  const undo = /action="([^"]+moves[^"]+)"/.exec(moved.slice(moved.indexOf('id="toasts"')))![1]!;
  await eva.form('POST', undo);
  t.equal((await desk.channels.accountById(accountId))!.inboxId, inbox.id);
  t.equal((await desk.conversations.get(1))!.inboxId, inbox.id);

  t.match(await see(eva, `${at}/removal`), /Its history stays: all conversations, the open one too/);
  await eva.form('DELETE', at);
  t.equal((await eva.get(at)).statusCode, 404);
  t.ok(await desk.conversations.get(1), 'what was said is still there');
});

t.test('a channel brings its own icon, as a drawing that cannot act (PL-4, CC-1)', async (t) => {
  const web = await openWeb(t, { plugins: ['pigeon'] });
  const eva = await signIn(web, await web.user('Eva', 'administrator'));
  const page = (await eva.get('/settings/channels/new')).body;
  const [, sprite] = /(\/assets\/icons-[0-9a-f]+\.svg)#i-channel-pigeon/.exec(page) ?? [];
  t.ok(sprite, 'shown where one chooses a channel');
  const { body } = await eva.get(sprite!);
  t.match(body, /<symbol id="i-channel-pigeon" viewBox="0 0 24 24"><g><path d="M3\.500/);
});

t.test('when a channel is there is a tab of its own, and only where the channel asks (CT-7)', async (t) => {
  const loft = await openLoft(t);
  const web = await openWeb(t, { plugins: ['pigeon', 'magpie'] });
  const eva = await signIn(web, await web.user('Eva', 'administrator'));
  const at = async (channel: string) => {
    const { accountId } = await withAccount(web.desk, channel, { loft: loft.url }, channel);
    return { accountId, path: `/settings/channels/${accountId}` };
  };
  const [magpie, pigeon] = [await at('magpie'), await at('pigeon')];
  t.match(await see(eva, magpie.path), `href="${magpie.path}/availability"`);
  t.notMatch(await see(eva, magpie.path), 'name="open.1.from"');
  t.match(await see(eva, `${magpie.path}/availability`), /name="open\.1\.from"/);
  t.notMatch(await see(eva, pigeon.path), '/availability"');
  t.equal((await eva.get(`${pigeon.path}/availability`)).statusCode, 404);

  const settings = () => web.desk.channels.context(magpie.accountId)!.account.settings;
  const before = settings().breed;
  const wrong = { 'open.zone': 'Europe/Berlin', 'open.1.from': '18:00', 'open.1.to': '09:00' };
  const put = (values: Record<string, string>) => eva.form('PUT', `${magpie.path}/settings?page=availability`, values);
  t.equal((await put(wrong)).statusCode, 422);
  const saved = await put({ ...wrong, 'open.1.to': '20:00' });
  t.equal(location(saved), `${magpie.path}/availability`);
  t.same((settings().open as { periods: unknown }).periods, [{ day: 1, from: '18:00', to: '20:00' }]);
  t.equal(settings().breed, before, 'the other tab keeps what stands there');
});
