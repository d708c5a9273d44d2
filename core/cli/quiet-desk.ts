// The rooms without servers, plugins or jobs: what commands need that change users or tokens beside a running desk.
import { loadConfig } from '../../config/config.ts';
import { boot, type Desk } from '../boot.ts';

export async function withDesk<T>(work: (desk: Desk) => Promise<T>): Promise<T> {
  const config = await loadConfig();
  const desk = await boot({
    dataFolder: config.dataFolder,
    publicUrl: config.publicUrl,
    logLevel: 'error',
    pluginFolder: '',
    plugins: [],
    pluginSettings: {},
    allowedHosts: [],
    beforeMigrating: async (file, pending) =>
      (await import('./archive.ts')).keepBeforeMigrating(config.dataFolder, file, pending),
    renderMail: () => Promise.reject(new Error('No mails are sent from the command line')),
  });
  try {
    return await work(desk);
  } finally {
    await desk.close();
  }
}
