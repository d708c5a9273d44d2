// What was sealed and is never to be read: its arrivals keep their place but nothing of what they held, some at a time.
import { reason, type Reason } from '../contract/reason.ts';
import { EMPTIED } from '../database/entities/flow.ts';
import type { InboundRooms } from './rooms.ts';

type Needs = Pick<InboundRooms, 'database' | 'events'>;

/** Rows that go in one transaction, so that nobody waits for the writer. */
export const AT_ONCE = 500;

/** Until a piece is not full. */
export async function inPieces({ database }: Needs, piece: () => Promise<unknown[]>): Promise<void> {
  for (let isMore = true; isMore;) isMore = (await database.write(piece)).length === AT_ONCE;
}

/** Inside `write`; gives those that were emptied. */
export async function emptySealed(needs: Needs, ids: number[], why: Reason, actor: string): Promise<unknown[]> {
  const { database, events } = needs;
  if (ids.length === 0) return [];
  const emptied = await database.rows<{ id: number; account_id: number }>(
    `update arrival set status = 'ignored', reason = ?, ${EMPTIED} where id in (?) returning id, account_id`,
    [JSON.stringify(why), ids],
  );
  await database.run('delete from sealed_arrival where arrival_id in (?)', [ids]);
  for (const { id: arrivalId, account_id: accountId } of emptied)
    await events.add({ type: 'arrival.changed', actor, accountId, data: { arrivalId, status: 'ignored' } });
  return emptied;
}

/** Of somebody who is forgotten: what they were asked. Versions before 0037 did it later, up to an arrival. */
export interface ForgottenRequests {
  requestIds: number[];
  upTo?: number;
}

/** Inside `write`, with whatever else is forgotten of them: a moment later it could have been opened. */
export async function forgetSealed(
  needs: Needs,
  { requestIds, upTo = Number.MAX_SAFE_INTEGER }: ForgottenRequests,
  actor: string,
): Promise<void> {
  const { database } = needs;
  if (requestIds.length === 0) return;
  const why = reason('inbound.forgotten', 'Whoever sent it is forgotten; nobody has read it.');
  const rows = await database.rows<{ id: number }>(
    'select arrival_id as id from sealed_arrival where request_id in (?) and arrival_id <= ? order by arrival_id',
    [requestIds, upTo],
  );
  const ids = rows.map(({ id }) => id);
  for (let from = 0; from < ids.length; from += AT_ONCE)
    await emptySealed(needs, ids.slice(from, from + AT_ONCE), why, actor);
  await database.run(
    'delete from consent_request where id in (?) and not exists (select 1 from sealed_arrival where request_id = consent_request.id)',
    [requestIds],
  );
}
