// The hubdesk command: which words there are, and who does the work.
import { readFileSync } from 'node:fs';
import { sentenceOf } from './trouble.ts';
import { CommandError } from './words.ts';

/** Each command is loaded only when asked for. A command answers its exit code. */
const COMMANDS: Record<string, { words: string; run(args: string[]): Promise<number> }> = {
  start: {
    words: 'start                              open the desk',
    run: async () => (await import('./start.ts'), KEEP_RUNNING),
  },
  backup: {
    words: 'backup [FILE]                      one file with everything, checked after writing',
    run: async (args) => (await import('./backup.ts')).backup(args),
  },
  restore: {
    words: 'restore FILE [--replace]           bring a backup back',
    run: async (args) => (await import('./restore.ts')).restore(args),
  },
  doctor: {
    words: 'doctor                             find what is wrong, and say how to mend it',
    run: async (args) => (await import('./doctor.ts')).doctor(args),
  },
  user: {
    words: 'user add --email A --name N --role R [--password-stdin]\n  hubdesk user reset --email A [--password-stdin]',
    run: async (args) => (await import('./user.ts')).user(args),
  },
  token: {
    words: 'token create --user A --scopes S,S [--name N]',
    run: async (args) => (await import('./token.ts')).token(args),
  },
  sample: {
    words: 'sample remove                      take the invented company away',
    run: async (args) => (await import('./sample.ts')).sample(args),
  },
  inspect: {
    words: 'inspect CHANNEL FILE…              read files as a channel reads them',
    run: async (args) => (await import('./inspect.ts')).inspect(args),
  },
  simulate: {
    words: 'simulate [CHANNEL] [OPTION…]       run the far side of a channel on this machine, to try things',
    run: async (args) => (await import('./simulate.ts')).simulate(args),
  },
};

/** The server keeps the process alive; its end sets the exit code. */
const KEEP_RUNNING = -1;

const [name = '', ...args] = process.argv.slice(2);
if (name === '--version' || name === 'version') console.log(version());
else if (!COMMANDS[name]) usage(name);
else await run(name);

async function run(command: string): Promise<void> {
  try {
    const code = await COMMANDS[command]!.run(args);
    if (code !== KEEP_RUNNING) process.exitCode = code;
  } catch (error) {
    const sentence = sentenceOf(error);
    if (sentence === null) throw error;
    console.error(sentence);
    process.exitCode = error instanceof CommandError ? error.exitCode : 1;
  }
}

function usage(asked: string): void {
  const known = Object.values(COMMANDS).map((command) => `  hubdesk ${command.words}`);
  const text = `Usage:\n${known.join('\n')}\n  hubdesk --version`;
  if (asked === '' || asked === 'help' || asked === '--help') return console.log(text);
  console.error(`There is no command "${asked}".\n${text}`);
  process.exitCode = 2;
}

function version(): string {
  const file = new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
