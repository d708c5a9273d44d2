// Pages of records, tickets and the conversations of a view as rows.
import { addressesOf, PAGE } from './contacts.ts';
import { objectOf, type RecordQuery } from '../records/records.ts';
import type { TicketQuery } from '../tickets/tickets.ts';
import type { ExportAsked, ExportRow, Needs, Page, Written } from './shapes.ts';

export async function recordPage(
  needs: Needs,
  filter: Omit<RecordQuery, 'after' | 'limit'>,
  written: Written,
  after: string | undefined,
): Promise<Page> {
  const { rows, next } = await needs.records.list({ ...filter, after, limit: PAGE });
  const ids = rows.map(({ id }) => id);
  const values = await needs.properties.values.of(objectOf(filter.type), ids);
  const contacts = await contactsOf(needs, ids);
  return {
    next,
    rows: rows.map((row): ExportRow => ({
      ...{ key: row.publicId, name: row.name, domain: row.domain, owner: row.owner?.name },
      ...{ contacts: contacts.get(row.id)?.join('; '), created: row.createdAt, changed: row.changedAt },
      ...written(values.get(row.id) ?? {}),
    })),
  };
}

/** Addresses that are written in one cell. */
const MOST = 20;

/** Of each contact a record is linked with the first e-mail address. */
async function contactsOf(needs: Needs, ids: number[]): Promise<Map<number, string[]>> {
  const found = new Map<number, string[]>();
  if (ids.length === 0) return found;
  const links = await needs.database.rows<{ record_id: number; other_id: number }>(
    `select record_id, other_id from record_link where record_id in (?) and kind = 'contact' order by record_id, other_id`,
    [ids],
  );
  const addresses = links.length > 0 ? await addressesOf(needs, [...new Set(links.map((one) => one.other_id))]) : null;
  for (const link of links) {
    const email = addresses?.get(link.other_id)?.find(({ kind }) => kind === 'email')?.value;
    const known = found.get(link.record_id) ?? [];
    if (email && known.length < MOST) found.set(link.record_id, [...known, email]);
  }
  return found;
}

export async function ticketPage(
  needs: Needs,
  filter: Omit<TicketQuery, 'after' | 'limit'>,
  written: Written,
  after: string | undefined,
): Promise<Page> {
  const { rows, next } = await needs.tickets.list({ ...filter, after, limit: PAGE });
  const people = [...new Set(rows.flatMap(({ contact }) => contact?.id ?? []))];
  const addresses = people.length > 0 ? await addressesOf(needs, people) : null;
  return {
    next,
    rows: rows.map((row): ExportRow => {
      const own = row.contact ? addresses?.get(row.contact.id) : undefined;
      return {
        ...{ number: `T-${row.number}`, name: row.name, description: row.description, pipeline: row.pipeline.name },
        ...{ stage: row.stage.name, priority: row.priority, owner: row.owner?.name, team: row.team?.name },
        ...{ contact: row.contact?.name, contact_email: own?.find(({ kind }) => kind === 'email')?.value },
        ...{ source: row.source, created: row.createdAt, changed: row.changedAt, closed: row.closedAt },
        ...written(row.properties),
      };
    }),
  };
}

export async function conversationPage(
  { views }: Needs,
  { view, viewer, inboxIds }: Extract<ExportAsked, { table: 'conversation' }>,
  after: string | undefined,
): Promise<Page> {
  const { rows, next } = await views.page(view, viewer, { inboxIds, after, limit: PAGE });
  return {
    next,
    rows: rows.map((row): ExportRow => ({
      ...{ key: row.publicId, subject: row.subject || row.snippet, contact: row.contact?.name, channel: row.channel },
      ...{ status: row.status, owner: row.owner?.name, team: row.team?.name },
      ...{ tags: row.tags.map(({ name }) => name).join('; '), waiting: row.waitingSince, at: row.lastMessageAt },
    })),
  };
}
