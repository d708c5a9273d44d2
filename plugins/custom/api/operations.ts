// What there is to call, for the description: addresses, what is sent and answered, what each is called in clients.
import type { AnswerName } from '../wire/answers.ts';
import type { ShapeName } from '../wire/shapes.ts';

export interface Operation {
  summary: string;
  /** What it is called in generated clients. */
  id: string;
  /** Of what is answered; absent where nothing is said. */
  answer?: AnswerName;
  /** Names in the query. */
  query?: readonly string[];
  body?: ShapeName;
  /** In place of a body in JSON. */
  form?: object;
  code?: number;
}

const BASE = '/conversations/v3/custom-channels';
const TALKS = '/conversations/v3/conversations';
const THREAD = `${TALKS}/threads/{threadId}`;
const CHANNEL = `${BASE}/{channelId}`;
const ACCOUNT = `${CHANNEL}/channel-accounts/{accountId}`;
const MESSAGE = `${CHANNEL}/messages/{messageId}`;

const PAGE = ['after', 'limit'] as const;
const ACCOUNTS = [...PAGE, 'deliveryIdentifierType', 'deliveryIdentifierValue', 'archived'] as const;
const THREADS = [
  ...PAGE,
  ...[
    'threadStatus',
    'inboxId',
    'associatedContactId',
    'associatedTicketId',
    'latestMessageTimestampAfter',
    'archived',
  ],
] as const;
const FILE_FORM = { type: 'object', required: ['file'], properties: { file: { type: 'string', format: 'binary' } } };

export const PATHS: Record<string, Record<string, Operation>> = {
  [BASE]: {
    get: { summary: 'Channels of the bridge', id: 'listChannels', answer: 'channels', query: PAGE },
    post: {
      summary: 'Register a channel',
      id: 'createChannel',
      answer: 'publicChannel',
      body: 'newChannel',
      code: 201,
    },
  },
  [CHANNEL]: {
    get: { summary: 'One channel', id: 'getChannel', answer: 'publicChannel' },
    patch: { summary: 'Change a channel', id: 'changeChannel', answer: 'publicChannel', body: 'channel' },
    delete: { summary: 'Delete a channel with its accounts; what was written stays', id: 'deleteChannel', code: 204 },
  },
  [`${CHANNEL}/channel-accounts`]: {
    get: { summary: 'Accounts of a channel', id: 'listAccounts', answer: 'accounts', query: ACCOUNTS },
    post: {
      summary: 'Connect an account to an inbox',
      id: 'createAccount',
      answer: 'publicAccount',
      body: 'newAccount',
      code: 201,
    },
  },
  [ACCOUNT]: {
    get: { summary: 'One account', id: 'getAccount', answer: 'publicAccount' },
    patch: {
      summary: 'Rename an account, switch it on or off',
      id: 'changeAccount',
      answer: 'publicAccount',
      body: 'account',
    },
  },
  [`${CHANNEL}/channel-account-staging-tokens/{accountToken}`]: {
    patch: {
      summary: 'Say which account somebody is connecting',
      id: 'tellConnecting',
      answer: 'stagingToken',
      body: 'connecting',
    },
  },
  [`${CHANNEL}/messages`]: {
    post: { summary: 'Publish a message', id: 'publishMessage', answer: 'threadLine', body: 'newMessage', code: 201 },
  },
  [MESSAGE]: {
    get: { summary: 'One message', id: 'getMessage', answer: 'threadLine' },
    patch: {
      summary: 'Say what became of it, or change its words',
      id: 'changeMessage',
      answer: 'threadLine',
      body: 'message',
    },
    delete: { summary: 'Take back a message that was published', id: 'takeBackMessage', code: 204 },
  },
  [`${MESSAGE}/reactions`]: {
    post: {
      summary: 'Somebody reacts; an empty emoji takes it back',
      id: 'react',
      answer: 'reactionTaken',
      body: 'reaction',
      code: 202,
    },
  },
  [`${CHANNEL}/typing`]: { post: { summary: 'Somebody types', id: 'sayTyping', body: 'typing', code: 204 } },
  [`${TALKS}/inboxes`]: {
    get: { summary: 'Inboxes that accounts can be connected to', id: 'listInboxes', answer: 'inboxes', query: PAGE },
  },
  [`${TALKS}/inboxes/{id}`]: { get: { summary: 'One inbox', id: 'getInbox', answer: 'inbox' } },
  [`${TALKS}/channels`]: {
    get: { summary: 'Channels of the bridge, by name', id: 'listChannelNames', answer: 'channelNames', query: PAGE },
  },
  [`${TALKS}/channels/{id}`]: { get: { summary: 'One of them', id: 'getChannelName', answer: 'channelName' } },
  [`${TALKS}/channel-accounts`]: {
    get: {
      summary: 'Accounts of all channels of the bridge',
      id: 'listAllAccounts',
      answer: 'accounts',
      query: [...PAGE, 'channelId', 'inboxId', 'archived'],
    },
  },
  [`${TALKS}/channel-accounts/{id}`]: { get: { summary: 'One of them', id: 'getAnyAccount', answer: 'publicAccount' } },
  [`${TALKS}/actors/{actorId}`]: { get: { summary: 'Who somebody is', id: 'getActor', answer: 'actor' } },
  [`${TALKS}/actors/batch/read`]: {
    post: { summary: 'Who several are', id: 'readActors', answer: 'actorsRead', body: 'actors' },
  },
  [`${TALKS}/threads`]: {
    get: {
      summary: 'Conversations of the bridge’s channels, newest first',
      id: 'listThreads',
      answer: 'threads',
      query: THREADS,
    },
  },
  [THREAD]: {
    get: { summary: 'One conversation', id: 'getThread', answer: 'publicThread' },
    patch: {
      summary: 'Close, open again, or take out of the trash',
      id: 'changeThread',
      answer: 'publicThread',
      body: 'thread',
    },
    delete: { summary: 'Put into the trash', id: 'trashThread', code: 204 },
  },
  [`${THREAD}/assignee`]: {
    put: { summary: 'Give to somebody of the team', id: 'assignThread', answer: 'publicThread', body: 'assignee' },
    delete: { summary: 'Take away from whoever has it', id: 'unassignThread', answer: 'publicThread' },
  },
  [`${THREAD}/messages`]: {
    get: {
      summary: 'What was said, commented and done with it, newest first',
      id: 'listThreadMessages',
      answer: 'threadLines',
      query: PAGE,
    },
    post: {
      summary: 'Answer, or comment for the team',
      id: 'writeThreadMessage',
      answer: 'threadLine',
      body: 'threadMessage',
      code: 201,
    },
  },
  [`${THREAD}/messages/{messageId}`]: { get: { summary: 'One message', id: 'getThreadMessage', answer: 'threadLine' } },
  [`${THREAD}/messages/{messageId}/original-content`]: {
    get: { summary: 'Its words alone', id: 'getWords', answer: 'words' },
  },
  '/files/v3/files': {
    post: { summary: 'Upload a file, 25 MB at most', id: 'uploadFile', answer: 'file', form: FILE_FORM, code: 201 },
  },
  '/hubdesk/v1/deliveries': {
    get: {
      summary: 'What the bridge was told, newest first',
      id: 'listDeliveries',
      answer: 'deliveries',
      query: ['after', 'status'],
    },
  },
  '/hubdesk/v1/deliveries/{deliveryId}': {
    get: { summary: 'One delivery with its body', id: 'getDelivery', answer: 'wholeDelivery' },
  },
  '/hubdesk/v1/deliveries/{deliveryId}/attempts': {
    post: { summary: 'Send it again', id: 'sendDeliveryAgain', answer: 'delivery', code: 202 },
  },
  '/hubdesk/v1/secret': {
    post: { summary: 'A new signing secret', id: 'rollSecret', answer: 'rolled', body: 'roll', code: 200 },
  },
};
