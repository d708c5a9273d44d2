// A channel that exists only for measuring: signed webhooks with one message each, as chat services send them.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { defineChannel } from '../../../../core/contract/contract.ts';
import type { InboundEvent } from '../../../../core/contract/inbound.ts';

const SECRET = 'measuring';

export default defineChannel({
  manifest: {
    id: 'hook',
    contract: 1,
    icon: 'send',
    hue: 'custom',
    arrives: ['webhook'],
    accounts: 'many',
    hosts: [],
    resend: 'safe',
    shape: 'chat',
    reaches: ['handle'],
  },
  settings: {},
  connect: async () => ({ step: 'done', accounts: [{ uniqueId: 'hook', title: 'hook', values: {} }] }),
  open: () => ({
    capabilities: () => ({
      id: 'hook-1',
      text: { level: 'carries', styles: {} },
      media: {},
      recipients: { cc: false, bcc: false, maximum: 1 },
      receipts: [],
    }),
    policy: () => ({ state: 'open' }),
    async parse(arrival) {
      const { id, from, text } = JSON.parse(Buffer.from(arrival.body).toString()) as Record<string, string>;
      const event: InboundEvent = {
        type: 'message',
        id: id!,
        at: arrival.receivedAt,
        sender: { name: from, address: { kind: 'handle', value: from! } },
        parts: [{ type: 'text', text: text! }],
        thread: { thread: from! },
      };
      return { events: [event] };
    },
    send: async (message) => ({ outcome: 'accepted', id: message.key }),
    check: async () => [],
    close: async () => {},
  }),
  async routes(server, context) {
    server.post('/messages', async (request, reply) => {
      const body = request.body as Buffer;
      const given = Buffer.from(String(request.headers['x-signature'] ?? ''), 'hex');
      const wanted = createHmac('sha256', SECRET).update(body).digest();
      if (given.length !== wanted.length || !timingSafeEqual(given, wanted)) return reply.code(401).send();
      const { id, from } = JSON.parse(body.toString()) as Record<string, string>;
      await context.accounts()[0]!.receive({ key: id!, type: 'application/json', body, orderKey: from, from });
      return reply.code(200).send();
    });
  },
});
