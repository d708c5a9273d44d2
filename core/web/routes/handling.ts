// What people do with one conversation: assign, snooze, close, spam, trash, tags, move, merge, split.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { actorOf, demand } from '../../accounts/accounts.ts';
import type { Done, ThreadHead } from '../../conversations/conversations.ts';
import { formOf } from '../forms.ts';
import type { WebParts } from '../rooms.ts';
import { visibleConversation } from './conversation.ts';

type Verb = (head: ThreadHead, actor: string, request: FastifyRequest) => Promise<Done | void>;

export function handling(server: FastifyInstance, parts: WebParts): void {
  const { conversations, clock } = parts.rooms;

  /** Does the verb, offers to undo it, and leads back to where the person was. */
  function does(method: 'POST' | 'PUT' | 'DELETE', path: string, said: string, verb: Verb): void {
    server.route<{ Params: { id: string } }>({
      method,
      url: `/conversations/:id${path}`,
      config: { permission: 'conversation.manage' },
      async handler(request, reply) {
        const head = await visibleConversation(parts, request.viewer, Number(request.params.id));
        demand(request.viewer, 'conversation.manage', { inboxId: head.inboxId });
        const done = await verb(head, actorOf(request.viewer), request);
        if (done?.undo) parts.cookies.say(reply, `said.${said}`, { undo: `/undo/${done.undo}` });
        return back(request, reply, head);
      },
    });
  }

  does('POST', '/closure', 'closed', (head, actor) => conversations.close(head.id, actor));
  does('DELETE', '/closure', 'reopened', (head, actor) => conversations.reopen(head.id, actor));
  does('POST', '/spam', 'spam', (head, actor) => conversations.spam(head.id, actor));
  does('DELETE', '/spam', 'not_spam', (head, actor) => conversations.notSpam(head.id, actor));
  does('POST', '/trash', 'trashed', (head, actor) => conversations.trash(head.id, actor));
  does('DELETE', '/trash', 'restored', (head, actor) => conversations.restore(head.id, actor));
  does('POST', '/unread', 'unread', (head, _actor, { viewer }) => conversations.markUnread(head.id, viewer.userId));
  does('POST', '/belonging', 'joined', (head, actor) => conversations.acceptStranger(head.id, 'join', actor));
  does('DELETE', '/belonging', 'apart', (head, actor) => conversations.acceptStranger(head.id, 'apart', actor));
  does('PUT', '/subject', 'renamed', rename);
  does('PUT', '/assignment', 'assigned', assign);
  does('PUT', '/snooze', 'snoozed', snooze);
  does('PUT', '/tags', 'tagged', tag);
  does('PUT', '/inbox', 'moved', move);
  does('POST', '/merge', 'merged', merge);
  does('POST', '/split', 'split', split);

  async function rename(head: ThreadHead, actor: string, request: FastifyRequest) {
    return conversations.rename(head.id, formOf(request).text('subject').slice(0, 500), actor);
  }

  async function assign(head: ThreadHead, actor: string, request: FastifyRequest) {
    const [kind, id] = formOf(request).text('owner').split(':');
    const { userId } = request.viewer;
    const to = {
      me: { userId, teamId: null },
      user: { userId: Number(id) },
      team: { userId: null, teamId: Number(id) },
    }[kind ?? ''];
    return conversations.assign(head.id, to ?? { userId: null, teamId: null }, null, actor);
  }

  async function snooze(head: ThreadHead, actor: string, request: FastifyRequest) {
    const until = new Date(formOf(request).text('until'));
    if (Number.isNaN(until.getTime()) || until <= clock.now()) return conversations.wake(head.id, actor);
    return conversations.snooze(head.id, until, actor);
  }

  async function tag(head: ThreadHead, actor: string, request: FastifyRequest) {
    const typed = formOf(request).text('tags').split(',');
    const wanted = typed.map((one) => one.trim().slice(0, 60)).filter((one) => one !== '');
    const before = head.tags.map((one) => one.name);
    for (const name of before) if (!wanted.includes(name)) await conversations.untag(head.id, name, actor);
    for (const name of wanted) if (!before.includes(name)) await conversations.tag(head.id, name, actor);
  }

  async function move(head: ThreadHead, actor: string, request: FastifyRequest) {
    const inboxId = formOf(request).number('inbox');
    demand(request.viewer, 'conversation.manage', { inboxId });
    return conversations.moveToInbox(head.id, inboxId, actor);
  }

  async function merge(head: ThreadHead, actor: string, request: FastifyRequest) {
    const into = await visibleConversation(parts, request.viewer, formOf(request).number('into'));
    demand(request.viewer, 'conversation.manage', { inboxId: into.inboxId });
    return conversations.merge(into.id, head.id, actor);
  }

  async function split(head: ThreadHead, actor: string, request: FastifyRequest) {
    return conversations.split(head.id, formOf(request).numbers('message'), actor);
  }
}

/** Where the person came from, when it was a page of this desk about a list or conversation. */
export function back(request: FastifyRequest, reply: FastifyReply, head: { id: number }): FastifyReply {
  const from = request.headers['hx-current-url'] ?? request.headers.referer;
  const url = typeof from === 'string' ? URL.parse(from) : null;
  const path =
    url && /^\/(conversations|inboxes)\//.test(url.pathname) ? url.pathname + url.search : `/conversations/${head.id}`;
  return reply.goTo(path.replace(/\/(merge|move|tags|split|subject)(?=$|\?)/, ''));
}
