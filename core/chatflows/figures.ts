// How flows do: begun, ended in which way, left at which step, what was chosen (AU-4).
import type { Database } from '../database/database.ts';
import type { RunStatus } from './rows.ts';

export interface FlowFigures {
  started: number;
  byStatus: Partial<Record<RunStatus, number>>;
  /** Runs that ended without an answer, by the step they stood at. */
  leftAt: Map<string, number>;
  /** Answers by step, and of each option. */
  answers: Map<string, { count: number; options: Map<string, number> }>;
}

/** By flow id; a flow that never ran is not in it. */
export async function startedOf(database: Database, accountId: number): Promise<Map<number, FlowFigures['byStatus']>> {
  const rows = await database.rows<{ chatflow_id: number; status: RunStatus; count: number }>(
    `select chatflow_id, status, count(*) as count from chatflow_run where chatflow_id in (select id from chatflow where account_id = ?)
     group by chatflow_id, status`,
    [accountId],
  );
  const found = new Map<number, FlowFigures['byStatus']>();
  for (const { chatflow_id: id, status, count } of rows) found.set(id, { ...found.get(id), [status]: Number(count) });
  return found;
}

export async function figuresOf(database: Database, flowId: number): Promise<FlowFigures> {
  const ended = await database.rows<{ status: RunStatus; step: string; count: number }>(
    'select status, step, count(*) as count from chatflow_run where chatflow_id = ? group by status, step',
    [flowId],
  );
  const answered = await database.rows<{ step: string; option_id: string; count: number }>(
    `select answer.step, answer.option_id, count(*) as count from chatflow_run run join chatflow_answer answer on answer.run_id = run.id
     where run.chatflow_id = ? group by answer.step, answer.option_id`,
    [flowId],
  );
  const figures: FlowFigures = { started: 0, byStatus: {}, leftAt: new Map(), answers: new Map() };
  for (const { status, step, count } of ended) {
    figures.started += Number(count);
    figures.byStatus[status] = (figures.byStatus[status] ?? 0) + Number(count);
    if (status === 'left') figures.leftAt.set(step, Number(count));
  }
  for (const { step, option_id: option, count } of answered) {
    const known = figures.answers.get(step) ?? { count: 0, options: new Map<string, number>() };
    known.count += Number(count);
    if (option) known.options.set(option, Number(count));
    figures.answers.set(step, known);
  }
  return figures;
}
