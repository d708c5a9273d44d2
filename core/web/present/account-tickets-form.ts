// Whether an account's conversations become tickets, and what those begin with: fields and what was sent (CH-5, CH-7).
import type { Form } from '../forms.ts';
import type { FieldGroup, FieldModel } from '../models/fields.ts';
import type { Account } from './accounts.ts';
import { text, type Present } from './marks.ts';
import { propertyFields, readProperties } from './property-fields.ts';
import { priorityField } from './ticket-form.ts';
import { ownerOptions, readOwner, stageOptions, type TicketWorld } from './tickets.ts';
import { PRIORITIES } from '../../tickets/tickets.ts';

type TicketDefaults = Account['ticketDefaults'];

/** `always`: it is in a help desk. */
export function ticketGroups(
  present: Present,
  defaults: TicketDefaults,
  world: TicketWorld,
  always: boolean,
  wrong: Record<string, string> = {},
): FieldGroup[] {
  const say = (key: string) => text(present, `account.ticket.${key}`);
  const asTicket: FieldModel = {
    kind: 'switch',
    name: 'asTicket',
    label: text(present, 'routing.as_ticket'),
    help: text(present, 'routing.as_ticket.help'),
    value: defaults.asTicket,
  };
  const first = always ? { text: say('always'), fields: [] } : { fields: [asTicket] };
  const fields: FieldModel[] = [
    stageField(present, defaults, world),
    priorityField(present, PRIORITIES[defaults.priority ?? 0]!),
    ownerField(present, defaults.owner ?? 'conversation', world),
    ...propertyFields(present, world.properties, defaults.properties ?? {}, world),
    {
      kind: 'number',
      name: 'limit',
      label: say('limit'),
      help: say('limit.help'),
      minimum: 0,
      most: 1000,
      value: defaults.limit ?? 0,
      error: wrong.limit,
    },
  ];
  const showWhen = always ? undefined : { field: 'asTicket', is: 'true' };
  const shown = fields.map((field) => ({ ...field, showWhen, error: wrong[field.name] ?? field.error }));
  return [first, { title: say('begin'), text: say('begin.text'), fields: shown }];
}

function stageField(present: Present, { stageId = null }: TicketDefaults, { pipelines }: TicketWorld): FieldModel {
  const usual = {
    value: '',
    label: text(present, 'account.ticket.stage.usual'),
    current: stageId === null || undefined,
  };
  const label = text(present, 'account.ticket.stage');
  const known = stageOptions(pipelines, stageId);
  // Of a pipeline that is open to others only: it stays what it is.
  const kept =
    stageId === null || known.some(({ current }) => current)
      ? []
      : [{ value: String(stageId), label: text(present, 'account.ticket.stage.kept'), current: true }];
  const options = [usual, ...kept, ...known];
  return { kind: 'choice', look: 'select', name: 'stage', label, required: true, options };
}

function ownerField(present: Present, current: string, world: TicketWorld): FieldModel {
  const usual = ['conversation', 'nobody'].map((value) => ({
    value,
    label: text(present, `account.ticket.owner.${value}`),
    current: value === current || undefined,
  }));
  const options = [...usual, ...ownerOptions(present, world, current)];
  return {
    kind: 'choice',
    look: 'select',
    name: 'owner',
    label: text(present, 'ticket.owner'),
    required: true,
    options,
  };
}

/** What was sent; text keys by field. Properties are checked by their room. */
export function readTickets(
  form: Form,
  before: TicketDefaults,
  world: TicketWorld,
): { defaults: TicketDefaults; raw: Record<string, unknown>; errors: Record<string, string> } {
  const wanted = form.number('stage');
  const known = world.pipelines.flatMap(({ stages }) => stages).find(({ id }) => id === wanted);
  const kept = { pipelineId: before.pipelineId ?? null, id: before.stageId ?? null };
  const stage = wanted === kept.id ? kept : known;
  const priority = PRIORITIES.indexOf(PRIORITIES.find((one) => one === form.text('priority')) ?? 'none');
  const { ownerId, teamId } = readOwner(form.text('owner'));
  const isThere = world.users.some(({ id }) => id === ownerId) || world.teams.some(({ id }) => id === teamId);
  const owner = isThere || ['conversation', 'nobody'].includes(form.text('owner')) ? form.text('owner') : before.owner;
  const limit = form.text('limit').trim() === '' ? 0 : form.number('limit');
  const errors: Record<string, string> = Number.isNaN(limit) || limit > 1000 ? { limit: 'wrong.number' } : {};
  // A form without these fields, as it was before there were any, leaves them as they are.
  const settled = form.has('owner')
    ? { pipelineId: stage?.pipelineId ?? null, stageId: stage?.id ?? null, priority, owner, limit: limit || 0 }
    : {};
  const raw = form.has('owner') ? readProperties(form, world.properties) : {};
  return { defaults: { ...before, asTicket: form.on('asTicket'), ...settled }, raw, errors };
}
