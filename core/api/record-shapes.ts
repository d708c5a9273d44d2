// What the API says of companies, deals and other records, as schemas.
import { Type, type Static } from './schema.ts';
import { Person } from './shapes.ts';
import { Property } from './ticket-shapes.ts';

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);
const time = Type.String({ format: 'date-time', description: 'ISO 8601 in UTC' });
const values = Type.Record(Type.String(), Type.Unknown(), {
  description: 'By key of the property: text, option key, day (2026-03-01), number, boolean or a list of option keys',
});

export const RecordTypeShape = Type.Object({
  key: Type.String({ description: '`company`, `deal`, or a type of the desk’s own making' }),
  singular: nullable(Type.String({ description: 'Null for the types that every desk has' })),
  plural: nullable(Type.String()),
  properties: Type.Array(Property),
});

export const RecordShape = Type.Object({
  key: Type.String(),
  type: Type.String(),
  name: Type.String(),
  domain: nullable(Type.String({ description: 'Of a company' })),
  owner: nullable(Person),
  properties: values,
  createdAt: time,
  changedAt: time,
});

export const LinkShape = Type.Object({
  contact: Type.Optional(Type.String({ description: 'Key of a contact' })),
  record: Type.Optional(Type.String({ description: 'Key of a record' })),
  ticket: Type.Optional(Type.Integer({ description: 'Number of a ticket' })),
  label: Type.String(),
  main: Type.Boolean({ description: 'The company the contact is shown with' }),
});

export const NewRecord = Type.Object(
  {
    type: Type.String({ maxLength: 60 }),
    name: Type.String({ minLength: 1, maxLength: 200 }),
    domain: Type.Optional(Type.String({ maxLength: 253 })),
    ownerId: Type.Optional(nullable(Type.Integer())),
    properties: Type.Optional(values),
  },
  { additionalProperties: false },
);

export const RecordChangeShape = Type.Object(
  {
    name: Type.Optional(Type.String({ minLength: 1, maxLength: 200 })),
    domain: Type.Optional(Type.String({ maxLength: 253, description: 'Empty takes it away' })),
    ownerId: Type.Optional(nullable(Type.Integer())),
    properties: Type.Optional(values),
    deleted: Type.Optional(Type.Boolean({ description: '`true` deletes the record; what it was linked with stays' })),
  },
  { additionalProperties: false, minProperties: 1 },
);

export const RecordLinks = Type.Object(
  {
    contact: Type.Optional(Type.String({ description: 'Key of a contact' })),
    record: Type.Optional(Type.String({ description: 'Key of another record' })),
    ticket: Type.Optional(Type.Integer({ description: 'Number of a ticket' })),
    label: Type.Optional(Type.String({ maxLength: 60 })),
    remove: Type.Optional(Type.Boolean({ description: '`true` takes the link away' })),
  },
  { additionalProperties: false, minProperties: 1 },
);

export type NewRecordBody = Static<typeof NewRecord>;
export type RecordChangeBody = Static<typeof RecordChangeShape>;
export type RecordLinksBody = Static<typeof RecordLinks>;
