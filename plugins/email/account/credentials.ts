// What signs an account in: a password for each direction, or one token for both.
import type { AccountContext } from '../../../core/contract/context.ts';
import type { CredentialSource } from '../imap/enter.ts';
import { providerName } from '../oauth/providers.ts';
import { createTokens } from '../oauth/tokens.ts';
import type { MailSettings } from './settings.ts';

export function credentialsOf(context: AccountContext): { imap: CredentialSource; smtp: CredentialSource } {
  const provider = providerName((context.account.settings as MailSettings).way);
  if (provider) {
    const tokens = createTokens(context, provider);
    return { imap: tokens, smtp: tokens };
  }
  return {
    imap: async () => ({ password: (context.account.settings as MailSettings).password ?? '' }),
    smtp: async () => {
      const { smtpPassword, password } = context.account.settings as MailSettings;
      return { password: smtpPassword || password || '' };
    },
  };
}
