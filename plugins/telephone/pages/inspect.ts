// Prints what callbacks and answers in files say, one JSON line for each thing: for looking at what a provider sent.
import { readFile, stat } from 'node:fs/promises';
import { parseArrival } from '../inbound.ts';
import { answerIn } from '../provider/answers.ts';
import { readJson } from '../provider/reading.ts';

/** Gives the exit code: 0, or 2 without files. */
export async function inspectCallbacks(args: string[], write: (line: string) => void): Promise<number> {
  if (args.length === 0) {
    write('Usage: hubdesk inspect telephone FILE…   (a callback, as JSON or as the form that was sent, or an answer)');
    return 2;
  }
  for (const file of args) for (const line of await linesOf(file)) write(JSON.stringify({ file, ...line }));
  return 0;
}

async function linesOf(file: string): Promise<object[]> {
  try {
    const [body, { mtime }] = [await readFile(file), await stat(file)];
    const type = /^\s*[[{]/.test(body.toString()) ? 'application/json' : 'application/x-www-form-urlencoded';
    const answer = answerIn(readJson(body));
    if (answer) return answer.things.length > 0 ? answer.things : [{ kind: answer.kind, none: true }];
    const parsed = parseArrival({ id: 0, key: file, type, body, receivedAt: mtime });
    if (!('events' in parsed)) return [{ error: parsed.quarantine.text }];
    return parsed.events.length > 0 ? parsed.events : [{ step: parsed.summary }];
  } catch (problem) {
    return [{ error: problem instanceof Error ? problem.message : String(problem) }];
  }
}
