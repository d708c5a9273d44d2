// What the API speaks of, as schemas: they check requests and describe answers in the OpenAPI document.
import { Type, type Static } from './schema.ts';
import { TemplateChoice } from './template-shapes.ts';

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);
const time = Type.String({ format: 'date-time', description: 'ISO 8601 in UTC' });
const key = Type.String({ description: 'Public id' });

export const Trouble = Type.Object(
  {
    error: Type.Object({
      code: Type.String({ description: 'Explained in docs/errors.md' }),
      message: Type.String(),
      fields: Type.Optional(Type.Record(Type.String(), Type.String())),
      params: Type.Optional(
        Type.Record(Type.String(), Type.Union([Type.String(), Type.Integer()]), {
          description: 'Of what the message speaks: `newestId` of `stale`',
        }),
      ),
    }),
  },
  { $id: 'Trouble' },
);

export const Person = Type.Object({ id: Type.Integer(), name: Type.String() });
export const Inbox = Type.Object({ id: Type.Integer(), key, name: Type.String(), kind: Type.String() });

export const Conversation = Type.Object({
  key,
  inboxId: Type.Integer(),
  accountId: nullable(Type.Integer()),
  channel: nullable(Type.String()),
  subject: Type.String(),
  snippet: Type.String(),
  status: Type.String({ enum: ['open', 'snoozed', 'closed'] }),
  place: Type.String(),
  contact: nullable(Type.Object({ key, name: Type.String() })),
  owner: nullable(Person),
  team: nullable(Person),
  tags: Type.Array(Type.String()),
  unread: Type.Boolean(),
  waitingSince: nullable(time),
  lastMessageAt: time,
  messageCount: Type.Integer(),
});

export const Attachment = Type.Object({
  key,
  name: Type.String(),
  type: Type.String(),
  bytes: Type.Integer(),
  state: Type.String(),
  href: Type.String(),
});

export const Message = Type.Object({
  key,
  id: Type.Integer({ description: 'Grows with time within the desk' }),
  kind: Type.String({ enum: ['message', 'comment', 'event'] }),
  direction: Type.String({ enum: ['in', 'out'] }),
  author: nullable(Type.Object({ kind: Type.String(), name: Type.String() })),
  at: time,
  subject: Type.String(),
  text: Type.String(),
  html: nullable(Type.String()),
  automatic: nullable(Type.String()),
  status: nullable(Type.String()),
  people: Type.Array(Type.Object({ role: Type.String(), name: Type.String(), address: Type.String() })),
  reactions: Type.Array(Type.Object({ emoji: Type.String(), by: Type.String({ enum: ['contact', 'team'] }) })),
  attachments: Type.Array(Attachment),
  held: Type.Array(Type.Object({ code: Type.String(), text: Type.String() }), {
    description: 'Why something of it is masked or held back (WA-12); empty for nothing',
  }),
});

export const Contact = Type.Object({
  key,
  name: Type.String(),
  language: nullable(Type.String()),
  note: Type.String(),
  addresses: Type.Array(Type.Object({ kind: Type.String(), value: Type.String() })),
  owner: nullable(Person),
  consents: Type.Array(
    Type.Object({
      purpose: Type.String({ description: 'A channel, `marketing`, or what somebody called it' }),
      given: Type.Boolean({ description: 'False: refused' }),
      at: time,
      wording: nullable(Type.String()),
    }),
  ),
  createdAt: time,
});

export const NewConsent = Type.Object({
  purpose: Type.String({ minLength: 1, maxLength: 80 }),
  given: Type.Boolean(),
  wording: Type.Optional(Type.String({ maxLength: 2000 })),
});
export type NewConsentBody = Static<typeof NewConsent>;

export const User = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  email: Type.String(),
  role: Type.String(),
  status: Type.String(),
  available: Type.Boolean(),
  onCall: Type.Boolean({ description: 'Talks, or rings at a customer' }),
});

export const Account = Type.Object({
  id: Type.Integer(),
  key,
  channel: Type.String(),
  title: Type.String(),
  inboxId: Type.Integer(),
  active: Type.Boolean(),
  sample: Type.Boolean({ description: 'Of the invented company: nothing leaves the desk by it' }),
  health: Type.String(),
  why: nullable(Type.String()),
  lastInboundAt: nullable(time),
  lastOutboundAt: nullable(time),
});

export const ChatflowLine = Type.Object({
  key,
  name: Type.String(),
  language: nullable(Type.String()),
  active: Type.Boolean({ description: 'Switched on; it runs when it was published as well' }),
  published: Type.Integer({ description: 'Number of the version that runs; 0: none' }),
  prompts: Type.Boolean({ description: 'Opens by itself, on channels with pages' }),
  targeting: Type.Object({
    pages: Type.Array(Type.String()),
    except: Type.Array(Type.String()),
    languages: Type.Array(Type.String()),
    visitors: Type.String(),
  }),
  changedAt: time,
});

const steps = Type.Array(Type.Unknown(), { description: 'Explained in docs/chatflows.md; branches hold steps' });
export const Chatflow = Type.Object({
  ...ChatflowLine.properties,
  draft: Type.Object({
    steps,
    person: Type.Array(Type.String(), { description: 'Words that ask for a person' }),
    patience: Type.Integer({ description: 'Minutes of silence until it ends' }),
  }),
});

const counts = Type.Record(Type.String(), Type.Integer());

export const ChatflowFigures = Type.Object({
  started: Type.Integer(),
  byStatus: counts,
  leftAt: counts,
  answers: Type.Array(Type.Object({ step: Type.String(), count: Type.Integer(), options: counts })),
});

export const Arrival = Type.Object({
  id: Type.Integer(),
  status: Type.String(),
  summary: Type.String(),
  sender: Type.String(),
  bytes: Type.Integer(),
  reason: nullable(Type.String()),
  receivedAt: time,
});

export const EventShape = Type.Object({
  id: Type.Integer(),
  at: time,
  type: Type.String(),
  actor: Type.String(),
  conversationId: nullable(Type.Integer()),
  messageId: nullable(Type.Integer()),
  contactId: nullable(Type.Integer()),
  accountId: nullable(Type.Integer()),
  data: Type.Record(Type.String(), Type.Unknown()),
});

export const NewMessage = Type.Object(
  {
    text: Type.Optional(Type.String({ maxLength: 200_000 })),
    html: Type.Optional(Type.String({ maxLength: 2_000_000 })),
    subject: Type.Optional(Type.String({ maxLength: 900 })),
    to: Type.Optional(Type.Array(Type.String({ maxLength: 320 }), { maxItems: 50 })),
    cc: Type.Optional(Type.Array(Type.String({ maxLength: 320 }), { maxItems: 50 })),
    bcc: Type.Optional(Type.Array(Type.String({ maxLength: 320 }), { maxItems: 50 })),
    seenMessageId: Type.Optional(
      Type.Integer({
        description: 'The newest message you know of: refused with 409 `stale` when somebody has answered since',
      }),
    ),
    anyway: Type.Optional(Type.Boolean()),
    sendAt: Type.Optional(time),
    template: Type.Optional(TemplateChoice),
  },
  { additionalProperties: false },
);

export const ConversationChange = Type.Object(
  {
    status: Type.Optional(Type.String({ enum: ['open', 'closed'] })),
    snoozedUntil: Type.Optional(nullable(time)),
    ownerId: Type.Optional(nullable(Type.Integer())),
    teamId: Type.Optional(nullable(Type.Integer())),
    inboxId: Type.Optional(Type.Integer()),
    subject: Type.Optional(Type.String({ maxLength: 500 })),
    tags: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 60 }), { maxItems: 50 })),
    place: Type.Optional(Type.String({ enum: ['inbox', 'spam', 'trash'] })),
  },
  { additionalProperties: false, minProperties: 1 },
);

export const NewContact = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 300 }),
    emails: Type.Optional(Type.Array(Type.String({ maxLength: 320 }))),
    phones: Type.Optional(Type.Array(Type.String({ maxLength: 30 }))),
    language: Type.Optional(Type.String({ maxLength: 20 })),
    note: Type.Optional(Type.String({ maxLength: 20_000 })),
  },
  { additionalProperties: false },
);

export const ContactChange = Type.Partial(
  Type.Object({
    name: Type.String({ minLength: 1, maxLength: 300 }),
    language: nullable(Type.String({ maxLength: 20 })),
    note: Type.String({ maxLength: 20_000 }),
    ownerId: nullable(Type.Integer()),
  }),
  { additionalProperties: false, minProperties: 1 },
);

export type NewMessageBody = Static<typeof NewMessage>;
export type ConversationChangeBody = Static<typeof ConversationChange>;
export type NewContactBody = Static<typeof NewContact>;
export type ContactChangeBody = Static<typeof ContactChange>;

/** A page of things: pass `next` as `after` for the following one. */
export function pageOf<T extends Parameters<typeof Type.Array>[0]>(schema: T) {
  return Type.Object({ items: Type.Array(schema), next: nullable(Type.String()) });
}
