// What a message said becomes a draft: taken back before it left, or passed on to somebody else.
import type { Reason } from '../contract/reason.ts';
import type { MediaKind } from '../contract/part.ts';
import type { DraftPlace, ThreadItem } from '../conversations/conversations.ts';
import type { DraftBody } from '../database/entities/conversation.ts';
import type { TemplatePart } from '../contract/part.ts';
import { asParagraphs } from './composing.ts';
import { withPictures } from './present/parts.ts';
import type { WebParts } from './rooms.ts';

export interface MessageFile {
  kind: MediaKind;
  name: string;
  type: string;
  bytes: number;
  fileId: number;
  contentId: string | null;
  held: Reason | null;
}

/** The stored files of a message; those still being fetched are left out. */
export function filesOfMessage({ attachments }: Pick<ThreadItem, 'attachments'>): MessageFile[] {
  return attachments.flatMap(({ kind, name, type, bytes, fileId, contentId, held }) =>
    fileId === null ? [] : [{ kind: kind as MediaKind, name, type, bytes, fileId, contentId, held }],
  );
}

/** Saves the draft with copies of the files; `cid:` links in its HTML lead to them. `body` gets what stood there. */
export async function fillDraft(
  { rooms }: WebParts,
  place: DraftPlace,
  files: MessageFile[],
  body: (before: DraftBody | undefined) => DraftBody,
): Promise<void> {
  const { drafts } = rooms.conversations;
  const full = body((await drafts.get(place))?.body);
  const draft = await drafts.save(place, full);
  const kept = [];
  for (const file of files) kept.push(await drafts.attach(draft.id, { ...file, inline: false }));
  if (full.html && kept.length > 0) await drafts.save(place, { ...full, html: withPictures(full.html, kept) });
}

/** One that was taken back is filled in again as it was; the picker begins with it. */
export async function templateIntoDraft(
  { rooms }: WebParts,
  place: DraftPlace,
  { name, language, values, files = {} }: TemplatePart,
  stored: MessageFile[],
  accountId: number,
): Promise<void> {
  const { drafts } = rooms.conversations;
  const all = (await rooms.outbound.templates(accountId))?.templates ?? [];
  const found = all.find((one) => one.name === name && one.language === language);
  if (!found) return;
  const draft = await drafts.save(place, { template: { id: found.id, values } });
  const kept: Record<string, number> = {};
  for (const [key, { fileId }] of Object.entries(files)) {
    const file = stored.find((one) => one.fileId === fileId);
    if (file) kept[key] = Number((await drafts.attach(draft.id, { ...file, inline: false })).id);
  }
  await drafts.save(place, { template: { id: found.id, values, files: kept } });
}

type Words = Pick<DraftBody, 'text' | 'html'>;

/** Both one after the other, with the styles of either. */
export function joined(first: Words, second: Words): Words {
  const isEmpty = ({ text, html }: Words) => !text?.trim() && !html;
  if (isEmpty(first) || isEmpty(second)) return isEmpty(first) ? second : first;
  const asHtml = ({ text = '', html }: Words) => html || asParagraphs(text);
  return {
    text: `${first.text ?? ''}\n\n${second.text ?? ''}`,
    html: first.html || second.html ? asHtml(first) + asHtml(second) : undefined,
  };
}
