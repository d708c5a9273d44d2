// The command `npm run simulate meta`: Meta on a fixed port, with phones to write from.
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { startMeta, type MetaFarSide } from './server.ts';
import { SIMULATED } from './world.ts';

/** Fixed, so that settings made once keep working. */
export const PORT = 4600;
const DESK = 'http://127.0.0.1:3000';

const USAGE = `Usage: npm run simulate meta -- [options]

  --port N      Graph and the page with the phones     (${PORT})
  --desk URL    where the desk listens                 (${DESK})
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
  let far: MetaFarSide;
  try {
    far = await startMeta({ ...options, lively: true });
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

function readArguments(args: string[]): { port: number; desk: string } | string {
  try {
    const text = { type: 'string' } as const;
    const { values } = parseArgs({ args, options: { port: text, desk: text, help: { type: 'boolean' } } });
    if (values.help) return USAGE;
    const port = Number(values.port ?? PORT);
    if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new Error(`${values.port} is no port`);
    return { port, desk: (values.desk ?? DESK).replace(/\/+$/, '') };
  } catch (error) {
    return `${(error as Error).message}\n\n${USAGE}`;
  }
}

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
