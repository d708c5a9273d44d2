// What the pages show of this channel: how mails will look, where mail is taken, what is odd about a message.
import type { AccountContext } from '../../../core/contract/context.ts';
import type { SlotFill } from '../../../core/contract/contract.ts';
import type { MailSettings } from '../account/settings.ts';
import { domainOf } from '../mail/identity.ts';
import { recordOf } from '../smtp/dkim.ts';
import { keyFor } from '../smtp/keys.ts';

export const slots: SlotFill[] = [
  { slot: 'account preview', view: 'preview', model: ({ account, values }) => preview(account, values ?? {}) },
  { slot: 'account page', view: 'account', model: ({ account }) => addresses(account) },
  { slot: 'message extra', view: 'message', model: ({ message }) => oddities(message) },
];

/** Somebody who could be writing. */
const AUTHOR = { id: null, name: 'Anna Berg', firstName: 'Anna', lastName: 'Berg', email: '' };

/** Pages allow no styles of others: colours and sizes are seen in the mail itself only. */
const PLAIN = {
  allowedTags: ['p', 'div', 'br', 'b', 'strong', 'i', 'em', 'u', 's', 'a', 'ul', 'ol', 'li', 'small', 'hr'],
  allowedAttributes: { a: ['href'] },
  allowedSchemes: ['https', 'http', 'mailto', 'tel'],
};

async function preview(account: AccountContext | null, values: Record<string, unknown>): Promise<object> {
  // With all that writes mails, which a start does without.
  const [{ default: sanitizeHtml }, { signatureFor }, { senderName, signatureOf }] = await Promise.all([
    import('sanitize-html'),
    import('../mail/wording.ts'),
    import('../outbound.ts'),
  ]);
  const settings = { ...account?.account.settings, ...values } as MailSettings;
  const company = account ? (await account.workspace()).name : '';
  return {
    from: senderName({ author: AUTHOR }, { settings, company }),
    address: settings.address ?? account?.account.uniqueId ?? '',
    signature: sanitizeHtml(signatureFor(signatureOf(settings), AUTHOR), PLAIN),
  };
}

/** Of accounts the desk itself takes mail for. */
async function addresses(account: AccountContext | null): Promise<object | null> {
  const settings = account?.account.settings as MailSettings | undefined;
  if (!account || (settings?.way !== 'desk' && settings?.way !== 'forwarding')) return null;
  const key = await keyFor(account, domainOf(settings.address));
  return { intake: settings.way === 'desk' ? settings.address : settings.intake, record: key && recordOf(key) };
}

function oddities(message: unknown): object | null {
  const { details } = (message ?? {}) as { details?: Record<string, unknown> };
  const encrypted = details?.encrypted as string | undefined;
  return encrypted ? { encrypted } : null;
}
