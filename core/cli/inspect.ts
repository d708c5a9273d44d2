// `hubdesk inspect CHANNEL FILE…`: reads files through exactly the code the channel uses.
import { fileURLToPath } from 'node:url';
import { loadPlugins } from '../channels/channels.ts';
import { CommandError } from './words.ts';

export async function inspect(args: string[]): Promise<number> {
  const [channel, ...rest] = args;
  if (!channel) throw new CommandError('Say which channel: hubdesk inspect CHANNEL FILE…');
  const folder = fileURLToPath(new URL('../../plugins/', import.meta.url));
  const [found] = await loadPlugins(folder, [channel]);
  if (!found?.plugin) throw new CommandError(`The channel "${channel}" is not there: ${found?.why?.text ?? ''}`, 1);
  if (!found.plugin.inspect) throw new CommandError(`The channel "${channel}" cannot read files.`, 1);
  return found.plugin.inspect(rest, (line) => process.stdout.write(`${line}\n`));
}
