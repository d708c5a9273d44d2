// A conversation begins: which flow has it, what its opening was, and what is to be done when the customer writes.
import type { ChannelAccount } from '../database/entities/inbox.ts';
import type { FlowPort } from '../inbound/inbound.ts';
import type { FlowDefinition } from './definition.ts';
import { freshState, openingParts } from './interpreter.ts';
import { openingOf } from './program.ts';
import type { ChatflowRooms } from './rooms.ts';
import { definitionOf, flowFrom, talkingRun, type Flow, type Row } from './rows.ts';

/** What is done for one conversation is done in order. */
export function orderKey(conversationId: number): string {
  return `chatflow:${conversationId}`;
}

export function createBeginning(rooms: ChatflowRooms): FlowPort {
  const { database, jobs } = rooms;
  return {
    async begin(account, conversationId, wanted) {
      const flow = await chosenFlow(rooms, account, wanted);
      if (!flow) return false;
      const definition = await definitionOf(database, flow.id, flow.published);
      const shown = wanted === flow.publicId;
      if (shown) await recordOpening(rooms, flow, definition, { account, conversationId });
      const talks = !shown || hasMore(definition);
      if (talks) await rooms.conversations.botBegan(conversationId, { type: 'bot_began', params: { flow: flow.name } });
      await insertRun(rooms, flow, conversationId, { shown, talks });
      return talks;
    },
    async heard(conversationId, messageId) {
      const run = await talkingRun(database, conversationId);
      if (!run) return;
      const payload = { runId: run.id, messageId };
      await jobs.add({ kind: 'chatflow.turn', payload, orderKey: orderKey(conversationId) });
    },
  };
}

/** The flow they have seen; where nobody sees any before writing, the account's first. */
async function chosenFlow(
  { database, ports }: ChatflowRooms,
  account: ChannelAccount,
  wanted: string | undefined,
): Promise<Flow | null> {
  const kind = ports.account(account.id)?.manifest.chatflows;
  if (!kind || (kind === 'pages' && wanted === undefined)) return null;
  const running = `account_id = ? and active = true and published > 0 and deleted_at is null`;
  const row =
    wanted === undefined
      ? await database.row<Row>(`select * from chatflow where ${running} order by position, id limit 1`, [account.id])
      : await database.row<Row>(`select * from chatflow where ${running} and public_id = ?`, [account.id, wanted]);
  return row ? flowFrom(row) : null;
}

/** Whether anything comes after what was shown; a question waits for the message that is coming in. */
function hasMore({ steps }: FlowDefinition): boolean {
  const opening = openingOf(steps);
  return opening.at(-1)?.kind === 'ask' || opening.length < steps.length;
}

/** What they had before their eyes stands in the thread before their answer; nothing is sent. */
async function recordOpening(
  { conversations }: ChatflowRooms,
  flow: Flow,
  definition: FlowDefinition,
  { account, conversationId }: { account: ChannelAccount; conversationId: number },
): Promise<void> {
  for (const part of openingParts(definition)) {
    await conversations.record({
      conversationId,
      kind: 'message',
      direction: 'out',
      accountId: account.id,
      parts: [part],
      automatic: 'generated',
      details: { chatflow: { name: flow.name, step: 'opening', shown: true } },
    });
  }
}

async function insertRun(
  rooms: ChatflowRooms,
  flow: Flow,
  conversationId: number,
  { shown, talks }: { shown: boolean; talks: boolean },
): Promise<void> {
  const { database, clock, events } = rooms;
  const now = clock.now().getTime();
  await database.run(
    `insert into chatflow_run (conversation_id, chatflow_id, version, status, state, pending, ticket, last_event_id, started_at, ended_at)
     values (?, ?, ?, ?, ?, '[]', '{}', ?, ?, ?)`,
    [
      ...[
        conversationId,
        flow.id,
        flow.published,
        talks ? 'talking' : 'handed over',
        JSON.stringify(freshState(shown)),
      ],
      ...[await events.cursor(), now, talks ? null : now],
    ],
  );
}
