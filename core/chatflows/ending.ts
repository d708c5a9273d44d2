// How a run ends: handed over to people, closed, left alone, or taken over by somebody of the team.
import type { Reason } from '../contract/reason.ts';
import { toJson } from '../database/rows.ts';
import type { RoutingSettings } from '../database/entities/inbox.ts';
import type { EventType } from '../events/events.ts';
import { handOut } from '../routing/routing.ts';
import type { HandOverWhy } from './interpreter.ts';
import type { ChatflowRooms } from './rooms.ts';
import { flowById, talkingRun, type FlowRun, type RunStatus } from './rows.ts';

/** What somebody of the team does that means: this conversation is mine to decide about now. */
const TAKING: EventType[] = [
  'message.written',
  'conversation.assigned',
  'conversation.snoozed',
  'conversation.closed',
  'conversation.moved',
  'conversation.merged',
];

/** Whoever does it, the customer included: there is nothing left to talk in. */
const LEAVING: EventType[] = ['conversation.closed', 'conversation.moved', 'conversation.merged'];

const STATUS: Record<HandOverWhy, RunStatus> = {
  step: 'handed over',
  end: 'handed over',
  asked: 'handed over',
  wrong: 'handed over',
  silence: 'left',
};

export class Ending {
  readonly #rooms: ChatflowRooms;

  constructor(rooms: ChatflowRooms) {
    this.#rooms = rooms;
  }

  /** Ends the run when somebody has taken over since it began, or the conversation is out of its reach. */
  async endIfTaken(run: FlowRun): Promise<boolean> {
    return this.#rooms.database.write(async () => {
      const taken = await this.#takenBy(run);
      if (!taken) return false;
      const { actor, status } = taken;
      if (!(await this.#finish(run, status))) return true;
      const happening = {
        type: status === 'stopped' ? 'bot_stopped' : 'bot_taken_over',
        params: await this.#params(run),
      };
      await this.#rooms.conversations.botEnded(run.conversationId, happening, actor);
      return true;
    });
  }

  /** Looks at the run of one conversation at once, so that what was done is seen at once. */
  async look(conversationId: number): Promise<void> {
    const run = await talkingRun(this.#rooms.database, conversationId);
    if (run) await this.endIfTaken(run);
  }

  mayEnd(event: { type: EventType; actor: string; conversationId: number | null }): boolean {
    if (event.conversationId === null) return false;
    return LEAVING.includes(event.type) || (event.actor.startsWith('user:') && TAKING.includes(event.type));
  }

  /** Inside `write`: to whom it goes and why is said in the thread. */
  async handOver(run: FlowRun, to: string, why: HandOverWhy | Reason): Promise<void> {
    const { conversations } = this.#rooms;
    const kind = typeof why === 'string' ? why : 'step';
    if (!(await this.#finish(run, STATUS[kind]))) return;
    const happening = {
      type: kind === 'step' || kind === 'end' ? 'bot_handed_over' : `bot_handed_over_${kind}`,
      params: await this.#params(run),
      ...(typeof why !== 'string' && { reason: why }),
    };
    await conversations.botEnded(run.conversationId, happening, 'desk');
    const conversation = await conversations.get(run.conversationId);
    const account = await this.#accountOf(run);
    if (conversation && !(await this.#assigned(run, to))) await handOut(this.#rooms, account, conversation);
  }

  /** From its row: people get the conversation although its channel does not run. */
  async #accountOf(run: FlowRun): Promise<{ id: number; inboxId: number; routing: RoutingSettings }> {
    const row = await this.#rooms.database.row<{ id: number; inbox_id: number; routing: unknown }>(
      `select id, inbox_id, routing from channel_account where id = (select account_id from chatflow where id = ?)`,
      [run.flowId],
    );
    return { id: row!.id, inboxId: row!.inbox_id, routing: toJson(row!.routing) };
  }

  /** Inside `write`. */
  async close(run: FlowRun): Promise<void> {
    if (!(await this.#finish(run, 'closed'))) return;
    const { conversations } = this.#rooms;
    const happening = { type: 'bot_closed', params: await this.#params(run) };
    await conversations.botEnded(run.conversationId, happening, 'desk');
    await conversations.close(run.conversationId, 'desk');
  }

  /** To the user or team a step named, as long as they are still there. */
  async #assigned(run: FlowRun, to: string): Promise<boolean> {
    const { database, conversations } = this.#rooms;
    const [kind, id] = to.split(':');
    if (kind !== 'user' && kind !== 'team') return false;
    const sql =
      kind === 'user'
        ? `select id from desk_user where id = ? and status = 'active'`
        : 'select id from team where id = ?';
    if (!(await database.row(sql, [Number(id)]))) return false;
    const target = kind === 'user' ? { userId: Number(id) } : { teamId: Number(id) };
    await conversations.assign(run.conversationId, target, null, 'desk');
    return true;
  }

  /** False when it had ended already. */
  async #finish(run: FlowRun, status: RunStatus): Promise<boolean> {
    const { database, clock } = this.#rooms;
    const row = await database.row(
      `update chatflow_run set status = ?, pending = '[]', waiting_since = null, ended_at = ? where id = ? and status = 'talking' returning id`,
      [status, clock.now().getTime(), run.id],
    );
    return row !== undefined;
  }

  async #params(run: FlowRun): Promise<{ flow: string }> {
    return { flow: (await flowById(this.#rooms.database, run.flowId))!.name };
  }

  async #takenBy(run: FlowRun): Promise<{ actor: string; status: RunStatus } | null> {
    const { database, conversations } = this.#rooms;
    const row = await database.row<{ actor: string }>(
      `select actor from event where conversation_id = ? and id > ? and type in (?) and actor like 'user:%' order by id limit 1`,
      [run.conversationId, run.lastEventId, TAKING],
    );
    if (row) return { actor: row.actor, status: 'taken over' };
    const conversation = await conversations.get(run.conversationId);
    const there = conversation?.place === 'inbox' && conversation.status !== 'closed';
    return there ? null : { actor: 'desk', status: 'stopped' };
  }
}
