// Changing the tree of steps: add, replace, take out, move up and down through the branches, put elsewhere. Pure.
import { allSteps, type FlowStep } from './definition.ts';

/** A list of the tree and a place in it. `parent` is empty for the flow's own list. */
export interface Slot {
  parent: string;
  list: 'steps' | 'yes' | 'no';
  index: number;
}

export function findStep(steps: FlowStep[], id: string): FlowStep | null {
  return allSteps(steps).find((step) => step.id === id) ?? null;
}

/** The tree with the step in the slot; unchanged when there is no such list. */
export function addStep(steps: FlowStep[], slot: Slot, step: FlowStep): FlowStep[] {
  return rebuilt(steps, '', 'steps', (list, parent, name) => {
    if (parent !== slot.parent || name !== slot.list) return list;
    const index = Math.max(0, Math.min(slot.index, list.length));
    return [...list.slice(0, index), step, ...list.slice(index)];
  });
}

/** With everything inside it. */
export function removeStep(steps: FlowStep[], id: string): FlowStep[] {
  return rebuilt(steps, '', 'steps', (list) => list.filter((step) => step.id !== id));
}

export function replaceStep(steps: FlowStep[], step: FlowStep): FlowStep[] {
  return rebuilt(steps, '', 'steps', (list) => list.map((one) => (one.id === step.id ? step : one)));
}

/** One place on in the order of reading, in and out of branches; unchanged at the ends. */
export function shiftStep(steps: FlowStep[], id: string, way: 'up' | 'down'): FlowStep[] {
  const step = findStep(steps, id);
  const from = slotOf(steps, id);
  if (!step || !from) return steps;
  const rest = removeStep(steps, id);
  const slots = slotsOf(rest);
  const now = slots.findIndex((one) => isSlot(one, from));
  const to = slots[now + (way === 'up' ? -1 : 1)];
  return to ? addStep(rest, to, step) : steps;
}

/** Into a slot as it is before the step is taken out; a step cannot go into itself. */
export function putStep(steps: FlowStep[], id: string, slot: Slot): FlowStep[] {
  const step = findStep(steps, id);
  const from = slotOf(steps, id);
  if (!step || !from) return steps;
  const inside = allSteps([step]).some((one) => one.id === slot.parent);
  if (inside || (slot.parent !== '' && findStep(steps, slot.parent)?.kind !== 'branch')) return steps;
  const sameList = from.parent === slot.parent && from.list === slot.list;
  const index = sameList && from.index < slot.index ? slot.index - 1 : slot.index;
  return addStep(removeStep(steps, id), { ...slot, index }, step);
}

export function slotOf(steps: FlowStep[], id: string): Slot | null {
  return slotsOf(steps).find((slot) => listOf(steps, slot)[slot.index]?.id === id) ?? null;
}

/** An id that no step has. */
export function freeId(steps: FlowStep[]): string {
  const numbers = allSteps(steps).map(({ id }) => Number(/^s(\d{1,9})$/.exec(id)?.[1] ?? 0));
  return `s${Math.max(0, ...numbers) + 1}`;
}

/** Every place where a step can stand, in the order of reading. */
function slotsOf(list: FlowStep[], parent = '', name: Slot['list'] = 'steps'): Slot[] {
  const slots: Slot[] = [];
  for (const [index, step] of list.entries()) {
    slots.push({ parent, list: name, index });
    if (step.kind === 'branch') slots.push(...slotsOf(step.yes, step.id, 'yes'), ...slotsOf(step.no, step.id, 'no'));
  }
  return [...slots, { parent, list: name, index: list.length }];
}

function listOf(steps: FlowStep[], slot: Slot): FlowStep[] {
  if (slot.parent === '') return steps;
  const parent = findStep(steps, slot.parent);
  return parent?.kind === 'branch' && slot.list !== 'steps' ? parent[slot.list] : [];
}

function isSlot(one: Slot, other: Slot): boolean {
  return one.parent === other.parent && one.list === other.list && one.index === other.index;
}

type Change = (list: FlowStep[], parent: string, name: Slot['list']) => FlowStep[];

function rebuilt(list: FlowStep[], parent: string, name: Slot['list'], change: Change): FlowStep[] {
  return change(list, parent, name).map((step) =>
    step.kind === 'branch'
      ? {
          ...step,
          yes: rebuilt(step.yes, step.id, 'yes', change),
          no: rebuilt(step.no, step.id, 'no', change),
        }
      : step,
  );
}
