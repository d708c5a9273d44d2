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

/** Of somebody who is forgotten: the requests that were theirs, and how far arrivals had come by then. */
export interface ForgottenRequests {
  requestIds: number[];
  upTo: number;
  actor: string;
}

/** The job. Who writes again meanwhile has begun anew: that waits for their consent like anybody's. */
export async function forgetSealed(needs: Needs, { requestIds, upTo, actor }: ForgottenRequests): Promise<void> {
  const { database } = needs;
  const why = reason('inbound.forgotten', 'Whoever sent it is forgotten; nobody has read it.');
  for (const requestId of requestIds) {
    await inPieces(needs, async () => {
      const rows = await database.rows<{ id: number }>(
        'select arrival_id as id from sealed_arrival where request_id = ? and arrival_id <= ? order by arrival_id limit ?',
        [requestId, upTo, AT_ONCE],
      );
      return emptySealed(
        needs,
        rows.map(({ id }) => id),
        why,
        actor,
      );
    });
    await database.run(
      'delete from consent_request where id = ? and not exists (select 1 from sealed_arrival where request_id = ?)',
      [requestId, requestId],
    );
  }
}
