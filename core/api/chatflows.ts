// API: the chatflows of accounts, their steps, whether they run, and how they do (CT-9, AU-4).
import type { FastifyRequest } from 'fastify';
import { may, type Viewer } from '../accounts/accounts.ts';
import type { Flow } from '../chatflows/chatflows.ts';
import { conflict, notFound } from '../kernel/errors.ts';
import type { ApiRooms } from './rooms.ts';
import { keyOf, type ApiRoute } from './route.ts';
import { Type } from './schema.ts';
import { Chatflow, ChatflowFigures, ChatflowLine } from './shapes.ts';

const Change = Type.Object({ active: Type.Boolean() }, { additionalProperties: false });

export function chatflowRoutes(rooms: ApiRooms): ApiRoute[] {
  const { chatflows, channels } = rooms;
  const get = { method: 'GET' as const, permission: 'channel.read' as const, tag: 'chatflows' };
  const lines = Type.Object({ items: Type.Array(ChatflowLine) });
  return [
    { ...get, url: '/accounts/:key/chatflows', summary: 'Chatflows of an account, in order', answer: lines, run: list },
    { ...get, url: '/chatflows/:key', summary: 'One chatflow with its steps', answer: Chatflow, run: one },
    { ...get, url: '/chatflows/:key/figures', summary: 'How a chatflow does', answer: ChatflowFigures, run: figures },
    {
      method: 'PATCH',
      url: '/chatflows/:key',
      permission: 'channel.manage',
      tag: 'chatflows',
      summary: 'Switch a chatflow on or off',
      body: Change,
      answer: Chatflow,
      run: change,
    },
  ];

  async function list(request: FastifyRequest) {
    const account = await channels.account(keyOf(request));
    if (!account || !may(request.viewer, 'channel.read', { inboxId: account.inboxId })) throw notFound('account');
    return { items: (await chatflows.list(account.id)).map(lineOf) };
  }

  async function one(request: FastifyRequest) {
    return whole(await wanted(rooms, request.viewer, keyOf(request), 'channel.read'));
  }

  async function figures(request: FastifyRequest) {
    const flow = await wanted(rooms, request.viewer, keyOf(request), 'channel.read');
    const { started, byStatus, leftAt, answers } = await chatflows.figures(flow.id);
    return {
      started,
      byStatus,
      leftAt: Object.fromEntries(leftAt),
      answers: [...answers].map(([step, { count, options }]) => ({
        step,
        count,
        options: Object.fromEntries(options),
      })),
    };
  }

  async function change(request: FastifyRequest) {
    const flow = await wanted(rooms, request.viewer, keyOf(request), 'channel.manage');
    const { active } = request.body as { active: boolean };
    if (active && flow.published === 0)
      throw conflict('chatflow_not_published', 'This chatflow was never published; only what is published can run.');
    if (flow.active !== active) await chatflows.setActive(flow.id, active);
    return whole((await chatflows.byPublicId(flow.publicId))!);
  }
}

/** The flow, when the viewer may see its account; otherwise there is none for them. */
async function wanted(
  { chatflows, channels }: ApiRooms,
  viewer: Viewer,
  key: string,
  permission: 'channel.read' | 'channel.manage',
): Promise<Flow> {
  const flow = await chatflows.byPublicId(key);
  const account = flow && (await channels.accountById(flow.accountId));
  if (!flow || !account || account.deletedAt || !may(viewer, permission, { inboxId: account.inboxId }))
    throw notFound('chatflow');
  return flow;
}

function lineOf({ publicId: key, name, language, active, published, prompts, targeting, changedAt }: Flow) {
  return { key, name, language, active, published, prompts, targeting, changedAt: changedAt.toISOString() };
}

function whole(flow: Flow) {
  return { ...lineOf(flow), draft: { ...flow.draft } };
}
