// Where members of the team are reached: each at their own number or SIP address, held in memory as well.
import type { PluginContext } from '../../../core/contract/context.ts';
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
