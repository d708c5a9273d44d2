// What tests of flows do with pigeons: letters from customers, answers, and what became of them.
import { deskViewer } from '../../core/accounts/accounts.ts';
import type { Desk } from '../../core/boot.ts';
import type { NewMessage } from '../../core/outbound/outbound.ts';

/** A letter as a pigeon brings it. */
export function letter(id: string, from: string, text: string, more: Record<string, unknown> = {}) {
  return {
    type: 'message',
    id,
    at: '2026-11-20T08:00:00Z',
    sender: { name: from, address: { kind: 'handle', value: from.toLowerCase(), scope: 'pigeons' } },
    parts: [{ type: 'text', text }],
    thread: { joinOpen: true },
    ...more,
  };
}

/** Brings events under a key; resolves when they are on disk. */
export function bring(desk: Desk, accountId: number, key: string, events: unknown, orderKey?: string) {
  const body = Buffer.from(JSON.stringify(events));
  return desk.inbound.receive(accountId, { key, type: 'application/json', body, orderKey });
}

/** A conversation begun by somebody on the account, ready for answers that leave at once. */
export async function talkWith(desk: Desk, accountId: number, name: string): Promise<number> {
  await desk.accounts.workspace.set(deskViewer(), { holdSeconds: 0 });
  await bring(desk, accountId, `hello-${name}`, [letter(`hello-${name}`, name, 'Hello?')]);
  await desk.jobs.idle();
  return (await desk.conversations.findMessage(accountId, `hello-${name}`))!.conversationId;
}

/** Sends and gives the message's id. */
export async function say(desk: Desk, message: NewMessage): Promise<number> {
  const answer = await desk.outbound.send(message);
  if (!answer.ok) throw new Error(`Refused: ${JSON.stringify(answer)}`);
  return answer.messageId;
}

export interface Fate {
  id: number;
  status: string;
  attempts: number;
  reason: string | null;
}

/** Of the message's deliveries, in order. */
export function fates(desk: Desk, messageId: number): Promise<Fate[]> {
  return desk.database.rows<Fate>(
    `select id, status, attempts, json_extract(reason, '$.code') as reason from delivery where message_id = ? order by position`,
    [messageId],
  );
}

export async function countOf(desk: Desk, from: string): Promise<number> {
  return (await desk.database.row<{ n: number }>(`select count(*) as n from ${from}`))!.n;
}

/** The next event of this kind that fits; begin to wait before what causes it. */
export function heard(desk: Desk, fits: (event: { type: string; data: Record<string, unknown> }) => boolean) {
  return new Promise<void>((go) => {
    const stop = desk.events.listen((event) => {
      if (!fits(event)) return;
      stop();
      go();
    });
  });
}
