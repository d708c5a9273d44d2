// One batch of changes told to those who listen: rows, open conversations, notices, numbers.
import { tellCalls } from './calls.ts';
import { changeIn, type Batch } from './batch.ts';
import { tellLists } from './list-changes.ts';
import type { NumberTelling } from './numbers.ts';
import type { Stage, Telling } from './stage.ts';
import { tellThreads } from './thread-changes.ts';
import { tellTickets } from './ticket-changes.ts';
import { userTopic } from './topics.ts';
import { tellUsers } from './user-changes.ts';

/** What is told later than at once. */
export interface Told {
  numbers: NumberTelling;
}

export async function tellBatch(stage: Stage, { numbers }: Told, telling: Telling, batch: Batch): Promise<void> {
  // First: somebody waits.
  tellCalls(stage, telling, batch);
  await addContacts(stage, batch);
  await tellLists(stage, telling, batch);
  await tellThreads(stage, telling, batch);
  await tellTickets(stage, telling, batch);
  tellUsers(stage, telling, batch);
  await tellNotices(stage, telling, batch);
  numbers.touch(batch);
}

/** Newest conversations of a contact that are drawn anew when more is known of them. */
const OF_CONTACT = 20;

async function addContacts({ rooms }: Stage, batch: Batch): Promise<void> {
  if (batch.contactIds.size === 0) return;
  const { thread, inboxes } = rooms.conversations;
  const inboxIds = (await inboxes.list()).map(({ id }) => id);
  for (const contactId of batch.contactIds)
    for (const one of await thread.ofContact(contactId, { inboxIds, limit: OF_CONTACT })) {
      const change = changeIn(batch, one.id);
      change.inboxIds.add(one.inboxId);
      Object.assign(change, { row: true, contact: true });
    }
}

async function tellNotices({ pages }: Stage, telling: Telling, batch: Batch): Promise<void> {
  for (const [userId, notice] of batch.notices)
    for (const line of telling.listeners(userTopic(userId)).filter(({ knows }) => knows < notice.eventId))
      telling.outbox.add(line, await pages.notice(userId, notice, line.audience()));
}
