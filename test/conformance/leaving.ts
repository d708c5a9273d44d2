// The check of leaving: a deleted account leaves nothing at its far side, however often that is asked for (PL-2, CH-2).
import type { Bench } from './bench.ts';
import type { Findings } from './channel.ts';

export async function leaves(bench: Bench): Promise<Findings> {
  const { plugin } = await bench.desk();
  if (!plugin.disconnect) return { skipped: 'connecting leaves nothing at its far side' };
  const desk = await bench.fresh();
  const { left } = desk.far;
  if (!left) return ['there is a method disconnect(), but the kit’s far side does not say what is left there: left()'];
  if ((await left()).length === 0) return ['left() names nothing while the account is connected'];
  const context = desk.desk.channels.context(desk.accountId)!;
  await desk.desk.channels.remove(desk.accountId, 'desk');
  await desk.desk.jobs.idle();
  const findings = (await left()).map((what) => `a deleted account leaves ${what} at its far side`);
  const again = async (isBack: boolean, when: string) => {
    const answer = await plugin.disconnect!(context, { isBack }).catch((error: unknown) => ({
      why: { text: String(error) },
    }));
    if (answer) findings.push(`disconnecting ${when} fails: ${answer.why.text}`);
  };
  await again(false, 'a second time');
  if (desk.far.made !== undefined) return findings;
  await desk.connect();
  const held = await left();
  await again(true, 'what was connected anew meanwhile');
  const stays = new Set(await left());
  const lost = held.filter((what) => !stays.has(what));
  return [...findings, ...lost.map((what) => `disconnecting the old account takes ${what} from the one that is back`)];
}
