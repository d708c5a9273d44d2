// `hubdesk simulate [CHANNEL]`: runs what a channel brings as its far side, or a receiver of webhooks; or lists what there is.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { loadConfig } from '../../config/config.ts';
import { loadPlugins, type LoadedPlugin } from '../channels/channels.ts';
import { CommandError } from './words.ts';

export async function simulate([name, ...rest]: string[]): Promise<number> {
  if (name === 'webhooks') return (await import('./receive.ts')).receive(rest);
  const { plugins } = await loadConfig();
  const folder = fileURLToPath(new URL('../../plugins/', import.meta.url));
  const loaded = await loadPlugins(folder, plugins === 'all' ? null : plugins);
  if (name === undefined || name === '--help') return list(loaded);
  const found = loaded.find(({ id }) => id === name) ?? (await named(folder, name));
  if (!found) throw new CommandError(`There is no channel "${name}".\n${listed(loaded)}`);
  if (!found.plugin) throw new CommandError(`The channel "${name}" cannot be loaded: ${found.why?.text ?? ''}`, 1);
  if (!found.plugin.simulate) throw new CommandError(`The channel "${name}" brings no far side.\n${listed(loaded)}`, 1);
  await found.plugin.simulate(rest);
  return Number(process.exitCode ?? 0);
}

/** One that the desk does not load by itself, or a family whose channels share a far side. */
async function named(folder: string, name: string): Promise<LoadedPlugin | undefined> {
  const [found] = await loadPlugins(folder, [name]);
  return found?.folder ? found : undefined;
}

function list(loaded: LoadedPlugin[]): number {
  console.log(listed(loaded));
  return 0;
}

function listed(loaded: LoadedPlugin[]): string {
  const able = loaded.filter(({ plugin }) => plugin?.simulate);
  if (able.length === 0) return 'No channel brings a far side that can be simulated.';
  const lines = able.map((one) => `  npm run simulate ${one.id.padEnd(12)} ${nameOf(one)}`);
  return [
    'These channels bring a far side to try things with:',
    ...lines,
    `  npm run simulate ${'webhooks'.padEnd(12)} A receiver of outgoing webhooks`,
    'Options: npm run simulate ID -- --help',
  ].join('\n');
}

function nameOf({ folder }: LoadedPlugin): string {
  const file = join(folder ?? '', 'locales', 'en.json');
  if (folder === null || !existsSync(file)) return '';
  return (JSON.parse(readFileSync(file, 'utf8')) as { name?: string }).name ?? '';
}
