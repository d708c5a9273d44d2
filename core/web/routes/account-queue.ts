// An account's queue: what waits, failed or is unclear; sending again, settling, taking back (CH-11, CH-16).
import type { FastifyInstance } from 'fastify';
import { actorOf, may } from '../../accounts/accounts.ts';
import { conflict, notFound } from '../../kernel/errors.ts';
import { trusted } from '../models/shared.ts';
import { queueModel } from '../present/account-health.ts';
import { accountAddress, CHANNELS, type Account } from '../present/accounts.ts';
import type { WebParts } from '../rooms.ts';
import { accountFrame, writerFor } from './account-frame.ts';
import { backTo, MANAGE, visibleAccount, type AccountPlace } from './channels.ts';
import { presentFor } from './inbox.ts';

const PAGE = 200;

type DeliveryPlace = { Params: { id: string; delivery: string } };

export function accountQueueRoutes(server: FastifyInstance, parts: WebParts): void {
  const { outbound, clock } = parts.rooms;

  server.get<AccountPlace>(
    `${CHANNELS}/:id/queue`,
    { config: { permission: 'channel.read' } },
    async (request, reply) => {
      const account = await visibleAccount(parts, request.viewer, request.params.id);
      const queue = queueModel(presentFor(parts, request), account, await outbound.queue(account.id, PAGE), {
        manages: may(request.viewer, 'channel.manage'),
        writer: writerFor(parts, request),
        now: clock.now(),
      });
      const sections = [{ html: trusted(reply.view('channels/queue', queue)) }];
      const frame = await accountFrame(parts, request, account, 'queue');
      return reply.page('settings/page', { ...frame, sections });
    },
  );

  /** Does the verb with a delivery of this account, and leads back to where the person was. */
  function does(
    method: 'POST' | 'DELETE',
    path: string,
    said: string,
    verb: (delivery: { id: number; messageId: number }, actor: string) => Promise<boolean>,
  ): void {
    server.route<DeliveryPlace>({
      method,
      url: `${CHANNELS}/:id/deliveries/:delivery${path}`,
      ...MANAGE,
      async handler(request, reply) {
        const account = await visibleAccount(parts, request.viewer, request.params.id);
        const delivery = await deliveryOf(parts, account, request.params.delivery);
        if (!(await verb(delivery, actorOf(request.viewer))))
          throw conflict('delivery_moved_on', 'This delivery has moved on meanwhile.');
        parts.cookies.say(reply, said);
        return reply.goTo(backTo(request, `${accountAddress(account)}/queue`));
      },
    });
  }

  does('POST', '/attempts', 'said.queued-again', ({ id }, actor) => outbound.retry(id, actor));
  does('POST', '/settlement', 'said.settled', ({ id }, actor) => outbound.settle(id, actor));
  does('DELETE', '', 'said.taken_back', ({ messageId }, actor) => takeBack(parts, messageId, actor));
}

/** Its words become a draft of whoever wrote them. */
async function takeBack({ rooms }: WebParts, messageId: number, actor: string): Promise<boolean> {
  const { conversations, outbound } = rooms;
  const item = await conversations.thread.item(messageId);
  const words = item?.parts.find((part) => part.type === 'text');
  if (!(await outbound.cancel(messageId, actor))) return false;
  if (item?.authorUserId) {
    const place = { userId: item.authorUserId, conversationId: item.conversationId, kind: 'reply' as const };
    await conversations.drafts.save(place, { html: words?.html, text: words?.text ?? '' });
  }
  return true;
}

async function deliveryOf({ rooms }: WebParts, account: Account, id: string) {
  const row = await rooms.database.row<{ id: number; message_id: number }>(
    'select id, message_id from delivery where id = ? and account_id = ?',
    [/^\d{1,15}$/.test(id) ? Number(id) : 0, account.id],
  );
  if (!row) throw notFound('delivery');
  return { id: row.id, messageId: row.message_id };
}
