// API: imports from a file, checked, run, watched and taken back (CO-3).
import type { Readable } from 'node:stream';
import type { FastifyRequest } from 'fastify';
import { demand, may, seesType, type Permission, type Viewer } from '../accounts/accounts.ts';
import { MOST_BYTES, type Fault, type Import, type Settings } from '../imports/imports.ts';
import { DeskError, forbidden, invalid, notFound } from '../kernel/errors.ts';
import { FaultShape, ImportChange, ImportShape, type ImportChangeBody } from './import-shapes.ts';
import type { ApiRooms } from './rooms.ts';
import { keyOf, type ApiRoute } from './route.ts';
import { Type } from './schema.ts';
import { pageOf } from './shapes.ts';

const Upload = Type.Object({
  object: Type.String({
    maxLength: 60,
    description: '`contact`, `ticket`, or the type of a record: `company`, `deal` …',
  }),
  name: Type.Optional(Type.String({ maxLength: 120, default: 'import.csv' })),
});
const Query = Type.Object({
  before: Type.Optional(Type.Integer()),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 50 })),
});
const FaultQuery = Type.Object({
  after: Type.Optional(Type.Integer({ description: 'Line of the last one' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 100 })),
});

export function importRoutes(rooms: ApiRooms): ApiRoute[] {
  const about = { permission: 'import' as const, tag: 'imports', answer: ImportShape };
  const one = '/imports/:key';
  return [
    {
      ...{ ...about, method: 'GET', url: '/imports', summary: 'Imports, newest first', query: Query },
      ...{ answer: pageOf(ImportShape), run: list },
    },
    {
      ...{ ...about, method: 'POST', url: '/imports', summary: 'Upload a CSV file as the body', query: Upload },
      ...{ takes: 'text/csv', status: 201, run: open },
    },
    {
      ...about,
      method: 'GET',
      url: one,
      summary: 'One import, and how far it is',
      run: async (request) => shown(await named(request)),
    },
    {
      ...about,
      method: 'PATCH',
      url: one,
      summary: 'Name its columns; check, run, stop, undo',
      body: ImportChange,
      run: change,
    },
    {
      ...{ ...about, method: 'GET', url: `${one}/faults`, summary: 'Rows that could not be read', query: FaultQuery },
      ...{ answer: Type.Object({ items: Type.Array(FaultShape) }), run: faults },
    },
  ];

  async function list({ query, viewer }: FastifyRequest) {
    const { before, limit } = query as { before?: number; limit: number };
    const found = await rooms.imports.list({ before, limit: limit + 1 });
    const page = found.slice(0, limit).filter(({ object }) => may(viewer, editOf(object), { type: object }));
    const items = await Promise.all(page.map(shown));
    return { items, next: found.length > limit ? String(found[limit - 1]!.id) : null };
  }

  async function open({ viewer, query, body }: FastifyRequest) {
    const { object, name } = query as { object: string; name: string };
    demand(viewer, editOf(object), { type: object });
    const stored = await rooms.files.take(body as Readable, MOST_BYTES);
    if (!stored) throw new DeskError('too_large', 413, 'The file is larger than 50 MB.');
    if (stored.bytes === 0) throw invalid({ file: 'wrong.import_empty' });
    const { userId, language } = viewer;
    return shown(await rooms.imports.open({ id: stored.id, name }, object, { userId, language }));
  }

  async function named(request: FastifyRequest): Promise<Import> {
    const found = await rooms.imports.get(keyOf(request));
    if (!found || !seesType(request.viewer, found.object)) throw notFound('import');
    demand(request.viewer, editOf(found.object));
    return found;
  }

  async function change(request: FastifyRequest) {
    const { imports, accounts } = rooms;
    let run = await named(request);
    const { do: what = 'check', targets, encoding, delimiter, ...rest } = request.body as ImportChangeBody;
    const audit = (action: string) =>
      accounts.audit.write(request.viewer, action, `import:${run.publicId}`, { object: run.object });
    if (encoding !== undefined || delimiter !== undefined)
      run = await imports.reread(run.id, { ...run.settings, ...({ encoding, delimiter } as Partial<Settings>) });
    if (what === 'check') await imports.check(run.id, { ...rest, targets: wanted(run, targets ?? {}, request.viewer) });
    if (what === 'run') {
      await imports.run(run.id);
      await audit('import.started');
    }
    if (what === 'stop') await imports.stop(run.id);
    if (what === 'undo') {
      await imports.undo(run.id);
      await audit('import.undone');
    }
    return shown(await named(request));
  }

  async function faults(request: FastifyRequest) {
    const found = await rooms.imports.faults(
      (await named(request)).id,
      request.query as { after?: number; limit: number },
    );
    return { items: found satisfies Fault[] };
  }

  async function shown(run: Import) {
    const { publicId, object, fileName, status, columns, samples, settings, reason, createdAt, endedAt } = run;
    const { targets, choices: _found, made: _made, ...rest } = settings;
    const { total, done, created, updated, skipped, faulty, unowned, kept } = run;
    return {
      ...{ key: publicId, object, file: fileName, status, ...rest },
      columns: columns.map((heading, index) => ({
        heading,
        samples: samples[index] ?? [],
        target: targets[index] ?? '',
      })),
      targets: (await rooms.imports.targets(object)).map(({ name }) => name),
      ...{ total, done, created, updated, skipped, faulty, unowned, kept, reason },
      ...{ createdAt: createdAt.toISOString(), endedAt: endedAt?.toISOString() ?? null },
    };
  }
}

/** As guessed, but for what is named. */
function wanted({ columns, settings, object }: Import, named: Record<string, string>, viewer: Viewer): string[] {
  const unknown = Object.keys(named).find((heading) => !columns.includes(heading));
  if (unknown !== undefined)
    throw invalid({ targets: 'wrong.choice' }, `There is no column “${unknown.slice(0, 80)}”.`);
  const makes = may(viewer, object === 'ticket' ? 'pipeline.manage' : 'record.manage');
  if (!makes && Object.values(named).some((target) => target.startsWith('new.'))) throw forbidden('record.manage');
  return columns.map((heading, index) =>
    Object.hasOwn(named, heading) ? named[heading]! : (settings.targets[index] ?? ''),
  );
}

function editOf(object: string): Permission {
  return object === 'contact' ? 'contact.edit' : object === 'ticket' ? 'ticket.edit' : 'record.edit';
}
