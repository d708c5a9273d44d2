// What all accounts of a desk share: a thread that reads mails, one that verifies senders, the receiver.
import type { PluginContext } from '../../../core/contract/context.ts';
import type { Reason } from '../../../core/contract/reason.ts';
import { createReader, type MailReader } from '../reading/reader.ts';

/** Milliseconds for one mail; longer ones get a rough reading, with the whole mail beside it. */
const READING_LIMIT = 10_000;

export function readerOf(context: PluginContext): MailReader {
  return context.once('reader', () => createReader({ timeLimit: READING_LIMIT }));
}

/** Looking names up takes long: it happens in another thread than reading. */
export function verifierOf(context: PluginContext): MailReader {
  return context.once('verifier', () => createReader());
}

export interface ReceiverState {
  /** Where it listens; null while it does not. */
  port: number | null;
  /** Why it does not. */
  trouble: Reason | null;
}

export function receiverState(context: PluginContext): ReceiverState {
  return context.once<ReceiverState>('receiver', () => ({ port: null, trouble: null }));
}
