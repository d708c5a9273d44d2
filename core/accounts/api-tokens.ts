// API tokens: what programs sign in with, limited to scopes (AD-2, OP-7).
import { ApiToken } from '../database/entities/people.ts';
import { toDateOrNull, toJson, toNumber } from '../database/rows.ts';
import { invalid, notFound } from '../kernel/errors.ts';
import { secretToken, tokenHash } from '../kernel/ids.ts';
import type { Audit } from './audit.ts';
import type { AccountsDeps } from './deps.ts';
import type { ApiTokenView } from './people.ts';
import { may, SCOPES, type Viewer } from './permissions.ts';
import { sourceOf, viewerFrom, VIEWER_COLUMNS } from './viewers.ts';

export interface ApiTokens {
  /** The token is shown once and never again. Throws `invalid` on `name` or `scopes`. */
  create(viewer: Viewer, token: { name: string; scopes: string[] }): Promise<{ token: string; view: ApiTokenView }>;
  /** One's own; everybody's with `api.manage` and `everybody`. Revoked ones are left out. */
  list(viewer: Viewer, everybody?: boolean): Promise<ApiTokenView[]>;
  revoke(viewer: Viewer, id: number): Promise<void>;
  /** Who a token acts for, narrowed to its scopes; null when it is unknown, revoked or its user may not come in. */
  viewerOfToken(token: string, ip: string): Promise<Viewer | null>;
}

const MARK = 'hd_';
const TOUCH = 5 * 60_000;

export function createApiTokens(deps: AccountsDeps, audit: Audit): ApiTokens {
  const { database, clock } = deps;
  return {
    create: (viewer, token) => createToken(deps, audit, viewer, token),
    async list(viewer, everybody = false) {
      const all = everybody && may(viewer, 'api.manage');
      const where = { revokedAt: null, ...(all ? {} : { userId: viewer.userId }) };
      return (await database.read().find(ApiToken, where, { orderBy: { id: 'desc' } })).map(viewOf);
    },
    async revoke(viewer, id) {
      await database.write(async (em) => {
        const token = await em.findOne(ApiToken, { id, revokedAt: null });
        if (!token || (token.userId !== viewer.userId && !may(viewer, 'api.manage'))) throw notFound('API token');
        token.revokedAt = clock.now();
        await em.flush();
        await audit.write(viewer, 'api_token.revoked', `api_token:${id}`, { name: token.name });
      });
    },
    viewerOfToken: (token, ip) => viewerOfToken(deps, token, ip),
  };
}

async function createToken(
  { database, clock }: AccountsDeps,
  audit: Audit,
  viewer: Viewer,
  { name, scopes }: { name: string; scopes: string[] },
): Promise<{ token: string; view: ApiTokenView }> {
  const wrong: Record<string, string> = {};
  if (name.trim() === '' || name.length > 120) wrong.name = 'wrong.name';
  if (scopes.length === 0 || scopes.some((scope) => !(SCOPES as string[]).includes(scope)))
    wrong.scopes = 'wrong.scopes';
  if (Object.keys(wrong).length > 0) throw invalid(wrong);
  const token = MARK + secretToken();
  const view = await database.write(async (em) => {
    const created = em.create(ApiToken, {
      tokenHash: tokenHash(token),
      hint: token.slice(0, 8),
      userId: viewer.userId,
      name: name.trim(),
      scopes: SCOPES.filter((scope) => scopes.includes(scope)),
      createdAt: clock.now(),
    });
    await em.flush();
    await audit.write(viewer, 'api_token.created', `api_token:${created.id}`, { name: created.name, scopes });
    return viewOf(created);
  });
  return { token, view };
}

async function viewerOfToken({ database, clock }: AccountsDeps, token: string, ip: string): Promise<Viewer | null> {
  if (!token.startsWith(MARK) || token.length > 100) return null;
  const row = await database.row<Record<string, unknown>>(
    `select t.id as token_id, t.scopes, t.last_used_at, ${VIEWER_COLUMNS} from api_token t join desk_user u on u.id = t.user_id
     where t.token_hash = ? and t.revoked_at is null and u.status = 'active'`,
    [tokenHash(token)],
  );
  if (!row) return null;
  const now = clock.now();
  const lastUsed = toDateOrNull(row.last_used_at)?.getTime() ?? 0;
  if (now.getTime() - lastUsed > TOUCH)
    await database.write((em) => em.nativeUpdate(ApiToken, { id: toNumber(row.token_id) }, { lastUsedAt: now }));
  return viewerFrom(database, sourceOf(row), { scopes: toJson<string[]>(row.scopes), ip });
}

function viewOf({ id, userId, name, hint, scopes, createdAt, lastUsedAt }: ApiToken): ApiTokenView {
  return { id, userId, name, hint, scopes, createdAt, lastUsedAt: lastUsedAt ?? null };
}
