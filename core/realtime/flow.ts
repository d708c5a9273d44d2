// From the desk's events to the pages: gathered while others are told, so that no writer ever waits for a reader.
import type { ToldEvent } from '../events/events.ts';
import { renewRights } from './access.ts';
import { batchOf, type Batch } from './batch.ts';
import type { FarTyping } from './far-typing.ts';
import { createOutbox } from './outbox.ts';
import type { Queue } from './queue.ts';
import { toEverybody, type Stage } from './stage.ts';
import { tellBatch, type Told } from './telling.ts';

export interface Flow {
  hear(event: ToldEvent): void;
  /** The newest event that everybody has been told of; 0 before the first. */
  cursor(): number;
}

export function createFlow(stage: Stage, told: Told & { farTyping: FarTyping }, queue: Queue): Flow {
  let waiting: ToldEvent[] = [];
  let cursor = 0;

  async function flush(): Promise<void> {
    const events = waiting;
    waiting = [];
    const batch = batchOf(events);
    const outbox = createOutbox();
    const telling = toEverybody(stage.lines, outbox, batch.cursor);
    if (batch.everybody || batch.inboxes || batch.userIds.size + batch.views.size > 0)
      await renewRights(stage, batch, telling);
    endTyping(stage, told.farTyping, batch);
    await tellBatch(stage, told, telling, batch);
    outbox.send(batch.cursor);
    cursor = batch.cursor;
  }

  return {
    cursor: () => cursor,
    hear(event) {
      if (stage.lines.size() === 0) return;
      waiting.push(event);
      // What happens until the turn of this comes goes along with it.
      if (waiting.length === 1) setImmediate(() => void queue(flush));
    },
  };
}

/** What was typed has arrived. */
function endTyping({ typing, presence }: Stage, farTyping: FarTyping, batch: Batch): void {
  for (const [id, { writers }] of batch.conversations)
    for (const userId of writers) {
      if (userId === 0) {
        typing.stops(id, 'contact');
        continue;
      }
      typing.stops(id, { kind: 'user', id: userId });
      presence.answers(userId, id, false);
      farTyping.sent(id);
    }
}
