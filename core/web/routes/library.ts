// Settings → Library: everything one may insert, looked through by words, kind and folder; deleting with undo (RE-3).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { mayChange, SHARED_KINDS } from '../../accounts/accounts.ts';
import { ENTRY_KINDS, type Entry } from '../../library/library.ts';
import type { FieldModel } from '../models/fields.ts';
import type { TableRow } from '../models/forms.ts';
import { trusted } from '../models/shared.ts';
import { KIND_ICONS, kindOptions } from '../present/library.ts';
import { sharedWith, type People } from '../present/sharing.ts';
import { text, type Present } from '../present/marks.ts';
import type { WebParts } from '../rooms.ts';
import { presentFor } from './inbox.ts';

export const LIBRARY = '/settings/library';
export const LIBRARY_USE = { config: { permission: 'library.use' } } as const;
const MOST = 500;
type Place = { Params: { id: string } };

export async function peopleToShareWith({ rooms }: WebParts): Promise<People> {
  const users = await rooms.accounts.users.list();
  return { users: users.filter(({ status }) => status === 'active'), teams: await rooms.accounts.teams.list() };
}

export function libraryRoutes(server: FastifyInstance, parts: WebParts): void {
  const { pages } = parts;

  server.get<{ Querystring: { q?: string; kind?: string; folder?: string } }>(
    LIBRARY,
    LIBRARY_USE,
    async (request, reply) => {
      const say = pages.say(request);
      const [usual, ...others] = ENTRY_KINDS.map((kind) => ({
        label: say(`library.new.${kind}`),
        href: `${LIBRARY}/new/${kind}`,
        icon: KIND_ICONS[kind],
      }));
      const menu = { label: say('library.new.other'), items: others };
      const links = [{ ...usual!, primary: true }];
      const content = { heading: say('library.heading'), text: say('library.text'), menu, links };
      const html = trusted(reply.view('library/found', await found(parts, request)));
      return pages.settings(request, reply, 'library', { ...content, sections: [{ html }] });
    },
  );
  changing(server, parts);
}

function changing(server: FastifyInstance, { rooms, cookies }: WebParts): void {
  const { entries } = rooms.library;

  // A snippet taken by “/” is in the text already.
  server.post<Place>(`${LIBRARY}/:id/uses`, LIBRARY_USE, async (request, reply) => {
    const entry = await entries.get(request.viewer, Number(request.params.id));
    if (entry) await entries.used(entry.id);
    return reply.code(204).send();
  });

  server.post<Place>(`${LIBRARY}/:id/trash`, LIBRARY_USE, async (request, reply) => {
    const entry = await entries.remove(request.viewer, Number(request.params.id), true);
    const undo = `${LIBRARY}/${entry.id}/trash?_method=DELETE`;
    cookies.say(reply, 'said.library-deleted', { name: entry.title, undo });
    return reply.goTo(LIBRARY);
  });

  server.delete<Place>(`${LIBRARY}/:id/trash`, LIBRARY_USE, async (request, reply: FastifyReply) => {
    await entries.remove(request.viewer, Number(request.params.id), false);
    cookies.say(reply, 'said.undone');
    return reply.goTo(LIBRARY);
  });
}

async function found(parts: WebParts, request: FastifyRequest) {
  const { entries } = parts.rooms.library;
  const present = presentFor(parts, request);
  const { q = '', kind = '', folder = '' } = request.query as { q?: string; kind?: string; folder?: string };
  const known = ENTRY_KINDS.find((one) => one === kind);
  const query = { words: q.slice(0, 200), kind: known, folder: folder.slice(0, 100), limit: MOST };
  const shown = await entries.find(request.viewer, query);
  const people = await peopleToShareWith(parts);
  const isNarrow = q !== '' || known !== undefined || folder !== '';
  const say = (key: string) => text(present, `library.${key}`);
  return {
    query: q,
    filters: filters(present, kind, folder, await entries.folders(request.viewer)),
    table: {
      label: say('heading'),
      columns: [...['title', 'kind', 'folder', 'access', 'uses', 'used'].map((key) => ({ label: say(key) }))],
      rows: shown.map((entry) => rowOf(present, request, entry, people)),
      empty: {
        title: say(isNarrow ? 'none_found' : 'none.title'),
        text: say(isNarrow ? 'none_found.text' : 'none.text'),
      },
    },
  };
}

function filters(present: Present, kind: string, folder: string, folders: string[]): FieldModel[] {
  const select = (name: string, label: string, options: { value: string; label: string; current?: boolean }[]) => ({
    kind: 'choice' as const,
    look: 'select' as const,
    name,
    label,
    options,
    placeholder: text(present, 'tickets.any'),
  });
  const ofKind = select('kind', text(present, 'library.kind'), kindOptions(present, kind));
  if (folders.length === 0) return [ofKind];
  const options = folders.map((value) => ({ value, label: value, current: value === folder }));
  return [ofKind, select('folder', text(present, 'library.folder'), options)];
}

function rowOf(present: Present, { viewer }: FastifyRequest, entry: Entry, people: People): TableRow {
  const href = mayChange(SHARED_KINDS.entry, viewer, entry) ? `${LIBRARY}/${entry.id}` : undefined;
  return {
    id: `entry-${entry.id}`,
    cells: [
      {
        icon: KIND_ICONS[entry.kind],
        text: entry.title,
        href,
        detail: entry.shortcut ? `/${entry.shortcut}` : (entry.file?.name ?? entry.body.url),
      },
      { text: text(present, `insert.${entry.kind}`) },
      { text: entry.folder },
      { text: sharedWith(present, entry, people) },
      { text: String(entry.uses) },
      entry.usedAt ? { at: entry.usedAt, style: 'ago' } : { text: text(present, 'library.never') },
    ],
  };
}
