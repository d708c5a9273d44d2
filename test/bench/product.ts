// The product as a process of its own, started as `npm start` does: its address, a signed-in cookie, its memory.
import { spawn, type ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { EMAIL, PASSWORD } from './seed.ts';

export interface Product {
  address: string;
  port: number;
  smtpPort: number;
  /** Milliseconds from starting the process to the first answered request, less those it stood in line for a processor. */
  startedIn: number;
  pid: number;
  cookie(): Promise<string>;
  /** Milliseconds of processor time used so far, its threads among it: says the same on a busy machine. */
  cpu(): number;
  /**
   * Milliseconds on a clock that stands while the main thread of the product, or the one that measures, is ready but
   * has no processor (Linux, schedstat): what else runs on the machine does not count. On a machine of its own it is the
   * wall's.
   */
  clock(): number;
  /** Proportional set size of the process and all it started, in bytes. */
  memory(): number;
  stop(): Promise<void>;
}

const REPOSITORY = join(import.meta.dirname, '../..');
/** What `npm start` runs. */
const { scripts } = JSON.parse(readFileSync(join(REPOSITORY, 'package.json'), 'utf8')) as {
  scripts: { start: string };
};
const START = scripts.start;

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((go) => server.listen(0, '127.0.0.1', go));
  const { port } = server.address() as { port: number };
  await new Promise((go) => server.close(go));
  return port;
}

export async function startProduct(dataFolder: string, script = 'scripts/start.mjs'): Promise<Product> {
  const [port, smtpPort] = [await freePort(), await freePort()];
  const address = `http://localhost:${port}`;
  const began = performance.now();
  const child = spawn('sh', ['-c', START.replace('scripts/start.mjs', script)], {
    cwd: REPOSITORY,
    env: {
      ...process.env,
      HUBDESK_DATA: dataFolder,
      HUBDESK_PORT: String(port),
      HUBDESK_SMTP_PORT: String(smtpPort),
      HUBDESK_SMTP_HOST: '127.0.0.1',
      HUBDESK_PUBLIC_URL: address,
      HUBDESK_LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  await answering(child, `${address}/sign-in`);
  const pid = child.pid!;
  const startedIn = performance.now() - began - inLine(pid);
  const memory = () => [pid, ...descendants(pid)].reduce((all, one) => all + proportional(one), 0);
  return {
    address,
    port,
    smtpPort,
    startedIn,
    pid,
    clock: () => performance.now() - inLine(pid) - inLine(process.pid),
    memory,
    cpu: () => processorTime(pid),
    cookie: () => signIn(address),
    stop: () => stop(child),
  };
}

async function answering(child: ChildProcess, url: string): Promise<void> {
  for (;;) {
    if (child.exitCode !== null) throw new Error(`The product ended with ${child.exitCode}`);
    try {
      const answer = await fetch(url, { headers: { accept: 'text/html' } });
      await answer.arrayBuffer();
      if (answer.ok) return;
    } catch {
      await pause(5);
    }
  }
}

async function signIn(address: string): Promise<string> {
  const body = new URLSearchParams({ email: EMAIL, password: PASSWORD });
  const headers = { origin: address, accept: 'text/html' };
  const answer = await fetch(`${address}/session`, { method: 'POST', body, headers, redirect: 'manual' });
  const cookie = answer.headers.getSetCookie().map((one) => one.split(';')[0]);
  if (!cookie.some((one) => one?.includes('session'))) throw new Error(`Signing in answered ${answer.status}`);
  return cookie.join('; ');
}

function descendants(pid: number): number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        return [{ pid: Number(name), parent: Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]) }];
      } catch {
        return [];
      }
    });
  const below = (of: number): number[] =>
    parents.filter(({ parent }) => parent === of).flatMap((one) => [one.pid, ...below(one.pid)]);
  return below(pid);
}

/** proc(5): fields 14 and 15 of stat, in hundredths of a second. */
export function processorTime(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** How long the main thread has been ready but had no processor, in milliseconds: the second field of schedstat. */
function inLine(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ')[1]) / 1_000_000;
}

function proportional(pid: number): number {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  return Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1] ?? 0) * 1024;
}

async function stop(child: ChildProcess): Promise<void> {
  const ended = new Promise((go) => child.once('exit', go));
  child.kill('SIGTERM');
  const late = setTimeout(() => child.kill('SIGKILL'), 10_000);
  await ended;
  clearTimeout(late);
}
