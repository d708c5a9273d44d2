// A planned message becomes the request the service wants.
import type { OutboundMessage } from '../../core/contract/outbound.ts';

export interface MessageRequest {
  to: string;
  text: string;
}

/** Core has planned it: one recipient, one text, not too long. */
export function toRequest({ to, parts }: OutboundMessage): MessageRequest {
  const text = parts.flatMap((part) => (part.type === 'text' ? [part.text] : [])).join('\n\n');
  return { to: to[0]!.address.value, text };
}
