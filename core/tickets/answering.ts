// What a flow learns from the customer about their ticket, by the name of a property (CT-10).
import { readProperty } from '../properties/properties.ts';
import { addLine, tellTicket } from './acting.ts';
import { createChanging } from './changing.ts';
import { ticketOfConversation } from './rows.ts';
import { PRIORITIES, type Needs, type Priority, type Ticket } from './shapes.ts';
import type { Tickets } from './verbs.ts';

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
export async function answered(needs: Needs, ticket: Ticket, property: string, value: string): Promise<void> {
  const { change } = createChanging(needs);
  if (property === 'priority' && PRIORITIES.includes(value as Priority))
    return void (await change(ticket.id, { priority: value as Priority }, 'desk'));
  if (property === 'name' && value.trim()) return void (await change(ticket.id, { name: value.slice(0, 300) }, 'desk'));
  if (property === 'description') return void (await change(ticket.id, { description: value }, 'desk'));
  const known = await needs.properties.definitions.list('ticket');
  const called = property.toLowerCase();
  const definition = known.find(({ key, label }) => key === property || label.toLowerCase() === called);
  const read = definition && readProperty(definition, definition.kind === 'choices' ? value.split(/\s*,\s*/) : value);
  if (definition && read && 'value' in read)
    return void (await change(ticket.id, { properties: { [definition.key]: read.value } }, 'desk'));
  await addLine(needs, ticket.id, 'desk', 'answer', {
    property: definition?.label ?? property,
    is: value.slice(0, 500),
  });
  await tellTicket(needs, 'ticket.changed', ticket.id, 'desk');
}
