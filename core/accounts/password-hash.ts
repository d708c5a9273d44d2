// Passwords as Argon2id hashes in PHC string format, with their parameters beside them (RFC 9106).
import { argon2, randomBytes, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';

/** 19 MiB, two passes: about 40 ms on a small server, the OWASP minimum for Argon2id. */
const NOW = { memory: 19_456, passes: 2, parallelism: 1 };
const TAG = 32;

type Cost = typeof NOW;
const derive = promisify(argon2);

export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const tag = await tagOf(password, salt, NOW, TAG);
  return `$argon2id$v=19$m=${NOW.memory},t=${NOW.passes},p=${NOW.parallelism}$${plain64(salt)}$${plain64(tag)}`;
}

/** Takes as long for a user who does not exist (`null`) as for one who does. */
export async function verifyPassword(password: string, stored: string | null): Promise<boolean> {
  const known = stored === null ? null : parse(stored);
  const { cost, salt, tag } = known ?? { cost: NOW, salt: Buffer.alloc(16), tag: Buffer.alloc(TAG) };
  const given = await tagOf(password, salt, cost, tag.length);
  return timingSafeEqual(given, tag) && known !== null;
}

/** Whether the hash was made with other parameters than today's and should be made anew at the next sign-in. */
export function isOutdated(stored: string): boolean {
  const known = parse(stored);
  return !known || (Object.keys(NOW) as (keyof Cost)[]).some((key) => known.cost[key] !== NOW[key]);
}

function tagOf(password: string, salt: Buffer, cost: Cost, length: number): Promise<Buffer> {
  // NFKC: the same password typed on another keyboard gives the same bytes.
  const message = Buffer.from(password.normalize('NFKC'), 'utf8');
  return derive('argon2id', { message, nonce: salt, tagLength: length, ...cost });
}

function parse(stored: string): { cost: Cost; salt: Buffer; tag: Buffer } | null {
  const found = /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,3}),p=(\d{1,2})\$([\w+/]{11,86})\$([\w+/]{22,86})$/.exec(
    stored,
  );
  if (!found) return null;
  return {
    cost: { memory: Number(found[1]), passes: Number(found[2]), parallelism: Number(found[3]) },
    salt: Buffer.from(found[4]!, 'base64'),
    tag: Buffer.from(found[5]!, 'base64'),
  };
}

const plain64 = (bytes: Buffer) => bytes.toString('base64').replace(/=+$/, '');
