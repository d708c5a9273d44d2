// A ticket's fields: a new one, a changed one, and only those that a stage still asks for.
import type { Missing, Priority, TicketChanges, TicketView } from '../../tickets/tickets.ts';
import { PRIORITIES } from '../../tickets/tickets.ts';
import type { Form } from '../forms.ts';
import type { FieldModel } from '../models/fields.ts';
import { text, type Present } from './marks.ts';
import { propertyField, propertyFields, readProperties } from './property-fields.ts';
import { ownerOptions, ownerValue, priorityText, readOwner, stageOptions, type TicketWorld } from './tickets.ts';

type Shown = Pick<TicketView, 'name' | 'description' | 'priority' | 'ownerId' | 'teamId' | 'properties'>;

export const EMPTY_TICKET: Shown = {
  name: '',
  description: '',
  priority: 'none',
  ownerId: null,
  teamId: null,
  properties: {},
};

export function ticketFields(present: Present, ticket: Shown, world: TicketWorld): FieldModel[] {
  const { name, description } = ticket;
  const label = (key: string) => text(present, `ticket.${key}`);
  return [
    { kind: 'text', name: 'name', label: label('name'), required: true, maximum: 300, value: name, focus: true },
    descriptionField(present, description),
    priorityField(present, ticket.priority),
    { ...ownerField(present, ownerValue(ticket), world), placeholder: text(present, 'person.nobody') },
    ...propertyFields(present, world.properties, ticket.properties, world),
  ];
}

export function stageField(present: Present, world: TicketWorld, current: number | null): FieldModel {
  const options = stageOptions(world.pipelines, current ?? world.pipelines[0]?.stages[0]?.id ?? null);
  return {
    kind: 'choice',
    look: 'select',
    name: 'stage',
    label: text(present, 'ticket.stage'),
    required: true,
    options,
  };
}

function descriptionField(present: Present, value: string): FieldModel {
  const label = text(present, 'ticket.description');
  return { kind: 'long-text', name: 'description', label, rows: 5, maximum: 50_000, value };
}

export function priorityField(present: Present, current: Priority): FieldModel {
  const options = PRIORITIES.map((value) => ({
    value,
    label: priorityText(present, value),
    current: value === current || undefined,
  }));
  const label = text(present, 'ticket.priority');
  return { kind: 'choice', look: 'select', name: 'priority', label, required: true, options };
}

function ownerField(present: Present, current: string, world: TicketWorld): FieldModel {
  const label = text(present, 'ticket.owner');
  return { kind: 'choice', look: 'select', name: 'owner', label, options: ownerOptions(present, world, current) };
}

/** What the stage asks for, in its order; the first takes the focus. */
export function missingFields(
  present: Present,
  missing: Missing[],
  ticket: TicketView,
  world: TicketWorld,
): FieldModel[] {
  // Who does not see it in that stage is no answer.
  const isUnseen = ticket.ownerId !== null && world.seers?.has(ticket.ownerId) === false;
  const owner = isUnseen ? '' : ownerValue(ticket);
  const fields = missing.flatMap(({ key }): FieldModel[] => {
    if (key === 'description') return [descriptionField(present, ticket.description)];
    if (key === 'priority') return [priorityField(present, ticket.priority)];
    if (key === 'owner') return [ownerField(present, owner, world)];
    const property = world.properties.find((one) => `property.${one.key}` === key);
    return property ? [propertyField(present, property, ticket.properties[property.key], world)] : [];
  });
  return fields.map((field, index) => ({ ...field, required: field.kind !== 'switch', focus: index === 0 }));
}

/** What was on the form; what was not stays. */
export function readTicket(form: Form, world: TicketWorld): TicketChanges {
  const priority = PRIORITIES.find((one) => one === form.text('priority'));
  const known = world.properties.filter(
    ({ key, kind }) => kind !== 'check box' || form.has('boxes') || form.has(`property-${key}`),
  );
  return {
    ...(form.has('name') && { name: form.text('name') }),
    ...(form.has('description') && { description: form.text('description') }),
    ...(priority && { priority }),
    ...(form.has('owner') && readOwner(form.text('owner'))),
    properties: readProperties(form, known),
  };
}
