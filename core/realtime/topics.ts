// What a page can listen to: `list:3:open`, `list:all:mine`, `view:7`, `conversation:12`, `tickets`, `ticket:5`, `calls`, `users`, `user:7`.
import { may, type Viewer } from '../accounts/accounts.ts';
import type { ListName } from '../conversations/conversations.ts';
import type { ListPlace } from './port.ts';

export type Topic =
  | { kind: 'list'; place: ListPlace }
  | { kind: 'conversation'; conversationId: number }
  /** Any ticket: tables and boards. */
  | { kind: 'tickets' }
  | { kind: 'ticket'; ticketId: number }
  /** Any call: their log. */
  | { kind: 'calls' }
  /** Any user: their list. */
  | { kind: 'users' }
  /** What concerns one person alone: notifications, own presence, own numbers. */
  | { kind: 'user'; userId: number };

const LISTS = 'unassigned|mine|open|snoozed|closed|sent|spam|trash|all';
const LIST = new RegExp(`^list:(all|[1-9]\\d{0,14}):(${LISTS})$`);
const OTHER = /^(conversation|ticket|user):([1-9]\d{0,14})$/;

export const TICKETS_TOPIC = 'tickets';
export const CALLS_TOPIC = 'calls';
export const USERS_TOPIC = 'users';
const VIEW = /^view:([1-9]\d{0,8})$/;

/** Null for what nobody can listen to. */
export function readTopic(name: string): Topic | null {
  const list = LIST.exec(name);
  if (list) {
    const inboxId = list[1] === 'all' ? 0 : Number(list[1]);
    return { kind: 'list', place: { inboxId, list: list[2] as ListName } };
  }
  if (name === TICKETS_TOPIC) return { kind: 'tickets' };
  if (name === CALLS_TOPIC) return { kind: 'calls' };
  if (name === USERS_TOPIC) return { kind: 'users' };
  const view = VIEW.exec(name);
  if (view) return { kind: 'list', place: { inboxId: 0, list: 'all', viewId: Number(view[1]) } };
  const other = OTHER.exec(name);
  if (!other) return null;
  const id = Number(other[2]);
  if (other[1] === 'user') return { kind: 'user', userId: id };
  return other[1] === 'ticket' ? { kind: 'ticket', ticketId: id } : { kind: 'conversation', conversationId: id };
}

export function conversationTopic(conversationId: number): string {
  return `conversation:${conversationId}`;
}

export function ticketTopic(ticketId: number): string {
  return `ticket:${ticketId}`;
}

export function userTopic(userId: number): string {
  return `user:${userId}`;
}

/** Whether the person sees conversations of the inbox; null stands for all inboxes together, of which they see theirs. */
export function sees(viewer: Viewer, inboxId: number | null): boolean {
  return may(viewer, 'conversation.read', { inboxId });
}
