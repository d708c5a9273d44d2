// One live line: the socket of one open page, what it listens to, and how much may wait for it.
import type { WebSocket } from 'ws';
import type { Viewer } from '../accounts/accounts.ts';
import type { Clock } from '../kernel/clock.ts';
import { CLOSED, type RealtimeLimits } from './limits.ts';
import type { Audience } from './port.ts';
import { readTopic, userTopic, type Topic } from './topics.ts';

export interface Line {
  /** Their rights as of now; replaced when they change. */
  viewer: Viewer;
  /** By name; none before it joined. Everything in here has been allowed. */
  readonly topics: Map<string, Topic>;
  /** The tab is in the background: it is kept up to date, but nobody looks at it. */
  hidden: boolean;
  /** The newest event it has been told of. */
  knows: number;
  /** Ends of calls that the page holds. */
  readonly legs: Set<number>;
  /** What it was told last, so that the same numbers are not told twice. */
  numbers: string;
  audience(): Audience;
  /** Bytes of one message in JSON; whoever does not read is let go. */
  send(frame: Buffer): void;
  /** Nothing more is told from now on. */
  close(code: number): void;
  /** A sign of life is due: false when the far end gave none since the last time. */
  beat(frame: Buffer): boolean;
  /** False when it speaks faster than people do. */
  mayAsk(): boolean;
}

const OPEN = 1;
/** Milliseconds a reader who does not read gets for saying goodbye. */
const PARTING = 2_000;

interface LineNeeds {
  limits: RealtimeLimits;
  clock: Clock;
  /** Hears of the end once, whoever brings it about. */
  left(line: Line): void;
}

export function openLine(socket: WebSocket, viewer: Viewer, { limits, clock, left }: LineNeeds): Line {
  let alive = true;
  let closing = false;
  const end = () => {
    if (!closing) left(line);
    closing = true;
  };
  socket.on('pong', () => (alive = true));
  socket.on('close', end);
  const line: Line = {
    viewer,
    topics: new Map(),
    hidden: false,
    knows: 0,
    numbers: '',
    legs: new Set(),
    audience: () => audienceOf(line.viewer),
    mayAsk: bucket(limits, clock),
    send(frame) {
      if (closing || socket.readyState !== OPEN) return;
      if (socket.bufferedAmount > limits.buffer) return line.close(CLOSED.tryLater);
      socket.send(frame, { binary: false });
    },
    close(code) {
      if (closing) return;
      end();
      if (socket.readyState === OPEN) socket.close(code);
      setTimeout(() => socket.terminate(), PARTING).unref();
    },
    beat(frame) {
      if (!alive) return false;
      alive = false;
      if (socket.readyState === OPEN) socket.ping();
      line.send(frame);
      return true;
    },
  };
  return line;
}

function audienceOf({ language, timeZone }: Viewer): Audience {
  return { language, timeZone };
}

/** Lets `burst` through at once and `perSecond` for ever. */
function bucket({ burst, perSecond }: RealtimeLimits, clock: Clock): () => boolean {
  let left = burst;
  let filled = clock.monotonic();
  return () => {
    const now = clock.monotonic();
    left = Math.min(burst, left + ((now - filled) / 1000) * perSecond);
    filled = now;
    if (left < 1) return false;
    left -= 1;
    return true;
  };
}

/** The wanted topics that mean something, their own always among them. */
export function wantedTopics(line: Line, names: string[], most: number): Map<string, Topic> {
  const { userId } = line.viewer;
  const wanted = new Map<string, Topic>([[userTopic(userId), { kind: 'user', userId }]]);
  for (const name of names) {
    const topic = readTopic(name);
    if (topic && wanted.size < most) wanted.set(name, topic);
  }
  return wanted;
}
