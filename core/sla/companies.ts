// What a company is has changed: open tickets of its people get their targets anew, page by page (TK-4).
import { renewAndTell } from './following.ts';
import type { Renewing } from './renewing.ts';

/** The job; `recordId` is the company's. */
export const OF_COMPANY = 'sla.company';
/** People whose tickets go in one transaction, so that nobody waits long for it. */
const PAGE = 20;

const PEOPLE = `select id from contact where company_id = ? and id > ? order by id limit ${PAGE}`;
const TICKETS = `select id from ticket where contact_id in (?) and stage_kind in ('open', 'waiting')
  and deleted_at is null and hidden = false`;

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
      for (let after = 0; ;) {
        // In the middle: all of it is done again at the next start.
        signal.throwIfAborted();
        const people = (await database.rows<{ id: number }>(PEOPLE, [recordId, after])).map(({ id }) => id);
        if (people.length === 0) return;
        const found = await database.rows<{ id: number }>(TICKETS, [people]);
        await database.write(async () => {
          for (const { id } of found) await renewAndTell(needs, id, {});
        });
        after = people.at(-1)!;
      }
    },
  });
}
