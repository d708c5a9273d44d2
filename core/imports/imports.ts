// The door to imports: tables of contacts, companies, deals, objects and tickets read in, checked first, taken back whole (CO-3).
import { handleJobs } from './jobs.ts';
import { createKeeping } from './keeping.ts';
import type { Imports, Needs } from './shapes.ts';

export { NEW_KINDS } from './targets.ts';
export { DAY_ORDERS, DECIMALS, DELIMITERS, ENCODINGS, MOST_BYTES, ON_MATCH, ON_NEW } from './shapes.ts';
export type {
  Delimiter,
  Encoding,
  Fault,
  Import,
  ImportObject,
  Imports,
  ImportStatus,
  Settings,
  Target,
} from './shapes.ts';

/** Builds the room; its work goes on after a restart where it was. */
export function createImports(needs: Needs): Imports {
  handleJobs(needs);
  return createKeeping(needs);
}
