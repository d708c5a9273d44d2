// The second factor of users: turning it on with a first code, recovery codes, checking at sign-in (AD-2).
import type { User } from '../database/entities/people.ts';
import { conflict, invalid } from '../kernel/errors.ts';
import { publicId } from '../kernel/ids.ts';
import type { Secrets } from '../kernel/secrets.ts';
import type { Audit } from './audit.ts';
import type { AccountsDeps } from './deps.ts';
import { drawn, newSecret, periodOf } from './one-time-codes.ts';
import { demand, type Viewer } from './permissions.ts';
import { demandOverUser } from './role-rows.ts';
import { userToChange } from './user-rows.ts';

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
  /** For somebody who lost phone and codes. Demands `user.manage`, and as much as the person holds. */
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

type Change = (viewer: Viewer, userId: number, action: string, work: (user: User) => void) => Promise<void>;

export function createSecondFactor(deps: AccountsDeps, audit: Audit, deskName: () => Promise<string>): SecondFactor {
  const { database, secrets, clock } = deps;
  const change: Change = (viewer, userId, action, work) =>
    database.write(async (em) => {
      const user = await userToChange(em, userId);
      if (userId !== viewer.userId) await demandOverUser(database, viewer, user);
      work(user);
      await em.flush();
      await audit.write(viewer, action, `user:${userId}`);
    });
  const offerOf = async ({ userId, email }: Viewer, base32: string): Promise<SecondFactorOffer> => {
    const sealed = secrets.seal(JSON.stringify({ userId, base32 }));
    return { ...(await drawn(base32, await deskName(), email)), sealed };
  };
  return {
    offer: (viewer) => offerOf(viewer, newSecret()),
    async sameOffer(viewer, sealed) {
      const base32 = opened(secrets, viewer, sealed);
      return base32 === null ? null : offerOf(viewer, base32);
    },
    ...switching(deps, change),
    async check(userId, typed) {
      const code = typed.replace(/\s/g, '').toLowerCase().slice(0, 40);
      return database.write(async (em) => {
        const user = await userToChange(em, userId);
        const right = useCode(secrets, user, code, clock.now()) || useRecoveryCode(secrets, user, code);
        await em.flush();
        return right;
      });
    },
  };
}

function switching(
  { secrets, clock }: AccountsDeps,
  change: Change,
): Pick<SecondFactor, 'enable' | 'disable' | 'renewRecoveryCodes' | 'remove'> {
  const forgotten = (user: User) => Object.assign(user, { secondFactor: null, recoveryCodes: null });
  return {
    async enable(viewer, sealed, code) {
      const base32 = opened(secrets, viewer, sealed);
      const used = base32 === null ? null : periodOf(base32, code, clock.now());
      if (base32 === null || used === null) throw invalid({ code: 'wrong.code' });
      const { codes, stored } = freshCodes(secrets, viewer.userId);
      await change(viewer, viewer.userId, 'user.second_factor_on', (user) => {
        if (user.secondFactor) throw conflict('second_factor_on', 'Two-factor sign-in is on already.');
        user.secondFactor = secrets.seal(JSON.stringify({ secret: base32, used } satisfies Kept));
        user.recoveryCodes = stored;
      });
      return codes;
    },
    disable: (viewer) => change(viewer, viewer.userId, 'user.second_factor_off', forgotten),
    async renewRecoveryCodes(viewer) {
      const { codes, stored } = freshCodes(secrets, viewer.userId);
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
  };
}

/** The secret of an offer made to this person; null for any other text. */
function opened(secrets: Secrets, viewer: Viewer, sealed: string): string | null {
  const text = secrets.open(sealed);
  const offer = text === null ? null : (JSON.parse(text) as { userId?: number; base32?: string });
  return offer?.userId === viewer.userId && typeof offer.base32 === 'string' ? offer.base32 : null;
}

function digest(secrets: Secrets, userId: number, code: string): string {
  return secrets.sign('recovery-code', `${userId}:${code}`);
}

function freshCodes(secrets: Secrets, userId: number): { codes: string[]; stored: string[] } {
  const code = () =>
    publicId()
      .slice(0, 10)
      .replace(/(.{5})/, '$1-');
  const codes = Array.from({ length: CODES }, code);
  return { codes, stored: codes.map((one) => digest(secrets, userId, one)) };
}

function useCode(secrets: Secrets, user: User, code: string, now: Date): boolean {
  const text = user.secondFactor ? secrets.open(user.secondFactor) : null;
  if (text === null) return false;
  const kept = JSON.parse(text) as Kept;
  const period = periodOf(kept.secret, code, now);
  if (period === null || period <= kept.used) return false;
  user.secondFactor = secrets.seal(JSON.stringify({ ...kept, used: period } satisfies Kept));
  return true;
}

function useRecoveryCode(secrets: Secrets, user: User, code: string): boolean {
  const wanted = digest(secrets, user.id, code.includes('-') ? code : code.replace(/^(.{5})/, '$1-'));
  const codes = user.recoveryCodes ?? [];
  if (!codes.includes(wanted)) return false;
  user.recoveryCodes = codes.filter((stored) => stored !== wanted);
  return true;
}
