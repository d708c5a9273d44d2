// Custom channels through the real desk: registered, connected, written by and answered, as bridges see it (CC-1 … CC-5).
import { fastify } from 'fastify';
import t, { type Test } from 'tap';
import { forbidden } from '../../../core/kernel/errors.ts';
import { addRoute } from '../../../plugins/custom/api/asking.ts';
import { registryOf } from '../../../plugins/custom/registry/build.ts';
import { signatureV2, signatureV3 } from '../../../plugins/custom/wire/signature.ts';
import { addBridge, tokenOf } from '../../../plugins/custom/store/bridges.ts';
import { migrations } from '../../../plugins/custom/store/migrations.ts';
import { addUser } from '../../support/desk.ts';
import { CHANNELS, MEMBERS, MESSAGES, WRONG } from './custom-payloads.ts';
import { customDesk, OPAQUE, startWebhook } from './custom-desk.ts';

const [hook, custom] = [await startWebhook(t), await customDesk(t)];
const { desk, api, call, connected, message } = custom;

t.test(
  'a message of a customer is on disk before it is answered, and once however often it comes (CC-3, CH-12)',
  async (t) => {
    const { channel, account } = await connected(hook.url);
    const body = message(account, 'Is my bell ready?', { integrationIdempotencyId: 'm-1' });
    const first = await api('POST', `/${channel}/messages`, body);
    const again = await api('POST', `/${channel}/messages`, { ...body, text: 'Other words' });
    t.equal(first.status, 201);
    t.equal(again.body.id, first.body.id);
    t.equal(again.body.text, 'Is my bell ready?');
    await desk.jobs.idle();
    const rows = await desk.database.rows<{ text: string }>('select text from message where account_id = ?', [
      Number(account),
    ]);
    t.match(rows, [{ text: 'Is my bell ready?' }]);
    t.equal(rows.length, 1);
  },
);

t.test('an answer goes out signed, and what became of it comes back (CC-3)', async (t) => {
  const { channel, account } = await connected(hook.url, { richText: ['BOLD'] });
  await api('POST', `/${channel}/messages`, message(account, 'Hello?', { integrationIdempotencyId: 'm-2' }));
  await desk.jobs.idle();
  const conversation = await desk.database.row<{ conversation_id: number }>(
    'select conversation_id from message where account_id = ?',
    [Number(account)],
  );
  const userId = null;
  const sent = await desk.outbound.send({ conversationId: conversation!.conversation_id, userId, text: 'It is ready' });
  t.ok(sent.ok, JSON.stringify(sent));
  const { headers, body, event } = await hook.next('OUTGOING_CHANNEL_MESSAGE_CREATED');
  t.match(event, {
    channelId: channel,
    message: { text: 'It is ready', channelAccountId: account, direction: 'OUTGOING' },
  });
  t.match(event.message.recipients, [{ deliveryIdentifier: OPAQUE('bo') }]);
  const { main } = await custom.secrets();
  const at = new Date(Number(headers['x-hubspot-request-timestamp']));
  t.equal(headers['x-hubspot-signature-v3'], signatureV3(main, { method: 'POST', uri: hook.url, body, at }));
  t.equal(headers['x-hubspot-signature'], signatureV2(main, { method: 'POST', uri: hook.url, body }));
  await desk.jobs.idle();
  const followed = await api('PATCH', `/${channel}/messages/${event.message.id}`, { statusType: 'READ' });
  t.match(followed, { status: 200, body: { status: { statusType: 'READ' } } });
  await desk.jobs.idle();
  const delivery = await desk.database.row<{ status: string }>('select status from delivery order by id desc limit 1');
  t.equal(delivery?.status, 'read');
});

/** Of a message that was published: how it stands in the desk. */
async function standing(id: string) {
  await desk.jobs.idle();
  const row = await desk.database.row<{ parts: unknown; direction: string; conversation_id: number }>(
    'select parts, direction, conversation_id from message where external_id = ?',
    [id],
  );
  const parts = (typeof row?.parts === 'string' ? JSON.parse(row.parts) : row?.parts) as { type: string }[] | undefined;
  return { ...row, types: parts?.map(({ type }) => type), json: JSON.stringify(parts) };
}

const has = (t: Test, body: object, members: string[]) =>
  t.same(
    members.filter((one) => !Object.hasOwn(body, one)),
    [],
  );

t.test('every payload that is documented, or sent by bridges in the wild (CC-5)', async (t) => {
  for (const [what, body] of Object.entries(CHANNELS)) {
    const made = await api('POST', '', body);
    t.equal(made.status, 201, `${what}: ${JSON.stringify(made.body)}`);
    has(t, made.body, MEMBERS.channel);
    has(t, (await api('PATCH', `/${made.body.id}`, { name: 'Renamed' })).body, MEMBERS.channel);
    t.equal((await api('GET', `/${made.body.id}`)).body.name, 'Renamed', what);
  }
  const { channel, account } = await connected(hook.url);
  for (const [what, { message: given, parts, direction = 'in' }] of Object.entries(MESSAGES)) {
    const accountId = what.includes('number as id') ? Number(account) : account;
    const made = await api('POST', `/${channel}/messages`, message(accountId as string, 'Hello', given));
    t.equal(made.status, 201, `${what}: ${JSON.stringify(made.body)}`);
    has(t, made.body, MEMBERS.message);
    t.match(await standing(made.body.id), { types: parts, direction }, what);
  }
  for (const [what, { message: given, names }] of Object.entries(WRONG)) {
    const { status, body } = await api('POST', `/${channel}/messages`, message(account, 'Hello', given));
    t.match({ status, category: body.category }, { status: 400, category: 'VALIDATION_ERROR' }, what);
    t.match(JSON.stringify(body.errors), names, what);
  }
  for (const base of ['/conversations/custom-channels/v3', '/conversations/custom-channels/2026-03'])
    t.match((await call('GET', base)).body.results, [{ name: 'Ring Messenger' }], base);
  has(t, (await api('GET', `/${channel}/channel-accounts/${account}`)).body, MEMBERS.account);
  t.match((await api('GET', `/${channel}/channel-accounts?deliveryIdentifierValue=ringbot`)).body, { total: 1 });
  t.match((await api('GET', '?limit=2')).body, { results: { length: 2 }, paging: { next: { after: String } } });
});

t.test('threads are those the bridge names, and answers carry them (CC-3)', async (t) => {
  const { channel, account } = await connected(hook.url, { threadingModel: 'INTEGRATION_THREAD_ID' });
  const say = async (thread: string) => {
    const made = await api(
      'POST',
      `/${channel}/messages`,
      message(account, `In ${thread}`, { integrationThreadId: thread }),
    );
    return { ...(await standing(made.body.id)), thread: made.body.conversationsThreadId };
  };
  const [first, other, again] = [await say('order-1'), await say('order-2'), await say('order-1')];
  t.equal(first.conversation_id, again.conversation_id);
  t.equal(first.thread, again.thread);
  t.not(first.conversation_id, other.conversation_id);
  t.match(await api('POST', `/${channel}/messages`, message(account, 'Lost')), { status: 400 });
  await desk.outbound.send({ conversationId: other.conversation_id!, userId: null, text: 'For the second' });
  const { event } = await hook.next('OUTGOING_CHANNEL_MESSAGE_CREATED');
  has(t, event, MEMBERS.event);
  has(t, event.message, MEMBERS.message);
  t.same(event.channelIntegrationThreadIds, ['order-2']);
  t.same(event.message.channelIntegrationThreadIds, ['order-2']);
});

t.test('edits, taking back, reactions and typing, which the public API does not have (CC-5)', async (t) => {
  const { channel, account } = await connected(hook.url);
  const { id } = (await api('POST', `/${channel}/messages`, message(account, 'First words'))).body;
  t.equal((await api('PATCH', `/${channel}/messages/${id}`, { text: 'Better words' })).body.text, 'Better words');
  t.match((await standing(id)).json, /Better words/);
  const by = { name: 'Bo', deliveryIdentifier: OPAQUE('bo') };
  t.equal((await api('POST', `/${channel}/messages/${id}/reactions`, { emoji: '👍', sender: by })).status, 202);
  t.equal((await api('POST', `/${channel}/typing`, { channelAccountId: account, sender: by })).status, 204);
  await desk.jobs.idle();
  t.match(await desk.database.row('select reactions from message where external_id = ?', [id]), { reactions: /👍/ });
  t.equal((await api('DELETE', `/${channel}/messages/${id}`)).status, 204);
  await desk.jobs.idle();
  t.match(await desk.database.row('select deleted_at from message where external_id = ?', [id]), {
    deleted_at: Number,
  });
});

/** Its id, as the answer to the upload has it. */
async function upload(name: string, words: string): Promise<string> {
  const form = new FormData();
  form.set('file', new File([words], name, { type: 'text/plain' }));
  const sent = new Response(form);
  const uploaded = await custom.web.server.inject({
    ...{ method: 'POST', url: '/channels/custom/files/v3/files' },
    headers: {
      authorization: `Bearer ${tokenOf(custom.context, await custom.bridge())}`,
      'content-type': sent.headers.get('content-type')!,
    },
    payload: Buffer.from(await sent.arrayBuffer()),
  });
  t.equal(uploaded.statusCode, 201);
  return uploaded.json<{ id: string }>().id;
}

t.test('files come by upload or address, and addresses of the own network are refused (CC-3)', async (t) => {
  const { channel, account } = await connected(hook.url);
  const fileId = await upload('bell.txt', 'ring ring');
  const attachments = [
    { type: 'FILE', fileId, fileUsageType: 'OTHER' },
    { type: 'FILE', url: 'http://10.0.0.7/secret', name: 'secret' },
    { type: 'FILE', url: 'http://169.254.169.254/latest/meta-data', name: 'cloud' },
  ];
  const made = await api('POST', `/${channel}/messages`, message(account, 'Two files', { attachments }));
  await standing(made.body.id);
  const rows = await desk.database.rows<{ name: string; state: string }>(
    'select name, state from attachment where message_id = (select id from message where external_id = ?) order by id',
    [made.body.id],
  );
  t.match(
    rows.map(({ state }) => state),
    ['ready', 'missing', 'missing'],
  );
});

t.test('a webhook in the own network is not called, and its account says so', async (t) => {
  const { channel, account } = await connected('http://10.0.0.7/hook');
  await api('POST', `/${channel}/messages`, message(account, 'Hello?'));
  await desk.jobs.idle();
  const row = await desk.database.row<{ conversation_id: number }>(
    'select conversation_id from message where account_id = ?',
    [Number(account)],
  );
  await desk.outbound.send({ conversationId: row!.conversation_id, userId: null, text: 'Into the own network' });
  await desk.jobs.idle();
  t.match(desk.channels.live(Number(account))?.row.health, {
    state: 'misconfigured',
    why: { code: 'custom.internal' },
  });
});

t.test('an account is connected on a page of the bridge, which says by a token which it is (CC-2)', async (t) => {
  const redirect = { channelAccountConnectionRedirectUrl: 'https://ring.example/connect', webhookUrl: hook.url };
  const { id } = (await api('POST', '', { name: 'Visited', capabilities: {}, ...redirect })).body;
  const about = { purpose: 'new', inboxId: custom.inbox.id, accountId: null, userId: 1, language: 'en' } as const;
  const flow = await desk.channels.flows.begin({ channel: `custom${id}`, ...about });
  t.match(flow.step, { step: 'visit', url: /^https:\/\/ring\.example\/connect\?accountToken=/ });
  const visit = new URL((flow.step as { url: string }).url).searchParams;
  const back = new URL(visit.get('redirectUrl')!);
  t.equal(back.pathname, '/connect/callback');
  const path = `/${id}/channel-account-staging-tokens/${visit.get('accountToken')}`;
  t.equal((await api('PATCH', `/${id}/channel-account-staging-tokens/nonsense`, { accountName: 'X' })).status, 404);
  has(
    t,
    (await api('PATCH', path, { accountName: 'Ring 7', deliveryIdentifier: OPAQUE('ring-7') })).body,
    MEMBERS.connecting,
  );
  const done = await desk.channels.flows.returned(back.searchParams.get('state')!, {}, 1, 'en');
  t.match(done?.step, { step: 'done', accounts: [{ title: 'Ring 7' }] });
  await custom.registry.tell();
  const told = await hook.next('CHANNEL_ACCOUNT_CREATED');
  t.ok(told);
});

t.test(
  'a channel is switched off and deleted as a whole, and keeps its name beside what was written (CC-4)',
  async (t) => {
    const { channel, account } = await connected(hook.url);
    t.equal((await api('PATCH', `/${channel}/channel-accounts/${account}`, { authorized: false })).body.active, false);
    t.equal((await api('POST', `/${channel}/messages`, message(account, 'Too late'))).status, 404);
    t.equal((await api('DELETE', `/${channel}`)).status, 204);
    t.equal((await api('GET', `/${channel}`)).status, 404);
    await custom.registry.tell();
    t.match((await hook.next('CHANNEL_ACCOUNT_PURGED')).event, { channelAccountId: account });
    t.match(desk.channels.plugin(`custom${channel}`), { gone: true, texts: { name: 'Ring Messenger' } });
  },
);

t.test('a new secret signs beside the old one until the bridge has changed over', async (t) => {
  const { main: old } = await custom.secrets();
  const { body } = await call('POST', '/hubdesk/v1/secret', { overlapHours: 1 });
  const { main, next } = await custom.secrets();
  t.equal(main, old);
  t.equal(next, body.clientSecret);
});

t.test('what was told can be told again under its old id', async (t) => {
  const { results } = (await call('GET', '/hubdesk/v1/deliveries?status=delivered')).body;
  const told = results.find(({ type }: { type: string }) => type === 'OUTGOING_CHANNEL_MESSAGE_CREATED');
  const before = hook.heard.filter(({ event }) => event.eventId === told.eventId).length;
  t.equal((await call('POST', `/hubdesk/v1/deliveries/${told.id}/attempts`)).status, 202);
  while (hook.heard.filter(({ event }) => event.eventId === told.eventId).length === before) await hook.next(told.type);
});

t.test(
  'a message that was refused and is told again goes out: its fate follows, that of one that went out stays',
  async (t) => {
    const { channel, account } = await connected(hook.url);
    await api('POST', `/${channel}/messages`, message(account, 'Refused at first?'));
    await desk.jobs.idle();
    const conversationId = (await desk.database.row<{ id: number }>(
      'select conversation_id as id from message where account_id = ?',
      [Number(account)],
    ))!.id;
    const { answer } = hook.far;
    await addUser(desk, 'Eva Lindner');
    const authorId = await addUser(desk, 'Her namesake');
    await desk.database.run('update desk_user set name = ? where id = ?', ['Eva Lindner', authorId]);
    const refuse: typeof answer = (_event, response) => void response.writeHead(422).end('{"message":"Not today"}');
    const fate = async () => {
      // Without the time in which it could be taken back.
      for (const { id } of await desk.database.rows<{ id: number }>('select id from job')) await desk.jobs.hurry(id);
      await desk.jobs.idle();
      return desk.database.row<{ status: string }>('select status from delivery where account_id = ?', [
        Number(account),
      ]);
    };
    hook.far.answer = refuse;
    await desk.outbound.send({ conversationId, userId: authorId, text: 'Come round' });
    t.match(await fate(), { status: 'failed' });
    const isMessage = ({ type }: { type: string }) => type === 'OUTGOING_CHANNEL_MESSAGE_CREATED';
    const told = async () => (await call('GET', '/hubdesk/v1/deliveries')).body.results.find(isMessage);
    const { id, eventId } = await told();
    const again = () => call('POST', `/hubdesk/v1/deliveries/${id}/attempts`);
    await again();
    t.match([await fate(), await told()], [{ status: 'failed' }, { status: 'failed', eventId, why: /Not today/ }]);
    hook.far.answer = answer;
    t.match(await again(), { status: 202, body: { status: /sending|delivered/ } });
    t.match([await fate(), await told()], [{ status: 'sent' }, { status: 'delivered', eventId }]);
    const { event } = hook.heard.findLast(({ event: one }) => one.eventId === eventId)!;
    t.match(event.message.createdBy, `A-${authorId}`, 'the author is found by id, not by a name that two have');
    hook.far.answer = refuse;
    await again();
    while ((await told()).status === 'waiting') await new Promise((go) => setImmediate(go));
    t.match([await fate(), await told()], [{ status: 'sent' }, { status: 'failed' }], 'the bridge had it before');
    hook.far.answer = answer;
  },
);

t.test(
  'conversations of its channels are read, answered, given and closed by a bridge, others are not there (CC-5)',
  async (t) => {
    const { channel, account } = await connected(hook.url);
    const talks = (method: string, path: string, body?: object, token?: string) =>
      call(method, `/conversations/v3/conversations${path}`, body, token);
    const said = (await api('POST', `/${channel}/messages`, message(account, 'Is my bell ready?'))).body;
    const thread = `/threads/${said.conversationsThreadId}`;
    t.match(
      (await talks('GET', thread)).body,
      { id: said.conversationsThreadId, status: 'OPEN' },
      'before it is taken in',
    );
    await desk.jobs.idle();
    const eva = await addUser(desk, 'Eva Actor');
    const { body: found } = await talks('GET', thread);
    has(t, found, MEMBERS.thread);
    t.match(found, {
      inboxId: String(custom.inbox.id),
      originalChannelAccountId: account,
      spam: false,
      archived: false,
    });
    const page = (await talks('GET', `/threads?inboxId=${custom.inbox.id}&limit=1`)).body;
    t.match(page, {
      results: [{ id: said.conversationsThreadId }],
      paging: { next: { after: new RegExp(`^\\d+-${said.conversationsThreadId}$`) } },
    });
    const { after } = page.paging.next;
    const further = (await talks('GET', `/threads?after=${after}`)).body.results as {
      id: string;
    }[];
    t.notOk(further.some(({ id }) => id === said.conversationsThreadId));
    t.match((await talks('GET', '/threads?threadStatus=CLOSED')).body, { results: [] });

    t.match((await talks('PUT', `${thread}/assignee`, { actorId: `A-${eva}` })).body, { assignedTo: `A-${eva}` });
    t.match(await talks('PUT', `${thread}/assignee`, { actorId: 'A-99999' }), { status: 400 });
    t.notOk((await talks('DELETE', `${thread}/assignee`)).body.assignedTo);
    t.match((await talks('PATCH', thread, { status: 'CLOSED' })).body, { status: 'CLOSED', closedAt: String });
    t.match((await talks('PATCH', thread, { status: 'OPEN' })).body, { status: 'OPEN' });

    const made = await talks('POST', `${thread}/messages`, {
      type: 'MESSAGE',
      text: 'Tomorrow',
      senderActorId: `A-${eva}`,
    });
    t.match(made, { status: 201, body: { type: 'MESSAGE', text: 'Tomorrow', createdBy: `A-${eva}` } });
    for (const { id } of await desk.database.rows<{ id: number }>('select id from job')) await desk.jobs.hurry(id);
    await desk.jobs.idle();
    const told = hook.heard.find(({ event }) => event.message?.id === made.body.id);
    t.match(
      told,
      { event: { message: { text: 'Tomorrow', createdBy: `A-${eva}` } } },
      'the webhook knows it by this id',
    );
    const all = (await talks('GET', `${thread}/messages`)).body.results as { id: string; type: string; text: string }[];
    const messages = all.filter(({ type }) => type === 'MESSAGE');
    t.strictSame(
      messages.map(({ text }) => text).filter((text) => text !== 'Instant'),
      ['Tomorrow', 'Is my bell ready?'],
    );
    const stages = await desk.conversations.inboxes.create({ name: 'Workshop', actor: 'desk' });
    const at = (await standing(said.id)).conversation_id!;
    await desk.conversations.moveToInbox(at, stages.id, `user:${eva}`);
    await desk.conversations.moveToInbox(at, custom.inbox.id, 'desk');
    t.match((await talks('GET', `${thread}/messages/${said.id}/original-content`)).body, { text: 'Is my bell ready?' });
    t.equal((await talks('GET', `${thread}/messages/1`)).status, 404);
    const note = { type: 'COMMENT', text: 'Ring <b>first</b>' };
    t.equal((await talks('POST', `${thread}/messages`, note)).status, 400, 'a comment is somebody’s');
    t.match(await talks('POST', `${thread}/messages`, { ...note, senderActorId: `A-${eva}` }), { status: 201 });
    t.match(await desk.database.row(`select text from message where kind = 'comment' order by id desc limit 1`), {
      text: 'Ring <b>first</b>',
    });
    // Page by page, whatever was written down in the same moment.
    const read: Record<string, unknown>[] = [];
    for (let after = ''; ;) {
      const { results, paging } = (await talks('GET', `${thread}/messages?limit=2&after=${after}`)).body;
      read.push(...results);
      if (!paging) break;
      after = paging.next.after;
    }
    const whole = (await talks('GET', `${thread}/messages`)).body.results as typeof read;
    t.strictSame(read, whole);
    const beside = whole.filter(({ type }) => type !== 'MESSAGE');
    const kept = beside.map(({ type, createdBy, assignedTo, assignedFrom, newStatus, text, fromInboxId, toInboxId }) =>
      [type, createdBy, assignedTo, assignedFrom, newStatus, text, fromInboxId, toInboxId].filter(Boolean).join(' '),
    );
    t.same(
      new Set(kept),
      new Set([
        `COMMENT A-${eva} Ring <b>first</b>`,
        `THREAD_INBOX_CHANGE S-hubdesk ${stages.id} ${custom.inbox.id}`,
        `THREAD_INBOX_CHANGE A-${eva} ${custom.inbox.id} ${stages.id}`,
        'THREAD_STATUS_CHANGE S-hubdesk OPEN',
        'THREAD_STATUS_CHANGE S-hubdesk CLOSED',
        `ASSIGNMENT S-hubdesk A-${eva}`,
      ]),
      'what was said to the team, and what became of it',
    );
    const [comment] = beside.filter(({ type }) => type === 'COMMENT') as [{ id: string }];
    t.match((await talks('GET', `${thread}/messages/${comment.id}`)).body, { type: 'COMMENT', createdBy: `A-${eva}` });
    t.match((await talks('GET', `${thread}/messages/${comment.id}/original-content`)).body, {
      text: 'Ring <b>first</b>',
    });
    t.match(await talks('GET', `${thread}/messages?after=made-up`), {
      status: 400,
      body: { errors: [{ in: 'after' }] },
    });

    t.match((await talks('GET', `/actors/A-${eva}`)).body, { type: 'AGENT', name: 'Eva Actor' });
    t.match((await talks('POST', '/actors/batch/read', { inputs: [`A-${eva}`, 'S-hubdesk', 'V-x'] })).body, {
      results: [{ type: 'AGENT' }, { type: 'SYSTEM' }],
      errors: [{ context: { ids: ['V-x'] } }],
    });
    t.match((await talks('GET', `/channels/${channel}`)).body, { id: channel, name: 'Ring Messenger' });
    t.match((await talks('GET', `/channel-accounts?channelId=${channel}`)).body, {
      total: 1,
      results: [{ id: account }],
    });
    t.match((await talks('GET', `/inboxes/${custom.inbox.id}`)).body, { name: 'Shop', type: 'INBOX' });
    t.equal((await talks('DELETE', thread)).status, 204);
    t.match((await talks('GET', '/threads?archived=true')).body, { results: [{ id: said.conversationsThreadId }] });
    t.match((await talks('PATCH', thread, { archived: false })).body, { archived: false });
    t.equal((await call('GET', '/conversations/conversations/2026-09-beta/channels')).status, 200);

    const stranger = tokenOf(custom.context, await custom.bridge(await addBridge(custom.context, 'A curious bridge')));
    for (const path of [thread, `${thread}/messages`, `/channel-accounts/${account}`, `/channels/${channel}`])
      t.equal((await talks('GET', path, undefined, stranger)).status, 404, path);
    t.match((await talks('GET', '/threads', undefined, stranger)).body, { results: [] });
  },
);

const talks = (method: string, path: string, body?: object) =>
  call(method, `/conversations/v3/conversations${path}`, body);

/** A thread with one message that was taken in, and the conversation of the desk in which it goes on. */
async function threadWith(words: string, capabilities = {}) {
  const { channel, account } = await connected(hook.url, capabilities);
  const said = (await api('POST', `/${channel}/messages`, message(account, words))).body;
  const { conversation_id: conversationId } = await standing(said.id);
  const thread = `/threads/${said.conversationsThreadId}`;
  return { channel, account, said, thread, conversationId: conversationId! };
}

/** Without the time in which messages could be taken back. */
async function sendNow() {
  for (const { id } of await desk.database.rows<{ id: number }>('select id from job')) await desk.jobs.hurry(id);
  await desk.jobs.idle();
}

t.test(
  'a thread is found while an answer waits and after it failed, and goes on with one that was taken',
  async (t) => {
    const { channel, account, said, thread, conversationId } = await threadWith('Is it found?');
    const newest = async () =>
      (await desk.database.row<{ message_id: string }>('select message_id from custom_thread where id = ?', [
        said.conversationsThreadId,
      ]))!.message_id;
    const eva = await addUser(desk, 'Eva Finder');
    await talks('PUT', `${thread}/assignee`, { actorId: `A-${eva}` });
    const { answer } = hook.far;
    const held = new Promise<{ refuse: () => void }>((go) => {
      hook.far.answer = (_event, response) =>
        go({ refuse: () => void response.writeHead(422).end('{"message":"Not today"}') });
    });
    await desk.outbound.send({ conversationId, userId: eva, text: 'Held, then refused' });
    const sent = sendNow();
    const { refuse } = await held;
    t.match(await talks('GET', thread), { status: 200, body: { assignedTo: `A-${eva}` } }, 'while it waits');
    t.equal((await talks('PATCH', thread, { status: 'CLOSED' })).status, 200);
    refuse();
    await sent;
    hook.far.answer = answer;
    t.match(await desk.database.row('select status from delivery order by id desc limit 1'), { status: 'failed' });
    t.match(await talks('GET', thread), { status: 200, body: { assignedTo: `A-${eva}` } }, 'after it failed');
    t.equal((await talks('PATCH', thread, { status: 'OPEN' })).status, 200);
    t.equal(await newest(), said.id);
    const made = await talks('POST', `${thread}/messages`, { type: 'MESSAGE', text: 'Taken' });
    await sendNow();
    t.match(made, { status: 201 });
    t.equal(await newest(), made.body.id);
    t.match(await talks('GET', thread), { body: { assignedTo: `A-${eva}` } });
    t.equal((await talks('DELETE', thread)).status, 204);
    const slow = new Promise<{ accept: () => void }>((go) => {
      hook.far.answer = (_event, response) => go({ accept: () => void response.writeHead(200).end('{}') });
    });
    await talks('POST', `${thread}/messages`, { type: 'MESSAGE', text: 'Slowly taken' });
    const slowly = sendNow();
    const { accept } = await slow;
    hook.far.answer = answer;
    await desk.database.run('update custom_message set created_at = created_at - 1000 where channel_id = ?', [
      Number(channel),
    ]);
    const since = (await api('POST', `/${channel}/messages`, message(account, 'Said since'))).body;
    accept();
    await slowly;
    t.equal(await newest(), since.id, 'what was said since stays the newest');
  },
);

t.test(
  'an answer of a bridge takes files along, uploaded before or named, as far as the channel carries them',
  async (t) => {
    const { thread } = await threadWith('Do you have a picture?', { outgoingAttachmentTypes: ['FILE'] });
    const fileId = await upload('bell.txt', 'ring ring');
    const file = { type: 'FILE', fileId, fileUsageType: 'OTHER' };
    const say = (attachments: object[], more = {}) =>
      talks('POST', `${thread}/messages`, { type: 'MESSAGE', text: '', attachments, ...more });
    const made = await say([file]);
    t.match(made, { status: 201, body: { attachments: [{ fileId }] } });
    await sendNow();
    const told = hook.heard.find(({ event }) => event.message?.id === made.body.id)!.event.message;
    t.match(told.attachments, [{ type: 'FILE', name: 'bell.txt', mimeType: 'text/plain', size: 9 }]);
    const { pathname } = new URL(told.attachments[0].url);
    t.equal((await custom.web.server.inject(pathname)).body, 'ring ring');
    for (const [wrong, why] of [
      [[{ ...file, fileId: '123' }], /has not uploaded/],
      [[{ type: 'FILE', url: 'http://10.0.0.7/secret' }], /internal network/],
      [[{ type: 'LOCATION', latitude: 1, longitude: 1 }], /must be a FILE/],
      [[], /text/],
    ] as const)
      t.match(await say([...wrong]), { status: 400, body: { message: why } });
    const eva = await addUser(desk, 'Eva Files');
    const comment = { type: 'COMMENT', text: 'Look', senderActorId: `A-${eva}` };
    t.match(await say([file], comment), { status: 400, body: { message: /carry no files/ } });
    const without = await threadWith('And by words alone?');
    t.match(await talks('POST', `${without.thread}/messages`, { type: 'MESSAGE', text: 'Here', attachments: [file] }), {
      status: 409,
      body: { category: 'CONFLICT' },
    });
  },
);

t.test('a thread that the team began is there from its first message on, also when that failed', async (t) => {
  const { account } = await connected(hook.url, { allowConversationStart: true });
  const { answer } = hook.far;
  hook.far.answer = (_event, response) => void response.writeHead(422).end('{"message":"Not today"}');
  const to = [{ name: 'Cy', address: { kind: 'handle' as const, value: 'cy' } }];
  const sent = await desk.outbound.send({
    conversationId: null,
    accountId: Number(account),
    userId: null,
    to,
    text: 'Hello',
  });
  t.match(sent, { ok: true });
  await sendNow();
  hook.far.answer = answer;
  t.match(await desk.database.row('select status from delivery order by id desc limit 1'), { status: 'failed' });
  const [{ id }] = (await talks('GET', '/threads?limit=1')).body.results as [{ id: string }];
  t.match(await talks('GET', `/threads/${id}`), {
    body: { inboxId: String(custom.inbox.id), associatedContactId: /./ },
  });
  t.match(await talks('PATCH', `/threads/${id}`, { status: 'CLOSED' }), { status: 200, body: { status: 'CLOSED' } });
  const again = await talks('POST', `/threads/${id}/messages`, { type: 'MESSAGE', text: 'Once more' });
  t.equal(again.status, 201);
  await sendNow();
  t.match(await desk.database.row('select status from delivery order by id desc limit 1'), { status: 'sent' });
});

t.test('an old message that is published again moves no thread, nor does the migration that makes them', async (t) => {
  const { channel, account, thread, conversationId } = await threadWith('The first');
  const say = async (text: string) =>
    (await api('POST', `/${channel}/messages`, message(account, text, { integrationIdempotencyId: text }))).body.id;
  const stored = () =>
    desk.database.row<{ message_id: string }>('select * from custom_thread where id = ?', [thread.split('/').at(-1)]);
  const older = await say('The second');
  const newer = await say('The third');
  const before = await stored();
  t.match(before, { message_id: newer });
  t.equal(await say('The second'), older);
  t.strictSame(await stored(), before);

  const ids = await desk.database.rows<{ id: string }>(
    'select id from custom_message where account_id = ? order by id desc',
    [Number(account)],
  );
  // The smallest id is made the newest.
  const last = ids.at(-1)!.id;
  await desk.database.run('update custom_message set created_at = ? where id = ?', [Date.parse('2027-02-01'), last]);
  const { answer } = hook.far;
  hook.far.answer = (_event, response) => void response.writeHead(422).end('{}');
  await desk.outbound.send({ conversationId, userId: null, text: 'Refused' });
  await sendNow();
  hook.far.answer = answer;
  await desk.database.run(`update custom_message set created_at = ? where account_id = ? and key <> ''`, [
    Date.parse('2027-03-01'),
    Number(account),
  ]);
  const { up, down } = migrations.find(({ name }) => name === 'custom/0003-threads')!;
  for (const all of [down!, up])
    for (const sql of typeof all === 'function' ? all('sqlite') : all) await desk.database.run(sql);
  t.match(await stored(), { message_id: last, changed_at: Date.parse('2027-03-01') });
});

t.test('pages of threads stay in place when a thread moves on, and no made-up place is taken (CC-5)', async (t) => {
  const { channel, account } = await connected(hook.url, { threadingModel: 'INTEGRATION_THREAD_ID' });
  const say = async (thread: string) =>
    (await api('POST', `/${channel}/messages`, message(account, 'Hello', { integrationThreadId: thread }))).body
      .conversationsThreadId as string;
  const ids: string[] = [];
  for (const [index, name] of ['a', 'b', 'c'].entries()) {
    const id = await say(`paged-${name}`);
    // Later than whatever else was said here.
    await desk.database.run('update custom_thread set changed_at = ? where id = ?', [5e12 + index, id]);
    ids.unshift(id);
  }
  await desk.jobs.idle();
  const seen: string[] = [];
  for (let path = '/threads?limit=1'; seen.length < 3;) {
    const { results, paging } = (await talks('GET', path)).body;
    seen.push(results[0].id);
    // What was just read moves to the end of all, or is forgotten.
    if (seen.length === 1) await say('paged-c');
    else await desk.database.run('delete from custom_thread where id = ?', [results[0].id]);
    path = new URL(paging.next.link, 'http://desk').search.replace(/^/, '/threads');
  }
  t.strictSame(seen, ids);
  for (const after of [ids[0]!, 'nonsense', '1-2-3', '-1', '1-x', '1&after=2'])
    t.match(
      await talks('GET', `/threads?after=${after}`),
      {
        status: 400,
        body: { category: 'VALIDATION_ERROR', message: /paging\.next\.after/, errors: [{ in: 'after' }] },
      },
      after,
    );
});

t.test('what the desk refuses is told to the bridge with its sentence, not as a failure of the desk', async (t) => {
  const { thread, conversationId } = await threadWith('Can it be refused?');
  const eva = await addUser(desk, 'Eva Refused');
  const empty = { type: 'COMMENT', text: ' ', senderActorId: `A-${eva}` };
  t.match(await talks('POST', `${thread}/messages`, empty), {
    status: 400,
    body: { status: 'error', category: 'VALIDATION_ERROR', message: /need another look/, correlationId: String },
  });
  const other = await threadWith('Merged into this');
  await desk.database.run(`update conversation set place = 'merged', merged_into_id = ? where id = ?`, [
    other.conversationId,
    conversationId,
  ]);
  t.match(await talks('PATCH', thread, { status: 'CLOSED' }), {
    status: 409,
    body: { category: 'CONFLICT', message: /merged into another/, errors: [{ code: 'conversation_merged' }] },
  });
  await desk.database.run('update custom_thread set account_id = 99999 where id = ?', [thread.split('/').at(-1)]);
  t.match(await talks('PATCH', thread, { status: 'CLOSED' }), {
    status: 404,
    body: { category: 'OBJECT_NOT_FOUND', message: /no such account/ },
  });
});

t.test('a refusal of the desk that is a matter of rights is told as such (AD-1)', async (t) => {
  const server = fastify();
  t.teardown(() => server.close());
  const answer = () => Promise.reject(forbidden('conversation.manage'));
  addRoute(server, registryOf(custom.context), { method: 'GET', url: '/', answer });
  const authorization = `Bearer ${tokenOf(custom.context, await custom.bridge())}`;
  const { statusCode, body } = await server.inject({ url: '/', headers: { authorization } });
  t.match({ statusCode, ...JSON.parse(body) }, { statusCode: 403, category: 'MISSING_SCOPES', message: /not allowed/ });
});

t.test('what cannot be written down is not thanked for (CH-11)', async (t) => {
  const { channel, account } = await connected(hook.url);
  await desk.database.run(
    `create trigger full before insert on arrival begin select raise(abort, 'the disk is full'); end`,
  );
  const answer = await api('POST', `/${channel}/messages`, message(account, 'Not kept'));
  await desk.database.run('drop trigger full');
  t.match(answer, { status: 500, body: { category: 'INTERNAL_ERROR' } });
});

t.test('without a token, or with another bridge’s, there is nothing (AD-1)', async (t) => {
  const { body } = await call(
    'GET',
    '/conversations/v3/custom-channels/1',
    undefined,
    'hdct_1_1_nonsense-nonsense-nonsense',
  );
  t.match(body, { status: 'error', category: 'INVALID_AUTHENTICATION' });
  const stranger = await custom.bridge(await addBridge(custom.context, 'Another bridge'));
  const token = tokenOf(custom.context, stranger);
  t.match(await call('GET', '/conversations/v3/custom-channels/1', undefined, token), { status: 404 });
  t.match((await call('GET', '/conversations/v3/custom-channels', undefined, token)).body, { total: 0 });
});
