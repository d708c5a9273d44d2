// API: the library, as an agent or a program reads and writes it.
import type { FastifyRequest } from 'fastify';
import type { Entry, NewEntry } from '../library/library.ts';
import type { ApiRooms } from './rooms.ts';
import { keyOf, type ApiRoute } from './route.ts';
import { Type } from './schema.ts';
import { EntryChange, EntryQuestion, LibraryEntry, NewLibraryEntry } from './library-shapes.ts';

const tag = 'library';

export function libraryRoutes(rooms: ApiRooms): ApiRoute[] {
  const { library } = rooms;
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
