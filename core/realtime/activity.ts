// Who looks and who types, told to the others: in the open conversation and in the rows.
import { tellOwnPresence } from './access.ts';
import { covers, openLists, seeingListeners, toEverybody, toOne, type Stage, type Telling } from './stage.ts';
import type { Line } from './line.ts';
import { createOutbox } from './outbox.ts';
import type { Writer } from './port.ts';

/** Who has these conversations open has changed. */
export async function tellWatchers(stage: Stage, conversationIds: number[]): Promise<void> {
  const outbox = createOutbox();
  for (const id of conversationIds) await watchersOf(stage, toEverybody(stage.lines, outbox), id);
  outbox.send();
}

async function watchersOf(stage: Stage, telling: Telling, id: number): Promise<void> {
  const { lines, pages, presence, rooms } = stage;
  for (const line of await seeingListeners(stage, telling, id)) {
    const watchers = presence.watchers(id, line.viewer.userId);
    telling.outbox.add(line, pages.watchers(id, watchers, line.audience()));
  }
  const lists = [...openLists(stage, telling)];
  const conversation = lists.length > 0 && lines.size() > 0 ? await rooms.conversations.get(id) : null;
  if (!conversation) return;
  for (const { place, lines: readers } of lists)
    for (const line of readers) {
      if (!covers(place, conversation.inboxId, line.viewer)) continue;
      telling.outbox.add(line, pages.rowWatchers(id, presence.watchers(id, line.viewer.userId)));
    }
}

/** Somebody began or stopped typing; rows tell only of customers. */
export async function tellTyping(stage: Stage, conversationId: number, who: Writer['kind']): Promise<void> {
  const { lines, pages, typing, rooms } = stage;
  const outbox = createOutbox();
  const telling = toEverybody(lines, outbox);
  await typingIn(stage, telling, conversationId);
  const lists = who === 'contact' ? [...openLists(stage, telling)] : [];
  const conversation = lists.length > 0 ? await rooms.conversations.get(conversationId) : null;
  const isTyping = typing.contactTypes(conversationId);
  for (const { place, lines: readers } of lists)
    for (const line of readers) {
      if (!conversation || !covers(place, conversation.inboxId, line.viewer)) continue;
      outbox.add(line, pages.rowTyping(conversation, isTyping, line.audience()));
    }
  outbox.send();
}

async function typingIn(stage: Stage, telling: Telling, id: number): Promise<void> {
  const { pages, typing } = stage;
  for (const line of await seeingListeners(stage, telling, id))
    telling.outbox.add(line, pages.typing(id, typing.writers(id, line.viewer.userId), line.audience()));
}

/** The customer came, turned to another page, or left. */
export async function tellVisit(stage: Stage, conversationId: number): Promise<void> {
  const outbox = createOutbox();
  await visitIn(stage, toEverybody(stage.lines, outbox), conversationId);
  outbox.send();
}

async function visitIn(stage: Stage, telling: Telling, id: number): Promise<void> {
  const { pages, visits } = stage;
  for (const line of await seeingListeners(stage, telling, id))
    telling.outbox.add(line, pages.visit(id, visits.of(id), line.audience()));
}

/** What a page that was just drawn does not know: that its person has come, and who else is there. */
export async function tellActivity(stage: Stage, line: Line): Promise<void> {
  const outbox = createOutbox();
  const telling = toOne(line, outbox);
  await tellOwnPresence(stage, line.viewer.userId, telling);
  for (const topic of line.topics.values())
    if (topic.kind === 'conversation') {
      await typingIn(stage, telling, topic.conversationId);
      await visitIn(stage, telling, topic.conversationId);
    }
  for (const id of stage.presence.watched()) await watchersOf(stage, telling, id);
  outbox.send();
}
