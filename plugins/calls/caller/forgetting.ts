// Callers who are to be forgotten: what their browsers sent (PR-2).
import type { PluginContext } from '../../../core/contract/context.ts';
import type { ForgottenPerson } from '../../../core/contract/people.ts';

/** With these, and then the caller, begins the key of whatever a caller's browser sent. */
const KINDS = ['v', 'c'];

export async function forget(
  { addresses }: ForgottenPerson,
  { emptyArrivals }: Pick<PluginContext, 'emptyArrivals'>,
): Promise<void> {
  const callers = addresses.filter(({ kind }) => kind === 'handle').map(({ value }) => value);
  await emptyArrivals(callers.flatMap((id) => KINDS.map((kind) => `${kind}:${id}:`)));
}
