// Visitors who are to be forgotten: what their browsers sent, their rows, the pages they saw, and an address that somebody else typed in (PR-2).
import type { PluginContext } from '../../../core/contract/context.ts';
import type { ForgottenPerson } from '../../../core/contract/people.ts';

/** With these, and then the visitor, begins the key of whatever a visitor's browser sent. */
const KINDS = ['m', 'c', 'a', 'e', 'r', 's'];

export async function forget(
  { addresses }: ForgottenPerson,
  { store, emptyArrivals }: Pick<PluginContext, 'store' | 'emptyArrivals'>,
): Promise<void> {
  const valuesOf = (kind: string) => addresses.filter((one) => one.kind === kind).map(({ value }) => value);
  const visitors = valuesOf('handle');
  const emails = valuesOf('email');
  // Every one of them names who it is from; what was said stands in the messages.
  await emptyArrivals(visitors.flatMap((id) => KINDS.map((kind) => `${kind}:${id}:`)));
  const claimed = 'select id from chat_visitor where lower(email) in (?)';
  const claiming = emails.length > 0 ? await store.rows<{ id: string }>(claimed, [emails]) : [];
  await emptyArrivals(claiming.map(({ id }) => `c:${id}:`));
  await store.write(async () => {
    if (visitors.length > 0) {
      await store.run('delete from chat_page where visitor_id in (?)', [visitors]);
      await store.run('delete from chat_unseen where visitor_id in (?)', [visitors]);
      await store.run('delete from chat_visitor where id in (?)', [visitors]);
    }
    if (emails.length > 0)
      await store.run(`update chat_visitor set email = '', proven = 0 where lower(email) in (?)`, [emails]);
  });
}
