// The command `npm run simulate CHANNEL`: a channel's far side on this machine, for trying it and for demonstrations.
import { fileURLToPath } from 'node:url';
import { loadPlugins } from '../core/channels/channels.ts';

const [channel = '', ...args] = process.argv.slice(2);
const folder = fileURLToPath(new URL('../plugins/', import.meta.url));
const simulated = (await loadPlugins(folder, null)).filter((one) => one.plugin?.simulate);
const found = simulated.find(({ id }) => id === channel);
if (found) await found.plugin!.simulate!(args);
else {
  console.error(
    `Usage: npm run simulate CHANNEL     ${simulated.map(({ id }) => id).join(', ') || 'none can be simulated'}`,
  );
  process.exitCode = 2;
}
