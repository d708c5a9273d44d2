// A filled-in form of a template: what was typed with what is known put in, its files kept in a draft meanwhile.
import type { Viewer } from '../accounts/accounts.ts';
import type { Template, TemplateFile } from '../contract/template.ts';
import { reason } from '../contract/reason.ts';
import { fillTemplate, isFile, type TemplateFaults } from '../contract/template-filling.ts';
import { fillText, type TokenValues } from '../library/library.ts';
import { kindOfFile, type TemplateChoice } from '../outbound/outbound.ts';
import type { PartForm } from './multipart.ts';
import { fieldName } from './present/templates.ts';
import type { WebParts } from './rooms.ts';
import type { TemplatePlace } from './template-place.ts';

export interface TemplateForm {
  /** As typed, to be shown again. */
  typed: Record<string, string>;
  /** With what is known in place of `{{firstName}}` and the like. */
  values: Record<string, string>;
  files: Record<string, TemplateFile>;
  faults: TemplateFaults;
  choice: TemplateChoice;
  attachmentIds: number[];
}

/** What is known for tokens there. */
export function knownAt(
  { rooms }: WebParts,
  viewer: Viewer,
  { head, contactName }: TemplatePlace,
): Promise<TokenValues> {
  return rooms.library.values(viewer, head?.id ?? null, contactName);
}

/** Files that came along are kept, so that they are there when the form is shown again; not while one types. */
export async function readTemplateForm(
  parts: WebParts,
  viewer: Viewer,
  place: TemplatePlace,
  template: Template,
  form: PartForm,
  typing = false,
): Promise<TemplateForm> {
  const asked = template.parameters.filter(({ preset }) => preset === undefined);
  const typed = Object.fromEntries(
    asked.flatMap((one) => (isFile(one) ? [] : [[one.key, form.text(fieldName(one.key)).slice(0, 5000)]])),
  ) as Record<string, string>;
  await keepTyped(parts, viewer, place, template, typing ? null : form, typed);
  return wholeOf(parts, viewer, place, template, typed);
}

/** As it was left: what was typed and the files that were kept, if it was this template. */
export async function leftTemplateForm(
  parts: WebParts,
  viewer: Viewer,
  place: TemplatePlace,
  template: Template,
): Promise<TemplateForm> {
  const draft = await parts.rooms.conversations.drafts.get(place.draft);
  const left = draft?.body.template;
  const typed = left?.id === template.id ? left.values : guesses(template);
  return { ...(await wholeOf(parts, viewer, place, template, typed)), faults: {} };
}

async function wholeOf(
  parts: WebParts,
  viewer: Viewer,
  place: TemplatePlace,
  template: Template,
  typed: Record<string, string>,
): Promise<TemplateForm> {
  const known = await knownAt(parts, viewer, place);
  const faults: TemplateFaults = {};
  const values: Record<string, string> = {};
  for (const [key, words] of Object.entries(typed)) {
    const { text, missing } = fillText(words, known);
    values[key] = text;
    const tokens = missing.join(', ');
    if (tokens)
      faults[key] = reason('template.unfilled', `Nothing is known for ${tokens}: write it yourself.`, { tokens });
  }
  const { files, ids } = await keptFiles(parts, place, template);
  const filled = fillTemplate(template, { values, files });
  const { name, language } = template;
  return {
    typed,
    values,
    files,
    faults: { ...('faults' in filled && filled.faults), ...faults },
    choice: { name, language, values, files: ids },
    attachmentIds: Object.values(ids),
  };
}

async function keptFiles({ rooms }: WebParts, place: TemplatePlace, template: Template) {
  const draft = await rooms.conversations.drafts.get(place.draft);
  const kept = draft?.body.template?.id === template.id ? (draft.body.template.files ?? {}) : {};
  const files: Record<string, TemplateFile> = {};
  const ids: Record<string, number> = {};
  for (const [key, id] of Object.entries(kept)) {
    const one = draft!.attachments.find((attachment) => attachment.id === id);
    const row =
      one &&
      (await rooms.database.row<{ fileId: number }>('select file_id as "fileId" from attachment where id = ?', [id]));
    if (!one || !row) continue;
    files[key] = { fileId: row.fileId, name: one.name, mimeType: one.type, bytes: one.bytes };
    ids[key] = id;
  }
  return { files, ids };
}

async function keepTyped(
  parts: WebParts,
  viewer: Viewer,
  place: TemplatePlace,
  template: Template,
  form: PartForm | null,
  values: Record<string, string>,
): Promise<void> {
  const { drafts } = parts.rooms.conversations;
  const before = (await drafts.get(place.draft))?.body.template;
  const { id } = template;
  const files = before?.id === id ? { ...before.files } : {};
  const draft = await drafts.save(place.draft, { template: { id, values, files } });
  if (!form) return;
  for (const parameter of template.parameters.filter(isFile)) {
    const name = fieldName(parameter.key);
    const came =
      form.files.find(({ field }) => field === name) ?? (await entryFile(parts, viewer, form.number(`${name}.entry`)));
    if (!came) continue;
    if (files[parameter.key]) await drafts.detach(draft.id, files[parameter.key]!);
    files[parameter.key] = Number((await drafts.attach(draft.id, came)).id);
  }
  await drafts.save(place.draft, { template: { id, values, files } });
}

/** A document of the library instead of an upload. */
async function entryFile({ rooms }: WebParts, viewer: Viewer, id: number) {
  if (!Number.isSafeInteger(id)) return null;
  const file = await rooms.library.entries.fileOf(viewer, id);
  if (!file) return null;
  await rooms.library.entries.used(id);
  return { ...file, kind: kindOfFile(file.type) };
}

/** Placeholders that bear the name of something known begin with it. */
const GUESSED: Record<string, string> = {
  firstname: 'firstName',
  lastname: 'lastName',
  name: 'name',
  customername: 'name',
  agent: 'agent',
  agentname: 'agent',
  company: 'workspace',
  ticket: 'number',
  ticketnumber: 'number',
};

function guesses({ parameters }: Template): Record<string, string> {
  const named = parameters.flatMap(({ key, kind, name, place }) => {
    const token = kind === 'text' && place !== 'button' ? GUESSED[name.toLowerCase().replaceAll('_', '')] : undefined;
    return token ? [[key, `{{${token}}}`]] : [];
  });
  return Object.fromEntries(named) as Record<string, string>;
}
