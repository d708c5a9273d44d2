// Reading a command's words: options by name, and what is said when they do not fit.
import { parseArgs } from 'node:util';

/** What the person typed cannot be done; the message says what would. */
export class CommandError extends Error {
  override name = 'CommandError';
  readonly exitCode: number;
  constructor(message: string, exitCode = 2) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** `texts` take a value, `switches` do not. Unknown options are refused. */
export function readWords(
  args: string[],
  texts: string[],
  switches: string[] = [],
): { words: string[]; text: Record<string, string | undefined>; on: Record<string, boolean> } {
  const options = Object.fromEntries([
    ...texts.map((name) => [name, { type: 'string' as const }]),
    ...switches.map((name) => [name, { type: 'boolean' as const }]),
  ]);
  try {
    const { values: given, positionals } = parseArgs({ args, options, allowPositionals: true });
    const values: Record<string, unknown> = given;
    const text = Object.fromEntries(texts.map((name) => [name, values[name] as string | undefined]));
    const on = Object.fromEntries(switches.map((name) => [name, values[name] === true]));
    return { words: positionals, text, on };
  } catch (error) {
    throw new CommandError(error instanceof Error ? error.message : String(error));
  }
}

export function needed(text: Record<string, string | undefined>, name: string): string {
  const value = text[name];
  if (!value) throw new CommandError(`--${name} is missing.`);
  return value;
}

/** The first line of standard input, for secrets that shall not stand in the list of processes. */
export async function secretLine(): Promise<string> {
  let all = '';
  for await (const chunk of process.stdin.setEncoding('utf8')) {
    all += String(chunk);
    if (all.includes('\n') || all.length > 4096) break;
  }
  return all.split(/\r?\n/)[0]!;
}
