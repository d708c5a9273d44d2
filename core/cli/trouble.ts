// What stops a start or a command, in a sentence that says what to do: ports, folders, disks, damaged files (OP-1, OP-3).
import { ConfigError } from '../../config/config.ts';
import { DeskError } from '../kernel/errors.ts';
import { CommandError } from './words.ts';

/** As Node and SQLite throw them. */
interface SystemError extends Error {
  code?: string;
  syscall?: string;
  path?: string;
  address?: string;
  port?: number;
}

const FULL = 'The disk is full. Make room, then try again; what was stored before is whole.';
const DAMAGED = 'The database is damaged or is none. Bring a backup back: hubdesk restore FILE --replace';
const UNWRITABLE = 'The data folder cannot be written. Give it to the user that runs Hubdesk, or set HUBDESK_DATA.';

const SENTENCES: Record<string, (error: SystemError) => string> = {
  EADDRINUSE: ({ port }) =>
    `Port ${port} is taken by another program. Stop that one, or set HUBDESK_PORT to a port that is free.`,
  EADDRNOTAVAIL: ({ address }) =>
    `This machine has no address ${address}. HUBDESK_HOST must be one of its own, or 0.0.0.0 for all of them.`,
  EACCES: denied,
  EPERM: denied,
  EROFS: denied,
  ENOSPC: () => FULL,
  EDQUOT: () => FULL,
  EEXIST: ({ path }) => `${path} is there already and is no folder. Move it away, or set HUBDESK_DATA.`,
  ENOTDIR: ({ path }) => `${path} lies below something that is no folder. Check HUBDESK_DATA.`,
  ENOENT: ({ path }) => `There is no ${path}.`,
  ERR_MODULE_NOT_FOUND: ({ message }) => `${message}\nA part of Hubdesk is missing. Run "npm ci" and start again.`,
  EBUSY: ({ path }) => `${path} is in use by the system, perhaps as a mounted disk. Choose a folder inside it.`,
  EISDIR: () => 'This is a folder; a file is needed.',
  SQLITE_NOTADB: () => DAMAGED,
  SQLITE_CORRUPT: () => DAMAGED,
  SQLITE_FULL: () => FULL,
  SQLITE_READONLY: () => UNWRITABLE,
  SQLITE_CANTOPEN: () => UNWRITABLE,
  SQLITE_BUSY: () => 'Another program holds the database. Wait until it has finished, then try again.',
};

/** Null for what nobody foresaw: that is shown with its stack. */
export function sentenceOf(error: unknown): string | null {
  if (error instanceof DeskError)
    return (
      error.message +
      Object.entries(error.fields)
        .map(([field, why]) => `\n  ${field}: ${why}`)
        .join('')
    );
  if (error instanceof ConfigError || error instanceof CommandError) return error.message;
  if (!(error instanceof Error)) return null;
  const { code = '' } = error as SystemError;
  const known = SENTENCES[code] ?? SENTENCES[/^SQLITE_[A-Z]+/.exec(code)?.[0] ?? ''];
  return known ? known(error) : sentenceOf(error.cause);
}

function denied({ syscall, port, path }: SystemError): string {
  if (syscall === 'listen')
    return `Port ${port} may not be opened by this user: ports below 1024 belong to root. Set HUBDESK_PORT to a higher one and let a proxy or the firewall lead there.`;
  return `${path ?? 'The data folder'} cannot be written. Give it to the user that runs Hubdesk, or set HUBDESK_DATA.`;
}
