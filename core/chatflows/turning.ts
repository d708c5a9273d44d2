// Runs go on: one turn for each message, in order; what a turn is to do is on disk before any of it is done.
import { reason } from '../contract/reason.ts';
import type { JobResult } from '../jobs/jobs.ts';
import { Acting } from './acting.ts';
import { orderKey } from './beginning.ts';
import type { Ending } from './ending.ts';
import { factsFor, saidIn } from './facts.ts';
import { interpret, type FlowInput, type Turn } from './interpreter.ts';
import type { ChatflowRooms } from './rooms.ts';
import { definitionOf, flowById, runById, type FlowRun } from './rows.ts';

const TURN = 'chatflow.turn';
const SILENCE = 'chatflow.silence';
const MINUTE = 60_000;

type Payload = { runId: number; messageId?: number; silentSince?: number };

export class Turning {
  readonly #rooms: ChatflowRooms;
  readonly #ending: Ending;
  readonly #acting: Acting;

  constructor(rooms: ChatflowRooms, ending: Ending) {
    this.#rooms = rooms;
    this.#ending = ending;
    this.#acting = new Acting(rooms, ending);
    rooms.jobs.handle(TURN, { run: (payload) => this.#turn(payload as Payload) });
    rooms.jobs.handle(SILENCE, { run: (payload) => this.#silence(payload as Payload) });
  }

  /** Repeatable: a message that was taken is not taken again, what was done is not done again. */
  async #turn(payload: Payload): Promise<JobResult> {
    const run = await runById(this.#rooms.database, payload.runId);
    if (run?.status !== 'talking') return undefined;
    if (await this.#ending.endIfTaken(run)) return undefined;
    if (this.#isNew(run, payload)) {
      const input = await this.#inputOf(payload);
      if (input) await this.#advance(run, payload, input);
    }
    return this.#acting.perform(run.id);
  }

  #isNew(run: FlowRun, { messageId, silentSince }: Payload): boolean {
    if (messageId !== undefined) return messageId > run.lastMessageId;
    return silentSince === run.turn && run.pending.length === 0;
  }

  async #inputOf({ messageId }: Payload): Promise<FlowInput | null> {
    if (messageId === undefined) return { kind: 'silence' };
    const said = await saidIn(this.#rooms, messageId);
    return said && { kind: 'message', said };
  }

  async #advance(run: FlowRun, payload: Payload, input: FlowInput): Promise<void> {
    const { database, conversations, onStep } = this.#rooms;
    const conversation = await conversations.get(run.conversationId);
    const flow = await flowById(database, run.flowId);
    const definition = await definitionOf(database, run.flowId, run.version);
    const turn = interpret(definition, run.state, input, await factsFor(this.#rooms, conversation!, flow!));
    await database.write(async () => {
      await this.#keep(run, payload, turn);
      if (turn.state.at !== '') await this.#waitFor(run, definition.patience);
      onStep('chatflow.turning');
    });
    onStep('chatflow.turned');
  }

  async #keep(run: FlowRun, { messageId }: Payload, { state, actions }: Turn): Promise<void> {
    const { database, clock } = this.#rooms;
    const pending = [...run.pending, ...actions.filter((one) => one.do !== 'answer')];
    await database.run(
      `update chatflow_run set state = ?, pending = ?, turn = turn + 1, step = ?, last_message_id = ?, waiting_since = ? where id = ?`,
      [
        ...[JSON.stringify(state), JSON.stringify(pending), state.at || run.state.at, messageId ?? run.lastMessageId],
        ...[state.at ? clock.now().getTime() : null, run.id],
      ],
    );
    for (const action of actions) {
      if (action.do !== 'answer') continue;
      await database.run(
        `insert into chatflow_answer (run_id, step, option_id) values (?, ?, ?)
         on conflict (run_id, step) do update set option_id = excluded.option_id`,
        [run.id, action.step, action.option],
      );
    }
  }

  /** Not in the order of the conversation's turns: an answer must not wait for it. */
  async #waitFor(run: FlowRun, minutes: number): Promise<void> {
    const { jobs, clock } = this.#rooms;
    const runAt = new Date(clock.now().getTime() + minutes * MINUTE);
    await jobs.add({ kind: SILENCE, payload: { runId: run.id, silentSince: run.turn + 1 }, runAt });
  }

  /** Now it takes its place in the order. */
  async #silence({ runId, silentSince }: Payload): Promise<JobResult> {
    const run = await runById(this.#rooms.database, runId);
    if (run?.status !== 'talking' || run.turn !== silentSince) return undefined;
    if (run.pending.length > 0)
      return { wait: reason('chatflow.still_speaking', 'The flow is still speaking.'), after: 60 };
    const payload = { runId, silentSince };
    await this.#rooms.jobs.add({ kind: TURN, payload, orderKey: orderKey(run.conversationId) });
    return undefined;
  }
}
