// The door to chatflows: flows of accounts, their runs through conversations, how they do (CT-9, CT-10, AU-4, MS-2).
import type { Chatflow } from '../contract/chatflow.ts';
import { toJson } from '../database/rows.ts';
import type { FlowPort } from '../inbound/inbound.ts';
import { createBeginning } from './beginning.ts';
import { createDefaultFlows } from './default.ts';
import { Ending } from './ending.ts';
import { figuresOf, startedOf, type FlowFigures } from './figures.ts';
import { createFlows, type Flows } from './flows.ts';
import { openingParts } from './interpreter.ts';
import type { ChatflowRooms } from './rooms.ts';
import { definitionOf, runFrom, type Flow, type Row, type RunStatus } from './rows.ts';
import type { TemplateText } from './templates.ts';
import { Turning } from './turning.ts';

export type { Said } from './answers.ts';
export type { Facts } from './conditions.ts';
export {
  allSteps,
  ANSWER_KINDS,
  LIMITS,
  PRIORITIES,
  STEP_KINDS,
  type AskStep,
  type BranchStep,
  type Condition,
  type FlowDefinition,
  type FlowStep,
  type StepKind,
} from './definition.ts';
export type { FlowFigures } from './figures.ts';
export type { DraftAnswer, FlowSettings, Flows } from './flows.ts';
export { freshState, interpret, openingParts, type FlowAction, type FlowPart, type FlowState } from './interpreter.ts';
export type { ChatflowPorts } from './rooms.ts';
export type { Flow, RunStatus } from './rows.ts';
export { TEMPLATES, templateOf, type TemplateText } from './templates.ts';
export { addStep, findStep, freeId, putStep, removeStep, replaceStep, shiftStep, type Slot } from './tree.ts';

export interface Chatflows extends Flows {
  /** Hands in the texts of flows that the desk makes by itself. */
  speakWith(words: (language: string) => TemplateText): void;
  /** What inbound tells of conversations. */
  port: FlowPort;
  /** Published flows that are on, as the account's channel sees them. */
  offered(accountId: number): Promise<Chatflow[]>;
  /** How the runs of each flow of an account stand, by flow id. */
  started(accountId: number): Promise<Map<number, Partial<Record<RunStatus, number>>>>;
  figures(flowId: number): Promise<FlowFigures>;
  /** Whether the draft is not what runs. */
  hasChanges(flow: Flow): Promise<boolean>;
  /** Ticket properties that flows set in a conversation, for whoever makes its ticket. */
  ticketProperties(conversationId: number): Promise<Record<string, string>>;
  /** Ends runs that people took over while the desk was down, and hears from now on what people do. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

export function createChatflows(rooms: ChatflowRooms): Chatflows {
  const { database } = rooms;
  const flows = createFlows(rooms);
  const ending = new Ending(rooms);
  const speakWith = createDefaultFlows(rooms, flows);
  new Turning(rooms, ending);
  return {
    ...flows,
    ...watching(rooms, ending),
    port: createBeginning(rooms),
    speakWith,
    async offered(accountId) {
      const running = (await flows.list(accountId)).filter(({ active, published }) => active && published > 0);
      return Promise.all(
        running.map(async ({ id, publicId, published, name, language, targeting, prompts }) => {
          const opening = openingParts(await definitionOf(database, id, published));
          return { id: publicId, name, language, targeting, prompts, opening };
        }),
      );
    },
    started: (accountId) => startedOf(database, accountId),
    figures: (flowId) => figuresOf(database, flowId),
    async hasChanges({ id, published, draft }) {
      if (published === 0) return true;
      return JSON.stringify(await definitionOf(database, id, published)) !== JSON.stringify(draft);
    },
    async ticketProperties(conversationId) {
      const sql = 'select ticket from chatflow_run where conversation_id = ? order by id';
      const rows = await database.rows<{ ticket: unknown }>(sql, [conversationId]);
      return Object.assign({}, ...rows.map(({ ticket }) => toJson<object>(ticket)));
    },
  };
}

/** What people and customers do is seen at once; what was missed is found with the next turn or start. */
function watching(rooms: ChatflowRooms, ending: Ending): Pick<Chatflows, 'start' | 'stop'> {
  const { database, events, log } = rooms;
  const looks = new Set<Promise<void>>();
  let stopListening = () => {};
  const look = (conversationId: number) => {
    const one = ending
      .look(conversationId)
      .catch((error) => log.error({ error, conversation: conversationId }, 'A chatflow could not be ended'))
      .finally(() => looks.delete(one));
    looks.add(one);
  };
  return {
    async start() {
      const rows = await database.rows<Row>(`select * from chatflow_run where status = 'talking'`);
      for (const row of rows) await ending.endIfTaken(runFrom(row));
      stopListening = events.listen((event) => {
        if (ending.mayEnd(event)) look(event.conversationId!);
      });
    },
    async stop() {
      stopListening();
      await Promise.all(looks);
    },
  };
}
