// What people, programs and other rooms do with tickets.
import type { TicketHints } from '../contract/ticket.ts';
import type { Actor, EventType } from '../events/events.ts';
import type { TicketDue } from './due.ts';
import type {
  Beginning,
  Column,
  ColumnQuery,
  Done,
  ManyChange,
  ManyDone,
  Missing,
  NewTicket,
  Pipeline,
  Sees,
  Stage,
  StageAnswer,
  StageKind,
  Ticket,
  TicketChange,
  TicketChanges,
  TicketConversation,
  TicketQuery,
  TicketSight,
  TicketView,
} from './shapes.ts';

export interface Tickets {
  pipelines: Pipelines;
  /** Writes a ticket down. Throws `invalid`, `owner_sees_not`, or a conflict `has_ticket` for a conversation that has one. */
  open(ticket: NewTicket): Promise<Ticket>;
  /**
   * Makes the ticket of a new conversation where its account or help desk asks for one (CH-5, WS-4); null where not, or
   * at the contact's limit, which is then said in the thread and in the account's log (CH-7). Without `hints` those that
   * its first message came with count. Inside `write`.
   */
  fromConversation(conversationId: number, hints?: TicketHints): Promise<Ticket | null>;
  get(id: number): Promise<Ticket | null>;
  /** Leads on to the ticket it was merged into. */
  byNumber(number: number): Promise<Ticket | null>;
  view(id: number): Promise<TicketView | null>;
  /** Of a conversation, as far as `sees` says; deleted ones do not count. */
  ofConversation(conversationId: number, sees?: Sees): Promise<TicketView | null>;
  conversations(ticketId: number): Promise<TicketConversation[]>;
  /** Linked tickets, newest first. */
  linked(ticketId: number, sight: TicketSight): Promise<TicketView[]>;
  /** `sees`: lines that name other tickets are left out where the reader may not see those. */
  history(
    ticketId: number,
    options?: { before?: number; limit?: number; sees?(other: Ticket): boolean },
  ): Promise<TicketChange[]>;
  /** Newest changed first. `next` is null on the last page. */
  list(query: TicketQuery): Promise<{ rows: TicketView[]; next: string | null }>;
  /** A stage of the board, top first; of closed ones only what came there lately. */
  column(query: ColumnQuery): Promise<Column>;
  /** Into a stage, right below another ticket there; null: on top. Asks as `setStage` does. */
  putOnBoard(
    ticketId: number,
    stageId: number,
    belowId: number | null,
    actor: Actor,
    filled?: TicketChanges,
  ): Promise<StageAnswer>;
  /** Throws `owner_sees_not` for somebody from whom its pipeline is kept. */
  change(ticketId: number, changes: TicketChanges, actor: Actor): Promise<Done>;
  /** At most `AT_ONCE` tickets. What lacks what a stage asks for, with these fields already counted, stays as it is. */
  changeMany(ticketIds: number[], change: ManyChange, actor: Actor): Promise<ManyDone>;
  /** What the stage asks for and the ticket lacks, with these values already counted. */
  missing(ticketId: number, stageId: number, filled?: TicketChanges): Promise<Missing[]>;
  /** The owner's name, where they would lose it in that stage because they do not see tickets there; null otherwise. */
  losesOwner(ticketId: number, stageId: number): Promise<string | null>;
  /** Also into another pipeline. Refused as a value when something required is missing; `filled` is written first. */
  setStage(ticketId: number, stageId: number, actor: Actor, filled?: TicketChanges): Promise<StageAnswer>;
  /** The same, along with a message that waits: taken back before it left, it brings the stage back. */
  stageWithMessage(ticketId: number, stageId: number, messageId: number, actor: Actor): Promise<StageAnswer>;
  /** To the pipeline's first closed stage, or back to its first open one. */
  close(ticketId: number, actor: Actor): Promise<StageAnswer>;
  reopen(ticketId: number, actor: Actor): Promise<StageAnswer>;
  /**
   * Throws a conflict `has_ticket` when the conversation has another ticket. One that `sees` does not let the actor see
   * is none for them: it keeps the conversation, and the two are linked.
   */
  linkConversation(ticketId: number, conversationId: number, actor: Actor, sees?: Sees): Promise<Done>;
  unlinkConversation(ticketId: number, conversationId: number, actor: Actor): Promise<Done>;
  linkTicket(ticketId: number, otherId: number, actor: Actor): Promise<Done>;
  unlinkTicket(ticketId: number, otherId: number, actor: Actor): Promise<Done>;
  /** Conversations, links and empty fields of `fromId` go to `intoId`; `fromId` stays as a sign that leads there. */
  merge(intoId: number, fromId: number, actor: Actor): Promise<Done>;
  /** Out of every list; its conversations stay. */
  remove(ticketId: number, actor: Actor): Promise<Done>;
  /** What a flow learnt: a property by its key or label, or a line in the timeline when there is none of that name. */
  answered(conversationId: number, property: string, value: string): Promise<void>;
  /** What another room has to say in the timeline, told as an event of that type. Inside `write`. */
  happened(ticketId: number, line: { kind: string; detail: Record<string, unknown> }, type: EventType): Promise<void>;
  /** What is due next; no change of the work: order and version stay. Inside `write`. */
  setDue(ticketId: number, due: TicketDue | null): Promise<void>;
  /** Gives back what a step changed, conversations included. Throws as every undo does. */
  undo(stepPublicId: string, actor: Actor): Promise<void>;
  /** Tickets that undoing the step would change. */
  undoTouches(stepPublicId: string): Promise<number[]>;
}

export interface Pipelines {
  list(options?: { archived?: boolean }): Promise<Pipeline[]>;
  get(id: number): Promise<Pipeline | null>;
  /** The stage, archived or not. */
  stage(id: number): Promise<Stage | null>;
  /**
   * Where a ticket begins: the pipeline and stage wanted, as far as they are still in use, else the first pipeline and
   * its first open stage. Null while there is no pipeline.
   */
  beginning(wanted: Beginning): Promise<{ pipeline: Pipeline; stage: Stage } | null>;
  /** With the usual four stages, called as told, unless stages are given. */
  create(pipeline: { name: string; stages?: { name: string; kind: StageKind }[] }, actor: Actor): Promise<Pipeline>;
  change(id: number, changes: Partial<Pick<Pipeline, 'name' | 'reopens' | 'closes'>>, actor: Actor): Promise<Pipeline>;
  order(ids: number[], actor: Actor): Promise<void>;
  /** Refused (`pipeline_last`) for the last one; its tickets stay where they are. */
  archive(id: number, archived: boolean, actor: Actor): Promise<void>;
  addStage(
    pipelineId: number,
    stage: { name: string; kind: StageKind; required?: string[] },
    actor: Actor,
  ): Promise<Stage>;
  changeStage(id: number, changes: Partial<Pick<Stage, 'name' | 'kind' | 'required'>>, actor: Actor): Promise<Stage>;
  orderStages(pipelineId: number, ids: number[], actor: Actor): Promise<void>;
  /** Its tickets go to another stage of the pipeline. Refused (`stage_last`) for the last open or last closed one. */
  removeStage(id: number, toStageId: number | null, actor: Actor): Promise<void>;
  /** Tickets that stand there, deleted ones left out. */
  countIn(stageId: number): Promise<number>;
  /** Makes the first pipeline when there is none. */
  prepare(names: { pipeline: string; stages: { name: string; kind: StageKind }[] }): Promise<void>;
}
