// The bodies a bridge sends, as JSON Schema: checked against it, and described by it.
import { FIELD_TYPES } from './fields.ts';
import { IDENTIFIER_TYPES } from './identifiers.ts';

type Schema = Record<string, unknown>;

const words = (maxLength: number, more: Schema = {}): Schema => ({ type: 'string', maxLength, ...more });
const nullable = (schema: Schema): Schema => ({ ...schema, nullable: true });
const address = nullable(words(2000));
const flag: Schema = { type: 'boolean' };
const count: Schema = { type: 'integer', minimum: 0 };
const names: Schema = { type: 'array', items: words(200), maxItems: 100 };
/** Ids are texts in the public API; numbers are taken as well. */
const id: Schema = { type: ['string', 'integer'], maxLength: 60 };

const identifier: Schema = {
  type: 'object',
  required: ['type', 'value'],
  properties: { type: { enum: IDENTIFIER_TYPES }, value: words(500, { minLength: 1 }) },
};

const capabilities: Schema = {
  type: 'object',
  properties: {
    deliveryIdentifierTypes: { type: 'array', items: { enum: IDENTIFIER_TYPES } },
    richText: names,
    threadingModel: { enum: ['INTEGRATION_THREAD_ID', 'DELIVERY_IDENTIFIER'] },
    allowInlineImages: flag,
    allowOutgoingMessages: flag,
    allowConversationStart: flag,
    allowMultipleRecipients: flag,
    outgoingAttachmentTypes: names,
    allowedFileAttachmentMimeTypes: names,
    maxFileAttachmentCount: count,
    maxFileAttachmentSizeBytes: count,
    maxTotalFileAttachmentSizeBytes: count,
    maxTextLength: { type: 'integer', minimum: 1 },
    editSeconds: count,
    deleteSeconds: count,
    allowReactions: flag,
    allowTyping: flag,
    allowReadNotices: flag,
    allowReplies: flag,
    replyWindowHours: { type: 'number', minimum: 0 },
  },
};

const credentialField: Schema = {
  type: 'object',
  required: ['name', 'label', 'type'],
  properties: {
    // Names of ours begin with `hubdesk`.
    name: words(40, { pattern: '^(?!hubdesk)[a-z][A-Za-z0-9_]*$' }),
    label: words(100, { minLength: 1 }),
    type: { enum: FIELD_TYPES },
    help: words(500),
    placeholder: words(100),
    required: flag,
    options: {
      type: 'array',
      maxItems: 50,
      items: {
        type: 'object',
        required: ['value', 'label'],
        properties: { value: words(100, { minLength: 1 }), label: words(100, { minLength: 1 }) },
      },
    },
  },
  anyOf: [
    { properties: { type: { enum: FIELD_TYPES.filter((type) => type !== 'choice') } } },
    { required: ['options'], properties: { options: { minItems: 1 } } },
  ],
};

const channel: Schema = {
  name: words(80, { minLength: 1, pattern: '\\S' }),
  capabilities,
  webhookUrl: address,
  channelAccountConnectionRedirectUrl: address,
  channelDescription: nullable(words(300)),
  channelLogoUrl: address,
  credentialFields: { type: 'array', items: credentialField, maxItems: 30 },
};

const party: Schema = {
  type: 'object',
  required: ['deliveryIdentifier'],
  properties: { name: nullable(words(200)), deliveryIdentifier: { anyOf: [identifier, words(500, { minLength: 1 })] } },
};

const attachment: Schema = {
  type: 'object',
  required: ['type'],
  properties: {
    type: words(60),
    fileId: id,
    url: words(2000),
    latitude: { type: 'number' },
    longitude: { type: 'number' },
  },
  allOf: [
    { anyOf: [{ properties: { type: { not: { const: 'FILE' } } } }, { required: ['fileId'] }, { required: ['url'] }] },
    { anyOf: [{ properties: { type: { not: { const: 'LOCATION' } } } }, { required: ['latitude', 'longitude'] }] },
  ],
};

const content: Schema = {
  text: words(100_000),
  richText: nullable(words(400_000)),
  attachments: { type: 'array', items: attachment, maxItems: 30 },
};

const object = (required: string[], properties: Schema): Schema => ({ type: 'object', required, properties });

export const SHAPES = {
  newChannel: object(['name', 'capabilities'], channel),
  channel: { type: 'object', properties: { ...channel, name: nullable(channel.name as Schema) } },
  newAccount: object(['inboxId', 'name', 'authorized'], {
    inboxId: id,
    name: words(200, { minLength: 1 }),
    authorized: flag,
    deliveryIdentifier: nullable(identifier),
  }),
  account: { type: 'object', properties: { name: words(200, { minLength: 1 }), authorized: flag } },
  connecting: { type: 'object', properties: { accountName: words(200), deliveryIdentifier: nullable(identifier) } },
  newMessage: object(
    ['text', 'messageDirection', 'channelAccountId', 'timestamp', 'senders', 'recipients', 'attachments'],
    {
      ...content,
      messageDirection: { enum: ['INCOMING', 'OUTGOING'] },
      channelAccountId: id,
      timestamp: { anyOf: [words(40, { minLength: 4 }), { type: 'integer' }] },
      senders: { type: 'array', items: party, minItems: 1, maxItems: 50 },
      recipients: { type: 'array', items: party, maxItems: 50 },
      integrationThreadId: nullable(words(400)),
      integrationIdempotencyId: nullable(words(400)),
      inReplyToId: nullable(words(60)),
    },
  ),
  message: {
    type: 'object',
    properties: {
      ...content,
      statusType: { enum: ['SENT', 'DELIVERED', 'READ', 'FAILED'] },
      errorMessage: nullable(words(1000)),
    },
    anyOf: [{ required: ['statusType'] }, { required: ['text'] }],
  },
  reaction: object(['emoji', 'sender'], { emoji: words(40), sender: party }),
  typing: object(['channelAccountId', 'sender'], {
    channelAccountId: id,
    sender: party,
    on: flag,
    integrationThreadId: nullable(words(400)),
  }),
  thread: { type: 'object', properties: { status: { enum: ['OPEN', 'CLOSED'] }, archived: flag } },
  assignee: object(['actorId'], { actorId: words(60, { minLength: 1 }) }),
  actors: object(['inputs'], { inputs: { type: 'array', items: words(60), maxItems: 100 } }),
  threadMessage: {
    ...object(['type', 'text'], {
      ...{ type: { enum: ['MESSAGE', 'COMMENT'] }, ...content, senderActorId: words(60, { minLength: 1 }) },
    }),
    anyOf: [
      { properties: { text: { minLength: 1 } } },
      { properties: { attachments: { minItems: 1 } }, required: ['attachments'] },
    ],
  },
  roll: { type: 'object', properties: { overlapHours: { type: 'number', minimum: 0, maximum: 720 } } },
} satisfies Record<string, Schema>;

export type ShapeName = keyof typeof SHAPES;
