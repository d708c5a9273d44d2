// Accepting an invitation: name, password, and in (AD-2).
import type { FastifyInstance } from 'fastify';
import { DeskError } from '../../kernel/errors.ts';
import { nameField, newPasswordField } from '../common-fields.ts';
import { formOf, orAgain, withWrong, type Wrong } from '../forms.ts';
import type { EntryPage } from '../models/entry.ts';
import type { Say } from '../pages.ts';
import type { WebParts } from '../rooms.ts';

type Address = { Params: { token: string } };

export function invitationRoutes(server: FastifyInstance, { rooms, cookies, locales, pages }: WebParts): void {
  const { accounts } = rooms;
  const open = { config: { permission: 'public' } } as const;

  server.get<Address>('/invitation/:token', open, async (request, reply) => {
    const { token } = request.params;
    const say = pages.say(request);
    const invited = await accounts.invitations.find(token);
    if (!invited) throw linkOver();
    const { name: desk } = await accounts.workspace.get();
    return reply.page('entry/page', page(say, { token, desk, email: invited.email, name: invited.name }));
  });

  server.put<Address>('/invitation/:token', open, async (request, reply) => {
    const { token } = request.params;
    const say = pages.say(request);
    const invited = await accounts.invitations.find(token);
    if (!invited) throw linkOver();
    const form = formOf(request);
    const name = form.text('name');
    return orAgain(
      locales,
      request,
      async () => {
        const userId = await accounts.invitations.accept(token, { name, password: form.text('password') });
        const userAgent = String(request.headers['user-agent'] ?? '');
        cookies.keepSession(reply, await accounts.sessions.start(userId, { ip: request.ip, userAgent }));
        return reply.goTo('/');
      },
      async (wrong) => {
        const { name: desk } = await accounts.workspace.get();
        return reply.page('entry/page', page(say, { token, desk, email: invited.email, name }, wrong), 422);
      },
    );
  });
}

function linkOver(): DeskError {
  return new DeskError('link_invalid', 410, 'This link was used already or has run out. Ask for a new one.');
}

type Invited = { token: string; desk: string; email: string; name: string };

function page(say: Say, { token, desk, email, name }: Invited, wrong: Wrong = {}): EntryPage {
  const own = { ...nameField(say, name, { label: say('first-run.name') }), autocomplete: 'name' };
  const fields = [own, newPasswordField(say)];
  return {
    title: say('invitation.title'),
    heading: say('invitation.heading', { desk }),
    text: say('invitation.text', { email }),
    action: `/invitation/${encodeURIComponent(token)}?_method=PUT`,
    groups: [{ fields: withWrong(fields, wrong) }],
    submit: say('invitation.submit'),
  };
}
