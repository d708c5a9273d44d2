// One thing a webhook says: what it means for the desk, and what it was on the wire.
import { createHash } from 'node:crypto';
import type { Person } from '../../../core/contract/address.ts';
import type { InboundEvent } from '../../../core/contract/inbound.ts';
import type { Fields } from './json.ts';

export interface Reading {
  event: InboundEvent;
  /** The far side's word for it, for example `image`, `list_reply` or `message_template_status_update`. */
  what: string;
  /** The far side's id of the thing itself, where it has one. */
  id?: string;
  /** Who did it, and when, where the event has no place for it. */
  by?: Person;
  at?: Date;
  /** Whom it concerns, for what goes to somebody. */
  to?: string;
  /** What the desk has no place for, for whoever inspects it. */
  more?: Fields;
}

/** The same for the same content, however often it comes. */
export function contentId(prefix: string, content: unknown): string {
  const digest = createHash('sha256')
    .update(JSON.stringify(content) ?? '')
    .digest('hex');
  return `${prefix}:${digest.slice(0, 32)}`;
}
