// What the API says of tickets, pipelines and properties, as schemas.
import { PROPERTY_KINDS } from '../properties/properties.ts';
import { AT_ONCE, PRIORITIES, STAGE_KINDS } from '../tickets/tickets.ts';
import { Type, type Static } from './schema.ts';
import { Person } from './shapes.ts';

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);
const time = Type.String({ format: 'date-time', description: 'ISO 8601 in UTC' });
const priority = Type.String({ enum: [...PRIORITIES] });
const values = Type.Record(Type.String(), Type.Unknown(), {
  description: 'By key of the property: text, option key, day (2026-03-01), number, boolean or a list of option keys',
});

const kind = Type.String({ enum: STAGE_KINDS });
const required = Type.Array(Type.String(), {
  description: '`description`, `priority`, `owner`, or `property.<key>`',
});

export const Stage = Type.Object({ id: Type.Integer(), name: Type.String(), kind, required });

export const Pipeline = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  reopens: Type.Boolean({ description: 'An answer of the customer brings a waiting or closed ticket back' }),
  closes: Type.Boolean({ description: 'Closing a ticket closes its conversations' }),
  stages: Type.Array(Stage),
});

export const Property = Type.Object({
  key: Type.String(),
  label: Type.String(),
  help: Type.String(),
  kind: Type.String({ enum: [...PROPERTY_KINDS] }),
  options: Type.Array(Type.Object({ key: Type.String(), label: Type.String() })),
});

export const Ticket = Type.Object({
  number: Type.Integer({ description: 'Shown to people as T-12' }),
  name: Type.String(),
  description: Type.String(),
  pipeline: Person,
  stage: Type.Object({ id: Type.Integer(), name: Type.String(), kind: Type.String({ enum: STAGE_KINDS }) }),
  priority,
  owner: nullable(Person),
  team: nullable(Person),
  source: Type.String({ description: 'The channel it came by, or `manual`, or `api`' }),
  inboxId: nullable(Type.Integer()),
  contact: nullable(Type.Object({ key: Type.String(), name: Type.String() })),
  conversations: Type.Array(Type.String(), { description: 'Keys of conversations you can see' }),
  properties: values,
  createdAt: time,
  changedAt: time,
  closedAt: nullable(time),
  firstResponseAt: nullable(time),
  due: nullable(
    Type.Object({
      target: Type.String({ enum: ['first', 'next', 'resolution'] }),
      at: nullable(Type.String({ format: 'date-time', description: 'Null while the clock stands still' })),
    }),
  ),
});

export const TicketLine = Type.Object({
  id: Type.Integer(),
  at: time,
  by: nullable(Type.String()),
  kind: Type.String(),
  detail: Type.Record(Type.String(), Type.Unknown()),
});

export const NewTicket = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 300 }),
    description: Type.Optional(Type.String({ maxLength: 50_000 })),
    stageId: Type.Optional(Type.Integer({ description: 'Also says the pipeline; default: the first open one' })),
    priority: Type.Optional(priority),
    ownerId: Type.Optional(nullable(Type.Integer())),
    teamId: Type.Optional(nullable(Type.Integer())),
    contact: Type.Optional(Type.String({ description: 'Key of a contact' })),
    conversation: Type.Optional(Type.String({ description: 'Key of a conversation without a ticket' })),
    properties: Type.Optional(values),
  },
  { additionalProperties: false },
);

export const TicketChange = Type.Object(
  {
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 300 })),
    description: Type.Optional(Type.String({ maxLength: 50_000 })),
    stageId: Type.Optional(
      Type.Integer({ description: 'Refused with 422 `stage_asks` when something it requires is missing' }),
    ),
    priority: Type.Optional(priority),
    ownerId: Type.Optional(nullable(Type.Integer())),
    teamId: Type.Optional(nullable(Type.Integer())),
    properties: Type.Optional(values),
    deleted: Type.Optional(Type.Boolean({ description: '`true` deletes the ticket; its conversations stay' })),
  },
  { additionalProperties: false, minProperties: 1 },
);

export const ManyTickets = Type.Object(
  {
    numbers: Type.Array(Type.Integer(), {
      minItems: 1,
      maxItems: AT_ONCE,
      description: 'Those you cannot change are passed over',
    }),
    stageId: Type.Optional(Type.Integer()),
    priority: Type.Optional(priority),
    ownerId: Type.Optional(nullable(Type.Integer())),
    teamId: Type.Optional(nullable(Type.Integer())),
  },
  { additionalProperties: false, minProperties: 2 },
);

export const ManyChanged = Type.Object({
  changed: Type.Integer(),
  asking: Type.Array(Type.Integer(), { description: 'Numbers of those that stay: the stage asks for what they lack' }),
  unseen: Type.Array(Type.Integer(), {
    description: 'Numbers of those that keep their owner: the new one does not see them',
  }),
  unowned: Type.Array(Type.Integer(), {
    description: 'Numbers of those that have no owner any more: theirs does not see them in the new pipeline',
  }),
});

export const TicketLinks = Type.Object(
  {
    conversation: Type.Optional(Type.String({ description: 'Key of a conversation without a ticket' })),
    ticket: Type.Optional(Type.Integer({ description: 'Number of another ticket' })),
    remove: Type.Optional(Type.Boolean({ description: '`true` takes the link away' })),
  },
  { additionalProperties: false, minProperties: 1 },
);

export const NewPipeline = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 60 }),
    stages: Type.Optional(
      Type.Array(
        Type.Object(
          { name: Type.String({ maxLength: 60 }), kind: Type.String({ enum: STAGE_KINDS }) },
          { additionalProperties: false },
        ),
      ),
    ),
  },
  { additionalProperties: false },
);

export const PipelineChange = Type.Object(
  {
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 60 })),
    reopens: Type.Optional(Type.Boolean()),
    closes: Type.Optional(Type.Boolean()),
    stages: Type.Optional(Type.Array(Type.Integer(), { description: 'Ids in their new order', maxItems: 100 })),
  },
  { additionalProperties: false, minProperties: 1 },
);

export const NewStage = Type.Object(
  { name: Type.String({ minLength: 1, maxLength: 60 }), kind, required: Type.Optional(required) },
  { additionalProperties: false },
);

export const StageChange = Type.Object(
  {
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 60 })),
    kind: Type.Optional(kind),
    required: Type.Optional(required),
  },
  { additionalProperties: false, minProperties: 1 },
);

export const PropertyChange = Type.Object(
  {
    label: Type.Optional(Type.String({ minLength: 1, maxLength: 80 })),
    help: Type.Optional(Type.String({ maxLength: 300 })),
    options: Type.Optional(
      Type.Array(
        Type.Object(
          { key: Type.Optional(Type.String({ maxLength: 40 })), label: Type.String({ maxLength: 80 }) },
          { additionalProperties: false },
        ),
        { maxItems: 200, description: 'The whole list; options that are left out are put away' },
      ),
    ),
  },
  { additionalProperties: false, minProperties: 1 },
);

export const NewProperty = Type.Object(
  {
    label: Type.String({ minLength: 1, maxLength: 80 }),
    key: Type.Optional(Type.String({ maxLength: 40 })),
    help: Type.Optional(Type.String({ maxLength: 300 })),
    kind: Type.String({ enum: [...PROPERTY_KINDS] }),
    options: Type.Optional(Type.Array(Type.String({ maxLength: 80 }), { maxItems: 200 })),
  },
  { additionalProperties: false },
);

export type NewTicketBody = Static<typeof NewTicket>;
export type TicketChangeBody = Static<typeof TicketChange>;
export type PipelineChangeBody = Static<typeof PipelineChange>;
export type NewStageBody = Static<typeof NewStage>;
export type StageChangeBody = Static<typeof StageChange>;
export type PropertyChangeBody = Static<typeof PropertyChange>;
export type ManyTicketsBody = Static<typeof ManyTickets>;
export type TicketLinksBody = Static<typeof TicketLinks>;
