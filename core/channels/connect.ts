// Wizards: the plugin's state machine run step by step.
import type { ConnectContext, ConnectInput, ConnectStep } from '../contract/connect.ts';
import type { ChannelPlugin } from '../contract/contract.ts';
import { reason } from '../contract/reason.ts';
import type { ConnectFlow } from '../database/entities/inbox.ts';
import { conflict } from '../kernel/errors.ts';
import type { AccountBook } from './accounts.ts';
import { FlowEnd } from './flow-end.ts';
import { FlowStore, madeAccounts, typedIn, withTyped, type FlowView, type Memory, type NewFlow } from './flow-store.ts';
import type { LiveAccounts } from './live.ts';
import type { LoadedPlugin } from './load.ts';
import type { ChannelRooms } from './rooms.ts';
import { maskValues, openValues, readValues } from './settings.ts';

/** What the person did, on the step that was stored last. */
interface Turn {
  flow: ConnectFlow;
  input: ConnectInput;
  language: string;
  /** Values of the form, read and sound. */
  typed?: Record<string, unknown>;
}

type FormStep = Extract<ConnectStep, { step: 'form' }>;
type ChooseStep = Extract<ConnectStep, { step: 'choose' }>;

export class ConnectFlows {
  readonly #rooms: ChannelRooms;
  readonly #loaded: LoadedPlugin[];
  readonly #book: AccountBook;
  readonly #live: LiveAccounts;
  readonly #store: FlowStore;
  readonly #end: FlowEnd;
  /** Wizards that are being answered: a double click waits and then sees what the first one did. */
  readonly #turns = new Map<string, Promise<unknown>>();

  constructor(rooms: ChannelRooms, loaded: LoadedPlugin[], book: AccountBook, live: LiveAccounts) {
    this.#rooms = rooms;
    this.#loaded = loaded;
    this.#book = book;
    this.#live = live;
    this.#store = new FlowStore(rooms);
    this.#end = new FlowEnd(book);
    rooms.jobs.handle('channels.sweep', { run: () => this.#store.sweep() });
  }

  async begin(about: NewFlow & { language: string; choice?: string }): Promise<FlowView> {
    this.#pluginOf(about.channel);
    const flow = await this.#store.create(about);
    return this.#advance({ flow, input: { kind: 'start', choice: about.choice }, language: about.language });
  }

  async view(key: string, userId: number): Promise<FlowView | null> {
    const flow = await this.#store.load(key, userId);
    return flow && this.#store.view(flow);
  }

  answer(key: string, userId: number, input: ConnectInput, language: string): Promise<FlowView | null> {
    return this.#inTurn(key, async () => {
      const flow = await this.#store.load(key, userId);
      if (!flow) return null;
      const step = stepOf(flow);
      if (step.step === 'done') return this.#store.view(flow);
      if (input.kind === 'form' && step.step === 'form') return this.#answerForm(flow, step, input.values, language);
      if (input.kind === 'choose' && step.step === 'choose') return this.#answerChoice(flow, step, input.ids, language);
      return this.#advance({ flow, input, language });
    });
  }

  /** The far side's redirect came back; null when the state is not ours or used up. */
  async returned(state: string, query: Record<string, string>, userId: number, language: string) {
    const found = await this.#store.returned(state, userId);
    if (!found) return null;
    return this.#inTurn(found.publicId, async () => {
      const flow = await this.#store.returned(state, userId);
      if (!flow || stepOf(flow).step !== 'visit') return null;
      return this.#advance({ flow, input: { kind: 'visit', query }, language });
    });
  }

  /** Moves to another page of the wizard after connecting. */
  async turn(key: string, userId: number, page: string): Promise<FlowView | null> {
    const flow = await this.#store.load(key, userId);
    return flow && this.#store.store(flow, this.#store.memoryOf(flow), stepOf(flow), page);
  }

  open(userId: number): Promise<FlowView[]> {
    return this.#store.open(userId);
  }

  drop(key: string, userId: number): Promise<void> {
    return this.#store.drop(key, userId);
  }

  #inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
    const turn = (this.#turns.get(key) ?? Promise.resolve()).then(work, work);
    this.#turns.set(key, turn);
    const forget = () => void (this.#turns.get(key) === turn && this.#turns.delete(key));
    turn.then(forget, forget);
    return turn;
  }

  #pluginOf(channel: string): ChannelPlugin {
    const found = this.#loaded.find((one) => one.id === channel);
    if (!found?.plugin || found.why)
      throw conflict('plugin_not_running', found?.why?.text ?? 'This channel is not installed.', { channel });
    return found.plugin;
  }

  /** Field errors are found before the plugin is asked; what was typed stays. */
  async #answerForm(flow: ConnectFlow, step: FormStep, raw: Record<string, unknown>, language: string) {
    const memory = this.#store.memoryOf(flow);
    const stored = (await this.#accountOf(flow))?.values ?? {};
    const kept = pick({ ...stored, ...typedIn(memory) }, Object.keys(step.fields));
    const { values, errors } = readValues(step.fields, raw, kept);
    if (Object.keys(errors).length === 0)
      return this.#advance({ flow, input: { kind: 'form', values }, language, typed: values });
    const reasons = Object.fromEntries(Object.entries(errors).map(([name, code]) => [name, reason(code, code)]));
    return this.#store.store(flow, memory, { ...step, values: maskValues(step.fields, values), errors: reasons });
  }

  /** Only what was offered can be chosen, and something must be. */
  async #answerChoice(flow: ConnectFlow, step: ChooseStep, wanted: string[], language: string) {
    const open = step.options.filter(({ id, disabled }) => !disabled && wanted.includes(id)).map(({ id }) => id);
    const ids = step.several ? open : open.slice(0, 1);
    if (ids.length > 0) return this.#advance({ flow, input: { kind: 'choose', ids }, language });
    const error = reason('connect.nothing_chosen', 'Choose one of these.');
    return this.#store.store(flow, this.#store.memoryOf(flow), { ...step, error });
  }

  /** Asks the plugin for the next step and keeps it. */
  async #advance(turn: Turn): Promise<FlowView> {
    const { flow, typed } = turn;
    const before = this.#store.memoryOf(flow);
    const memory = typed ? withTyped(before, typed) : before;
    const next = masked(await this.#ask(turn, memory), typed);
    if (next.step !== 'done') return this.#store.store(flow, memory, next);
    const ids = await this.#end.finish(flow, next);
    if ('stop' in ids) return this.#store.store(flow, memory, { step: 'stop', why: ids.stop });
    const shown = { ...next, accounts: next.accounts.map((one) => ({ ...one, values: {} })) };
    return this.#store.store(flow, madeAccounts(ids), shown, flow.purpose === 'new' ? 'details' : 'done');
  }

  /** A stumble is shown as such, and the form before stays usable. */
  async #ask({ flow, input, language }: Turn, memory: Memory): Promise<ConnectStep> {
    const before = stepOf(flow);
    const plugin = this.#pluginOf(flow.channel);
    const context = await this.#contextOf(flow, memory, language);
    const { calls, config } = this.#rooms;
    const call = { plugin: flow.channel, verb: 'connect', limit: config.limits.connect };
    const answer = await calls.callPlugin(call, async () =>
      sound(await plugin.connect(input, 'id' in before ? before.id : null, context)),
    );
    if (answer.ok) return answer.value;
    const { detail } = answer;
    const why = reason('connect.stumbled', `The channel stumbled: ${detail}`, { detail });
    return before.step === 'form' ? { ...before, errors: { base: why } } : { step: 'stop', why };
  }

  async #contextOf(flow: ConnectFlow, memory: Memory, language: string): Promise<ConnectContext> {
    const { config, ports } = this.#rooms;
    const plugin = this.#live.pluginContext(this.#loaded.find((one) => one.id === flow.channel)!);
    return {
      purpose: flow.purpose,
      account: await this.#accountOf(flow),
      memory,
      publicUrl: config.publicUrl,
      callbackUrl: `${config.publicUrl}/connect/callback`,
      state: flow.state,
      place: { userId: flow.userId, inboxId: flow.inboxId ?? null },
      workspace: await ports.workspace(),
      language,
      taken: (uniqueId) => this.#end.taken(flow.channel, uniqueId),
      fetch: plugin.fetch,
      now: plugin.now,
      plugin,
    };
  }

  /** The account being changed, its secrets opened. */
  async #accountOf({ accountId, channel }: ConnectFlow): Promise<ConnectContext['account']> {
    const row = accountId ? await this.#book.accountById(accountId) : null;
    if (!row) return null;
    const { values } = openValues(this.#pluginOf(channel).settings, row.settings, this.#rooms.secrets);
    return { uniqueId: row.uniqueId, title: row.title, values };
  }
}

function stepOf(flow: ConnectFlow): ConnectStep {
  return flow.step as unknown as ConnectStep;
}

/** Of a form the typed values come back, secrets as a mask; what is on no field of it is not kept with it. */
function masked(step: ConnectStep, typed: Record<string, unknown> = {}): ConnectStep {
  if (step.step !== 'form') return step;
  const values = pick({ ...typed, ...step.values }, Object.keys(step.fields));
  return { ...step, values: maskValues(step.fields, values) };
}

const STEPS = ['form', 'visit', 'choose', 'show', 'done', 'stop'];

function sound(step: ConnectStep): ConnectStep {
  if (!STEPS.includes(step?.step)) throw new Error('connect() answered something that is no step');
  return step;
}

function pick(values: Record<string, unknown>, names: string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => names.includes(name)));
}
