// How much the live lines may cost, and how long things stay true. Tests set smaller numbers.

export interface RealtimeLimits {
  /** Open pages (tabs, devices) of one person. */
  linesPerUser: number;
  topicsPerLine: number;
  /** Bytes that may wait for a reader who does not read. */
  buffer: number;
  /** Messages a page may send at once, and per second in the long run. */
  burst: number;
  perSecond: number;
  /** Seconds between two signs of life. */
  beat: number;
  /** Events a page may have missed; after more it is drawn anew. */
  missed: number;
  /** Milliseconds until numbers of views are asked for again that were kept from before. */
  againViews: number;
  /** Milliseconds in which changes of numbers, and of who looks at what, are gathered. */
  gatherNumbers: number;
  gatherPresence: number;
  /** Milliseconds somebody counts as typing, and as answering, after the last key. */
  typing: number;
  answering: number;
  /** Milliseconds a customer counts as being on the site after their channel last said so. */
  visit: number;
  /** Milliseconds after the last page closed until the person counts as gone: pages are left and opened all the time. */
  leaving: number;
  /** Milliseconds without a key, a click or a touch on any page until the person counts as gone. */
  idle: number;
}

export const LIMITS: RealtimeLimits = {
  linesPerUser: 20,
  topicsPerLine: 40,
  buffer: 1_048_576,
  burst: 60,
  perSecond: 10,
  beat: 20,
  missed: 300,
  againViews: 2_000,
  gatherNumbers: 1_000,
  gatherPresence: 150,
  typing: 7_000,
  answering: 60_000,
  visit: 90_000,
  leaving: 20_000,
  idle: 15 * 60_000,
};

/** Why a line was closed. Pages come back by themselves after 1013, sign in after 4401, and stay away after other 44xx. */
export const CLOSED = { tryLater: 1013, signedOut: 4401, tooMuch: 4429 } as const;
