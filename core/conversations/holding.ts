// Keeping what is held back of a message beside its masked row, within the transaction that writes the row (WA-12).
import { withoutDirectionMarks } from '../kernel/direction-marks.ts';
import type { Row } from './rows.ts';
import type { Held, Message, Needs } from './shapes.ts';

/** `arrivalId`: where it stands as it came. */
export async function keepHeld(
  needs: Needs,
  messageId: number,
  { subject, parts }: Pick<Held, 'subject' | 'parts'>,
  arrivalId?: number | null,
): Promise<void> {
  await needs.database.run(
    `insert into held_message (message_id, subject, parts, created_at) values (?, ?, ?, ?)
     on conflict (message_id) do update set subject = excluded.subject, parts = excluded.parts`,
    [messageId, withoutDirectionMarks(subject), JSON.stringify(parts), needs.clock.now()],
  );
  if (arrivalId) await holdArrival(needs, messageId, arrivalId);
}

/** Until the message is released: also when it is changed or taken back, what came raw says what it said. */
export async function holdArrival({ database }: Needs, messageId: number, arrivalId: number): Promise<void> {
  const sql = 'insert into held_arrival (arrival_id, message_id) values (?, ?) on conflict do nothing';
  await database.run(sql, [arrivalId, messageId]);
}

/** A message's subject as it came, whether or not it is shown so. */
export async function wholeSubject({ database }: Needs, { id, subject }: Message): Promise<string> {
  const row = await database.row<Row>('select subject from held_message where message_id = ?', [id]);
  return row ? (row.subject as string) : subject;
}

export async function forgetHeld({ database }: Needs, messageId: number): Promise<void> {
  await database.run('delete from held_message where message_id = ?', [messageId]);
}
