// Policies or stages have changed: every open ticket gets its targets anew, page by page, without alarm for what is late already.
import { REVIEW } from './policies.ts';
import { renewAndTell } from './following.ts';
import type { Renewing } from './renewing.ts';

/** In one transaction, so that nobody waits long for it. */
const PAGE = 20;

interface Found {
  id: number;
  /** What the next page begins after. */
  place: number;
}

const THERE = 'deleted_at is null and hidden = false';
const OF_STAGES = `select id, number as place from ticket where stage_kind = ? and number > ? and ${THERE}
  order by number limit ${PAGE}`;
/** Their stage was an open one until a moment ago. */
const CLOSED_SINCE = `select ticket_id as id, ticket_id as place from sla_target
  where met_at is null and ticket_id > ? and (select stage_kind from ticket where ticket.id = ticket_id) = 'closed'
  group by ticket_id order by ticket_id limit ${PAGE}`;

export function handleReviews(needs: Renewing): void {
  needs.jobs.handle(REVIEW, {
    async run(_payload, { signal }) {
      await walk(needs, signal, OF_STAGES, ['open']);
      await walk(needs, signal, OF_STAGES, ['waiting']);
      await walk(needs, signal, CLOSED_SINCE, []);
    },
  });
}

async function walk(needs: Renewing, signal: AbortSignal, sql: string, params: unknown[]): Promise<void> {
  const { database } = needs;
  let after = 0;
  for (;;) {
    // In the middle: all of it is done again at the next start.
    signal.throwIfAborted();
    const found = await database.rows<Found>(sql, [...params, after]);
    await database.write(async () => {
      for (const { id } of found) await renewAndTell(needs, id, { quiet: true });
    });
    if (found.length < PAGE) return;
    after = found.at(-1)!.place;
  }
}
