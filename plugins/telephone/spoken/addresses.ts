// Where the provider asks how a call goes on, and what the room of a call is called.
import { createHash } from 'node:crypto';
import type { AccountContext } from '../../../core/contract/context.ts';

type Place = Pick<AccountContext, 'account' | 'publicUrl'>;

/** The name of a hook, each a route of the plugin. */
export type HookName =
  | 'queue'
  | 'wait'
  | 'left-room'
  | 'missed'
  | 'forwarded'
  | 'thanks'
  | 'member'
  | 'member-key'
  | 'customer'
  | 'status'
  | 'room'
  | 'recording'
  | 'transcript';

export function hookAt({ account, publicUrl }: Place, name: HookName, about: Record<string, string>): string {
  const query = new URLSearchParams({ account: account.publicId, ...about });
  return `${publicUrl}/channels/telephone/${name}?${query.toString()}`;
}

/** Nobody else's, whatever the provider uses as key. */
export function roomOf({ account }: Pick<Place, 'account'>, key: string): string {
  const name = createHash('sha256').update(`${account.publicId} ${key}`).digest('hex').slice(0, 24);
  return `hubdesk-${name}`;
}
