// Accounts of a channel: connected by the bridge itself, or told whom somebody is connecting at the wizard.
import type { OfferedAccount } from '../../../core/contract/offers.ts';
import { connectingOf, tellConnecting } from '../store/connecting.ts';
import { publicAccount } from '../wire/account.ts';
import { missing, WireError } from '../wire/errors.ts';
import { readIdentifier, uniqueIdOf, type Identifier } from '../wire/identifiers.ts';
import { newId } from '../wire/ids.ts';
import { askedChannel, bodyOf, listed, paged, type Asked, type Route } from './asking.ts';

export const accountRoutes: Route[] = [
  { method: 'GET', url: '/:channelId/channel-accounts', answer: list },
  { method: 'POST', url: '/:channelId/channel-accounts', answer: create },
  {
    method: 'GET',
    url: '/:channelId/channel-accounts/:accountId',
    answer: async (asked) => publicAccount(await accountFor(asked)),
  },
  { method: 'PATCH', url: '/:channelId/channel-accounts/:accountId', answer: change },
  { method: 'PATCH', url: '/:channelId/channel-account-staging-tokens/:accountToken', answer: tell },
];

async function list(asked: Asked): Promise<object> {
  const { query } = asked.request;
  const channel = await askedChannel(asked);
  const types = listed(query.deliveryIdentifierType);
  const values = listed(query.deliveryIdentifierValue);
  const isArchived = query.archived === 'true';
  const accounts = (await asked.registry.accountsOf(channel.id)).map(publicAccount).filter((one) => {
    const { type = '', value = '' } = one.deliveryIdentifier ?? {};
    return (
      one.archived === isArchived &&
      (types.length === 0 || types.includes(type)) &&
      (values.length === 0 || values.includes(value))
    );
  });
  return paged(asked, accounts);
}

async function accountFor(asked: Asked): Promise<OfferedAccount> {
  const { accountId = '' } = asked.request.params;
  const channel = await askedChannel(asked);
  const found = (await asked.registry.accountsOf(channel.id)).find(({ id }) => String(id) === accountId);
  if (!found) throw missing('channel account', accountId);
  return found;
}

interface NewAccount {
  inboxId: string | number;
  name: string;
  authorized: boolean;
  deliveryIdentifier?: Identifier | null;
}

/** Not authorised is connected and switched off. */
async function create(asked: Asked): Promise<object> {
  const { registry, reply } = asked;
  const channel = await askedChannel(asked);
  const body = await bodyOf<NewAccount>(asked, 'newAccount');
  const inbox = (await registry.offers.inboxes()).find(({ id }) => String(id) === String(body.inboxId));
  if (!inbox) throw missing('inbox', String(body.inboxId));
  const { type, value } = readIdentifier(body.deliveryIdentifier) ?? {
    type: 'CHANNEL_SPECIFIC_OPAQUE_ID',
    value: newId(),
  };
  const values = { hubdeskType: type, hubdeskValue: value };
  const about = { uniqueId: uniqueIdOf({ type, value }), title: body.name.trim(), values };
  const made = await registry.offers.connect(`custom${channel.id}`, inbox.id, about);
  if ('refused' in made) throw new WireError('CONFLICT', made.refused.text);
  if (!body.authorized) await registry.offers.change(made.account.id, { active: false });
  reply.code(201);
  return publicAccount({ ...made.account, active: body.authorized });
}

async function change(asked: Asked): Promise<object> {
  const account = await accountFor(asked);
  const { name, authorized } = await bodyOf<{ name?: string; authorized?: boolean }>(asked, 'account');
  if (account.deletedAt) throw new WireError('CONFLICT', 'The account was deleted. Connect it again.');
  const changes = { title: name?.trim() || undefined, active: authorized };
  await asked.registry.offers.change(account.id, changes);
  return publicAccount({ ...account, title: changes.title ?? account.title, active: authorized ?? account.active });
}

/** Who has the token was given it by the desk; it is worth something for its own channel only. */
async function tell(asked: Asked): Promise<object> {
  const { registry, request } = asked;
  const { accountToken = '' } = request.params;
  const channel = await askedChannel(asked);
  const known = await connectingOf(registry.context, accountToken);
  if (known?.channelId !== channel.id) throw missing('staging token', accountToken);
  const body = await bodyOf<{ accountName?: string; deliveryIdentifier?: Identifier | null }>(asked, 'connecting');
  const name = body.accountName?.trim() ?? known.name;
  const identifier = body.deliveryIdentifier === undefined ? known.identifier : readIdentifier(body.deliveryIdentifier);
  await tellConnecting(registry.context, accountToken, { name, identifier });
  return {
    accountToken,
    createdAt: known.createdAt.toISOString(),
    genericChannelId: channel.id,
    inboxId: known.inboxId,
    userId: known.userId,
    ...(name && { accountName: name }),
    ...(identifier && { deliveryIdentifier: identifier }),
  };
}
