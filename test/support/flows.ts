// What tests do with chatflows: publish one, talk with it by pigeon, and read what was said.
import type { AskStep, FlowDefinition, FlowStep } from '../../core/chatflows/chatflows.ts';
import type { Desk } from '../../core/boot.ts';
import { bring, letter } from './pigeons.ts';

export const COLOURS = [
  { id: 'red', title: 'Red' },
  { id: 'blue', title: 'Sky blue' },
];

export const say = (id: string, text: string, delay = 0): FlowStep => ({ id, kind: 'say', text, delay });

export const ask = (id: string, name: string, more: Partial<AskStep> = {}): AskStep => ({
  ...{ id, kind: 'ask', text: `${name}?`, answer: 'text', name, into: '' },
  ...{ options: [], wrong: '', retries: 1, skip: '' },
  ...more,
});

export const handOver = (id: string): FlowStep => ({
  id,
  kind: 'hand over',
  somebody: 'One moment',
  nobody: 'We are away',
});

export async function publish(desk: Desk, accountId: number, steps: FlowStep[], more: Partial<FlowDefinition> = {}) {
  const definition = { steps, person: ['human'], patience: 30, ...more };
  const flow = await desk.chatflows.create({ accountId, name: 'Robin', language: 'en', definition });
  const answer = await desk.chatflows.publish(flow.id, flow.revision, 0);
  if (!answer.ok) throw new Error(answer.why.text);
  return (await desk.chatflows.get(accountId, flow.publicId))!;
}

/** Somebody who writes and is waited for. */
export function visitor(desk: Desk, accountId: number, name: string) {
  let serial = 0;
  return {
    async writes(text: string, more: Record<string, unknown> = {}) {
      serial += 1;
      const id = `${name}-${serial}`;
      await bring(desk, accountId, id, [letter(id, name, text, more)]);
      await desk.jobs.idle();
      return (await desk.conversations.findMessage(accountId, id))!.conversationId;
    },
  };
}

/** Who said what, and what the desk noted: `< Hello`, `> Hello yourself`, `* bot_began`. */
export async function logOf(desk: Desk, conversationId: number): Promise<string[]> {
  const read = await desk.conversations.thread.read(conversationId, { limit: 100, userId: 0 });
  return read!.items.map((item) => {
    if (item.kind === 'event') return `* ${item.happening!.type}`;
    return `${item.direction === 'in' ? '<' : '>'} ${item.text.replaceAll('\n', ' / ')}`;
  });
}
