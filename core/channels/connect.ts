// Wizards: the plugin's state machine run step by step, its memory sealed on disk, so that one can leave and come back.
import type {
  ConnectContext,
  ConnectedAccount,
  ConnectInput,
  ConnectPurpose,
  ConnectStep,
} from '../contract/connect.ts';
import { reason, type Reason } from '../contract/reason.ts';
import { ConnectFlow, type ChannelAccount } from '../database/entities/inbox.ts';
import { conflict, notFound } from '../kernel/errors.ts';
import { publicId, secretToken } from '../kernel/ids.ts';
import type { AccountBook } from './accounts.ts';
import type { ChannelRooms } from './channels.ts';
import type { LiveAccounts } from './live.ts';
import { messageOf, within, type LoadedPlugin } from './load.ts';
import { openValues, readValues, sealValues, maskValues } from './settings.ts';

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

const LIFE = 7 * 24 * 3600_000;
const STEP_LIMIT = 60_000;

export function createConnectFlows(rooms: ChannelRooms, loaded: LoadedPlugin[], book: AccountBook, live: LiveAccounts) {
  const { database, clock, secrets, config } = rooms;

  async function begin(about: {
    channel: string;
    purpose: ConnectPurpose;
    inboxId: number | null;
    accountId: number | null;
    userId: number;
    language: string;
    choice?: string;
  }): Promise<FlowView> {
    pluginOf(about.channel);
    const now = clock.now();
    const flow = await database.write(async (em) => {
      const { language: _language, choice: _choice, ...facts } = about;
      const made = em.create(ConnectFlow, {
        ...facts,
        publicId: publicId(),
        memory: secrets.seal('{}'),
        step: { step: 'show', id: 'begin', items: [] },
        state: secretToken(),
        createdAt: now,
        expiresAt: new Date(now.getTime() + LIFE),
      });
      await em.flush();
      return made;
    });
    return advance(flow, { kind: 'start', choice: about.choice }, about.language);
  }

  function pluginOf(channel: string) {
    const plugin = loaded.find((one) => one.id === channel);
    if (!plugin?.plugin || plugin.why)
      throw conflict('plugin_not_running', plugin?.why?.text ?? 'This channel is not installed.', { channel });
    return plugin.plugin;
  }

  async function load(key: string, userId: number): Promise<ConnectFlow | null> {
    const flow = await database.read().findOne(ConnectFlow, { publicId: key, userId });
    return flow && flow.expiresAt > clock.now() ? flow : null;
  }

  async function answer(key: string, userId: number, input: ConnectInput, language: string): Promise<FlowView | null> {
    const flow = await load(key, userId);
    if (!flow) return null;
    const step = flow.step as ConnectStep;
    if (step.step === 'done') return view(flow);
    if (input.kind === 'form' && step.step === 'form') return answerForm(flow, step, input.values, language);
    return advance(flow, input, language);
  }

  /** Field errors are found before the plugin is asked; what was typed stays. */
  async function answerForm(
    flow: ConnectFlow,
    step: Extract<ConnectStep, { step: 'form' }>,
    raw: Record<string, unknown>,
    language: string,
  ): Promise<FlowView> {
    const account = !flow.accountId ? null : await book.accountById(flow.accountId);
    const shape = pluginOf(flow.channel).settings;
    const kept = {
      ...(account ? openValues(shape, account.settings, secrets).values : {}),
      ...(memoryOf(flow).$typed as Record<string, unknown> | undefined),
    };
    const { values, errors } = readValues(step.fields, raw, pick(kept, Object.keys(step.fields)));
    if (Object.keys(errors).length > 0) {
      const reasons = Object.fromEntries(Object.entries(errors).map(([name, code]) => [name, reason(code, code)]));
      return store(flow, memoryOf(flow), { ...step, values: maskValues(step.fields, values), errors: reasons });
    }
    return advance(flow, { kind: 'form', values }, language, values);
  }

  /** Asks the plugin for the next step. A stumble is shown as such, and the step before stays usable. */
  async function advance(
    flow: ConnectFlow,
    input: ConnectInput,
    language: string,
    typed?: Record<string, unknown>,
  ): Promise<FlowView> {
    const before = flow.step as ConnectStep;
    const memory: Record<string, unknown> = {
      ...memoryOf(flow),
      ...(typed ? { $typed: { ...(memoryOf(flow).$typed as object), ...typed } } : {}),
    };
    let next: ConnectStep;
    try {
      const context = await contextOf(flow, memory, language);
      next = await within(
        STEP_LIMIT,
        pluginOf(flow.channel).connect(input, 'id' in before ? before.id : null, context),
      );
    } catch (error) {
      rooms.log.error({ error, channel: flow.channel }, 'A wizard stumbled');
      const why = reason('connect.stumbled', `The channel stumbled: ${messageOf(error)}`, { detail: messageOf(error) });
      next = before.step === 'form' ? { ...before, errors: { base: why } } : { step: 'stop', why };
    }
    if (next.step === 'form' && typed)
      next = { ...next, values: maskValues(next.fields, { ...pick(typed, Object.keys(next.fields)), ...next.values }) };
    else if (next.step === 'form') next = { ...next, values: maskValues(next.fields, next.values ?? {}) };
    if (next.step === 'done') return finish(flow, memory, next);
    return store(flow, memory, next);
  }

  async function contextOf(
    flow: ConnectFlow,
    memory: Record<string, unknown>,
    language: string,
  ): Promise<ConnectContext> {
    const account = !flow.accountId ? null : await book.accountById(flow.accountId);
    const shape = pluginOf(flow.channel).settings;
    const plugin = live.pluginContext(loaded.find((one) => one.id === flow.channel)!);
    return {
      purpose: flow.purpose,
      account: account && {
        uniqueId: account.uniqueId,
        title: account.title,
        values: openValues(shape, account.settings, secrets).values,
      },
      memory,
      publicUrl: config.publicUrl,
      callbackUrl: `${config.publicUrl}/connect/callback`,
      state: flow.state,
      workspace: await rooms.ports.workspace(),
      language,
      fetch: plugin.fetch,
      now: plugin.now,
      plugin,
    };
  }

  /** Stores the accounts; the same unique id twice stops with where it is connected (WS-5). */
  async function finish(
    flow: ConnectFlow,
    memory: Record<string, unknown>,
    done: Extract<ConnectStep, { step: 'done' }>,
  ): Promise<FlowView> {
    const ids: number[] = [];
    for (const one of done.accounts) {
      const stop = await refusal(flow, one.uniqueId);
      if (stop) return store(flow, memory, { step: 'stop', why: stop });
    }
    for (const one of done.accounts)
      ids.push(!flow.accountId ? await createFrom(flow, one) : await update(flow.accountId, flow, one));
    const shown = { step: 'done' as const, accounts: done.accounts.map((one) => ({ ...one, values: {} })) };
    return store(flow, { $accounts: ids }, shown, flow.purpose === 'new' ? 'details' : 'done');
  }

  async function refusal(flow: ConnectFlow, uniqueId: string): Promise<Reason | null> {
    const where = await book.whereConnected(flow.channel, uniqueId);
    if (flow.accountId) {
      const own = await book.accountById(flow.accountId);
      return own?.uniqueId === uniqueId
        ? null
        : reason('connect.other_account', `This is another account (${uniqueId}).`, { uniqueId });
    }
    return (
      where &&
      reason('connect.already_connected', `${where.title} is connected already, in the inbox “${where.inboxName}”.`, {
        title: where.title,
        inbox: where.inboxName,
      })
    );
  }

  async function createFrom(flow: ConnectFlow, one: ConnectedAccount): Promise<number> {
    if (!flow.inboxId) throw notFound('inbox');
    return (await book.create({ channel: flow.channel, inboxId: flow.inboxId, ...one }, `user:${flow.userId}`)).id;
  }

  async function update(id: number, flow: ConnectFlow, one: ConnectedAccount): Promise<number> {
    await book.change(id, `user:${flow.userId}`, flow.purpose, (row: ChannelAccount) => {
      row.settings = { ...row.settings, ...sealValues(pluginOf(flow.channel).settings, one.values, secrets) };
      if (one.credentialExpiresAt) row.credentialExpiresAt = one.credentialExpiresAt;
    });
    return id;
  }

  async function store(
    flow: ConnectFlow,
    memory: Record<string, unknown>,
    step: ConnectStep,
    page = flow.page,
  ): Promise<FlowView> {
    await database.write(async (em) => {
      const row = await em.findOneOrFail(ConnectFlow, { id: flow.id });
      row.memory = secrets.seal(JSON.stringify(memory));
      row.step = step as unknown as Record<string, unknown>;
      row.page = page;
      // A state serves once.
      if (step.step !== 'visit') row.state = secretToken();
      await em.flush();
      Object.assign(flow, { memory: row.memory, step: row.step, page, state: row.state });
    });
    return view(flow);
  }

  function memoryOf(flow: ConnectFlow): Record<string, unknown> {
    return JSON.parse(secrets.open(flow.memory) ?? '{}') as Record<string, unknown>;
  }

  function view(flow: ConnectFlow): FlowView {
    const accountIds = (memoryOf(flow).$accounts as number[] | undefined) ?? [];
    const { channel, purpose, page, createdAt } = flow;
    const [inboxId, accountId] = [flow.inboxId ?? null, flow.accountId ?? null];
    return {
      publicId: flow.publicId,
      channel,
      purpose,
      inboxId,
      accountId,
      page,
      step: flow.step as ConnectStep,
      accountIds,
      createdAt,
    };
  }

  return {
    begin,
    answer,
    async view(key: string, userId: number) {
      const flow = await load(key, userId);
      return flow && view(flow);
    },
    async returned(state: string, query: Record<string, string>, userId: number, language: string) {
      const flow = await database.read().findOne(ConnectFlow, { state, userId });
      if (!flow || flow.expiresAt <= clock.now() || (flow.step as ConnectStep).step !== 'visit') return null;
      return advance(flow, { kind: 'visit', query }, language);
    },
    async turn(key: string, userId: number, page: string) {
      const flow = await load(key, userId);
      return flow && store(flow, memoryOf(flow), flow.step as ConnectStep, page);
    },
    async open(userId: number) {
      const rows = await database
        .read()
        .find(
          ConnectFlow,
          { userId, expiresAt: { $gt: clock.now() }, page: { $ne: 'done' } },
          { orderBy: { id: 'desc' } },
        );
      return rows.filter((flow) => (flow.step as ConnectStep).step !== 'stop').map(view);
    },
    async drop(key: string, userId: number) {
      await database.write(async (em) => {
        await em.nativeDelete(ConnectFlow, { publicId: key, userId });
      });
    },
  };
}

function pick(values: Record<string, unknown>, names: string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name)));
}
