// A chosen template of the account becomes the part that is sent: filled in, with the files that stand in it.
import type { TemplatePart } from '../contract/part.ts';
import type { Template, TemplateFile } from '../contract/template.ts';
import { reason, type Reason } from '../contract/reason.ts';
import { fillTemplate, templateObstacle } from '../contract/template-filling.ts';
import type { ChosenAttachment, StoredFile } from './attachments.ts';
import type { LiveAccount } from './rooms.ts';

/** A template of the account with what stands for its placeholders, by key of the parameter. */
export interface TemplateChoice {
  name: string;
  language: string;
  values: Record<string, string>;
  /** Ids of attachments, which are among `attachmentIds`. */
  files?: Record<string, number>;
  /** Files that are kept already, in place of attachments. */
  stored?: Record<string, StoredFile>;
}

/** Asks the plugin, so never inside of `write`. */
export async function templatePart(
  { connection }: LiveAccount,
  choice: TemplateChoice,
  attachments: ChosenAttachment[],
): Promise<{ part: TemplatePart } | { refused: Reason }> {
  const all = (await connection.templates?.()) ?? [];
  const found = templateAmong(all, choice);
  if (!found) return { refused: noTemplate(choice) };
  const obstacle = templateObstacle(found);
  if (obstacle) return { refused: obstacle };
  const filled = fillTemplate(found, { values: choice.values, files: filesOf(choice, attachments) });
  return 'part' in filled ? filled : { refused: Object.values(filled.faults)[0]! };
}

export function templateAmong(all: Template[], { name, language }: Pick<TemplateChoice, 'name' | 'language'>) {
  return all.find((one) => one.name === name && one.language === language);
}

function filesOf(
  { files = {}, stored = {} }: TemplateChoice,
  attachments: ChosenAttachment[],
): Record<string, TemplateFile> {
  const fileOf = ({ fileId, name, type: mimeType, bytes }: StoredFile) => ({ fileId, name, mimeType, bytes });
  return Object.fromEntries([
    ...Object.entries(stored).map(([key, one]) => [key, fileOf(one)] as const),
    ...Object.entries(files).flatMap(([key, id]) => {
      const one = attachments.find((attachment) => attachment.id === id);
      return one ? [[key, fileOf(one)] as const] : [];
    }),
  ]);
}

export function noTemplate({ name, language }: Pick<TemplateChoice, 'name' | 'language'>): Reason {
  const params = { name: name.slice(0, 200), language: language.slice(0, 20) };
  return reason('outbound.no_template', `There is no template “${params.name}” (${params.language}).`, params);
}
