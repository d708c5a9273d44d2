// API: views, their conditions, and the conversations in them (VW-2).
import type { FastifyRequest } from 'fastify';
import { ACCESSES, EDITINGS } from '../accounts/accounts.ts';
import { MATCHES, type Filter, type Operator } from '../conditions/conditions.ts';
import { DENSITIES, ICONS, SHOWN, SORTS, type NewView, type View } from '../views/views.ts';
import { notFound } from '../kernel/errors.ts';
import type { ApiRooms } from './rooms.ts';
import { keyOf, type ApiRoute } from './route.ts';
import { Type } from './schema.ts';
import { visibleInboxes } from './scope.ts';
import { Conversation, pageOf } from './shapes.ts';
import { conversationView } from './views.ts';

const text = (values: readonly string[]) => Type.String({ enum: [...values] });

const ConditionShape = Type.Object({
  property: Type.String({ description: 'A key of `GET /view-properties`' }),
  operator: Type.String({
    description:
      '`is`, `not`, `contains`, `lacks`, `within`, `beyond`, `from`, `until`, `least`, `most`, `yes`, `no`, `set`, `unset`',
  }),
  values: Type.Optional(
    Type.Array(Type.String(), {
      description: 'Keys of choices, words, a day, a number, or a length: `30m` `4h` `2d` `1w`',
    }),
  ),
});
/** Conditions, in groups. */
export const FilterShape = Type.Object({
  match: text(MATCHES),
  groups: Type.Array(Type.Object({ match: text(MATCHES), conditions: Type.Array(ConditionShape) })),
});
const fields = {
  name: Type.String(),
  icon: text(ICONS),
  colour: Type.Integer({ minimum: 0, maximum: 5 }),
  filter: FilterShape,
  sort: text(SORTS),
  shows: Type.Array(text(SHOWN)),
  density: text(DENSITIES),
  access: text(ACCESSES),
  userIds: Type.Array(Type.Integer()),
  teamIds: Type.Array(Type.Integer()),
  editing: text(EDITINGS),
};
const Shown = Type.Object({
  ...{ id: Type.Integer(), ...fields, ownerId: Type.Union([Type.Integer(), Type.Null()]) },
  ...{ mayChange: Type.Boolean(), pinned: Type.Boolean() },
});
const Change = Type.Object(
  Object.fromEntries(Object.entries(fields).map(([name, schema]) => [name, Type.Optional(schema)])),
  { additionalProperties: false },
);
const New = { ...Change, required: ['name', 'filter'] };
const PropertyShape = Type.Object({
  key: Type.String(),
  kind: Type.String(),
  label: Type.Optional(Type.String()),
  options: Type.Array(Type.String()),
  names: Type.Optional(Type.String({ description: 'Whose ids it takes besides' })),
  optional: Type.Boolean({ description: 'Takes `set` and `unset`' }),
});
const Page = Type.Object({
  after: Type.Optional(Type.String()),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
});

export function listViewRoutes(rooms: ApiRooms): ApiRoute[] {
  const tag = 'views';
  const read = { tag, method: 'GET' as const, permission: 'conversation.read' as const };
  const edit = { tag, permission: 'view.edit' as const };
  const items = (schema: Parameters<typeof Type.Array>[0]) => Type.Object({ items: Type.Array(schema) });
  const { properties, list, one, conversations } = reading(rooms);
  const { create, change, remove } = changing(rooms);
  const made = { body: New, status: 201 as const, answer: Shown };
  const ofView = { summary: 'Its conversations, in its order', query: Page, answer: pageOf(Conversation) };
  return [
    {
      ...read,
      url: '/view-properties',
      summary: 'What views can ask for',
      answer: items(PropertyShape),
      run: properties,
    },
    { ...read, url: '/views', summary: 'Views you have, in your order', answer: items(Shown), run: list },
    { ...read, url: '/views/:id', summary: 'One view', answer: Shown, run: one },
    { ...read, ...ofView, url: '/views/:id/conversations', run: conversations },
    { ...edit, ...made, method: 'POST', url: '/views', summary: 'Make a view', run: create },
    { ...edit, method: 'PATCH', url: '/views/:id', summary: 'Change a view', body: Change, answer: Shown, run: change },
    { ...edit, method: 'DELETE', url: '/views/:id', summary: 'Delete a view', answer: Type.Object({}), run: remove },
  ];
}

function shown({ views }: ApiRooms, view: View, { viewer }: FastifyRequest) {
  return { ...view, mayChange: views.mayChange(view, viewer) };
}

async function viewOf({ views }: ApiRooms, request: FastifyRequest): Promise<View> {
  const id = Number(keyOf(request));
  const view = Number.isSafeInteger(id) ? await views.get(id, request.viewer) : null;
  if (!view) throw notFound('view');
  return view;
}

function reading(rooms: ApiRooms) {
  return { properties, list, one, conversations };

  async function properties({ viewer }: FastifyRequest) {
    const all = await rooms.views.conditions.properties(viewer.withheld);
    const items = all.map(({ key, kind, label, options = [], names, optional = false }) => ({
      ...{ key, kind, label, names, optional, options: options.map(({ value }) => value) },
    }));
    return { items };
  }

  async function list(request: FastifyRequest) {
    return { items: (await rooms.views.list(request.viewer)).map((view) => shown(rooms, view, request)) };
  }

  async function one(request: FastifyRequest) {
    return shown(rooms, await viewOf(rooms, request), request);
  }

  async function conversations(request: FastifyRequest) {
    const view = await viewOf(rooms, request);
    const { after, limit } = request.query as { after?: string; limit: number };
    const inboxIds = (await visibleInboxes(rooms, request.viewer)).map(({ id }) => id);
    const page = await rooms.views.page(view, request.viewer, { inboxIds, after, limit });
    return { items: page.rows.map(conversationView), next: page.next };
  }
}

function changing(rooms: ApiRooms) {
  return { create, change, remove };

  async function create(request: FastifyRequest) {
    return shown(rooms, await rooms.views.create(viewIn(request) as NewView, request.viewer), request);
  }

  async function change(request: FastifyRequest) {
    const { id } = await viewOf(rooms, request);
    return shown(rooms, await rooms.views.change(id, viewIn(request), request.viewer), request);
  }

  async function remove(request: FastifyRequest) {
    await rooms.views.delete((await viewOf(rooms, request)).id, request.viewer);
    return {};
  }
}

interface Sent {
  match: Filter['match'];
  groups: { match: Filter['match']; conditions: { property: string; operator: string; values?: string[] }[] }[];
}

function viewIn({ body }: FastifyRequest): Partial<NewView> {
  const { filter, ...rest } = body as Partial<Omit<NewView, 'filter'>> & { filter?: Sent };
  if (!filter) return rest;
  const groups = filter.groups.map(({ match, conditions }) => ({
    match,
    conditions: conditions.map(({ property, operator, values = [] }) => ({
      ...{ property, operator: operator as Operator, values },
    })),
  }));
  return { ...rest, filter: { match: filter.match, groups } };
}
