// What is pushed can be read by the browser it is for alone (RFC 8291), and says which desk sends it (RFC 8292).
import {
  createCipheriv,
  createECDH,
  createPrivateKey,
  generateKeyPairSync,
  hkdfSync,
  randomBytes,
  sign,
  type ECDH,
} from 'node:crypto';

/** What a browser gives for its subscription, base64url. */
export interface DeviceKeys {
  /** Its public key on P-256, 65 bytes. */
  p256dh: string;
  /** 16 bytes. */
  auth: string;
}

/** The desk's own pair for all its pushes (VAPID), base64url. */
export interface DeskKeys {
  public: string;
  private: string;
}

const CURVE = 'prime256v1';
const RECORD = 4096;
/** Of one record: 4096 less the tag and the mark of its end. */
export const LONGEST = RECORD - 17;

/** Whether these are keys of a browser: a point on the curve and a secret of 16 bytes. */
export function areDeviceKeys({ p256dh, auth }: DeviceKeys): boolean {
  const point = Buffer.from(p256dh, 'base64url');
  if (point.length !== 65 || Buffer.from(auth, 'base64url').length !== 16) return false;
  try {
    const own = createECDH(CURVE);
    own.generateKeys();
    own.computeSecret(point);
    return true;
  } catch {
    return false;
  }
}

/** One record of `aes128gcm` (RFC 8188). `own` and `salt` are fresh for each message; tests bring those of the RFC. */
export function encrypt(plain: Buffer, keys: DeviceKeys, own: ECDH = freshPair(), salt = randomBytes(16)): Buffer {
  const theirs = Buffer.from(keys.p256dh, 'base64url');
  const info = Buffer.concat([Buffer.from('WebPush: info\0'), theirs, own.getPublicKey()]);
  const secret = hkdf(own.computeSecret(theirs), Buffer.from(keys.auth, 'base64url'), info, 32);
  const key = hkdf(secret, salt, Buffer.from('Content-Encoding: aes128gcm\0'), 16);
  const nonce = hkdf(secret, salt, Buffer.from('Content-Encoding: nonce\0'), 12);
  const cipher = createCipheriv('aes-128-gcm', key, nonce);
  const body = Buffer.concat([cipher.update(plain), cipher.update(Buffer.from([2])), cipher.final()]);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(RECORD);
  const head = Buffer.concat([salt, size, Buffer.from([65]), own.getPublicKey()]);
  return Buffer.concat([head, body, cipher.getAuthTag()]);
}

function freshPair(): ECDH {
  const own = createECDH(CURVE);
  own.generateKeys();
  return own;
}

function hkdf(secret: Buffer, salt: Buffer, info: Buffer, length: number): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, info, length));
}

export function makeDeskKeys(): DeskKeys {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: CURVE });
  const { x, y, d } = privateKey.export({ format: 'jwk' });
  const point = Buffer.concat([Buffer.from([4]), Buffer.from(x!, 'base64url'), Buffer.from(y!, 'base64url')]);
  return { public: point.toString('base64url'), private: d! };
}

/** Half a day: services refuse what is good for more than a whole one. */
const GOOD_FOR = 12 * 3600;

/** The header `authorization` for a push to this address. `contact`: a web address, or `mailto:`. */
export function authorization(keys: DeskKeys, endpoint: string, contact: string, now: Date): string {
  const point = Buffer.from(keys.public, 'base64url');
  const [x, y] = [point.subarray(1, 33), point.subarray(33)].map((part) => part.toString('base64url'));
  const key = createPrivateKey({ format: 'jwk', key: { kty: 'EC', crv: 'P-256', x, y, d: keys.private } });
  const exp = Math.floor(now.getTime() / 1000) + GOOD_FOR;
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const claim = `${part({ typ: 'JWT', alg: 'ES256' })}.${part({ aud: new URL(endpoint).origin, exp, sub: contact })}`;
  const signature = sign('sha256', Buffer.from(claim), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url');
  return `vapid t=${claim}.${signature}, k=${keys.public}`;
}
