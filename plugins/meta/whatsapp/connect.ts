// Connecting a number with the data of one's own Meta app: ids and token are tried before they are kept.
import type { Connect, ConnectContext, ConnectStep } from '../../../core/contract/connect.ts';
import { reason, type Reason } from '../../../core/contract/reason.ts';
import { verifyToken } from '../graph/webhook.ts';
import { nameOf, Remote } from './remote.ts';
import { settings } from './settings.ts';

const { phoneNumberId, businessAccountId, token, appSecret } = settings;
const FIELDS = { phoneNumberId, businessAccountId, token, appSecret };

const wrongToken = (): Reason => reason('whatsapp.wrong_token', 'WhatsApp does not accept this token.');

export const connect: Connect = async (input, lastStepId, context) => {
  if (input.kind === 'form') return tried(input.values, context);
  if (input.kind === 'show' && lastStepId === 'webhook')
    return { step: 'form', id: 'number', fields: FIELDS, values: context.account?.values };
  // Nothing arrives before Meta knows where to: the address comes first.
  return {
    step: 'show',
    id: 'webhook',
    items: [
      { label: 'address', value: `${context.publicUrl}/channels/whatsapp/webhook`, copy: true },
      { label: 'token', value: verifyToken(context.plugin), copy: true },
    ],
  };
};

async function tried(given: Record<string, unknown>, context: ConnectContext): Promise<ConnectStep> {
  const values = {
    ...given,
    phoneNumberId: String(given.phoneNumberId).trim(),
    businessAccountId: String(given.businessAccountId).trim(),
  };
  const again = (errors: Record<string, Reason>): ConnectStep => ({
    step: 'form',
    id: 'number',
    fields: FIELDS,
    values,
    errors,
  });
  const access = { ...values, token: String(given.token) };
  const remote = new Remote({ fetch: context.fetch, config: context.plugin.config }, access);
  const found = await remote.phoneNumber();
  if ('why' in found) return again(found.signedOut ? { token: wrongToken() } : { phoneNumberId: found.why });
  if (context.account && context.account.uniqueId !== values.phoneNumberId)
    return again({
      phoneNumberId: reason('whatsapp.other_number', 'This is another number. Connect it as an account of its own.'),
    });
  const refused = await remote.subscribe();
  if (refused) return again({ businessAccountId: refused });
  const { displayNumber } = found;
  return {
    step: 'done',
    accounts: [{ uniqueId: values.phoneNumberId, title: nameOf(found), values: { ...values, displayNumber } }],
  };
}
