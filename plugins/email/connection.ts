// One live e-mail account: what it can carry, reading what came, sending what goes.
import type { Capabilities } from '../../core/contract/capabilities.ts';
import type { Connection } from '../../core/contract/connection.ts';
import type { AccountContext } from '../../core/contract/context.ts';
import { reason } from '../../core/contract/reason.ts';
import { parseArrival } from './inbound.ts';
import { composeMail, type Sender } from './outbound.ts';
import { createReader } from './reading/reader.ts';
import { sendMail } from './remote.ts';
import type { MailSettings } from './settings.ts';

const MEGABYTE = 1024 * 1024;

const CAPABILITIES: Capabilities = {
  id: 'email-1',
  text: {
    level: 'carries',
    styles: {
      bold: 'carries',
      italic: 'carries',
      underline: 'carries',
      strike: 'carries',
      code: 'carries',
      link: 'carries',
      list: 'carries',
      quote: 'carries',
      heading: 'carries',
      colour: 'carries',
      'inline-image': 'carries',
    },
  },
  media: Object.fromEntries(
    (['image', 'audio', 'voice', 'video', 'file', 'sticker'] as const).map((kind) => [
      kind,
      { level: 'carries', maximum: 25 * MEGABYTE },
    ]),
  ),
  mediaCount: 50,
  // Base64 adds a third; what most servers take in all is 25 MB.
  mediaTotal: 18 * MEGABYTE,
  together: true,
  subject: { maximum: 900 },
  recipients: { cc: true, bcc: true, maximum: 50 },
  replyTo: 'carries',
  receipts: ['delivered', 'read'],
};

export function openConnection(context: AccountContext): Connection {
  const settings = context.account.settings as MailSettings;
  const reader = createReader();
  const senderOf = async (): Promise<Sender> => ({
    address: settings.address,
    settings,
    company: (await context.workspace()).name,
    deskId: context.deskId,
    receivesTokens: settings.way === 'desk',
  });
  return {
    capabilities: () => CAPABILITIES,
    policy: ({ recipient }) =>
      recipient && recipient.kind !== 'email'
        ? { state: 'closed', why: reason('no_address', 'The contact has no e-mail address.') }
        : { state: 'open' },
    parse: (arrival) => parseArrival(context, (raw) => reader.readForChannel(raw), arrival),
    send: async (message, attempt) => sendMail(context, await composeMail(message, await senderOf(), attempt), attempt),
    check: async () => [{ code: 'receiver', state: 'good' }],
    close: () => reader.close(),
  };
}
