// How much one visitor, one address and one site may ask for, so that nobody slows down anybody else.
import type { LineLimits } from '../../../core/contract/browser-line.ts';
import type { Measure } from '../../../core/contract/buckets.ts';
import type { PluginContext } from '../../../core/contract/context.ts';
import type { LineRoom } from '../../../core/contract/open-lines.ts';

export interface ChatLimits extends LineLimits, LineRoom {
  /** Sockets of one visitor open at once. */
  perVisitor: number;
  /** Messages and files. */
  says: Measure;
  /** What costs a mail or a row: transcripts, contacts, ratings. */
  asks: Measure;
}

const USUAL: ChatLimits = {
  perVisitor: 10,
  perAddress: 300,
  perAccount: 5000,
  frames: { burst: 60, perSecond: 8 },
  waiting: 80,
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
