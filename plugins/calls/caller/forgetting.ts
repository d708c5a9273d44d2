// Callers who are to be forgotten: what their browsers sent (PR-2).
import type { PluginContext } from '../../../core/contract/context.ts';
import type { ForgottenPerson } from '../../../core/contract/people.ts';
import { drop, takes } from '../recording/pieces.ts';

/** With these, and then the caller, begins the key of whatever a caller's browser sent. */
const KINDS = ['v', 'c', 'r', 'a'];

export async function forget(
  { addresses }: ForgottenPerson,
  context: Pick<PluginContext, 'emptyArrivals' | 'store' | 'folder' | 'once'>,
): Promise<void> {
  const { emptyArrivals, store } = context;
  const callers = addresses.filter(({ kind }) => kind === 'handle').map(({ value }) => value);
  if (callers.length > 0) await store.run('delete from calls_consent where caller in (?)', [callers]);
  for (const found of await takes(context)) if (callers.includes(found.take.caller)) await drop(context, found);
  await emptyArrivals(callers.flatMap((id) => KINDS.map((kind) => `${kind}:${id}:`)));
}
