// The door to macros: several actions in one click, on one conversation or many, undone as one (AU-3).
import type { Viewer } from '../accounts/accounts.ts';
import { conflict } from '../kernel/errors.ts';
import { createBook, type Book } from './book.ts';
import { createRunning } from './running.ts';
import type { Macro, Needs, RunAnswer } from './shapes.ts';
import { touchedBy, undoRun } from './undoing.ts';

export { ACTIONS } from './shapes.ts';
export type { ActionKind, Macro, MacroAction, NewMacro, RunAnswer } from './shapes.ts';

export interface Macros extends Book {
  /** Throws `not_found` or `forbidden`; every other refusal is a value, and nothing is done then. */
  run(viewer: Viewer, macro: Macro, conversationIds: number[]): Promise<RunAnswer>;
  /** Gives a run back; replies that have left stay (`kept`). Throws as every undo does. */
  undo(step: string, viewer: Viewer): Promise<{ kept: number }>;
  /** Conversations that undoing the step would change. */
  undoTouches(step: string): Promise<number[]>;
}

export function createMacros(needs: Needs): Macros {
  const book = createBook(needs);
  const running = createRunning(needs);
  return {
    ...book,
    async run(viewer, macro, conversationIds) {
      const answer = await running.run(viewer, macro, conversationIds);
      if (answer.ok) await book.used(macro.id, answer.count);
      return answer;
    },
    async undo(step, viewer) {
      if (running.isInHand(step)) throw conflict('macro_running', 'The macro still runs. Wait until it is done.');
      return undoRun(needs, step, viewer);
    },
    undoTouches: (step) => touchedBy(needs, step),
  };
}
