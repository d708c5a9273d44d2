// The one place where a definition is checked: what is wrong is told with its step and a sentence.
import { reason, type Reason } from '../contract/reason.ts';
import {
  ANSWER_KINDS,
  CONDITION_SUBJECTS,
  isPlace,
  LIMITS,
  NAME,
  PRIORITIES,
  STEP_ID,
  STEP_KINDS,
  type FlowDefinition,
  type FlowStep,
} from './definition.ts';

export type Checked =
  | { ok: true; definition: FlowDefinition }
  /** `step` is empty where the whole is wrong. */
  | { ok: false; step: string; field: string; why: Reason };

/** Thrown and caught within this file only: the way out of a deep tree. */
class Wrong {
  readonly step: string;
  readonly field: string;
  readonly why: Reason;

  constructor(step: string, field: string, why: Reason) {
    this.step = step;
    this.field = field;
    this.why = why;
  }
}

type Raw = Record<string, unknown>;

/** Never throws, whatever it is given. What is not part of a step is left out. */
export function checkDefinition(given: unknown): Checked {
  try {
    return { ok: true, definition: new Checker().definition(given) };
  } catch (wrong) {
    if (!(wrong instanceof Wrong)) throw wrong;
    return { ok: false, step: wrong.step, field: wrong.field, why: wrong.why };
  }
}

class Checker {
  readonly #ids = new Set<string>();
  /** Answers by name, as far as the steps before have asked. */
  readonly #names = new Map<string, string>();

  definition(given: unknown): FlowDefinition {
    if (!isRecord(given)) throw wrong('', '', 'not_a_flow', 'This is no chatflow.');
    const person = list(given.person ?? [], LIMITS.phrases, '', 'person').map((one) => words(one, '', 'person', 100));
    const patience = whole(given.patience ?? 30, 1, LIMITS.patience, '', 'patience');
    return { steps: this.#steps(given.steps, 1), person: person.filter(Boolean), patience };
  }

  #steps(given: unknown, depth: number): FlowStep[] {
    if (!Array.isArray(given)) throw wrong('', '', 'not_a_flow', 'This is no chatflow.');
    const ended = given.findIndex((one) => isRecord(one) && (one.kind === 'hand over' || one.kind === 'close'));
    if (ended >= 0 && ended < given.length - 1) {
      const id = idOf(given[ended + 1]);
      throw wrong(id, 'kind', 'unreachable', 'The steps before have ended the flow: this step is never reached.');
    }
    return given.map((one) => this.#step(one, depth));
  }

  #step(given: unknown, depth: number): FlowStep {
    if (!isRecord(given)) throw wrong('', '', 'no_step', 'One of the steps is none.');
    const id = idOf(given);
    if (!STEP_ID.test(id)) throw wrong('', 'id', 'no_id', 'A step has no usable id.');
    if (this.#ids.has(id)) throw wrong(id, 'id', 'same_id', 'Two steps have the same id.');
    this.#ids.add(id);
    if (this.#ids.size > LIMITS.steps)
      throw wrong(id, '', 'too_many', `A flow may have ${LIMITS.steps} steps.`, { most: LIMITS.steps });
    if (depth > LIMITS.depth)
      throw wrong(id, '', 'too_deep', `Branches may stand ${LIMITS.depth} deep.`, { most: LIMITS.depth });
    const kind = oneOf(given.kind, STEP_KINDS, id, 'kind');
    return { ...this.#rest(kind, id, given, depth), id, kind } as FlowStep;
  }

  #rest(kind: FlowStep['kind'], id: string, given: Raw, depth: number): object {
    switch (kind) {
      case 'say':
        return { text: needed(given.text, id, 'text'), delay: whole(given.delay ?? 0, 0, LIMITS.delay, id, 'delay') };
      case 'ask':
        return this.#ask(id, given);
      case 'branch':
        return this.#branch(id, given, depth);
      case 'set':
        return setting(id, given);
      case 'assign':
        return { to: target(given.to, id) };
      case 'hand over':
        return {
          somebody: words(given.somebody ?? '', id, 'somebody'),
          nobody: words(given.nobody ?? '', id, 'nobody'),
        };
      case 'close':
        return { text: words(given.text ?? '', id, 'text') };
    }
  }

  #ask(id: string, given: Raw): object {
    const answer = oneOf(given.answer, ANSWER_KINDS, id, 'answer');
    const name = words(given.name ?? '', id, 'name', 40);
    if (!NAME.test(name))
      throw wrong(id, 'name', 'bad_name', 'The name of an answer is a short word of letters and digits.');
    if (this.#names.has(name) && this.#names.get(name) !== answer)
      throw wrong(id, 'name', 'name_taken', `Another question of another kind is called ${name}.`, { name });
    this.#names.set(name, answer);
    const into = words(given.into ?? '', id, 'into', 60);
    if (!isPlace(into)) throw wrong(id, 'into', 'bad_place', 'There is no such place to keep an answer.');
    return {
      text: needed(given.text, id, 'text'),
      ...{ answer, name, into, options: answer === 'choice' ? optionsOf(given.options, id) : [] },
      wrong: words(given.wrong ?? '', id, 'wrong'),
      retries: whole(given.retries ?? 2, 0, LIMITS.retries, id, 'retries'),
      skip: words(given.skip ?? '', id, 'skip', LIMITS.optionTitle),
    };
  }

  #branch(id: string, given: Raw, depth: number): object {
    const when = list(given.when, LIMITS.conditions, id, 'when').map((one) => this.#condition(one, id));
    if (when.length === 0) throw wrong(id, 'when', 'no_condition', 'A branch needs a condition.');
    return {
      match: oneOf(given.match ?? 'all', ['all', 'any'] as const, id, 'match'),
      when,
      yes: this.#steps(given.yes ?? [], depth + 1),
      no: this.#steps(given.no ?? [], depth + 1),
    };
  }

  #condition(given: unknown, id: string) {
    if (!isRecord(given)) throw wrong(id, 'when', 'no_condition', 'A branch needs a condition.');
    const of = oneOf(given.of, CONDITION_SUBJECTS, id, 'when');
    const name = of === 'answer' ? words(given.name ?? '', id, 'when', 40) : '';
    if (of === 'answer' && !this.#names.has(name))
      throw wrong(id, 'when', 'not_asked', `Nothing called “${name}” was asked before this branch.`, { name });
    const is = oneOf(given.is ?? 'is', ['is', 'is not', 'contains', 'given', 'missing'] as const, id, 'when');
    const value = words(given.value ?? '', id, 'when', LIMITS.optionTitle);
    if (!['given', 'missing'].includes(is) && value === '')
      throw wrong(id, 'when', 'no_value', 'Say with what the condition compares.');
    return { of, name, is, value };
  }
}

function setting(id: string, given: Raw): object {
  const into = words(given.into ?? '', id, 'into', 60);
  if (into === '' || (into !== 'tag' && !isPlace(into)))
    throw wrong(id, 'into', 'bad_place', 'There is no such property to set.');
  const value = needed(given.value, id, 'value', into === 'tag' ? 60 : 500);
  if (into === 'ticket.priority' && !PRIORITIES.includes(value))
    throw wrong(id, 'value', 'bad_priority', `A priority is one of ${PRIORITIES.join(', ')}.`);
  return { into, value };
}

function target(given: unknown, id: string): string {
  const to = words(given ?? 'routing', id, 'to', 30);
  if (/^(routing|(user|team):\d{1,9})$/.test(to)) return to;
  throw wrong(id, 'to', 'nobody_chosen', 'Choose who gets the conversation.');
}

function optionsOf(given: unknown, id: string) {
  const options = list(given, LIMITS.options, id, 'options').map((one, index) => ({
    id: isRecord(one) && STEP_ID.test(String(one.id)) ? String(one.id) : `o${index + 1}`,
    title: needed(isRecord(one) ? one.title : undefined, id, 'options', LIMITS.optionTitle),
  }));
  if (options.length < 2) throw wrong(id, 'options', 'few_options', 'A choice needs at least two options.');
  const titles = new Set(options.map(({ title }) => title.toLowerCase()));
  if (titles.size < options.length || new Set(options.map((one) => one.id)).size < options.length)
    throw wrong(id, 'options', 'same_option', 'Two options are the same.');
  return options;
}

function idOf(given: unknown): string {
  return isRecord(given) && typeof given.id === 'string' ? given.id : '';
}

function isRecord(given: unknown): given is Raw {
  return typeof given === 'object' && given !== null && !Array.isArray(given);
}

function words(given: unknown, step: string, field: string, most: number = LIMITS.text): string {
  if (typeof given !== 'string') throw wrong(step, field, 'no_text', 'Text is missing.');
  const text = given.normalize('NFC').replaceAll('\r\n', '\n').trim();
  if (text.length > most) throw wrong(step, field, 'too_long', `At most ${most} characters.`, { most });
  return text;
}

function needed(given: unknown, step: string, field: string, most?: number): string {
  const text = words(given ?? '', step, field, most);
  if (text === '') throw wrong(step, field, 'no_text', 'Text is missing.');
  return text;
}

function whole(given: unknown, least: number, most: number, step: string, field: string): number {
  if (typeof given === 'number' && Number.isInteger(given) && given >= least && given <= most) return given;
  throw wrong(step, field, 'no_number', `A number from ${least} to ${most} is needed.`, { least, most });
}

function oneOf<T extends string>(given: unknown, allowed: readonly T[], step: string, field: string): T {
  if (allowed.includes(given as T)) return given as T;
  throw wrong(step, field, 'unknown_kind', 'This kind is not known.');
}

function list(given: unknown, most: number, step: string, field: string): unknown[] {
  if (!Array.isArray(given)) throw wrong(step, field, 'no_list', 'A list is missing.');
  if (given.length > most) throw wrong(step, field, 'long_list', `At most ${most} entries.`, { most });
  return given;
}

function wrong(step: string, field: string, code: string, text: string, params?: Record<string, string | number>) {
  return new Wrong(step, field, reason(`chatflow.${code}`, text, params));
}
