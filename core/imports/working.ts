// The rows of an import, one after the other: checked without changing anything, then written, each once: how far it is, is
// written down together with what was done.
import { createHash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import { reason, type Reason } from '../contract/reason.ts';
import { DeskError } from '../kernel/errors.ts';
import { inSlices } from '../kernel/slices.ts';
import { apply } from './applying.ts';
import type { Fields } from './fields.ts';
import { planOf, type Plan, type Planned } from './planning.ts';
import { rowsOf, type FileRow } from './reading.ts';
import {
  addCounts,
  addFault,
  findImport,
  importById,
  nothingCounted,
  patchImport,
  type Counted,
  type Row,
} from './rows.ts';
import type { Import, Needs } from './shapes.ts';
import { shorten } from './values.ts';
import { worldOf, type World } from './world.ts';

/** Rows of one transaction, some ten milliseconds: others have their turn after it. */
const AT_ONCE = 10;
/** Rows that are checked before the page is told. */
const CHECKED = 200;
/** Rows that are checked before others have their turn. */
const LOOKED_AT = 5;

/** `stopped`: by a person, or because the desk ends; then it goes on after its start. */
export type Ended = 'whole' | 'stopped';

/** Rows behind the headings, so many at a time. */
async function* slices(needs: Needs, { fileId, settings }: Import, size: number): AsyncGenerator<FileRow[]> {
  const stored = fileId === null ? null : await needs.files.find(fileId);
  if (!stored) throw new DeskError('import_gone', 410, 'The file of this import is no longer there.');
  let some: FileRow[] = [];
  let isHead = true;
  for await (const row of rowsOf(needs.files.path(stored.hash), settings)) {
    if (isHead) isHead = false;
    else some.push(row);
    if (some.length < size) continue;
    yield some;
    some = [];
    await turn();
  }
  if (some.length > 0) yield some;
}

/** Changes nothing but what is known of the import. */
export async function check(needs: Needs, id: number, signal: AbortSignal): Promise<Ended> {
  const begun = await findImport(needs, id);
  if (begun?.status !== 'checking') return 'whole';
  await beginAnew(needs, id);
  const world = await worldOf(needs, begun);
  const seen: Seen = new Set();
  let behind = 0;
  try {
    for await (const rows of slices(needs, begun, CHECKED)) {
      const { status, done } = await importById(needs, id);
      // Or stopped and begun anew since: then it is counted from nothing.
      if (signal.aborted || status !== 'checking' || done !== behind) return 'stopped';
      await checkSome(needs, world, rows, seen);
      behind += rows.length;
    }
  } catch (error) {
    await fail(needs, begun, error);
    return 'whole';
  }
  const choices = Object.fromEntries([...world.choices].map(([index, found]) => [index, [...found]]));
  const settings = JSON.stringify({ ...begun.settings, choices });
  await conclude(needs, begun, ({ done }) => done === behind && { status: 'checked', total: done, settings });
  return 'whole';
}

async function beginAnew(needs: Needs, id: number): Promise<void> {
  await needs.database.write(async () => {
    await needs.database.run('delete from import_fault where import_id = ?', [id]);
    await patchImport(needs, id, { ...nothingCounted(), reason: null, total: null });
  });
}

async function checkSome(needs: Needs, world: World, rows: FileRow[], seen: Seen): Promise<void> {
  const counted = nothingCounted();
  const faults: { row: FileRow; reasons: Reason[] }[] = [];
  await inSlices(rows, LOOKED_AT, async (some) => {
    for (const row of some) {
      const planned = within(world, await planOf(needs, world, row), seen);
      if ('faults' in planned) faults.push({ row, reasons: planned.faults });
      count(counted, planned);
      if ('plan' in planned && (await losesOwner(needs, planned.plan))) counted.unowned += 1;
    }
  });
  await needs.database.write(
    async () => {
      for (const { row, reasons } of faults) await addFault(needs, world.run.id, { ...row, reasons });
      await addCounts(needs, world.run.id, counted);
    },
    // A check that is cut off begins anew.
    { repeatable: true },
  );
}

function count(counted: Counted, planned: Planned): void {
  counted.done += 1;
  if ('faults' in planned) counted.faulty += 1;
  else counted[{ create: 'created', update: 'updated', skip: 'skipped' }[planned.plan.action] as keyof Counted] += 1;
}

/** Of a ticket that goes to a stage where its owner does not see it, and is given to nobody else. */
async function losesOwner({ tickets }: Needs, { action, id, stageId, fields }: Plan): Promise<boolean> {
  if (action !== 'update' || id === null || stageId === null || fields.owner !== undefined) return false;
  return (await tickets.losesOwner(id, stageId)) !== null;
}

/** Marks of keys: as many as the file has rows, so they have to be small. */
type Seen = Set<number>;

function markOf(key: string): number {
  return createHash('sha1').update(key).digest().readUIntBE(0, 6);
}

/** What an earlier row of the file will have made by then is there for the later ones. */
function within({ run }: World, planned: Planned, seen: Seen): Planned {
  if ('faults' in planned || planned.plan.action !== 'create') return planned;
  const { object, settings } = run;
  const { fields } = planned.plan;
  const keys = keysOf(object, fields, settings.match);
  const again = keys.find((key) => seen.has(markOf(key)));
  for (const key of keys) seen.add(markOf(key));
  if (again === undefined) return planned;
  const isMatch = again.startsWith(`${settings.match} `);
  if (isMatch && settings.onMatch !== 'create') return { plan: { ...planned.plan, action: settings.onMatch } };
  if (object !== 'contact') return planned;
  const value = shorten(again.slice(again.indexOf(' ') + 1));
  return { faults: [reason('import.twice', `An earlier row of the file has ${value} as well.`, { value })] };
}

function keysOf(object: string, { addresses, domain, name }: Fields, match: string): string[] {
  if (object === 'contact') return addresses.map(({ kind, value }) => `${kind} ${value}`);
  const key = match === 'domain' ? domain : match === 'name' ? name : undefined;
  return key === undefined ? [] : [`${match} ${key}`];
}

export async function run(needs: Needs, id: number, signal: AbortSignal): Promise<Ended> {
  const begun = await findImport(needs, id);
  if (begun?.status !== 'running') return 'whole';
  const world = await worldOf(needs, begun);
  let behind = 0;
  try {
    for await (const rows of slices(needs, begun, AT_ONCE)) {
      behind += rows.length;
      if (behind <= begun.done) continue;
      // Rows that are written one by one end within a slice.
      const left = rows.slice(Math.max(0, rows.length - (behind - begun.done)));
      if (signal.aborted || (await importById(needs, id)).status !== 'running') return 'stopped';
      await runSome(needs, world, left);
      await needs.database.still();
    }
  } catch (error) {
    await fail(needs, begun, error);
    return 'whole';
  }
  await conclude(needs, begun, () => ({ status: 'done', ended_at: needs.clock.now() }));
  return 'whole';
}

/** Unless somebody has stopped it since, or begun it anew in another way: then that stands. */
async function conclude(needs: Needs, begun: Import, columns: (now: Import) => Row | false): Promise<void> {
  await needs.database.write(async () => {
    const now = await findImport(needs, begun.id);
    if (now?.status !== begun.status || JSON.stringify(now.settings) !== JSON.stringify(begun.settings)) return;
    const ended = columns(now);
    if (ended) await patchImport(needs, begun.id, ended);
  });
}

/** All of them in one transaction; when one of them cannot be written, each in its own, so that only that one is left. */
async function runSome(needs: Needs, world: World, rows: FileRow[]): Promise<void> {
  try {
    await needs.database.write(() => writeRows(needs, world, rows));
    needs.onStep('imports.written');
  } catch (error) {
    if (!(error instanceof DeskError)) throw error;
    for (const row of rows) await runOne(needs, world, row);
  }
}

async function runOne(needs: Needs, world: World, row: FileRow): Promise<void> {
  try {
    await needs.database.write(() => writeRows(needs, world, [row]));
  } catch (error) {
    if (!(error instanceof DeskError)) throw error;
    const { code, message, params } = error;
    await needs.database.write(async () => {
      await addFault(needs, world.run.id, { ...row, reasons: [{ code, text: message, params }] });
      await addCounts(needs, world.run.id, { ...nothingCounted(), done: 1, faulty: 1 });
    });
  }
}

async function writeRows(needs: Needs, world: World, rows: FileRow[]): Promise<void> {
  const counted = nothingCounted();
  for (const row of rows) {
    const planned = await planOf(needs, world, row);
    if ('faults' in planned) await addFault(needs, world.run.id, { ...row, reasons: planned.faults });
    else if ((await apply(needs, world.run, planned.plan)).unowned) counted.unowned += 1;
    count(counted, planned);
  }
  await addCounts(needs, world.run.id, counted);
  needs.onStep('imports.writing');
}

/** What is said to people; anything else is a fault of the desk and is tried again. */
async function fail(needs: Needs, begun: Import, error: unknown): Promise<void> {
  if (!(error instanceof DeskError)) throw error;
  const { params, message } = error;
  const code = error.fields.file === 'wrong.import_quote' ? 'import.quote' : error.code;
  const why = JSON.stringify({ code, text: message, params } satisfies Reason);
  await conclude(needs, begun, () => ({ status: 'failed', reason: why, ended_at: needs.clock.now() }));
}
