// A connected account as bridges read it.
import type { OfferedAccount } from '../../../core/contract/offers.ts';
import { readIdentifier, type Identifier } from './identifiers.ts';

export interface PublicAccount {
  id: string;
  channelId: string;
  inboxId: string;
  name: string;
  active: boolean;
  authorized: boolean;
  archived: boolean;
  archivedAt?: string;
  createdAt: string;
  deliveryIdentifier?: Identifier;
}

export function publicAccount({ id, channel, inboxId, title, active, createdAt, deletedAt, uniqueId }: OfferedAccount) {
  const [type, ...rest] = uniqueId.split(':');
  const deliveryIdentifier = readIdentifier({ type, value: rest.join(':') });
  const account: PublicAccount = {
    id: String(id),
    channelId: channel.replace('custom', ''),
    inboxId: String(inboxId),
    name: title,
    active: active && !deletedAt,
    authorized: active && !deletedAt,
    archived: deletedAt !== null,
    createdAt: createdAt.toISOString(),
    ...(deletedAt && { archivedAt: deletedAt.toISOString() }),
    ...(deliveryIdentifier && { deliveryIdentifier }),
  };
  return account;
}
