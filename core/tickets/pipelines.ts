// Pipelines and their stages: named, ordered, put away. Every pipeline keeps at least one open and one closed stage.
import { insert } from '../database/columns.ts';
import type { Actor } from '../events/events.ts';
import { conflict, invalid, notFound } from '../kernel/errors.ts';
import { goodName, tellPipeline } from './naming.ts';
import { pipelineFrom, stageFrom, type Row } from './rows.ts';
import { STAGE_KINDS, type Beginning, type Needs, type Pipeline, type Stage, type StageKind } from './shapes.ts';
import type { Pipelines } from './verbs.ts';
import { createStages } from './stages.ts';

/** Where no words were handed in: the desk's own stages in English. */
const USUAL: { pipeline: string; stages: { name: string; kind: StageKind }[] } = {
  pipeline: 'Support',
  stages: [
    { name: 'New', kind: 'open' },
    { name: 'In progress', kind: 'open' },
    { name: 'Waiting for the customer', kind: 'waiting' },
    { name: 'Closed', kind: 'closed' },
  ],
};

export function createPipelines(needs: Needs): Pipelines {
  const { database } = needs;
  return {
    list: ({ archived = false } = {}) => pipelinesWhere(needs, archived ? '1 = 1' : 'archived_at is null', []),
    get: async (id) => (await pipelinesWhere(needs, 'id = ?', [id]))[0] ?? null,
    async stage(id) {
      const row = await database.row<Row>('select * from stage where id = ?', [id]);
      return row ? stageFrom(row) : null;
    },
    beginning: (wanted) => beginning(needs, wanted),
    create: (pipeline, actor) =>
      database.write(async () => {
        const made = await create(needs, pipeline.name, pipeline.stages ?? USUAL.stages);
        await tellPipeline(needs, made.id, actor);
        return made;
      }),
    change: (id, changes, actor) => database.write(() => change(needs, id, changes, actor)),
    order: (ids, actor) =>
      database.write(async () => {
        for (const [position, id] of ids.entries())
          await database.run('update pipeline set position = ? where id = ?', [position, id]);
        await tellPipeline(needs, null, actor);
      }),
    archive: (id, archived, actor) => database.write(() => archive(needs, id, archived, actor)),
    prepare: (names) => database.write(() => prepare(needs, names)),
    ...createStages(needs),
  };
}

type Begins = Awaited<ReturnType<Pipelines['beginning']>>;

async function beginning(needs: Needs, { pipelineId, stageId }: Beginning): Promise<Begins> {
  const sql = 'select pipeline_id as id from stage where id = ?';
  const wantedId = pipelineId || (stageId ? (await needs.database.row<{ id: number }>(sql, [stageId]))?.id : undefined);
  const all = await pipelinesWhere(needs, 'archived_at is null', []);
  const pipeline = all.find(({ id }) => id === wantedId) ?? all[0];
  if (!pipeline) return null;
  return { pipeline, stage: pipeline.stages.find(({ id }) => id === stageId) ?? firstStage(pipeline, 'open')! };
}

/** The same on a desk without a pipeline: it then has the usual one. Inside `write`. */
export async function beginningFor(needs: Needs, wanted: Beginning): Promise<NonNullable<Begins>> {
  await prepare(needs, USUAL);
  return (await beginning(needs, wanted))!;
}

export function firstStage(pipeline: Pipeline, kind: StageKind): Stage | undefined {
  return pipeline.stages.find((stage) => stage.kind === kind);
}

async function pipelinesWhere({ database }: Needs, where: string, params: unknown[]): Promise<Pipeline[]> {
  const rows = await database.rows<Row>(`select * from pipeline where ${where} order by position, id`, params);
  const stages = await database.rows<Row>(
    'select * from stage where pipeline_id in (?) and archived_at is null order by position, id',
    [rows.map((row) => row.id)],
  );
  const known = stages.map(stageFrom);
  return rows.map((row) =>
    pipelineFrom(
      row,
      known.filter(({ pipelineId }) => pipelineId === row.id),
    ),
  );
}

async function create(needs: Needs, name: string, stages: { name: string; kind: StageKind }[]): Promise<Pipeline> {
  const { database, clock } = needs;
  for (const kind of ['open', 'closed'] as const)
    if (!stages.some((stage) => stage.kind === kind)) throw invalid({ stages: 'wrong.stages' });
  const last = await database.row<{ last: number | null }>('select max(position) as last from pipeline');
  const position = (last?.last ?? -1) + 1;
  const id = await insert(database, 'pipeline', { name: goodName(name), position, created_at: clock.now() });
  for (const [place, stage] of stages.entries()) {
    if (!STAGE_KINDS.includes(stage.kind)) throw invalid({ kind: 'wrong.choice' });
    const columns = { pipeline_id: id, name: goodName(stage.name), kind: stage.kind, position: place, required: '[]' };
    await insert(database, 'stage', columns);
  }
  return (await pipelinesWhere(needs, 'id = ?', [id]))[0]!;
}

async function change(
  needs: Needs,
  id: number,
  { name, reopens, closes }: Parameters<Pipelines['change']>[1],
  actor: Actor,
): Promise<Pipeline> {
  const [before] = await pipelinesWhere(needs, 'id = ?', [id]);
  if (!before) throw notFound('pipeline');
  await needs.database.run('update pipeline set name = ?, reopens = ?, closes = ? where id = ?', [
    name === undefined ? before.name : goodName(name),
    reopens ?? before.reopens,
    closes ?? before.closes,
    id,
  ]);
  await tellPipeline(needs, id, actor);
  return (await pipelinesWhere(needs, 'id = ?', [id]))[0]!;
}

async function archive(needs: Needs, id: number, archived: boolean, actor: Actor): Promise<void> {
  const open = await pipelinesWhere(needs, 'archived_at is null', []);
  if (archived && open.every((one) => one.id === id))
    throw conflict('pipeline_last', 'At least one pipeline must stay: tickets need a place to begin.');
  await needs.database.run('update pipeline set archived_at = ? where id = ?', [
    archived ? needs.clock.now() : null,
    id,
  ]);
  await tellPipeline(needs, id, actor);
}

async function prepare(needs: Needs, names: typeof USUAL): Promise<void> {
  if (await needs.database.row('select 1 as here from pipeline limit 1')) return;
  await create(needs, names.pipeline, names.stages);
}
