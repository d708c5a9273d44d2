// How much one visitor, one address and one site may ask for, so that nobody slows down anybody else.
import type { Measure } from '../../../core/contract/buckets.ts';
import type { PluginContext } from '../../../core/contract/context.ts';

export interface ChatLimits {
  /** Sockets open at once: of a visitor, of an internet address (an office stands behind one), of an account. */
  perVisitor: number;
  perAddress: number;
  perAccount: number;
  /** Frames at once, and per second in the long run. */
  frames: Measure;
  /** Messages and files. */
  says: Measure;
  /** What costs a mail or a row: transcripts, contacts, ratings. */
  asks: Measure;
  /** Bytes that may wait for a browser that does not read. */
  buffer: number;
  /** Milliseconds until the first frame. */
  hello: number;
  /** Seconds between two looks at availability and signs of life. */
  beat: number;
}

const USUAL: ChatLimits = {
  perVisitor: 10,
  perAddress: 300,
  perAccount: 5000,
  frames: { burst: 60, perSecond: 8 },
  says: { burst: 15, perSecond: 0.7 },
  asks: { burst: 6, perSecond: 0.05 },
  buffer: 512 * 1024,
  hello: 10_000,
  beat: 30,
};

/** An operator may set other numbers for `chat` in the configuration. */
export function limitsOf({ config }: Pick<PluginContext, 'config'>): ChatLimits {
  const given = (config.limits ?? {}) as Partial<ChatLimits>;
  return { ...USUAL, ...given };
}
