// The interpreter: from a definition, a state and what came in to the next state and what is to be done. Pure.
import type { ChoicePart, TextPart } from '../contract/part.ts';
import { optionsOf, understand, wantsPerson, type Said } from './answers.ts';
import { holds, type Facts } from './conditions.ts';
import type { AskStep, FlowDefinition, FlowStep } from './definition.ts';
import { openingOf, programOf, questionAt, type Program } from './program.ts';
import { fillIn } from './texts.ts';

/** All a flow says. */
export type FlowPart = TextPart | ChoicePart;

export interface FlowState {
  /** Whether they had seen the opening before they wrote: then their first message answers it. */
  shown: boolean;
  started: boolean;
  /** The question that waits for an answer; empty before the start and after the end. */
  at: string;
  /** Answers to it that did not fit. */
  tries: number;
  /** By name. */
  answers: Record<string, string>;
  /** Ids of chosen options, by the answer's name. */
  options: Record<string, string>;
  /** Who gets the conversation when people take over. */
  to: string;
  end: 'handed over' | 'closed' | null;
}

/** The visitor wrote, or did not for as long as the flow's patience. */
export type FlowInput = { kind: 'message'; said: Said } | { kind: 'silence' };

export type HandOverWhy = 'step' | 'end' | 'asked' | 'wrong' | 'silence';

export type FlowAction =
  | { do: 'say'; step: string; parts: FlowPart[]; delay: number }
  | { do: 'answer'; step: string; name: string; value: string; option: string }
  | { do: 'keep'; step: string; into: string; value: string }
  | { do: 'hand over'; step: string; to: string; why: HandOverWhy }
  | { do: 'close'; step: string };

export interface Turn {
  state: FlowState;
  actions: FlowAction[];
}

export function freshState(shown: boolean): FlowState {
  return { shown, started: false, at: '', tries: 0, answers: {}, options: {}, to: 'routing', end: null };
}

/** Nothing that was given is changed. After the end nothing more happens. */
export function interpret(definition: FlowDefinition, state: FlowState, input: FlowInput, facts: Facts): Turn {
  const run = new Run(definition, state, facts);
  if (state.end === null) run.take(input);
  return { state: run.state, actions: run.actions };
}

/** What is shown before anybody wrote, as parts. */
export function openingParts(definition: FlowDefinition, values: Record<string, string> = {}): FlowPart[] {
  return openingOf(definition.steps).flatMap((step) => partsOf(step, values));
}

class Run {
  readonly state: FlowState;
  readonly actions: FlowAction[] = [];
  readonly #definition: FlowDefinition;
  readonly #program: Program;
  readonly #facts: Facts;

  constructor(definition: FlowDefinition, state: FlowState, facts: Facts) {
    this.state = { ...state, answers: { ...state.answers }, options: { ...state.options } };
    this.#definition = definition;
    this.#program = programOf(definition.steps);
    this.#facts = facts;
  }

  take(input: FlowInput): void {
    if (input.kind === 'silence') return this.#handOver(this.state.at, 'silence');
    if (this.state.started) return this.#answer(input.said);
    this.state.started = true;
    return this.#start(input.said);
  }

  /** Where nobody has seen the opening, the first message only opens the conversation. */
  #start(said: Said): void {
    const last = this.state.shown ? openingOf(this.#definition.steps).at(-1) : undefined;
    if (last?.kind !== 'ask') return this.#go(last ? this.#program.place(last.id)! + 1 : 0);
    this.state.at = last.id;
    return this.#answer(said);
  }

  /** Each step leads forward, so that the line's length is all it can take. */
  #go(from: number): void {
    const { line } = this.#program;
    let place = from;
    for (let budget = line.length; budget > 0 && place < line.length && this.state.end === null; budget -= 1) {
      const { step, next, otherwise } = line[place]!;
      if (step.kind === 'ask') return this.#ask(step);
      place = step.kind === 'branch' && !holds(step, this.state, this.#facts) ? otherwise : next;
      this.#do(step);
    }
    if (this.state.end === null) this.#handOver('', 'end');
  }

  #do(step: Exclude<FlowStep, AskStep>): void {
    switch (step.kind) {
      case 'say':
        return this.#say(step.id, step.text, step.delay);
      case 'set':
        return void this.actions.push({
          do: 'keep',
          step: step.id,
          into: step.into,
          value: fillIn(step.value, this.#values()),
        });
      case 'assign':
        return void (this.state.to = step.to);
      case 'hand over':
        this.#say(step.id, this.#facts.team === 'available' ? step.somebody : step.nobody);
        return this.#handOver(step.id, 'step');
      case 'close':
        this.#say(step.id, step.text);
        this.actions.push({ do: 'close', step: step.id });
        Object.assign(this.state, { at: '', end: 'closed' });
        return undefined;
      case 'branch':
        return undefined;
    }
  }

  #ask(step: AskStep, text = step.text): void {
    if (this.state.at !== step.id) Object.assign(this.state, { at: step.id, tries: 0 });
    this.actions.push({ do: 'say', step: step.id, parts: partsOf({ ...step, text }, this.#values()), delay: 0 });
  }

  #answer(said: Said): void {
    const step = questionAt(this.#program, this.state.at);
    // The question is not there any more or never was: people see to it.
    if (!step) return this.#handOver('', 'end');
    const understood = understand(step, said);
    const asks = wantsPerson(this.#definition.person, said, step);
    if (asks && (step.answer !== 'choice' || understood === 'wrong')) return this.#handOver(step.id, 'asked');
    if (understood === 'wrong') return this.#again(step);
    if (understood !== 'skipped') this.#keep(step, understood);
    this.#go(this.#program.line[this.#program.place(step.id)!]!.next);
  }

  #again(step: AskStep): void {
    this.state.tries += 1;
    if (this.state.tries > step.retries) return this.#handOver(step.id, 'wrong');
    this.#ask(step, step.wrong || step.text);
  }

  #keep(step: AskStep, { value, option }: { value: string; option: string }): void {
    this.state.answers[step.name] = value;
    if (option) this.state.options[step.name] = option;
    this.actions.push({ do: 'answer', step: step.id, name: step.name, value, option });
    if (step.into) this.actions.push({ do: 'keep', step: step.id, into: step.into, value });
  }

  #say(step: string, text: string, delay = 0): void {
    const words = fillIn(text, this.#values());
    if (words) this.actions.push({ do: 'say', step, parts: [{ type: 'text', text: words }], delay });
  }

  #handOver(step: string, why: HandOverWhy): void {
    this.actions.push({ do: 'hand over', step, to: this.state.to, why });
    Object.assign(this.state, { at: '', end: 'handed over' });
  }

  #values(): Record<string, string> {
    return { ...this.#facts.values, ...this.state.answers };
  }
}

function partsOf(step: FlowStep, values: Record<string, string>): FlowPart[] {
  if (step.kind !== 'say' && step.kind !== 'ask') return [];
  const text = fillIn(step.text, values);
  const options = step.kind === 'ask' ? optionsOf(step) : [];
  if (options.length > 0) return [{ type: 'choice', prompt: text, options }];
  return text ? [{ type: 'text', text }] : [];
}
