// The command `npm run simulate email`: the far side on fixed ports, with mailboxes to connect and pages to look at.
import { parseArgs } from 'node:util';
import { portFrom, runSimulator, type RunContext } from '../../../core/contract/simulating.ts';
import { SIMULATED_CLIENT, startMailFarSide } from './far-side.ts';
import type { MailFarSide, MailFarSideOptions } from './far-side.ts';
import type { NewUser } from './post-office.ts';

/** Fixed, so that settings made once keep working; all above 1024. */
export const DEFAULT_PORTS = { imap: 1143, imapTls: 1993, smtp: 1587, smtpTls: 1465, web: 1080, receiver: 2525 };

const DEFAULT_USERS: NewUser[] = [
  { address: 'team@desk.example', password: 'simulated', name: 'Team' },
  { address: 'support@gmail.example', password: 'simulated', name: 'Support at Google', oauth: 'google' },
  { address: 'sales@outlook.example', password: 'simulated', name: 'Sales at Microsoft', oauth: 'microsoft' },
  { address: 'ada@customer.example', password: 'simulated', name: 'Ada Moreno' },
  { address: 'ben@customer.example', password: 'simulated', name: 'Ben Okafor' },
];

const USAGE = `Usage: npm run simulate email -- [options]

  --imap-port N       IMAP, clear text and STARTTLS     (${DEFAULT_PORTS.imap})
  --imap-tls-port N   IMAP over TLS                     (${DEFAULT_PORTS.imapTls})
  --smtp-port N       submission, clear text/STARTTLS   (${DEFAULT_PORTS.smtp})
  --smtp-tls-port N   submission over TLS               (${DEFAULT_PORTS.smtpTls})
  --web-port N        pages, control API, OAuth         (${DEFAULT_PORTS.web})
  --receiver HOST:N   Hubdesk's own SMTP receiver       (127.0.0.1:${DEFAULT_PORTS.receiver})
  --user ADDRESS:PASSWORD[:google|:microsoft]           add a mailbox; may be repeated
  --consent           agree to every sign-in without asking
  --help`;

const simulator = { usage: USAGE, read: readArguments, start: startMailFarSide, describe: description };

/** Runs until Ctrl-C; gives the exit code. */
export const run = (args: string[], context?: RunContext): Promise<number> => runSimulator(simulator, args, context);

function readArguments(args: string[]): MailFarSideOptions | null {
  const text = { type: 'string' } as const;
  const ports = ['imap-port', 'imap-tls-port', 'smtp-port', 'smtp-tls-port', 'web-port'] as const;
  const { values } = parseArgs({
    args,
    options: {
      ...(Object.fromEntries(ports.map((name) => [name, text])) as Record<(typeof ports)[number], typeof text>),
      receiver: text,
      user: { type: 'string', multiple: true },
      consent: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help) return null;
  return {
    imap: {
      port: portFrom(values['imap-port'], DEFAULT_PORTS.imap),
      tlsPort: portFrom(values['imap-tls-port'], DEFAULT_PORTS.imapTls),
    },
    smtp: {
      port: portFrom(values['smtp-port'], DEFAULT_PORTS.smtp),
      tlsPort: portFrom(values['smtp-tls-port'], DEFAULT_PORTS.smtpTls),
    },
    web: { port: portFrom(values['web-port'], DEFAULT_PORTS.web), receiver: readReceiver(values.receiver) },
    oauth: { consent: values.consent ? 'give' : 'ask' },
    users: [...DEFAULT_USERS, ...(values.user ?? []).map(readUser)],
  };
}

function readReceiver(text: string | undefined): { host: string; port: number } {
  const [host, number] = (text ?? '').split(':');
  return { host: host || '127.0.0.1', port: portFrom(number, DEFAULT_PORTS.receiver) };
}

function readUser(text: string): NewUser {
  const [address = '', password, oauth] = text.split(':');
  if (!address.includes('@')) throw new Error(`${text} is no ADDRESS:PASSWORD`);
  return { address, password, oauth: oauth === 'google' || oauth === 'microsoft' ? oauth : undefined };
}

function description(far: MailFarSide): string {
  return [
    'E-mail is simulated on this machine. Ctrl-C ends it; nothing is kept.',
    '',
    `  Pages         ${far.web.baseUrl}/`,
    `  IMAP          ${far.imap.host}:${far.imap.port} (STARTTLS), :${far.imap.tlsPort} (TLS)`,
    `  SMTP          ${far.smtp.host}:${far.smtp.port} (STARTTLS), :${far.smtp.tlsPort} (TLS)`,
    `  Google        base address ${far.oauth.baseUrl}, sign in as support@gmail.example`,
    `  Microsoft     base address ${far.oauth.baseUrl}, sign in as sales@outlook.example`,
    `  Application   id ${SIMULATED_CLIENT.id}, secret ${SIMULATED_CLIENT.secret}`,
    '  Plain         team@desk.example, password simulated',
    `  Certificate   ${far.web.baseUrl}/certificate.pem (new at every start)`,
  ].join('\n');
}
