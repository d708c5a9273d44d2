// A template filled in: what fits becomes a part, what does not is named by its parameter. Pure.
import type { TemplatePart } from './part.ts';
import { reason, type Reason } from './reason.ts';
import type { Template, TemplateFace, TemplateFile, TemplateParameter } from './template.ts';

export interface TemplateGiven {
  values: Record<string, string>;
  files?: Record<string, TemplateFile>;
}

/** What is wrong, by key of the parameter; the empty key for the template as a whole. */
export type TemplateFaults = Record<string, Reason>;

/** Why nobody can send it now; null for those that can be chosen. */
export function templateObstacle({ name, status, why }: Template): Reason | null {
  if (status === 'approved') return why ?? null;
  return why ?? reason(`template.${status}`, `The template ${name} is not approved: it is ${status}.`, { name });
}

export function fillTemplate(
  template: Template,
  given: TemplateGiven,
): { part: TemplatePart } | { faults: TemplateFaults } {
  const obstacle = templateObstacle(template);
  const faults: TemplateFaults = { ...(obstacle && { '': obstacle }) };
  const values: Record<string, string> = {};
  const files: Record<string, TemplateFile> = {};
  for (const parameter of template.parameters) {
    const { key } = parameter;
    const file = own(given.files, key);
    const value = own(given.values, key)?.trim() || parameter.preset || '';
    const fault = isFile(parameter) ? fileFault(parameter, file) : valueFault(parameter, value);
    if (fault) faults[key] = fault;
    else if (file && isFile(parameter)) files[key] = file;
    else if (value !== '') values[key] = value;
  }
  for (const key of [...Object.keys(given.values), ...Object.keys(given.files ?? {})])
    if (!template.parameters.some((one) => one.key === key)) faults[key] = unknownFault(key);
  const { shown, cards } = filledFaces(template, values);
  if (template.maximum !== undefined && shown.body.length > template.maximum) faults[''] ??= tooLong(template.maximum);
  if (Object.keys(faults).length > 0) return { faults };
  const { name, language } = template;
  const part: TemplatePart = { type: 'template', name, language, values, preview: shown.body, shown };
  if (Object.keys(files).length > 0) part.files = files;
  if (cards.length > 0) part.cards = cards;
  return { part };
}

/** As it reads with these values; what is still open stays as `{{key}}`. */
export function filledFaces(
  { header, notice, body, footer, buttons, cards }: Template,
  values: Record<string, string>,
) {
  const filled = (words: string) => words.replace(/\{\{([\w.]+)\}\}/g, (open, key: string) => own(values, key) || open);
  const faceOf = (face: TemplateFace): TemplateFace => ({
    ...(face.header && {
      header: { ...face.header, ...(face.header.text !== undefined && { text: filled(face.header.text) }) },
    }),
    ...(face.notice && { notice: face.notice }),
    body: filled(face.body),
    ...(face.footer && { footer: face.footer }),
    buttons: face.buttons.map((one) => ({ ...one, ...(one.target && { target: filled(one.target) }) })),
  });
  return { shown: faceOf({ header, notice, body, footer, buttons }), cards: cards.map(faceOf) };
}

export function isFile({ kind }: Pick<TemplateParameter, 'kind'>): boolean {
  return kind === 'image' || kind === 'video' || kind === 'file';
}

function own<T>(record: Record<string, T> | undefined, key: string): T | undefined {
  return record && Object.hasOwn(record, key) ? record[key] : undefined;
}

/** What people call it: its place besides its name, where the name alone would not do. */
function called({ name, place, card }: TemplateParameter): string {
  const within = place === 'body' ? name : `${place} ${name}`;
  return card === undefined ? within : `${card + 1}. ${within}`;
}

const NOT_ONE_LINE = /[\n\r\t]| {5}/;

function valueFault(parameter: TemplateParameter, value: string): Reason | null {
  const placeholder = called(parameter);
  const { maximum: most } = parameter;
  if (value === '')
    return parameter.optional
      ? null
      : reason('template.value_missing', `Nothing is given for ${placeholder}.`, { placeholder });
  if (parameter.kind === 'number' && !/^-?\d{1,12}(\.\d{1,12})?$/.test(value))
    return reason('template.no_number', `${placeholder} must be a number.`, { placeholder });
  if (parameter.oneLine && NOT_ONE_LINE.test(value)) {
    const text = `${placeholder} may hold neither line breaks nor tabs, nor more than four spaces in a row.`;
    return reason('template.not_one_line', text, { placeholder });
  }
  if (most !== undefined && value.length > most)
    return reason('template.value_too_long', `${placeholder} may have ${most} characters.`, { placeholder, most });
  return null;
}

function fileFault(parameter: TemplateParameter, file: TemplateFile | undefined): Reason | null {
  const placeholder = called(parameter);
  if (!file)
    return parameter.optional
      ? null
      : reason('template.file_missing', `A file is missing for ${placeholder}.`, { placeholder });
  const { name } = file;
  const { types, maximum: most } = parameter;
  if (types && !types.includes(file.mimeType)) {
    const text = `${name} is of a type that does not go there: ${types.join(', ')} do.`;
    return reason('template.file_type', text, { name, types: types.join(', ') });
  }
  if (most !== undefined && file.bytes > most)
    return reason('template.file_too_large', `${name} is larger than ${megabytes(most)} MB.`, {
      name,
      most: megabytes(most),
    });
  return null;
}

const megabytes = (bytes: number): number => Math.round((bytes / (1024 * 1024)) * 10) / 10;

function unknownFault(key: string): Reason {
  const placeholder = key.slice(0, 100);
  return reason('template.value_unknown', `The template leaves nothing open that is called ${placeholder}.`, {
    placeholder,
  });
}

function tooLong(most: number): Reason {
  return reason('template.too_long', `Filled in, its text has more than ${most} characters. Shorten what you give.`, {
    most,
  });
}
