// Users whose status, role or name changed: the list of them asks for itself again.
import { may } from '../accounts/accounts.ts';
import type { Batch } from './batch.ts';
import type { Stage, Telling } from './stage.ts';
import { USERS_TOPIC } from './topics.ts';

export function tellUsers({ pages }: Stage, { outbox, listeners }: Telling, { userIds, everybody }: Batch): void {
  if (userIds.size === 0 && !everybody) return;
  for (const line of listeners(USERS_TOPIC))
    if (may(line.viewer, 'user.manage')) outbox.add(line, pages.usersChanged());
}
