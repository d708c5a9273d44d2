// The inbox and the pipeline every desk begins with, and an address for inboxes that no account reaches (WS-3).
import type { StageKind } from '../tickets/tickets.ts';
import type { Locales } from './locales.ts';
import type { WebRooms } from './rooms.ts';

/** Does nothing before the desk has its administrator, and nothing twice. */
export async function prepareInboxes(rooms: Pick<WebRooms, 'accounts' | 'conversations' | 'channels' | 'log'>) {
  const { accounts, conversations, channels, log } = rooms;
  if (await accounts.firstRun.needed()) return;
  const known = await conversations.inboxes.list({ archived: true });
  if (known.length === 0) known.push(await conversations.inboxes.create({ name: 'Support', actor: 'desk' }));
  const reached = new Set((await channels.accounts()).map(({ account }) => account.inboxId));
  for (const inbox of known) {
    if (inbox.archivedAt || reached.has(inbox.id)) continue;
    try {
      await channels.ensureFallback(inbox);
    } catch (error) {
      log.error({ error, inbox: inbox.id }, 'An inbox could not be given an address');
    }
  }
}

const STAGES: [key: string, kind: StageKind][] = [
  ['new', 'open'],
  ['doing', 'open'],
  ['waiting', 'waiting'],
  ['closed', 'closed'],
];

/** What a new pipeline begins with, in the words of a language. */
export function usualStages(locales: Locales, language: string) {
  const stages = STAGES.map(([key, kind]) => ({ name: locales.text(language, `pipelines.usual.${key}`), kind }));
  return { pipeline: locales.text(language, 'pipelines.usual'), stages };
}

const DEAL_STAGES = ['new', 'qualified', 'proposal', 'won', 'lost'];

/** What deals begin with, in the desk's own language; does nothing before there is one, and nothing twice. */
export async function prepareDeals(
  { accounts, records }: Pick<WebRooms, 'accounts' | 'records'>,
  locales: Locales,
): Promise<void> {
  if (await accounts.firstRun.needed()) return;
  const { language } = await accounts.workspace.get();
  const words = (key: string) => locales.text(language, `records.deal.${key}`);
  const stages = DEAL_STAGES.map((key) => words(`stage.${key}`));
  await records.prepareDeals({ stage: words('stage'), stages, amount: words('amount'), closing: words('closing') });
}

/** The first pipeline, in the desk's own language; does nothing before there is one, and nothing twice. */
export async function preparePipelines(
  { accounts, tickets }: Pick<WebRooms, 'accounts' | 'tickets'>,
  locales: Locales,
): Promise<void> {
  if (await accounts.firstRun.needed()) return;
  await tickets.pipelines.prepare(usualStages(locales, (await accounts.workspace.get()).language));
}
