// Templates as pages show them: the list to choose from, the fields of one, what the phone will show.
import type { Template, TemplateFace, TemplateFile, TemplateParameter } from '../../contract/template.ts';
import { filledFaces, isFile, templateObstacle, type TemplateFaults } from '../../contract/template-filling.ts';
import type { Entry } from '../../library/library.ts';
import type {
  TemplateChoiceOption,
  TemplateFaceModel,
  TemplateField,
  TemplateOption,
  TemplatePick,
  TemplatePreview,
} from '../models/templates.ts';
import { languageName } from './contacts.ts';
import { channelText, reasonText, text, type Present } from './marks.ts';

export interface TemplateQuery {
  q?: string;
  language?: string;
  category?: string;
}

const MOST = 60;

/** Those that can be sent first; every word stands somewhere in it. What does not fit into the list is counted. */
export function templateOptions(
  present: Present,
  channel: string,
  all: Template[],
  { q = '', language, category }: TemplateQuery,
  hrefOf: (template: Template) => string,
): Pick<TemplatePick, 'options' | 'more'> {
  const words = q.slice(0, 200).toLowerCase().split(/\s+/).filter(Boolean);
  const found = all.filter((one) => {
    const said = `${one.name.replaceAll('_', ' ')} ${one.name} ${one.header?.text ?? ''} ${one.body}`.toLowerCase();
    const fits = (wanted: string | undefined, own: string) => !wanted || wanted === own;
    return fits(language, one.language) && fits(category, one.category) && words.every((word) => said.includes(word));
  });
  const obstacleOf = (one: Template) => {
    const obstacle = templateObstacle(one);
    return obstacle ? reasonText(present, obstacle, channel) : null;
  };
  const able = (one: Template) => Number(obstacleOf(one) !== null);
  const shown = found.toSorted((one, other) => able(one) - able(other)).slice(0, MOST);
  const options = shown.map((one): TemplateOption => {
    const why = obstacleOf(one);
    const about = [categoryName(present, channel, one.category), tongue(present, one.language)];
    return {
      name: one.name,
      detail: about.filter(Boolean).join(' · '),
      body: shortened(readable(one, one.body)),
      ...(why ? { why } : { href: hrefOf(one) }),
    };
  });
  return { options, more: found.length - shown.length || undefined };
}

const shortened = (words: string) => (words.length > 140 ? `${words.slice(0, 139)}…` : words);

/** Placeholders by their names instead of keys. */
function readable({ parameters }: Template, words: string): string {
  return words.replace(
    /\{\{([\w.]+)\}\}/g,
    (_, key: string) => `[${parameters.find((one) => one.key === key)?.name ?? key}]`,
  );
}

function tongue(present: Present, language: string): string {
  return languageName(present, language.replaceAll('_', '-'));
}

function categoryName(present: Present, channel: string, category: string): string {
  return channelText(present, channel, `template.category.${category}`) ?? category;
}

export function templateFilters(present: Present, channel: string, all: Template[], query: TemplateQuery) {
  const options = (own: (one: Template) => string, name: (value: string) => string, current: string | undefined) =>
    [...new Set(all.map(own))]
      .filter(Boolean)
      .map((value): TemplateChoiceOption => ({ value, label: name(value), current: value === current || undefined }))
      .toSorted((one, other) => one.label.localeCompare(other.label, present.language));
  return {
    languages: options(
      (one) => one.language,
      (value) => tongue(present, value),
      query.language,
    ),
    categories: options(
      (one) => one.category,
      (value) => categoryName(present, channel, value),
      query.category,
    ),
  };
}

/** How fields are called in a form. */
export const fieldName = (key: string): string => `v.${key}`;

export interface TypedTemplate {
  values: Record<string, string>;
  files: Record<string, TemplateFile>;
  faults?: TemplateFaults;
}

export function templateFields(
  present: Present,
  channel: string,
  { parameters }: Template,
  { values, files, faults = {} }: TypedTemplate,
  entries: Entry[],
): TemplateField[] {
  const asked = parameters.filter(({ preset }) => preset === undefined);
  const focused = asked.find(({ key }) => faults[key]) ?? asked[0];
  return asked.map((parameter): TemplateField => {
    const { key, kind, example, optional, types, maximum } = parameter;
    const name = fieldName(key);
    const common = {
      ...{ id: `template-${key.replaceAll('.', '-')}`, name, entryName: `${name}.entry` },
      label: parameterName(present, channel, parameter),
      required: !optional || undefined,
      error: faults[key] && reasonText(present, faults[key], channel),
      focus: parameter === focused || undefined,
    };
    if (!isFile(parameter)) {
      const help = example && text(present, 'template.example', { example });
      return { ...common, kind: kind === 'number' ? 'number' : 'text', value: values[key], help, maximum };
    }
    const fitting = entries.filter(({ file }) => file && (!types || types.includes(file.type)));
    return {
      ...common,
      kind: 'file',
      accept: types?.join(','),
      file: files[key]?.name,
      entries: fitting.map((entry) => ({
        value: String(entry.id),
        label: entry.title,
        current: (files[key] && files[key].fileId === entry.file!.fileId) || undefined,
      })),
    };
  });
}

/** Within its place: `Header: day`, `Card 2, button “Book”`. */
function parameterName(present: Present, channel: string, parameter: TemplateParameter): string {
  const { name, kind, place, card, key, meaning } = parameter;
  const own = meaning && channelText(present, channel, `template.value.${meaning}`, { name });
  const called = isFile({ kind })
    ? text(present, `template.file.${kind}`)
    : place === 'header' && /\.(latitude|longitude|name|address)$/.test(key)
      ? text(present, `template.place.${key.split('.').at(-1)!}`)
      : name;
  const within = own ?? text(present, `template.in.${place}`, { name: called });
  return card === undefined ? within : text(present, 'template.in.card', { card: card + 1, name: within });
}

export function templatePreview(
  present: Present,
  channel: string,
  template: Template,
  { values, files, faults }: TypedTemplate,
): TemplatePreview {
  const open = template.parameters.map(({ key, name, preset }) => [key, values[key]?.trim() || preset || `[${name}]`]);
  const filled = filledFaces(template, Object.fromEntries(open) as Record<string, string>);
  const whole = faults?.[''];
  return {
    name: template.name,
    face: faceModel(present, filled.shown, files),
    cards: filled.cards.map((card) => faceModel(present, card, files)),
    banner: whole && { text: reasonText(present, whole, channel) },
  };
}

const ICONS = { image: 'image', video: 'video', file: 'file', location: 'pin', product: 'tag' } as const;
const BUTTON_ICONS = {
  reply: 'undo',
  link: 'link',
  phone: 'phone',
  code: 'copy',
  form: 'form',
  other: 'right',
} as const;

export function faceModel(
  present: Present,
  { header, notice, body, footer, buttons }: TemplateFace,
  files: Record<string, Pick<TemplateFile, 'name'>> = {},
): TemplateFaceModel {
  return {
    header: header && {
      icon: header.kind === 'text' ? undefined : ICONS[header.kind],
      text: header.text ?? files[header.key ?? '']?.name ?? text(present, `template.file.${header.kind}`),
    },
    notice,
    body,
    footer,
    buttons: buttons.map(({ kind, label, target }) => ({ icon: BUTTON_ICONS[kind], label, target })),
  };
}
