// The command `npm run simulate telephone`: a provider of telephone numbers on a fixed port, with telephones to call from.
import { parseArgs } from 'node:util';
import { addressFrom, portFrom, runSimulator, type RunContext } from '../../../core/contract/simulating.ts';
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

const simulator = {
  usage: USAGE,
  read(args: string[]) {
    const text = { type: 'string' } as const;
    const options = { port: text, desk: text, public: text, help: { type: 'boolean' } } as const;
    const { values } = parseArgs({ args, options });
    if (values.help) return null;
    const desk = addressFrom(values.desk, DESK);
    return { port: portFrom(values.port, PORT), desk, publicUrl: addressFrom(values.public, desk) };
  },
  start: startTelephone,
  describe: description,
};

/** Runs until Ctrl-C; gives the exit code. */
export const run = (args: string[], context?: RunContext): Promise<number> => runSimulator(simulator, args, context);

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
    `  pluginSettings: { telephone: { api: '${world.url}', signalling: '${world.url.replace('http', 'ws')}' } },`,
  ].join('\n');
}
