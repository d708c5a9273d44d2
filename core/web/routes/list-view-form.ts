// Making and changing a view: from the gallery or from nothing, row by row, with what it finds beside it (VW-2).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { may } from '../../accounts/accounts.ts';
import { DeskError, notFound } from '../../kernel/errors.ts';
import type { View } from '../../views/views.ts';
import { formOf, orAgain, type Wrong } from '../forms.ts';
import { isOutdated, SEEN, seenField } from '../meanwhile.ts';
import type { ListViewFormPage, ListViewPreview } from '../models/list-views.ts';
import { galleryDraft, galleryPage } from '../present/list-view-gallery.ts';
import { aboutFields, conditionsModel, lookGroup, sharingGroup } from '../present/list-view-form.ts';
import { contactPerson, text } from '../present/marks.ts';
import { wordsOf } from '../present/naming.ts';
import { presentFor } from '../reader.ts';
import { isHtmx } from '../replies.ts';
import type { WebParts } from '../rooms.ts';
import { draftOf, isReshaped, readDraft, wholeFilter, type ViewDraft } from '../view-draft.ts';
import { viewWorld, type ViewWorld } from '../view-world.ts';
import { viewOf, VIEW_EDIT, VIEWS, type ViewPlace } from './list-views.ts';

const HITS = 6;
/** From here on it says “or more”. */
const COUNTED = 1000;

export function listViewFormRoutes(server: FastifyInstance, parts: WebParts): void {
  server.get<{ Querystring: { from?: string } }>(`${VIEWS}/new`, VIEW_EDIT, async (request, reply) => {
    const world = await viewWorld(parts, request);
    const { from } = request.query;
    if (from === undefined) return reply.page('list-views/gallery', galleryPage(presentFor(parts, request), world));
    const draft = galleryDraft(presentFor(parts, request), world, from);
    return formPage(parts, request, reply, { world, draft, view: null });
  });

  server.get<ViewPlace>(`${VIEWS}/:id/edit`, VIEW_EDIT, async (request, reply) => {
    const view = await changeable(parts, request, request.params.id);
    return formPage(parts, request, reply, { world: await viewWorld(parts, request), draft: draftOf(view), view });
  });

  server.post(`${VIEWS}/draft`, VIEW_EDIT, async (request, reply) => redraw(parts, request, reply));
  saving(server, parts);
}

function saving(server: FastifyInstance, parts: WebParts): void {
  const { rooms, cookies, locales } = parts;

  server.post(VIEWS, VIEW_EDIT, async (request, reply) => {
    const typed = await typedIn(parts, request, null);
    const work = async () => {
      const made = await rooms.views.create(
        { ...typed.draft, filter: wholeFilter(typed.draft.filter) },
        request.viewer,
      );
      cookies.say(reply, 'said.view-created', { name: made.name });
      return reply.goTo(`${VIEWS}/${made.id}`);
    };
    return orAgain(locales, request, work, (wrong) => formPage(parts, request, reply, typed, wrong));
  });

  server.patch<ViewPlace>(`${VIEWS}/:id`, VIEW_EDIT, async (request, reply) => {
    const view = await changeable(parts, request, request.params.id);
    const typed = await typedIn(parts, request, view);
    const work = async () => {
      const changes = { ...typed.draft, filter: wholeFilter(typed.draft.filter) };
      await rooms.views.change(view.id, changes, request.viewer);
      cookies.say(reply, 'said.saved');
      return reply.goTo(`${VIEWS}/${view.id}`);
    };
    const again = (wrong: Wrong) => formPage(parts, request, reply, typed, wrong);
    if (isOutdated(formOf(request).text(SEEN), view.version))
      return again({ seen: parts.pages.say(request)('form.outdated') });
    return orAgain(locales, request, work, again);
  });
}

async function changeable(parts: WebParts, request: FastifyRequest, id: string): Promise<View> {
  const view = await viewOf(parts, request, id);
  if (!parts.rooms.views.mayChange(view, request.viewer)) throw notFound('view');
  return view;
}

interface Typed {
  world: ViewWorld;
  draft: ViewDraft;
  view: View | null;
  /** The mark of the form that is drawn anew. */
  seen?: string;
}

async function typedIn(parts: WebParts, request: FastifyRequest, view: View | null): Promise<Typed> {
  const world = await viewWorld(parts, request);
  return { world, view, draft: readDraft(formOf(request), world.properties) };
}

/** With script only the conditions and what they find; without it the whole page. */
async function redraw(parts: WebParts, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const id = formOf(request).text('view');
  const typed = await typedIn(parts, request, id ? await changeable(parts, request, id) : null);
  if (!isHtmx(request)) return formPage(parts, request, reply, { ...typed, seen: formOf(request).text(SEEN) });
  const conditions = conditionsModel(presentFor(parts, request), typed.world, typed.draft, {});
  const preview = await previewOf(parts, request, typed.draft);
  const isDrawn = isReshaped(formOf(request), typed.draft.filter);
  return reply.partials([
    ...(isDrawn ? [{ target: '#view-conditions', html: reply.view('list-views/conditions', conditions) }] : []),
    { target: '#view-preview', html: reply.view('list-views/preview', preview) },
  ]);
}

async function formPage(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  { world, draft, view, seen }: Typed,
  wrong: Wrong = {},
): Promise<FastifyReply> {
  const present = presentFor(parts, request);
  const { viewer } = request;
  const heading = view ? view.name : text(present, 'view.new');
  const isOwn = !view || view.ownerId === viewer.userId;
  const shares = isOwn && may(viewer, 'view.share');
  const model: ListViewFormPage = {
    ...{ title: heading, heading, draft: `${VIEWS}/draft` },
    crumb: { label: text(present, 'view.all'), href: VIEWS },
    action: view ? `${VIEWS}/${view.id}?_method=PATCH` : VIEWS,
    hidden: view ? [{ name: 'view', value: String(view.id) }, seenField(view.version, seen)] : [],
    error: wrong.seen,
    about: aboutFields(present, draft, wrong),
    conditions: conditionsModel(present, world, draft, wrong),
    groups: [lookGroup(present, draft), ...(shares ? [sharingGroup(present, world, draft, wrong)] : [])],
    submit: text(present, view ? 'form.save' : 'view.create'),
    back: view ? `${VIEWS}/${view.id}` : VIEWS,
    preview: await previewOf(parts, request, draft),
  };
  return reply.page('list-views/form', model, Object.keys(wrong).length > 0 ? 422 : 200);
}

async function previewOf(parts: WebParts, request: FastifyRequest, draft: ViewDraft): Promise<ListViewPreview> {
  const { conversations, views } = parts.rooms;
  const present = presentFor(parts, request);
  const seen = request.viewer.inboxIds;
  const all = (await conversations.inboxes.list()).map(({ id }) => id);
  const inboxIds = seen === 'all' ? all : all.filter((id) => seen.includes(id));
  try {
    const filter = await views.conditions.check(wholeFilter(draft.filter));
    const asked = { filter, sort: draft.sort || 'newest' };
    const { rows } = await views.page(asked, request.viewer, { inboxIds, limit: HITS });
    const count = await views.count(asked, request.viewer, inboxIds);
    return {
      count: text(present, count >= COUNTED ? 'view.count.most' : 'view.count', { count }),
      text: rows.length === 0 ? text(present, 'view.preview.none') : undefined,
      rows: rows.map((row) => ({
        href: `/conversations/${row.id}`,
        contact: contactPerson(present, row.contact),
        subject: wordsOf(present, row),
        at: row.lastMessageAt,
      })),
    };
  } catch (error) {
    if (!(error instanceof DeskError) || error.status !== 422) throw error;
    return { rows: [], text: text(present, 'view.preview.unfinished') };
  }
}
