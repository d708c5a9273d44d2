// A test message: sent by the account at once, beside the queue, so that the far side's own answer is seen.
import type { Address } from '../contract/address.ts';
import { reason, type Reason } from '../contract/reason.ts';
import type { Clock } from '../kernel/clock.ts';
import { publicId } from '../kernel/ids.ts';
import type { LiveAccount } from '../outbound/outbound.ts';
import { messageOf, within } from './plugin-calls.ts';

/** `why` is null when the far side took it. */
export type TryOut = (
  accountId: number,
  to: Address,
  words: { subject: string; text: string },
) => Promise<{ why: Reason | null }>;

const LIMIT = 45_000;

export function createTryOut(clock: Clock, live: (accountId: number) => LiveAccount | null): TryOut {
  return async (accountId, to, { subject, text }) => {
    const one = live(accountId);
    if (!one) return { why: reason('account.not_running', 'The account is not running.') };
    const stop = new AbortController();
    const message = {
      key: publicId(),
      subject,
      parts: [{ type: 'text' as const, text }],
      to: [{ address: to }],
      references: [],
      threadToken: '',
      author: null,
      automatic: true,
      at: clock.now(),
      conversation: { publicId: '', subject, notes: {} },
    };
    const file = () => Promise.reject(new Error('A test message carries no files'));
    try {
      const sent = one.connection.send(message, { number: 1, signal: stop.signal, file });
      const result = await within(LIMIT, sent);
      return { why: 'why' in result ? result.why : null };
    } catch (error) {
      const detail = messageOf(error);
      return { why: reason('account.test_failed', `It could not be sent: ${detail}`, { detail }) };
    } finally {
      stop.abort();
    }
  };
}
