// What tables and boards of tickets are narrowed down by: fields, and what an address with their values asks for.
import { DUES, PRIORITIES } from '../../tickets/tickets.ts';
import type { FieldModel, FieldOption } from '../models/fields.ts';
import { text, type Present } from './marks.ts';
import { propertyField, propertyFieldName } from './property-fields.ts';
import { ownerOptions, priorityText, type TicketWorld } from './tickets.ts';

const STATES = ['active', 'open', 'waiting', 'closed', 'all'] as const;

/** Of a filter: without any. No option's key begins so. */
const NONE = '-';

/** The query of an address. */
export type Asked = Record<string, string | undefined>;

/** What the address asks for, as far as there is such a thing; the contact is looked up elsewhere. */
export function filterOf(asked: Asked, world: TicketWorld) {
  const number = (name: string) => (/^\d{1,9}$/.test(asked[name] ?? '') ? Number(asked[name]) : undefined);
  const [, kind, id] = /^(user|team):(\d{1,9})$/.exec(asked.owner ?? '') ?? [];
  const category = world.properties.find(({ key }) => key === 'category');
  const wanted = asked[propertyFieldName('category')];
  const chosen = category?.options.find(({ key }) => key === wanted);
  return {
    state: STATES.find((one) => one === asked.state) ?? ('active' as const),
    pipelineId: number('pipeline'),
    priority: PRIORITIES.find((one) => one === asked.priority),
    owner: asked.owner === 'nobody' ? ('nobody' as const) : kind === 'user' ? Number(id) : undefined,
    teamId: kind === 'team' ? Number(id) : undefined,
    due: DUES.find((one) => one === asked.due),
    properties: (chosen ? { category: chosen.key } : category && wanted === NONE ? { category: null } : {}) as Record<
      string,
      string | null
    >,
  };
}

/** A board shows all stages of one pipeline: it has no field for the state, and its pipeline is never any. */
export function filterFields(
  present: Present,
  world: TicketWorld,
  asked: Asked,
  shape: 'table' | 'board',
): FieldModel[] {
  const any = { value: '', label: text(present, 'tickets.any') };
  const select = (name: string, options: { value: string; label: string }[], required = false): FieldModel => ({
    ...{ kind: 'choice', look: 'select', name, label: text(present, `ticket.${name}`), required: true },
    options: [...(required ? [] : [any]), ...options].map((one) => ({
      ...one,
      current: one.value === (asked[name] ?? 'active') || undefined,
    })),
  });
  const states = STATES.map((value) => ({ value, label: text(present, `tickets.state.${value}`) }));
  const pipelines = world.pipelines.map(({ id, name }) => ({ value: String(id), label: name }));
  const priorities = PRIORITIES.map((value) => ({ value, label: priorityText(present, value) }));
  const owners = [{ value: 'nobody', label: text(present, 'person.nobody') }, ...ownerOptions(present, world, '')];
  const category = world.properties.find(({ key, options }) => key === 'category' && options.length > 0);
  const dues = DUES.map((value) => ({ value, label: text(present, `tickets.due.${value}`) }));
  const chosen = asked[propertyFieldName('category')];
  const none = { value: NONE, label: text(present, 'tickets.without'), current: chosen === NONE || undefined };
  return [
    ...(shape === 'table' ? [select('state', states, true)] : []),
    ...(pipelines.length > 1 ? [select('pipeline', pipelines, shape === 'board')] : []),
    select('priority', priorities),
    select('owner', owners),
    ...(world.promises ? [select('due', dues)] : []),
    ...(category ? [withAny(propertyField(present, category, chosen, world), any, none)] : []),
    ...(shape === 'board' && world.promises ? [orderField(present, asked)] : []),
  ];
}

/** A table has its order in its head. */
function orderField(present: Present, { sort }: Asked): FieldModel {
  const options = [
    { value: '', label: text(present, 'board.order.own') },
    { value: '-due', label: text(present, 'board.order.due'), current: sort === '-due' || undefined },
  ];
  return {
    ...{ kind: 'choice', look: 'select', name: 'sort', label: text(present, 'board.order'), required: true, options },
  };
}

function withAny(field: FieldModel, any: FieldOption, none: FieldOption): FieldModel {
  return { ...field, required: true, help: undefined, options: [any, none, ...(field.options ?? [])] };
}
