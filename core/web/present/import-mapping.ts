// The page on which columns become fields: what each can become, how rows are found, how values are written.
import { DAY_ORDERS, DECIMALS, DELIMITERS, ENCODINGS, NEW_KINDS, ON_MATCH, ON_NEW } from '../../imports/imports.ts';
import type { Import, Settings, Target } from '../../imports/imports.ts';
import type { Form, Wrong } from '../forms.ts';
import type { FieldGroup, FieldModel, FieldOption } from '../models/fields.ts';
import type { FormModel } from '../models/forms.ts';
import type { MappedColumn } from '../models/imports.ts';
import { importAddress } from './imports.ts';
import { text, type Present } from './marks.ts';

interface About {
  targets: Target[];
  matches: string[];
  /** Properties can be made along with it. */
  makes: boolean;
  /** Codes of all countries. */
  countries: string[];
}

export function targetLabel(present: Present, target: Target): string {
  return target.label ?? text(present, `imports.target.${target.name}`);
}

export function mappedColumns(
  present: Present,
  run: Import,
  typed: Settings,
  { targets, makes }: About,
  wrong: Wrong,
): MappedColumn[] {
  return run.columns.map((heading, index) => {
    const chosen = typed.targets[index] ?? '';
    const option = (value: string, label: string) => ({ value, label, current: value === chosen || undefined });
    const own = targets.filter(({ label }) => label === undefined);
    const defined = targets.filter(({ label }) => label !== undefined);
    const made = NEW_KINDS.map((kind) =>
      option(`new.${kind}`, text(present, `property.kind.${kind.replace(' ', '_')}`)),
    );
    const group = (name: string, options: MappedColumn['groups'][number]['options']) =>
      options.length > 0 ? [{ label: text(present, `imports.targets.${name}`), options }] : [];
    const listed = (some: Target[]) => some.map((one) => option(one.name, targetLabel(present, one)));
    return {
      name: `target-${index}`,
      heading: heading || text(present, 'imports.column.number', { number: index + 1 }),
      samples: run.samples[index] ?? [],
      error: wrong[`target-${index}`],
      groups: [
        { options: [option('', text(present, 'imports.target.none'))] },
        ...group('own', listed(own)),
        ...group('properties', listed(defined)),
        ...(makes ? group('new', made) : []),
      ],
    };
  });
}

function select(present: Present, name: string, options: FieldOption[], wrong: Wrong): FieldModel {
  const label = text(present, `imports.setting.${name}`);
  return { kind: 'choice', look: 'select', name, label, required: true, options, error: wrong[name] };
}

function choices(present: Present, name: keyof Settings, offered: readonly string[], typed: Settings): FieldOption[] {
  return offered.map((value) => ({
    value,
    label: text(present, `imports.setting.${name}.${NAMES[value] ?? value}`),
    current: value === typed[name] || undefined,
  }));
}

/** Signs have no texts of their own. */
const NAMES: Record<string, string> = { ',': 'comma', ';': 'semicolon', '\t': 'tab', '|': 'bar', '.': 'point' };

export function mappingGroups(present: Present, typed: Settings, about: About, wrong: Wrong): FieldGroup[] {
  const { targets, matches } = about;
  const label = (name: string) => targetLabel(present, targets.find((one) => one.name === name) ?? { name });
  const match = [
    { value: '', label: text(present, 'imports.setting.match.none'), current: typed.match === '' || undefined },
    ...matches.map((value) => ({ value, label: label(value), current: value === typed.match || undefined })),
  ];
  const rows = [
    { ...select(present, 'match', match, wrong), help: text(present, 'imports.setting.match.help') },
    {
      ...select(present, 'onMatch', choices(present, 'onMatch', ON_MATCH, typed), wrong),
      help: text(present, 'imports.setting.onMatch.help'),
    },
    select(present, 'onNew', choices(present, 'onNew', ON_NEW, typed), wrong),
    {
      ...{ kind: 'switch' as const, name: 'createMissing', label: text(present, 'imports.setting.createMissing') },
      ...{ help: text(present, 'imports.setting.createMissing.help'), value: typed.createMissing },
    },
  ];
  const written = [
    select(present, 'decimal', choices(present, 'decimal', DECIMALS, typed), wrong),
    select(present, 'days', choices(present, 'days', DAY_ORDERS, typed), wrong),
    select(present, 'country', countries(present, about.countries, typed.country), wrong),
  ];
  return [
    { title: text(present, 'imports.rows.title'), fields: rows },
    { title: text(present, 'imports.values.title'), fields: written },
  ];
}

function countries({ language }: Present, codes: string[], current: string): FieldOption[] {
  const names = new Intl.DisplayNames(language, { type: 'region' });
  const all = codes.map((value) => ({ value, label: names.of(value) ?? value }));
  const sorted = all.toSorted((one, other) => one.label.localeCompare(other.label, language));
  return sorted.map((one) => ({ ...one, current: one.value === current || undefined }));
}

/** How the file is to be read, when it was guessed wrongly. */
export function readingForm(present: Present, run: Import, typed: Settings, wrong: Wrong): FormModel {
  const encodings = ENCODINGS.map((value) => ({
    value,
    label: value.toUpperCase(),
    current: value === typed.encoding || undefined,
  }));
  return {
    id: 'reading',
    action: `${importAddress(run)}/reading`,
    groups: [
      {
        text: text(present, 'imports.reading.text'),
        fields: [
          select(present, 'encoding', encodings, wrong),
          select(present, 'delimiter', choices(present, 'delimiter', DELIMITERS, typed), wrong),
        ],
      },
    ],
    submit: text(present, 'imports.reading.submit'),
    quiet: true,
  };
}

/** What was chosen; nothing of it is checked here. */
export function readMapping(form: Form, run: Import): Partial<Settings> {
  return {
    targets: run.columns.map((_, index) => form.text(`target-${index}`)),
    match: form.text('match'),
    onMatch: form.text('onMatch') as Settings['onMatch'],
    onNew: form.text('onNew') as Settings['onNew'],
    createMissing: form.on('createMissing'),
    decimal: form.text('decimal') as Settings['decimal'],
    days: form.text('days') as Settings['days'],
    country: form.text('country').slice(0, 2),
  };
}
