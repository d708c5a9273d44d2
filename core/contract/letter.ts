// A mail that a channel asks the desk to send beside its conversations: a transcript, a missed chat, a confirmation.
export interface Letter {
  /** Makes the letter unique within the account: asked twice, it is sent once. */
  key: string;
  to: { address: string; name?: string };
  /** Who it comes from, where that is not the account that sends it. */
  sender?: string;
  subject: string;
  text: string;
  html?: string;
  /** Public id of the conversation an answer to the letter joins. */
  conversation?: string;
}
