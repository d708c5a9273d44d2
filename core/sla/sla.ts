// The door to service levels: what is promised about tickets, when it is due, and what happens when it is late (TK-4).
import { dueAfter } from '../kernel/open-hours.ts';
import { handleAlarms } from './alarms.ts';
import { companyChanged, handleCompanies } from './companies.ts';
import { followTickets } from './following.ts';
import { createPolicies } from './policies.ts';
import { handleReviews } from './reviewing.ts';
import { TARGET_ROWS, targetFrom, type Row } from './rows.ts';
import { scheduleOf } from './targets.ts';
import { TARGETS, type Needs, type Preview, type Sla, type Target } from './shapes.ts';

export { dueConditions } from './conditions.ts';
export { TARGETS } from './shapes.ts';
export type { Actions, Holiday, NewPolicy, Policy, Preview, Sla, Target, TargetKind } from './shapes.ts';

const MINUTE = 60_000;

/** Builds the room; from then on it follows what happens to tickets. */
export function createSla(needs: Needs): Sla {
  const policies = createPolicies(needs);
  const renewing = { ...needs, policies };
  followTickets(renewing);
  handleReviews(renewing);
  handleAlarms(renewing);
  handleCompanies(renewing);
  needs.events.follow(async ({ type, data }) => {
    if (type === 'record.changed') await companyChanged(renewing, Number(data.recordId));
  });
  const { active: _active, ...kept } = policies;
  return {
    ...kept,
    isUsed: async () => (await policies.active()).length > 0,
    preview,
    async targetsOf(ticketId) {
      const rows = await needs.database.rows<Row>(TARGET_ROWS, [ticketId, ticketId]);
      const isDone = ({ metAt }: Target) => Number(metAt !== null);
      return rows
        .map(targetFrom)
        .toSorted((one, other) => isDone(one) - isDone(other) || other.startedAt.getTime() - one.startedAt.getTime());
    },
  };
}

const preview: Sla['preview'] = (policy, at) => {
  const due = TARGETS.map((kind) => {
    const minutes = policy.targets[kind];
    const found = minutes === null ? null : dueAfter(scheduleOf(policy), at.getTime(), minutes * MINUTE);
    return [kind, found === null ? null : new Date(found)];
  });
  return Object.fromEntries(due) as Preview;
};
