// Connecting an account: its address and token are tried, then the service is told where to bring messages.
import type { Connect, ConnectContext, ConnectStep } from '../../core/contract/connect.ts';
import type { Reason } from '../../core/contract/reason.ts';
import { Remote } from './remote.ts';
import { settings } from './settings.ts';

const FIELDS = { address: settings.address, token: settings.token };

export const connect: Connect = async (input, _lastStepId, context) => {
  if (input.kind !== 'form') return { step: 'form', id: 'account', fields: FIELDS, values: context.account?.values };
  return tried(input.values, context);
};

async function tried(values: Record<string, unknown>, context: ConnectContext): Promise<ConnectStep> {
  const again = (field: string, why: Reason): ConnectStep => ({
    step: 'form',
    id: 'account',
    fields: FIELDS,
    errors: { [field]: why },
  });
  const remote = new Remote(context.fetch, String(values.address), String(values.token));
  const found = await remote.whoAmI();
  if ('trouble' in found) return again(found.trouble === 'stranger' ? 'token' : 'address', found.why);
  const { id, name } = found;
  const told = await remote.subscribe(`${context.publicUrl}/channels/skeleton/${encodeURIComponent(id)}`);
  if ('trouble' in told) return again('address', told.why);
  const { signingSecret } = told;
  return { step: 'done', accounts: [{ uniqueId: id, title: name, values: { ...values, signingSecret } }] };
}
