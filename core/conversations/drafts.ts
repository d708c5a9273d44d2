// What people are writing: drafts with their attachments, saved as they type.
import type { DraftBody } from '../database/entities/conversation.ts';
import type { NewAttachment } from './shapes.ts';
import type { ShownAttachment } from './thread.ts';

export type DraftKind = 'reply' | 'comment' | 'new';

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
