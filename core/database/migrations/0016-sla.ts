// Service levels: policies, the targets of each ticket, when its clock stood still; and what is due next, on the ticket itself.
import type { SqlMigration } from '../migration.ts';

const THERE = 'where deleted_at is null and hidden = false';
/** In milliseconds, behind everything that is due. */
const NEVER = 900_000_000_000_000;

export const sla: SqlMigration = {
  name: 'core/0016-sla',
  up: () => [
    `create table sla_policy (
      id {id}, name text not null, active {bool} not null default true, position integer not null default 0, filter {json} not null,
      first_minutes integer, next_minutes integer, resolution_minutes integer,
      hours {json}, holidays {json} not null, warn_percent integer not null default 0, on_warning {json} not null, on_breach {json} not null,
      created_at {time} not null)`,
    `create table sla_target (
      id {id}, ticket_id integer not null references ticket on delete cascade, policy_id integer references sla_policy on delete set null,
      kind text not null, started_at {time} not null, minutes integer not null, due_at {time}, warn_at {time},
      remaining double precision, met_at {time}, warned_at {time}, breached_at {time}, job_id integer, job_at {time})`,
    // A target is set once, whatever is heard twice.
    `create unique index sla_target_once on sla_target (ticket_id, kind, started_at)`,
    `create index sla_target_ticket on sla_target (ticket_id, id)`,
    `create index sla_target_open on sla_target (ticket_id) where met_at is null`,
    `create index sla_target_policy on sla_target (policy_id)`,
    `create index sla_target_breached on sla_target (ticket_id) where breached_at is not null`,
    `create table sla_pause (
      id {id}, ticket_id integer not null references ticket on delete cascade, started_at {time} not null, ended_at {time})`,
    `create index sla_pause_ticket on sla_pause (ticket_id, started_at)`,
    // Written by service levels alone, so that tables and boards need not ask further.
    `alter table ticket add column due double precision not null default ${NEVER}`,
    `alter table ticket add column due_kind text`,
    `alter table ticket add column due_left double precision`,
    `create index ticket_due on ticket (stage_kind, due, id) ${THERE}`,
    `create index ticket_stage_due on ticket (stage_id, due, id) ${THERE}`,
    `alter table notification add column ticket_id integer references ticket on delete cascade`,
    `create index notification_ticket on notification (ticket_id) where ticket_id is not null`,
  ],
};
