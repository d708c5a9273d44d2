// Sessions: who is signed in where; opaque tokens, stored as hashes (AD-2).
import { Session, User, UserToken } from '../database/entities/people.ts';
import type { EntityManager } from '../database/database.ts';
import { toBoolean, toDate, toNumber } from '../database/rows.ts';
import { secretToken, tokenHash } from '../kernel/ids.ts';
import { notFound } from '../kernel/errors.ts';
import type { Audit } from './audit.ts';
import type { AccountsDeps } from './deps.ts';
import { presenceOf, type Availability, type Presence, type SessionView } from './people.ts';
import { deskViewer, type Viewer } from './permissions.ts';
import { sourceOf, viewerFrom, VIEWER_COLUMNS } from './viewers.ts';

/** Ends seven days after the last request, and thirty days after signing in whatever happens. */
export const SESSION = { idleDays: 7, mostDays: 30, codeMinutes: 10 };
const DAY = 24 * 3_600_000;
/** How stale "last seen" may be: not every page costs a write. */
const TOUCH = 5 * 60_000;

export interface FoundSession {
  id: number;
  csrf: string;
  /** False between the password and the one-time code: then nothing but the code may be asked for. */
  confirmed: boolean;
  viewer: Viewer;
  /** How colleagues see the person now. */
  presence: Presence;
}

export interface From {
  ip: string;
  userAgent: string;
}

export interface Sessions {
  /** The session of a cookie's token, while it and its user are valid. */
  find(token: string, ip: string): Promise<FoundSession | null>;
  /** Signs a user in who has proved who they are (password, invitation, first run). Returns the cookie's token. */
  start(userId: number, from: From, confirmed?: boolean): Promise<string>;
  /** The one-time code was right: a new token takes the place of the old one. */
  confirm(sessionId: number): Promise<string>;
  list(viewer: Viewer): Promise<SessionView[]>;
  /** One's own, for example on a lost phone. */
  end(viewer: Viewer, id: number): Promise<void>;
  /** All of one's own but the one that asks; returns how many. */
  endOthers(viewer: Viewer): Promise<number>;
  /** Which of these are still valid; does not count as use. */
  stillOpen(ids: number[]): Promise<Set<number>>;
  /** Signing out, also before the code. */
  drop(id: number): Promise<void>;
  /** Removes sessions and secret links that have run out (timed work). */
  sweep(): Promise<void>;
}

export function createSessions(deps: AccountsDeps, audit: Audit): Sessions {
  const { database, clock } = deps;
  return {
    find: (token, ip) => findSession(deps, token, ip),
    ...startingSessions(deps, audit),
    ...ownSessions(deps, audit),
    async drop(id) {
      await database.write(async (em) => {
        const session = await em.findOne(Session, { id });
        if (session) await endSessions(deps, em, session.userId, { id });
      });
    },
    async stillOpen(ids) {
      const idle = new Date(clock.now().getTime() - SESSION.idleDays * DAY);
      const where = { id: { $in: ids }, confirmed: true, expiresAt: { $gt: clock.now() }, lastSeenAt: { $gte: idle } };
      const found = ids.length > 0 ? await database.read().find(Session, where, { fields: ['id'] }) : [];
      return new Set(found.map(({ id }) => id));
    },
    async sweep() {
      const idle = new Date(clock.now().getTime() - SESSION.idleDays * DAY);
      const over = { expiresAt: { $lte: clock.now() } };
      await database.write(async (em) => {
        await em.nativeDelete(Session, { $or: [over, { lastSeenAt: { $lt: idle } }] });
        await em.nativeDelete(UserToken, over);
      });
    },
  };
}

/** Inside `database.write`: they end, and pages still open under them hear of it. Returns how many. */
export async function endSessions(
  { events }: AccountsDeps,
  em: EntityManager,
  userId: number,
  which: { id?: number | { $ne: number } } = {},
): Promise<number> {
  const ended = await em.nativeDelete(Session, { userId, ...which });
  if (ended > 0) await events.add({ type: 'user.changed', actor: `user:${userId}`, data: { userId, sessions: true } });
  return ended;
}

function startingSessions({ database, clock }: AccountsDeps, audit: Audit): Pick<Sessions, 'start' | 'confirm'> {
  const lifeOf = (confirmed: boolean) => (confirmed ? SESSION.mostDays * DAY : SESSION.codeMinutes * 60_000);
  const renewed = (confirmed: boolean) => {
    const token = secretToken();
    const now = clock.now();
    const expiresAt = new Date(now.getTime() + lifeOf(confirmed));
    return { token, row: { tokenHash: tokenHash(token), csrf: secretToken(), lastSeenAt: now, expiresAt, confirmed } };
  };
  const signedIn = async (em: EntityManager, userId: number, ip: string) => {
    await em.nativeUpdate(User, { id: userId }, { lastSeenAt: clock.now() });
    await audit.write({ ...deskViewer(), userId }, 'session.started', `user:${userId}`, {}, ip);
  };
  return {
    async start(userId, { ip, userAgent }, confirmed = true) {
      const { token, row } = renewed(confirmed);
      await database.write(async (em) => {
        await em.insert(Session, { ...row, userId, ip, userAgent: userAgent.slice(0, 300), createdAt: clock.now() });
        if (confirmed) await signedIn(em, userId, ip);
      });
      return token;
    },
    async confirm(sessionId) {
      const { token, row } = renewed(true);
      await database.write(async (em) => {
        const session = await em.findOne(Session, { id: sessionId });
        if (!session) throw notFound('session');
        await em.nativeUpdate(Session, { id: sessionId }, row);
        await signedIn(em, session.userId, session.ip);
      });
      return token;
    },
  };
}

function ownSessions(deps: AccountsDeps, audit: Audit): Pick<Sessions, 'list' | 'end' | 'endOthers'> {
  const { database } = deps;
  return {
    async list({ userId, sessionId }) {
      const found = await database
        .read()
        .find(Session, { userId, confirmed: true }, { orderBy: { lastSeenAt: 'desc', id: 'desc' } });
      return found.map(({ id, ip, userAgent, createdAt, lastSeenAt }) => {
        return { id, ip, userAgent, createdAt, lastSeenAt, current: id === sessionId };
      });
    },
    async end(viewer, id) {
      await database.write(async (em) => {
        if ((await endSessions(deps, em, viewer.userId, { id })) === 0) throw notFound('session');
        await audit.write(viewer, 'session.ended', `user:${viewer.userId}`);
      });
    },
    async endOthers(viewer) {
      return database.write(async (em) => {
        const ended = await endSessions(deps, em, viewer.userId, { id: { $ne: viewer.sessionId ?? 0 } });
        await audit.write(viewer, 'session.others_ended', `user:${viewer.userId}`, { ended });
        return ended;
      });
    },
  };
}

async function findSession(deps: AccountsDeps, token: string, ip: string): Promise<FoundSession | null> {
  if (token.length < 20 || token.length > 100) return null;
  const { database, clock } = deps;
  const row = await database.row<Record<string, unknown>>(
    `select s.id as session_id, s.csrf, s.confirmed, s.last_seen_at, s.expires_at, ${VIEWER_COLUMNS}
     from session s join desk_user u on u.id = s.user_id where s.token_hash = ?`,
    [tokenHash(token)],
  );
  if (!row || row.status !== 'active') return null;
  const now = clock.now();
  const lastSeen = toDate(row.last_seen_at).getTime();
  if (toDate(row.expires_at) <= now || now.getTime() - lastSeen > SESSION.idleDays * DAY) return null;
  const id = toNumber(row.session_id);
  const user = sourceOf(row);
  if (now.getTime() - lastSeen > TOUCH) await touch(deps, id, user.id, now, ip);
  const viewer = await viewerFrom(database, user, { sessionId: id, ip });
  const presence = presenceOf({
    ...{ availability: row.availability as Availability, available: toBoolean(row.available) },
    onCall: toBoolean(row.on_call),
  });
  return { id, csrf: String(row.csrf), confirmed: toBoolean(row.confirmed), viewer, presence };
}

async function touch({ database }: AccountsDeps, id: number, userId: number, now: Date, ip: string): Promise<void> {
  await database.write(async (em) => {
    await em.nativeUpdate(Session, { id }, { lastSeenAt: now, ip });
    await em.nativeUpdate(User, { id: userId }, { lastSeenAt: now });
  });
}
