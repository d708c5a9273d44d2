// What the way in does not keep for ever: what nobody has agreed to have read (PR-1), whom that was asked, and what was counted.
import { reason } from '../contract/reason.ts';
import { AT_ONCE, emptySealed, inPieces } from './emptying.ts';
import type { InboundRooms } from './rooms.ts';

type Needs = Pick<InboundRooms, 'database' | 'events' | 'clock'>;

const DAY = 86_400_000;
/** Days; also in the ledger's sentence and the documents. */
const SEALED_KEPT = 90;
/** Days: thirteen months, so that a month can be held against that of a year before. */
const USAGE_KEPT = 396;

/** The job. */
export function createSweeping(needs: Needs): () => Promise<void> {
  const before = (days: number) => needs.clock.now().getTime() - days * DAY;
  return async () => {
    await inPieces(needs, () => emptyOld(needs, before(SEALED_KEPT)));
    await inPieces(needs, () => forgetAsked(needs, before(SEALED_KEPT)));
    await inPieces(needs, () => forgetUsage(needs, before(USAGE_KEPT)));
  };
}

/** Arrivals are numbered as they come, so the oldest are the first. */
async function emptyOld(needs: Needs, before: number): Promise<unknown[]> {
  const why = reason('inbound.never_agreed', 'Not agreed to within 90 days; nobody has read it.');
  const rows = await needs.database.rows<{ id: number }>(
    `select id from arrival where id in (select arrival_id from sealed_arrival order by arrival_id limit ?) and received_at < ?`,
    [AT_ONCE, before],
  );
  const ids = rows.map(({ id }) => id);
  return emptySealed(needs, ids, why, 'desk');
}

/** Who has not answered and of whom nothing waits. If they ever write again, they are asked anew. */
function forgetAsked({ database }: Needs, before: number): Promise<unknown[]> {
  return database.rows(
    `delete from consent_request where id in (
       select id from consent_request request where asked_at < ?
         and not exists (select 1 from sealed_arrival where request_id = request.id) order by asked_at limit ?) returning id`,
    [before, AT_ONCE],
  );
}

function forgetUsage({ database }: Needs, before: number): Promise<unknown[]> {
  return database.rows(
    `delete from account_usage where (account_id, unit) in (
       select account_id, unit from account_usage where at < ? order by at limit ?) returning unit`,
    [before, AT_ONCE],
  );
}
