// Rows of flows and runs as plain data.
import type { FlowTargeting } from '../contract/chatflow.ts';
import type { Database } from '../database/database.ts';
import { toBoolean, toDate, toJson } from '../database/rows.ts';
import type { FlowDefinition } from './definition.ts';
import type { FlowAction, FlowState } from './interpreter.ts';

export type Row = Record<string, unknown>;

/** A flow of an account as administrators see it. */
export interface Flow {
  id: number;
  publicId: string;
  accountId: number;
  name: string;
  /** Of its texts, BCP 47. */
  language: string | null;
  position: number;
  /** Switched on. It runs only when it was published as well. */
  active: boolean;
  prompts: boolean;
  targeting: FlowTargeting;
  /** What is being edited. */
  draft: FlowDefinition;
  /** Rises with every change of the flow: what two people change at once is noticed. */
  revision: number;
  /** Number of the version that runs; 0 while none was published. */
  published: number;
  changedAt: Date;
}

export function flowFrom(row: Row): Flow {
  return {
    id: row.id as number,
    publicId: row.public_id as string,
    accountId: row.account_id as number,
    name: row.name as string,
    language: row.language as string | null,
    position: row.position as number,
    active: toBoolean(row.active),
    prompts: toBoolean(row.prompts),
    targeting: toJson(row.targeting),
    draft: toJson(row.draft),
    revision: row.revision as number,
    published: row.published as number,
    changedAt: toDate(row.changed_at),
  };
}

/**
 * `talking` until it ends: `handed over` to people, `closed` by itself, `left` by a visitor who did not answer,
 * `taken over` by somebody of the team, `stopped` because the conversation went elsewhere.
 */
export type RunStatus = 'talking' | 'handed over' | 'closed' | 'left' | 'taken over' | 'stopped';

/** Still to be done; `due` in milliseconds once its delay has begun. */
export type Pending = FlowAction & { due?: number };

export interface FlowRun {
  id: number;
  conversationId: number;
  flowId: number;
  version: number;
  status: RunStatus;
  state: FlowState;
  turn: number;
  pending: Pending[];
  /** Ticket properties that were set, by name. */
  ticket: Record<string, string>;
  lastMessageId: number;
  lastEventId: number;
}

export function runFrom(row: Row): FlowRun {
  return {
    id: row.id as number,
    conversationId: row.conversation_id as number,
    flowId: row.chatflow_id as number,
    version: row.version as number,
    status: row.status as RunStatus,
    state: toJson(row.state),
    turn: row.turn as number,
    pending: toJson(row.pending),
    ticket: toJson(row.ticket),
    lastMessageId: row.last_message_id as number,
    lastEventId: row.last_event_id as number,
  };
}

export async function flowById(database: Database, id: number): Promise<Flow | null> {
  const row = await database.row<Row>('select * from chatflow where id = ?', [id]);
  return row ? flowFrom(row) : null;
}

export async function runById(database: Database, id: number): Promise<FlowRun | null> {
  const row = await database.row<Row>('select * from chatflow_run where id = ?', [id]);
  return row ? runFrom(row) : null;
}

export async function talkingRun(database: Database, conversationId: number): Promise<FlowRun | null> {
  const sql = `select * from chatflow_run where conversation_id = ? and status = 'talking'`;
  const row = await database.row<Row>(sql, [conversationId]);
  return row ? runFrom(row) : null;
}

/** What ran or runs under this number. */
export async function definitionOf(database: Database, flowId: number, version: number): Promise<FlowDefinition> {
  const sql = 'select definition from chatflow_version where chatflow_id = ? and number = ?';
  const row = await database.row<Row>(sql, [flowId, version]);
  return toJson(row!.definition);
}
