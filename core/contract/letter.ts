// A mail that a channel asks the desk to send beside its conversations: a transcript, a missed chat, a confirmation.
import type { ExternalId } from './address.ts';

export interface Letter {
  /** Makes the letter unique within the account: asked twice, it is sent once. */
  key: string;
  to: { address: string; name?: string };
  /** Who it comes from, where that is not the account that sends it. */
  sender?: string;
  /** Address of the account it leaves by, while that can send; usual: one of the same inbox. */
  from?: string;
  subject: string;
  text: string;
  html?: string;
  /** Public id of the conversation an answer to the letter joins. */
  conversation?: string;
  /** The same by the id of a message of this account; the letter waits until the message is in its conversation. */
  about?: ExternalId;
}
