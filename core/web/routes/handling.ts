// What people do with one conversation at once: assign, snooze, close, spam, trash, mark unread.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { actorOf, demand } from '../../accounts/accounts.ts';
import { otherAuthorOf, type Done, type ThreadHead } from '../../conversations/conversations.ts';
import { formOf } from '../forms.ts';
import { placeAddress, readPlace } from '../present/lists.ts';
import { invalid, notFound } from '../../kernel/errors.ts';
import { whatFollows } from '../what-follows.ts';
import type { WebParts } from '../rooms.ts';
import { answeredIn, visibleConversation } from './conversation.ts';

/** What a verb leaves behind: a step to undo, and another page than the one the person is on. */
type Outcome = Done & { goTo?: string };
export type Verb = (head: ThreadHead, actor: string, request: FastifyRequest) => Promise<Outcome | void>;

/** Does the verb on the conversation of the address, offers to undo it, and leads back to where the person was. */
export function verbs(parts: WebParts) {
  return async (request: FastifyRequest, reply: FastifyReply, said: string, verb: Verb): Promise<FastifyReply> => {
    const { id } = request.params as { id: string };
    const head = await visibleConversation(parts, request.viewer, Number(id));
    demand(request.viewer, 'conversation.manage', { inboxId: head.inboxId });
    const next = await whatFollows(parts, request, head, pageOf(request));
    const done = await verb(head, actorOf(request.viewer), request);
    if (done?.undo) parts.cookies.say(reply, `said.${said}`, { undo: `/undo/${done.undo}` });
    const left = done?.undo && (await next?.());
    const leads = left || done?.goTo;
    return leads ? reply.goTo(leads) : back(request, reply, head);
  };
}

export function handling(server: FastifyInstance, parts: WebParts): void {
  const { conversations, contacts, clock } = parts.rooms;
  const handle = verbs(parts);

  function does(method: 'POST' | 'PUT' | 'DELETE', path: string, said: string, verb: Verb): void {
    server.route({
      method,
      url: `/conversations/:id${path}`,
      config: { permission: 'conversation.manage' },
      handler: (request, reply) => handle(request, reply, said, verb),
    });
  }

  does('POST', '/closure', 'closed', (head, actor) => conversations.close(head.id, actor));
  does('DELETE', '/closure', 'reopened', (head, actor) => conversations.reopen(head.id, actor));
  does('POST', '/spam', 'spam', async (head, actor, request) =>
    leaving(request, head, await conversations.spam(head.id, actor)),
  );
  does('DELETE', '/spam', 'not_spam', (head, actor) => conversations.notSpam(head.id, actor));
  does('POST', '/trash', 'trashed', async (head, actor, request) =>
    leaving(request, head, await conversations.trash(head.id, actor)),
  );
  does('DELETE', '/trash', 'restored', (head, actor) => conversations.restore(head.id, actor));
  does('POST', '/unread', 'unread', async (head, _actor, request) => {
    await conversations.markUnread(head.id, request.viewer.userId);
    return leaving(request, head, { undo: null });
  });
  does('POST', '/belonging', 'joined', join);
  does('DELETE', '/belonging', 'apart', (head, actor) => conversations.acceptStranger(head.id, 'apart', actor));
  does('PUT', '/assignment', 'assigned', assign);
  does('PUT', '/snooze', 'snoozed', snooze);
  does('PUT', '/messages/:message/author', 'reattributed', reattribute);

  async function reattribute(head: ThreadHead, actor: string, request: FastifyRequest) {
    const item = await answeredIn(parts, head, Number((request.params as { message: string }).message));
    const other = item && otherAuthorOf(item);
    if (!other) throw notFound('message');
    const { name, address: value } = other.person;
    const person = { name, address: { kind: 'email' as const, value } };
    const about = { accountId: item.accountId ?? 0, at: item.at, actor };
    const { contactId } = await contacts.take(person, about);
    return conversations.reattribute(head.id, item.id, contactId, actor);
  }

  async function join(head: ThreadHead, actor: string, request: FastifyRequest) {
    const other = await visibleConversation(parts, request.viewer, head.maybeBelongsTo?.id ?? 0);
    demand(request.viewer, 'conversation.manage', { inboxId: other.inboxId });
    return conversations.acceptStranger(head.id, 'join', actor);
  }

  async function assign(head: ThreadHead, actor: string, request: FastifyRequest) {
    const [kind, id = ''] = formOf(request).text('owner').split(':');
    if (['user', 'team'].includes(kind!) && !/^\d{1,9}$/.test(id)) throw invalid({ owner: 'wrong.choice' });
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
}

/** The page of this desk the person is on, when it is about a list or a conversation. */
function pageOf(request: FastifyRequest): URL | null {
  const from = request.headers['hx-current-url'] ?? request.headers.referer;
  const url = typeof from === 'string' ? URL.parse(from) : null;
  return url && /^\/(conversations|inboxes|views)\//.test(url.pathname) ? url : null;
}

/** What is out of sight afterwards is left: the list it was opened from shows what is next. */
function leaving(request: FastifyRequest, head: ThreadHead, done: Done): Outcome {
  const url = pageOf(request);
  const list = url?.searchParams.get('list') ?? url?.pathname;
  const known = list && /^\/(inboxes|views)\//.test(list) ? list : `/inboxes/${head.inboxId}/open`;
  return { ...done, goTo: placeAddress(readPlace(known)) };
}

/** To the page the person was on; what it was about to answer is answered now. */
export function back(request: FastifyRequest, reply: FastifyReply, head: { id: number }): FastifyReply {
  const url = pageOf(request);
  if (!url) return reply.goTo(`/conversations/${head.id}`);
  for (const name of ['reply', 'mode']) url.searchParams.delete(name);
  return reply.goTo(url.pathname.replace(/(\/conversations\/\d+)\/.*$/, '$1') + url.search);
}
