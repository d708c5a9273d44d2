// The command `npm run simulate custom`: the invented messenger, and the bridge that connects it to a desk.
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startBridge } from './bridge.ts';
import { BOT, startService } from './service.ts';

const PORT = 4700;
const DESK = 'http://127.0.0.1:3000';

const USAGE = `Usage: npm run simulate custom -- --token TOKEN --secret SECRET [options]

  --token, --secret   of a bridge: Settings, Channels, Custom channels
  --desk URL          where the desk listens                 (${DESK})
  --port N            the messenger; its bridge is one above (${PORT})
  --state FILE        what the bridge remembers              (a file in ${tmpdir()})
  --help`;

export interface RunContext {
  write(line: string): void;
  /** Ends the run; default: Ctrl-C. */
  signal?: AbortSignal;
}

/** Runs until Ctrl-C; gives the exit code: 0, 1 when it cannot start, 2 for arguments that make no sense. */
export async function run(
  args: string[],
  context: RunContext = { write: (line) => console.log(line) },
): Promise<number> {
  const options = readArguments(args);
  if (typeof options === 'string') {
    context.write(options);
    return options === USAGE ? 0 : 2;
  }
  const { desk, token, secret, port, state: file } = options;
  const service = await startService(port).catch((error: Error) => error);
  if (service instanceof Error) return cannot(context, service);
  const about = { api: `${desk}/channels/custom`, token, secret, service: service.url, file };
  const bridge = await startBridge({ ...about, port: port === 0 ? 0 : port + 1 }).catch((error: Error) => error);
  if (bridge instanceof Error) {
    await service.close();
    return cannot(context, bridge);
  }
  context.write(described(service.url, bridge.url));
  const { signal } = context;
  if (!signal?.aborted)
    await (signal ? once(signal, 'abort') : Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]));
  bridge.close();
  await service.close();
  return 0;
}

function cannot({ write }: RunContext, error: Error): number {
  write(`The simulator cannot start: ${error.message}`);
  return 1;
}

function described(service: string, bridge: string): string {
  return [
    `The Ring Messenger: ${service}`,
    `Its bridge listens at ${bridge} and has registered the channel "Ring Messenger".`,
    `Connect it under Settings, Channels; the token of the bot is ${BOT.token}`,
    `The desk must be allowed to call this machine: allowedInternalHosts: ['127.0.0.1']`,
  ].join('\n');
}

function readArguments(args: string[]) {
  try {
    const text = { type: 'string' } as const;
    const shape = {
      token: text,
      secret: text,
      desk: text,
      port: text,
      state: text,
      help: { type: 'boolean' },
    } as const;
    const { values } = parseArgs({ args, options: shape });
    if (values.help) return USAGE;
    if (!values.token || !values.secret) throw new Error('The token and the secret of a bridge are needed');
    const port = Number(values.port ?? PORT);
    if (!Number.isInteger(port) || port < 0 || port > 65_534) throw new Error(`${values.port} is no port`);
    const { token, secret, state = join(tmpdir(), 'hubdesk-ring-bridge.json') } = values;
    return { token, secret, port, state, desk: (values.desk ?? DESK).replace(/\/+$/, '') };
  } catch (error) {
    return `${(error as Error).message}\n\n${USAGE}`;
  }
}
