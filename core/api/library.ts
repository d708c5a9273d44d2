// API: the library and macros; what an agent or a program reads, writes and runs.
import type { FastifyRequest } from 'fastify';
import type { Entry, NewEntry } from '../library/library.ts';
import type { Macro, NewMacro } from '../macros/macros.ts';
import { DeskError, notFound } from '../kernel/errors.ts';
import type { ApiRooms } from './rooms.ts';
import { keyOf, type ApiRoute } from './route.ts';
import { Type } from './schema.ts';
import { conversationOf } from './scope.ts';
import {
  EntryChange,
  EntryQuestion,
  LibraryEntry,
  MacroRun,
  MacroShape,
  NewLibraryEntry,
  NewMacroShape,
  RunMacro,
} from './library-shapes.ts';

const tag = 'library';

export function libraryRoutes(rooms: ApiRooms): ApiRoute[] {
  const { library, macros } = rooms;
  const read = { method: 'GET' as const, permission: 'library.use' as const, tag };
  const write = { method: 'POST' as const, permission: 'library.use' as const, tag };
  return [
    {
      ...read,
      url: '/library',
      summary: 'What you may insert, by title',
      query: EntryQuestion,
      answer: Type.Object({ items: Type.Array(LibraryEntry) }),
      run: async ({ viewer, query }) => ({
        items: (await library.entries.find(viewer, queryOf(query))).map(entryView),
      }),
    },
    {
      ...write,
      url: '/library',
      status: 201,
      summary: 'Add a snippet, meeting link, quote or video by its address',
      body: NewLibraryEntry,
      answer: LibraryEntry,
      run: async ({ viewer, body }) =>
        entryView(
          await library.entries.create(viewer, { ...BLANK, ...(body as Partial<NewEntry>), file: null } as NewEntry),
        ),
    },
    {
      ...write,
      method: 'PATCH',
      url: '/library/:id',
      summary: 'Change an entry, or delete it; `deleted: false` brings it back',
      body: EntryChange,
      answer: LibraryEntry,
      run: changeEntry,
    },
    {
      ...read,
      url: '/macros',
      summary: 'Macros you may run, by name',
      answer: Type.Object({ items: Type.Array(MacroShape) }),
      run: async ({ viewer }) => ({ items: (await macros.list(viewer)).map(macroView) }),
    },
    {
      ...write,
      url: '/macros',
      status: 201,
      summary: 'Add a macro',
      body: NewMacroShape,
      answer: MacroShape,
      run: async ({ viewer, body }) =>
        macroView(await macros.create(viewer, { ...SHARED, ...(body as Partial<NewMacro>) } as NewMacro)),
    },
    {
      ...write,
      permission: 'conversation.manage',
      tag: 'conversations',
      url: '/conversations/:key/macro-runs',
      summary: 'Run a macro here; all of it or nothing',
      body: RunMacro,
      answer: MacroRun,
      run,
    },
  ];

  async function changeEntry(request: FastifyRequest) {
    const { viewer, body } = request;
    const { deleted, ...changes } = body as Partial<NewEntry> & { deleted?: boolean };
    const id = Number(keyOf(request));
    let entry: Entry | null = null;
    if (deleted !== undefined) entry = await library.entries.remove(viewer, id, deleted);
    if (Object.keys(changes).length > 0) entry = await library.entries.change(viewer, id, changes);
    return entryView(entry!);
  }

  async function run(request: FastifyRequest) {
    const conversation = await conversationOf(rooms, request.viewer, keyOf(request));
    const macro = await macros.get(request.viewer, (request.body as { macro: number }).macro);
    if (!macro) throw notFound('macro');
    const answer = await macros.run(request.viewer, macro, [conversation.id]);
    if (!answer.ok) throw new DeskError('macro_refused', 409, answer.why.text, { params: { why: answer.why.code } });
    return { done: macro.actions.length };
  }
}

const SHARED = { access: 'everyone' as const, userIds: [], teamIds: [] };
const BLANK = { ...SHARED, shortcut: '', folder: '', body: {} };

function queryOf(query: unknown) {
  const { q, ...rest } = query as { q?: string };
  return { words: q, ...rest };
}

function entryView({ id, kind, title, shortcut, folder, body, file, uses, ...entry }: Entry) {
  const { access, userIds, teamIds } = entry;
  return { id, kind, title, shortcut, folder, body, file: file?.name ?? null, uses, access, userIds, teamIds };
}

function macroView({ id, name, actions, uses, access, userIds, teamIds }: Macro) {
  return { id, name, actions, uses, access, userIds, teamIds };
}
