// The second factor: one-time codes by an authenticator app (RFC 6238) and recovery codes (AD-2).
import { Secret, TOTP } from 'otpauth';
import { User } from '../database/entities/people.ts';
import type { EntityManager } from '../database/database.ts';
import { conflict, invalid } from '../kernel/errors.ts';
import { publicId } from '../kernel/ids.ts';
import type { Audit } from './audit.ts';
import type { AccountsDeps } from './deps.ts';
import { demand, type Viewer } from './permissions.ts';
import { userToChange } from './user-rows.ts';

const PERIOD = 30;
const CODES = 10;

export interface SecondFactorOffer {
  /** The secret for typing, in groups of four. */
  secret: string;
  /** The picture to scan, as SVG. */
  picture: string;
  /** Goes with the form and comes back to `enable`; nothing is stored before the first code was right. */
  sealed: string;
}

export interface SecondFactor {
  offer(viewer: Viewer): Promise<SecondFactorOffer>;
  /** The offer a form carries, drawn again. Null when it was not ours. */
  sameOffer(viewer: Viewer, sealed: string): Promise<SecondFactorOffer | null>;
  /** Turns it on; returns the recovery codes, which are shown once. Throws `invalid` on `code`. */
  enable(viewer: Viewer, sealed: string, code: string): Promise<string[]>;
  disable(viewer: Viewer): Promise<void>;
  /** New recovery codes; the old ones no longer work. */
  renewRecoveryCodes(viewer: Viewer): Promise<string[]>;
  /** For somebody who lost phone and codes. Demands `user.manage`. */
  remove(viewer: Viewer, userId: number): Promise<void>;
  /** A code of the app, each once, or a recovery code, which is then gone. */
  check(userId: number, code: string): Promise<boolean>;
}

/** What `secondFactor` holds, sealed. */
interface Kept {
  secret: string;
  /** Number of the last period whose code was used: no code works twice. */
  used: number;
}

export function createSecondFactor(deps: AccountsDeps, audit: Audit, deskName: () => Promise<string>): SecondFactor {
  const { database, secrets, clock } = deps;
  const digest = (userId: number, code: string) => secrets.sign('recovery-code', `${userId}:${code}`);
  const fresh = (userId: number) => {
    const codes = Array.from({ length: CODES }, () =>
      publicId()
        .slice(0, 10)
        .replace(/(.{5})/, '$1-'),
    );
    return { codes, stored: codes.map((code) => digest(userId, code)) };
  };

  async function draw({ userId, email }: Viewer, base32: string): Promise<SecondFactorOffer> {
    const uri = generator(base32, await deskName(), email).toString();
    const { toString } = await import('qrcode');
    const picture = await toString(uri, { type: 'svg', margin: 2, errorCorrectionLevel: 'M' });
    return {
      secret: base32.replace(/(.{4})(?=.)/g, '$1 '),
      picture,
      sealed: secrets.seal(JSON.stringify({ userId, base32 })),
    };
  }

  function opened(viewer: Viewer, sealed: string): string | null {
    const text = secrets.open(sealed);
    const offer = text === null ? null : (JSON.parse(text) as { userId?: number; base32?: string });
    return offer?.userId === viewer.userId && typeof offer.base32 === 'string' ? offer.base32 : null;
  }

  const change = (viewer: Viewer, userId: number, action: string, work: (user: User) => void) =>
    database.write(async (em: EntityManager) => {
      const user = await userToChange(em, userId);
      work(user);
      await em.flush();
      await audit.write(viewer, action, `user:${userId}`);
    });
  const forgotten = (user: User) => Object.assign(user, { secondFactor: null, recoveryCodes: null });

  return {
    offer: (viewer) => draw(viewer, new Secret({ size: 20 }).base32),
    async sameOffer(viewer, sealed) {
      const base32 = opened(viewer, sealed);
      return base32 === null ? null : draw(viewer, base32);
    },
    async enable(viewer, sealed, code) {
      const base32 = opened(viewer, sealed);
      const used = base32 === null ? null : periodOf(base32, code, clock.now());
      if (base32 === null || used === null) throw invalid({ code: 'wrong.code' });
      const { codes, stored } = fresh(viewer.userId);
      await change(viewer, viewer.userId, 'user.second_factor_on', (user) => {
        if (user.secondFactor) throw conflict('second_factor_on', 'Two-factor sign-in is on already.');
        user.secondFactor = secrets.seal(JSON.stringify({ secret: base32, used } satisfies Kept));
        user.recoveryCodes = stored;
      });
      return codes;
    },
    disable: (viewer) => change(viewer, viewer.userId, 'user.second_factor_off', forgotten),
    async renewRecoveryCodes(viewer) {
      const { codes, stored } = fresh(viewer.userId);
      await change(viewer, viewer.userId, 'user.recovery_codes_renewed', (user) => {
        if (!user.secondFactor) throw conflict('second_factor_off', 'Two-factor sign-in is off.');
        user.recoveryCodes = stored;
      });
      return codes;
    },
    async remove(viewer, userId) {
      demand(viewer, 'user.manage');
      await change(viewer, userId, 'user.second_factor_removed', forgotten);
    },
    async check(userId, typed) {
      const code = typed.replace(/\s/g, '').toLowerCase().slice(0, 40);
      return database.write(async (em) => {
        const user = await userToChange(em, userId);
        const right = useCode(user, code) || useRecoveryCode(user, code);
        await em.flush();
        return right;
      });
    },
  };

  function useCode(user: User, code: string): boolean {
    const text = user.secondFactor ? secrets.open(user.secondFactor) : null;
    if (text === null) return false;
    const kept = JSON.parse(text) as Kept;
    const period = periodOf(kept.secret, code, clock.now());
    if (period === null || period <= kept.used) return false;
    user.secondFactor = secrets.seal(JSON.stringify({ ...kept, used: period } satisfies Kept));
    return true;
  }

  function useRecoveryCode(user: User, code: string): boolean {
    const wanted = digest(user.id, code.includes('-') ? code : code.replace(/^(.{5})/, '$1-'));
    const left = (user.recoveryCodes ?? []).filter((stored) => stored !== wanted);
    if (left.length === (user.recoveryCodes ?? []).length) return false;
    user.recoveryCodes = left;
    return true;
  }
}

function generator(base32: string, issuer: string, label: string): TOTP {
  return new TOTP({ issuer, label, algorithm: 'SHA1', digits: 6, period: PERIOD, secret: Secret.fromBase32(base32) });
}

/** The number of the period a code belongs to: now, the one before or the one after; null when it is wrong. */
function periodOf(base32: string, code: string, now: Date): number | null {
  const token = code.replace(/\s/g, '');
  if (!/^\d{6}$/.test(token)) return null;
  const timestamp = now.getTime();
  const delta = generator(base32, '', '').validate({ token, timestamp, window: 1 });
  return delta === null ? null : Math.floor(timestamp / 1000 / PERIOD) + delta;
}
