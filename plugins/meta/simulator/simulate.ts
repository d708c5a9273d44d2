// The command `npm run simulate meta`: Meta on a fixed port, with phones to write from.
import { parseArgs } from 'node:util';
import { addressFrom, portFrom, runSimulator, type RunContext } from '../../../core/contract/simulating.ts';
import { startMeta, type MetaFarSide } from './server.ts';
import { SIMULATED } from './world.ts';

/** Fixed, so that settings made once keep working. */
export const PORT = 4600;
const DESK = 'http://127.0.0.1:3000';

const USAGE = `Usage: npm run simulate meta -- [options]

  --port N      Graph and the page with the phones     (${PORT})
  --desk URL    where the desk listens                 (${DESK})
  --help`;

const simulator = {
  usage: USAGE,
  read(args: string[]) {
    const text = { type: 'string' } as const;
    const { values } = parseArgs({ args, options: { port: text, desk: text, help: { type: 'boolean' } } });
    return values.help ? null : { port: portFrom(values.port, PORT), desk: addressFrom(values.desk, DESK) };
  },
  start: (options: { port: number; desk: string }) => startMeta({ ...options, lively: true }),
  describe: description,
};

/** Runs until Ctrl-C; gives the exit code. */
export const run = (args: string[], context?: RunContext): Promise<number> => runSimulator(simulator, args, context);

function description({ world }: MetaFarSide): string {
  return [
    'WhatsApp and Messenger are simulated on this machine. Ctrl-C ends it; nothing is kept.',
    '',
    `  Phones      ${world.url}/`,
    `  Businesses  ${world.url}/business`,
    `  Desk        ${world.desk}`,
    `  Number      phone number ID ${SIMULATED.phoneNumberId}, business account ID ${SIMULATED.businessAccountId}`,
    `  App         ID ${world.app.id}, secret ${world.app.secret}`,
    `  Page        page ID ${SIMULATED.pageId}, token ${SIMULATED.pageToken}`,
    `  Token       ${world.token}`,
    '',
    'In hubdesk.config.ts:',
    `  const here = '${world.url}';`,
    `  plugins: ['email', 'chat', 'forms', 'whatsapp', 'messenger'],`,
    `  allowedInternalHosts: ['127.0.0.1'],`,
    '  pluginSettings: { whatsapp: { graph: here, dialog: here }, messenger: { graph: here, dialog: here } },',
  ].join('\n');
}
