// One-time codes by an authenticator app (RFC 6238): the secret, the picture to scan, which period a code belongs to.
import { Secret, TOTP } from 'otpauth';

const PERIOD = 30;

/** 160 bits, base32, as RFC 4226 recommends. */
export function newSecret(): string {
  return new Secret({ size: 20 }).base32;
}

/** How a person takes the secret into an app: by typing or by scanning an SVG picture. */
export async function drawn(
  base32: string,
  issuer: string,
  label: string,
): Promise<{ secret: string; picture: string }> {
  const { toString } = await import('qrcode');
  const picture = await toString(generator(base32, issuer, label).toString(), {
    type: 'svg',
    margin: 2,
    errorCorrectionLevel: 'M',
  });
  return { secret: base32.replace(/(.{4})(?=.)/g, '$1 '), picture };
}

/** The number of the period a code belongs to: now, the one before or the one after; null when it is wrong. */
export function periodOf(base32: string, code: string, now: Date): number | null {
  const token = code.replace(/\s/g, '');
  if (!/^\d{6}$/.test(token)) return null;
  const timestamp = now.getTime();
  const delta = generator(base32, '', '').validate({ token, timestamp, window: 1 });
  return delta === null ? null : Math.floor(timestamp / 1000 / PERIOD) + delta;
}

function generator(base32: string, issuer: string, label: string): TOTP {
  return new TOTP({ issuer, label, algorithm: 'SHA1', digits: 6, period: PERIOD, secret: Secret.fromBase32(base32) });
}
