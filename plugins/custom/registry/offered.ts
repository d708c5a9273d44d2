// A registered channel as the desk takes it in: its texts, its icon, its fields, and how it is connected and opened.
import type { OfferedChannel } from '../../../core/contract/offers.ts';
import { reason } from '../../../core/contract/reason.ts';
import type { SettingsShape } from '../../../core/contract/settings.ts';
import { connectWith } from '../connect.ts';
import { openWith } from '../connection.ts';
import type { Channel } from '../store/channels.ts';
import { reachesOf } from '../wire/capabilities.ts';
import { shapeOf, textsOf } from '../wire/fields.ts';
import { logoAddress } from './logo.ts';
import { deskId, type Registry } from './registry.ts';

export function offered(registry: Registry, channel: Channel): OfferedChannel {
  const { id, name, description, fields, capabilities, active, deletedAt } = channel;
  return {
    id: deskId(id),
    texts: { name, ...(description && { description }), ...textsOf(fields) },
    icon: logoAddress(channel) ?? channel.icon,
    hue: 'custom',
    shape: 'chat',
    chatflows: 'one',
    reaches: reachesOf(capabilities),
    settings: settingsOf(channel),
    connect: connectWith(registry, channel),
    open: openWith(registry, channel),
    ...((deletedAt || !active) && {
      stopped: deletedAt
        ? reason('custom.deleted', 'The channel was deleted.')
        : reason('custom.inactive', 'The channel is switched off.'),
    }),
    gone: deletedAt !== null,
  };
}

/** The declared fields; who the account is over there is fixed once it stands. */
export function settingsOf({ fields }: Channel): SettingsShape {
  return {
    ...shapeOf(fields),
    hubdeskType: { type: 'text', page: 'own' },
    hubdeskValue: { type: 'text', page: 'own' },
  };
}
