// Custom channels through the real desk: registered, connected, written by and answered, as bridges see it (CC-1 … CC-5).
import t from 'tap';
import { signatureV2, signatureV3 } from '../../../plugins/custom/wire/signature.ts';
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

t.test('without a token, or with another bridge’s, there is nothing (AD-1)', async (t) => {
  const { body } = await call(
    'GET',
    '/conversations/v3/custom-channels/1',
    undefined,
    'hdct_1_1_nonsense-nonsense-nonsense',
  );
  t.match(body, { status: 'error', category: 'INVALID_AUTHENTICATION' });
});
