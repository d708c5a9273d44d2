// The stages of a pipeline: added, changed, ordered, removed; what they ask of a ticket.
import { insert } from '../database/columns.ts';
import type { Actor } from '../events/events.ts';
import { conflict, invalid, notFound } from '../kernel/errors.ts';
import { goodName, tellPipeline } from './naming.ts';
import { stageFrom, type Row } from './rows.ts';
import { STAGE_KINDS, type Needs, type Stage } from './shapes.ts';
import type { Pipelines } from './verbs.ts';

type Part = Pick<Pipelines, 'addStage' | 'changeStage' | 'orderStages' | 'removeStage' | 'countIn'>;

/** Fields of a ticket itself that a stage may ask for. */
export const OWN_FIELDS = ['description', 'priority', 'owner'];

export function createStages(needs: Needs): Part {
  const { database } = needs;
  return {
    addStage: (pipelineId, stage, actor) => database.write(() => add(needs, pipelineId, stage, actor)),
    changeStage: (id, changes, actor) => database.write(() => change(needs, id, changes, actor)),
    orderStages: (pipelineId, ids, actor) =>
      database.write(async () => {
        for (const [position, id] of ids.entries())
          await database.run('update stage set position = ? where id = ? and pipeline_id = ?', [
            position,
            id,
            pipelineId,
          ]);
        await tellPipeline(needs, pipelineId, actor);
      }),
    removeStage: (id, toStageId, actor) => database.write(() => remove(needs, id, toStageId, actor)),
    async countIn(stageId) {
      const sql = 'select count(*) as found from ticket where stage_id = ? and deleted_at is null';
      return (await database.row<{ found: number }>(sql, [stageId]))!.found;
    },
  };
}

async function stageOf({ database }: Needs, id: number): Promise<Stage> {
  const row = await database.row<Row>('select * from stage where id = ? and archived_at is null', [id]);
  if (!row) throw notFound('stage');
  return stageFrom(row);
}

async function add(
  needs: Needs,
  pipelineId: number,
  { name, kind, required = [] }: Parameters<Pipelines['addStage']>[1],
  actor: Actor,
): Promise<Stage> {
  const { database } = needs;
  if (!STAGE_KINDS.includes(kind)) throw invalid({ kind: 'wrong.choice' });
  const last = await database.row<{ last: number | null }>(
    'select max(position) as last from stage where pipeline_id = ?',
    [pipelineId],
  );
  const asked = JSON.stringify(await known(needs, required));
  const columns = {
    pipeline_id: pipelineId,
    name: goodName(name),
    kind,
    position: (last?.last ?? -1) + 1,
    required: asked,
  };
  const id = await insert(database, 'stage', columns);
  await tellPipeline(needs, pipelineId, actor);
  return stageOf(needs, id);
}

async function change(
  needs: Needs,
  id: number,
  { name, kind, required }: Parameters<Pipelines['changeStage']>[1],
  actor: Actor,
): Promise<Stage> {
  const { database, clock } = needs;
  const before = await stageOf(needs, id);
  if (kind && !STAGE_KINDS.includes(kind)) throw invalid({ kind: 'wrong.choice' });
  if (kind && kind !== before.kind) {
    await keepOne(needs, before);
    // Its tickets are now what the stage is.
    const closedAt = kind === 'closed' ? clock.now() : null;
    await database.run('update ticket set stage_kind = ?, closed_at = ? where stage_id = ?', [kind, closedAt, id]);
  }
  await database.run('update stage set name = ?, kind = ?, required = ? where id = ?', [
    name === undefined ? before.name : goodName(name),
    kind ?? before.kind,
    JSON.stringify(required ? await known(needs, required) : before.required),
    id,
  ]);
  await tellPipeline(needs, before.pipelineId, actor);
  return stageOf(needs, id);
}

/** A pipeline without an open or without a closed stage could not begin or end a ticket. */
async function keepOne({ database }: Needs, { id, pipelineId, kind }: Stage): Promise<void> {
  if (kind === 'waiting') return;
  const other = await database.row(
    'select 1 as here from stage where pipeline_id = ? and kind = ? and id <> ? and archived_at is null',
    [pipelineId, kind, id],
  );
  if (!other)
    throw conflict(
      'stage_last',
      'A pipeline needs at least one open and one closed stage; this is the last of its kind.',
    );
}

async function remove(needs: Needs, id: number, toStageId: number | null, actor: Actor): Promise<void> {
  const { database, clock } = needs;
  const stage = await stageOf(needs, id);
  await keepOne(needs, stage);
  const tickets = await database.row('select 1 as here from ticket where stage_id = ? limit 1', [id]);
  if (tickets) {
    const to = toStageId === null ? null : await stageOf(needs, toStageId);
    if (!to || to.id === id || to.pipelineId !== stage.pipelineId) throw invalid({ to: 'wrong.choice' });
    await database.run(
      `update ticket set stage_id = ?, stage_kind = ?, closed_at = case when ? = 'closed' then coalesce(closed_at, ?) end,
        version = version + 1 where stage_id = ?`,
      [to.id, to.kind, to.kind, clock.now(), id],
    );
  }
  await database.run('update stage set archived_at = ? where id = ?', [clock.now(), id]);
  await tellPipeline(needs, stage.pipelineId, actor);
}

/** Names of fields and properties there are; others are left out. */
async function known({ properties }: Needs, required: string[]): Promise<string[]> {
  const keys = (await properties.definitions.list('ticket')).map(({ key }) => `property.${key}`);
  return [...new Set(required)].filter((key) => OWN_FIELDS.includes(key) || keys.includes(key));
}
