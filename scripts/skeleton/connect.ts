// Connecting an account: its address and token are tried, then the service is told where to bring messages.
import type { Connect, ConnectContext, ConnectStep, Leftover } from '../../core/contract/connect.ts';
import type { AccountContext } from '../../core/contract/context.ts';
import type { Reason } from '../../core/contract/reason.ts';
import { Remote } from './remote.ts';
import { settings, type SkeletonSettings } from './settings.ts';

const FIELDS = { address: settings.address, token: settings.token };

export const connect: Connect = async (input, _lastStepId, context) => {
  if (input.kind !== 'form') return { step: 'form', id: 'account', fields: FIELDS, values: context.account?.values };
  return tried(input.values, context);
};

/** A deleted account: the service is told to bring nothing any more. */
export async function disconnect(
  { fetch, account }: AccountContext,
  { isBack }: { isBack: boolean },
): Promise<Leftover | void> {
  const { address, token } = account.settings as SkeletonSettings;
  if (!isBack) return (await new Remote(fetch, address, token ?? '').unsubscribe()) ?? undefined;
}

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
