// API: channel accounts, how they are doing, and their inbound ledger.
import type { FastifyRequest } from 'fastify';
import { Type } from './schema.ts';
import { actorOf, may } from '../accounts/accounts.ts';
import { notFound } from '../kernel/errors.ts';
import type { ApiRooms } from './rooms.ts';
import { keyOf, type ApiRoute } from './route.ts';
import { Account, Arrival, pageOf } from './shapes.ts';
import { accountView, arrivalView } from './views.ts';

const Ledger = Type.Object({
  status: Type.Optional(Type.String({ enum: ['accepted', 'processed', 'quarantined', 'ignored', 'sealed'] })),
  after: Type.Optional(Type.Integer()),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
});
const Accepted = Type.Object({ accepted: Type.Boolean() });

export function accountRoutes({ channels, inbound, database }: ApiRooms): ApiRoute[] {
  const tag = 'accounts';
  return [
    {
      method: 'GET',
      url: '/accounts',
      permission: 'channel.read',
      tag,
      summary: 'Connected accounts',
      answer: Type.Object({ items: Type.Array(Account) }),
      run: list,
    },
    {
      method: 'GET',
      url: '/accounts/:key/arrivals',
      permission: 'ledger.read',
      tag,
      summary: 'The inbound ledger, newest first',
      query: Ledger,
      answer: pageOf(Arrival),
      run: ledger,
    },
    {
      method: 'POST',
      url: '/arrivals/:id/replays',
      permission: 'channel.manage',
      tag,
      summary: 'Process an arrival again',
      status: 202,
      answer: Accepted,
      run: replay,
    },
  ];

  async function list({ viewer }: FastifyRequest) {
    const all = (await channels.accounts()).map(({ account }) => account);
    return { items: all.filter(({ inboxId }) => may(viewer, 'channel.read', { inboxId })).map(accountView) };
  }

  async function ledger(request: FastifyRequest) {
    const account = await channels.account(keyOf(request));
    if (!account || !may(request.viewer, 'ledger.read', { inboxId: account.inboxId })) throw notFound('account');
    const { status, after, limit } = request.query as { status?: 'quarantined'; after?: number; limit: number };
    const page = await inbound.ledger({ accountId: account.id, status, before: after, limit });
    return { items: page.entries.map(arrivalView), next: page.next === null ? null : String(page.next) };
  }

  async function replay(request: FastifyRequest) {
    const id = Number(keyOf(request));
    const sql = 'select account_id from arrival where id = ?';
    const row = Number.isSafeInteger(id) ? await database.row<{ account_id: number }>(sql, [id]) : undefined;
    const account = row && (await channels.accountById(row.account_id));
    if (!account || !may(request.viewer, 'channel.manage', { inboxId: account.inboxId })) throw notFound('arrival');
    return { accepted: await inbound.replay(id, actorOf(request.viewer)) };
  }
}
