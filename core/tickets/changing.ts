// Fields and properties of a ticket: changed with a line in the timeline for each.
import type { Actor } from '../events/events.ts';
import { withoutDirectionMarks } from '../kernel/direction-marks.ts';
import { invalid } from '../kernel/errors.ts';
import type { Property, PropertyValue } from '../properties/properties.ts';
import { act, type Acting } from './acting.ts';
import { demandSeer } from './owning.ts';
import { liveConversationsOf, liveTicket, patchTicket, type Row } from './rows.ts';
import { PRIORITIES, type Needs, type Ticket, type TicketChanges } from './shapes.ts';
import type { Tickets } from './verbs.ts';

const NAME_LIMIT = 300;
const DESCRIPTION_LIMIT = 50_000;

export function createChanging(needs: Needs): Pick<Tickets, 'change'> {
  return {
    change: (ticketId, changes, actor) =>
      needs.database.write(async () => {
        const ticket = await liveTicket(needs.database, ticketId);
        return act(needs, [ticketId], actor, (acting) => writeFields(needs, ticket, changes, actor, acting));
      }),
  };
}

export async function writeFields(
  needs: Needs,
  ticket: Ticket,
  changes: TicketChanges,
  actor: Actor,
  acting: Acting,
): Promise<void> {
  // Before anything is written: many tickets are changed in one transaction, and who is refused stays as it was.
  const { ownerId } = changes;
  if (ownerId && ownerId !== ticket.ownerId) await demandSeer(needs, ownerId, ticket.pipelineId);
  const columns: Row = {};
  const { name, description, priority, contactId } = changes;
  if (name !== undefined && goodTicketName(name) !== ticket.name) {
    columns.name = goodTicketName(name);
    await acting.line(ticket.id, 'name', { was: ticket.name, is: columns.name });
  }
  if (description !== undefined && description.trim() !== ticket.description) {
    columns.description = description.trim().slice(0, DESCRIPTION_LIMIT);
    await acting.line(ticket.id, 'description');
  }
  if (priority !== undefined && priority !== ticket.priority) {
    columns.priority = PRIORITIES.indexOf(priority);
    if (columns.priority === -1) throw invalid({ priority: 'wrong.choice' });
    await acting.line(ticket.id, 'priority', { was: ticket.priority, is: priority });
  }
  if (contactId !== undefined && contactId !== ticket.contactId) {
    columns.contact_id = contactId;
    await acting.line(ticket.id, 'contact', { is: await named(needs, 'contact', contactId) });
  }
  if (Object.keys(columns).length > 0) await patchTicket(needs, ticket.id, columns);
  if (changes.ownerId !== undefined || changes.teamId !== undefined)
    await assign(needs, ticket, changes, actor, acting);
  if (changes.properties) await writeProperties(needs, ticket, changes.properties, acting);
}

/** A ticket's name out of words of any length; empty where there are none. */
export function ticketNameFrom(words: string): string {
  const name = words.trim().slice(0, NAME_LIMIT);
  return name.trim() === '' ? '' : goodTicketName(name);
}

export function goodTicketName(wanted: string): string {
  const name = withoutDirectionMarks(wanted).replace(/\s+/g, ' ').trim();
  if (name === '') throw invalid({ name: 'wrong.empty' });
  if (name.length > NAME_LIMIT) throw invalid({ name: 'wrong.too_long' });
  return name;
}

/** While the owner is that of the conversation, the conversation is assigned too. */
async function assign(
  needs: Needs,
  ticket: Ticket,
  changes: TicketChanges,
  actor: Actor,
  acting: Acting,
): Promise<void> {
  const ownerId = changes.ownerId ?? null;
  const teamId = changes.teamId ?? null;
  if (ownerId === ticket.ownerId && teamId === ticket.teamId) return;
  await setOwner(needs, ticket, { ownerId, teamId }, acting);
  if (!ticket.ownerFollows) return;
  for (const id of await liveConversationsOf(needs.database, ticket.id))
    acting.along(await needs.ports.assignConversation(id, { userId: ownerId, teamId }, actor));
}

export async function setOwner(
  needs: Needs,
  ticket: Ticket,
  to: { ownerId: number | null; teamId: number | null },
  acting: Pick<Acting, 'line'>,
): Promise<void> {
  const owner = to.ownerId === null ? null : await named(needs, 'desk_user', to.ownerId);
  const team = to.teamId === null ? null : await named(needs, 'team', to.teamId);
  if ((to.ownerId !== null && owner === null) || (to.teamId !== null && team === null))
    throw invalid({ owner: 'wrong.choice' });
  await patchTicket(needs, ticket.id, { owner_id: to.ownerId, team_id: to.teamId });
  await acting.line(ticket.id, 'owner', { is: [owner, team].filter(Boolean).join(' · ') });
}

async function named({ database }: Needs, table: string, id: number | null): Promise<string | null> {
  const row =
    id === null ? undefined : await database.row<{ name: string }>(`select name from ${table} where id = ?`, [id]);
  return row?.name ?? null;
}

async function writeProperties(
  needs: Needs,
  ticket: Ticket,
  raw: Record<string, unknown>,
  acting: Pick<Acting, 'line'>,
): Promise<void> {
  const { values, definitions } = needs.properties;
  const checked = await values.check('ticket', raw);
  const before = (await values.of('ticket', [ticket.id])).get(ticket.id)!;
  const known = await definitions.list('ticket');
  for (const [key, value] of Object.entries(checked)) {
    const definition = known.find((one) => one.key === key)!;
    const is = value === false ? null : value;
    if (JSON.stringify(before[key] ?? null) === JSON.stringify(is)) continue;
    await values.set('ticket', ticket.id, { [key]: value });
    const words = {
      property: definition.label,
      key,
      was: wordsOf(definition, before[key]),
      is: wordsOf(definition, is),
    };
    await acting.line(ticket.id, 'property', words);
    await patchTicket(needs, ticket.id, {});
  }
}

/** As it was called then, so that the timeline stays readable whatever becomes of the property. */
function wordsOf({ kind, options }: Property, value: PropertyValue | null | undefined): string {
  if (value === undefined || value === null) return '';
  if (kind === 'choice' || kind === 'choices')
    return [value]
      .flat()
      .map((key) => options.find((one) => one.key === key)?.label ?? String(key))
      .join(', ');
  return String(value).slice(0, 300);
}
