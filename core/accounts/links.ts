// Secret links that work once: invitations and password resets.
import { UserToken } from '../database/entities/people.ts';
import type { EntityManager } from '../database/database.ts';
import { DeskError } from '../kernel/errors.ts';
import { secretToken, tokenHash } from '../kernel/ids.ts';
import type { AccountsDeps } from './deps.ts';

export type LinkPurpose = 'invitation' | 'password-reset';

const LIFE: Record<LinkPurpose, number> = { invitation: 7 * 24 * 3_600_000, 'password-reset': 3_600_000 };

/** A new link makes earlier ones of the same purpose useless. Inside a transaction. */
export async function makeLink(
  { clock, publicUrl }: AccountsDeps,
  em: EntityManager,
  userId: number,
  purpose: LinkPurpose,
): Promise<string> {
  await em.nativeDelete(UserToken, { userId, purpose });
  const token = secretToken();
  const now = clock.now();
  const expiresAt = new Date(now.getTime() + LIFE[purpose]);
  await em.insert(UserToken, { tokenHash: tokenHash(token), userId, purpose, createdAt: now, expiresAt });
  return `${publicUrl}/${purpose}/${token}`;
}

/** The user a link belongs to, while it is valid. */
export async function userOfLink(
  { clock }: AccountsDeps,
  em: EntityManager,
  token: string,
  purpose: LinkPurpose,
): Promise<number | null> {
  if (token.length > 100) return null;
  const found = await em.findOne(UserToken, { tokenHash: tokenHash(token), purpose, usedAt: null });
  return found && found.expiresAt > clock.now() ? found.userId : null;
}

/** Marks it used; throws `link_invalid` (410) when it was before, or has run out. Inside a transaction. */
export async function useLink(
  deps: AccountsDeps,
  em: EntityManager,
  token: string,
  purpose: LinkPurpose,
): Promise<number> {
  const userId = await userOfLink(deps, em, token, purpose);
  if (userId === null) throw linkInvalid();
  await em.nativeUpdate(UserToken, { tokenHash: tokenHash(token) }, { usedAt: deps.clock.now() });
  return userId;
}

export function linkInvalid(): DeskError {
  return new DeskError('link_invalid', 410, 'This link was used already or has run out. Ask for a new one.');
}
