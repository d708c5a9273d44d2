// What a bridge needs of the desk itself: the log of what it was told, a new secret.
import { newestSecret, rollSecret, bridgeOf } from '../store/bridges.ts';
import { replay } from '../registry/replay.ts';
import { hookOf, listHooks, type Hook, type HookStatus } from '../store/hooks.ts';
import { missing } from '../wire/errors.ts';
import { bodyOf, channelIds, type Asked, type Route } from './asking.ts';

export const deskRoutes: Route[] = [
  { method: 'GET', url: '/hubdesk/v1/deliveries', answer: deliveries },
  {
    method: 'GET',
    url: '/hubdesk/v1/deliveries/:deliveryId',
    answer: async (asked) => whole(await deliveryFor(asked)),
  },
  { method: 'POST', url: '/hubdesk/v1/deliveries/:deliveryId/attempts', answer: sendAgain },
  { method: 'POST', url: '/hubdesk/v1/secret', answer: roll },
];

const MOST = 100;
const STATUSES: HookStatus[] = ['waiting', 'sending', 'delivered', 'failed'];

/** Newest first; `after` is the last one seen. */
async function deliveries(asked: Asked): Promise<object> {
  const { query } = asked.request;
  const status = STATUSES.find((one) => one === query.status);
  const wanted = { channelIds: await channelIds(asked), status, before: Number(query.after) || undefined, most: MOST };
  const found = await listHooks(asked.registry.context, wanted);
  const after = found.length === MOST ? String(found.at(-1)!.id) : undefined;
  return { results: found.map(line), ...(after && { paging: { next: { after } } }) };
}

async function deliveryFor(asked: Asked): Promise<Hook> {
  const { deliveryId = '' } = asked.request.params;
  const found = await hookOf(asked.registry.context, await channelIds(asked), Number(deliveryId));
  if (!found) throw missing('delivery', deliveryId);
  return found;
}

async function sendAgain(asked: Asked): Promise<object> {
  await replay(asked.registry, await deliveryFor(asked));
  asked.reply.code(202);
  return line(await deliveryFor(asked));
}

/** The secret of before signs for as long as asked; a day if nothing is. */
async function roll(asked: Asked): Promise<object> {
  const { registry, bridge } = asked;
  const { overlapHours = 24 } = await bodyOf<{ overlapHours?: number }>(asked, 'roll');
  const until = await rollSecret(registry.context, bridge.id, overlapHours);
  const rolled = (await bridgeOf(registry.context, bridge.id))!;
  return { clientSecret: newestSecret(registry.context, rolled), previousUntil: until?.toISOString() ?? null };
}

function line({ id, eventId, channelId, accountId, type, status, attempts, answer, why, createdAt, dueAt }: Hook) {
  return {
    id: String(id),
    eventId,
    type,
    channelId: String(channelId),
    channelAccountId: accountId === null ? null : String(accountId),
    status,
    attempts,
    answer,
    why: why?.text ?? null,
    createdAt: createdAt.toISOString(),
    dueAt: dueAt?.toISOString() ?? null,
  };
}

function whole(hook: Hook): object {
  return { ...line(hook), body: JSON.parse(hook.body) as object };
}
