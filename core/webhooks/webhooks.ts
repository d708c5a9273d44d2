// The door to outgoing webhooks: programs elsewhere are told of what happens, durably and signed (OP-7).
import { createBook, type Book } from './book.ts';
import { dealOut } from './dealing.ts';
import { createJournal, type Journal } from './journal.ts';
import { handleSending } from './sending.ts';
import { LIMITS, type Needs, type WebhookLimits } from './shapes.ts';

export { maskedAddress } from './masking.ts';
export { TRIAL } from './shapes.ts';
export type {
  Delivery,
  DeliveryAttempt,
  DeliveryDetails,
  DeliveryStatus,
  NewWebhook,
  Payload,
  Webhook,
  WebhookLimits,
} from './shapes.ts';

export type Webhooks = Book & Journal;

export function createWebhooks(rooms: Omit<Needs, 'limits'>, limits: Partial<WebhookLimits> = {}): Webhooks {
  const needs = { ...rooms, limits: { ...LIMITS, ...limits } };
  const dealing = dealOut(needs);
  handleSending(needs);
  return { ...createBook(needs, dealing.changed), ...createJournal(needs) };
}
