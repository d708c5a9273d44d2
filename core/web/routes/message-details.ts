// Beside the messages: the details of one, its source as it came, and colleagues to mention in a comment.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { reasonsOf, type ThreadItem } from '../../conversations/conversations.ts';
import { notFound } from '../../kernel/errors.ts';
import type { Decision } from '../../routing/routing.ts';
import type { Suggestions } from '../models/palette.ts';
import { trusted, type Link } from '../models/shared.ts';
import { escapeHtml } from '../plain-text.ts';
import { decisionFacts } from '../present/decision.ts';
import { messageFacts } from '../present/details.ts';
import { userPerson } from '../present/marks.ts';
import { isForDialog } from '../replies.ts';
import type { WebParts } from '../rooms.ts';
import { asDownload, demandRevealed, revealArrival, visibleItem } from './content.ts';
import { visibleConversation } from './conversation.ts';
import { presentFor } from './inbox.ts';

/** How much of a source is shown; the whole is a download. */
const SHOWN = 200_000;
const COLLEAGUES = 8;

export function messageDetails(server: FastifyInstance, parts: WebParts): void {
  const { conversations, accounts, channels, inbound } = parts.rooms;
  const read = { permission: 'conversation.read' as const };
  server.get('/conversations/:id/messages/:message', { config: read }, details);
  server.get('/messages/:key/raw', { config: read }, source);
  server.get('/conversations/:id/mentions', { config: { permission: 'conversation.answer' } }, mentions);

  async function details(request: FastifyRequest, reply: FastifyReply) {
    const { id, message } = request.params as { id: string; message: string };
    const head = await visibleConversation(parts, request.viewer, Number(id));
    const item = await conversations.thread.item(Number(message));
    if (item?.conversationId !== head.id) throw notFound('message');
    const say = parts.pages.say(request);
    const back = `/conversations/${head.id}`;
    const decision = item.happening?.decision as Decision | undefined;
    if (decision) {
      const facts = decisionFacts(presentFor(parts, request), decision);
      return reply.dialog({ title: say('decision.title'), text: say(`decision.by.${decision.by}`), facts, back });
    }
    const account = item.accountId === null ? null : (channels.live(item.accountId)?.row.title ?? null);
    return reply.dialog({
      title: say('message.more'),
      facts: messageFacts(presentFor(parts, request), item, account),
      links: item.arrivalId === null ? [] : [download(item, say('details.source'))],
      back,
    });
  }

  async function source(request: FastifyRequest, reply: FastifyReply) {
    const item = await visibleItem(parts, request);
    if (reasonsOf(item).length > 0) demandRevealed(parts, request, item.publicId);
    const arrival = item.arrivalId === null ? null : await inbound.arrival(item.arrivalId);
    if (!arrival) throw notFound('arrival');
    // Others came in the same arrival, or it was changed since.
    await revealArrival(parts, request, arrival.id);
    const say = parts.pages.say(request);
    if (isForDialog(request))
      return reply.dialog({
        title: say('mail.source'),
        html: trusted(`<pre class="source" tabindex="0">${escapeHtml(sourceOf(arrival.body))}</pre>`),
        links: [download(item, say('details.download'))],
        back: `/conversations/${item.conversationId}`,
      });
    const name = `${item.publicId}.${arrival.type === 'message/rfc822' ? 'eml' : 'json'}`;
    return asDownload(reply, name).type('text/plain; charset=utf-8').send(Buffer.from(arrival.body));
  }

  async function mentions(request: FastifyRequest, reply: FastifyReply) {
    await visibleConversation(parts, request.viewer, Number((request.params as { id: string }).id));
    const typed = ((request.query as { q?: string }).q ?? '').slice(0, 60).toLowerCase();
    const mine = request.viewer.userId;
    const users = (await accounts.users.list()).filter(
      ({ id, status, name }) => status === 'active' && id !== mine && beginsAWord(name.toLowerCase(), typed),
    );
    return reply.page('shared/suggestions', { suggestions: users.slice(0, COLLEAGUES).map(suggestion) });
  }
}

function download({ publicId }: ThreadItem, label: string): Link & { download: boolean } {
  return { label, href: `/messages/${publicId}/raw`, download: true };
}

function suggestion(user: { id: number; name: string }): Suggestions['suggestions'][number] {
  const text = `@${user.name}`;
  const html = trusted(`<span class="mention" data-user="${user.id}">${escapeHtml(text)}</span>`);
  return { id: `u${user.id}`, label: user.name, person: userPerson(user), text, html };
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
