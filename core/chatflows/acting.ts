// What a turn is to do is done one after another; each goes from the list in the same transaction as its effect.
import { reason, type Reason } from '../contract/reason.ts';
import type { JobResult } from '../jobs/jobs.ts';
import type { Ending } from './ending.ts';
import { Keeping } from './keeping.ts';
import type { ChatflowRooms } from './rooms.ts';
import { flowById, runById, type FlowRun, type Pending } from './rows.ts';

type Say = Extract<Pending, { do: 'say' }>;

export class Acting {
  readonly #rooms: ChatflowRooms;
  readonly #ending: Ending;
  readonly #keeping: Keeping;

  constructor(rooms: ChatflowRooms, ending: Ending) {
    this.#rooms = rooms;
    this.#ending = ending;
    this.#keeping = new Keeping(rooms);
  }

  /** Until nothing is left, a delay is not over yet, or the run has ended. */
  async perform(runId: number): Promise<JobResult> {
    const { database, onStep } = this.#rooms;
    for (;;) {
      const run = await runById(database, runId);
      const next = run?.pending[0];
      if (run?.status !== 'talking' || !next) return undefined;
      if (next.do === 'say') {
        const pause = await this.#pause(run, next);
        if (pause !== null) return { wait: reason('chatflow.delay', 'The flow waits a moment.'), after: pause };
        await this.#say(run, next);
      } else await database.write(() => this.#effect(run, next));
      onStep('chatflow.acted');
    }
  }

  /** Seconds until it may be said; null: now. */
  async #pause(run: FlowRun, { delay, due }: Say): Promise<number | null> {
    if (delay === 0) return null;
    const now = this.#rooms.clock.now().getTime();
    if (due !== undefined) return due > now ? Math.ceil((due - now) / 1000) : null;
    const [first, ...rest] = run.pending;
    await this.#store(run, [{ ...first!, due: now + delay * 1000 }, ...rest]);
    return delay;
  }

  async #say(run: FlowRun, { parts, step }: Say): Promise<void> {
    const flow = await flowById(this.#rooms.database, run.flowId);
    const answer = await this.#rooms.outbound.send({
      conversationId: run.conversationId,
      accountId: flow!.accountId,
      userId: null,
      parts,
      automatic: true,
      chatflow: { name: flow!.name, step },
      // Asked inside the transaction: who takes over in this moment is not talked over.
      proviso: async () => !(await this.#ending.endIfTaken(run)) && this.#shift(run),
    });
    if (!answer.ok && answer.kind === 'refused' && answer.why.code !== 'outbound.overtaken')
      await this.#cannotSpeak(run, answer.why);
  }

  /** Without a voice it is of no use: people take over and are told why. */
  async #cannotSpeak(run: FlowRun, why: Reason): Promise<void> {
    await this.#rooms.database.write(() => this.#ending.handOver(run, run.state.to, why));
  }

  async #effect(run: FlowRun, action: Exclude<Pending, { do: 'say' }>): Promise<void> {
    if ((await this.#ending.endIfTaken(run)) || !(await this.#shift(run))) return;
    if (action.do === 'keep') await this.#keeping.keep(run, action.into, action.value);
    else if (action.do === 'hand over') await this.#ending.handOver(run, action.to, action.why);
    else if (action.do === 'close') await this.#ending.close(run);
  }

  /** Takes the first from the list; false when somebody else has, or the run has ended. */
  async #shift(run: FlowRun): Promise<boolean> {
    return this.#store(run, run.pending.slice(1));
  }

  async #store(run: FlowRun, pending: Pending[]): Promise<boolean> {
    const row = await this.#rooms.database.write(() =>
      this.#rooms.database.row(
        `update chatflow_run set pending = ? where id = ? and status = 'talking' and pending = ? returning id`,
        [JSON.stringify(pending), run.id, JSON.stringify(run.pending)],
      ),
    );
    return row !== undefined;
  }
}
