// What the editor's page sends becomes fields again, and the small changes its buttons make.
import type { PageForm } from '../../../core/contract/pages.ts';
import {
  freeId,
  keptBin,
  KINDS,
  MOST_FIELDS,
  newField,
  readDefinition,
  readFields,
  ROLES,
  type Definition,
  type FormField,
  type Kind,
} from './definition.ts';
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
    role: ROLES.find((one) => one === text('role')) ?? null,
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

/** `what` is a verb with its object: `up:f3`, `add:date`, `ticket:subject`. Null for what is no change. */
export function applyChange(definition: Definition, what: string, say: Say): Changed | null {
  const [verb = '', object = ''] = what.split(':');
  const index = definition.fields.findIndex(({ id }) => id === object);
  switch (verb) {
    case 'add':
      return KINDS.includes(object as Kind) ? added(definition, object as Kind, say) : null;
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

function added(definition: Definition, kind: Kind, say: Say): Changed {
  const field = newField(freeId(definition), kind, say(`kind.${kind}`));
  return { definition: { ...definition, fields: [...definition.fields, field] }, at: field.id };
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
