// What a company is has changed: open tickets of its people get their targets anew, page by page (TK-4).
import { renewAndTell } from './following.ts';
import type { Renewing } from './renewing.ts';

/** The job; `recordId` is the company's. */
export const OF_COMPANY = 'sla.company';
/** In one transaction, so that nobody waits long for it. */
const PAGE = 20;

/** People one after the other, then the open tickets of each from an index. */
const TICKETS = `select ticket.id, contact.id as contact from contact cross join ticket on ticket.contact_id = contact.id
  where contact.company_id = ? and ticket.stage_kind in ('open', 'waiting') and ticket.deleted_at is null
    and ticket.hidden = false and (contact.id, ticket.id) > (?, ?)
  order by contact.id, ticket.id limit ${PAGE}`;

/** Inside `write`. A desk whose policies ask for nothing about companies pays nothing. */
export async function companyChanged({ policies, jobs }: Renewing, recordId: number): Promise<void> {
  const asked = (await policies.active()).some(({ filter }) =>
    filter.groups.some(({ conditions }) => conditions.some(({ property }) => property.startsWith('company.'))),
  );
  if (asked) await jobs.add({ kind: OF_COMPANY, payload: { recordId }, orderKey: OF_COMPANY });
}

export function handleCompanies(needs: Renewing): void {
  const { database, jobs } = needs;
  jobs.handle(OF_COMPANY, {
    async run(payload, { signal }) {
      const { recordId } = payload as { recordId: number };
      for (let after: [number, number] = [0, 0]; ; ) {
        // In the middle: all of it is done again at the next start.
        signal.throwIfAborted();
        const found = await database.rows<{ id: number; contact: number }>(TICKETS, [recordId, ...after]);
        await database.write(async () => {
          for (const { id } of found) await renewAndTell(needs, id, {});
        });
        const last = found.at(-1);
        if (!last || found.length < PAGE) return;
        after = [last.contact, last.id];
      }
    },
  });
}
