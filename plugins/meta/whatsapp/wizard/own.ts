// With one's own Meta app: its ids, a token and its secret, tried before they are kept.
import type { ConnectContext, ConnectStep } from '../../../../core/contract/connect.ts';
import { reason, type Reason } from '../../../../core/contract/reason.ts';
import { verifyToken } from '../../graph/webhook.ts';
import { inspectToken } from '../../wizard/own-token.ts';
import { nameOf, Remote } from '../remote.ts';
import { settings } from '../settings.ts';
import { SCOPES } from './memory.ts';

const { phoneNumberId, businessAccountId, token, appSecret } = settings;
const FIELDS = { phoneNumberId, businessAccountId, token, appSecret };

/** Nothing arrives before Meta knows where to: the address comes first. */
export function showWebhook(context: ConnectContext): ConnectStep {
  return {
    step: 'show',
    id: 'webhook',
    items: [
      { label: 'address', value: `${context.publicUrl}/channels/whatsapp/webhook`, copy: true },
      { label: 'token', value: verifyToken(context.plugin), copy: true },
    ],
  };
}

export function askNumberById(context: ConnectContext): ConnectStep {
  return { step: 'form', id: 'number', fields: FIELDS, values: context.account?.values };
}

const wrongToken = (): Reason => reason('whatsapp.wrong_token', 'WhatsApp does not accept this token.');

export async function tryNumber(context: ConnectContext, given: Record<string, unknown>): Promise<ConnectStep> {
  const values = { ...given, ...trimmed(given) };
  const again = (errors: Record<string, Reason>): ConnectStep => ({
    step: 'form',
    id: 'number',
    fields: FIELDS,
    values,
    errors,
  });
  const remote = new Remote(context.plugin, values);
  const found = await remote.phoneNumber();
  if ('why' in found) return again(found.signedOut ? { token: wrongToken() } : { phoneNumberId: found.why });
  if (context.account && context.account.uniqueId !== values.phoneNumberId)
    return again({
      phoneNumberId: reason('whatsapp.other_number', 'This is another number. Connect it as an account of its own.'),
    });
  const about = { channel: 'whatsapp', object: 'whatsapp_business_account', scopes: SCOPES } as const;
  const known = await inspectToken(context, { ...about, token: values.token, secret: String(given.appSecret) });
  if ('errors' in known) return again(known.errors);
  const refused = await remote.subscribe();
  if (refused) return again({ businessAccountId: refused });
  const account = {
    uniqueId: values.phoneNumberId,
    title: nameOf(found),
    values: { ...values, displayNumber: found.displayNumber, way: 'own', appId: known.facts?.appId },
    credentialExpiresAt: known.facts?.endsAt ?? undefined,
  };
  return { step: 'done', accounts: [account] };
}

function trimmed({ phoneNumberId: number, businessAccountId: account, token: secret }: Record<string, unknown>) {
  const [phoneNumberId, businessAccountId, token] = [number, account, secret].map((one) => String(one).trim());
  return { phoneNumberId: phoneNumberId!, businessAccountId: businessAccountId!, token: token! };
}
