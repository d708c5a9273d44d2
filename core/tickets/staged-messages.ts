// A stage that was set along with a message: as long as the message waits, taking it back brings the stage back (RE-4).
import { DeskError } from '../kernel/errors.ts';
import type { ToldEvent } from '../events/events.ts';
import { setStage } from './staging.ts';
import { undoStep } from './undoing.ts';
import type { Needs, Ticket } from './shapes.ts';
import type { Tickets } from './verbs.ts';

export function createStagedMessages(needs: Needs): Pick<Tickets, 'stageWithMessage'> {
  const { database } = needs;
  return {
    stageWithMessage: (ticketId, stageId, messageId, actor) =>
      database.write(async () => {
        const set = await setStage(needs, ticketId, stageId, actor);
        if (set.ok && set.undo)
          await database.run(
            'insert into staged_message (message_id, ticket_id, step) values (?, ?, ?) on conflict (message_id) do nothing',
            [messageId, ticketId, set.undo],
          );
        return set;
      }),
  };
}

/** Only for what never left: a message taken back at the customer's changes nothing about the work. */
export async function unstage(needs: Needs, ticket: Ticket, { messageId, actor }: ToldEvent): Promise<void> {
  const { database } = needs;
  const row = await database.row<{ step: string }>(
    `select step from staged_message where message_id = ? and ticket_id = ?
       and exists (select 1 from delivery where message_id = staged_message.message_id and status = 'cancelled')`,
    [messageId, ticket.id],
  );
  if (!row) return;
  await database.run('delete from staged_message where message_id = ?', [messageId]);
  try {
    await undoStep(needs, row.step, actor, null);
  } catch (error) {
    // Undone by hand already, or the ticket has gone another way since: it stays as it is now.
    if (!(error instanceof DeskError) || error.status >= 500) throw error;
  }
}
