// The door to conversations: inboxes, taking messages in, what people do with them, lists, threads and drafts.
import { createAttachmentArrived } from './attachments.ts';
import { createBot } from './bot.ts';
import { createComments } from './comments.ts';
import { createDrafts, type Drafts } from './drafts.ts';
import { createFinding } from './finding.ts';
import { createHandling } from './handling.ts';
import { createHeldBack, type HeldBack } from './held.ts';
import { createInboxes } from './inbox-keeping.ts';
import type { Inboxes } from './inboxes.ts';
import { createLeaving } from './leaving.ts';
import { createLines, type Lines } from './lines.ts';
import { createLists } from './list-rows.ts';
import type { Lists } from './lists.ts';
import { createMessageChanges } from './message-changes.ts';
import { createMoving } from './moving.ts';
import { createNotifications, type Notifications } from './notifications.ts';
import { createPast, type Past } from './past.ts';
import { createPlaceholders } from './placeholders.ts';
import { createRatings } from './ratings.ts';
import { createReading } from './reading.ts';
import { createReattributing } from './reattributing.ts';
import { addParticipants, createRecording } from './recording.ts';
import { conversationById } from './rows.ts';
import { createTags } from './tags.ts';
import { createNotify } from './telling.ts';
import { createThread } from './thread-reading.ts';
import type { Thread } from './thread.ts';
import { createUndoing } from './undoing.ts';
import type { Commands } from './commands.ts';
import type { Intake } from './intake.ts';
import type { Needs } from './shapes.ts';

export type {
  Conversation,
  Done,
  Happening,
  Held,
  Message,
  Needs,
  NewAttachment,
  NewConversation,
  NewMessage,
  NewPart,
  Participant,
} from './shapes.ts';
export type { Commands } from './commands.ts';
export { conversationConditions } from './conditions.ts';
export { otherAuthorOf } from './reattributing.ts';
export { authorOf } from './rows.ts';
export { reasonsOf } from './held.ts';
export type { Intake } from './intake.ts';
export type { Line, LinePlace } from './lines.ts';
export type { Inboxes, InboxFacts, Member, SenderRule } from './inboxes.ts';
export type { Called, ListCounts, ListName, ListQuery, ListRow, Lists } from './lists.ts';
export type { Notification, Notifications } from './notifications.ts';
export type { Author, ShownAttachment, ShownDelivery, Thread, ThreadHead, ThreadItem } from './thread.ts';
export type { DraftKind, DraftPlace, Drafts, SavedDraft } from './drafts.ts';

export interface Conversations extends Intake, Commands, Lines {
  inboxes: Inboxes;
  lists: Lists;
  thread: Thread;
  drafts: Drafts;
  notifications: Notifications;
  past: Past;
  held: HeldBack;
}

/** Builds the room. It handles jobs of kind `conversation.wake` by itself. */
export function createConversations(needs: Needs): Conversations {
  return {
    ...createFinding(needs),
    ...createRecording(needs),
    ...createMessageChanges(needs),
    ...createPlaceholders(needs),
    ...createBot(needs),
    ...createRatings(needs),
    ...createLines(needs),
    ...createLeaving(needs),
    ...createReading(needs),
    ...createHandling(needs),
    ...createTags(needs),
    ...createMoving(needs),
    ...createUndoing(needs),
    ...createComments(needs),
    ...createReattributing(needs),
    addParticipants: (conversationId, people) =>
      needs.database.write(async () => {
        const conversation = await conversationById(needs.database, conversationId);
        if (conversation) await addParticipants(needs, conversationId, conversation.accountId, people);
      }),
    attachmentArrived: createAttachmentArrived(needs),
    notify: createNotify(needs),
    inboxes: createInboxes(needs),
    lists: createLists(needs),
    thread: createThread(needs),
    drafts: createDrafts(needs),
    notifications: createNotifications(needs),
    past: createPast(needs),
    held: createHeldBack(needs),
  };
}
