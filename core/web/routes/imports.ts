// Imports: the list of them, and a new one from a file (CO-3).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { demand, may } from '../../accounts/accounts.ts';
import { MOST_BYTES } from '../../imports/imports.ts';
import { conflict, type DeskError, invalid } from '../../kernel/errors.ts';
import { orAgain, withWrong, type Wrong } from '../forms.ts';
import { editOf, objectNames } from '../import-world.ts';
import type { FieldModel } from '../models/fields.ts';
import { IMPORTS, importAddress, importsTable } from '../present/imports.ts';
import { text } from '../present/marks.ts';
import type { WebParts } from '../rooms.ts';
import { provesToken } from '../session.ts';
import { presentFor } from './inbox.ts';

export const IMPORT = { config: { permission: 'import' } } as const;
const WITH_FILE = { config: { permission: 'import', provesToken: true } } as const;
const PAGE = 50;

type Wanted = { Querystring: { object?: string; before?: string } };

export function importsRoutes(server: FastifyInstance, parts: WebParts): void {
  server.get<Wanted>(IMPORTS, IMPORT, async (request, reply) => listPage(parts, request, reply));

  server.get<Wanted>(`${IMPORTS}/new`, IMPORT, async (request, reply) =>
    newPage(parts, request, reply, request.query.object ?? 'contact'),
  );

  server.post(IMPORTS, WITH_FILE, async (request, reply) => {
    const { object, file, error } = await upload(parts, request);
    const work = async () => {
      if (error) throw error;
      if (!file) throw invalid({ file: 'wrong.import_empty' });
      demand(request.viewer, editOf(object), { type: object });
      const { userId, language } = request.viewer;
      const run = await parts.rooms.imports.open(file, object, { userId, language });
      return reply.goTo(importAddress(run));
    };
    return orAgain(parts.locales, request, work, (wrong) => newPage(parts, request, reply, object, wrong));
  });
}

async function listPage(parts: WebParts, request: FastifyRequest<Wanted>, reply: FastifyReply): Promise<FastifyReply> {
  const present = presentFor(parts, request);
  const before = Number(request.query.before) || undefined;
  const found = await parts.rooms.imports.list({ before, limit: PAGE + 1 });
  const seen = found.slice(0, PAGE).filter(({ object }) => may(request.viewer, editOf(object), { type: object }));
  const more = found.length > PAGE ? `${IMPORTS}?before=${found[PAGE - 1]!.id}` : undefined;
  const table = importsTable(present, await objectNames(parts, request), seen, more);
  if (before !== undefined && request.headers['hx-request-type'] === 'partial')
    return reply.page('shared/table-rows', table);
  const heading = text(present, 'imports.heading');
  return reply.page('imports/page', {
    ...{ title: heading, heading, text: text(present, 'imports.text') },
    crumb: { label: text(present, 'contacts.heading'), href: '/contacts' },
    links: [{ label: text(present, 'imports.new'), href: `${IMPORTS}/new`, icon: 'plus', primary: true }],
    sections: [{ card: true, table }],
  });
}

async function newPage(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  object: string,
  wrong: Wrong = {},
): Promise<FastifyReply> {
  const present = presentFor(parts, request);
  const names = [...(await objectNames(parts, request))].filter(([key]) => may(request.viewer, editOf(key)));
  const options = names.map(([value, label]) => ({ value, label, current: value === object || undefined }));
  const fields: FieldModel[] = [
    { kind: 'choice', look: 'select', name: 'object', label: text(present, 'imports.object'), required: true, options },
    {
      ...{ kind: 'file', name: 'file', label: text(present, 'imports.file'), required: true },
      ...{ accept: '.csv,.tsv,.txt,text/csv', help: text(present, 'imports.file.help') },
    },
  ];
  const heading = text(present, 'imports.new');
  const form = {
    ...{ action: IMPORTS, upload: true, groups: [{ fields: withWrong(fields, wrong) }] },
    ...{ submit: text(present, 'imports.upload'), back: IMPORTS },
  };
  const crumb = { label: text(present, 'imports.heading'), href: IMPORTS };
  const status = Object.keys(wrong).length > 0 ? 422 : 200;
  return reply.page('contacts/form', { title: heading, heading, crumb, form }, status);
}

/** The file goes to the disk as it comes, once the form has proved to be the person's. */
async function upload({ rooms }: WebParts, request: FastifyRequest) {
  let [object, token] = ['contact', request.headers['x-csrf-token'] as unknown];
  let file: { id: number; name: string } | undefined;
  let error: DeskError | undefined;
  if (!request.isMultipart?.()) throw conflict('forged', 'The page is out of date. Load it again.');
  // A file that is too large is told beside its field.
  const reading = { throwFileSizeLimit: false, limits: { fileSize: MOST_BYTES + 1, files: 1 } };
  for await (const part of request.parts(reading)) {
    if (part.type === 'field') {
      if (part.fieldname === 'object') object = String(part.value);
      if (part.fieldname === '_csrf') token ??= part.value;
      continue;
    }
    if (!provesToken(request, token)) throw conflict('forged', 'The page is out of date. Load it again.');
    const stored = await rooms.files.take(part.file, MOST_BYTES);
    part.file.resume();
    if (!stored) error = invalid({ file: 'wrong.import_large' });
    else if (stored.bytes > 0) file = { id: stored.id, name: part.filename };
  }
  if (!provesToken(request, token)) throw conflict('forged', 'The page is out of date. Load it again.');
  return { object, file, error };
}
