// A page says what it shows: it is let in, told what it missed, and who else is there.
import { allowed, leaveUnseen } from './access.ts';
import { tellActivity } from './activity.ts';
import { batchOf } from './batch.ts';
import type { Join } from './incoming.ts';
import { wantedTopics, type Line } from './line.ts';
import { createOutbox, frame } from './outbox.ts';
import { toOne, type Stage } from './stage.ts';
import { tellBatch, type Told } from './telling.ts';

export async function join(stage: Stage, told: Told, line: Line, { topics: names, since }: Join): Promise<void> {
  const { topics, refused } = await allowed(stage, line.viewer, wantedTopics(line, names, stage.limits.topicsPerLine));
  stage.lines.join(line, topics);
  const cursor = await catchUp(stage, told, line, since);
  line.knows = Math.max(line.knows, cursor);
  line.send(frame({ beat: stage.limits.beat, cursor, refused: refused.length > 0 ? refused : undefined }));
  leaveUnseen(stage, line);
  await tellActivity(stage, line);
}

/** Everything after the event the page knows; a page that knows none has just been drawn. Gives the newest number. */
async function catchUp(stage: Stage, told: Told, line: Line, since: number): Promise<number> {
  const { events } = stage.rooms;
  const newest = await events.cursor();
  if (since === 0 || since === newest) return newest;
  const missed = since < newest ? await events.since(since, stage.limits.missed + 1) : null;
  const outbox = createOutbox();
  // Too much happened, or the desk knows less than the page: an older backup was restored.
  if (!missed || missed.length > stage.limits.missed) outbox.reset(line);
  else if (missed.length > 0) await tellBatch(stage, told, toOne(line, outbox), batchOf(missed));
  outbox.send(newest);
  return newest;
}
