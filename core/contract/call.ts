// Calls as a channel sees them: somebody rings, the desk finds who takes it, and both ends are told how it stands.
import type { Address, ExternalId, Person } from './address.ts';
import type { Reason } from './reason.ts';
import type { BusinessHours } from './settings.ts';

/** It rings, people talk, it is over. Back to ringing only when whoever took it was not there after all (`left`). */
export type CallState = 'ringing' | 'active' | 'ended';

/**
 * Why a call is over.
 * - `hung_up`: after people talked. `cancelled`: whoever rang gave up before.
 * - `declined`, `no_answer`, `busy`, `closed`: nobody took it; `closed` outside business hours.
 * - `lost`: an end was gone and did not come back. `failed`: the channel could not bring it about.
 */
export type CallEnding = 'hung_up' | 'cancelled' | 'declined' | 'no_answer' | 'busy' | 'closed' | 'lost' | 'failed';

/**
 * Whom a call rings at.
 * - `all`: everybody at once, the first takes it.
 * - `turn`: one after the other, whoever was rung longest ago first.
 * - `idle`: one after the other, whoever has been off the phone longest first.
 * - `channel`: its far side decides and says at whom (`NewCall.at`), also when it is over.
 */
export type RingStrategy = 'all' | 'turn' | 'idle' | 'channel';

export interface RingRules {
  strategy: RingStrategy;
  /** Seconds it rings: at everybody together, or at each. */
  seconds: number;
  /** Absent: at any time. */
  hours?: BusinessHours;
}

/** Somebody rings. */
export interface NewCall {
  /** Unique within the account for ever; the same again is the same call. */
  key: ExternalId;
  from: Person;
  rules: RingRules;
  /**
   * Of the strategy `channel`: ids of the team members at whom it rings. Told again with others, it rings at them as well
   * while nobody has taken it.
   */
  at?: number[];
  /** It is over before it could ring, for this reason: it is only written down, so that it is not lost. */
  over?: CallEnding;
}

/** Another end of the call, with which media are exchanged now. */
export interface CallPeer {
  leg: number;
  /** Of two that speak at once this one gives way (perfect negotiation). */
  polite: boolean;
  /** Of a person of the desk, their first name. */
  name: string;
}

/** An end of the team, for channels that carry media by themselves. */
export interface CallDeskEnd {
  leg: number;
  /** Id of the team member. */
  userId: number;
  name: string;
  /** `consult`: a colleague talks with them first, the customer does not hear them. */
  role: 'talk' | 'transfer' | 'consult';
  muted: boolean;
}

/** How a call stands, as the customer's end is told. */
export interface CallTold {
  key: ExternalId;
  state: CallState;
  ending: CallEnding | null;
  /** The customer's own end. */
  leg: number;
  /** Nobody is heard for now: they wait for somebody. */
  held: boolean;
  peers: CallPeer[];
  answeredAt: Date | null;
}

/** What ends tell each other about media; the desk carries it and does not look into it. At most 12 kB as JSON. */
export interface CallSignal {
  /** Grows with each of one sender; what was had already is not had twice. */
  seq: number;
  /** The other end: who it comes from, or to whom it goes. */
  leg: number;
  data: unknown;
}

export interface IceServer {
  urls: string[];
  username?: string;
  credential?: string;
}

/** Servers by which sound finds its way between browsers (WebRTC). */
export interface IceConfig {
  /** They tell a browser its own address: `stun:stun.example.com:3478`. */
  stun?: string[];
  /** A relay (coturn with `use-auth-secret`) for where no direct way is open. */
  turn?: {
    /** `turn:turn.example.com:3478?transport=udp`, `turns:turn.example.com:5349` and the like. */
    urls: string[];
    /** The relay's `static-auth-secret`. */
    secret: string;
    /** Seconds within which a new connection may be asked for; 3600 when absent. */
    ttl?: number;
  };
}

/** `available`: somebody would hear it ring. `busy`: all who are there talk already. */
export type CallStanding = 'available' | 'busy' | 'away' | 'closed';

/** What a channel may do with calls of an account. */
export interface AccountCalls {
  standing(rules: RingRules): Promise<CallStanding>;
  /** Written down before it rings anywhere. Refused with a reason when nobody would hear it; nothing is written then. */
  ring(call: NewCall): Promise<{ call: CallTold } | { refused: Reason; standing: CallStanding }>;
  /** The customer has taken a call that the team began. */
  taken(key: ExternalId): Promise<void>;
  /** The customer's end is over. Does nothing when the call is. */
  ended(key: ExternalId, ending: CallEnding): Promise<void>;
  /** The customer's end is there, or lost its line for now; without coming back in 30 s the call ends. */
  here(key: ExternalId, here: boolean): void;
  /** After a call that nobody took they have left a message, which comes by itself. */
  messageLeft(key: ExternalId): Promise<void>;
  /** Who of the team takes part now. */
  ends(key: ExternalId): CallDeskEnd[];
  /** At whom of the team it rings now. */
  rung(key: ExternalId): Pick<CallDeskEnd, 'leg' | 'userId' | 'role'>[];
  /**
   * Of channels that carry media by themselves: an end of the team is over. `wasThere`: they had picked up; otherwise
   * the call goes on ringing at others.
   */
  left(key: ExternalId, leg: number, ending: CallEnding, wasThere: boolean): Promise<void>;
  /** How the call stands; null when there is none of that key. */
  told(key: ExternalId): Promise<CallTold | null>;
  /** From the customer's end to that of `leg`, repeated by the sender until it is `heard`. False when it goes nowhere. */
  signal(key: ExternalId, signal: CallSignal): boolean;
  /** The customer's end has had everything up to here; the rest is told again when it asks so after a loss. */
  heard(key: ExternalId, upTo: number, again: boolean): void;
}

/** What the desk asks of a channel that carries calls. */
export interface CallEnds {
  /**
   * Where ends of the team speak: in their browser (default), where the channel itself reaches them, or at a `phone` of
   * the channel's own within their pages.
   */
  media?: 'browser' | 'elsewhere' | 'phone';
  /**
   * Address of the script that makes pages of a member of the team such a phone; null where they have none. Of media
   * elsewhere, the channel reaches those who have one there, and everybody else as it does. At once.
   */
  phone?(userId: number): string | null;
  /** Where that script connects to beside this desk, as origins: `wss://voice.example.com`. No other pages may. */
  phoneOrigins?: readonly string[];
  /** Of media elsewhere: whether a member of the team can be reached there. At once. Absent: everybody. */
  takes?(userId: number): boolean;
  /** Whether somebody could be rung there just now. At once. */
  reaches(to: Address): boolean;
  /** Rings at the customer; what becomes of it is told through `context.calls`. */
  ring(call: CallTold, to: Address): Promise<{ rings: true } | { rings: false; why: Reason }>;
  /** The call stands otherwise now. At once, must not throw. */
  changed(call: CallTold): void;
  signal(key: ExternalId, signal: CallSignal): void;
  /**
   * Where the page of a member of the team brings what it records of a call, piece by piece; null where nothing is
   * recorded. Address on this desk. At once.
   */
  recorder?(key: ExternalId, userId: number): string | null;
  /** By which servers media find their way, for a browser of the team. `name` goes into short-lived credentials. */
  iceServers(name: string): IceServer[];
}
