// Assignment as people and programs use it: limits, skills, decisions in the thread, mail to an owner who is away (CH-4, TK-3).
import t from 'tap';
import { mountApi } from '../../core/api/api.ts';
import { withAccount, type TestDesk } from '../support/desk.ts';
import { openLoft } from '../support/loft.ts';
import { bring, letter } from '../support/pigeons.ts';
import { openWeb, signIn, type Visitor } from './web-desk.ts';

interface Teardown {
  teardown(work: () => unknown): void;
}

async function openDesk(t: Teardown) {
  const loft = await openLoft(t);
  const web = await openWeb(t, {
    plugins: ['pigeon'],
    prepareLate: (server, desk) => mountApi(server, desk, { publicUrl: 'http://desk.test', version: '1' }),
  });
  const { desk } = web;
  const user = await web.user('Eva', 'administrator');
  const eva = await signIn(web, user);
  const ben = await web.user('Ben', 'agent');
  const { accountId, inbox } = await withAccount(desk, 'pigeon', { loft: loft.url }, 'Tower');
  const writes = async (name: string, text: string) => {
    await bring(desk, accountId, `${name}-${text}`, [letter(`${name}-${text}`, name, text)]);
    await desk.jobs.idle();
    return (await desk.conversations.findMessage(accountId, `${name}-${text}`))!.conversationId;
  };
  const automation = `/settings/channels/${accountId}/automation`;
  return { ...web, loft, eva, user, ben, accountId, inbox, writes, automation };
}

const see = async (visitor: Visitor, url: string) => {
  const { statusCode, body } = await visitor.get(url);
  if (statusCode !== 200) throw new Error(`${url}: ${statusCode} ${body.slice(0, 500)}`);
  return body.replaceAll('&#x3D;', '=').replaceAll('&amp;', '&');
};

const words = (html: string) => html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');

t.test('limits are set, pass people over, and the thread says so with details (TK-3)', async (t) => {
  const { desk, eva, user, ben, accountId, writes, automation } = await openDesk(t);
  await eva.form('PUT', `/settings/channels/${accountId}/routing`, {
    ...{ to: 'people', users: [String(user.id), String(ben.id)], by: 'turn' },
  });
  t.match(words(await see(eva, automation)), /Who would get the next conversation now\? Assigned to Eva: next in turn/);
  t.equal((await eva.form('PUT', '/settings/assigning/limits', { conversationLimit: '-3' })).statusCode, 422);
  await eva.form('PUT', '/settings/assigning/limits', { conversationLimit: '5', ticketLimit: '' });
  t.match(await desk.accounts.workspace.get(), { conversationLimit: 5, ticketLimit: 0 });
  const wrong = await eva.form('PUT', `/settings/users/${user.id}/limits`, { conversationLimit: 'many' });
  t.equal(wrong.statusCode, 422);
  t.match(wrong.body, /whole number from 0/);
  await eva.form('PUT', `/settings/users/${user.id}/limits`, { conversationLimit: '1', ticketLimit: '' });

  await writes('Ada', 'one');
  await writes('Bob', 'two');
  const third = await writes('Cyd', 'three');
  const thread = words(await see(eva, `/conversations/${third}`));
  t.match(thread, /Assigned to Ben: next in turn\. Eva has reached the limit of 1\. · \S+ · Details/);
  const details = /\/conversations\/\d+\/messages\/\d+(?=" hx-get="[^"]*" hx-target="#dialog">Details)/;
  const [href] = details.exec(await see(eva, `/conversations/${third}`))!;
  const dialog = words(await see(eva, href));
  t.match(dialog, /In turn: whoever waited longest/);
  t.match(dialog, /Eva Has reached the limit of one conversation · 1 open conversation, no open tickets/);
  t.match(dialog, /Ben Chosen · 1 open conversation/);
  const table = words(await see(eva, '/settings/assigning'));
  t.match(table, /Ben [^/]*2 of 5/);
  t.match(table, /Eva [^/]*1 of 1 Full/);
  t.match(
    words(await see(eva, `/settings/users/${user.id}`)),
    /Open conversations at most 1 Open tickets at most As for everybody/,
  );
});

t.test('skills and rules are made, asked for, and changed beside a conversation (TK-3)', async (t) => {
  const { desk, eva, ben, user, accountId, writes, automation } = await openDesk(t);
  t.match(await see(eva, '/settings/skills'), /No skills yet/);
  t.notMatch(await see(eva, automation), /withoutSkill/);
  await eva.form('POST', '/settings/skills', { name: 'French', users: String(ben.id) });
  t.equal((await eva.form('POST', '/settings/skills', { name: ' french' })).statusCode, 422);
  const [french] = await desk.routing.skills.list();
  t.match(french, { name: 'French', userIds: [ben.id] });
  const empty = await eva.form('POST', '/settings/skills/rules', { name: 'R', skills: String(french!.id) });
  t.equal(empty.statusCode, 422);
  t.match(empty.body, /at least one condition/);
  const rule = { name: 'French words', skills: String(french!.id), match: 'all', active: 'on' };
  await eva.form('POST', '/settings/skills/rules', { ...rule, words: 'bonjour\nmerci', channel: 'pigeon' });
  const page = words(await see(eva, '/settings/skills'));
  t.match(page, /French words [^]*Subject or text contains: bonjour, merci and Channel: Pigeon/);
  await eva.form('PUT', `/settings/channels/${accountId}/routing`, {
    ...{ to: 'people', users: [String(user.id), String(ben.id)], withoutSkill: 'wait' },
  });

  const id = await writes('Ada', 'Bonjour à tous');
  t.equal((await desk.conversations.get(id))!.ownerId, ben.id);
  t.match(words(await see(eva, `/conversations/${id}`)), /Skills needed Needs French Change/);
  t.match(await see(eva, `/conversations/${id}/skills`), new RegExp(`value="${french!.id}" checked`));
  await eva.form('PUT', `/conversations/${id}/skills`, {});
  t.match(words(await see(eva, `/conversations/${id}`)), /Eva : needs no particular skills/);

  const [made] = await desk.routing.skills.rules();
  await eva.form('PATCH', `/settings/skills/rules/${made!.id}`, { ...rule, active: '', words: 'salut' });
  t.match(await desk.routing.skills.rules(), [{ active: false, conditions: [{ of: 'words', values: ['salut'] }] }]);
  t.match(await see(eva, `/settings/skills/rules/${made!.id}/removal`), /Delete the rule French words/);
  await eva.form('DELETE', `/settings/skills/rules/${made!.id}`);
  t.equal((await eva.get(`/settings/skills/rules/${made!.id}`)).statusCode, 404);
  await eva.form('PATCH', `/settings/skills/${french!.id}`, { name: 'Français', users: '' });
  t.match(await desk.routing.skills.list(), [{ name: 'Français', userIds: [] }]);
  t.match(await see(eva, `/settings/skills/${french!.id}/removal`), /Delete the skill/);
  await eva.form('DELETE', `/settings/skills/${french!.id}`);
  t.same(await desk.routing.skills.list(), []);
});

/** Mails to owners, with what stands in them; no mailbox of this desk sends them. */
async function ownerMails({ database, secrets }: TestDesk) {
  const rows = await database.rows<{ payload: string }>(
    `select payload from job where kind = 'accounts.mail' and payload like '%owner-offline%'`,
  );
  return rows.map(({ payload }) => {
    const mail = JSON.parse(payload) as { to: string; params: string };
    return { to: mail.to, params: JSON.parse(secrets.open(mail.params)!) as Record<string, string> };
  });
}

t.test('an owner who is away gets the message by e-mail, and the conversation when they are back (CH-4)', async (t) => {
  const { desk, eva, ben, accountId, writes } = await openDesk(t);
  await desk.channels.saveRouting(
    accountId,
    { to: 'contact owner', userIds: [], teamIds: [], onlyAvailable: true },
    'desk',
  );
  const first = await writes('Ada', 'hello');
  const { contactId } = (await desk.conversations.get(first))!;
  await desk.conversations.close(first, 'desk');
  await desk.contacts.update(contactId!, { ownerId: ben.id }, 'desk');
  const second = await writes('Ada', 'Is my bell ready?');
  t.not(second, first);
  t.match(await desk.conversations.get(second), { ownerId: null, assignmentReason: { code: 'routing.owner_offline' } });
  t.match(
    words(await see(eva, `/conversations/${second}`)),
    /Unassigned because Ben, the contact’s owner, is not available/,
  );
  const mails = await ownerMails(desk);
  t.equal(mails.length, 1);
  t.match(mails[0], {
    to: ben.email,
    params: { name: 'Ben', words: 'Is my bell ready?', link: `http://desk.test/conversations/${second}` },
  });
  await desk.accounts.availability.choose((await desk.accounts.viewerOf(ben.id))!, 'available');
  await desk.jobs.idle();
  t.equal((await desk.conversations.get(second))!.ownerId, ben.id);
  t.equal((await ownerMails(desk)).length, 1, 'told once');
});

t.test('an owner who is away gets that mail as they chose to be told (NT-1)', async (t) => {
  const { desk, ben, accountId, writes } = await openDesk(t);
  await desk.channels.saveRouting(
    accountId,
    { to: 'contact owner', userIds: [], teamIds: [], onlyAvailable: true },
    'desk',
  );
  const viewer = (await desk.accounts.viewerOf(ben.id))!;
  const chooses = async (mail: boolean, when: 'soon' | 'hourly') => {
    const { ways } = await desk.notifications.settings(ben.id);
    const owner_offline = { ...ways.owner_offline, mail };
    await desk.notifications.save(viewer, { mail: when, ways: { ...ways, owner_offline } });
  };
  const comes = async (name: string) => {
    const first = await writes(name, 'hello');
    const { contactId } = (await desk.conversations.get(first))!;
    await desk.conversations.close(first, 'desk');
    await desk.contacts.update(contactId!, { ownerId: ben.id }, 'desk');
    await writes(name, 'again');
    return (await ownerMails(desk)).length;
  };
  await chooses(false, 'soon');
  t.equal(await comes('Ada'), 0, 'none when they want none');
  t.match(await desk.conversations.notifications.list(ben.id, { limit: 9 }), [{ kind: 'owner_offline' }]);
  await chooses(true, 'hourly');
  t.equal(await comes('Bob'), 0, 'at the full hour when they want it so');
  const due = await desk.database.row('select 1 as due from notification where mail_at is not null');
  t.ok(due);
  await chooses(true, 'soon');
  await desk.database.run('update notification set mail_at = null');
  await desk.database.run(`delete from job where kind = 'notifications.mail'`);
  t.equal(await comes('Cyd'), 1, 'at once otherwise');
});

t.test('what waits is handed out at once when limits rise or skills change (CH-4, TK-3)', async (t) => {
  const { desk, eva, user, ben, accountId, writes } = await openDesk(t);
  await desk.accounts.availability.choose((await desk.accounts.viewerOf(ben.id))!, 'available');
  await desk.accounts.availability.choose((await desk.accounts.viewerOf(user.id))!, 'away');
  await eva.form('PUT', `/settings/channels/${accountId}/routing`, {
    ...{ to: 'people', users: [String(ben.id)], by: 'turn', withoutSkill: 'wait', onlyAvailable: 'on' },
  });
  const ownerOf = async (id: number) => {
    await desk.jobs.idle();
    return (await desk.conversations.get(id))!.ownerId;
  };
  await eva.form('PUT', '/settings/assigning/limits', { conversationLimit: '1', ticketLimit: '' });
  t.equal(await ownerOf(await writes('Ada', 'one')), ben.id);
  const second = await writes('Bob', 'two');
  t.equal(await ownerOf(second), null);
  await eva.form('PUT', '/settings/assigning/limits', { conversationLimit: '2', ticketLimit: '' });
  t.equal(await ownerOf(second), ben.id, 'of everybody');
  const third = await writes('Cyd', 'three');
  t.equal(await ownerOf(third), null);
  await eva.form('PUT', `/settings/users/${ben.id}/limits`, { conversationLimit: '9', ticketLimit: '' });
  t.equal(await ownerOf(third), ben.id, 'of one');

  const french = await desk.routing.skills.create({ name: 'French', userIds: [] });
  const rule = { name: 'R', match: 'all' as const, active: true, skillIds: [french.id] };
  const ruleId = await desk.routing.skills.createRule({ ...rule, conditions: [{ of: 'words', values: ['salut'] }] });
  const fourth = await writes('Dee', 'salut');
  t.equal(await ownerOf(fourth), null);
  await eva.form('PATCH', `/settings/skills/${french.id}`, { name: 'French', users: String(ben.id) });
  t.equal(await ownerOf(fourth), ben.id, 'somebody got the skill');
  await eva.form('PATCH', `/settings/skills/${french.id}`, { name: 'French', users: '' });
  const fifth = await writes('Eli', 'salut');
  t.equal(await ownerOf(fifth), null);
  await eva.form('DELETE', `/settings/skills/rules/${ruleId}`);
  t.equal(await ownerOf(fifth), ben.id, 'the rule is gone');
});

t.test('nobody is given a ticket that is kept from them, by routing or by hand (AD-1, CH-4)', async (t) => {
  const { desk, server, eva, user, ben, accountId, writes, automation } = await openDesk(t);
  const { restrictions } = desk.accounts;
  const boss = (await desk.accounts.viewerOf(user.id))!;
  const stages = [
    { name: 'In', kind: 'open' as const },
    { name: 'Out', kind: 'closed' as const },
  ];
  await desk.tickets.pipelines.prepare({ pipeline: 'Support', stages });
  const [support] = await desk.tickets.pipelines.list();
  const secret = await desk.tickets.pipelines.create({ name: 'Secret', stages }, 'desk');
  const to = { access: 'chosen' as const, userIds: [user.id], teamIds: [] };
  await restrictions.set(boss, { pipelineId: secret.id }, 'Secret', to);
  await desk.channels.saveTicketDefaults(accountId, { asTicket: true, pipelineId: secret.id }, 'desk');
  const routes = (users: number[]) =>
    eva.form('PUT', `/settings/channels/${accountId}/routing`, { to: 'people', users: users.map(String) });

  await routes([ben.id]);
  t.match(words(await see(eva, automation)), /Unassigned because nobody who was chosen may see its ticket/);
  const waits = await writes('Ada', 'one');
  t.match(await desk.conversations.get(waits), { ownerId: null, assignmentReason: { code: 'routing.nobody_sees' } });
  t.match(words(await see(eva, `/conversations/${waits}`)), /nobody who was chosen may see its ticket/);
  await routes([ben.id, user.id]);
  const second = await writes('Bob', 'two');
  t.equal((await desk.conversations.get(second))!.ownerId, user.id);
  t.match(
    words(await see(eva, `/conversations/${second}`)),
    /Assigned to Eva: next in turn\. Ben may not see its ticket\./,
  );
  const { contactId } = (await desk.conversations.get(second))!;
  await desk.contacts.update(contactId!, { ownerId: ben.id }, 'desk');
  const toOwner = { to: 'contact owner' as const, userIds: [], teamIds: [], onlyAvailable: false };
  t.match(
    await desk.routing.rehearse(await desk.routing.placeOf({ id: accountId, inboxId: 1 }, second), toOwner, ben.id),
    { userId: null, reason: { code: 'routing.owner_sees_not', params: { name: 'Ben' } } },
  );

  const ticket = (await desk.tickets.ofConversation(second))!;
  const at = `/tickets/${ticket.number}`;
  t.match(await see(eva, at), /<button[^>]*value="user:\d+" disabled title="does not see the ticket">[^]*?Ben/);
  t.match(words(await see(eva, `/conversations/${second}`)), /Ben does not see the ticket/, 'said before');
  const refused = await eva.form('PATCH', at, { name: 'Bell', owner: `user:${ben.id}` });
  t.equal(refused.statusCode, 422);
  t.match(refused.body, /Ben does not see tickets of this pipeline/);
  t.equal((await eva.form('PUT', `${at}/owner`, { owner: `user:${ben.id}` })).statusCode, 422);
  const other = await desk.tickets.open({ name: 'Other', source: 'manual', actor: 'desk', pipelineId: support!.id });
  await eva.form('PATCH', '/tickets/many', {
    ...{ row: [ticket.id, other.id].map(String), owner: `user:${ben.id}`, priority: 'high' },
  });
  t.match(words(await see(eva, '/tickets')), /One ticket is changed; one keeps its owner/);
  t.match(await desk.tickets.get(other.id), { ownerId: ben.id, priority: 'high' });
  t.equal((await desk.tickets.get(ticket.id))!.priority, ticket.priority, 'who keeps the owner keeps all');
  await eva.form('PUT', `/conversations/${second}/assignment`, { owner: `user:${ben.id}` });
  t.equal((await desk.conversations.get(second))!.ownerId, ben.id, 'the conversation he may have');
  t.equal((await desk.tickets.get(ticket.id))!.ownerId, user.id, 'its ticket stays');
  t.match(words(await see(eva, at)), /The conversation went to Ben, who does not see tickets of this pipeline/);
  const { token } = await desk.accounts.apiTokens.create(boss, { name: 'x', scopes: ['tickets:write'] });
  const asked = await server.inject({
    ...{ method: 'PATCH', url: `/api/v1${at}`, payload: { ownerId: ben.id } },
    headers: { authorization: `Bearer ${token}` },
  });
  t.match(asked.json(), { error: { code: 'owner_sees_not' } });
  const hidden = await desk.tickets.open({ name: 'Hidden', source: 'manual', actor: 'desk', pipelineId: secret.id });
  const together = await server.inject({
    ...{ method: 'PATCH', url: `/api/v1/tickets/${hidden.number}` },
    payload: { ownerId: ben.id, stageId: support!.stages[0]!.id },
    headers: { authorization: `Bearer ${token}` },
  });
  t.equal(together.statusCode, 200, 'he sees it where it goes at the same time');
  t.match(await desk.tickets.get(hidden.id), { ownerId: ben.id, pipelineId: support!.id });
  const fixed = { asTicket: 'on', stage: String(secret.stages[0]!.id), owner: `user:${ben.id}`, priority: 'none' };
  const kept = await eva.form('PUT', `/settings/channels/${accountId}/tickets`, fixed);
  t.match(kept, { statusCode: 422, body: /This person does not see tickets of this pipeline/ });
  await restrictions.set(boss, { pipelineId: secret.id }, 'Secret', { ...to, access: 'everyone' });
  await desk.jobs.idle();
  t.ok((await desk.conversations.get(waits))!.ownerId, 'handed out once it is open');
});

t.test('moved where its owner does not see it, a ticket is nobody’s, said before and undone (AD-1)', async (t) => {
  const { desk, server, eva, user, ben, accountId, writes } = await openDesk(t);
  const { tickets, conversations } = desk;
  const boss = (await desk.accounts.viewerOf(user.id))!;
  const stages = [
    { name: 'In', kind: 'open' as const },
    { name: 'Out', kind: 'closed' as const },
  ];
  await tickets.pipelines.prepare({ pipeline: 'Support', stages });
  const secret = await tickets.pipelines.create({ name: 'Secret', stages }, 'desk');
  const to = { access: 'chosen' as const, userIds: [user.id], teamIds: [] };
  await desk.accounts.restrictions.set(boss, { pipelineId: secret.id }, 'Secret', to);
  await desk.channels.saveTicketDefaults(accountId, { asTicket: true }, 'desk');
  const stage = String(secret.stages[0]!.id);
  const id = await writes('Ada', 'one');
  await conversations.assign(id, { userId: ben.id }, null, `user:${user.id}`);
  const ticket = (await tickets.ofConversation(id))!;
  t.equal(ticket.ownerId, ben.id);
  const at = `/tickets/${ticket.number}`;
  const why = 'Ben does not see tickets of this pipeline and will no longer be the owner.';
  for (const page of [at, `/conversations/${id}`])
    t.match(await see(eva, page), new RegExp(`value="${stage}" title="${why}"[^]*?Secret · In · without Ben`));
  t.match(await see(eva, `${at}/stage`), 'Secret · In · without Ben');

  await eva.form('PUT', `${at}/stage`, { stage });
  const owners = async () => [(await tickets.get(ticket.id))!.ownerId, (await conversations.get(id))!.ownerId];
  t.same(await owners(), [null, null]);
  const page = await see(eva, at);
  t.match(words(page), /T-1: In\. Ben does not see it there and is no longer its owner/);
  t.match(words(page), /took it from Ben, who does not see tickets of this pipeline/);
  t.match(words(await see(eva, `/conversations/${id}`)), /Unassigned because Ben may not see its ticket/);
  await eva.form('DELETE', /action="(\/tickets\/steps\/\w+)\?_method=DELETE"/.exec(page)![1]!);
  t.match(await tickets.get(ticket.id), { ownerId: ben.id, pipelineId: ticket.pipelineId });
  t.same(await owners(), [ben.id, ben.id]);

  const { token } = await desk.accounts.apiTokens.create(boss, { name: 'x', scopes: ['tickets:write'] });
  const patch = async (url: string, payload: object) =>
    server.inject({ method: 'PATCH', url: `/api/v1${url}`, payload, headers: { authorization: `Bearer ${token}` } });
  const many = await patch('/tickets', { numbers: [ticket.number], stageId: Number(stage) });
  t.match(many.json(), { changed: 1, unseen: [], unowned: [ticket.number] });
  const back = async () => {
    await tickets.setStage(ticket.id, ticket.stageId, 'desk');
    await tickets.change(ticket.id, { ownerId: ben.id }, 'desk');
  };
  const steps = /action="(\/(?:tickets\/steps|macro-runs)\/\w+)\?_method=DELETE"/;
  await back();
  await eva.form('PUT', '/tickets/places', { ticket: String(ticket.number), stage, below: '', back: '/tickets/board' });
  const board = await see(eva, '/tickets/board');
  t.match(words(board), /T-1: In\. Ben does not see it there and is no longer its owner/, 'on the board as well');
  await eva.form('DELETE', steps.exec(board)![1]!);
  t.same(await owners(), [ben.id, ben.id]);

  const other = await tickets.open({ name: 'Other', source: 'manual', ownerId: user.id, actor: 'desk' });
  await tickets.pipelines.changeStage(secret.stages[0]!.id, { required: ['owner'] }, 'desk');
  const rows = [String(ticket.id), String(other.id)];
  await eva.form('PATCH', '/tickets/many', { row: rows, stage, back: '/tickets' });
  t.match(words(await see(eva, '/tickets')), /One ticket is changed; one stays: the stage asks for more/);
  await tickets.pipelines.changeStage(secret.stages[0]!.id, { required: ['priority'] }, 'desk');
  await tickets.setStage(other.id, ticket.stageId, 'desk');
  await tickets.change(ticket.id, { priority: 'low' }, 'desk');
  await eva.form('PATCH', '/tickets/many', { row: rows, stage, back: '/tickets' });
  const told = /One ticket is changed; one stays: the stage asks for more; one is nobody’s now/;
  t.match(words(await see(eva, '/tickets')), told, 'all of it is said');
  await tickets.pipelines.changeStage(secret.stages[0]!.id, { required: [] }, 'desk');
  await back();

  const actions = [{ do: 'stage' as const, stageId: Number(stage) }];
  const macro = await desk.macros.create(boss, { name: 'Hide', actions, access: 'everyone', userIds: [], teamIds: [] });
  const said = /Stage In; whoever owns the ticket and does not see it there loses it/;
  t.match(words(await see(eva, `/conversations/${id}/macros`)), said, 'said before');
  await eva.form('POST', `/conversations/${id}/macro-runs`, { macro: String(macro.id) });
  const ran = await see(eva, `/conversations/${id}`);
  t.match(words(ran), /Hide is done; one ticket is nobody’s now, because its owner does not see it there/);
  await eva.form('DELETE', steps.exec(ran)![1]!);
  t.same(await owners(), [ben.id, ben.id]);

  await tickets.pipelines.changeStage(secret.stages[0]!.id, { required: ['owner'] }, 'desk');
  t.match(await tickets.setStage(ticket.id, Number(stage), 'desk'), { ok: false, missing: [{ key: 'owner' }] });
  const asked = await eva.form('PUT', `${at}/stage`, { stage });
  t.match(asked.body, /<option value="user:\d+" disabled>Ben · does not see the ticket/, 'asks for somebody else');
  const same = await eva.form('PUT', `${at}/stage`, { stage, filled: '1', owner: `user:${ben.id}` });
  t.match(same, { statusCode: 422, body: /Ben does not see tickets of this pipeline/ });
  await eva.form('PUT', `${at}/stage`, { stage, filled: '1', owner: `user:${user.id}` });
  t.match(await tickets.get(ticket.id), { ownerId: user.id, pipelineId: secret.id });
  t.same(await owners(), [user.id, user.id]);
});

t.test('another period of working hours is added without script', async (t) => {
  const { desk, eva, user } = await openDesk(t);
  const spare = /<noscript>[^]*?name="hours\.6\.from"[^]*?name="hours\.6\.to"[^]*?<\/noscript>/;
  t.match(await see(eva, '/settings/profile'), spare, 'also on a day without any');
  const saturday = { 'hours.zone': 'Europe/Berlin', 'hours.6.from': ['09:00', ''], 'hours.6.to': ['12:00', ''] };
  await eva.form('PUT', '/availability/hours', { limited: 'on', ...saturday });
  const hours = { timeZone: 'Europe/Berlin', periods: [{ day: 6, from: '09:00', to: '12:00' }] };
  t.match((await desk.accounts.users.find(user.id))?.workingHours, hours, 'what is left empty is none');
  t.match(await see(eva, '/settings/profile'), spare, 'and one more');
});

t.test('programs read decisions and set limits, routing and skills (OP-7)', async (t) => {
  const { desk, server, user, ben, accountId, writes } = await openDesk(t);
  const scopes = ['conversations:write', 'channels:write', 'users:write'];
  const viewer = (await desk.accounts.viewerOf(user.id))!;
  const { token } = await desk.accounts.apiTokens.create(viewer, { name: 'x', scopes });
  const ask = async (method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, payload?: object) => {
    const headers = { authorization: `Bearer ${token}` };
    const answer = await server.inject({ method, url: `/api/v1${path}`, headers, payload });
    return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() };
  };
  const account = `/accounts/${(await desk.channels.accountById(accountId))!.publicId}/routing`;
  t.match(await ask('GET', account), { status: 200, body: { to: 'nobody' } });
  t.match(await ask('PATCH', account, { to: 'people' }), { status: 422 }, 'somebody must be chosen');
  t.match(await ask('PATCH', account, { to: 'people', userIds: [999] }), { status: 422 });
  const routing = { to: 'people', userIds: [ben.id, user.id], onlyAvailable: false, by: 'load' };
  t.match(await ask('PATCH', account, routing), { status: 200, body: routing });
  t.match(await ask('GET', `${account}/rehearsal`), {
    body: { userId: user.id, reason: { code: 'routing.least_loaded' }, decision: { by: 'load' } },
  });
  t.match(await ask('PATCH', `/users/${user.id}/limits`, { conversationLimit: -1 }), { status: 400 });
  t.match(await ask('PATCH', `/users/${user.id}/limits`, { conversationLimit: 3 }), {
    status: 200,
    body: { conversationLimit: 3, ticketLimit: null },
  });
  const key = (await desk.conversations.get(await writes('Ada', 'hi')))!.publicId;
  t.match(await ask('GET', `/conversations/${key}/assignment`), {
    body: { owner: { id: user.id }, reason: { code: 'routing.least_loaded' }, decision: { chosenId: user.id } },
  });
  t.match(await ask('GET', '/workload'), {
    body: {
      items: [
        { userId: user.id, conversations: 1, conversationLimit: 3 },
        { userId: ben.id, conversations: 0 },
      ],
    },
  });
  const made = await ask('POST', '/skills', { name: 'French', userIds: [ben.id] });
  t.match(made, { status: 201, body: { name: 'French', userIds: [ben.id] } });
  const skillIds = [made.body.id as number];
  t.match(await ask('PATCH', `/conversations/${key}/skills`, { skillIds: [77] }), { status: 422 });
  t.match(await ask('PATCH', `/conversations/${key}/skills`, { skillIds }), { body: { items: [{ name: 'French' }] } });
  t.match(await ask('GET', '/skills'), { body: { items: [{ name: 'French' }] } });
  t.equal((await ask('GET', '/conversations/nothing/assignment')).status, 404);
  const skill = `/skills/${skillIds[0]}`;
  t.match(await ask('PATCH', skill, { name: 'Français' }), { body: { name: 'Français', userIds: [ben.id] } });
  t.equal((await ask('PATCH', '/skills/99', { name: 'x' })).status, 404);
  const conditions = [{ of: 'words', values: ['bonjour'] }];
  t.match(await ask('POST', '/skill-rules', { name: 'R', conditions: [], skillIds }), { status: 400 });
  t.match(await ask('POST', '/skill-rules', { name: 'R', conditions, skillIds: [77] }), { status: 422 });
  const rule = await ask('POST', '/skill-rules', { name: 'R', conditions, skillIds });
  t.match(rule, { status: 201, body: { match: 'all', conditions, skillIds, active: true } });
  const ruleAt = `/skill-rules/${String(rule.body.id)}`;
  t.match(await ask('PATCH', ruleAt, { active: false }), {
    status: 200,
    body: { name: 'R', conditions, active: false },
  });
  t.match(await ask('GET', '/skill-rules'), { body: { items: [{ name: 'R', active: false }] } });
  t.equal((await ask('DELETE', ruleAt)).status, 200);
  t.equal((await ask('DELETE', ruleAt)).status, 404);
  t.equal((await ask('DELETE', skill)).status, 200);
  t.match(await ask('GET', '/skills'), { body: { items: [] } });
});
