// The open conversation: new and changed items, fates, header, and who the contact is.
import { may, ticketsSeen, type Viewer } from '../accounts/accounts.ts';
import type { ThreadHead, ThreadItem } from '../conversations/conversations.ts';
import type { Batch, ConversationChange } from './batch.ts';
import type { Line } from './line.ts';
import { memo } from './memo.ts';
import type { Audience, Company, ThreadRights } from './port.ts';
import { keepsListening, type Stage, type Telling } from './stage.ts';
import { conversationTopic } from './topics.ts';

export async function tellThreads(stage: Stage, telling: Telling, batch: Batch): Promise<void> {
  for (const [id, change] of batch.conversations) {
    if (!change.head && !change.reload && !change.contact && change.items.size === 0) continue;
    const lines = telling.listeners(conversationTopic(id));
    if (lines.length > 0) await tellThread(stage, telling, { id, change, lines, from: batch.from });
  }
}

interface OpenThread {
  id: number;
  change: ConversationChange;
  lines: Line[];
  /** The number of the event before the first change. */
  from: number;
}

async function tellThread(stage: Stage, telling: Telling, open: OpenThread): Promise<void> {
  const { id, change, lines, from } = open;
  const { thread } = stage.rooms.conversations;
  const head = await thread.head(id, 0);
  const since = head && !change.reload ? await thread.since(id, from) : null;
  const draw = memo<Promise<string>>();
  for (const line of lines) {
    if (!head || !keepsListening(stage, line, conversationTopic(id), head) || !since || since.reload) {
      telling.outbox.reset(line);
      continue;
    }
    const reader = readerOf(stage, head, since.items, line);
    const drawn = draw(JSON.stringify(reader), () => drawThread(stage, head, change, since, reader));
    telling.outbox.add(line, await drawn);
  }
}

/** What is drawn differs only by this. */
interface Reader {
  audience: Audience;
  rights: ThreadRights;
  company: Company;
}

function readerOf(stage: Stage, head: ThreadHead, items: ThreadItem[], line: Line): Reader {
  const watchers = stage.presence.watchers(head.id, line.viewer.userId);
  const company = { watchers, visit: stage.visits.of(head.id) };
  return { audience: line.audience(), rights: rightsIn(head, items, line.viewer), company };
}

function rightsIn(head: ThreadHead, items: ThreadItem[], viewer: Viewer): ThreadRights {
  return {
    mayAnswer: may(viewer, 'conversation.answer', head),
    mayManage: may(viewer, 'conversation.manage', head),
    owns: head.ownerId === viewer.userId,
    editsContacts: may(viewer, 'contact.edit'),
    readsTickets: may(viewer, 'ticket.read'),
    tickets: ticketsSeen(viewer),
    wrote: items.filter(({ authorUserId }) => authorUserId === viewer.userId).map(({ id }) => id),
  };
}

async function drawThread(
  { pages }: Stage,
  head: ThreadHead,
  change: ConversationChange,
  since: { items: ThreadItem[]; removed: number[] },
  { audience, rights, company }: Reader,
): Promise<string> {
  const items = since.items.map(async (item) => {
    const how = change.items.get(item.id);
    if (how === 'fate') return pages.fate(item, rights, audience);
    return (how === 'new' ? pages.newItem : pages.changedItem)(item, head, rights, audience);
  });
  const parts = [...(await Promise.all(items)), ...since.removed.map((id) => pages.itemGone(id))];
  if (change.head) parts.push(await pages.header(head, company, rights, audience));
  if (change.writers.has(0)) parts.push(pages.windowOpens(head.id));
  if (change.ticket) parts.push(pages.ticketCard(head.id));
  if (change.contact) parts.push(await pages.contact(head, rights, audience));
  return parts.join('');
}
