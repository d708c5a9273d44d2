// Rights as of now: sessions that have ended, people who may see less or more, topics asked for.
import { may, presenceOf, type Viewer } from '../accounts/accounts.ts';
import type { Batch } from './batch.ts';
import type { Line } from './line.ts';
import { CLOSED } from './limits.ts';
import type { Stage, Telling } from './stage.ts';
import { conversationTopic, sees, userTopic, type Topic } from './topics.ts';

/** Splits what a page asks for by what the person may hear. */
export async function allowed(
  stage: Stage,
  viewer: Viewer,
  wanted: Map<string, Topic>,
): Promise<{ topics: Map<string, Topic>; refused: string[] }> {
  const topics = new Map<string, Topic>();
  const refused: string[] = [];
  for (const [name, topic] of wanted) {
    if (await mayHear(stage, viewer, topic)) topics.set(name, topic);
    else refused.push(name);
  }
  return { topics, refused };
}

async function mayHear({ rooms }: Stage, viewer: Viewer, topic: Topic): Promise<boolean> {
  switch (topic.kind) {
    case 'user':
      return topic.userId === viewer.userId;
    case 'list':
      if (!sees(viewer, topic.place.inboxId || null)) return false;
      return !topic.place.viewId || (await rooms.views.get(topic.place.viewId, viewer)) !== null;
    // Only that something changed is told; the page asks for it with its own rights.
    case 'tickets':
      return may(viewer, 'ticket.read');
    case 'calls':
      return may(viewer, 'conversation.read');
    case 'users':
      return may(viewer, 'user.manage');
    case 'ticket': {
      const ticket = await rooms.tickets.get(topic.ticketId);
      return ticket !== null && may(viewer, 'ticket.read', ticket);
    }
    case 'conversation': {
      const conversation = await rooms.conversations.get(topic.conversationId);
      return conversation !== null && sees(viewer, conversation.inboxId);
    }
  }
}

/** A page that does not show the conversation, or may not any more, does not look at it. */
export function leaveUnseen({ presence }: Stage, line: Line): void {
  const id = presence.viewed(line);
  if (id !== undefined && !line.topics.has(conversationTopic(id))) presence.leave(line);
}

/** Whose session is over is shown the door. */
export async function closeEnded(stage: Stage): Promise<void> {
  const lines = stage.lines.all();
  const ids = new Set(lines.flatMap(({ viewer }) => viewer.sessionId ?? []));
  const open = await stage.rooms.accounts.sessions.stillOpen([...ids]);
  for (const line of lines) if (!open.has(line.viewer.sessionId ?? 0)) line.close(CLOSED.signedOut);
}

/** After a change of users, teams or inboxes: every line gets its person's rights of now. */
export async function renewRights(stage: Stage, batch: Batch, telling: Telling): Promise<void> {
  const { accounts } = stage.rooms;
  const { outbox } = telling;
  const userIds = stage.lines.userIds().filter((id) => batch.everybody || batch.userIds.has(id));
  if (userIds.length > 0) await closeEnded(stage);
  for (const userId of userIds) {
    const viewer = await accounts.viewerOf(userId);
    for (const line of stage.lines.of(userId)) {
      if (!viewer) line.close(CLOSED.signedOut);
      else if (await renew(stage, line, viewer)) outbox.reset(line);
    }
    if (viewer && batch.userIds.has(userId)) await tellOwnPresence(stage, userId, telling);
  }
  for (const userId of batch.views) {
    const lines = userId === 0 ? stage.lines.all() : [...stage.lines.of(userId)];
    for (const line of lines) if (showsLists(line)) outbox.reset(line);
  }
  if (batch.inboxes) for (const line of stage.lines.all()) if (showsLists(line)) outbox.reset(line);
}

function showsLists(line: Line): boolean {
  return [...line.topics.values()].some(({ kind }) => kind === 'list');
}

/** True when the page shows things that are no longer right. */
async function renew(stage: Stage, line: Line, viewer: Viewer): Promise<boolean> {
  const before = rightsOf(line.viewer);
  line.viewer = { ...viewer, sessionId: line.viewer.sessionId, ip: line.viewer.ip };
  if (rightsOf(line.viewer) === before) return false;
  const { topics } = await allowed(stage, line.viewer, line.topics);
  stage.lines.join(line, topics);
  leaveUnseen(stage, line);
  return true;
}

function rightsOf({ permissions, inboxIds, answerInboxIds, withheld, teamIds, language, timeZone }: Viewer): string {
  return JSON.stringify([[...permissions], inboxIds, answerInboxIds, withheld, teamIds, language, timeZone]);
}

/** How colleagues see the person now, on their own pages. */
export async function tellOwnPresence({ rooms, pages }: Stage, userId: number, telling: Telling): Promise<void> {
  const lines = telling.listeners(userTopic(userId));
  const user = lines.length > 0 ? await rooms.accounts.users.find(userId) : null;
  if (!user) return;
  for (const line of lines) telling.outbox.add(line, pages.ownPresence(user, presenceOf(user), line.audience()));
}
