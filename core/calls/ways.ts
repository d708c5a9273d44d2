// By which accounts a customer could be rung now, at which of their addresses, and why not where not (CA-4).
import { may, type Viewer } from '../accounts/accounts.ts';
import type { Identity } from '../contacts/contacts.ts';
import type { CallEnds } from '../contract/call.ts';
import { reason, type Reason } from '../contract/reason.ts';
import { conflict } from '../kernel/errors.ts';
import { takes } from './ringing.ts';
import type { CallBy, CallWay } from './shapes.ts';
import { hasPhone, type World } from './world.ts';

/** The nearest account comes first. */
export interface Near {
  accountId: number | null;
  inboxId: number | null;
}

type Running = ReturnType<World['ports']['accounts']>[number];

const NOWHERE = 'It is not known where to ring at you. Enter your own number first, in the settings of the channel.';
const NO_PHONE =
  'No browser of yours is signed in at the telephone system just now. See your telephone in the settings of the channel.';
const WHY = {
  nowhere: reason('call.no_end', NOWHERE),
  noPhone: reason('call.no_phone', NO_PHONE),
  notThere: reason('call.not_there', 'They are not at your site just now.'),
  noAddress: reason('call.no_address', 'Nothing is known of theirs that can be rung by it.'),
};

/** At once, from memory: every conversation's page asks. Only accounts of inboxes in which the viewer may answer. */
export function waysTo(world: World, viewer: Viewer, identities: Identity[], near: Near): CallWay[] {
  const rank = ({ row }: Running) => (row.id === near.accountId ? 0 : row.inboxId === near.inboxId ? 1 : 2);
  return world.ports
    .accounts()
    .filter(({ row, connection }) => connection.calls && may(viewer, 'conversation.answer', { inboxId: row.inboxId }))
    .toSorted((one, other) => rank(one) - rank(other) || one.row.id - other.row.id)
    .flatMap((account) => waysBy(world, viewer, account, identities));
}

function waysBy(world: World, { userId }: Viewer, { row, connection }: Running, identities: Identity[]): CallWay[] {
  const { media, reaches } = connection.calls!;
  const phone = hasPhone(connection.calls, userId);
  const where = { elsewhere: (media ?? 'browser') !== 'browser', phone };
  const way = { accountId: row.id, title: row.title, channel: row.channel, ...where };
  const rung = identities
    .filter(({ address }) => reaches(address))
    .toSorted((one, other) => Number(other.primary) - Number(one.primary));
  if (rung.length === 0) return [{ ...way, identity: null, why: whyNot(row.id, media, identities) }];
  const why = takes(world, row.id, userId) ? null : where.phone ? WHY.noPhone : WHY.nowhere;
  return rung.map((identity) => ({ ...way, identity, why }));
}

/** Whoever has called from a page may do so again; of a stranger, or who withholds their number, there is nothing to ring at. */
function whyNot(accountId: number, media: CallEnds['media'], identities: Identity[]): Reason {
  if ((media ?? 'browser') !== 'browser') return WHY.noAddress;
  const has = identities.some(({ address }) => address.kind === 'handle' && address.scope === `account:${accountId}`);
  return has ? WHY.notThere : WHY.noAddress;
}

const UNREACHABLE =
  'They cannot be called just now: they are not at your site, and no number of theirs can be rung. Write to them instead.';

/** The one that was chosen, else the nearest that can ring. Throws a conflict `call_unreachable` or `call_no_end`. */
export function chosenOf(ways: CallWay[], by: CallBy | undefined): CallWay & { identity: Identity } {
  const isMeant = ({ accountId, identity }: CallWay) =>
    !by || (accountId === by.accountId && (by.identityId === undefined || identity?.id === by.identityId));
  const meant = ways.filter(isMeant);
  const able = meant.find(({ why }) => why === null);
  if (able?.identity) return { ...able, identity: able.identity };
  const own = meant.find(({ why }) => why === WHY.nowhere || why === WHY.noPhone)?.why;
  if (own) throw conflict('call_no_end', own.text);
  throw unreachable();
}

export function unreachable() {
  return conflict('call_unreachable', UNREACHABLE);
}
