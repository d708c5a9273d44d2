// Sealing: secrets in the database are useless without the key file beside it.
import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createSecretKey,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
  type KeyObject,
} from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { DeskError } from './errors.ts';

export interface Secrets {
  /** AES-256-GCM with a fresh nonce; the result is text and names its version. */
  seal(plain: string): string;
  /** Null when the text was sealed with another key or changed since. */
  open(sealed: string): string | null;
  /** HMAC-SHA-256, base64url. `purpose` separates uses, so that a signature for one cannot serve another. */
  sign(purpose: string, text: string): string;
  verify(purpose: string, text: string, signature: string): boolean;
}

/**
 * Reads the key file, or makes it (mode 0600) for a desk that is new. A desk whose key is gone does not start with another
 * one: passwords and tokens of its accounts could never be opened again. Throws `key_missing` and `key_damaged`.
 */
export function openSecrets(path: string, isNewDesk = true): Secrets {
  if (!existsSync(path)) {
    if (isNewDesk) return secretsFrom(makeKey(path));
    throw new DeskError(
      'key_missing',
      500,
      `The key file ${path} is missing; without it no password of an account can be opened. ${MEND}`,
    );
  }
  const key = readFileSync(path);
  if (key.length === LENGTH) return secretsFrom(key);
  throw new DeskError(
    'key_damaged',
    500,
    `The key file ${path} is damaged: it has ${key.length} bytes instead of ${LENGTH}. ${MEND}`,
  );
}

const LENGTH = 32;
const MEND =
  'Bring it back from a backup. If it is gone for good, put 32 random bytes there; every account then has to be signed in again.';

function makeKey(path: string): Buffer {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const key = randomBytes(LENGTH);
  writeFileSync(`${path}.new`, key, { mode: 0o600, flush: true });
  renameSync(`${path}.new`, path);
  chmodSync(path, 0o600);
  return key;
}

export function secretsFrom(master: Buffer): Secrets {
  const key = (purpose: string) => Buffer.from(hkdfSync('sha256', master, 'hubdesk', purpose, 32));
  const sealing = key('seal');
  // Purposes are named in the code, so they are few.
  const keys = new Map<string, KeyObject>();
  const keyFor = (purpose: string) => {
    const made = keys.get(purpose) ?? createSecretKey(key(`sign:${purpose}`));
    keys.set(purpose, made);
    return made;
  };
  const signing = (purpose: string, text: string) => createHmac('sha256', keyFor(purpose)).update(text).digest();
  return {
    seal(plain) {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', sealing, nonce);
      const body = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]);
      return `s1.${Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url')}`;
    },
    open(sealed) {
      if (!sealed.startsWith('s1.')) return null;
      const all = Buffer.from(sealed.slice(3), 'base64url');
      if (all.length < 28) return null;
      try {
        const decipher = createDecipheriv('aes-256-gcm', sealing, all.subarray(0, 12));
        decipher.setAuthTag(all.subarray(12, 28));
        return decipher.update(all.subarray(28), undefined, 'utf8') + decipher.final('utf8');
      } catch {
        return null;
      }
    },
    sign: (purpose, text) => signing(purpose, text).toString('base64url'),
    verify(purpose, text, signature) {
      const wanted = signing(purpose, text);
      const given = Buffer.from(signature, 'base64url');
      return given.length === wanted.length && timingSafeEqual(given, wanted);
    },
  };
}
