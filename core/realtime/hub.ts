// The running room: takes sockets, hears what pages say, keeps the beat.
import type { WebSocket } from 'ws';
import type { UserFrame } from '../calls/calls.ts';
import { may, type Viewer } from '../accounts/accounts.ts';
import type { PresenceEvent, TypingEvent } from '../contract/inbound.ts';
import { closeEnded } from './access.ts';
import { hearCalls, leaveCalls, tellCall } from './calls.ts';
import { tellTyping, tellVisit, tellWatchers } from './activity.ts';
import { createAttendance } from './attendance.ts';
import { createBackground } from './background.ts';
import { customerHappens } from './customers.ts';
import { createFarTyping } from './far-typing.ts';
import { createFlow } from './flow.ts';
import { readMessage, type Incoming } from './incoming.ts';
import { join } from './joining.ts';
import { openLine, type Line } from './line.ts';
import { CLOSED, type RealtimeLimits } from './limits.ts';
import { createLines } from './lines.ts';
import { createNumbers } from './numbers.ts';
import { frame } from './outbox.ts';
import type { LivePages } from './port.ts';
import { createPresence } from './presence.ts';
import { createQueue, type Queue } from './queue.ts';
import type { RealtimeRooms, Stage } from './stage.ts';
import { conversationTopic } from './topics.ts';
import { createTyping } from './typing.ts';
import { createVisits } from './visits.ts';

export interface Hub {
  take(socket: WebSocket, viewer: Viewer): void;
  happens(accountId: number, event: TypingEvent | PresenceEvent): void;
  looks(userId: number, conversationId: number): boolean;
  tell(userId: number, frame: UserFrame): void;
  size(): number;
  close(): Promise<void>;
}

export function openHub(rooms: RealtimeRooms, limits: RealtimeLimits, pages: LivePages): Hub {
  const queue = createQueue((error) => rooms.log.error({ error }, 'Pages could not be told'));
  const stage = stageFor(rooms, limits, pages, queue);
  const { background, lines, presence, typing } = stage;
  const farTyping = createFarTyping(stage);
  const attendance = createAttendance(stage);
  const told = { numbers: createNumbers(stage), farTyping };
  let open = true;
  const flow = createFlow(stage, told, queue);
  const stopListening = rooms.events.listen(flow.hear);
  const beating = setInterval(() => void queue(() => beat(stage, flow.cursor())), limits.beat * 1000).unref();

  function leave(line: Line): void {
    presence.leave(line);
    leaveCalls(stage, line);
    lines.remove(line);
    attendance.left(line);
  }

  function hear(line: Line, data: Buffer, isBinary: boolean): void {
    const incoming = isBinary ? null : readMessage(data.toString());
    if (!incoming || !line.mayAsk()) return line.close(CLOSED.tooMuch);
    if (incoming.active || incoming.typing) attendance.acted(line);
    hearCalls(stage, line, incoming);
    void queue(async () => {
      if (incoming.join) await join(stage, told, line, incoming.join);
      act(stage, line, incoming, farTyping.types);
    });
  }

  return {
    take(socket, viewer) {
      if (lines.of(viewer.userId).size >= limits.linesPerUser) return socket.close(CLOSED.tryLater);
      const line = openLine(socket, viewer, { limits, clock: rooms.clock, left: leave });
      lines.add(line);
      socket.on('message', (data: Buffer, isBinary) => hear(line, data, isBinary));
      attendance.came(line);
    },
    happens(accountId, event) {
      if (open) void queue(() => customerHappens(stage, accountId, event));
    },
    tell: (userId, told) => tellCall(stage, userId, told),
    looks: (userId, id) => presence.watchers(id, 0).some((watcher) => watcher.id === userId),
    size: lines.size,
    async close() {
      open = false;
      stopListening();
      clearInterval(beating);
      for (const line of lines.all()) line.close(CLOSED.tryLater);
      for (const part of [presence, typing, stage.visits, attendance, farTyping, told.numbers]) part.stop();
      await queue(async () => {});
      await background.settled();
    },
  };
}

function stageFor(rooms: RealtimeRooms, limits: RealtimeLimits, pages: LivePages, queue: Queue): Stage {
  const stage: Stage = {
    rooms,
    limits,
    pages,
    background: createBackground(rooms.log),
    lines: createLines(),
    presence: createPresence(limits, (ids) => void queue(() => tellWatchers(stage, ids))),
    typing: createTyping(limits, (id, who) => void queue(() => tellTyping(stage, id, who))),
    visits: createVisits(limits, (id) => void queue(() => tellVisit(stage, id))),
  };
  return stage;
}

/** What a page says beside what it shows; only of conversations it was let in to. */
function act(stage: Stage, line: Line, incoming: Incoming, typesTo: (conversationId: number, viewer: Viewer) => void) {
  const { presence, typing, rooms, background } = stage;
  const { viewer } = line;
  const listens = (conversationId: number) => line.topics.has(conversationTopic(conversationId));
  if (incoming.viewing && listens(incoming.viewing)) presence.view(line, incoming.viewing);
  if (incoming.hidden !== undefined) presence.hide(line, incoming.hidden);
  const { typing: typed, seen } = incoming;
  if (typed && listens(typed.conversationId) && may(viewer, 'conversation.answer')) {
    typing.types(typed.conversationId, { kind: 'user', id: viewer.userId, name: viewer.name });
    if (!typed.comment) presence.answers(viewer.userId, typed.conversationId, true);
    if (!typed.comment) typesTo(typed.conversationId, viewer);
  }
  if (seen && listens(seen.conversationId))
    background.run('What was read could not be kept', () =>
      rooms.conversations.markRead(seen.conversationId, viewer.userId, seen.messageId),
    );
}

async function beat(stage: Stage, cursor: number): Promise<void> {
  const { lines, limits } = stage;
  const sign = frame({ beat: limits.beat, cursor: cursor || undefined });
  for (const line of lines.all()) if (!line.beat(sign)) line.close(CLOSED.tryLater);
  if (lines.size() > 0) await closeEnded(stage);
}
