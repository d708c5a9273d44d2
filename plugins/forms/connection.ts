// One live form: it takes submissions in; answers go out by another channel that reaches the sender.
import { setTimeout as pause } from 'node:timers/promises';
import type { Capabilities } from '../../core/contract/capabilities.ts';
import type { Connection } from '../../core/contract/connection.ts';
import type { AccountContext } from '../../core/contract/context.ts';
import { reason } from '../../core/contract/reason.ts';
import { checkForm } from './form/checks.ts';
import { parseSubmission } from './inbound.ts';
import { settleSubmissions } from './submissions/settle.ts';

const CAPABILITIES: Capabilities = { id: 'forms-1' };

const noWayOut = () =>
  reason('forms.no_way_out', 'Nothing goes out by a form. Answer by an account that reaches the sender.');

/** Milliseconds between looks for submissions that were cut off while they were taken in. */
const ROUND = 10 * 60_000;

export function openConnection(context: AccountContext): Connection {
  return {
    capabilities: () => CAPABILITIES,
    policy: () => ({ state: 'closed', why: noWayOut() }),
    parse: parseSubmission,
    send: async () => ({ outcome: 'rejected', why: noWayOut() }),
    check: () => checkForm(context),
    async listen(signal) {
      context.health({ state: 'connected' });
      while (!signal.aborted) {
        await settleSubmissions(context);
        await pause(ROUND, undefined, { signal, ref: false }).catch(() => undefined);
      }
    },
    close: async () => {},
  };
}
