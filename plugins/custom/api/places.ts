// Where conversations are, as the public conversations API lists it: inboxes, the bridge's channels, and their accounts.
import type { OfferInbox } from '../../../core/contract/offers.ts';
import { allChannels } from '../store/channels.ts';
import { publicAccount, type PublicAccount } from '../wire/account.ts';
import { missing } from '../wire/errors.ts';
import { channelIds, listed, paged, type Asked, type Route } from './asking.ts';

export const placeRoutes: Route[] = [
  { method: 'GET', url: '/inboxes', answer: async (asked) => paged(asked, await inboxes(asked)) },
  { method: 'GET', url: '/inboxes/:id', answer: (asked) => one(asked, 'inbox', inboxes) },
  { method: 'GET', url: '/channels', answer: async (asked) => paged(asked, await channels(asked)) },
  { method: 'GET', url: '/channels/:id', answer: (asked) => one(asked, 'channel', channels) },
  { method: 'GET', url: '/channel-accounts', answer: async (asked) => paged(asked, await wantedAccounts(asked)) },
  { method: 'GET', url: '/channel-accounts/:id', answer: (asked) => one(asked, 'channel account', accounts) },
];

async function one<T extends { id: string }>(asked: Asked, what: string, all: (asked: Asked) => Promise<T[]>) {
  const { id = '' } = asked.request.params;
  const found = (await all(asked)).find((each) => each.id === id);
  if (!found) throw missing(what, id);
  return found;
}

async function inboxes({ registry }: Asked) {
  return (await registry.offers.inboxes()).map(publicInbox);
}

function publicInbox({ id, name, kind, createdAt }: OfferInbox) {
  const at = createdAt.toISOString();
  const type = kind === 'help desk' ? 'HELP_DESK' : 'INBOX';
  return { id: String(id), name, type, createdAt: at, updatedAt: at, archived: false };
}

async function channels({ registry, bridge }: Asked) {
  const all = await allChannels(registry.context);
  const own = all.filter(({ bridgeId, deletedAt }) => bridgeId === bridge.id && !deletedAt);
  return own.map(({ id, name }) => ({ id: String(id), name }));
}

async function accounts(asked: Asked): Promise<PublicAccount[]> {
  const own = new Set((await channelIds(asked)).map(String));
  return (await asked.registry.offers.accounts()).map(publicAccount).filter(({ channelId }) => own.has(channelId));
}

async function wantedAccounts(asked: Asked): Promise<PublicAccount[]> {
  const { query } = asked.request;
  const [channel, inbox] = [listed(query.channelId), listed(query.inboxId)];
  return (await accounts(asked)).filter(
    ({ channelId, inboxId, archived }) =>
      archived === (query.archived === 'true') &&
      (channel.length === 0 || channel.includes(channelId)) &&
      (inbox.length === 0 || inbox.includes(inboxId)),
  );
}
