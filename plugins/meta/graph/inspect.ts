// Prints what webhooks in files say, one JSON line an event: for looking at what a provider sent.
import { readFile, stat } from 'node:fs/promises';
import type { Person } from '../../../core/contract/address.ts';
import type { InboundEvent } from '../../../core/contract/inbound.ts';
import { readJson } from './json.ts';
import type { Reading } from './reading.ts';

/** Null for JSON that is no webhook, nor a piece of one. `receivedAt` counts where no time is told. */
export type ReadAnything = (json: unknown, receivedAt: Date) => Reading[] | null;

/** Gives the exit code: 0, or 2 without files. */
export async function inspectFiles(
  channel: string,
  args: string[],
  write: (line: string) => void,
  read: ReadAnything,
): Promise<number> {
  if (args.length === 0) {
    write(
      `Usage: hubdesk inspect ${channel} FILE…   (a webhook as JSON, or its entry, value or message, or a list of them)`,
    );
    return 2;
  }
  for (const file of args) for (const line of await linesOf(file, read)) write(JSON.stringify({ file, ...line }));
  return 0;
}

async function linesOf(file: string, read: ReadAnything): Promise<object[]> {
  try {
    const json = readJson(await readFile(file));
    if (json === undefined) return [{ error: 'This is no JSON.' }];
    const readings = read(json, (await stat(file)).mtime);
    if (readings === null) return [{ error: 'This is no webhook of the channel.' }];
    return readings.map(lineOf);
  } catch (problem) {
    return [{ error: problem instanceof Error ? problem.message : String(problem) }];
  }
}

function lineOf({ event, what, id, by, at, to, more }: Reading): object {
  const { type } = event;
  const from = personIn(event) ?? by;
  return {
    event: type,
    what,
    id: id ?? ('id' in event ? event.id : undefined),
    // What became of a message is told by who got it.
    from: from?.address.value ?? (type === 'receipt' ? to : undefined),
    at,
    name: from?.name,
    to,
    also: from?.also?.map(({ value }) => value),
    ...shown(event),
    ...more,
  };
}

/** Who did it; of receipts, whose they are. */
function personIn(event: InboundEvent): Person | undefined {
  switch (event.type) {
    case 'message':
      return event.sender;
    case 'reaction':
    case 'consent':
    case 'rating':
    case 'call':
      return event.by;
    case 'contact':
      return event.person;
    case 'receipt': {
      const address = event.recipient ?? event.of.upTo?.recipient;
      return address && { address };
    }
    default:
      return undefined;
  }
}

/** What stands in the line already, or by another name. */
const TOLD = ['type', 'sender', 'by', 'person', 'recipients', 'id', 'recipient', 'was', 'of'];

/** Everything else as it is, and names of people instead of records of them. */
function shown(event: InboundEvent): object {
  const rest = Object.entries(event).filter(([name]) => !TOLD.includes(name));
  return { ...Object.fromEntries(rest), ...namesIn(event) };
}

function namesIn(event: InboundEvent): object {
  switch (event.type) {
    case 'message':
      return { recipients: event.recipients?.map((one) => one.person.address.value) };
    case 'edit':
    case 'delete':
    case 'reaction':
      return { of: event.of };
    case 'receipt': {
      const { externalId, key, upTo } = event.of;
      return { of: externalId, key, upTo: upTo?.at };
    }
    case 'contact':
      return { was: event.was?.value };
    default:
      return {};
  }
}
