// Which skills a conversation needs: shown beside it, changed in a dialog (TK-3).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { actorOf, demand } from '../../accounts/accounts.ts';
import type { ThreadHead } from '../../conversations/conversations.ts';
import { formOf } from '../forms.ts';
import type { FieldModel } from '../models/fields.ts';
import type { WebParts } from '../rooms.ts';
import { visibleConversation } from './conversation.ts';
import { back } from './handling.ts';

const HANDLE = { config: { permission: 'conversation.manage' } } as const;
type Address = { Params: { id: string } };

export function neededSkillRoutes(server: FastifyInstance, parts: WebParts): void {
  const { skills } = parts.rooms.routing;

  server.get<Address>('/conversations/:id/skills', HANDLE, async (request, reply) => {
    const head = await handled(parts, request);
    const say = parts.pages.say(request);
    const needed = (await skills.neededBy(head.id)).map(({ id }) => id);
    const field: FieldModel = {
      kind: 'several',
      name: 'skills',
      label: say('skills.needed'),
      options: (await skills.list()).map(({ id, name, userIds }) => ({
        value: String(id),
        label: name,
        detail: say('skills.held', { count: userIds.length }),
        current: needed.includes(id),
      })),
    };
    return reply.dialog({
      title: say('skills.needed.title'),
      text: say('skills.needed.text'),
      action: `/conversations/${head.id}/skills?_method=PUT`,
      groups: [{ fields: [field] }],
      submit: say('skills.needed.submit'),
      back: `/conversations/${head.id}`,
    });
  });

  server.put<Address>('/conversations/:id/skills', HANDLE, async (request, reply): Promise<FastifyReply> => {
    const head = await handled(parts, request);
    await skills.setNeeded(head.id, formOf(request).numbers('skills'), actorOf(request.viewer));
    parts.cookies.say(reply, 'said.saved');
    return back(request, reply, head);
  });
}

async function handled(parts: WebParts, request: FastifyRequest<Address>): Promise<ThreadHead> {
  const head = await visibleConversation(parts, request.viewer, Number(request.params.id));
  demand(request.viewer, 'conversation.manage', { inboxId: head.inboxId });
  return head;
}
