// Wizards on disk: their memory sealed, so that one can leave and come back, also after a restart.
import type { ConnectPurpose, ConnectStep } from '../contract/connect.ts';
import { ConnectFlow } from '../database/entities/inbox.ts';
import { publicId, secretToken } from '../kernel/ids.ts';
import type { ChannelRooms } from './rooms.ts';

export interface FlowView {
  publicId: string;
  channel: string;
  purpose: ConnectPurpose;
  inboxId: number | null;
  accountId: number | null;
  /** connect, details, routing, tickets or done. */
  page: string;
  step: ConnectStep;
  /** Accounts the flow made. */
  accountIds: number[];
  createdAt: Date;
}

export interface NewFlow {
  channel: string;
  purpose: ConnectPurpose;
  inboxId: number | null;
  accountId: number | null;
  userId: number;
}

const LIFE = 7 * 24 * 3600_000;
/** Where memory keeps what core itself notes; the plugin's own names do not begin so. */
const TYPED = '$typed';
const ACCOUNTS = '$accounts';

export type Memory = Record<string, unknown>;

export class FlowStore {
  readonly #rooms: Pick<ChannelRooms, 'database' | 'clock' | 'secrets'>;

  constructor(rooms: Pick<ChannelRooms, 'database' | 'clock' | 'secrets'>) {
    this.#rooms = rooms;
  }

  create({ channel, purpose, inboxId, accountId, userId }: NewFlow): Promise<ConnectFlow> {
    const now = this.#rooms.clock.now();
    const about = { channel, purpose, inboxId, accountId, userId };
    return this.#rooms.database.write(async (em) => {
      const made = em.create(ConnectFlow, {
        ...about,
        publicId: publicId(),
        memory: this.#rooms.secrets.seal('{}'),
        step: { step: 'show', id: 'begin', items: [] },
        state: secretToken(),
        createdAt: now,
        expiresAt: new Date(now.getTime() + LIFE),
      });
      await em.flush();
      return made;
    });
  }

  load(key: string, userId: number): Promise<ConnectFlow | null> {
    return this.#find({ publicId: key, userId });
  }

  /** By the state that came back from a visit. */
  returned(state: string, userId: number): Promise<ConnectFlow | null> {
    return this.#find({ state, userId });
  }

  async #find(where: { userId: number; publicId?: string; state?: string }): Promise<ConnectFlow | null> {
    const flow = await this.#rooms.database.read().findOne(ConnectFlow, where);
    return flow && flow.expiresAt > this.#rooms.clock.now() ? flow : null;
  }

  async store(flow: ConnectFlow, memory: Memory, step: ConnectStep, page = flow.page): Promise<FlowView> {
    await this.#rooms.database.write(async (em) => {
      const row = await em.findOneOrFail(ConnectFlow, { id: flow.id });
      row.memory = this.#rooms.secrets.seal(JSON.stringify(memory));
      row.step = { ...step };
      row.page = page;
      // A state serves once.
      if (step.step !== 'visit') row.state = secretToken();
      await em.flush();
      Object.assign(flow, { memory: row.memory, step: row.step, page, state: row.state });
    });
    return this.view(flow);
  }

  async open(userId: number): Promise<FlowView[]> {
    const where = { userId, expiresAt: { $gt: this.#rooms.clock.now() }, page: { $ne: 'done' } };
    const rows = await this.#rooms.database.read().find(ConnectFlow, where, { orderBy: { id: 'desc' } });
    return rows.map((flow) => this.view(flow)).filter(({ step }) => step.step !== 'stop');
  }

  async drop(key: string, userId: number): Promise<void> {
    await this.#rooms.database.write(
      async (em) => void (await em.nativeDelete(ConnectFlow, { publicId: key, userId })),
    );
  }

  /** What was typed, secrets included, is gone with them. */
  async sweep(): Promise<void> {
    const over = { expiresAt: { $lte: this.#rooms.clock.now() } };
    await this.#rooms.database.write(async (em) => void (await em.nativeDelete(ConnectFlow, over)));
  }

  memoryOf(flow: ConnectFlow): Memory {
    return JSON.parse(this.#rooms.secrets.open(flow.memory) ?? '{}') as Memory;
  }

  view(flow: ConnectFlow): FlowView {
    const { publicId: key, channel, purpose, page, createdAt } = flow;
    return {
      publicId: key,
      channel,
      purpose,
      inboxId: flow.inboxId ?? null,
      accountId: flow.accountId ?? null,
      page,
      step: flow.step as unknown as ConnectStep,
      accountIds: (this.memoryOf(flow)[ACCOUNTS] as number[] | undefined) ?? [],
      createdAt,
    };
  }
}

/** What was typed on the forms so far, secrets included. */
export function typedIn(memory: Memory): Record<string, unknown> {
  return (memory[TYPED] as Record<string, unknown> | undefined) ?? {};
}

export function withTyped(memory: Memory, values: Record<string, unknown>): Memory {
  return { ...memory, [TYPED]: { ...typedIn(memory), ...values } };
}

/** The wizard is over: all that is still known of it is what it made. */
export function madeAccounts(accountIds: number[]): Memory {
  return { [ACCOUNTS]: accountIds };
}
