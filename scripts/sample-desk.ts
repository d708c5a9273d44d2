// The desk of the invented company, for pictures.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../config/config.ts';
import { openServer } from '../core/cli/serve.ts';
import { createLog } from '../core/kernel/log.ts';

export type SampleDesk = Awaited<ReturnType<typeof openSampleDesk>>;

export async function openSampleDesk(t: { teardown(work: () => unknown): void }) {
  const dataFolder = await mkdtemp(join(tmpdir(), 'hubdesk-pictures-'));
  const [port, smtpPort] = [3987, 2987];
  const pluginSettings = { email: { mailDomain: 'radwerk.example', resolve } };
  const at = { fileFolder: dataFolder, workingFolder: dataFolder };
  const config = readConfig({ port, smtpPort, smtpHost: '127.0.0.1', dataFolder, pluginSettings }, {}, at);
  const served = await openServer(config, { log: createLog('error') });
  t.teardown(async () => {
    await served.close();
    await rm(dataFolder, { recursive: true, force: true });
  });
  const { accounts, database } = served.desk;
  const about = { deskName: 'Radwerk', language: 'en', timeZone: 'Europe/Berlin', password: 'two wheels and a bell' };
  const eva = { name: 'Eva Lindner', email: 'eva@radwerk.example', ...about };
  const userId = await accounts.firstRun.complete(eva, '127.0.0.1');
  console.log('The sample company moves in …');
  await served.sample!.company.load((await accounts.viewerOf(userId))!);
  await served.sample!.settled();
  const session = await accounts.sessions.start(userId, { ip: '127.0.0.1', userAgent: 'pictures' });
  return { address: served.address, database, cookie: { name: `session${port}`, value: session, url: served.address } };
}

/** The invented domain as DNS would show it; nothing is asked of the real one. */
async function resolve(name: string, type: string): Promise<unknown[]> {
  if (type === 'MX') return [{ exchange: 'desk.radwerk.example', priority: 10 }];
  if (type === 'TXT') return [[name.startsWith('_dmarc.') ? 'v=DMARC1; p=quarantine' : 'v=spf1 mx -all']];
  throw Object.assign(new Error(`queryA ENOTFOUND ${name}`), { code: 'ENOTFOUND' });
}
