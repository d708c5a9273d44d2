// The command `npm run simulate telephone`: a provider of telephone numbers on a fixed port, with telephones to call from.
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { startTelephone, type TelephoneFarSide } from './server.ts';
import { SIMULATED } from './world.ts';

/** Fixed, so that settings made once keep working. */
export const PORT = 4700;
const DESK = 'http://127.0.0.1:3000';

const USAGE = `Usage: npm run simulate telephone -- [options]

  --port N        the provider and the page with the telephones   (${PORT})
  --desk URL      where the desk listens                          (${DESK})
  --public URL    the public address of the desk                  (that of --desk)
  --help`;

export interface RunContext {
  write(line: string): void;
  /** Ends the run; default: Ctrl-C. */
  signal?: AbortSignal;
}

/** Runs until Ctrl-C; gives the exit code: 0, 1 when the port is taken, 2 for arguments that make no sense. */
export async function run(
  args: string[],
  context: RunContext = { write: (line) => console.log(line) },
): Promise<number> {
  const options = readArguments(args);
  if (typeof options === 'string') {
    context.write(options);
    return options === USAGE ? 0 : 2;
  }
  let far: TelephoneFarSide;
  try {
    far = await startTelephone(options);
  } catch (error) {
    context.write(`The simulator cannot start: ${(error as Error).message}`);
    return 1;
  }
  context.write(description(far));
  const { signal } = context;
  if (!signal?.aborted)
    await (signal ? once(signal, 'abort') : Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]));
  await far.close();
  return 0;
}

function readArguments(args: string[]): { port: number; desk: string; publicUrl: string } | string {
  try {
    const text = { type: 'string' } as const;
    const options = { port: text, desk: text, public: text, help: { type: 'boolean' } } as const;
    const { values } = parseArgs({ args, options });
    if (values.help) return USAGE;
    const port = Number(values.port ?? PORT);
    if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`${values.port} is no port`);
    const desk = (values.desk ?? DESK).replace(/\/+$/, '');
    return { port, desk, publicUrl: (values.public ?? desk).replace(/\/+$/, '') };
  } catch (error) {
    return `${(error as Error).message}\n\n${USAGE}`;
  }
}

function description({ world }: TelephoneFarSide): string {
  return [
    'A provider of telephone numbers is simulated on this machine. Ctrl-C ends it; nothing is kept.',
    '',
    `  Telephones   ${world.url}/`,
    `  Desk         ${world.desk}`,
    `  Account SID  ${SIMULATED.accountSid}`,
    `  Auth token   ${world.authToken}`,
    `  Numbers      ${world.numbers.map(({ number }) => number).join(', ')}`,
    '',
    'In hubdesk.config.ts:',
    `  plugins: ['email', 'chat', 'forms', 'telephone'],`,
    `  allowedInternalHosts: ['127.0.0.1'],`,
    `  pluginSettings: { telephone: { api: '${world.url}' } },`,
  ].join('\n');
}
