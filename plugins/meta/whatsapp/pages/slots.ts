// What is shown beside a WhatsApp message: that it was forwarded, which product or advertisement it is about.
import type { SlotFill } from '../../../../core/contract/contract.ts';
import { fields, text } from '../../graph/json.ts';

export const slots: SlotFill[] = [
  { slot: 'message extra', view: 'message', model: ({ message }) => aboutMessage(message) },
];

function aboutMessage(message: unknown): object | null {
  const { forwarded, referral, product } = fields(fields(message).details);
  const { headline, body, url, source } = fields(referral);
  const advertisement = [headline, body].map(text).filter(Boolean).join(' – ') || text(source);
  const model = {
    forwarded: forwarded === 'once',
    often: forwarded === 'often',
    advertisement,
    // Somebody else's address: only what is one becomes a link.
    link: text(url).startsWith('https://') ? text(url) : '',
    product: text(fields(product).id),
  };
  return Object.values(model).some(Boolean) ? model : null;
}
