// A fresh self-signed certificate for loopback, written as DER by hand: node:crypto makes keys but no certificates.
import { createHash, generateKeyPairSync, randomBytes, sign, X509Certificate } from 'node:crypto';

/** What a TLS server needs; `certificate` is also what a client has to trust (PEM). */
export interface SelfSigned {
  key: string;
  certificate: string;
  /** SHA-256 over the certificate, as node:tls prints it. */
  fingerprint: string;
}

const EC_WITH_SHA256 = '300a06082a8648ce3d040302';
const COMMON_NAME = '0603550403';
const BASIC_CONSTRAINTS_CA = '300f0603551d130101ff040530030101ff';
const SUBJECT_ALTERNATIVE_NAME = '0603551d11';
const DAY = 24 * 60 * 60 * 1000;

/**
 * Makes a key pair and a self-signed X.509 v3 certificate for `localhost`, 127.0.0.1 and ::1 (RFC 5280 §4.1),
 * valid from one day before `now` for 397 days. Nothing is stored: every start has its own.
 */
export function selfSignedCertificate(now: Date): SelfSigned {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const name = sequence(tagged(0x31, sequence(hex(COMMON_NAME), tagged(0x0c, Buffer.from('Hubdesk mail simulator')))));
  const validity = sequence(time(new Date(now.getTime() - DAY)), time(new Date(now.getTime() + 396 * DAY)));
  const serial = Buffer.concat([Buffer.from([0x01]), randomBytes(15)]);
  const toBeSigned = sequence(
    tagged(0xa0, hex('020102')),
    tagged(0x02, serial),
    hex(EC_WITH_SHA256),
    name,
    validity,
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(hex(BASIC_CONSTRAINTS_CA), alternativeNames())),
  );
  const signature = sign('sha256', toBeSigned, privateKey);
  const der = sequence(toBeSigned, hex(EC_WITH_SHA256), tagged(0x03, Buffer.concat([Buffer.from([0]), signature])));
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    certificate: new X509Certificate(der).toString(),
    fingerprint: createHash('sha256').update(der).digest('hex').toUpperCase().match(/../g)!.join(':'),
  };
}

function alternativeNames(): Buffer {
  const names = sequence(
    tagged(0x82, Buffer.from('localhost')),
    tagged(0x87, Buffer.from([127, 0, 0, 1])),
    tagged(0x87, Buffer.from('00000000000000000000000000000001', 'hex')),
  );
  return sequence(hex(SUBJECT_ALTERNATIVE_NAME), tagged(0x04, names));
}

function time(date: Date): Buffer {
  // UTCTime holds two digits of the year, which is right until 2049 (RFC 5280 §4.1.2.5.1).
  return tagged(0x17, Buffer.from(date.toISOString().replace(/[-:T]/g, '').slice(2, 14) + 'Z'));
}

function sequence(...parts: Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(parts));
}

function tagged(tag: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([tag]), length(content.length), content]);
}

function length(bytes: number): Buffer {
  if (bytes < 0x80) return Buffer.from([bytes]);
  return bytes < 0x100 ? Buffer.from([0x81, bytes]) : Buffer.from([0x82, bytes >> 8, bytes & 0xff]);
}

function hex(digits: string): Buffer {
  return Buffer.from(digits, 'hex');
}
