// One entry of the library: written, with a preview of what would stand in a message, and changed.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { mayChange, SHARED_KINDS } from '../../accounts/accounts.ts';
import { cleanWords, ENTRY_KINDS, wordingOf, type Entry, type EntryKind } from '../../library/library.ts';
import { forbidden, notFound } from '../../kernel/errors.ts';
import { readComposer } from '../composing.ts';
import { documentAddress } from '../document-address.ts';
import { formOf, orAgain, withWrong, type Wrong } from '../forms.ts';
import { isOutdated, SEEN, seenField } from '../meanwhile.ts';
import type { Section } from '../models/forms.ts';
import { trusted } from '../models/shared.ts';
import { entryGroups, readEntry, type Typed } from '../present/library-form.ts';
import type { WebParts } from '../rooms.ts';
import { presentFor } from './inbox.ts';
import { LIBRARY, LIBRARY_USE, peopleToShareWith } from './library.ts';

const WITH_FILES = { config: { permission: 'library.use', provesToken: true } } as const;
type Place = { Params: { id: string } };
type KindPlace = { Params: { kind: string } };

export function libraryEntryRoutes(server: FastifyInstance, parts: WebParts): void {
  const { rooms, cookies, locales } = parts;
  const { entries } = rooms.library;

  server.get<KindPlace>(`${LIBRARY}/new/:kind`, LIBRARY_USE, async (request, reply) =>
    entryPage(parts, request, reply, null, blank(kindOf(request.params.kind))),
  );

  server.post<KindPlace>(`${LIBRARY}/new/:kind`, WITH_FILES, async (request, reply) => {
    const typed = readEntry(await readComposer(parts, request), kindOf(request.params.kind), null);
    const work = async () => {
      await entries.create(request.viewer, typed);
      cookies.say(reply, 'said.saved');
      return reply.goTo(LIBRARY);
    };
    return orAgain(locales, request, work, (wrong) => entryPage(parts, request, reply, null, typed, wrong));
  });
  changing(server, parts);
}

function changing(server: FastifyInstance, parts: WebParts): void {
  const { rooms, cookies, locales } = parts;
  const { entries } = rooms.library;

  server.post<KindPlace>(`${LIBRARY}/preview/:kind`, LIBRARY_USE, async (request, reply) => {
    const { html, missing } = await preview(parts, request, {
      ...blank(kindOf(request.params.kind)),
      body: { html: formOf(request).text('html') },
    });
    const shown = reply.view('library/preview', { html, missing });
    return reply.partials([{ target: '#preview-content', swap: 'outerMorph', html: shown }]);
  });

  server.get<Place>(`${LIBRARY}/:id`, LIBRARY_USE, async (request, reply) => {
    const entry = await changeable(parts, request, request.params.id);
    return entryPage(parts, request, reply, entry, entry);
  });

  server.patch<Place>(`${LIBRARY}/:id`, WITH_FILES, async (request, reply) => {
    const entry = await changeable(parts, request, request.params.id);
    const form = await readComposer(parts, request);
    const typed = readEntry(form, entry.kind, entry);
    const again = (wrong: Wrong) => entryPage(parts, request, reply, entry, typed, wrong);
    if (isOutdated(form.text(SEEN), shownOf(entry))) return again({ seen: parts.pages.say(request)('form.outdated') });
    const work = async () => {
      await entries.change(request.viewer, entry.id, typed);
      cookies.say(reply, 'said.saved');
      return reply.goTo(LIBRARY);
    };
    return orAgain(locales, request, work, again);
  });
}

/** What a form of it is drawn from: how often it was used is not. */
function shownOf({ title, shortcut, folder, body, file, access, userIds, teamIds }: Entry): unknown {
  return { title, shortcut, folder, body, file, access, userIds, teamIds };
}

function kindOf(name: string): EntryKind {
  const kind = ENTRY_KINDS.find((one) => one === name);
  if (!kind) throw notFound('kind of entry');
  return kind;
}

function blank(kind: EntryKind): Typed {
  const access = { access: 'everyone' as const, userIds: [], teamIds: [] };
  return { kind, title: '', shortcut: '', folder: '', body: {}, file: null, ...access };
}

async function changeable({ rooms }: WebParts, { viewer }: FastifyRequest, id: string): Promise<Entry> {
  const entry = await rooms.library.entries.get(viewer, Number(id));
  if (!entry) throw notFound('library entry');
  if (!mayChange(SHARED_KINDS.entry, viewer, entry)) throw forbidden('library.manage');
  return entry;
}

async function entryPage(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  entry: Entry | null,
  typed: Typed,
  wrong?: Wrong,
): Promise<FastifyReply> {
  const say = parts.pages.say(request);
  const folders = await parts.rooms.library.entries.folders(request.viewer);
  const groups = entryGroups(presentFor(parts, request), typed, folders, await peopleToShareWith(parts));
  const isWords = typed.kind === 'snippet';
  const form = {
    action: entry ? `${LIBRARY}/${entry.id}?_method=PATCH` : `${LIBRARY}/new/${typed.kind}`,
    upload: !isWords,
    hidden: entry ? [seenField(shownOf(entry))] : [],
    error: wrong?.seen,
    previewAddress: isWords ? `${LIBRARY}/preview/snippet` : undefined,
    groups: groups.map((group) => ({ ...group, fields: withWrong(group.fields, wrong ?? {}) })),
    back: LIBRARY,
  };
  const trash = { label: say('library.delete'), icon: 'trash', action: `${LIBRARY}/${entry?.id}/trash` };
  const content = {
    heading: entry ? entry.title : say(`library.new.${typed.kind}`),
    text: entry ? say('library.used_times', { count: entry.uses }) : undefined,
    crumb: { label: say('library.heading'), href: LIBRARY },
    acts: entry ? [trash] : [],
    narrow: true,
    sections: [{ form }, ...(await previewSection(parts, request, reply, typed, entry))],
  };
  return parts.pages.settings(request, reply, 'library', content, wrong ? 422 : 200);
}

async function previewSection(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  typed: Typed,
  entry: Entry | null,
): Promise<Section[]> {
  if (!entry && typed.kind !== 'snippet') return [];
  const shown = await preview(parts, request, typed, entry);
  const title = parts.pages.say(request)('library.preview');
  return [{ title, html: trusted(reply.view('library/preview', shown)) }];
}

/** What is typed is cleaned before it is shown, as it will be before it is kept. */
async function preview(parts: WebParts, request: FastifyRequest, typed: Typed, entry: Entry | null = null) {
  const { library } = parts.rooms;
  const say = parts.pages.say(request);
  const [firstName, lastName] = [say('library.example.first'), say('library.example.last')];
  const example = { firstName, lastName, name: `${firstName} ${lastName}`, number: 'T-12' };
  const html = await cleanWords(typed.body.html ?? '');
  const words = wordingOf(
    { ...typed, body: { ...typed.body, html } },
    {
      values: { ...(await library.values(request.viewer, null)), ...example },
      language: request.viewer.language,
      takesFile: false,
      fileAddress: entry ? documentAddress(parts, entry) : '',
    },
  );
  return { html: trusted(words.html), missing: words.missing.join(', ') || undefined };
}
