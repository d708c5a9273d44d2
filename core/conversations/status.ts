// The fate of what we sent: it only moves forward.
import type { DeliveryStatus } from '../contract/inbound.ts';

const ORDER: DeliveryStatus[] = ['queued', 'sending', 'deferred', 'sent', 'delivered', 'read', 'played'];

/**
 * Pure: whether a status may follow another. `failed` follows anything that was not delivered yet; proof of delivery
 * follows even `failed`; `again` is a person's wish to send what failed once more.
 */
export function mayFollow(from: DeliveryStatus | null, to: DeliveryStatus, again = false): boolean {
  if (from === null) return true;
  if (from === to) return false;
  const delivered = ORDER.indexOf('delivered');
  if (to === 'failed') return ORDER.indexOf(from) < delivered;
  if (from === 'failed') return ORDER.indexOf(to) >= delivered || (again && to === 'queued');
  return ORDER.indexOf(to) > ORDER.indexOf(from);
}
