// One live account: what it can carry, reading what came, sending what goes.
import type { Capabilities } from '../../core/contract/capabilities.ts';
import type { Connection } from '../../core/contract/connection.ts';
import type { AccountContext } from '../../core/contract/context.ts';
import { parseArrival } from './inbound.ts';
import { toRequest } from './outbound.ts';
import { Remote } from './remote.ts';
import type { SkeletonSettings } from './settings.ts';

/** The id changes with the content, so that a page can tell that its composer is out of date. */
const CAPABILITIES: Capabilities = {
  id: 'skeleton-1',
  text: { level: 'carries', maximum: 1000, split: true },
  recipients: { cc: false, bcc: false, maximum: 1 },
  receipts: ['delivered', 'read'],
};

export function openConnection(context: AccountContext): Connection {
  const { address, token } = context.account.settings as SkeletonSettings;
  const remote = new Remote(context.fetch, address, token ?? '');
  return {
    capabilities: () => CAPABILITIES,
    policy: () => ({ state: 'open' }),
    parse: parseArrival,
    async send(message, { signal }) {
      const result = await remote.send(toRequest(message), signal);
      if (result.outcome === 'accepted') context.health({ state: 'connected' });
      // Whose sign-in is lost waits for a new one instead of trying for days.
      if (result.outcome === 'retry' && result.why.code === 'skeleton.stranger')
        context.health({ state: 'needs sign-in', why: result.why, action: 'sign in again' });
      return result;
    },
    async check() {
      const found = await remote.whoAmI();
      return [
        'trouble' in found ? { code: 'service', state: 'bad', detail: found.why } : { code: 'service', state: 'good' },
      ];
    },
    close: async () => {},
  };
}
