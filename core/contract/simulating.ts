// What `npm run simulate CHANNEL` does for every channel: reads its words, starts the far side, and ends it with Ctrl-C.

export interface RunContext {
  write(line: string): void;
  /** Ends the run; default: Ctrl-C. */
  signal?: AbortSignal;
}

export interface Simulator<Options, Far extends { close(): unknown }> {
  usage: string;
  /** Null when help is asked for; throws an Error with a sentence for words that make no sense. */
  read(args: string[]): Options | null;
  /** Rejects when it cannot start: a port is taken. */
  start(options: Options): Promise<Far>;
  /** Where it is, and what a desk needs to reach it. */
  describe(far: Far): string;
}

/** Runs until Ctrl-C; gives the exit code: 0, 1 when it cannot start, 2 for arguments that make no sense. */
export async function runSimulator<Options, Far extends { close(): unknown }>(
  { usage, read, start, describe }: Simulator<Options, Far>,
  args: string[],
  { write, signal }: RunContext = { write: (line) => console.log(line) },
): Promise<number> {
  let options: Options | null;
  try {
    options = read(args);
  } catch (error) {
    write(`${(error as Error).message}\n\n${usage}`);
    return 2;
  }
  if (options === null) {
    write(usage);
    return 0;
  }
  let far: Far;
  try {
    far = await start(options);
  } catch (error) {
    write(`The simulator cannot start: ${(error as Error).message}`);
    return 1;
  }
  write(describe(far));
  await ending(signal);
  await far.close();
  return 0;
}

async function ending(signal: AbortSignal | undefined): Promise<void> {
  if (signal?.aborted) return;
  await new Promise<unknown>((end) => {
    if (signal) signal.addEventListener('abort', end, { once: true });
    else process.once('SIGINT', end).once('SIGTERM', end);
  });
}

/** A port as it was typed; `usual` where none was. Throws for what is none. */
export function portFrom(text: string | undefined, usual: number): number {
  const port = text === undefined ? usual : Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`${text} is no port`);
  return port;
}

/** An address without the slashes at its end. */
export function addressFrom(text: string | undefined, usual: string): string {
  return (text ?? usual).replace(/\/+$/, '');
}
