// For whom the log of a conversation is drawn.
import type { TrustedHtml } from '../models/shared.ts';
import type { Writer } from '../times.ts';
import type { Present } from './marks.ts';

export interface EntryOptions {
  present: Present;
  writer: Writer;
  /** Newest message the reader has read; what came later stands below the line "new". */
  readUpTo: number;
  /** 0: many at once. */
  userId: number;
  mayAnswer: boolean;
  /** Look at what is held back for its content. */
  mayReveal?: boolean;
  now: Date;
  /** Whether the reader chose to see the remote pictures of the mail with this public id. */
  pictures?(message: string): boolean;
  /** What plugins add below messages, by their id. */
  extras?: ReadonlyMap<number, TrustedHtml>;
  /** `/conversations/12`. */
  address: string;
}
