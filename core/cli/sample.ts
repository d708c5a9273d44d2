// `hubdesk sample remove`: takes the invented company away while the desk is closed.
import { loadConfig } from '../../config/config.ts';
import { runningDesk } from './lock.ts';
import { withDesk } from './quiet-desk.ts';
import { removeSample } from './sample/sample.ts';
import { CommandError } from './words.ts';

export async function sample(args: string[]): Promise<number> {
  if (args.length !== 1 || args[0] !== 'remove') throw new CommandError('Say "hubdesk sample remove".');
  const { dataFolder } = await loadConfig();
  if (runningDesk(dataFolder)) throw new CommandError('The desk is open: remove it under Settings, Workspace.', 1);
  return withDesk(async (desk) => {
    const removed = await removeSample(desk);
    console.log(removed ? 'The invented company is gone.' : 'There is no invented company here.');
    return 0;
  });
}
