// Beside the messages: the details of one, its source as it came, and colleagues to mention in a comment.
import type { FastifyInstance } from 'fastify';
import { notFound } from '../../kernel/errors.ts';
import { trusted, type Link } from '../models/shared.ts';
import { escapeHtml } from '../plain-text.ts';
import { messageFacts } from '../present/details.ts';
import { userPerson } from '../present/marks.ts';
import { isForDialog } from '../replies.ts';
import type { WebParts } from '../rooms.ts';
import { asDownload, visibleItem } from './content.ts';
import { visibleConversation } from './conversation.ts';
import { presentFor } from './inbox.ts';

/** How much of a source is shown; the whole is a download. */
const SHOWN = 200_000;
const COLLEAGUES = 8;

export function messageDetails(server: FastifyInstance, parts: WebParts): void {
  const { conversations, accounts, channels, inbound } = parts.rooms;
  const read = { config: { permission: 'conversation.read' as const } };

  server.get<{ Params: { id: string; message: string } }>(
    '/conversations/:id/messages/:message',
    read,
    async (request, reply) => {
      const head = await visibleConversation(parts, request.viewer, Number(request.params.id));
      const item = await conversations.thread.item(Number(request.params.message));
      if (item?.conversationId !== head.id) throw notFound('message');
      const say = parts.pages.say(request);
      const raw = `/messages/${item.publicId}/raw`;
      const account = item.accountId === null ? null : (channels.live(item.accountId)?.row.title ?? null);
      const links: Link[] = item.arrivalId === null ? [] : [{ label: say('details.source'), href: raw }];
      return reply.dialog({
        title: say('message.more'),
        facts: messageFacts(presentFor(parts, request), item, account),
        links: links.map((link) => ({ ...link, download: true })),
        back: `/conversations/${head.id}`,
      });
    },
  );

  server.get<{ Params: { key: string } }>('/messages/:key/raw', read, async (request, reply) => {
    const item = await visibleItem(parts, request);
    const arrival = item.arrivalId === null ? null : await inbound.arrival(item.arrivalId);
    if (!arrival) throw notFound('arrival');
    const say = parts.pages.say(request);
    if (isForDialog(request))
      return reply.dialog({
        title: say('mail.source'),
        html: trusted(`<pre class="source" tabindex="0">${escapeHtml(sourceOf(arrival.body))}</pre>`),
        links: [{ label: say('details.download'), href: `/messages/${item.publicId}/raw`, download: true }],
        back: `/conversations/${item.conversationId}`,
      });
    const name = `${item.publicId}.${arrival.type === 'message/rfc822' ? 'eml' : 'json'}`;
    return asDownload(reply, name).type('text/plain; charset=utf-8').send(Buffer.from(arrival.body));
  });

  server.get<{ Params: { id: string }; Querystring: { q?: string } }>(
    '/conversations/:id/mentions',
    { config: { permission: 'conversation.answer' as const } },
    async (request, reply) => {
      await visibleConversation(parts, request.viewer, Number(request.params.id));
      const typed = (request.query.q ?? '').slice(0, 60).toLowerCase();
      const users = (await accounts.users.list()).filter(
        ({ id, status, name }) =>
          status === 'active' && id !== request.viewer.userId && beginsAWord(name.toLowerCase(), typed),
      );
      const suggestions = users.slice(0, COLLEAGUES).map((user) => {
        const called = `@${user.name}`;
        const html = `<span class="mention" data-user="${user.id}">${escapeHtml(called)}</span>`;
        return { id: `u${user.id}`, label: user.name, person: userPerson(user), text: called, html: trusted(html) };
      });
      return reply.page('shared/suggestions', { suggestions });
    },
  );
}

/** Bytes of any encoding as one can read them: headers are ASCII, what is not UTF-8 keeps its bytes as letters. */
function sourceOf(body: Uint8Array): string {
  const bytes = Buffer.from(body).subarray(0, SHOWN);
  const words = bytes.toString('utf8');
  return words.includes('\uFFFD') ? bytes.toString('latin1') : words;
}

function beginsAWord(name: string, typed: string): boolean {
  return name.split(/\s+/).some((word) => word.startsWith(typed)) || name.startsWith(typed);
}
