// The door to calls: ringing at the team and at customers, one end each, whatever channel carries them (CA-1 … CA-6).
import { may, type Viewer } from '../accounts/accounts.ts';
import { createBook } from './book.ts';
import { createCalling } from './calling.ts';
import { customerSide } from './customer-side.ts';
import { isOpen, legOf } from './legs.ts';
import { createRelay } from './relay.ts';
import { isBusy } from './ringing.ts';
import { callByPublicId, listCalls } from './rows.ts';
import { CALL_LIMITS, type Call, type CallNeeds, type Calls, type Leg } from './shapes.ts';
import { createTransferring } from './transferring.ts';
import { createVerbs } from './verbs.ts';
import { createWatching, type Watching } from './watching.ts';
import { hasPhone, isElsewhere, type World } from './world.ts';

export type {
  Call,
  CallBy,
  CallLimits,
  CallPorts,
  CallQuery,
  CallResult,
  Calls,
  CallWay,
  Leg,
  Transfer,
  UserFrame,
} from './shapes.ts';
export { OUTCOMES } from './shapes.ts';
export { peersOf, secondsOf } from './legs.ts';

export function createCalls(needs: CallNeeds): Calls {
  const book = createBook();
  const limits = { ...CALL_LIMITS, ...needs.limits };
  const late: { watching?: Watching } = {};
  const world: World = { ...needs, book, limits, settle: (call, was) => late.watching!.settle(call, was) };
  const relay = createRelay(world);
  const watching = createWatching(world, relay);
  Object.assign(late, { watching });

  /** The call and their end of it, when it is theirs and not over. */
  function own(userId: number, legId: number): { call: Call; leg: Leg } | null {
    const call = book.byLeg(legId);
    const leg = call?.legs.find(({ id }) => id === legId);
    return call && leg?.userId === userId && isOpen(leg) ? { call, leg } : null;
  }

  return {
    ...createVerbs(world),
    ...createTransferring(world),
    ...createCalling(world),
    ofAccount: (accountId) => customerSide(world, relay, watching.presence, accountId),
    of: (userId) => [...book.all().filter((call) => legOf(call, userId)), ...book.asks(userId)],
    isBusy: (userId) => isBusy(world, userId),
    ...createPlaces(world),
    iceServers: ({ accountId }, userId) =>
      needs.ports.account(accountId)?.connection.calls?.iceServers(`user-${userId}`) ?? [],
    get: (viewer, publicId) => visible(world, viewer, publicId),
    list: (query) => listCalls(needs.database, query),
    signal(userId, from, signal) {
      const found = own(userId, from);
      return found !== null && relay.send(found.call, found.leg, signal);
    },
    heard(userId, legId, upTo, again) {
      const found = own(userId, legId);
      if (found) relay.heard(found.call, found.leg, upTo, again);
    },
    here(userId, legId, here) {
      const found = own(userId, legId);
      if (found) watching.presence(found.call, legId, here);
    },
    recover: watching.recover,
    stop: () => book.stop(),
  };
}

/** Where ends of the team speak, and whether that is recorded. */
function createPlaces(world: World): Pick<Calls, 'isElsewhere' | 'isPhone' | 'phones' | 'recorder'> {
  const { account, accounts } = world.ports;
  return {
    isElsewhere: (call) => isElsewhere(world, call),
    isPhone: ({ accountId }, userId) => hasPhone(account(accountId)?.connection.calls, userId),
    recorder(call, userId) {
      const isAsking = call.legs.some(({ role, state }) => role === 'consult' && state !== 'ended');
      if (call.state !== 'active' || call.held || isAsking) return null;
      return account(call.accountId)?.connection.calls?.recorder?.(call.key, userId) ?? null;
    },
    phones(userId) {
      const found = accounts().flatMap(({ connection: { calls } }) => {
        const script = calls?.phone?.(userId) ?? null;
        return script === null ? [] : { script, origins: (calls!.phoneOrigins ?? []).filter(isOrigin) };
      });
      const once = (all: string[]) => [...new Set(all)];
      return {
        scripts: once(found.map(({ script }) => script)),
        origins: once(found.flatMap(({ origins }) => origins)),
      };
    },
  };
}

/** Nothing else gets into the policy of a page, whatever a plugin names. */
function isOrigin(text: string): boolean {
  return /^(wss?|https?):\/\/[a-z0-9.-]+(:\d{1,5})?$/i.test(text);
}

async function visible({ database }: World, viewer: Viewer, publicId: string): Promise<Call | null> {
  const call = await callByPublicId(database, publicId.slice(0, 40));
  return call && may(viewer, 'conversation.read', call) ? call : null;
}
