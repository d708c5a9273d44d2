// The API as OpenAPI 3.0, made of the shapes it checks: what tools generate clients from.
import { SHAPES, type ShapeName } from '../wire/shapes.ts';

interface Operation {
  summary: string;
  body?: ShapeName;
  code?: number;
}

const BASE = '/conversations/v3/custom-channels';
const TALKS = '/conversations/v3/conversations';
const THREAD = `${TALKS}/threads/{threadId}`;
const CHANNEL = `${BASE}/{channelId}`;
const ACCOUNT = `${CHANNEL}/channel-accounts/{accountId}`;
const MESSAGE = `${CHANNEL}/messages/{messageId}`;

const PATHS: Record<string, Record<string, Operation>> = {
  [BASE]: {
    get: { summary: 'Channels of the bridge' },
    post: { summary: 'Register a channel', body: 'newChannel', code: 201 },
  },
  [CHANNEL]: {
    get: { summary: 'One channel' },
    patch: { summary: 'Change a channel', body: 'channel' },
    delete: { summary: 'Delete a channel with its accounts; what was written stays', code: 204 },
  },
  [`${CHANNEL}/channel-accounts`]: {
    get: { summary: 'Accounts of a channel' },
    post: { summary: 'Connect an account to an inbox', body: 'newAccount', code: 201 },
  },
  [ACCOUNT]: {
    get: { summary: 'One account' },
    patch: { summary: 'Rename an account, switch it on or off', body: 'account' },
  },
  [`${CHANNEL}/channel-account-staging-tokens/{accountToken}`]: {
    patch: { summary: 'Say which account somebody is connecting', body: 'connecting' },
  },
  [`${CHANNEL}/messages`]: { post: { summary: 'Publish a message', body: 'newMessage', code: 201 } },
  [MESSAGE]: {
    get: { summary: 'One message' },
    patch: { summary: 'Say what became of it, or change its words', body: 'message' },
    delete: { summary: 'Take back a message that was published', code: 204 },
  },
  [`${MESSAGE}/reactions`]: {
    post: { summary: 'Somebody reacts; an empty emoji takes it back', body: 'reaction', code: 202 },
  },
  [`${CHANNEL}/typing`]: { post: { summary: 'Somebody types', body: 'typing', code: 204 } },
  [`${TALKS}/inboxes`]: { get: { summary: 'Inboxes that accounts can be connected to' } },
  [`${TALKS}/inboxes/{id}`]: { get: { summary: 'One inbox' } },
  [`${TALKS}/channels`]: { get: { summary: 'Channels of the bridge, by name' } },
  [`${TALKS}/channels/{id}`]: { get: { summary: 'One of them' } },
  [`${TALKS}/channel-accounts`]: { get: { summary: 'Accounts of all channels of the bridge' } },
  [`${TALKS}/channel-accounts/{id}`]: { get: { summary: 'One of them' } },
  [`${TALKS}/actors/{actorId}`]: { get: { summary: 'Who somebody is' } },
  [`${TALKS}/actors/batch/read`]: { post: { summary: 'Who several are', body: 'actors' } },
  [`${TALKS}/threads`]: { get: { summary: 'Conversations of the bridge’s channels, newest first' } },
  [THREAD]: {
    get: { summary: 'One conversation' },
    patch: { summary: 'Close, open again, or take out of the trash', body: 'thread' },
    delete: { summary: 'Put into the trash', code: 204 },
  },
  [`${THREAD}/assignee`]: {
    put: { summary: 'Give to somebody of the team', body: 'assignee' },
    delete: { summary: 'Take away from whoever has it' },
  },
  [`${THREAD}/messages`]: {
    get: { summary: 'What was said, commented and done with it, newest first' },
    post: { summary: 'Answer, or comment for the team', body: 'threadMessage', code: 201 },
  },
  [`${THREAD}/messages/{messageId}`]: { get: { summary: 'One message' } },
  [`${THREAD}/messages/{messageId}/original-content`]: { get: { summary: 'Its words alone' } },
  '/files/v3/files': { post: { summary: 'Upload a file as the part "file" of multipart/form-data', code: 201 } },
  '/hubdesk/v1/deliveries': { get: { summary: 'What the bridge was told, newest first' } },
  '/hubdesk/v1/deliveries/{deliveryId}': { get: { summary: 'One delivery with its body' } },
  '/hubdesk/v1/deliveries/{deliveryId}/attempts': { post: { summary: 'Send it again', code: 202 } },
  '/hubdesk/v1/secret': { post: { summary: 'A new signing secret', body: 'roll', code: 200 } },
};

const ERROR = {
  type: 'object',
  required: ['status', 'category', 'message', 'correlationId'],
  properties: {
    status: { type: 'string', enum: ['error'] },
    category: { type: 'string' },
    message: { type: 'string' },
    correlationId: { type: 'string' },
    errors: {
      type: 'array',
      items: { type: 'object', properties: { message: { type: 'string' }, in: { type: 'string' } } },
    },
  },
};

export function description(publicUrl: string): object {
  const paths = Object.entries(PATHS).map(([path, operations]) => {
    const all = Object.entries(operations).map(([method, operation]) => [method, operationOf(path, operation)]);
    return [path, Object.fromEntries(all)];
  });
  return {
    openapi: '3.0.3',
    info: { title: 'Hubdesk custom channels', version: '1' },
    servers: [{ url: `${publicUrl}/channels/custom` }],
    security: [{ token: [] }],
    paths: Object.fromEntries(paths),
    components: {
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
      schemas: { ...SHAPES, error: ERROR },
    },
  };
}

function operationOf(path: string, { summary, body, code = 200 }: Operation): object {
  const json = (name: string) => ({ 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } });
  const names = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!);
  return {
    summary,
    parameters: names.map((name) => ({ name, in: 'path', required: true, schema: { type: 'string' } })),
    ...(body && { requestBody: { required: true, content: json(body) } }),
    responses: { [code]: { description: 'Done' }, default: { description: 'What was wrong', content: json('error') } },
  };
}
