// What the API says of outgoing webhooks, as schemas, and what they themselves send (OP-7).
import { EVENT_TYPES } from '../events/events.ts';
import { RecordShape } from './record-shapes.ts';
import { Type, type Static, type TSchema } from './schema.ts';
import { Account, Contact, Conversation, EventShape, Message } from './shapes.ts';
import { Ticket } from './ticket-shapes.ts';

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);
const time = Type.String({ format: 'date-time', description: 'ISO 8601 in UTC' });
const description = Type.String({ minLength: 1, maxLength: 120 });
const address = Type.String({ maxLength: 2000, description: '`https:`; `http:` only inside your own network' });
const types = nullable(
  Type.Array(Type.String({ enum: [...EVENT_TYPES] }), { description: '`null`: all, also those to come' }),
);
const inboxIds = nullable(
  Type.Array(Type.Integer(), { description: '`null`: all. What belongs to no inbox is told in any case' }),
);
const state = Type.String({
  enum: ['active', 'paused', 'off'],
  description: '`off`: switched off by the desk, see `why`',
});

export const WebhookShape = Type.Object({
  id: Type.Integer(),
  ...{ description, address, types, inboxIds, state },
  why: nullable(Type.String()),
  failingSince: nullable(time),
  deliveredAt: nullable(time),
  oldSecretUntil: nullable(time),
  createdAt: time,
  waiting: Type.Integer({ description: 'Deliveries that wait' }),
  failed: Type.Integer({ description: 'Deliveries given up in the last two weeks' }),
});

const secret = Type.String({ description: '`whsec_` and base64; answered this once' });
export const MadeWebhook = Type.Object({ ...WebhookShape.properties, secret });
export const Secret = Type.Object({ secret });

export const NewWebhookShape = Type.Object(
  { description, address, types: Type.Optional(types), inboxIds: Type.Optional(inboxIds) },
  { additionalProperties: false },
);
export const WebhookChange = Type.Object(
  {
    description: Type.Optional(description),
    address: Type.Optional(address),
    types: Type.Optional(types),
    inboxIds: Type.Optional(inboxIds),
    state: Type.Optional(Type.String({ enum: ['active', 'paused'] })),
    skip: Type.Optional(
      Type.Boolean({ description: 'With `state: active`: leave out what waits and what happened meanwhile' }),
    ),
  },
  { additionalProperties: false, minProperties: 1 },
);
export const Roll = Type.Object(
  { hours: Type.Integer({ minimum: 0, maximum: 168, description: 'The secret of before signs as well for so long' }) },
  { additionalProperties: false },
);
export const Since = Type.Object(
  { since: Type.String({ format: 'date-time', description: 'Given up since then' }) },
  { additionalProperties: false },
);

const status = Type.String({ enum: ['waiting', 'delivered', 'failed'] });
const reasonText = nullable(Type.String());

export const DeliveryShape = Type.Object({
  id: Type.Integer(),
  key: Type.String({ description: 'The header `webhook-id`' }),
  type: Type.String(),
  eventId: nullable(Type.Integer()),
  status,
  attempts: Type.Integer(),
  answer: nullable(Type.Integer({ description: 'HTTP status of the last answer' })),
  why: reasonText,
  createdAt: time,
  dueAt: nullable(time),
  endedAt: nullable(time),
});

const headers = Type.Record(Type.String(), Type.String());
const AttemptShape = Type.Object({
  at: time,
  milliseconds: Type.Integer(),
  answer: nullable(Type.Integer()),
  why: reasonText,
  request: headers,
  response: nullable(Type.Object({ headers, body: Type.String(), cut: Type.Boolean() })),
});

export const DeliveryDetailsShape = Type.Object({
  ...DeliveryShape.properties,
  body: nullable(Type.String({ description: 'What is sent, byte for byte' })),
  tries: Type.Array(AttemptShape),
});

export const DeliveryQuery = Type.Object({
  status: Type.Optional(status),
  after: Type.Optional(Type.String({ maxLength: 20, pattern: '^[0-9]+$' })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 50 })),
});

/** The body of every delivery; what an event is not about is `null`. */
const PayloadShape = Type.Object({
  type: Type.String(),
  timestamp: time,
  data: Type.Object({
    event: EventShape,
    conversation: nullable(Conversation),
    message: nullable(Message),
    contact: nullable(Contact),
    ticket: nullable(Ticket),
    record: nullable(RecordShape),
    account: nullable(Account),
  }),
});

const header = (name: string, text: string) => ({
  ...{ name, in: 'header', required: true, description: text, schema: { type: 'string' } },
});
const PARAMETERS = [
  header('webhook-id', 'The same at every try: what came before under it is known already'),
  header('webhook-timestamp', 'Seconds since 1970 of this try'),
  header('webhook-signature', '`v1,` and base64 of HMAC-SHA-256 over `id.timestamp.body`; several with spaces between'),
];

/** The section `webhooks` of the OpenAPI document: one entry for each type of event. */
export function described(): Record<string, object> {
  const content = (schema: TSchema) => ({ 'application/json': { schema } });
  const post = (type: string) => ({
    tags: ['webhooks'],
    operationId: type,
    summary: `Tells of ${type}`,
    parameters: PARAMETERS,
    requestBody: { required: true, content: content(PayloadShape) },
    responses: {
      '2XX': { description: 'Taken' },
      410: { description: 'No more of it: the desk switches the webhook off' },
      default: { description: 'Tried again later, ten times in three days' },
    },
  });
  return Object.fromEntries(EVENT_TYPES.map((type) => [type, { post: post(type) }]));
}

export type NewWebhookBody = Static<typeof NewWebhookShape>;
export type WebhookChangeBody = Static<typeof WebhookChange>;
