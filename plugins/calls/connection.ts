// One live account of website calls: it rings at the team and at visitors; words go out by another channel.
import type { CallEnds } from '../../core/contract/call.ts';
import type { Capabilities } from '../../core/contract/capabilities.ts';
import { CLOSED } from '../../core/contract/close-codes.ts';
import type { Connection } from '../../core/contract/connection.ts';
import type { AccountContext } from '../../core/contract/context.ts';
import type { Check } from '../../core/contract/health.ts';
import { reason } from '../../core/contract/reason.ts';
import { parseArrival } from './inbound.ts';
import { hubOf, type Hub } from './line/hub.ts';
import { forgetConsent, rememberConsents, whoAgreed } from './recording/consents.ts';
import { recorderAddress } from './recording/tickets.ts';
import { settingsOf } from './settings.ts';

const CAPABILITIES: Capabilities = { id: 'calls-1' };

const noWayOut = () =>
  reason('calls.no_way_out', 'Nothing can be written by a call. Answer by an account that reaches the person.');

export function openConnection(context: AccountContext): Connection {
  const hub = hubOf(context);
  const { publicId } = context.account;
  rememberConsents(context).catch((error: unknown) => context.log.warn({ error }, 'Consents could not be read'));
  return {
    capabilities: () => CAPABILITIES,
    policy: () => ({ state: 'closed', why: noWayOut() }),
    parse: async (arrival) => parseArrival(arrival),
    send: async () => ({ outcome: 'rejected', why: noWayOut() }),
    check: async () => checksOf(context),
    close: async (renewed) => void (renewed || hub.close(publicId, CLOSED.tryLater)),
    calls: endsOf(context, hub),
  };
}

function endsOf(context: AccountContext, hub: Hub): CallEnds {
  const { publicId } = context.account;
  const idle = (caller: string) => hub.of(publicId, caller).filter(({ call }) => call === '');
  return {
    reaches: ({ kind, value }) => kind === 'handle' && idle(value).length > 0,
    async ring(call, to) {
      const windows = idle(to.value);
      if (windows.length === 0) return { rings: false, why: reason('calls.not_there', 'Their browser is not open.') };
      hub.remember(publicId, call.key, to.value);
      for (const one of windows) {
        one.call = call.key;
        one.tell({ call });
      }
      context.calls.here(call.key, true);
      return { rings: true };
    },
    changed(call) {
      if (call.state === 'ended') forgetConsent(context, call.key);
      hub.changed(publicId, call);
    },
    signal: (key, signal) => hub.signal(publicId, key, signal),
    recorder: (key, userId) => (whoAgreed(context, key) === null ? null : recorderAddress(context, key, userId)),
    iceServers: (name) => context.iceServers(name),
  };
}

function checksOf(context: AccountContext): Check[] {
  const { domains } = settingsOf(context.account);
  const relays = context.iceServers('health').flatMap(({ urls }) => urls.filter((url) => url.startsWith('turn')));
  const where = domains.join(', ');
  const secure = /^https:|\/\/(localhost|127\.)/.test(context.publicUrl);
  const turnCheck: Check =
    relays.length > 0
      ? {
          code: 'turn',
          state: 'good',
          detail: reason('calls.turn', relays.join(', '), { servers: relays.join(', ') }),
        }
      : {
          code: 'turn',
          state: 'warn',
          detail: reason('calls.no_turn', 'No relay (TURN) is configured: calls fail where a firewall stands between.'),
        };
  return [
    domains.length > 0
      ? { code: 'domains', state: 'good', detail: reason('calls.domains', where, { domains: where }) }
      : { code: 'domains', state: 'warn', detail: reason('calls.any_domain', 'Any site may show the button.') },
    secure
      ? { code: 'https', state: 'good' }
      : {
          code: 'https',
          state: 'bad',
          detail: reason('calls.insecure', 'Browsers open microphones only on pages with https: serve the desk so.'),
        },
    turnCheck,
  ];
}
