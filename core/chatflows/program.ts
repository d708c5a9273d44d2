// The tree laid out as a line: after every step stands where it goes on. There is no way back, so every run ends.
import type { AskStep, FlowStep } from './definition.ts';

export interface Instruction {
  step: FlowStep;
  /** Where it goes on; of a branch when its conditions hold. */
  next: number;
  /** Of a branch when they do not. */
  otherwise: number;
}

export interface Program {
  line: Instruction[];
  /** Place of a step. */
  place(id: string): number | undefined;
}

/** Pure. Every `next` and `otherwise` is greater than the place it stands at; the length of the line is the end. */
export function programOf(steps: FlowStep[]): Program {
  const line: Instruction[] = [];
  lay(steps, line);
  const places = new Map(line.map(({ step }, place) => [step.id, place]));
  return { line, place: (id) => places.get(id) };
}

/** Appends the steps; gives the places whose way leads behind them. */
function lay(steps: FlowStep[], line: Instruction[]): void {
  for (const step of steps) {
    const instruction = { step, next: line.length + 1, otherwise: line.length + 1 };
    line.push(instruction);
    if (step.kind !== 'branch') continue;
    lay(step.yes, line);
    const thenEnds = line.length;
    instruction.otherwise = thenEnds;
    lay(step.no, line);
    // Whatever led to the first step of `no` from within `yes` goes on behind the branch.
    for (const one of line.slice(instruction.next, thenEnds)) {
      if (one.next === thenEnds) one.next = line.length;
      if (one.otherwise === thenEnds) one.otherwise = line.length;
    }
    if (step.yes.length === 0) instruction.next = line.length;
  }
}

/** What is shown before anybody wrote: the texts at the beginning, and the question that follows them. */
export function openingOf(steps: FlowStep[]): FlowStep[] {
  const end = steps.findIndex(({ kind }) => kind !== 'say');
  const texts = end < 0 ? steps : steps.slice(0, end);
  const question = end < 0 ? undefined : steps[end];
  return question?.kind === 'ask' ? [...texts, question] : texts;
}

export function questionAt(program: Program, id: string): AskStep | null {
  const step = program.line[program.place(id) ?? -1]?.step;
  return step?.kind === 'ask' ? step : null;
}
