// API: who has a conversation and why, who would get the next one, and how much everybody is given (CH-4, TK-3).
import type { FastifyRequest } from 'fastify';
import { actorOf, demand, may, type Accounts } from '../accounts/accounts.ts';
import type { ChannelAccount } from '../database/entities/inbox.ts';
import { invalid, notFound } from '../kernel/errors.ts';
import type { Decision } from '../routing/routing.ts';
import type { ApiRooms } from './rooms.ts';
import { keyOf, type ApiRoute } from './route.ts';
import { Type, type Static } from './schema.ts';
import { Assignment, Decided, LimitsChange, Load, RoutingChange, SkillsChange } from './routing-shapes.ts';
import { Person } from './shapes.ts';

const about = { tag: 'assignment' };

export function assigningRoutes(rooms: ApiRooms): ApiRoute[] {
  return [...conversationRoutes(rooms), ...peopleRoutes(rooms), ...accountRoutes(rooms)];
}

function conversationRoutes({ conversations, routing }: ApiRooms): ApiRoute[] {
  return [
    {
      ...about,
      method: 'GET',
      url: '/conversations/:key/assignment',
      permission: 'conversation.read',
      summary: 'Who has a conversation, and how routing came to it',
      answer: Assignment,
      run: assignment,
    },
    {
      ...about,
      method: 'PATCH',
      url: '/conversations/:key/skills',
      permission: 'conversation.manage',
      summary: 'Say which skills a conversation needs; rules leave it alone then',
      body: SkillsChange,
      answer: Type.Object({ items: Type.Array(Person) }),
      run: need,
    },
  ];

  async function need(request: FastifyRequest) {
    const conversation = await conversations.byPublicId(keyOf(request));
    if (!conversation || !may(request.viewer, 'conversation.read', { inboxId: conversation.inboxId }))
      throw notFound('conversation');
    demand(request.viewer, 'conversation.manage', { inboxId: conversation.inboxId });
    const { skillIds } = request.body as Static<typeof SkillsChange>;
    const known = (await routing.skills.list()).map(({ id }) => id);
    if (!skillIds.every((id) => known.includes(id))) throw invalid({ skillIds: 'wrong.choice' });
    await routing.skills.setNeeded(conversation.id, skillIds, actorOf(request.viewer));
    return { items: await routing.skills.neededBy(conversation.id) };
  }

  async function assignment(request: FastifyRequest) {
    const conversation = await conversations.byPublicId(keyOf(request));
    if (!conversation || !may(request.viewer, 'conversation.read', { inboxId: conversation.inboxId }))
      throw notFound('conversation');
    const { owner, team, assignmentReason, unroutedSince } = (await conversations.thread.head(
      conversation.id,
      request.viewer.userId,
    ))!;
    const decision = (await conversations.thread.lastDecision(conversation.id)) as Decision | null;
    const reason = assignmentReason && { code: assignmentReason.code, text: assignmentReason.text };
    return { owner, team, reason, waitingSince: unroutedSince?.toISOString() ?? null, decision };
  }
}

function peopleRoutes({ accounts, routing }: ApiRooms): ApiRoute[] {
  return [
    {
      ...about,
      method: 'GET',
      url: '/workload',
      permission: 'user.read',
      summary: 'What everybody who takes conversations has to do, and their limits',
      answer: Type.Object({ items: Type.Array(Load) }),
      run: async () => ({ items: await routing.workload() }),
    },
    {
      ...about,
      method: 'PATCH',
      url: '/users/:id/limits',
      permission: 'user.manage',
      summary: 'How much somebody is given at most',
      body: LimitsChange,
      answer: LimitsChange,
      run: limit,
    },
  ];

  async function limit(request: FastifyRequest) {
    const user = await accounts.users.find(Number(keyOf(request)) || 0);
    if (!user) throw notFound('user');
    const { conversationLimit = user.conversationLimit, ticketLimit = user.ticketLimit } = request.body as Static<
      typeof LimitsChange
    >;
    await accounts.users.setLimits(request.viewer, user.id, { conversationLimit, ticketLimit });
    return { conversationLimit, ticketLimit };
  }
}

function accountRoutes({ accounts, channels, routing }: ApiRooms): ApiRoute[] {
  return [
    {
      ...about,
      method: 'GET',
      url: '/accounts/:key/routing',
      permission: 'channel.read',
      summary: 'Who gets new conversations of an account',
      answer: RoutingChange,
      run: async (request) => (await accountOf(request, 'channel.read')).routing,
    },
    {
      ...about,
      method: 'PATCH',
      url: '/accounts/:key/routing',
      permission: 'channel.manage',
      summary: 'Change who gets new conversations of an account',
      body: RoutingChange,
      answer: RoutingChange,
      run: change,
    },
    {
      ...about,
      method: 'GET',
      url: '/accounts/:key/routing/rehearsal',
      permission: 'channel.read',
      summary: 'Who would get the next conversation now, and why',
      answer: Decided,
      run: rehearse,
    },
  ];

  async function accountOf(request: FastifyRequest, permission: 'channel.read' | 'channel.manage') {
    const account = await channels.account(keyOf(request));
    if (!account || !may(request.viewer, permission, { inboxId: account.inboxId })) throw notFound('account');
    return account;
  }

  async function change(request: FastifyRequest) {
    const account = await accountOf(request, 'channel.manage');
    const next = { ...account.routing, ...(request.body as Partial<ChannelAccount['routing']>) };
    await refuseOthers(accounts, next);
    await channels.saveRouting(account.id, next, actorOf(request.viewer));
    return next;
  }

  async function rehearse(request: FastifyRequest) {
    const account = await accountOf(request, 'channel.read');
    const { userId, teamId, reason, decision } = await routing.rehearse(
      await routing.placeOf(account),
      account.routing,
      null,
    );
    return { userId, teamId, reason: { code: reason.code, text: reason.text }, decision };
  }
}

/** Only people whose role takes conversations can be chosen, and somebody must be. */
async function refuseOthers({ users, teams }: Accounts, routing: ChannelAccount['routing']): Promise<void> {
  const takers = new Set((await users.whoMay('conversation.take')).map(({ id }) => id));
  const known = new Set((await teams.list()).map(({ id }) => id));
  if (!routing.userIds.every((id) => takers.has(id))) throw invalid({ userIds: 'wrong.choice' });
  if (!routing.teamIds.every((id) => known.has(id))) throw invalid({ teamIds: 'wrong.choice' });
  if (routing.to === 'people' && routing.userIds.length + routing.teamIds.length === 0)
    throw invalid({ userIds: 'wrong.nobody_chosen' });
}
