// Accounts of an invented company have no far side: nothing leaves the desk by them and nothing reaches it (OP-1).
import type { Connection } from '../contract/connection.ts';
import type { AccountContext } from '../contract/context.ts';
import { reason, type Reason } from '../contract/reason.ts';

/** What stands in place of the network. */
export const withoutNetwork: Pick<AccountContext, 'fetch' | 'mayReach' | 'lookup'> = {
  fetch: () => Promise.reject(new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } })),
  mayReach: async () => false,
  lookup: () => (_host, _options, answer) => answer(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }), ''),
};

/** Reads and judges as any other; whatever would have to leave stays. */
export function withoutFarSide(connection: Connection): Connection {
  return {
    capabilities: (context) => connection.capabilities(context),
    policy: (context) => connection.policy(context),
    parse: (arrival) => connection.parse(arrival),
    send: async () => ({ outcome: 'rejected', why: staysHere() }),
    check: async () => [{ code: 'demo', state: 'good', detail: staysHere() }],
    close: (renewed) => connection.close(renewed),
    ...(connection.templates && { templates: () => connection.templates!() }),
    ...(connection.react && { react: async (id) => ({ outcome: 'accepted', id }) }),
  };
}

function staysHere(): Reason {
  return reason('account.demo', 'A sample account: nothing leaves the desk by it. Connect a real one to reach people.');
}
