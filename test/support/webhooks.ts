// A desk with a receiver of webhooks beside it, and what tests ask of both.
import { openReceiver } from '../../core/cli/receiver.ts';
import type { Receiver } from '../../core/cli/receiver-manners.ts';
import { heldClock } from '../../core/kernel/clock.ts';
import type { NewWebhook } from '../../core/webhooks/webhooks.ts';
import { deskViewer } from '../../core/accounts/accounts.ts';
import { openDesk, withAccount, type TestDesk } from './desk.ts';
import { openLoft } from './loft.ts';
import { bring, letter } from './pigeons.ts';

export const START = new Date('2026-11-23T09:00:00Z');
export const VIEWER = deskViewer();

type Teardown = Parameters<typeof openDesk>[0];

export async function openTold(t: Teardown, options: Parameters<typeof openDesk>[1] = {}) {
  const clock = heldClock(START);
  const desk = await openDesk(t, { clock, webhooks: { answer: 3000, words: 100 }, ...options });
  const loft = await openLoft(t);
  const { accountId, inbox } = await withAccount(desk, 'pigeon', { loft: loft.url });
  const receiver = await receiverBeside(t);
  /** Something happens in the desk: a letter of this person. */
  const writes = async (name: string, text = 'Hello') => {
    await bring(desk, accountId, `${name} ${text}`, [letter(`${name} ${text}`, name, text)]);
  };
  const later = async (milliseconds: number) => {
    clock.advance(milliseconds);
    await desk.jobs.idle();
  };
  return { desk, clock, accountId, inbox, receiver, writes, later };
}

export async function receiverBeside(t: Teardown): Promise<Receiver> {
  const receiver = await openReceiver({ clock: heldClock(START) });
  t.teardown(() => receiver.close());
  return receiver;
}

/** Hears of messages that come in, unless said otherwise; the receiver knows its secret. */
export async function addWebhook(desk: TestDesk, receiver: Receiver, more: Partial<NewWebhook> = {}) {
  const given = {
    description: 'Shop',
    address: receiver.address,
    types: ['message.received' as const],
    inboxIds: null,
  };
  const { webhook, secret } = await desk.webhooks.create(VIEWER, { ...given, ...more });
  receiver.secrets.push(secret);
  return { id: webhook.id, secret };
}

export const typesOf = ({ arrived }: Receiver) =>
  arrived.map(({ body }) => (JSON.parse(body) as { type: string }).type);
export const idsOf = ({ arrived }: Receiver) => arrived.map(({ headers }) => String(headers['webhook-id']));
