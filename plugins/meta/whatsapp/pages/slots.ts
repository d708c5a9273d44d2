// What is shown beside a WhatsApp message: that it was forwarded, which product or advertisement it is about.
import type { AccountContext } from '../../../../core/contract/context.ts';
import type { SlotFill } from '../../../../core/contract/contract.ts';
import { usageOf } from '../account/usage.ts';
import { fields, text } from '../../graph/json.ts';
import { standingOf, toneOf } from '../account/standing.ts';

export const slots: SlotFill[] = [
  { slot: 'message extra', view: 'message', model: ({ message }) => aboutMessage(message) },
  { slot: 'account page', view: 'standing', model: ({ account, language }) => standing(account, language) },
  { slot: 'account page', view: 'usage', model: ({ account, language }) => account && meter(account, language) },
];

/** As Meta judged the number when it was looked at last; nothing before that. */
async function standing(account: AccountContext | null, language: string): Promise<object | null> {
  const known = account && (await standingOf(account));
  if (!known) return null;
  const word = (said: string) => {
    const own = account.text(language, `standing.word.${said}`);
    return own === `standing.word.${said}` ? said : own;
  };
  const chip = (said: string) => (said === '' ? undefined : { label: word(said), tone: toneOf(said) });
  const { name, quality, status, limit, nameStatus, sending, at } = known;
  return {
    name,
    nameStatus: chip(nameStatus),
    quality: chip(quality),
    status: chip(status),
    sending: chip(sending),
    limit: limit && peopleOf(limit, language),
    at: new Date(at),
  };
}

/** `TIER_1K` as a number; what is none stays a word. */
function peopleOf(tier: string, language: string): string {
  const [, digits, thousands] = /^TIER_(\d+)(K?)$/.exec(tier) ?? [];
  if (digits === undefined) return tier;
  return new Intl.NumberFormat(language).format(Number(digits) * (thousands ? 1000 : 1));
}

/** Categories by their names where they have one. */
async function meter(account: AccountContext, language: string): Promise<object> {
  const usage = await usageOf(account);
  const named = (category: string) => {
    const key = `usage.category.${category}`;
    const words = account.text(language, key);
    return words === key ? category : words;
  };
  return {
    ...usage,
    categories: usage.categories.map(({ category, count }) => `${named(category)}: ${count}`).join(', '),
    tone: usage.level > 0 ? 'warn' : '',
    near: usage.level === 80,
    reached: usage.level === 100,
  };
}

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
