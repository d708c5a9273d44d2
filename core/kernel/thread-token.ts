// Tokens that bring an answer back to its conversation: readable by nobody, forgeable by nobody, safe in a mail address.
import type { Secrets } from './secrets.ts';

/** Lower case letters, digits and one hyphen, so that servers which fold case do not break it. */
export function makeThreadToken(secrets: Secrets, conversationPublicId: string): string {
  return `${conversationPublicId}-${proof(secrets, conversationPublicId)}`;
}

/** The conversation's public id, or null when the token is not one of ours. */
export function readThreadToken(secrets: Secrets, token: string): string | null {
  const match = /^([a-z0-9]{8,40})-([0-9a-f]{20})$/.exec(token.toLowerCase());
  if (!match) return null;
  return proof(secrets, match[1]!) === match[2] ? match[1]! : null;
}

function proof(secrets: Secrets, publicId: string): string {
  return Buffer.from(secrets.sign('thread', publicId), 'base64url').subarray(0, 10).toString('hex');
}
