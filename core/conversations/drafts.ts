// What people are writing: drafts with their attachments, saved as they type.
import type { DraftBody } from '../database/entities/conversation.ts';
import { toDate, toJson } from '../database/rows.ts';
import { notFound } from '../kernel/errors.ts';
import { insertAttachment } from './attachments.ts';
import { attachmentsOf } from './beside.ts';
import type { Row } from './rows.ts';
import type { Needs, NewAttachment } from './shapes.ts';
import type { ShownAttachment } from './thread.ts';

/** `template`: one that is being filled in, whether or not there is a conversation yet. */
export type DraftKind = 'reply' | 'comment' | 'new' | 'template';

export interface DraftPlace {
  userId: number;
  /** Null for a new conversation. */
  conversationId: number | null;
  kind: DraftKind;
}

export interface SavedDraft extends DraftPlace {
  id: number;
  body: DraftBody;
  /** The newest message the person had seen when starting to write (RE-9). */
  seenMessageId: number | null;
  updatedAt: Date;
  attachments: ShownAttachment[];
}

export interface Drafts {
  /** One draft per person, conversation and kind; `seenMessageId` is taken only when the draft begins, or when given. */
  save(place: DraftPlace, body: DraftBody, seenMessageId?: number | null): Promise<SavedDraft>;
  get(place: DraftPlace): Promise<SavedDraft | null>;
  /** All drafts of a person, newest first. */
  of(userId: number): Promise<SavedDraft[]>;
  discard(place: DraftPlace): Promise<void>;
  /** Adds a stored file to a draft. */
  attach(draftId: number, attachment: NewAttachment): Promise<ShownAttachment>;
  detach(draftId: number, attachmentId: number): Promise<void>;
}

export function createDrafts(needs: Needs): Drafts {
  const { database } = needs;
  return {
    get: (place) => draftAt(needs, place),
    save: (place, body, seenMessageId) => database.write(() => save(needs, place, body, seenMessageId)),
    async of(userId) {
      const drafts = await whole(needs, await database.rows<Row>('select * from draft where user_id = ?', [userId]));
      return drafts.sort((one, other) => other.updatedAt.getTime() - one.updatedAt.getTime() || other.id - one.id);
    },
    discard: (place) =>
      database.write(async () => {
        const row = await database.row<{ id: number }>(`delete from draft where ${AT} returning id`, at(place));
        if (row) await database.run('delete from attachment where draft_id = ? and message_id is null', [row.id]);
      }),
    attach: (draftId, attachment) => database.write(() => attach(needs, draftId, attachment)),
    detach: (draftId, attachmentId) =>
      database.run('delete from attachment where id = ? and draft_id = ?', [attachmentId, draftId]),
  };
}

async function draftAt(needs: Needs, place: DraftPlace): Promise<SavedDraft | null> {
  const row = await needs.database.row<Row>(`select * from draft where ${AT}`, at(place));
  return row ? (await whole(needs, [row]))[0]! : null;
}

async function save(
  needs: Needs,
  place: DraftPlace,
  body: DraftBody,
  seenMessageId: number | null | undefined,
): Promise<SavedDraft> {
  await needs.database.run(
    `insert into draft (user_id, conversation_id, kind, body, seen_message_id, updated_at) values (?, ?, ?, ?, ?, ?)
     on conflict (user_id, coalesce(conversation_id, 0), kind) do update set body = excluded.body,
       seen_message_id = ${given(seenMessageId)}, updated_at = excluded.updated_at`,
    [place.userId, place.conversationId, place.kind, JSON.stringify(body), seenMessageId ?? null, needs.clock.now()],
  );
  return (await draftAt(needs, place))!;
}

function given(seenMessageId: number | null | undefined): string {
  return seenMessageId === undefined ? 'draft.seen_message_id' : 'excluded.seen_message_id';
}

async function attach(needs: Needs, draftId: number, attachment: NewAttachment): Promise<ShownAttachment> {
  const held = await needs.database.row<{ last: number | null }>(
    `select (select max(position) from attachment where draft_id = draft.id) as last from draft where id = ?`,
    [draftId],
  );
  if (!held) throw notFound('draft');
  const id = await insertAttachment(needs, attachment, { draftId, position: (held.last ?? -1) + 1 });
  const all = await attachmentsOf(needs, 'draft_id', [draftId]);
  return all.get(draftId)!.find((one) => one.id === id)!;
}

const AT = 'user_id = ? and coalesce(conversation_id, 0) = ? and kind = ?';

function at(place: DraftPlace): unknown[] {
  return [place.userId, place.conversationId ?? 0, place.kind];
}

async function whole(needs: Needs, rows: Row[]): Promise<SavedDraft[]> {
  const attachments = await attachmentsOf(
    needs,
    'draft_id',
    rows.map((row) => row.id as number),
  );
  return rows.map((row) => ({
    id: row.id as number,
    userId: row.user_id as number,
    conversationId: row.conversation_id as number | null,
    kind: row.kind as DraftKind,
    body: toJson(row.body),
    seenMessageId: row.seen_message_id as number | null,
    updatedAt: toDate(row.updated_at),
    attachments: attachments.get(row.id as number) ?? [],
  }));
}
