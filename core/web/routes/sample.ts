// The sample company: how far it is, and the question before it is removed (OP-1).
import type { FastifyInstance } from 'fastify';
import type { WebParts } from '../rooms.ts';
import { sampleNotice } from '../sample-notice.ts';

const MANAGE = { config: { permission: 'workspace.manage' } } as const;
const PLACE = '/settings/workspace';

export function sampleRoutes(server: FastifyInstance, { options, pages }: WebParts): void {
  const { sample } = options;
  if (!sample) return;

  server.get('/sample', { config: { permission: 'signed-in' } }, async (_request, reply) => {
    const html = reply.view('layouts/sample', sampleNotice(sample) ?? { doing: 'done', percent: 100 });
    return reply.type('text/html; charset=utf-8').header('cache-control', 'no-store').send(html);
  });

  server.get('/settings/workspace/sample/removal', MANAGE, async (request, reply) => {
    const say = pages.say(request);
    return reply.dialog({
      title: say('sample.remove.title'),
      text: say('sample.remove.text'),
      action: `${PLACE}/sample?_method=DELETE`,
      submit: say('sample.remove'),
      danger: true,
      back: PLACE,
    });
  });

  server.delete('/settings/workspace/sample', MANAGE, async (_request, reply) => {
    await sample.remove();
    return reply.goTo(PLACE);
  });

  server.post('/settings/workspace/sample', MANAGE, async (request, reply) => {
    await sample.load(request.viewer);
    return reply.goTo(PLACE);
  });
}
