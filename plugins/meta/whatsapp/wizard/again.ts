// Signing in again: the number gets what the login gave, and with it every other number that the login is for.
import type { ConnectContext, ConnectStep } from '../../../../core/contract/connect.ts';
import { reason } from '../../../../core/contract/reason.ts';
import { text } from '../../graph/json.ts';
import { Login } from '../../wizard/login.ts';
import { Remote } from '../remote.ts';
import { settingsOf } from '../settings.ts';
import { LOGIN, memoryOf } from './memory.ts';

export async function renew(context: ConnectContext): Promise<ConnectStep> {
  const { uniqueId, title, values } = context.account!;
  const { token = '' } = memoryOf(context);
  const remote = new Remote(context.plugin, {
    phoneNumberId: uniqueId,
    businessAccountId: text(values.businessAccountId),
    token,
  });
  const found = await remote.phoneNumber();
  if ('why' in found) {
    const why = found.signedOut || found.why.code !== 'whatsapp.unreachable' ? notTheirs() : found.why;
    return { step: 'stop', why };
  }
  const refused = await remote.subscribe();
  if (refused) return { step: 'stop', why: refused };
  const login = new Login(LOGIN, context);
  await renewOthers(context, login);
  const accounts = [{ uniqueId, title, values: { ...login.values(), token }, credentialExpiresAt: login.endsAt }];
  return { step: 'done', accounts };
}

const notTheirs = () =>
  reason('whatsapp.not_theirs', 'Whoever logged in may not use this number. Log in as somebody who manages it.');

/** With the token comes the app: what it signs must be believed for them as well, and Meta must bring it. */
async function renewOthers(context: ConnectContext, login: Login): Promise<void> {
  const { token = '' } = memoryOf(context);
  for (const account of context.plugin.accounts()) {
    const { way, phoneNumberId, businessAccountId } = settingsOf(account.account);
    if (way !== 'login' || account.account.uniqueId === context.account!.uniqueId) continue;
    const remote = new Remote(context.plugin, { phoneNumberId, businessAccountId, token });
    if ('why' in (await remote.phoneNumber())) continue;
    const refused = await remote.subscribe();
    if (refused) {
      account.note(refused);
      continue;
    }
    await account.saveSettings({ ...login.values(), token }, login.endsAt);
    account.health({ state: 'connected' });
  }
}
