// A mail to several people that only some servers have taken so far: kept, so that nobody gets it twice.
import type { Notebook } from '../../../core/contract/context.ts';
import type { SendResult } from '../../../core/contract/outbound.ts';
import { ofRefusedRecipients, type RefusedRecipient } from './results.ts';

export interface Progress {
  taken: string[];
  /** For good. */
  refused: RefusedRecipient[];
}

/** After so many attempts those who still ask to wait count as refused: core gives up soon, and would give up for all. */
const LAST_ATTEMPT = 20;

export async function loadProgress(notebook: Notebook, key: string): Promise<Progress> {
  return (await notebook.get<Progress>(`sent:${key}`)) ?? { taken: [], refused: [] };
}

/** For a mail whose fate is unclear: who has it already must not get it again when a person decides to repeat it. */
export async function saveProgress(notebook: Notebook, key: string, before: Progress, now: Progress): Promise<void> {
  const taken = [...before.taken, ...now.taken];
  const refused = [...before.refused, ...now.refused.filter((one) => !one.isTemporary)];
  if (taken.length + refused.length > 0) await notebook.set(`sent:${key}`, { taken, refused } satisfies Progress);
}

/** Adds what an attempt came to, and says what that means for the whole mail. */
export async function conclude(
  notebook: Notebook,
  mail: { key: string; messageId: string; aliases: string[] },
  before: Progress,
  now: { taken: string[]; refused: RefusedRecipient[] },
  attempt: number,
): Promise<SendResult> {
  const taken = [...before.taken, ...now.taken];
  const isOver = attempt >= LAST_ATTEMPT;
  const waiting = isOver ? [] : now.refused.filter((one) => one.isTemporary);
  const refused = [...before.refused, ...now.refused.filter((one) => isOver || !one.isTemporary)];
  const isPartial = waiting.length > 0 && taken.length + refused.length > 0;
  const hasRecord = before.taken.length + before.refused.length > 0;
  if (isPartial) await notebook.set(`sent:${mail.key}`, { taken, refused } satisfies Progress);
  else if (hasRecord) await notebook.set(`sent:${mail.key}`, undefined);
  if (waiting.length > 0) return { outcome: 'retry', why: waiting[0]!.why };
  if (taken.length === 0) return ofRefusedRecipients(refused);
  return {
    outcome: 'accepted',
    id: mail.messageId,
    ...(mail.aliases.length > 0 ? { aliases: mail.aliases } : {}),
    ...(refused.length > 0 ? { refused: refused.map(asRefused) } : {}),
  };
}

function asRefused({ address, why, hard }: RefusedRecipient) {
  return { address: { kind: 'email' as const, value: address }, why, hard };
}
