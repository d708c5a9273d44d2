// What a conversation's row says of its messages: brought along with each message, or worked out anew after a move.
import type { AutomaticKind } from '../contract/inbound.ts';
import type { Database } from '../database/database.ts';
import { toBoolean, toDate } from '../database/rows.ts';
import { jsonAt } from '../database/words.ts';
import type { Row } from './rows.ts';
import type { Conversation } from './shapes.ts';
import { wordsOf, type Words } from './words.ts';

/** Automatic mail that moves nothing: it is kept, folded, and does not bring the conversation up (EM-16). */
export function isHushed(automatic: AutomaticKind | null): boolean {
  return automatic === 'auto-reply' || automatic === 'bounce' || automatic === 'complaint';
}

export interface FactMessage {
  id: number;
  kind: 'message' | 'comment' | 'event';
  direction: 'in' | 'out';
  automatic: AutomaticKind | null;
  at: Date;
  /** Taken over from elsewhere: nobody waits because of it. */
  quiet: boolean;
  /** Of calls: whether somebody took it. Null for everything else. */
  answered: boolean | null;
}

/** Whether the customer has an answer with it: what people of the team wrote, and calls that were taken, whoever rang. */
export function isAnswer({
  direction,
  automatic,
  answered,
}: Pick<FactMessage, 'direction' | 'automatic' | 'answered'>): boolean {
  return automatic === null && (answered ?? direction === 'out');
}

/** Pure: the columns that a new message changes. */
export function factsAfter(conversation: Conversation, message: FactMessage, words: Words): Row {
  if (message.kind === 'event') return {};
  if (message.kind === 'comment') return { last_message_id: message.id };
  const columns: Row = { message_count: conversation.messageCount + 1 };
  if (conversation.messageCount > 0 && isHushed(message.automatic)) return columns;
  columns.last_message_id = message.id;
  columns.snippet = words.snippet;
  columns.snippet_of = words.snippetOf;
  columns.last_direction = message.direction;
  columns.last_message_at =
    conversation.messageCount === 0 ? message.at : later(conversation.lastMessageAt, message.at);
  if (message.automatic) return columns;
  columns.automatic = false;
  if (message.direction === 'in') Object.assign(columns, inboundFacts(conversation, message));
  if (isAnswer(message)) Object.assign(columns, { has_outbound: true, waiting_since: null });
  return columns;
}

function inboundFacts(conversation: Conversation, message: FactMessage): Row {
  const columns: Row = { last_inbound_at: later(conversation.lastInboundAt, message.at) };
  if (message.quiet) return columns;
  columns.waiting_since = conversation.waitingSince ?? message.at;
  if (conversation.status !== 'open') Object.assign(columns, { status: 'open', closed_at: null, snoozed_until: null });
  // What the customer writes is never hidden in the trash.
  if (conversation.place === 'trash') columns.place = 'inbox';
  return columns;
}

function later(one: Date | null, other: Date): Date {
  return one && one > other ? one : other;
}

/** Works the columns out of the messages that are there now; what was taken back does not count. */
export async function factsFromMessages(
  database: Database,
  conversation: Pick<Conversation, 'id' | 'status'>,
): Promise<Row> {
  const rows = await database.rows<Row>(
    `select id, kind, direction, automatic, at, ${jsonAt('details', 'answered')} as answered from message
     where conversation_id = ? and kind <> 'event' and deleted_at is null order by id`,
    [conversation.id],
  );
  const messages = rows.filter((row) => row.kind === 'message');
  const loud = messages.filter((row) => !isHushed(row.automatic as AutomaticKind | null));
  const shown = loud.length > 0 ? loud : messages.slice(0, 1);
  const last = shown.at(-1);
  const newest = rows.filter((row) => row.kind === 'comment' || shown.includes(row)).at(-1);
  const counted = { message_count: messages.length, last_message_id: newest?.id ?? 0 };
  if (!last) return { ...counted, snippet: '', snippet_of: 'text' };
  const human = loud.filter((row) => row.automatic === null);
  return {
    ...counted,
    last_message_at: latest(shown),
    last_direction: last.direction,
    last_inbound_at: latest(human.filter((row) => row.direction === 'in')),
    has_outbound: human.some(answers),
    automatic: human.length === 0,
    waiting_since: conversation.status === 'closed' ? null : waitingSince(human),
    ...(await storedSnippet(database, last.id as number)),
  };
}

function latest(rows: Row[]): Date | null {
  return rows.reduce<Date | null>((most, row) => later(most, toDate(row.at)), null);
}

function answers({ direction, answered }: Row): boolean {
  const taken = answered === null ? null : toBoolean(answered);
  return isAnswer({ direction: direction as 'in' | 'out', automatic: null, answered: taken });
}

/** The first of the customer's messages that nobody has answered. */
function waitingSince(human: Row[]): Date | null {
  const answered = human.findLastIndex(answers);
  // Whom the team rang in vain does not wait because of it.
  const waiting = human.slice(answered + 1).filter(({ direction }) => direction === 'in');
  return waiting.reduce<Date | null>((first, row) => {
    const at = toDate(row.at);
    return first && first < at ? first : at;
  }, null);
}

async function storedSnippet(database: Database, messageId: number): Promise<Row> {
  const message = await database.row<Row>('select text, parts from message where id = ?', [messageId]);
  const parts = JSON.parse(String(message?.parts ?? '[]')) as {
    type: string;
    attachmentId?: number;
    caption?: string;
  }[];
  const ids = parts.flatMap((part) => (part.attachmentId ? [part.attachmentId] : []));
  const files = ids.length
    ? await database.rows<Row>('select id, kind, name, type, bytes from attachment where id in (?)', [ids])
    : [];
  const whole = parts.flatMap((part) => {
    if (part.type !== 'media') return [part];
    const file = files.find((row) => row.id === part.attachmentId);
    return file ? [{ ...part, attachment: file }] : [];
  });
  const words = wordsOf(whole as never);
  return { snippet: words.snippet, snippet_of: words.snippetOf };
}
