// The hubdesk command in a process of its own, as a person types it.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const COMMAND = fileURLToPath(new URL('../../scripts/hubdesk', import.meta.url));

export async function type(
  dataFolder: string,
  words: string[],
  input = '',
  environment: Record<string, string> = {},
): Promise<{ code: number; out: string; err: string }> {
  const child = spawn('sh', [COMMAND, ...words], {
    env: { ...process.env, HUBDESK_DATA: dataFolder, HUBDESK_PORT: '3999', ...environment },
  });
  child.stdin.end(input);
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => (out += String(chunk)));
  child.stderr.on('data', (chunk) => (err += String(chunk)));
  const code = await new Promise<number>((done) => child.on('close', (ended) => done(ended ?? 1)));
  return { code, out, err };
}
