// Keeping what is held back of a message beside its masked row, within the transaction that writes the row (WA-12).
import type { Held, Needs } from './shapes.ts';

export async function keepHeld({ database, clock }: Needs, messageId: number, { subject, parts }: Held): Promise<void> {
  await database.run(
    `insert into held_message (message_id, subject, parts, created_at) values (?, ?, ?, ?)
     on conflict (message_id) do update set subject = excluded.subject, parts = excluded.parts`,
    [messageId, subject, JSON.stringify(parts), clock.now()],
  );
}

export async function forgetHeld({ database }: Needs, messageId: number): Promise<void> {
  await database.run('delete from held_message where message_id = ?', [messageId]);
}
