// What people do with conversations: every verb writes what happened and can be undone.
import type { Reason } from '../contract/reason.ts';
import type { Actor } from '../events/events.ts';
import type { Done, Message } from './shapes.ts';

export interface Commands {
  close(conversationId: number, actor: Actor, reason?: Reason | null): Promise<Done>;
  reopen(conversationId: number, actor: Actor, reason?: Reason | null): Promise<Done>;
  /** Until then it is out of the way; an answer of the customer wakes it earlier. */
  snooze(conversationId: number, until: Date, actor: Actor): Promise<Done>;
  /** Wakes a snoozed conversation now. */
  wake(conversationId: number, actor: Actor): Promise<Done>;
  /**
   * To a person, a team, both, or nobody (both null). The reason is shown to people; who did not take it is told.
   * `decision` is how routing came to it: with one, nobody means that it waits for somebody.
   */
  assign(
    conversationId: number,
    to: { userId?: number | null; teamId?: number | null },
    reason: Reason | null,
    actor: Actor,
    decision?: object | null,
  ): Promise<Done>;
  moveToInbox(conversationId: number, inboxId: number, actor: Actor): Promise<Done>;
  /** By name, made when unknown; `colour` (1–5) only for a new one. */
  tag(conversationId: number, name: string, actor: Actor, colour?: number): Promise<Done>;
  untag(conversationId: number, name: string, actor: Actor): Promise<Done>;
  rename(conversationId: number, subject: string, actor: Actor): Promise<Done>;
  /**
   * The other person a forwarded message names counts as its author (EM-17), and the conversation is with their contact.
   * Throws a conflict `no_other_author` when the message names nobody.
   */
  reattribute(conversationId: number, messageId: number, contactId: number, actor: Actor): Promise<Done>;
  /** Says in the thread that its words were mailed there. */
  transcriptSent(conversationId: number, address: string, actor: Actor): Promise<Done>;
  spam(conversationId: number, actor: Actor, reason?: Reason | null): Promise<Done>;
  notSpam(conversationId: number, actor: Actor): Promise<Done>;
  trash(conversationId: number, actor: Actor): Promise<Done>;
  restore(conversationId: number, actor: Actor): Promise<Done>;
  /** All messages of `fromId` join `intoId`; `fromId` stays as a sign that leads there. */
  merge(intoId: number, fromId: number, actor: Actor): Promise<Done>;
  /** The messages become a conversation of their own. At least one must stay behind. */
  split(conversationId: number, messageIds: number[], actor: Actor): Promise<Done & { conversationId: number }>;
  /** The messages, all of one conversation, join another; when none stays behind, this is a merge. */
  moveMessages(messageIds: number[], toConversationId: number, actor: Actor): Promise<Done>;
  /** EM-14: a stranger's conversation joins the one it quotes, or stands by itself. */
  acceptStranger(conversationId: number, how: 'join' | 'apart', actor: Actor): Promise<Done>;
  /**
   * One step for many conversations. Others have their turn in between; when a command throws or the process dies,
   * what was done is undone.
   */
  bulk(conversationIds: number[], actor: Actor, command: (conversationId: number) => Promise<Done>): Promise<Done>;
  /** An internal note. Mentioned users are told. The HTML is cleaned here. Of one form (`formKey`) it is written once; `besides` is done with it. */
  comment(
    conversationId: number,
    userId: number,
    html: string,
    mentionedUserIds?: number[],
    formKey?: string | null,
    besides?: (messageId: number) => Promise<void>,
  ): Promise<Message>;
  /** Up to a message; without one, up to the newest. Mentions up to there count as seen. */
  markRead(conversationId: number, userId: number, messageId?: number): Promise<void>;
  /** As if the newest message had not been seen yet. */
  markUnread(conversationId: number, userId: number): Promise<void>;
  /**
   * Gives back what a step changed. What has been changed again since stays as it is; when messages have since gone
   * elsewhere it throws a conflict `undo_outdated`, a second time `undo_used`; `not_found` for a step of somebody else.
   */
  undo(stepPublicId: string, actor: Actor): Promise<void>;
  /** Conversations that undoing the step would change. */
  undoTouches(stepPublicId: string): Promise<number[]>;
}
