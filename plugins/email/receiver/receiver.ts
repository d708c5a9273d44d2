// Our own SMTP receiver: takes mail for addresses of this desk only, and says 250 when it is on disk (RFC 5321 §6.1).
import { createRequire } from 'node:module';
import type { SMTPServer, SMTPServerOptions, SMTPServerSession } from 'smtp-server';
import type { PluginContext } from '../../../core/contract/context.ts';
import { reason } from '../../../core/contract/reason.ts';
import { ourHost } from '../account/fallback.ts';
import { receiverState } from '../account/shared.ts';
import { certificateOf } from './certificate.ts';
import { createLimits, type Limits } from './limits.ts';
import { recipientOf } from './recipients.ts';
import { refuse, take } from './take.ts';

/** RFC 1870 SIZE: what larger providers allow too. */
const LARGEST = 50 * 1024 * 1024;
const CLIENTS = 50;
const RECIPIENTS = 100;
/** Silence, and a whole connection: who drips is cut off. */
const SILENCE = 60_000;
const CONNECTION = 15 * 60_000;
const TRY_AGAIN = 30_000;
const RENEW = 12 * 3600_000;

export interface Receiver {
  close(): Promise<void>;
}

/**
 * Listens on the configured address; `port` 0 takes any free one. A port that cannot be had is told by the health of
 * the accounts that need it, and tried again; the mailboxes elsewhere go on.
 */
export async function startReceiver(
  context: PluginContext,
  address: { host: string; port: number },
): Promise<Receiver> {
  const state = receiverState(context);
  // Not imported: an ES module that reads `node:http` makes Node set up its own fetch, a tenth of the desk's start.
  const { SMTPServer: Server } = createRequire(import.meta.url)('smtp-server') as typeof import('smtp-server');
  const server: SMTPServer = new Server(await optionsOf(context, (session) => cut(server, session)));
  const timers: NodeJS.Timeout[] = [];
  server.on('error', (error: Error) => context.log.debug({ error }, 'A mail client misbehaved'));
  const open = async () => {
    try {
      state.port = await listen(server, address);
      state.trouble = null;
      context.log.info({ port: state.port }, 'Mail is taken');
    } catch (error) {
      const detail = (error as Error).message;
      const text = `Mail cannot be taken at port ${address.port}: ${detail}`;
      state.trouble = reason('receiver.no_port', text, { port: address.port, detail });
      context.log.error({ error, port: address.port }, 'The port for mail cannot be had');
      timers.push(setTimeout(() => void open(), TRY_AGAIN).unref());
    }
  };
  await open();
  timers.push(setInterval(() => void renew(context, server), RENEW).unref());
  return {
    close: async () => {
      for (const timer of timers) clearTimeout(timer);
      await new Promise<void>((done) => server.close(() => done()));
    },
  };
}

function listen(server: SMTPServer, { host, port }: { host: string; port: number }): Promise<number> {
  return new Promise((done, failed) => {
    server.server.once('error', failed);
    server.listen(port, host, () => {
      server.server.removeListener('error', failed);
      const bound = server.server.address();
      done(bound && typeof bound === 'object' ? bound.port : port);
    });
  });
}

async function renew(context: PluginContext, server: SMTPServer): Promise<void> {
  const certificate = await certificateOf(context);
  if (certificate) server.updateSecureContext(certificate);
}

async function optionsOf(
  context: PluginContext,
  end: (session: SMTPServerSession) => void,
): Promise<SMTPServerOptions> {
  const certificate = await certificateOf(context);
  const limits = createLimits(context.config);
  return {
    name: ourHost(context),
    banner: 'Hubdesk',
    size: LARGEST,
    maxClients: CLIENTS,
    maxRecipients: RECIPIENTS,
    authOptional: true,
    disabledCommands: certificate ? ['AUTH'] : ['AUTH', 'STARTTLS'],
    ...certificate,
    hidePIPELINING: false,
    hideSMTPUTF8: false,
    disableReverseLookup: true,
    closeTimeout: 1_500,
    socketTimeout: SILENCE,
    ...doors(context, limits, end),
    onData(stream, session, callback) {
      take(context, stream, session, limits).then(
        () => callback(null),
        (error: Error) => {
          if ('responseCode' in error) return callback(error);
          context.log.error({ error }, 'A mail could not be stored; the sender will try again');
          return callback(refuse(451, '4.3.0 Could not be stored, try again later'));
        },
      );
    },
  };
}

/** Who may come in, and for whom. */
function doors(
  context: PluginContext,
  limits: Limits,
  end: (session: SMTPServerSession) => void,
): Pick<SMTPServerOptions, 'onConnect' | 'onClose' | 'onMailFrom' | 'onRcptTo'> {
  const inside = new Map<string, NodeJS.Timeout>();
  const now = () => context.now().getTime();
  return {
    onConnect(session, callback) {
      if (!limits.enter(session.remoteAddress, now()))
        return callback(refuse(421, '4.7.0 Too much from your address, come back later'));
      inside.set(session.id, setTimeout(() => end(session), CONNECTION).unref());
      return callback();
    },
    onClose(session) {
      const timer = inside.get(session.id);
      if (!timer) return;
      clearTimeout(timer);
      inside.delete(session.id);
      limits.leave(session.remoteAddress);
    },
    onMailFrom(_address, session, callback) {
      if (limits.mail(session.remoteAddress, now())) return callback();
      return callback(refuse(451, '4.7.0 Too many mails from your address, try again later'));
    },
    onRcptTo({ address }, session, callback) {
      if (recipientOf(context, address)) return callback();
      limits.miss(session.remoteAddress, now());
      return callback(refuse(550, '5.1.1 There is no such address here'));
    },
  };
}

function cut(server: SMTPServer, session: SMTPServerSession): void {
  for (const connection of server.connections) if (connection.session.id === session.id) connection.close();
}
