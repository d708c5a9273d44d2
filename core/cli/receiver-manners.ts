// How the simulated receiver of webhooks can behave, and what it remembers.
import type { IncomingHttpHeaders } from 'node:http';

/**
 * `silent`: never answers. `half`: ends in the middle of its answer. `drip`: the answer's words come for ever.
 * `redirect`: leads into the internal network. Numbers: that status; 429 asks for a pause of a minute.
 */
export const MANNERS = ['200', '204', '429', '500', '410', 'redirect', 'silent', 'half', 'drip', 'hang-up'] as const;
export type Manner = (typeof MANNERS)[number];

export interface Arrived {
  at: Date;
  headers: IncomingHttpHeaders;
  body: string;
  /** Null when no secret is known. */
  holds: boolean | null;
  answered: Manner;
}

export interface Receiver {
  /** Where deliveries are posted to. */
  address: string;
  arrived: Arrived[];
  /** How the next ones are answered, in order; then by `manner`. */
  next: Manner[];
  manner: Manner;
  secrets: string[];
  /** Called with everything that arrives, before it is answered. */
  onArrival: (arrived: Arrived) => void;
  close(): Promise<void>;
}
