// The state of one IMAP session and what its commands may use.
import type { Mailbox } from '../mailbox.ts';
import type { Trouble } from '../misbehaviour.ts';
import type { PostOffice } from '../post-office.ts';
import { capabilities } from './capabilities.ts';
import type { Mechanism } from './capabilities.ts';
import type { Command } from './parser.ts';
import { decodeFolderName, encodeFolderName, quoted } from './text.ts';
import { closeView, updates } from './view.ts';
import type { View } from './view.ts';

/** What the IMAP server needs of the far side. */
export interface ImapWorld {
  office: PostOffice;
  trouble: Trouble;
  mechanisms: Mechanism[];
  /** The mailbox a token opens under this name, or undefined when it opens none. */
  openWithToken(address: string, token: string): Mailbox | undefined;
}

/** Thrown by `send` when there is nobody left to tell; ends the session. */
export class ClientGone extends Error {}

/** A session reads and writes through this; everything else is state. */
export interface Wire {
  secure: boolean;
  /** STARTTLS is offered on this port. */
  canSecure: boolean;
  send(text: string | Buffer): Promise<void>;
  readLine(): Promise<string | undefined>;
  /** Ends the connection at once, without goodbye. */
  cut(): void;
  /** Ends the connection after what was sent has gone out. */
  end(): void;
  startTls(): Promise<void>;
}

export interface Session {
  world: ImapWorld;
  wire: Wire;
  mailbox?: Mailbox;
  view?: View;
  enabled: Set<string>;
  idling: boolean;
  loggedOut: boolean;
  /** Done once after the tagged answer is out: what STARTTLS waits for. */
  afterReply?: () => Promise<void>;
}

/**
 * Answers a command with what follows the tag. Undefined when the client went away meanwhile.
 */
export type Handler = (session: Session, command: Command) => Promise<string | undefined> | string;

export function sessionCapabilities(session: Session): string[] {
  return capabilities({
    provider: session.mailbox?.provider,
    mechanisms: session.world.mechanisms,
    startTls: session.wire.canSecure && !session.wire.secure,
    without: session.world.trouble.withoutCapabilities,
  });
}

export function can(session: Session, capability: string): boolean {
  return sessionCapabilities(session).includes(capability);
}

/** Sends one line without a tag. */
export async function untagged(session: Session, text: string): Promise<void> {
  await session.wire.send(`* ${text}\r\n`);
}

/** Tells the session what changed in its folder. */
export async function sendUpdates(session: Session, command = ''): Promise<void> {
  if (!session.view) return;
  const lines = updates(session.view, {
    // Sequence numbers in these name what the client sees now, so nothing may vanish under them (RFC 3501 §7.4.1).
    expunges: !['FETCH', 'STORE', 'SEARCH'].includes(command),
    uids: command.startsWith('UID '),
    condstore: session.enabled.has('CONDSTORE'),
    qresync: session.enabled.has('QRESYNC'),
  });
  if (lines.length > 0) await session.wire.send(lines.map((line) => `${line}\r\n`).join(''));
}

/** The code with which removals end for sessions that count changes (RFC 7162 §3.2.10.2). */
export function highestModseq(session: Session): string {
  return session.view && session.enabled.has('CONDSTORE')
    ? `[HIGHESTMODSEQ ${session.view.folder.highestModseq}] `
    : '';
}

export function leaveFolder(session: Session): void {
  if (session.view) closeView(session.view);
  session.view = undefined;
}

/** A folder name as the client wrote it → as we keep it. */
export function readFolderName(session: Session, name: string): string {
  return session.enabled.has('UTF8=ACCEPT') ? Buffer.from(name, 'latin1').toString() : decodeFolderName(name);
}

export function writeFolderName(session: Session, path: string): string {
  return quoted(session.enabled.has('UTF8=ACCEPT') ? Buffer.from(path).toString('latin1') : encodeFolderName(path));
}
