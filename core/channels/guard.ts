// A connection as the rooms get it: it always answers in time, never throws, and never inside a transaction.
import type { Connection } from '../contract/connection.ts';
import type { Parsed } from '../contract/inbound.ts';
import type { Attempt, SendResult } from '../contract/outbound.ts';
import type { Policy } from '../contract/policy.ts';
import { reason, type Reason } from '../contract/reason.ts';
import { guardedEnds } from './guarded-ends.ts';
import type { Answer, PluginCalls } from './plugin-calls.ts';
import type { PluginLimits } from './rooms.ts';

type Failure = Extract<Answer<never>, { ok: false }>;

export class Guard {
  readonly #raw: Connection;
  readonly #about: { plugin: string; account: number };
  readonly #calls: PluginCalls;
  readonly #limits: PluginLimits;

  constructor(raw: Connection, about: { plugin: string; account: number }, calls: PluginCalls, limits: PluginLimits) {
    this.#raw = raw;
    this.#about = about;
    this.#calls = calls;
    this.#limits = limits;
  }

  connection(): Connection {
    const raw = this.#raw;
    return {
      capabilities: (context) =>
        this.#ask(
          'capabilities',
          () => raw.capabilities(context),
          () => ({ id: 'none' }),
        ),
      policy: (context) => this.#ask('policy', () => soundPolicy(raw.policy(context)), closed),
      parse: (arrival) =>
        this.#call('parse', this.#limits.parse, async () => soundParsed(await raw.parse(arrival)), unreadable),
      send: (message, attempt) => this.#send('send', attempt, (bounded) => raw.send(message, bounded)),
      check: () => this.#call('check', this.#limits.ask, () => raw.check(), failedCheck),
      close: (renewed) =>
        this.#call(
          'close',
          this.#limits.close,
          () => raw.close(renewed),
          () => undefined,
        ),
      ...this.#changes(),
      ...this.#tidings(),
      ...this.#news(),
      ...this.#questions(),
      ...this.#ends(),
    };
  }

  /** What changes something over there. A method the plugin does not have stays away: its absence means "cannot". */
  #changes(): Partial<Connection> {
    const raw = this.#raw;
    return {
      ...(raw.edit && {
        edit: (id, message, attempt) => this.#send('edit', attempt, (bounded) => raw.edit!(id, message, bounded)),
      }),
      ...(raw.delete && {
        delete: (id, attempt, message) => this.#send('delete', attempt, (bounded) => raw.delete!(id, bounded, message)),
      }),
      ...(raw.askConsent && {
        askConsent: (need, attempt) =>
          this.#call('askConsent', this.#limits.ask, () => raw.askConsent!(need, attempt), unclear),
      }),
      ...(raw.react && {
        react: (id, emoji, attempt, by) =>
          this.#send('react', attempt, (bounded) => raw.react!(id, emoji, bounded, by)),
      }),
    };
  }

  /** What the customer is told of the team. */
  #tidings(): Partial<Connection> {
    const raw = this.#raw;
    const { ask } = this.#limits;
    return {
      ...(raw.markRead && {
        markRead: (id, by) =>
          this.#call(
            'markRead',
            ask,
            () => raw.markRead!(id, by),
            () => undefined,
          ),
      }),
      ...(raw.concluded && {
        concluded: (conversation, people) =>
          this.#call(
            'concluded',
            ask,
            () => raw.concluded!(conversation, people),
            () => undefined,
          ),
      }),
      ...(raw.typing && {
        typing: (to, on) =>
          this.#call(
            'typing',
            ask,
            () => raw.typing!(to, on),
            () => undefined,
          ),
      }),
    };
  }

  /** What its pages show to customers is other now. */
  #news(): Partial<Connection> {
    const raw = this.#raw;
    if (!raw.chatflowsChanged) return {};
    return {
      chatflowsChanged: () =>
        this.#call(
          'chatflowsChanged',
          this.#limits.ask,
          () => raw.chatflowsChanged!(),
          () => undefined,
        ),
    };
  }

  /** Of channels that carry calls. */
  #ends(): Partial<Connection> {
    const raw = this.#raw.calls;
    if (!raw) return {};
    const guarded = guardedEnds(raw, (verb, work, otherwise) => this.#ask(verb, work, () => otherwise));
    const fails = (failure: Failure) => ({ rings: false as const, why: stumbled(failure) });
    return {
      calls: { ...guarded, ring: (call, to) => this.#call('ring', this.#limits.ask, () => raw.ring(call, to), fails) },
    };
  }

  #questions(): Partial<Connection> {
    const raw = this.#raw;
    const { ask, media } = this.#limits;
    const later = (failure: Failure) => ({ retry: stumbled(failure) });
    const unknown = () => ({ found: 'cannot tell' as const });
    const none = (failure: Failure) => ({ reachable: false as const, why: stumbled(failure) });
    return {
      ...(raw.media && { media: (ref, signal) => this.#call('media', media, () => raw.media!(ref, signal), later) }),
      ...(raw.find && { find: (message) => this.#call('find', ask, () => raw.find!(message), unknown) }),
      ...(raw.templates && {
        templates: () =>
          this.#call(
            'templates',
            ask,
            () => raw.templates!(),
            () => [],
          ),
      }),
      ...(raw.lookup && { lookup: (address) => this.#call('lookup', ask, () => raw.lookup!(address), none) }),
      ...(raw.transcript && {
        transcript: (conversation, people, to) =>
          this.#call(
            'transcript',
            ask,
            () => raw.transcript!(conversation, people, to),
            (failure) => ({ sent: false as const, why: stumbled(failure) }),
          ),
      }),
      ...(raw.counts && {
        counts: () =>
          this.#call(
            'counts',
            ask,
            () => raw.counts!(),
            () => null,
          ),
      }),
    };
  }

  async #call<T>(verb: string, limit: number, work: () => Promise<T>, otherwise: (failure: Failure) => T): Promise<T> {
    const answer = await this.#calls.callPlugin({ ...this.#about, verb, limit }, work);
    return answer.ok ? answer.value : otherwise(answer);
  }

  #ask<T>(verb: string, work: () => T, otherwise: (failure: Failure) => T): T {
    const answer = this.#calls.askPlugin({ ...this.#about, verb }, work);
    return answer.ok ? answer.value : otherwise(answer);
  }

  /** Told to stop when its time is over; what it says by then counts, silence leaves it open whether it was sent. */
  #send(verb: string, attempt: Attempt, work: (bounded: Attempt) => Promise<SendResult>): Promise<SendResult> {
    const { send, grace } = this.#limits;
    const bounded = { ...attempt, signal: AbortSignal.any([attempt.signal, AbortSignal.timeout(send)]) };
    return this.#call(verb, send + grace, async () => soundResult(await work(bounded)), unclear);
  }
}

function stumbled({ detail }: Failure): Reason {
  return reason('account.plugin_failed', `The channel stumbled: ${detail}`, { detail });
}

function closed(failure: Failure): Policy {
  return { state: 'closed', why: stumbled(failure) };
}

function unclear({ detail }: Failure): SendResult {
  return { outcome: 'unknown', why: reason('outbound.channel_error', `The channel stumbled: ${detail}`, { detail }) };
}

function unreadable({ late, detail }: Failure): Parsed {
  if (late) return { quarantine: reason('inbound.parse_slow', 'Reading it took too long.') };
  return { quarantine: reason('inbound.parse_failed', `It could not be read: ${detail}`, { detail }) };
}

function failedCheck({ detail }: Failure) {
  return [
    {
      code: 'check_failed',
      state: 'bad' as const,
      detail: reason('account.check_failed', `The check failed: ${detail}`, { detail }),
    },
  ];
}

const STATES = ['open', 'template only', 'human only', 'closed'];
const OUTCOMES = ['accepted', 'pending', 'rejected', 'retry', 'unknown'];

function soundPolicy(policy: Policy): Policy {
  if (!STATES.includes(policy?.state)) throw new Error('policy() answered something that is no policy');
  return policy;
}

function soundResult(result: SendResult): SendResult {
  const taken = result?.outcome === 'accepted' || result?.outcome === 'pending';
  const named = taken ? result.id : (result as { why?: Reason })?.why?.code;
  if (!OUTCOMES.includes(result?.outcome) || typeof named !== 'string')
    throw new Error('send() answered something that is no result');
  return result;
}

function soundParsed(parsed: Parsed): Parsed {
  const events = parsed && 'events' in parsed ? parsed.events : undefined;
  const quarantine = parsed && 'quarantine' in parsed ? parsed.quarantine : undefined;
  if (!Array.isArray(events) && typeof quarantine?.code !== 'string')
    throw new Error('parse() answered neither events nor a quarantine');
  return parsed;
}
