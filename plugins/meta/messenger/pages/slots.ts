// What is shown beside a Messenger message: which advertisement or link led here, and that another program answers.
import type { AccountContext } from '../../../../core/contract/context.ts';
import type { SlotFill } from '../../../../core/contract/contract.ts';
import { fields, firstText, text } from '../../graph/json.ts';
import type { MessengerSettings } from '../settings.ts';

export const slots: SlotFill[] = [
  { slot: 'message extra', view: 'message', model: ({ message }) => aboutMessage(message) },
  { slot: 'account preview', view: 'preview', model: ({ account, values }) => preview(account, values ?? {}) },
];

/** What people see before they write, and what answers them at once: the opening of the first flow that is on. */
async function preview(account: AccountContext | null, values: Record<string, unknown>): Promise<object> {
  const { greeting, getStarted, menu } = { ...account?.account.settings, ...values } as Partial<MessengerSettings>;
  const [flow] = account ? await account.chatflows() : [];
  const reply = (flow?.opening ?? []).flatMap((part) =>
    part.type === 'text' ? [part.text] : part.type === 'choice' && part.prompt ? [part.prompt] : [],
  );
  const items = Array.isArray(menu) ? menu.filter(Boolean) : [];
  return {
    title: account?.account.title ?? 'Messenger',
    greeting: (greeting ?? '').slice(0, 160),
    begins: getStarted === true || items.length > 0,
    menu: items,
    reply,
    flows: account && `/settings/channels/${account.account.id}/chatflows`,
  };
}

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
