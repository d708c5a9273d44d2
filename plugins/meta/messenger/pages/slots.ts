// What is shown beside a Messenger message: which advertisement or link led here, and that another program answers.
import type { SlotFill } from '../../../../core/contract/contract.ts';
import { fields, firstText, text } from '../../graph/json.ts';

export const slots: SlotFill[] = [
  { slot: 'message extra', view: 'message', model: ({ message }) => aboutMessage(message) },
];

function aboutMessage(message: unknown): object | null {
  const { referral, owner, story } = fields(fields(message).details);
  const { headline, ref, source, product } = fields(referral);
  const url = text(fields(story).url);
  const model = {
    origin: firstText(headline, ref, source),
    product: text(product),
    // Somebody else's address: only what is one becomes a link.
    story: url.startsWith('https://') ? url : '',
    elsewhere: owner === 'elsewhere',
  };
  return Object.values(model).some(Boolean) ? model : null;
}
