// Checks of an address that is to become a team address, and how far back its mail is taken over.
import type { ConnectContext } from '../../../core/contract/connect.ts';
import { reason, type Reason } from '../../../core/contract/reason.ts';
import type { Field } from '../../../core/contract/settings.ts';

/** EM-4: one address cannot be a person's and the team's. Null: it may be connected. */
export async function refusalOf(context: ConnectContext, address: string): Promise<Reason | null> {
  if (!(await context.plugin.isTeamMember(address))) return null;
  const text = `${address} is the personal address of somebody on the team. Connect an address that belongs to all.`;
  return reason('wizard.address_of_member', text, { address });
}

export const TAKE_OVER = {
  type: 'choice',
  options: ['nothing', 'week', 'month', 'year', 'everything'],
  default: 'nothing',
  look: 'select',
} as const satisfies Field;

const DAYS: Record<string, number> = { week: 7, month: 31, year: 366, everything: 365 * 100 };

/** The setting `since`; none when only new mail is wanted. */
export function sinceOf(choice: unknown, now: Date): { since?: string } {
  const days = DAYS[String(choice)];
  return days ? { since: new Date(Math.max(0, now.getTime() - days * 24 * 3600_000)).toISOString() } : {};
}
