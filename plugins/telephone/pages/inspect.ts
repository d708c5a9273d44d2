// Prints what callbacks in files say, one JSON line an event: for looking at what a provider sent.
import { readFile, stat } from 'node:fs/promises';
import { parseArrival } from '../inbound.ts';

/** Gives the exit code: 0, or 2 without files. */
export async function inspectCallbacks(args: string[], write: (line: string) => void): Promise<number> {
  if (args.length === 0) {
    write('Usage: hubdesk inspect telephone FILE…   (a callback, as JSON or as the form that was sent)');
    return 2;
  }
  for (const file of args) for (const line of await linesOf(file)) write(JSON.stringify({ file, ...line }));
  return 0;
}

async function linesOf(file: string): Promise<object[]> {
  try {
    const [body, { mtime }] = [await readFile(file), await stat(file)];
    const type = /^\s*[[{]/.test(body.toString()) ? 'application/json' : 'application/x-www-form-urlencoded';
    const parsed = parseArrival({ id: 0, key: file, type, body, receivedAt: mtime });
    return 'events' in parsed ? parsed.events : [{ error: parsed.quarantine.text }];
  } catch (problem) {
    return [{ error: problem instanceof Error ? problem.message : String(problem) }];
  }
}
