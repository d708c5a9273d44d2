// Where members of the team are reached: each in their browser, or at their own number or SIP address; held in memory as well.
import type { AccountContext, PluginContext } from '../../../core/contract/context.ts';
import { keyOf } from '../browser/key.ts';
import { identityOf } from '../browser/token.ts';
import { numberIn } from '../provider/reading.ts';

/** By the id of the member. */
type Members = Map<number, string>;

function members(context: PluginContext): Members {
  return context.once('members', () => new Map());
}

export async function loadMembers(context: PluginContext): Promise<void> {
  const rows = await context.store.rows<{ user_id: number; target: string }>(
    'select user_id, target from telephone_member',
  );
  for (const { user_id: userId, target } of rows) members(context).set(userId, target);
}

export function targetOf(context: PluginContext, userId: number): string | undefined {
  return members(context).get(userId);
}

/** Instead of a number: wherever their pages are open. */
export const BROWSER = 'browser';

/** What the provider is to ring by a number of theirs: E.164, `sip:…`, `client:…`; undefined where they are not reached. */
export function reachedAt(context: AccountContext, userId: number): string | undefined {
  const target = targetOf(context, userId);
  if (target !== BROWSER) return target;
  return keyOf(context) ? `client:${identityOf(context, userId)}` : undefined;
}

/** They have chosen their browser, and the account reaches browsers. */
export function isInBrowser(context: AccountContext, userId: number): boolean {
  return targetOf(context, userId) === BROWSER && keyOf(context) !== null;
}

/** An empty target takes it away. */
export async function keepTarget(context: PluginContext, userId: number, target: string): Promise<void> {
  await context.store.run('delete from telephone_member where user_id = ?', [userId]);
  if (target !== '')
    await context.store.run('insert into telephone_member (user_id, target) values (?, ?)', [userId, target]);
  if (target === '') members(context).delete(userId);
  else members(context).set(userId, target);
}

/** E.164 or `sip:…`; null for anything else. */
export function readTarget(typed: string): string | null {
  const trimmed = typed.trim();
  if (/^sips?:[^\s@<>"]+@[\w.-]+(:\d{1,5})?$/i.test(trimmed) && trimmed.length <= 255) return trimmed;
  return numberIn(trimmed);
}
