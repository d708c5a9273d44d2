// The command `npm run simulate custom`: the invented messenger, and the bridge that connects it to a desk.
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { addressFrom, portFrom, runSimulator, type RunContext } from '../../../core/contract/simulating.ts';
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

/** What the words say. */
interface Wanted {
  token: string;
  secret: string;
  desk: string;
  port: number;
  state: string;
}

interface MessengerAndBridge {
  service: string;
  bridge: string;
  close(): Promise<void>;
}

const simulator = { usage: USAGE, read, start, describe: described };

/** Runs until Ctrl-C; gives the exit code. */
export const run = (args: string[], context?: RunContext): Promise<number> => runSimulator(simulator, args, context);

function read(args: string[]): Wanted | null {
  const text = { type: 'string' } as const;
  const options = {
    token: text,
    secret: text,
    desk: text,
    port: text,
    state: text,
    help: { type: 'boolean' },
  } as const;
  const { values } = parseArgs({ args, options });
  if (values.help) return null;
  const { token, secret, state = join(tmpdir(), 'hubdesk-ring-bridge.json') } = values;
  if (!token || !secret) throw new Error('The token and the secret of a bridge are needed');
  return { token, secret, state, port: portFrom(values.port, PORT), desk: addressFrom(values.desk, DESK) };
}

async function start({ token, secret, desk, port, state: file }: Wanted): Promise<MessengerAndBridge> {
  const service = await startService(port);
  const about = { api: `${desk}/channels/custom`, token, secret, service: service.url, file };
  try {
    const bridge = await startBridge({ ...about, port: port === 0 ? 0 : port + 1 });
    const close = async () => {
      bridge.close();
      await service.close();
    };
    return { service: service.url, bridge: bridge.url, close };
  } catch (error) {
    await service.close();
    throw error;
  }
}

function described({ service, bridge }: MessengerAndBridge): string {
  return [
    `The Ring Messenger: ${service}`,
    `Its bridge listens at ${bridge} and has registered the channel "Ring Messenger".`,
    `Connect it under Settings, Channels; the token of the bot is ${BOT.token}`,
    `The desk must be allowed to call this machine: allowedInternalHosts: ['127.0.0.1']`,
  ].join('\n');
}
