// Which tickets are asked for, as conditions of a statement: the same for tables and boards.
import { ticketsMatching } from '../database/words.ts';
import { invalid } from '../kernel/errors.ts';
import { propertyCondition } from '../properties/properties.ts';
import { dueCondition } from './due.ts';
import { PRIORITIES, type Needs, type TicketFilters } from './shapes.ts';

export interface Condition {
  sql: string;
  params: unknown[];
}

/** Of what is there at all, without the place one reads on from. Throws `invalid` for a property there is none of. */
export async function filtersOf(needs: Needs, query: TicketFilters): Promise<Condition[]> {
  const found: Condition[] = [{ sql: 'deleted_at is null and hidden = false', params: [] }];
  const add = (sql: string, ...params: unknown[]) => void found.push({ sql, params });
  const { inboxIds, withheldIds, pipelineId, priority, owner, teamId, contactId } = query;
  if (inboxIds) add('(inbox_id is null or inbox_id in (?))', inboxIds);
  if (withheldIds.length > 0) add('pipeline_id not in (?)', withheldIds);
  if (pipelineId) add('pipeline_id = ?', pipelineId);
  if (priority) add('priority = ?', PRIORITIES.indexOf(priority));
  if (owner === 'nobody') add('owner_id is null and team_id is null');
  else if (owner) add('owner_id = ?', owner);
  if (teamId) add('team_id = ?', teamId);
  if (contactId) add('contact_id = ?', contactId);
  if (query.due) found.push(dueCondition(query.due, needs.clock.now()));
  const words = query.search ? ticketsMatching(query.search) : null;
  if (words) found.push(words);
  for (const [key, value] of Object.entries(query.properties ?? {})) {
    const property = await needs.properties.definitions.byKey('ticket', key);
    if (!property) throw invalid({ [`property.${key}`]: 'wrong.no_property' });
    found.push(propertyCondition(property, value === null ? { set: false } : { is: value }, 'ticket.id'));
  }
  return found;
}

/** The two numbers of a place one reads on from, `1767225600000-12`. */
export function placeIn(text: string): [number, number] {
  const found = /^(-?\d{1,15}(?:\.\d{1,12})?)-(\d{1,15})$/.exec(text);
  if (!found) throw invalid({ after: 'wrong.place' });
  return [Number(found[1]), Number(found[2])];
}
