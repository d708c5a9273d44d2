// What a page can listen to: `list:3:open`, `list:all:mine`, `view:7`, `conversation:12`, `user:7`.
import { may, type Viewer } from '../accounts/accounts.ts';
import type { ListName } from '../conversations/conversations.ts';
import type { ListPlace } from './port.ts';

export type Topic =
  | { kind: 'list'; place: ListPlace }
  | { kind: 'conversation'; conversationId: number }
  /** What concerns one person alone: notifications, own presence, own numbers. */
  | { kind: 'user'; userId: number };

const LISTS = 'unassigned|mine|open|snoozed|closed|sent|spam|trash|all';
const LIST = new RegExp(`^list:(all|[1-9]\\d{0,14}):(${LISTS})$`);
const VIEW = /^view:([1-9]\d{0,8})$/;
const OTHER = /^(conversation|user):([1-9]\d{0,14})$/;

/** Null for what nobody can listen to. */
export function readTopic(name: string): Topic | null {
  const list = LIST.exec(name);
  if (list) {
    const inboxId = list[1] === 'all' ? 0 : Number(list[1]);
    return { kind: 'list', place: { inboxId, list: list[2] as ListName } };
  }
  const view = VIEW.exec(name);
  if (view) return { kind: 'list', place: { inboxId: 0, list: 'all', viewId: Number(view[1]) } };
  const other = OTHER.exec(name);
  if (!other) return null;
  const id = Number(other[2]);
  return other[1] === 'user' ? { kind: 'user', userId: id } : { kind: 'conversation', conversationId: id };
}

export function conversationTopic(conversationId: number): string {
  return `conversation:${conversationId}`;
}

export function userTopic(userId: number): string {
  return `user:${userId}`;
}

/** Whether the person sees conversations of the inbox; null stands for all inboxes together, of which they see theirs. */
export function sees(viewer: Viewer, inboxId: number | null): boolean {
  return may(viewer, 'conversation.read', { inboxId });
}
