// What customers say of their ticket, to a flow or in a form, by the name of a property (CT-10, FM-2).
import { readProperty, type Property, type PropertyValue } from '../properties/properties.ts';
import { addLine, tellTicket } from './acting.ts';
import { createChanging } from './changing.ts';
import { ticketOfConversation } from './rows.ts';
import { PRIORITIES, type Needs, type Priority, type Ticket } from './shapes.ts';
import type { Tickets } from './verbs.ts';

/** Several options may come as a list, or in one text with commas between them. */
type Said = string | string[];

export function createAnswering(needs: Needs): Pick<Tickets, 'answered'> {
  const { database } = needs;
  return {
    answered: (conversationId, property, value) =>
      database.write(async () => {
        const ticket = await ticketOfConversation(database, conversationId);
        if (ticket) await answered(needs, ticket, property, value);
      }),
  };
}

/** What fits no property of that name is not lost: it stands in the timeline as it was said. */
export async function answered(needs: Needs, ticket: Ticket, property: string, said: Said): Promise<void> {
  const { change } = createChanging(needs);
  const value = [said].flat().join(', ');
  if (property === 'priority' && PRIORITIES.includes(value as Priority))
    return void (await change(ticket.id, { priority: value as Priority }, 'desk'));
  if (property === 'name' && value.trim()) return void (await change(ticket.id, { name: value.slice(0, 300) }, 'desk'));
  if (property === 'description') return void (await change(ticket.id, { description: value }, 'desk'));
  const { definition, fits } = readSaid(await needs.properties.definitions.list('ticket'), property, said);
  if (definition && fits !== undefined)
    return void (await change(ticket.id, { properties: { [definition.key]: fits } }, 'desk'));
  await addLine(needs, ticket.id, 'desk', 'answer', {
    property: definition?.label ?? property,
    is: value.slice(0, 500),
  });
  await tellTicket(needs, 'ticket.changed', ticket.id, 'desk');
}

/** Parted into what a new ticket can be made with, and what is left for its timeline. */
export async function readHints(needs: Needs, hints: Record<string, Said>) {
  const fit: Record<string, PropertyValue> = {};
  const others: Record<string, Said> = {};
  const known = Object.keys(hints).length > 0 ? await needs.properties.definitions.list('ticket') : [];
  for (const [property, said] of Object.entries(hints)) {
    const { definition, fits } = readSaid(known, property, said);
    if (!definition || fits === undefined) others[property] = said;
    else if (fits !== null) fit[definition.key] = fits;
  }
  return { fit, others };
}

function readSaid(known: Property[], property: string, said: Said) {
  const called = property.toLowerCase();
  const definition = known.find(({ key, label }) => key === property || label.toLowerCase() === called);
  if (!definition) return {};
  const isSplit = definition.kind === 'choices' && typeof said === 'string';
  const read = readProperty(definition, isSplit ? said.split(/\s*,\s*/) : said);
  return { definition, fits: 'value' in read ? read.value : undefined };
}
