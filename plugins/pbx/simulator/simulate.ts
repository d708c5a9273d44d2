// The command `npm run simulate pbx`: a telephone system on a fixed port, with people outside to call from.
import { parseArgs } from 'node:util';
import { portFrom, runSimulator, type RunContext } from '../../../core/contract/simulating.ts';
import { startPbx, type PbxFarSide } from './server.ts';
import { SIMULATED } from './world.ts';

/** Fixed, so that settings made once keep working. */
export const PORT = 4750;

const USAGE = `Usage: npm run simulate pbx -- [options]

  --port N        the telephone system and its page   (${PORT})
  --help`;

const simulator = {
  usage: USAGE,
  read(args: string[]) {
    const options = { port: { type: 'string' }, help: { type: 'boolean' } } as const;
    const { values } = parseArgs({ args, options });
    return values.help ? null : { port: portFrom(values.port, PORT) };
  },
  start: startPbx,
  describe: description,
};

/** Runs until Ctrl-C; gives the exit code. */
export const run = (args: string[], context?: RunContext): Promise<number> => runSimulator(simulator, args, context);

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
