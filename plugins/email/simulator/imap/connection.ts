// One IMAP connection from greeting to goodbye: reads commands, runs them in order, answers.
import { setTimeout as wait } from 'node:timers/promises';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { SecureContext } from 'node:tls';
import { plannedAnswer } from '../misbehaviour.ts';
import { neededCapability } from './capabilities.ts';
import { folderCommands } from './commands-folder.ts';
import { mailCommands } from './commands-mail.ts';
import { sessionCommands } from './commands-session.ts';
import { transferCommands } from './commands-transfer.ts';
import { Input } from './input.ts';
import { readCommand } from './parser.ts';
import type { Command, Unreadable } from './parser.ts';
import { ClientGone, can, leaveFolder, sendUpdates, sessionCapabilities } from './session.ts';
import type { Handler, ImapWorld, Session, Wire } from './session.ts';

export interface ConnectionOptions {
  world: ImapWorld;
  secureContext: SecureContext;
  startTls: boolean;
  /** Aborts delays when the server closes. */
  signal: AbortSignal;
}

const BEFORE_SIGN_IN = ['CAPABILITY', 'NOOP', 'LOGOUT', 'STARTTLS', 'LOGIN', 'AUTHENTICATE', 'ID'];
const SIGN_IN = ['LOGIN', 'AUTHENTICATE', 'STARTTLS'];
const COMMANDS: Record<string, Handler> = { ...sessionCommands, ...folderCommands };
const SELECTED_COMMANDS: Record<string, Handler> = { ...mailCommands, ...transferCommands };

/** Serves a client until it leaves; never throws. */
export async function serveConnection(socket: Socket, options: ConnectionOptions): Promise<void> {
  const input = new Input();
  const wire = openWire(socket, input, options);
  const session: Session = { world: options.world, wire, enabled: new Set(), idling: false, loggedOut: false };
  const pause = (milliseconds: number) =>
    milliseconds > 0 ? wait(milliseconds, undefined, { signal: options.signal }) : undefined;
  try {
    await pause(options.world.trouble.greetingDelay);
    await wire.send(`* OK [CAPABILITY ${sessionCapabilities(session).join(' ')}] Mail simulator ready.\r\n`);
    while (!session.loggedOut) {
      const command = await readCommand(input, () => void wire.send('+ Ready for literal data\r\n'));
      if (!command) break;
      await pause(options.world.trouble.answerDelay);
      await answer(session, command);
    }
  } catch {
    // The socket was cut by us or by the client; there is nobody left to tell.
  } finally {
    leaveFolder(session);
    wire.end();
  }
}

async function answer(session: Session, command: Command | Unreadable): Promise<void> {
  const reply = 'problem' in command ? `BAD ${command.problem}` : await run(session, command).catch(serverBug);
  if (reply === undefined) return;
  await sendUpdates(session, 'name' in command ? command.name : '');
  await session.wire.send(`${command.tag || '*'} ${reply}\r\n`);
  await session.afterReply?.();
  session.afterReply = undefined;
}

// A mistake of the simulator is told to the client, where the test that meets it can see it.
function serverBug(error: Error): string {
  if (error instanceof ClientGone) throw error;
  return `NO [SERVERBUG] ${error.message.replaceAll(/[\r\n]+/g, ' ')}`;
}

async function run(session: Session, command: Command): Promise<string | undefined> {
  const { trouble } = session.world;
  if (!session.mailbox && !BEFORE_SIGN_IN.includes(command.name)) return 'BAD Sign in first';
  if (session.mailbox && SIGN_IN.includes(command.name)) return 'BAD Signed in already';
  const planned = command.name === 'LOGOUT' ? undefined : plannedAnswer(trouble, command.name);
  if (planned) return planned;
  const needed = neededCapability(command.name);
  const handler = COMMANDS[command.name] ?? SELECTED_COMMANDS[command.name];
  if (!handler || (needed && !can(session, needed))) return `BAD Unknown command ${command.name.slice(0, 40)}`;
  if (command.name in SELECTED_COMMANDS && command.name !== 'APPEND' && !session.view)
    return 'BAD Select a folder first';
  return handler(session, command);
}

function openWire(raw: Socket, input: Input, options: ConnectionOptions): Wire {
  let socket = raw;
  const listen = () => {
    socket.on('data', (chunk: Buffer) => input.push(chunk));
    socket.on('close', () => input.end());
    socket.on('end', () => input.end());
    socket.on('error', () => socket.destroy());
  };
  listen();
  const wire = {
    secure: raw instanceof TLSSocket,
    canSecure: options.startTls,
    async send(text: string | Buffer) {
      if (socket.destroyed || socket.writableEnded) throw new ClientGone();
      const full = !socket.write(typeof text === 'string' ? Buffer.from(text, 'latin1') : text);
      if (full) await drained(socket);
    },
    readLine: async () => (await input.readLine())?.toString('latin1'),
    // Soon, not at once: what was written has to reach the client, nothing more.
    cut: () => socket.destroySoon(),
    end: () => socket.end(),
    async startTls() {
      socket.removeAllListeners('data').removeAllListeners('end');
      input.discard();
      socket = new TLSSocket(socket, { isServer: true, secureContext: options.secureContext });
      wire.secure = true;
      listen();
    },
  };
  return wire;
}

function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      socket.off('drain', done).off('close', done);
      resolve();
    };
    socket.on('drain', done).on('close', done);
  });
}
