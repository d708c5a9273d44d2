// What the editor's page sends becomes fields again, and the small changes its buttons make.
import type { PageForm } from '../../../core/contract/pages.ts';
import type { TicketProperty } from '../../../core/contract/ticket.ts';
import {
  freeId,
  keptBin,
  KINDS,
  MOST_FIELDS,
  newField,
  readDefinition,
  readFields,
  readRole,
  type Definition,
  type FormField,
  type Kind,
} from './definition.ts';
import { askedFor, propertyField } from './properties.ts';
import { ticketField, type Say } from './templates.ts';

/** The fields in the order in which they stand in the page. */
export function readDraft(form: PageForm): Definition {
  const ids = [...new Set(form.texts('field'))].slice(0, MOST_FIELDS + 1);
  const fields = readFields(ids.map((id) => fieldFrom(form, id)));
  return { fields, bin: keptBin(readDefinition(form.text('bin') || undefined).bin) };
}

function fieldFrom(form: PageForm, id: string): Partial<FormField> {
  const text = (name: string) => form.text(`${id}.${name}`).trim();
  const maximum = text('maximum');
  return {
    id,
    kind: text('kind') as Kind,
    label: text('label'),
    help: text('help'),
    required: form.on(`${id}.required`),
    options: text('options')
      .split('\n')
      .map((one) => one.trim())
      .filter(Boolean),
    // What is no number stays wrong until somebody mends it.
    maximum: maximum === '' ? null : /^\d{1,15}$/.test(maximum) ? Number(maximum) : 0,
    role: readRole(text('role')),
    value: text('value'),
    parameter: text('parameter'),
  };
}

export interface Changed {
  definition: Definition;
  /** The field that was made, moved or brought back. */
  at?: string;
  removed?: FormField;
}

/** What a change may draw upon. */
export interface Supplies {
  say: Say;
  properties: TicketProperty[];
}

/** `what` is a verb with its object: `up:f3`, `add:date`, `add:property:colour`, `ticket:subject`. Null for what is no change. */
export function applyChange(definition: Definition, what: string, { say, properties }: Supplies): Changed | null {
  const [, verb = '', object = ''] = /^(\w+):(.*)$/s.exec(what) ?? [];
  const index = definition.fields.findIndex(({ id }) => id === object);
  switch (verb) {
    case 'add':
      return added(definition, object, { say, properties });
    case 'options':
      return index < 0 ? null : withOptions(definition, index, properties);
    case 'ticket':
      return object === 'subject' || object === 'description' ? withTicket(definition, object, say) : null;
    case 'up':
    case 'down':
      return index < 0 ? null : moved(definition, index, verb === 'up' ? index - 1 : index + 1);
    case 'copy':
      return index < 0 ? null : copied(definition, index, say);
    case 'remove':
      return index < 0 ? null : removed(definition, index);
    case 'restore':
      return restored(definition, object);
    default:
      return null;
  }
}

/** A kind of field, or a field for a property of the ticket that none asks for yet. */
function added(definition: Definition, what: string, { say, properties }: Supplies): Changed | null {
  const id = freeId(definition);
  const role = readRole(what);
  const property = askedFor({ role }, properties);
  if (property && definition.fields.some((one) => one.role === role)) return { definition };
  const kind = KINDS.find((one) => one === what);
  const field = property ? propertyField(id, property) : kind && newField(id, kind, say(`kind.${kind}`));
  return field ? { definition: { ...definition, fields: [...definition.fields, field] }, at: id } : null;
}

/** Those of the property it asks for, in the place of its own. */
function withOptions(definition: Definition, index: number, properties: TicketProperty[]): Changed | null {
  const field = definition.fields[index]!;
  const property = askedFor(field, properties);
  if (!property) return null;
  const { options } = propertyField(field.id, property);
  return { definition: { ...definition, fields: definition.fields.with(index, { ...field, options }) }, at: field.id };
}

function withTicket(definition: Definition, role: 'subject' | 'description', say: Say): Changed {
  if (definition.fields.some((one) => one.role === role)) return { definition };
  const field = ticketField(role, freeId(definition), say);
  return { definition: { ...definition, fields: [...definition.fields, field] }, at: field.id };
}

function moved(definition: Definition, from: number, to: number): Changed {
  const fields = [...definition.fields];
  const [field] = fields.splice(from, 1);
  fields.splice(Math.max(0, to), 0, field!);
  return { definition: { ...definition, fields }, at: field!.id };
}

function copied(definition: Definition, index: number, say: Say): Changed {
  const original = definition.fields[index]!;
  const label = `${original.label} (${say('editor.copy')})`.slice(0, 200);
  const copy = { ...original, id: freeId(definition), role: null, label };
  return { definition: { ...definition, fields: definition.fields.toSpliced(index + 1, 0, copy) }, at: copy.id };
}

function removed({ fields, bin }: Definition, index: number): Changed {
  const field = fields[index]!;
  const kept = { ...field, after: fields[index - 1]?.id ?? null };
  return { definition: { fields: fields.toSpliced(index, 1), bin: keptBin([...bin, kept]) }, removed: field };
}

function restored({ fields, bin }: Definition, id: string): Changed | null {
  const found = bin.find((one) => one.id === id);
  if (!found || fields.some((one) => one.id === id)) return null;
  const { after, ...field } = found;
  const role = fields.some((one) => one.role && one.role === field.role) ? null : field.role;
  const before = fields.findIndex((one) => one.id === after);
  const place = after !== null && before < 0 ? fields.length : before + 1;
  const back = fields.toSpliced(place, 0, { ...field, role });
  return { definition: { fields: back, bin: bin.filter((one) => one !== found) }, at: id };
}
