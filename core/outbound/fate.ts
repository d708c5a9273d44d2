// The fate of a delivery: which states there are, and that they only move forward.
import type { DeliveryStatus } from '../contract/inbound.ts';

export type Fate = DeliveryStatus | 'unknown' | 'cancelled';

const ORDER: Record<Fate, number> = {
  queued: 0,
  sending: 1,
  unknown: 2,
  deferred: 3,
  sent: 4,
  delivered: 5,
  read: 6,
  played: 7,
  failed: 4.5,
  cancelled: 9,
};

/**
 * Whether a receipt may move `from` to `to`. A late receipt never moves back; a failure may follow anything but the
 * proof of arrival (a bounce after "sent" is common, after "read" it is wrong).
 */
export function mayFollow(from: Fate, to: Fate): boolean {
  if (from === 'cancelled') return false;
  if (to === 'failed') return ORDER[from] < ORDER.delivered && from !== 'failed';
  return ORDER[to] > ORDER[from];
}

/** What a message with several deliveries or recipients is shown as: the fate that most needs a person. */
export function worst(fates: Fate[]): Fate {
  const open = fates.filter((fate) => fate !== 'cancelled');
  if (open.length === 0) return 'cancelled';
  for (const fate of ['failed', 'unknown'] as const) if (open.includes(fate)) return fate;
  return open.reduce((least, fate) => (ORDER[fate] < ORDER[least] ? fate : least));
}
