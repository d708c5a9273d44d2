// Customers are told that an agent types.
import { may, type Viewer } from '../accounts/accounts.ts';
import type { Address } from '../contract/address.ts';
import type { Connection } from '../contract/connection.ts';
import type { Stage } from './stage.ts';
import { createTimers } from './timers.ts';

/** Milliseconds until the far side is told again; apps forget within some ten seconds. */
const AGAIN = 5_000;

export interface FarTyping {
  /** An agent types an answer. */
  types(conversationId: number, viewer: Viewer): void;
  /** The answer has left; the channel tells the rest itself. */
  sent(conversationId: number): void;
  stop(): void;
}

export function createFarTyping({ rooms, limits, background }: Stage): FarTyping {
  const told = createTimers<number>();
  const typing = createTimers<number>();
  const open = new Map<number, (on: boolean) => void>();

  async function begin(conversationId: number, viewer: Viewer): Promise<void> {
    const tell = open.get(conversationId) ?? (await wayTo(conversationId, viewer));
    if (!tell || !typing.has(conversationId)) return;
    open.set(conversationId, tell);
    tell(true);
  }

  function end(conversationId: number): void {
    typing.drop(conversationId);
    told.drop(conversationId);
    open.get(conversationId)?.(false);
    open.delete(conversationId);
  }

  /** How the far side hears of it; null when the channel cannot, or may not just now. */
  async function wayTo(conversationId: number, viewer: Viewer): Promise<((on: boolean) => void) | null> {
    const conversation = await rooms.conversations.get(conversationId);
    const connection = rooms.channels.live(conversation?.accountId ?? 0)?.connection;
    if (!connection?.typing || !may(viewer, 'conversation.answer', conversation!)) return null;
    const { capabilities, policy, to } = await rooms.outbound.preview({
      conversationId,
      userId: viewer.userId,
      text: '…',
    });
    const address = to[0]?.address;
    if (!address || !capabilities?.typing || policy?.state === 'closed') return null;
    return (on) => background.run('Typing could not be told', () => tellFarSide(connection, address, on));
  }

  async function tellFarSide(connection: Connection, to: Address, on: boolean): Promise<void> {
    try {
      await connection.typing!(to, on);
    } catch (error) {
      // The far side's trouble, and nobody misses it.
      rooms.log.debug({ error }, 'The far side could not be told of typing');
    }
  }

  return {
    types(conversationId, viewer) {
      typing.keep(conversationId, limits.typing, () => end(conversationId));
      if (told.has(conversationId)) return;
      told.keep(conversationId, AGAIN, () => {});
      background.run('Typing could not be told', () => begin(conversationId, viewer));
    },
    sent: (conversationId) => {
      typing.drop(conversationId);
      told.drop(conversationId);
      open.delete(conversationId);
    },
    stop() {
      told.stop();
      typing.stop();
    },
  };
}
