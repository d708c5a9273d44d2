// One live telephone number: it rings at the team and at customers; words go out by another channel.
import type { CallEnds } from '../../core/contract/call.ts';
import type { Capabilities } from '../../core/contract/capabilities.ts';
import type { Connection, MediaResult } from '../../core/contract/connection.ts';
import type { AccountContext } from '../../core/contract/context.ts';
import type { Check } from '../../core/contract/health.ts';
import { reason } from '../../core/contract/reason.ts';
import { parseArrival } from './inbound.ts';
import { browserChecks, isKeyDue, keepKey } from './browser/key.ts';
import { scriptAddress, signallingOf } from './browser/script.ts';
import { later, settle } from './lines/exchange.ts';
import { isInBrowser, reachedAt } from './lines/members.ts';
import { addLine } from './lines/store.ts';
import { isSignedOut, providerOf, reasonOf } from './provider/client.ts';
import { bytesOf } from './provider/bytes.ts';
import { numberOf, placeOf, whereItLeads } from './provider/numbers.ts';

const CAPABILITIES: Capabilities = { id: 'telephone-1' };
/** Bytes; an hour of speech is a third of it. */
const LARGEST_RECORDING = 100 * 1024 * 1024;

const noWayOut = () =>
  reason('telephone.no_way_out', 'Nothing can be written by telephone. Call, or answer by an account that writes.');

export function openConnection(context: AccountContext): Connection {
  if (isKeyDue(context)) later(context, () => keepKey(context));
  return {
    capabilities: () => CAPABILITIES,
    policy: () => ({ state: 'closed', why: noWayOut() }),
    parse: async (arrival) => parseArrival(arrival),
    send: async () => ({ outcome: 'rejected', why: noWayOut() }),
    media: (ref, signal) => fetchRecording(context, ref, signal),
    check: () => checksOf(context),
    close: async () => {},
    calls: endsOf(context),
  };
}

function endsOf(context: AccountContext): CallEnds {
  return {
    media: 'elsewhere',
    takes: (userId) => reachedAt(context, userId) !== undefined,
    phone: (userId) => (isInBrowser(context, userId) ? scriptAddress(context) : null),
    phoneOrigins: [signallingOf(context)],
    reaches: ({ kind, value }) => kind === 'phone' && value.startsWith('+'),
    async ring({ key }, to) {
      await addLine(context, { key, leg: 0, target: to.value });
      later(context, () => settle(context, key));
      return { rings: true };
    },
    changed: ({ key }) => later(context, () => settle(context, key)),
    signal: () => {},
    iceServers: () => [],
  };
}

/** Only ever from the provider itself, whatever address a callback names. */
async function fetchRecording(context: AccountContext, ref: string, signal: AbortSignal): Promise<MediaResult> {
  const gone = { missing: reason('telephone.recording_gone', 'The provider does not have the recording any more.') };
  if (!/^RE[0-9a-f]{32}$/.test(ref)) return gone;
  const response = await providerOf(context).recording(ref, signal);
  if (response?.status === 404 || response?.status === 410) return gone;
  const waits = reason('telephone.recording_waits', 'The provider does not hand the recording over yet.');
  if (!response?.ok) return { retry: waits };
  const content = await bytesOf(response, LARGEST_RECORDING);
  if (content === 'too many') return { missing: reason('telephone.recording_large', 'The recording is too large.') };
  return content === 'broken off' ? { retry: waits } : { content, mimeType: 'audio/mpeg' };
}

async function checksOf(context: AccountContext): Promise<Check[]> {
  const found = await providerOf(context).ask({ path: `/IncomingPhoneNumbers/${context.account.uniqueId}` });
  if (!found.ok) {
    if (isSignedOut(found)) context.health({ state: 'needs sign-in', why: reasonOf(found), action: 'sign in again' });
    return [{ code: 'number', state: 'bad', detail: reasonOf(found) }];
  }
  context.health({ state: 'connected' });
  const where = whereItLeads(numberOf(found.answer), context.publicUrl);
  const { members } = await context.team();
  const reached = members.filter(({ id }) => reachedAt(context, id) !== undefined).length;
  return [
    { code: 'number', state: 'good' },
    where === null
      ? { code: 'webhook', state: 'good' }
      : {
          code: 'webhook',
          state: 'bad',
          detail: reason(
            'telephone.leads_elsewhere',
            `Calls or news of them go ${placeOf(where)}. The desk sets this right every 15 minutes.`,
            { where: where.slice(0, 200) },
          ),
        },
    reached > 0
      ? { code: 'members', state: 'good' }
      : {
          code: 'members',
          state: 'warn',
          detail: reason('telephone.nobody', 'Nobody of the team has chosen where they are reached yet.'),
        },
    ...(await browserChecks(context)),
  ];
}
