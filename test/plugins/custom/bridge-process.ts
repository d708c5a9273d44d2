// The worked bridge as somebody else's program: a process of its own that knows the desk by its address only.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const RUN = fileURLToPath(new URL('../../../plugins/custom/simulator/run-bridge.ts', import.meta.url));

export interface BridgeProcess {
  child: ChildProcess;
  /** Where the desk tells it what goes out. */
  url: string;
  /** Of the channel it has registered. */
  channelId: string;
}

/** Resolves when it has registered its channel. `HUBDESK_API`, `HUBDESK_TOKEN`, `HUBDESK_SECRET`, `SERVICE`, `STATE`. */
export async function startBridgeProcess(environment: Record<string, string>): Promise<BridgeProcess> {
  const child = spawn(process.execPath, [RUN], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, ...(JSON.parse(line.toString()) as { url: string; channelId: string }) };
}
