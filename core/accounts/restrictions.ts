// Pipelines and types of records opened to chosen people and teams only: kept, told, and what of them a person does not see (AD-1).
import type { Database } from '../database/database.ts';
import { notFound } from '../kernel/errors.ts';
import type { Audit } from './audit.ts';
import type { AccountsDeps } from './deps.ts';
import { actorOf, demand, type Permission, type Viewer } from './permissions.ts';
import { rolesWith } from './role-rows.ts';
import { goodAccess, RESTRICTED, share, sharesOf, type Access } from './sharing.ts';

/** A pipeline by its id, or a type of records by its key. */
export type Restrictable = { pipelineId: number } | { recordType: string };

export interface Restrictions {
  /** `everyone`, or `chosen`: these people and teams, and whoever manages such things. */
  of(thing: Restrictable): Promise<Access>;
  /** Demands the permission to manage such things; `name` is for the audit log. Holds at once, on open pages too. */
  set(viewer: Viewer, thing: Restrictable, name: string, access: Access): Promise<void>;
  /** Users who see the tickets of a pipeline; null: it is kept from nobody. */
  seersOf(pipelineId: number): Promise<Seers>;
}

export type Seers = ReadonlySet<number> | null;

export const OPEN: Access = { access: 'everyone', userIds: [], teamIds: [] };

export function createRestrictions({ database, events }: AccountsDeps, audit: Audit): Restrictions {
  return {
    of: (thing) => accessOf(database, thing),
    seersOf: (pipelineId) => seersOf(database, pipelineId),
    async set(viewer, thing, name, wanted) {
      demand(viewer, managedBy(thing));
      const access = wanted.access === 'chosen' ? goodAccess(wanted) : OPEN;
      await database.write(async () => {
        const before = await accessOf(database, thing);
        if (JSON.stringify(before) === JSON.stringify(access)) return;
        await keep(database, thing, access);
        const { access: who, ...people } = await accessOf(database, thing);
        const subject = 'pipelineId' in thing ? `pipeline:${thing.pipelineId}` : `record_type:${thing.recordType}`;
        await audit.write(viewer, 'access.changed', subject, { name, access: who, ...people });
        await events.add({ type: 'user.changed', actor: actorOf(viewer), data: { access: true } });
      });
    },
  };
}

/** Who manages such things sees all of them: they could let themselves in anyway. */
function managedBy(thing: Restrictable): Permission {
  return 'pipelineId' in thing ? 'pipeline.manage' : 'record.manage';
}

/** The same as a viewer carries, asked from the other side. */
async function seersOf(database: Database, pipelineId: number): Promise<Seers> {
  const all = await database.remembered<{ id: number; pipeline_id: number | null }>(
    'select id, pipeline_id from restricted',
  );
  const restricted = all.find((one) => one.pipeline_id === pipelineId);
  if (!restricted) return null;
  const rows = await database.remembered<{ id: number }>(
    `select id from desk_user where role in (?) union
     select user_id from restricted_share where record_id = ? and user_id is not null union
     select team_member.user_id from restricted_share join team_member on team_member.team_id = restricted_share.team_id
     where record_id = ?`,
    [await rolesWith(database, 'pipeline.manage'), restricted.id, restricted.id],
  );
  return new Set(rows.map(({ id }) => id));
}

function placeOf(thing: Restrictable): { column: string; value: number | string } {
  return 'pipelineId' in thing
    ? { column: 'pipeline_id', value: thing.pipelineId }
    : { column: 'record_type', value: thing.recordType };
}

async function idOf(database: Database, thing: Restrictable): Promise<number | null> {
  const { column, value } = placeOf(thing);
  return (await database.row<{ id: number }>(`select id from restricted where ${column} = ?`, [value]))?.id ?? null;
}

async function accessOf(database: Database, thing: Restrictable): Promise<Access> {
  const id = await idOf(database, thing);
  if (id === null) return OPEN;
  const shares = (await sharesOf(database, RESTRICTED, [id])).get(id)!;
  return { access: 'chosen', ...shares };
}

/** Inside `write`. */
async function keep(database: Database, thing: Restrictable, access: Access): Promise<void> {
  const { column, value } = placeOf(thing);
  if (access.access === 'everyone') return database.run(`delete from restricted where ${column} = ?`, [value]);
  const isThere =
    'recordType' in thing || (await database.row('select 1 as here from pipeline where id = ?', [thing.pipelineId]));
  if (!isThere) throw notFound('pipeline');
  await database.run(`insert into restricted (${column}) values (?) on conflict do nothing`, [value]);
  await share(database, RESTRICTED, (await idOf(database, thing))!, access);
}
