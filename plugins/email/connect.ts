// Connecting a mailbox: choose the way, try it, keep it.
import type { Connect } from '../../core/contract/connect.ts';
import { reason } from '../../core/contract/reason.ts';
import { settings } from './account/settings.ts';

const IMAP_FIELDS = {
  address: settings.address,
  user: { ...settings.user, showWhen: undefined },
  password: { ...settings.password, showWhen: undefined, required: true },
  imapHost: { ...settings.imapHost, showWhen: undefined, required: true },
  imapPort: { ...settings.imapPort, showWhen: undefined },
  imapSecurity: { ...settings.imapSecurity, showWhen: undefined },
  smtpHost: { ...settings.smtpHost, showWhen: undefined, required: true },
  smtpPort: { ...settings.smtpPort, showWhen: undefined },
  smtpSecurity: { ...settings.smtpSecurity, showWhen: undefined },
} as const;

export const connect: Connect = async (input) => {
  if (input.kind === 'form') {
    const address = String(input.values.address);
    return {
      step: 'done',
      accounts: [{ uniqueId: address, title: address, values: { ...input.values, way: 'imap' } }],
    };
  }
  if (input.kind === 'start') return { step: 'form', id: 'imap', fields: IMAP_FIELDS };
  return { step: 'stop', why: reason('unexpected_step', 'This step does not belong here.') };
};
