// What is looked after by itself: that the number leads here, and that calls whose callbacks were lost come to an end.
import type { AccountContext } from '../../core/contract/context.ts';
import type { PluginJob } from '../../core/contract/contract.ts';
import { reason } from '../../core/contract/reason.ts';
import { isKeyDue, keepKey } from './browser/key.ts';
import { hearStatus, settle } from './lines/exchange.ts';
import { openLines, type Line } from './lines/store.ts';
import { providerOf } from './provider/client.ts';
import { numberOf, placeOf, pointHere, whereItLeads } from './provider/numbers.ts';
import { text } from './provider/reading.ts';
import { settingsOf } from './settings.ts';

/** Milliseconds after which callbacks should have come. */
const PATIENCE = 2 * 60_000;
/** Under which it is written down that a number could not be set right. */
const STAYS = 'stays elsewhere';
/** Above every number the provider gives. */
const LAST = 1_000_000;

export const jobs: PluginJob[] = [
  {
    name: 'numbers',
    schedule: '*/15 * * * *',
    run: async (context) => void (await Promise.all(context.accounts().map(mend))),
  },
  {
    // Another minute than the numbers.
    name: 'keys',
    schedule: '7-59/15 * * * *',
    run: async (context) => void (await Promise.all(context.accounts().filter(needsKey).map(keepKey))),
  },
  {
    name: 'calls',
    schedule: '* * * * *',
    async run(context) {
      for (const account of context.accounts())
        for (const line of await openLines(account, new Date(account.now().getTime() - PATIENCE)))
          await lookAfter(account, line);
    },
  },
];

/** One that is there is looked at as well. */
function needsKey(context: AccountContext): boolean {
  return isKeyDue(context) || settingsOf(context.account).browser;
}

export async function mend(context: AccountContext): Promise<void> {
  const provider = providerOf(context);
  const { uniqueId } = context.account;
  const found = await provider.ask({ path: `/IncomingPhoneNumbers/${uniqueId}` });
  if (!found.ok) return;
  const where = whereItLeads(numberOf(found.answer), context.publicUrl);
  const stayed = await context.notebook.get<string>(STAYS);
  if (where === null) return stayed ? context.notebook.set(STAYS, '') : undefined;
  const pointed = await pointHere(provider, uniqueId, context.publicUrl);
  const isMended = pointed.ok && whereItLeads(numberOf(pointed.answer), context.publicUrl) === null;
  // A provider that does not answer is asked again; one that does not do it is told of once.
  if (!isMended && ((!pointed.ok && pointed.kind !== 'refused') || stayed === where)) return;
  await context.notebook.set(STAYS, isMended ? '' : where);
  const about = { where: where.slice(0, 200) };
  const text = `Calls or news of them go ${placeOf(where)}, and the provider does not let that be changed.`;
  if (isMended)
    context.note(
      reason('telephone.mended', `Calls or news of them went ${placeOf(where)}; now they come here.`, about),
    );
  else context.note(reason('telephone.stays_elsewhere', text, about));
}

/** A call that the provider does not know, or never heard of, is over. */
export async function lookAfter(context: AccountContext, line: Line): Promise<void> {
  if (line.sid === null) {
    const told = await context.calls.told(line.key);
    if (line.leg !== 0 || told?.state === 'ended')
      await hearStatus(context, line, { sid: '', status: 'failed', seq: LAST });
    return;
  }
  const found = await providerOf(context).ask({ path: `/Calls/${line.sid}` });
  if (!found.ok && found.status !== 404) return;
  const status = found.ok ? text(found.answer.status) : 'failed';
  await hearStatus(context, line, { sid: line.sid, status, seq: LAST });
  await settle(context, line.key);
}
