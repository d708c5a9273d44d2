// The check of forgetting: of who was forgotten nothing stays in the plugin's own tables (PR-2).
import type { ForgottenPerson } from '../../core/contract/people.ts';
import type { Bench } from './bench.ts';
import type { Findings } from './channel.ts';
import type { OpenDesk } from './open-desk.ts';

export async function forgets(bench: Bench): Promise<Findings> {
  const plugin = (await bench.desk()).owner;
  if (!plugin.migrations) return { skipped: 'it has no tables of its own' };
  const desk = await bench.fresh();
  const conversation = await desk.desk.conversations.get(await desk.writes('Forget me when this is done'));
  const { name, address } = desk.far.customer;
  await desk.desk.contacts.anonymise(conversation!.contactId!, 'desk', { messages: 'erase' });
  await desk.desk.jobs.idle();
  const found = await remains(desk, [address.value, 'Forget me when this is done']);
  if (found.length > 0 && !plugin.forget) return [...found, 'there is no method forget()'];
  const person: ForgottenPerson = { addresses: [address], name: name ?? '', words: true };
  const context = desk.desk.channels.context(desk.accountId)!;
  const again = await plugin.forget?.(person, context).catch((error: unknown) => error);
  return again ? [...found, `forgetting the same person again fails: ${String(again)}`] : found;
}

async function remains({ desk, owner }: OpenDesk, traces: string[]): Promise<string[]> {
  const named = await desk.database.rows<{ name: string }>(
    `select name from sqlite_master where type = 'table' and name like ? escape '\\'`,
    [`${owner.manifest.id}\\_%`],
  );
  const found: string[] = [];
  for (const { name } of named) {
    const rows = JSON.stringify(await desk.database.rows(`select * from ${name}`, [])).toLowerCase();
    const kept = traces.filter((trace) => rows.includes(trace.toLowerCase()));
    found.push(...kept.map((trace) => `after a customer was forgotten, ${name} still holds “${trace}”`));
  }
  return found;
}
