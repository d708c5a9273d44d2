// For whom the receiver takes mail: accounts of this desk, and addresses a wizard has just handed out.
import type { AccountContext, PluginContext } from '../../../core/contract/context.ts';
import type { MailSettings } from '../account/settings.ts';
import { bareAddress } from '../mail/identity.ts';
import { readIntake } from './intake.ts';

export type Recipient =
  | { kind: 'account'; account: AccountContext; address: string }
  /** No account yet: only what the wizard waits for is taken. */
  | { kind: 'pending'; address: string };

/** `local+anything@` counts as `local@`. */
export function recipientOf(context: PluginContext, address: string): Recipient | null {
  const wanted = bareAddress(address);
  const account = context.accounts().find((one) => {
    const { way, intake } = one.account.settings as MailSettings;
    if (way !== 'desk' && way !== 'forwarding') return false;
    return one.account.uniqueId.toLowerCase() === wanted || intake?.toLowerCase() === wanted;
  });
  if (account) return { kind: 'account', account, address };
  return readIntake(context, wanted) ? { kind: 'pending', address: wanted } : null;
}
