// People who are to be forgotten: what was said with them goes from the tables of bridges, and from the ledger (PR-2).
import type { PluginContext } from '../../../core/contract/context.ts';
import type { ForgottenPerson } from '../../../core/contract/people.ts';

export async function forget(
  { addresses }: ForgottenPerson,
  { store, emptyArrivals }: Pick<PluginContext, 'store' | 'emptyArrivals'>,
): Promise<void> {
  const values = addresses.map(({ value }) => value).filter(Boolean);
  if (values.length === 0) return;
  const rows = await store.rows<{ id: string }>('select id from custom_message where person in (?)', [values]);
  // What was done to a message afterwards is kept under its id as well.
  await emptyArrivals(rows.flatMap(({ id }) => [`message:${id}`, `deed:${id}`]));
  await store.write(async () => {
    await store.run('delete from custom_message where person in (?)', [values]);
    await store.run('delete from custom_hook where person in (?)', [values]);
  });
}
