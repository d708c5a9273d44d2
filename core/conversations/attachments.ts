// Attachments: rows beside a message or a draft, and what becomes of files that come later.
import type { Reason } from '../contract/reason.ts';
import { insert, patch } from '../database/columns.ts';
import { toJson } from '../database/rows.ts';
import { publicId } from '../kernel/ids.ts';
import { notFound } from '../kernel/errors.ts';
import type { StoredPart } from '../database/entities/message.ts';
import { holdArrival } from './holding.ts';
import { json, type Row } from './rows.ts';
import { tellMessageChanged } from './telling.ts';
import type { Needs, NewAttachment, NewPart } from './shapes.ts';
import type { Intake } from './intake.ts';

/** Writes the attachment rows of a message and gives its parts as they are stored. */
export async function storeParts(needs: Needs, messageId: number, parts: NewPart[]): Promise<StoredPart[]> {
  const stored: StoredPart[] = [];
  let position = 0;
  for (const part of parts) {
    if (part.type !== 'media') {
      stored.push(part);
      continue;
    }
    const attachmentId = await insertAttachment(needs, part.attachment, { messageId, position: position++ });
    stored.push({
      type: 'media',
      attachmentId,
      ...(part.caption && { caption: part.caption }),
      ...(part.duration && { duration: part.duration }),
    });
  }
  return stored;
}

export async function insertAttachment(
  needs: Needs,
  attachment: NewAttachment,
  place: { messageId?: number; draftId?: number; position: number },
): Promise<number> {
  return insert(needs.database, 'attachment', {
    public_id: publicId(),
    message_id: place.messageId ?? null,
    draft_id: place.draftId ?? null,
    file_id: attachment.fileId ?? null,
    kind: attachment.kind,
    name: attachment.name,
    type: attachment.type,
    bytes: attachment.bytes,
    content_id: attachment.contentId ?? null,
    inline: attachment.inline ?? false,
    remote_ref: attachment.remoteRef ?? null,
    state: attachment.state ?? (attachment.fileId ? 'ready' : 'pending'),
    state_reason: json(attachment.stateReason),
    held: json(attachment.held),
    position: place.position,
    created_at: needs.clock.now(),
  });
}

/** The message says it as well, so that no list looks at its files. */
async function addReason(needs: Needs, messageId: number, held: Reason): Promise<void> {
  const { database } = needs;
  const row = await database.row<Row>('select details, arrival_id from message where id = ?', [messageId]);
  const details = toJson<{ held?: Reason[] }>(row!.details);
  const all = [...(details.held ?? []).filter(({ text }) => text !== held.text), held];
  await patch(database, 'message', messageId, { details: JSON.stringify({ ...details, held: all }) });
  if (row!.arrival_id) await holdArrival(needs, messageId, row!.arrival_id as number);
}

/** A file that was awaited is here, or will never come. */
export function createAttachmentArrived(needs: Needs): Intake['attachmentArrived'] {
  const { database } = needs;
  return (attachmentId, what) =>
    database.write(async () => {
      const row = await database.row<Row>('select message_id from attachment where id = ?', [attachmentId]);
      if (!row) throw notFound('attachment');
      if ('missing' in what) {
        await patch(database, 'attachment', attachmentId, { state: 'missing', state_reason: json(what.missing) });
      } else {
        await patch(database, 'attachment', attachmentId, {
          file_id: what.fileId,
          bytes: what.bytes,
          state: 'ready',
          state_reason: null,
          ...(what.type && { type: what.type }),
          ...(what.name && { name: what.name }),
          ...(what.held && { held: json(what.held) }),
        });
        if (what.held && row.message_id) await addReason(needs, row.message_id as number, what.held);
      }
      if (row.message_id) await tellMessageChanged(needs, row.message_id as number, 'desk', { attachmentId });
    });
}
