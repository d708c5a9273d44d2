// Numbers by which bridges know things: as long as the public API's, the same whenever the same thing is meant.
import { createHash, randomBytes } from 'node:crypto';

/** Fifteen digits: a whole number also for programs that read it as one. */
export function idOf(...about: (string | number)[]): string {
  return digits(createHash('sha256').update(JSON.stringify(about)).digest());
}

export function newId(): string {
  return digits(randomBytes(8));
}

function digits(bytes: Buffer): string {
  return String(100_000_000_000_000n + (bytes.readBigUInt64BE(0) % 900_000_000_000_000n));
}

/** The number of the desk itself. */
export function portalIdOf(deskId: string): string {
  return idOf('portal', deskId).slice(0, 9);
}
