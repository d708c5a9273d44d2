// Signing in: password, then the one-time code where it is on; slow for guessers, equal for unknown users (AD-2).
import { AuditEntry, User } from '../database/entities/people.ts';
import { ATTEMPT_WINDOW, networkOf, type Attempts } from './attempts.ts';
import type { Audit } from './audit.ts';
import { normalEmail, type AccountsDeps } from './deps.ts';
import { hashPassword, isOutdated, verifyPassword } from './password-hash.ts';
import { deskViewer } from './permissions.ts';
import type { SecondFactor } from './second-factor.ts';
import type { FoundSession, From, Sessions } from './sessions.ts';

export type SignInResult =
  | { outcome: 'signed-in'; token: string }
  /** The token's session may only ask for the one-time code. */
  | { outcome: 'second-factor'; token: string }
  /** Wrong address or password; nobody learns which. */
  | { outcome: 'refused' }
  | { outcome: 'too-many'; seconds: number };

export type CodeResult = Extract<SignInResult, { outcome: 'signed-in' | 'refused' | 'too-many' }>;

export interface SignIn {
  signIn(who: { email: string; password: string } & From): Promise<SignInResult>;
  /** The code from the generator, or a recovery code. */
  confirm(session: FoundSession, code: string): Promise<CodeResult>;
}

/**
 * Failures within fifteen minutes. From one network an account is closed after few, for everybody only after many:
 * so that a guesser locks themselves out rather than the owner.
 */
const MOST = { accountFromNetwork: 10, account: 50, network: 40, code: 6 };
const REFUSED = 'session.refused';

const limitsFor = (email: string, ip: string) => [
  { key: `account:${email} from ${networkOf(ip)}`, most: MOST.accountFromNetwork },
  { key: `account:${email}`, most: MOST.account },
  { key: `network:${networkOf(ip)}`, most: MOST.network },
];

interface Parts {
  audit: Audit;
  attempts: Attempts;
  sessions: Sessions;
  secondFactor: SecondFactor;
}

export function createSignIn(deps: AccountsDeps, parts: Parts): SignIn {
  const { audit, attempts, sessions } = parts;
  let recalled: Promise<void> | undefined;

  async function refuse(user: User | null, email: string, ip: string): Promise<{ outcome: 'refused' }> {
    // Only for accounts that exist, so that a guesser cannot fill the log with inventions.
    if (user) await audit.write(deskViewer(), REFUSED, `user:${user.id}`, { email }, ip);
    return { outcome: 'refused' };
  }

  return {
    async signIn({ email: typed, password, ip, userAgent }) {
      recalled ??= recallFailures(deps, attempts);
      await recalled;
      const email = normalEmail(typed).slice(0, 254);
      const limits = limitsFor(email, ip);
      const seconds = attempts.take(limits);
      if (seconds > 0) return { outcome: 'too-many', seconds };
      const user = await deps.database.read().findOne(User, { email, status: 'active' });
      const right = await verifyPassword(password.slice(0, 1000), user?.passwordHash ?? null);
      if (!user || !right) return refuse(user, email, ip);
      attempts.forget(limits[0]!.key);
      for (const { key } of limits.slice(1)) attempts.giveBack(key);
      if (isOutdated(user.passwordHash!)) await hashAnew(deps, user.id, password);
      const confirmed = !user.secondFactor;
      const token = await sessions.start(user.id, { ip, userAgent }, confirmed);
      return { outcome: confirmed ? 'signed-in' : 'second-factor', token };
    },
    confirm: (session, code) => confirm(parts, session, code),
  };
}

async function confirm(
  { audit, attempts, sessions, secondFactor }: Parts,
  { id, viewer }: FoundSession,
  code: string,
): Promise<CodeResult> {
  const seconds = attempts.take([{ key: `code:${viewer.userId}`, most: MOST.code }]);
  if (seconds > 0) return { outcome: 'too-many', seconds };
  if (!(await secondFactor.check(viewer.userId, code))) {
    await audit.write(deskViewer(), 'session.code_refused', `user:${viewer.userId}`, {}, viewer.ip);
    return { outcome: 'refused' };
  }
  attempts.forget(`code:${viewer.userId}`);
  return { outcome: 'signed-in', token: await sessions.confirm(id) };
}

/** Failures before the start count too, so that a restart gives no fresh tries. */
async function recallFailures({ database, clock }: AccountsDeps, attempts: Attempts): Promise<void> {
  const since = new Date(clock.now().getTime() - ATTEMPT_WINDOW);
  const found = await database
    .read()
    .find(AuditEntry, { at: { $gt: since }, action: REFUSED }, { orderBy: { id: 'asc' }, limit: 1000 });
  for (const { at, detail, ip } of found) {
    for (const { key } of limitsFor(String(detail.email), ip)) attempts.recall(key, at);
  }
}

async function hashAnew({ database }: AccountsDeps, userId: number, password: string): Promise<void> {
  const passwordHash = await hashPassword(password);
  await database.write((em) => em.nativeUpdate(User, { id: userId }, { passwordHash }));
}
