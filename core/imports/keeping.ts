// Imports kept: opened from a file, their settings checked, begun, stopped, undone, taken out.
import { conflict, invalid, notFound } from '../kernel/errors.ts';
import { publicId } from '../kernel/ids.ts';
import type { Sampled } from './reading.ts';
import { demandStatus, faultsOf, importById, importsWhere, nothingCounted, patchImport } from './rows.ts';
import { guessDays, guessTargets, matchesOf, NEW_KINDS, targetsOf } from './targets.ts';
import {
  DAY_ORDERS,
  DECIMALS,
  DELIMITERS,
  ENCODINGS,
  ON_MATCH,
  ON_NEW,
  type Import,
  type ImportObject,
  type Imports,
  type Needs,
  type Settings,
} from './shapes.ts';
import { newProperties } from './world.ts';

/** The kinds of work that follow one after the other: two imports would be in each other's way. */
const ORDER = 'imports';
const MOST = 100;

export function createKeeping(needs: Needs): Imports {
  return {
    open: (file, object, about) => open(needs, file, object, about),
    get: async (key) => (await importsWhere(needs, 'where public_id = ?', [key.slice(0, 60)]))[0] ?? null,
    list: ({ before = Number.MAX_SAFE_INTEGER, limit = 50 } = {}) =>
      importsWhere(needs, 'where import_run.id < ? order by import_run.id desc limit ?', [
        before,
        Math.min(limit, MOST),
      ]),
    reread: (id, shape) => reread(needs, id, shape),
    targets: (object) => targetsOf(needs, object),
    matches: matchesOf,
    check: (id, settings) => check(needs, id, settings),
    run: (id) => run(needs, id),
    stop: (id) => stop(needs, id),
    undo: (id) => undo(needs, id),
    faults: (id, options) => faultsOf(needs, id, options),
    remove: (id) =>
      needs.database.write(async () => {
        demandStatus(await importById(needs, id), 'open', 'checked', 'failed', 'undone');
        await needs.database.run('delete from import_run where id = ?', [id]);
      }),
  };
}

async function open(
  needs: Needs,
  file: { id: number; name: string },
  object: ImportObject,
  { userId, language }: { userId: number; language: string },
): Promise<Import> {
  const { database, clock, files } = needs;
  await demandObject(needs, object);
  const { sampleOf } = await import('./reading.ts');
  const sampled = await sampleOf(needs, file.id);
  const settings = await guessed(needs, object, sampled, language);
  const stored = (await files.find(file.id))!;
  const now = clock.now();
  const row = await database.write(() =>
    database.row<{ id: number }>(
      `insert into import_run (public_id, object, file_name, file_id, bytes, user_id, status, settings, columns, samples, created_at, changed_at)
       values (?, ?, ?, ?, ?, ?, 'open', ?, ?, ?, ?, ?) returning id`,
      [
        ...[
          publicId(),
          object,
          goodFileName(file.name),
          file.id,
          stored.bytes,
          userId || null,
          JSON.stringify(settings),
        ],
        ...[JSON.stringify(sampled.columns), JSON.stringify(sampled.samples), now, now],
      ],
    ),
  );
  return importById(needs, row!.id);
}

function goodFileName(name: string): string {
  return name.replace(/[\\/\u0000-\u001f]/g, '_').slice(-120) || 'import.csv';
}

async function demandObject({ records }: Needs, object: ImportObject): Promise<void> {
  const isKnown = object === 'contact' || object === 'ticket' || (await records.types.exists(object));
  if (!isKnown) throw invalid({ object: 'wrong.choice' });
}

const COUNTRIES: Record<string, string> = { de: 'DE', en: 'US' };

async function guessed(needs: Needs, object: ImportObject, sampled: Sampled, language: string): Promise<Settings> {
  const { encoding, delimiter, columns, samples } = sampled;
  const targets = await guessTargets(needs, object, columns);
  const matches = matchesOf(object);
  return {
    ...{ encoding, delimiter, targets, country: COUNTRIES[language] ?? 'US', days: guessDays(samples) },
    // Where commas part fractions, semicolons part columns.
    decimal: delimiter === ';' ? ',' : '.',
    match: (targets.includes('key') ? 'key' : matches.find((one) => targets.includes(one))) ?? '',
    ...{ onMatch: 'update', onNew: 'create', createMissing: true },
  };
}

async function reread(
  needs: Needs,
  id: number,
  { encoding, delimiter }: Pick<Settings, 'encoding' | 'delimiter'>,
): Promise<Import> {
  const run = await importById(needs, id);
  demandStatus(run, 'open', 'checked', 'failed');
  if (run.fileId === null) throw notFound('file');
  if (!ENCODINGS.includes(encoding)) throw invalid({ encoding: 'wrong.choice' });
  if (!DELIMITERS.includes(delimiter)) throw invalid({ delimiter: 'wrong.choice' });
  const { sampleOf } = await import('./reading.ts');
  const sampled = await sampleOf(needs, run.fileId, { encoding, delimiter });
  const language = run.settings.country === 'DE' ? 'de' : 'en';
  const settings = { ...(await guessed(needs, run.object, sampled, language)), country: run.settings.country };
  const { columns, samples } = sampled;
  await patchImport(needs, id, {
    ...{ status: 'open', settings: JSON.stringify(settings), reason: null, ...nothingCounted() },
    ...{ columns: JSON.stringify(columns), samples: JSON.stringify(samples) },
  });
  return importById(needs, id);
}

async function check(needs: Needs, id: number, changes: Partial<Settings>): Promise<void> {
  await needs.database.write(async () => {
    const before = await importById(needs, id);
    demandStatus(before, 'open', 'checked', 'failed');
    const settings = { ...before.settings, ...changes, choices: {}, made: [] };
    await demandSettings(needs, before, settings);
    await patchImport(needs, id, { status: 'checking', settings: JSON.stringify(settings), ...nothingCounted() });
    await begin(needs, 'imports.check', id);
  });
}

async function demandSettings(needs: Needs, run: Import, settings: Settings): Promise<void> {
  const wrong: Record<string, string> = {};
  const demand = (name: keyof Settings, offered: readonly string[]) => {
    if (!offered.includes(settings[name] as string)) wrong[name] = 'wrong.choice';
  };
  demand('encoding', ENCODINGS);
  demand('delimiter', DELIMITERS);
  demand('decimal', DECIMALS);
  demand('days', DAY_ORDERS);
  demand('onMatch', ON_MATCH);
  demand('onNew', ON_NEW);
  demand('match', ['', ...matchesOf(run.object)]);
  const known = (await targetsOf(needs, run.object)).map(({ name }) => name);
  const offered = ['', ...known, ...NEW_KINDS.map((kind) => `new.${kind}`)];
  const { targets, match } = settings;
  for (const [index, target] of targets.entries())
    if (!offered.includes(target)) wrong[`target-${index}`] = 'wrong.choice';
  const twice = targets.findIndex(
    (one, index) => one !== '' && !/^(email|phone|new\..+)$/.test(one) && targets.indexOf(one) !== index,
  );
  if (twice >= 0) wrong[`target-${twice}`] = 'wrong.import_twice';
  if (targets.every((one) => one === '')) wrong['target-0'] = 'wrong.import_nothing';
  if (match !== '' && !targets.includes(match)) wrong.match = 'wrong.import_match';
  if (Object.keys(wrong).length > 0) throw invalid(wrong);
}

async function begin({ jobs }: Needs, kind: string, importId: number): Promise<void> {
  await jobs.add({ kind, payload: { importId }, orderKey: ORDER });
}

async function run(needs: Needs, id: number): Promise<void> {
  await needs.database.write(async () => {
    const checked = await importById(needs, id);
    demandStatus(checked, 'checked');
    const settings = { ...checked.settings, targets: [...checked.settings.targets], made: [] as number[] };
    for (const [index, property] of newProperties(checked, settings.choices ?? {})) {
      // Nothing was found to choose from: then there is nothing to keep either.
      const made = property.options?.length === 0 ? null : await needs.properties.definitions.create(property);
      settings.targets[index] = made ? `property.${made.key}` : '';
      if (made) settings.made.push(made.id);
    }
    await needs.database.run('delete from import_fault where import_id = ?', [id]);
    await patchImport(needs, id, { status: 'running', settings: JSON.stringify(settings), ...nothingCounted() });
    await begin(needs, 'imports.run', id);
  });
}

async function stop(needs: Needs, id: number): Promise<void> {
  await needs.database.write(async () => {
    const { status } = await importById(needs, id);
    const next = { checking: 'open', running: 'stopped' }[status as string];
    if (!next)
      throw conflict('import_status', 'The import is at another stage by now. Load the page again.', { status });
    await patchImport(needs, id, { status: next, ended_at: needs.clock.now() });
  });
}

async function undo(needs: Needs, id: number): Promise<void> {
  await needs.database.write(async () => {
    demandStatus(await importById(needs, id), 'done', 'stopped', 'failed');
    await patchImport(needs, id, { status: 'undoing', done: 0, kept: 0 });
    await begin(needs, 'imports.undo', id);
  });
}
