// The form of one property, for whatever kind of record it is, and what was sent.
import { PROPERTY_KINDS, type Property, type PropertyKind } from '../../properties/properties.ts';
import type { Form } from '../forms.ts';
import type { FieldModel } from '../models/fields.ts';

/** `options`: one label a line. */
export interface PropertyTyped {
  label: string;
  help: string;
  kind: PropertyKind;
  options: string;
}

export function readProperty(form: Form): PropertyTyped {
  const kind = PROPERTY_KINDS.find((one) => one === form.text('kind')) ?? 'text';
  return { label: form.text('label'), help: form.text('help'), kind, options: form.text('options') };
}

export function linesOf(options: string): string[] {
  return options
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
}

/** An option put away before comes back as the one it was. */
export function optionsIn(typed: PropertyTyped, { options }: Property): { label: string; key?: string }[] {
  const keyOf = (label: string) => options.find((one) => one.label.toLowerCase() === label.toLowerCase())?.key;
  return linesOf(typed.options).map((label) => ({ label, key: keyOf(label) }));
}

export function shownProperty({ label, help, kind, options }: Property): PropertyTyped {
  const offered = options.filter(({ archived }) => !archived).map((one) => one.label);
  return { label, help, kind, options: offered.join('\n') };
}

export function propertyFormFields(
  say: (key: string) => string,
  property: Property | null,
  typed: PropertyTyped,
): FieldModel[] {
  const label = (key: string) => say(`properties.${key}`);
  const kind: FieldModel = {
    kind: 'choice',
    look: 'select',
    name: 'kind',
    label: label('kind'),
    help: label('kind.help'),
    required: true,
    options: PROPERTY_KINDS.map((value) => ({
      value,
      label: say(`property.kind.${value.replaceAll(' ', '_')}`),
      current: value === typed.kind,
    })),
  };
  const isChoice = property?.kind.startsWith('choice') ?? true;
  return [
    {
      kind: 'text',
      name: 'label',
      label: label('label'),
      required: true,
      maximum: 80,
      value: typed.label,
      focus: true,
    },
    { kind: 'text', name: 'help', label: label('help'), maximum: 300, value: typed.help },
    ...(property ? [] : [kind]),
    ...(isChoice ? [optionsField(say, property === null, typed.options)] : []),
  ];
}

/** Of a new property it is there while a choice is chosen as its kind. */
function optionsField(say: (key: string) => string, isNew: boolean, value: string): FieldModel {
  return {
    kind: 'list',
    name: 'options',
    label: say('properties.options'),
    help: say('properties.options.help'),
    rows: 6,
    value,
    ...(isNew && { showWhen: { field: 'kind', is: 'choice|choices' } }),
  };
}
