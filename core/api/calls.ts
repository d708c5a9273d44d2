// API: the log of calls, one call with its ends, and what came of it (CA-3, CA-4, OP-7).
import type { FastifyRequest } from 'fastify';
import { OUTCOMES, secondsOf, type Call } from '../calls/calls.ts';
import { notFound } from '../kernel/errors.ts';
import type { ApiRooms } from './rooms.ts';
import { keyOf, type ApiRoute } from './route.ts';
import { Type } from './schema.ts';

const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) => Type.Union([schema, Type.Null()]);
const time = Type.String({ format: 'date-time', description: 'ISO 8601 in UTC' });
const ending = nullable(
  Type.String({
    description:
      'hung_up, cancelled, declined, no_answer, busy, closed, lost, failed; of ends also elsewhere, passed_on',
  }),
);
const state = Type.String({ enum: ['ringing', 'active', 'ended'] });
const person = nullable(Type.Object({ id: Type.Integer(), name: Type.String() }));
const direction = Type.String({ enum: ['in', 'out'] });
const RESULTS = ['answered', 'missed', 'voicemail', 'busy', 'failed'];
const outcome = Type.String({ enum: ['', ...OUTCOMES], description: 'What came of it; empty until somebody says so' });

const Leg = Type.Object({
  ...{ id: Type.Integer(), kind: Type.String({ enum: ['customer', 'user'] }), user: person, state, ending },
  role: Type.String({ enum: ['talk', 'transfer', 'consult'] }),
  ...{ startedAt: time, joinedAt: nullable(time), endedAt: nullable(time) },
});

const CallShape = Type.Object({
  ...{ key: Type.String(), direction, state, ending, outcome, notes: Type.String() },
  result: Type.String({ description: `Empty while it lasts, then one of ${RESULTS.join(', ')}` }),
  user: nullable(Type.Object({ id: Type.Integer(), name: Type.String() }, { description: 'Who took or began it' })),
  conversationId: nullable(Type.Integer()),
  accountId: Type.Integer(),
  seconds: nullable(Type.Integer({ description: 'Of talk' })),
  ...{ startedAt: time, answeredAt: nullable(time), endedAt: nullable(time) },
  legs: Type.Array(Leg),
});

const Query = Type.Object(
  {
    result: Type.Optional(Type.String({ enum: RESULTS })),
    direction: Type.Optional(direction),
    user: Type.Optional(Type.Integer({ minimum: 1 })),
    conversation: Type.Optional(Type.Integer({ minimum: 1 })),
    account: Type.Optional(Type.Integer({ minimum: 1 })),
    after: Type.Optional(Type.Integer({ minimum: 1, description: '`next` of the page before' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 50 })),
  },
  { additionalProperties: false },
);

const Change = Type.Object(
  { notes: Type.Optional(Type.String({ maxLength: 5000 })), outcome: Type.Optional(outcome) },
  { additionalProperties: false, minProperties: 1 },
);

type Asked = { user?: number; conversation?: number; account?: number; after?: number; limit?: number } & Pick<
  Parameters<ApiRooms['calls']['list']>[0],
  'result' | 'direction'
>;

export function callRoutes({ calls }: ApiRooms): ApiRoute[] {
  const items = Type.Object({ items: Type.Array(CallShape), next: nullable(Type.Integer()) });
  const read = { method: 'GET' as const, permission: 'conversation.read' as const, tag: 'calls' };
  const change = { method: 'PATCH' as const, permission: 'conversation.answer' as const, tag: 'calls', body: Change };
  return [
    { ...read, url: '/calls', summary: 'Calls, newest first', query: Query, answer: items, run: list },
    { ...read, url: '/calls/:key', summary: 'One call with its ends', answer: CallShape, run: one },
    { ...change, url: '/calls/:key', summary: 'Notes on a call, what came of it', answer: CallShape, run: describe },
  ];

  async function list({ query, viewer }: FastifyRequest) {
    const {
      user: userId,
      conversation: conversationId,
      account: accountId,
      after,
      limit = 50,
      ...rest
    } = query as Asked;
    const wanted = { ...rest, userId, conversationId, accountId, before: after };
    const found = await calls.list({ ...wanted, inboxIds: viewer.inboxIds, limit });
    return { items: found.map(shown), next: found.length === limit ? found.at(-1)!.id : null };
  }

  async function one(request: FastifyRequest) {
    const call = await calls.get(request.viewer, keyOf(request));
    if (!call) throw notFound('call');
    return shown(call);
  }

  async function describe(request: FastifyRequest) {
    await one(request);
    return shown(await calls.describe(request.viewer, keyOf(request), request.body as object));
  }
}

const text = (at: Date | null) => at?.toISOString() ?? null;

function shown(call: Call) {
  const { publicId: key, direction: way, state: now, ending: why, result, outcome: came, notes, user } = call;
  const { conversationId, accountId } = call;
  return {
    ...{ key, direction: way, state: now, ending: why, result, outcome: came, notes, user, conversationId, accountId },
    seconds: secondsOf(call) ?? null,
    ...{ startedAt: text(call.startedAt), answeredAt: text(call.answeredAt), endedAt: text(call.endedAt) },
    legs: call.legs.map(({ id, kind, userId, name, role, ...leg }) => ({
      ...{ id, kind, user: userId === null ? null : { id: userId, name }, role, state: leg.state, ending: leg.ending },
      ...{ startedAt: text(leg.startedAt), joinedAt: text(leg.joinedAt), endedAt: text(leg.endedAt) },
    })),
  };
}
