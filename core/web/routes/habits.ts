// How a person likes to work through lists: what is shown when a conversation leaves the list it was opened from (RE-7).
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AFTERS } from '../../accounts/accounts.ts';
import { invalid } from '../../kernel/errors.ts';
import { formOf } from '../forms.ts';
import type { FieldModel } from '../models/fields.ts';
import type { Section } from '../models/forms.ts';
import type { WebParts } from '../rooms.ts';

export function habitRoutes(server: FastifyInstance, { rooms, cookies }: WebParts): void {
  server.put('/settings/profile/habits', { config: { permission: 'signed-in' } }, async (request, reply) => {
    const after = AFTERS.find((one) => one === formOf(request).text('after'));
    if (!after) throw invalid({ after: 'wrong.choice' });
    await rooms.accounts.users.prefer(request.viewer, { after });
    cookies.say(reply, 'said.saved');
    return reply.goTo('/settings/profile');
  });
}

/** What is shown next when a conversation leaves the list one works through (RE-7). */
export function habitsSection({ pages }: WebParts, request: FastifyRequest): Section {
  const say = pages.say(request);
  const after: FieldModel = {
    kind: 'choice',
    name: 'after',
    label: say('profile.after'),
    help: say('profile.after.help'),
    options: AFTERS.map((value) => ({
      value,
      label: say(`profile.after.${value}`),
      current: value === request.viewer.habits?.after,
    })),
  };
  const action = '/settings/profile/habits?_method=PUT';
  return { form: { id: 'habits', action, groups: [{ fields: [after] }], quiet: true } };
}
