// The command `npm run simulate skeleton`: the service on a fixed port, with a page to write as a customer.
import { once } from 'node:events';
import { startFarSide } from './far-side.ts';

const PORT = 4800;

/** Runs until Ctrl-C. Another port is the first argument. */
export async function run([port]: string[]): Promise<void> {
  const far = await startFarSide({ port: Number(port) || PORT });
  console.log(
    `Write as a customer at ${far.url}\nConnect the desk with the address ${far.url} and the token ${far.token}`,
  );
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  await far.close();
}
