// Tokens of the simulated Meta: who holds which, what each may, and how it ends.
import type { Token } from './access.ts';
import { fine, graphError, type Answer } from './answers.ts';
import { newId, type World } from './world.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** Until a user's token ends: two hours, or two months once it was exchanged. */
export const SHORT = 120 * MINUTE;
export const LONG = 60 * DAY;

export function issue(world: World, about: Omit<Token, 'value' | 'isRevoked' | 'appId'>): Token {
  const token = { ...about, appId: world.app.id, value: newId('EAAsimulated'), isRevoked: false };
  world.tokens.set(token.value, token);
  return token;
}

/** As after a changed password: nobody's token holds any more. */
export function revokeAll(world: World): void {
  for (const token of world.tokens.values()) token.isRevoked = true;
}

export function restoreAll(world: World): void {
  for (const token of world.tokens.values()) token.isRevoked = false;
}

export function expireAll(world: World): void {
  for (const token of world.tokens.values()) token.endsAt = world.now() - MINUTE;
}

/** The token of a request, or why it is none. */
export function tokenIn(world: World, value: string): Token | Answer {
  if (value === `${world.app.id}|${world.app.secret}`)
    return {
      value,
      kind: 'APP',
      appId: world.app.id,
      scopes: [],
      endsAt: null,
      businesses: [],
      pages: [],
      isRevoked: false,
    };
  const token = world.tokens.get(value);
  if (!token) return graphError(401, 190, 'Invalid OAuth access token - Cannot parse access token');
  const [subcode, message] = troubleOf(world, token) ?? [];
  return message === undefined ? token : graphError(401, 190, `Error validating access token: ${message}`, { subcode });
}

function troubleOf(world: World, token: Token): [subcode: number, message: string] | null {
  if (token.isRevoked) return [460, 'The session has been invalidated because the user changed their password'];
  return token.endsAt !== null && token.endsAt <= world.now() ? [463, 'Session has expired'] : null;
}

/** The permission is missing: Meta's answer to that; null where the token has it. */
export function lacks(token: Token, scope: string): Answer | null {
  if (token.scopes.includes(scope)) return null;
  return graphError(403, 200, `Requires ${scope} permission to manage the object`);
}

export function mayTouch(list: string[], id: string): boolean {
  return list.includes('*') || list.includes(id);
}

/** What `debug_token` tells. */
export function describeToken(world: World, value: string): Answer {
  const token = world.tokens.get(value);
  const seconds = (at: number | null) => (at === null ? 0 : Math.floor(at / 1000));
  if (!token)
    return fine({
      data: { is_valid: false, error: { code: 190, message: 'Invalid OAuth access token.' }, scopes: [] },
    });
  const trouble = troubleOf(world, token);
  const targets = world.businesses
    .filter(({ id }) => mayTouch(token.businesses, id))
    .flatMap(({ accounts }) => accounts);
  return fine({
    data: {
      app_id: token.appId,
      type: token.kind,
      application: world.app.name,
      is_valid: trouble === null,
      ...(trouble && { error: { code: 190, subcode: trouble[0], message: trouble[1] } }),
      expires_at: seconds(token.endsAt),
      data_access_expires_at: 0,
      scopes: token.scopes,
      granular_scopes: token.scopes.map((scope) =>
        scope.startsWith('whatsapp') && token.kind !== 'SYSTEM_USER'
          ? { scope, target_ids: targets.map(({ id }) => id) }
          : { scope },
      ),
      ...(token.pageId && { profile_id: token.pageId }),
      user_id: '10001000',
    },
  });
}
