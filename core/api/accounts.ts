// API: channel accounts, how they are doing, and their inbound ledger.
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { actorOf } from '../accounts/accounts.ts';
import { notFound } from '../kernel/errors.ts';
import type { ApiRooms } from './rooms.ts';
import { Account, Arrival, pageOf } from './shapes.ts';

export function accountRoutes(scope: FastifyInstance, { channels, inbound, database }: ApiRooms): void {
  const read = { permission: 'channel.read' as const };

  scope.get(
    '/accounts',
    {
      config: read,
      schema: {
        tags: ['accounts'],
        summary: 'Connected accounts',
        response: { 200: Type.Object({ items: Type.Array(Account) }) },
      },
    },
    async () => {
      const lines = await channels.accounts();
      const items = lines.map(({ account }) => ({
        id: account.id,
        key: account.publicId,
        channel: account.channel,
        title: account.title,
        inboxId: account.inboxId,
        active: account.active,
        health: account.healthState,
        why: account.health.why?.text ?? null,
        lastInboundAt: account.lastInboundAt?.toISOString() ?? null,
        lastOutboundAt: account.lastOutboundAt?.toISOString() ?? null,
      }));
      return { items };
    },
  );

  const query = Type.Object({
    status: Type.Optional(Type.String({ enum: ['accepted', 'processed', 'quarantined', 'ignored'] })),
    after: Type.Optional(Type.Integer()),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
  });
  scope.get(
    '/accounts/:key/arrivals',
    {
      config: { permission: 'ledger.read' },
      schema: {
        tags: ['accounts'],
        summary: 'The inbound ledger, newest first',
        querystring: query,
        response: { 200: pageOf(Arrival) },
      },
    },
    async (request) => {
      const account = await channels.account((request.params as { key: string }).key);
      if (!account) throw notFound('account');
      const { status, after, limit } = request.query as { status?: 'quarantined'; after?: number; limit: number };
      const page = await inbound.ledger({ accountId: account.id, status, before: after, limit });
      const items = page.entries.map((one) => ({
        id: one.id,
        status: one.status,
        summary: one.summary,
        sender: one.sender,
        bytes: one.bytes,
        reason: one.reason?.text ?? null,
        receivedAt: one.receivedAt.toISOString(),
      }));
      return { items, next: page.next === null ? null : String(page.next) };
    },
  );

  scope.post(
    '/arrivals/:id/replays',
    {
      config: { permission: 'channel.manage' },
      schema: {
        tags: ['accounts'],
        summary: 'Process an arrival again',
        response: { 202: Type.Object({ accepted: Type.Boolean() }) },
      },
    },
    async (request, reply) => {
      const id = Number((request.params as { id: string }).id);
      const known = Number.isSafeInteger(id) && (await database.row('select id from arrival where id = ?', [id]));
      if (!known) throw notFound('arrival');
      return reply.code(202).send({ accepted: await inbound.replay(id, actorOf(request.viewer)) });
    },
  );
}
