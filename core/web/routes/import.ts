// One import: columns become fields, the check, the run with its progress, faulty rows as a file, all of it taken back (CO-3).
import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Import, Settings } from '../../imports/imports.ts';
import { forbidden } from '../../kernel/errors.ts';
import { formOf, orAgain, type Wrong } from '../forms.ts';
import { importOf, makesProperties, objectNames } from '../import-world.ts';
import type { Section } from '../models/forms.ts';
import { mappedColumns, mappingGroups, readingForm, readMapping } from '../present/import-mapping.ts';
import { faultsTable, importAddress, importFacts, importProgress, IMPORTS } from '../present/imports.ts';
import { reasonText, text } from '../present/marks.ts';
import type { WebParts } from '../rooms.ts';
import { errorFile } from '../import-faults.ts';
import { IMPORT } from './imports.ts';
import { presentFor } from './inbox.ts';

const ONE = `${IMPORTS}/:key`;
const SHOWN = 50;

export function importRoutes(server: FastifyInstance, parts: WebParts): void {
  mapping(server, parts);
  working(server, parts);
  takingBack(server, parts);
  server.get(ONE, IMPORT, async (request, reply) => {
    const run = await importOf(parts, request);
    if (run.status === 'open') return mappingPage(parts, request, reply, run);
    return outcomePage(parts, request, reply, run);
  });

  server.get(`${ONE}/progress`, IMPORT, async (request, reply) => {
    const run = await importOf(parts, request);
    const progress = importProgress(presentFor(parts, request), run);
    if (!progress) return reply.goTo(importAddress(run));
    const html = reply.view('imports/progress', progress);
    return reply.type('text/html; charset=utf-8').header('cache-control', 'no-store').send(html);
  });

  server.get(`${ONE}/faults.csv`, IMPORT, async (request, reply) => {
    const run = await importOf(parts, request);
    const name = `${run.fileName.replace(/\.\w+$/, '')}-faults.csv`.replace(/[^\w.-]+/g, '_');
    const lines = errorFile(presentFor(parts, request), parts.rooms.imports, run);
    return reply
      .type('text/csv; charset=utf-8')
      .header('content-disposition', `attachment; filename="${name}"`)
      .header('cache-control', 'no-store')
      .send(Readable.from(lines));
  });
}

function mapping(server: FastifyInstance, parts: WebParts): void {
  const { rooms, locales } = parts;
  const { imports } = rooms;

  server.get(`${ONE}/mapping`, IMPORT, async (request, reply) =>
    mappingPage(parts, request, reply, await importOf(parts, request)),
  );

  server.post(`${ONE}/reading`, IMPORT, async (request, reply) => {
    const run = await importOf(parts, request);
    const form = formOf(request);
    const shape = { encoding: form.text('encoding'), delimiter: form.text('delimiter') } as Settings;
    const work = async () => {
      await imports.reread(run.id, shape);
      return reply.goTo(importAddress(run));
    };
    const typed = { ...run.settings, ...shape };
    return orAgain(locales, request, work, (wrong) => mappingPage(parts, request, reply, run, typed, wrong));
  });

  server.put(`${ONE}/mapping`, IMPORT, async (request, reply) => {
    const run = await importOf(parts, request);
    const chosen = readMapping(formOf(request), run);
    const makes = chosen.targets!.some((one) => one.startsWith('new.'));
    if (makes && !makesProperties(request.viewer, run.object)) throw forbidden('record.manage');
    const work = async () => {
      await imports.check(run.id, chosen);
      return reply.goTo(importAddress(run));
    };
    const typed = { ...run.settings, ...chosen };
    return orAgain(locales, request, work, (wrong) => mappingPage(parts, request, reply, run, typed, wrong));
  });
}

function working(server: FastifyInstance, parts: WebParts): void {
  const { imports, accounts } = parts.rooms;
  const act = (place: string, work: (run: Import, request: FastifyRequest) => Promise<unknown>) =>
    server.post(`${ONE}/${place}`, IMPORT, async (request, reply) => {
      const run = await importOf(parts, request);
      await work(run, request);
      return reply.goTo(importAddress(run));
    });
  const told = (action: string, { object, publicId, total }: Import, { viewer }: FastifyRequest) =>
    accounts.audit.write(viewer, action, `import:${publicId}`, { object, rows: total ?? 0 });
  act('run', async (run, request) => {
    await imports.run(run.id);
    await told('import.started', run, request);
  });
  act('stop', (run) => imports.stop(run.id));
  act('undoing', async (run, request) => {
    await imports.undo(run.id);
    await told('import.undone', run, request);
  });
}

function takingBack(server: FastifyInstance, parts: WebParts): void {
  const { imports } = parts.rooms;

  server.get(`${ONE}/undoing`, IMPORT, async (request, reply) => {
    const run = await importOf(parts, request);
    const present = presentFor(parts, request);
    return reply.dialog({
      title: text(present, 'imports.undo.title', { file: run.fileName }),
      text: text(present, 'imports.undo.text', { created: run.created, updated: run.updated }),
      action: `${importAddress(run)}/undoing`,
      submit: text(present, 'imports.undo'),
      danger: true,
      back: importAddress(run),
    });
  });

  server.delete(ONE, IMPORT, async (request, reply) => {
    const run = await importOf(parts, request);
    await imports.remove(run.id);
    parts.cookies.say(reply, 'said.import-removed');
    return reply.goTo(IMPORTS);
  });
}

async function mappingPage(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  run: Import,
  typed: Settings = run.settings,
  wrong: Wrong = {},
): Promise<FastifyReply> {
  const { imports } = parts.rooms;
  const present = presentFor(parts, request);
  const { getCountries } = await import('libphonenumber-js');
  const about = {
    countries: getCountries() as string[],
    targets: await imports.targets(run.object),
    matches: imports.matches(run.object),
    makes: makesProperties(request.viewer, run.object),
  };
  const names = await objectNames(parts, request);
  const failed = Object.keys(wrong).length > 0;
  const model = {
    ...{
      title: run.fileName,
      heading: run.fileName,
      crumb: { label: text(present, 'imports.heading'), href: IMPORTS },
    },
    text: text(present, 'imports.mapping.text', { object: names.get(run.object) ?? run.object }),
    acts: [{ label: text(present, 'imports.remove'), icon: 'trash', action: `${importAddress(run)}?_method=DELETE` }],
    action: `${importAddress(run)}/mapping?_method=PUT`,
    error: failed ? text(present, 'imports.wrong') : undefined,
    columns: mappedColumns(present, run, typed, about, wrong),
    groups: mappingGroups(present, typed, about, wrong),
    reading: readingForm(present, run, typed, wrong),
  };
  return reply.page('imports/mapping', model, failed ? 422 : 200);
}

async function outcomePage(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  run: Import,
): Promise<FastifyReply> {
  const present = presentFor(parts, request);
  const facts = importFacts(present, await objectNames(parts, request), run);
  const progress = importProgress(present, run);
  const sections: Section[] = [
    { card: true, title: text(present, `imports.status.${run.status}`), facts, ...next(parts, request, run) },
  ];
  const faults = run.faulty > 0 ? await parts.rooms.imports.faults(run.id, { limit: SHOWN }) : [];
  if (faults.length > 0)
    sections.push({
      ...{ card: true, title: text(present, 'imports.faults'), table: faultsTable(present, run, faults) },
      links: [
        { label: text(present, 'imports.faults.file'), href: `${importAddress(run)}/faults.csv`, icon: 'download' },
      ],
      ...(run.faulty > faults.length && {
        text: text(present, 'imports.faults.more', { count: faults.length, all: run.faulty }),
      }),
    });
  const crumb = { label: text(present, 'imports.heading'), href: IMPORTS };
  return reply.page('imports/page', { title: run.fileName, heading: run.fileName, crumb, progress, sections });
}

/** What can be done next, by how far it is. */
function next(parts: WebParts, request: FastifyRequest, run: Import): Partial<Section> {
  const present = presentFor(parts, request);
  const at = importAddress(run);
  const act = (name: string, action: string, more: object = {}) => ({
    label: text(present, `imports.${name}`),
    action,
    ...more,
  });
  const writes = run.created + run.updated;
  switch (run.status) {
    case 'checked':
      return {
        text: text(present, writes > 0 ? 'imports.checked.text' : 'imports.checked.nothing'),
        ...(writes > 0 && {
          form: {
            ...{ action: `${at}/run`, groups: [], submit: text(present, 'imports.run', { count: writes }) },
            ...{ back: `${at}/mapping`, backLabel: text(present, 'imports.mapping') },
          },
        }),
        acts: [act('remove', `${at}?_method=DELETE`, { icon: 'trash' })],
      };
    case 'checking':
    case 'running':
      return { acts: [act('stop', `${at}/stop`, { icon: 'x' })] };
    case 'done':
    case 'stopped':
      return { acts: writes > 0 ? [act('undo', `${at}/undoing`, { icon: 'undo', asks: `${at}/undoing` })] : [] };
    case 'failed':
      return {
        banners: run.reason ? [{ tone: 'bad', text: reasonText(present, run.reason) }] : [],
        acts: [act('remove', `${at}?_method=DELETE`, { icon: 'trash' })],
        links: [{ label: text(present, 'imports.mapping'), href: `${at}/mapping` }],
      };
    case 'undone':
      return { acts: [act('remove', `${at}?_method=DELETE`, { icon: 'trash' })] };
    default:
      return {};
  }
}
