// One live telephone system: it rings at the team's pages and at customers; words go out by another channel.
import type { CallEnds } from '../../core/contract/call.ts';
import type { Capabilities } from '../../core/contract/capabilities.ts';
import type { Connection } from '../../core/contract/connection.ts';
import type { AccountContext } from '../../core/contract/context.ts';
import type { Check } from '../../core/contract/health.ts';
import { reason } from '../../core/contract/reason.ts';
import { follow } from './calls/following.ts';
import { addDialog } from './calls/store.ts';
import { inTurn, later } from './calls/turns.ts';
import { parseArrival } from './inbound.ts';
import { extensionOf } from './line/agents.ts';
import { openFar } from './line/far.ts';
import { hubOf } from './line/hub.ts';
import { CLOSED } from './line/limits.ts';
import { scriptAddress } from './line/script.ts';
import { dialled, isDialled } from './sip/numbers.ts';
import { settingsOf } from './settings.ts';

const CAPABILITIES: Capabilities = { id: 'pbx-1' };

const noWayOut = () =>
  reason(
    'pbx.no_way_out',
    'Nothing can be written by the telephone system. Call, or answer by an account that writes.',
  );

export function openConnection(context: AccountContext): Connection {
  const { publicId } = context.account;
  // Whoever has its settings changed begins anew with them, after the talk that is going on.
  for (const phone of hubOf(context).on(publicId)) phone.renew(context);
  return {
    capabilities: () => CAPABILITIES,
    policy: () => ({ state: 'closed', why: noWayOut() }),
    parse: (arrival) => parseArrival(context.account, arrival),
    send: async () => ({ outcome: 'rejected', why: noWayOut() }),
    check: () => checksOf(context),
    close: async (renewed) => void (renewed || hubOf(context).close(publicId, CLOSED.noPbx)),
    calls: endsOf(context),
  };
}

function endsOf(context: AccountContext): CallEnds {
  const { publicId } = context.account;
  const phone = (userId: number) => hubOf(context).phone(publicId, userId);
  return {
    media: 'phone',
    phone: (userId) => (extensionOf(context, userId) ? scriptAddress(context) : null),
    takes: (userId) => phone(userId)?.isRegistered ?? false,
    // Whether a browser of theirs is there is said of whoever calls, not of whom they call.
    reaches: (address) => isDialled(context.account, address),
    async ring({ key }, to) {
      const userId = context.calls.ends(key)[0]?.userId;
      if (userId === undefined || !phone(userId)?.isRegistered)
        return {
          rings: false,
          why: reason('pbx.not_there', 'No browser of theirs is signed in at the telephone system.'),
        };
      const target = await dialled(context.account, to);
      if (target === null) return { rings: false, why: reason('pbx.no_number', 'This number cannot be dialled.') };
      const { domain } = settingsOf(context.account);
      hubOf(context).targets.set(`${context.account.id} ${key}`, `sip:${encodeURIComponent(target)}@${domain}`);
      await inTurn(context, key, async () => {
        await addDialog(context, { userId, name: key, key, sip: '', way: 'out', state: 'asked' });
        await follow(context, key);
      });
      return { rings: true };
    },
    changed: ({ key }) => later(context, key, () => follow(context, key)),
    signal: () => {},
    iceServers: (name) => context.iceServers(name),
  };
}

async function checksOf(context: AccountContext): Promise<Check[]> {
  const far = await openFar(context, settingsOf(context.account).address);
  if ('why' in far) {
    context.health({ state: 'recovering', why: far.why, action: 'wait' });
    return [{ code: 'line', state: 'bad', detail: far.why }];
  }
  far.socket.close();
  context.health({ state: 'connected' });
  const { members } = await context.team();
  const reached = members.filter(({ id }) => extensionOf(context, id)).length;
  const isSecure = /^https:|\/\/(localhost|127\.)/.test(context.publicUrl);
  const nobody = reason('pbx.nobody', 'Nobody of the team has an extension yet.');
  return [
    { code: 'line', state: 'good' },
    reached > 0 ? { code: 'extensions', state: 'good' } : { code: 'extensions', state: 'warn', detail: nobody },
    ...(isSecure
      ? []
      : [
          {
            code: 'https',
            state: 'warn',
            detail: reason('pbx.insecure', 'Browsers open microphones only on pages with https: serve the desk so.'),
          } as const,
        ]),
  ];
}
