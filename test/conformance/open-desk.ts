// One desk on the bench: the wizard walked, arrivals brought, answers sent, pages looked at.
import type { AddressInfo } from 'node:net';
import { deskViewer } from '../../core/accounts/accounts.ts';
import type { Desk } from '../../core/boot.ts';
import type { LoadedPlugin } from '../../core/channels/channels.ts';
import type { ConversationContext } from '../../core/contract/capabilities.ts';
import type { ConnectInput, ConnectPurpose, ConnectStep } from '../../core/contract/connect.ts';
import type { Connection } from '../../core/contract/connection.ts';
import type { AccountContext } from '../../core/contract/context.ts';
import type { ChannelPlugin } from '../../core/contract/contract.ts';
import type { RawArrival } from '../../core/contract/inbound.ts';
import type { Reason } from '../../core/contract/reason.ts';
import type { Attempt, Draft, OutboundMessage, SendResult } from '../../core/contract/outbound.ts';
import type { Web } from '../../core/web/web.ts';
import type { Entry, FarSide, WebhookRequest } from './channel.ts';

/** Who collects what people are told. */
interface Listener {
  hear(why: Reason | undefined): void;
}

interface Parts {
  bench: Listener;
  desk: Desk;
  web: Web;
  far: FarSide;
  folder: string;
}

export interface Walk {
  purpose?: ConnectPurpose;
  accountId?: number;
  /** Leaves before answering the step after which the account would stand. */
  leaveAfter?: number;
}

export interface Walked {
  key: string;
  step: ConnectStep;
  accountIds: number[];
  /** Every step that was shown. */
  steps: ConnectStep[];
}

/** A wizard longer than this goes in a circle. */
const MOST_STEPS = 20;
const PATIENCE = 20_000;

export class OpenDesk {
  readonly bench: Listener;
  readonly desk: Desk;
  readonly web: Web;
  readonly far: FarSide;
  readonly folder: string;
  accountId = 0;
  /** Of a channel that was brought while the desk runs. */
  channelId?: string;
  /** How its account was connected. */
  connected?: Walked;
  #open = true;
  #person?: Promise<{ id: number; cookie: string }>;
  #serial = 0;

  constructor({ bench, desk, web, far, folder }: Parts) {
    this.bench = bench;
    this.desk = desk;
    this.web = web;
    this.far = far;
    this.folder = folder;
  }

  get plugin(): ChannelPlugin {
    return this.found.plugin!;
  }

  /** The channel that is looked at; throws when it does not run. */
  get found(): LoadedPlugin {
    const [first] = this.desk.channels.plugins();
    const found = this.channelId === undefined ? first : this.desk.channels.plugin(this.channelId);
    if (!found?.plugin || found.why) throw new Error(`The channel does not run: ${found?.why?.text ?? 'not found'}`);
    return found;
  }

  /** The plugin whose tables and pages it uses: itself, or the one that brought it. */
  get owner(): ChannelPlugin {
    return this.desk.channels.plugin(this.found.by ?? this.found.id)!.plugin!;
  }

  get connection(): Connection {
    const live = this.desk.channels.live(this.accountId);
    if (!live) throw new Error('The account is not open');
    return live.connection;
  }

  get account(): AccountContext['account'] {
    return this.desk.channels.context(this.accountId)!.account;
  }

  get health() {
    return this.desk.channels.live(this.accountId)?.row.health;
  }

  /** Connects the account of this desk; it is well when this resolves. */
  async connect(): Promise<void> {
    const walked = await this.walk('right');
    this.connected = walked;
    if (walked.accountIds.length === 0)
      throw new Error(`The wizard did not end with an account but with ${JSON.stringify(walked.step)}`);
    [this.accountId] = walked.accountIds as [number];
    await this.until('the account is connected', async () => this.health?.state === 'connected');
  }

  /** Walks the wizard as the far side says. It ends where nothing goes on: done, stopped, or a form with errors. */
  async walk(how: Entry, about: Walk = {}): Promise<Walked> {
    const { purpose = 'new', accountId = null } = about;
    const { id: userId } = await this.person();
    const inbox = await this.desk.conversations.inboxes.create({ name: `Inbox ${(this.#serial += 1)}`, actor: 'desk' });
    const channel = this.plugin.manifest.id;
    const begun = { channel, purpose, inboxId: inbox.id, accountId, userId, language: 'en' };
    const { publicId, step } = await this.desk.channels.flows.begin(begun);
    return this.goOn(publicId, step, how, about.leaveAfter);
  }

  async goOn(key: string, from: ConnectStep, how: Entry, leaveAfter = MOST_STEPS): Promise<Walked> {
    const steps = [from];
    let step = from;
    let accountIds: number[] = [];
    for (let count = 0; count < leaveAfter && step.step !== 'done' && step.step !== 'stop'; count += 1) {
      const view = await this.#answer(key, this.far.answer(step, how));
      ({ step, accountIds } = view);
      this.#hearStep(step);
      const isRefused = hasErrors(step) && steps.some((one) => idOf(one) === idOf(step));
      steps.push(step);
      if (isRefused) break;
    }
    return { key, step, accountIds, steps };
  }

  async #answer(key: string, input: ConnectInput) {
    const { id } = await this.person();
    const { flows } = this.desk.channels;
    const view =
      input.kind === 'visit'
        ? await flows.returned(input.query.state ?? '', input.query, id, 'en')
        : await flows.answer(key, id, input, 'en');
    if (!view) throw new Error('The wizard is gone');
    return view;
  }

  #hearStep(step: ConnectStep): void {
    if (step.step === 'stop') this.bench.hear(step.why);
    if (step.step === 'choose') this.bench.hear(step.error);
    if (step.step === 'form') for (const why of Object.values(step.errors ?? {})) this.bench.hear(why);
  }

  /** An administrator, signed in. */
  person(): Promise<{ id: number; cookie: string }> {
    this.#person ??= this.#newPerson();
    return this.#person;
  }

  async #newPerson() {
    const { users, sessions } = this.desk.accounts;
    const email = 'ada@team.example';
    const known = await this.desk.database.row<{ id: number }>('select id from desk_user where email = ?', [email]);
    const about = { name: 'Ada Falk', email, role: 'administrator' as const, password: 'two wheels and a bell' };
    const id = known?.id ?? (await users.create(deskViewer(), about)).id;
    return { id, cookie: `session=${await sessions.start(id, { ip: '127.0.0.1', userAgent: 'test' })}` };
  }

  async page(url: string): Promise<{ status: number; body: string }> {
    const { cookie } = await this.person();
    const response = await this.web.server.inject({ url, headers: { accept: 'text/html', cookie } });
    return { status: response.statusCode, body: response.body };
  }

  /** The far side calls the desk; gives the status. */
  async call({ method = 'POST', url, headers, body }: WebhookRequest): Promise<number> {
    return (await this.web.server.inject({ method, url, headers, payload: Buffer.from(body) })).statusCode;
  }

  /** Through the account's own door; resolves when it was worked on. */
  async bring(raw: RawArrival): Promise<{ arrivalId: number; duplicate: boolean }> {
    const receipt = await this.desk.channels.context(this.accountId)!.receive(raw);
    await this.desk.jobs.idle();
    return receipt;
  }

  /** A customer writes; resolves with the conversation once the message stands in it. */
  async writes(words: string): Promise<number> {
    const request = await this.far.write(words, this.account, () => this.#reach());
    if (request && 'key' in request) await this.bring(request);
    else if (request) {
      const status = await this.call(request);
      if (status >= 300) throw new Error(`The desk answers ${status} to a customer's message`);
    }
    let conversationId = 0;
    await this.until(`the message “${words}” stands in a conversation`, async () => {
      await this.desk.jobs.idle();
      [conversationId = 0] = await this.said(words);
      return conversationId > 0;
    });
    return conversationId;
  }

  /** The conversations in which these words of a customer stand, one for each message. */
  async said(words: string): Promise<number[]> {
    const id = this.far.spoken?.(words);
    const rows = await this.desk.database.rows<{ conversation_id: number }>(
      `select conversation_id from message where account_id = ? and ${id ? 'external_id = ?' : 'instr(text, ?) > 0'}`,
      [this.accountId, id ?? words],
    );
    return rows.map((row) => row.conversation_id);
  }

  /** Most far sides never ask: requests are put in without a port. */
  async #reach(): Promise<string> {
    const { server } = this.web.server;
    if (!server.listening) await this.web.server.listen({ port: 0, host: '127.0.0.1' });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  /** How many messages the far side has taken so far. */
  async taken(): Promise<number> {
    return (await this.far.taken()).length;
  }

  count(from: string): Promise<number> {
    return this.desk.database.row<{ n: number }>(`select count(*) as n from ${from}`).then((row) => row!.n);
  }

  /** A message as core would hand it to `send`. */
  message(draft: Partial<Draft> = {}): OutboundMessage {
    return {
      to: [this.far.customer],
      parts: [{ type: 'text', text: `Words ${(this.#serial += 1)}` }],
      key: `conformance${String((this.#serial += 1)).padStart(6, '0')}x${process.pid}`,
      references: [],
      threadToken: 'token',
      author: { id: 1, name: 'Ada Falk', firstName: 'Ada', lastName: 'Falk', email: 'ada@team.example' },
      automatic: false,
      at: new Date('2026-11-20T12:00:00Z'),
      conversation: { publicId: 'c0nf0rm', subject: 'Conformance', notes: {} },
      ...draft,
    };
  }

  async send(message: OutboundMessage, attempt: Partial<Attempt> = {}): Promise<SendResult> {
    const whole = { number: 1, signal: new AbortController().signal, file: noFile, ...attempt };
    const result = await this.connection.send(message, whole);
    if ('why' in result) this.bench.hear(result.why);
    return result;
  }

  /** Ends what is open towards the far side and begins anew. */
  async reopen(): Promise<void> {
    await this.desk.channels.setActive(this.accountId, false, 'desk');
    await this.desk.channels.setActive(this.accountId, true, 'desk');
  }

  /** Looks again whenever something happens on the desk; throws when it does not come to pass. */
  async until(what: string, holds: () => Promise<boolean>): Promise<void> {
    const late = AbortSignal.timeout(PATIENCE);
    let stop = () => {};
    try {
      while (!(await holds())) {
        if (late.aborted) throw new Error(`It did not come to pass within ${PATIENCE / 1000} s: ${what}`);
        await new Promise<void>((go) => {
          // Far sides that wait to be asked tell nobody when they were.
          const timer = setTimeout(go, 100);
          const listening = this.desk.events.listen(() => go());
          stop = () => (clearTimeout(timer), listening());
        });
        stop();
      }
    } finally {
      stop();
    }
  }

  async close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    await this.web.server.close();
    await this.desk.close();
  }
}

const idOf = (step: ConnectStep): string => ('id' in step ? step.id : step.step);

/** One that is shown for the first time may say why it is needed; one that comes again refuses what was entered. */
function hasErrors(step: ConnectStep): boolean {
  if (step.step === 'choose') return step.error !== undefined;
  return step.step === 'form' && Object.keys(step.errors ?? {}).length > 0;
}

export function context(about: Partial<ConversationContext> = {}): ConversationContext {
  return {
    now: new Date('2026-11-20T12:00:00Z'),
    lastInboundAt: new Date('2026-11-20T11:00:00Z'),
    author: 'person',
    recipient: null,
    consents: {},
    settings: {},
    notes: {},
    ...about,
  };
}

function noFile(): Promise<never> {
  return Promise.reject(new Error('This message has no files'));
}
