// Visitors who are to be forgotten: their rows, the pages they saw, and an address that somebody else typed in (PR-2).
import type { PluginContext } from '../../../core/contract/context.ts';
import type { ForgottenPerson } from '../../../core/contract/people.ts';

export async function forget({ addresses }: ForgottenPerson, { store }: Pick<PluginContext, 'store'>): Promise<void> {
  const valuesOf = (kind: string) => addresses.filter((one) => one.kind === kind).map(({ value }) => value);
  const visitors = valuesOf('handle');
  const emails = valuesOf('email');
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
