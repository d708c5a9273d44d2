// Team e-mail: mailboxes by IMAP and SMTP, Gmail and Microsoft 365, forwarding to the desk's own receiver.
import { CONTRACT_GENERATION, defineChannel } from '../../core/contract/contract.ts';
import { makeFallback } from './account/fallback.ts';
import { settings } from './account/settings.ts';
import { readerOf, verifierOf } from './account/shared.ts';
import { openConnection } from './connection.ts';
import { inspectMails } from './pages/inspect.ts';
import { slots } from './pages/slots.ts';
import { startReceiver } from './receiver/receiver.ts';

export default defineChannel({
  manifest: {
    id: 'email',
    contract: CONTRACT_GENERATION,
    icon: 'mail',
    hue: 'email',
    arrives: ['smtp', 'stream'],
    accounts: 'many',
    hosts: ['*'],
    resend: 'unsafe',
    shape: 'mail',
    reaches: ['email'],
  },
  settings,
  config: [
    ...['mailDomain', 'google', 'microsoft', 'trustedCertificates', 'resolve', 'watchSeconds'],
    ...['smtpHost', 'smtpPort', 'receiverCertificate', 'receiverLimits', 'verifySenders'],
    ...['direct', 'directPort', 'dkim', 'relayHost', 'relayPort', 'relaySecure', 'relayUser', 'relayPassword'],
  ],
  // The wizard is large and rarely walked.
  connect: async (...step) => (await import('./connect.ts')).connect(...step),
  open: openConnection,
  fallback: { make: makeFallback },
  slots,
  ownAddresses: (values) => [values.address, values.intake].filter((one) => typeof one === 'string'),
  async start(context) {
    const receiver = await startReceiver(context, {
      host: String(context.config.smtpHost ?? '127.0.0.1'),
      port: Number(context.config.smtpPort ?? 2525),
    });
    return async () => {
      await Promise.all([receiver.close(), readerOf(context).close(), verifierOf(context).close()]);
    };
  },
  inspect: inspectMails,
  async simulate(args) {
    // The far side is for this machine only and is loaded only when asked for.
    const { run } = await import('./simulator/simulate.ts');
    const code = await run(args);
    if (code !== 0) process.exitCode = code;
  },
});
