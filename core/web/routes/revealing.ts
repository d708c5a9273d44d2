// What is held back of a message, shown to who may see it and asks: each time is written down; a false alarm is released (WA-12).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { actorOf, demand } from '../../accounts/accounts.ts';
import type { Held, ThreadItem } from '../../conversations/conversations.ts';
import type { Part } from '../../contract/part.ts';
import { notFound } from '../../kernel/errors.ts';
import { trusted } from '../models/shared.ts';
import { escapeHtml } from '../plain-text.ts';
import { reasonText } from '../present/marks.ts';
import { attachmentAddress } from '../present/parts.ts';
import type { WebParts } from '../rooms.ts';
import { visibleItem, writeRevealed } from './content.ts';
import { back } from './handling.ts';
import { presentFor } from './inbox.ts';

const REVEAL = { config: { permission: 'message.reveal' } } as const;

export function revealing(server: FastifyInstance, parts: WebParts): void {
  const { accounts, conversations } = parts.rooms;

  server.post('/messages/:key/revelation', REVEAL, async (request, reply) => {
    const { item, held } = await heldItem(request);
    await writeRevealed(accounts, request.viewer, `message:${item.publicId}`, held.reasons);
    parts.revealed.show(request.viewer.userId, item.publicId);
    return revelation(request, reply, item, held);
  });

  server.post('/messages/:key/release', REVEAL, async (request, reply) => {
    const { item } = await heldItem(request);
    await accounts.audit.write(request.viewer, 'message.released', `message:${item.publicId}`);
    await conversations.held.release(item.id, actorOf(request.viewer));
    parts.cookies.say(reply, 'said.released');
    return back(request, reply, { id: item.conversationId });
  });

  async function heldItem(request: FastifyRequest) {
    const item = await visibleItem(parts, request);
    const conversation = await conversations.get(item.conversationId);
    demand(request.viewer, 'message.reveal', { inboxId: conversation!.inboxId });
    const held = await conversations.held.of(item.id);
    if (!held) throw notFound('message');
    return { item, held };
  }

  /** As words only: nothing of it can be pressed by mistake. */
  function revelation(request: FastifyRequest, reply: FastifyReply, item: ThreadItem, held: Held): FastifyReply {
    const present = presentFor(parts, request);
    const say = parts.pages.say(request);
    const words = [held.subject, ...held.parts.map(wordsOfPart)].filter(Boolean).join('\n\n');
    const files = item.attachments.filter((one) => one.held && one.state === 'ready');
    return reply.dialog({
      title: say('reveal.title'),
      text: held.reasons.map((one) => reasonText(present, one, item.channel)).join(' '),
      html: trusted(`<pre class="source" tabindex="0">${escapeHtml(words)}</pre>`),
      links: files.map((one) => ({
        label: say('reveal.download', { name: one.name }),
        href: attachmentAddress(one),
        download: true,
      })),
      action: `/messages/${item.publicId}/release`,
      submit: say('reveal.release'),
      cancel: say('layout.close'),
      back: `/conversations/${item.conversationId}`,
    });
  }
}

function wordsOfPart(part: Part): string {
  if (part.type === 'text') return [part.text, part.quotedText, part.signature].filter(Boolean).join('\n\n');
  if (part.type === 'media') return part.caption ?? '';
  return leavesOf(part).join('\n');
}

/** Whatever is said in it, wherever it stands. */
function leavesOf(value: unknown): string[] {
  if (typeof value === 'string') return value === '' ? [] : [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, one]) => (name === 'type' ? [] : leavesOf(one)));
}
