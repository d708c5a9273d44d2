// The bodies a bridge is answered with, as JSON Schema: described by it, and checked against it by tests.
import { IDENTIFIER_TYPES } from './identifiers.ts';
import { SHAPES } from './shapes.ts';

type Schema = Record<string, unknown>;

const word: Schema = { type: 'string' };
const flag: Schema = { type: 'boolean' };
const whole: Schema = { type: 'integer' };
const time: Schema = { type: 'string', format: 'date-time' };
const object = (required: string[], properties: Schema, more: Schema = {}): Schema => ({
  type: 'object',
  ...(required.length > 0 && { required }),
  properties: { ...more, ...properties },
});
const list = (items: Schema): Schema => ({ type: 'array', items });
const oneOf = (...values: string[]): Schema => ({ type: 'string', enum: values });
const all = (properties: Schema, more: Schema = {}): Schema => object(Object.keys(properties), properties, more);
const shape = (name: string): Schema => ({ $ref: `#/components/schemas/${name}` });

const next = all({ next: all({ after: word }, { link: word }) });
const page = (name: string): Schema => all({ results: list(shape(name)) }, { total: whole, paging: next });

const identifier = all({ type: oneOf(...IDENTIFIER_TYPES), value: word });
const party = object([], {
  ...{ actorId: word, name: word, senderField: word, recipientField: word },
  deliveryIdentifier: shape('identifier'),
});
const { name, ...ofChannel } = SHAPES.newChannel.properties as Record<string, Schema>;

/** What stands in a thread: a message, a comment, or what happened to it (`type` says which). */
const threadLine = all(
  {
    id: word,
    type: oneOf('MESSAGE', 'COMMENT', 'ASSIGNMENT', 'THREAD_STATUS_CHANGE', 'THREAD_INBOX_CHANGE'),
    ...{ conversationsThreadId: word, createdAt: time, createdBy: word },
    client: all({ clientType: oneOf('HUBSPOT', 'INTEGRATION') }, { integrationAppId: whole }),
    ...{ senders: list(shape('publicParty')), recipients: list(shape('publicParty')), archived: flag },
  },
  {
    ...{ updatedAt: time, text: word, richText: word, attachments: list({ type: 'object' }) },
    ...{ channelId: word, channelAccountId: word, subject: word, inReplyToId: word },
    direction: oneOf('INCOMING', 'OUTGOING'),
    status: all(
      { statusType: oneOf('SENT', 'DELIVERED', 'READ', 'FAILED', 'RECEIVED') },
      { failureDetails: all({ errorMessage: word, errorMessageTokens: { type: 'object' } }) },
    ),
    truncationStatus: oneOf('NOT_TRUNCATED'),
    ...{ assignedTo: word, assignedFrom: word, newStatus: oneOf('OPEN', 'CLOSED') },
    ...{ toInboxId: word, fromInboxId: word },
  },
);

const delivery = {
  ...{ id: word, eventId: word, type: word, channelId: word, channelAccountId: { ...word, nullable: true } },
  ...{ status: oneOf('waiting', 'sending', 'delivered', 'failed'), attempts: whole },
  answer: { ...whole, nullable: true },
  ...{ why: { ...word, nullable: true }, createdAt: time, dueAt: { ...time, nullable: true } },
};

export const ANSWERS = {
  identifier,
  publicParty: party,
  publicChannel: all(
    { id: word, createdAt: time, name: name!, capabilities: ofChannel.capabilities!, active: flag },
    ofChannel,
  ),
  channels: page('publicChannel'),
  channelNames: page('channelName'),
  channelName: all({ id: word, name: word }),
  publicAccount: all(
    {
      ...{ id: word, channelId: word, inboxId: word, name: word, createdAt: time },
      ...{ active: flag, authorized: flag, archived: flag },
    },
    { archivedAt: time, deliveryIdentifier: shape('identifier') },
  ),
  accounts: page('publicAccount'),
  stagingToken: all(
    { accountToken: word, createdAt: time, genericChannelId: whole, inboxId: whole, userId: whole },
    { accountName: word, deliveryIdentifier: shape('identifier') },
  ),
  threadLine,
  threadLines: page('threadLine'),
  reactionTaken: all({ messageId: word }),
  words: all({ text: word }, { richText: word }),
  inbox: all({
    id: word,
    name: word,
    type: oneOf('INBOX', 'HELP_DESK'),
    createdAt: time,
    updatedAt: time,
    archived: flag,
  }),
  inboxes: page('inbox'),
  actor: all({ id: word, type: oneOf('AGENT', 'INTEGRATOR', 'SYSTEM'), name: word }),
  actorsRead: all(
    { status: word, results: list(shape('actor')), startedAt: time, completedAt: time },
    { numErrors: whole, errors: list({ type: 'object' }) },
  ),
  publicThread: all(
    {
      ...{ id: word, createdAt: time, status: oneOf('OPEN', 'CLOSED'), inboxId: word, associatedContactId: word },
      ...{ originalChannelId: word, originalChannelAccountId: word, latestMessageTimestamp: time },
      ...{ spam: flag, archived: flag },
    },
    {
      ...{ closedAt: time, assignedTo: word, latestMessageReceivedTimestamp: time, latestMessageSentTimestamp: time },
      threadAssociations: all({ associatedTicketId: word }),
    },
  ),
  threads: page('publicThread'),
  file: all({ id: word, name: word, type: word, size: whole, createdAt: time, archived: flag }),
  delivery: all(delivery),
  deliveries: page('delivery'),
  wholeDelivery: all({ ...delivery, body: { type: 'object' } }),
  rolled: all({ clientSecret: word, previousUntil: { ...time, nullable: true } }),
} satisfies Record<string, Schema>;

export type AnswerName = keyof typeof ANSWERS;
