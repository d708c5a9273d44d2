// The command `npm run simulate pbx`: a telephone system on a fixed port, with people outside to call from.
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { startPbx, type PbxFarSide } from './server.ts';
import { SIMULATED } from './world.ts';

/** Fixed, so that settings made once keep working. */
export const PORT = 4750;

const USAGE = `Usage: npm run simulate pbx -- [options]

  --port N        the telephone system and its page   (${PORT})
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
  const port = readPort(args);
  if (typeof port === 'string') {
    context.write(port);
    return port === USAGE ? 0 : 2;
  }
  let far: PbxFarSide;
  try {
    far = await startPbx({ port });
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

function readPort(args: string[]): number | string {
  try {
    const options = { port: { type: 'string' }, help: { type: 'boolean' } } as const;
    const { values } = parseArgs({ args, options });
    if (values.help) return USAGE;
    const port = Number(values.port ?? PORT);
    if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`${values.port} is no port`);
    return port;
  } catch (error) {
    return `${(error as Error).message}\n\n${USAGE}`;
  }
}

function description({ world }: PbxFarSide): string {
  return [
    'A telephone system is simulated on this machine. Ctrl-C ends it; nothing is kept.',
    '',
    `  Page         ${world.url}/`,
    `  WebSocket    ${world.address}`,
    `  Domain       ${world.domain}`,
    ...SIMULATED.extensions.map(([user, password]) => `  Extension    ${user}, password ${password}`),
    '',
    'In hubdesk.config.ts:',
    `  allowedInternalHosts: ['127.0.0.1'],`,
  ].join('\n');
}
