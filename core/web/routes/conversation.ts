// One conversation on its page: header, log, composer, side bar.
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { may, type Viewer } from '../../accounts/accounts.ts';
import type { ThreadHead, ThreadItem } from '../../conversations/conversations.ts';
import { notFound } from '../../kernel/errors.ts';
import { publicId } from '../../kernel/ids.ts';
import { insertLinks } from '../inserting.ts';
import { messageExtras } from '../message-extras.ts';
import type { HeaderModel, LogModel } from '../models/conversation.ts';
import type { ComposerModel } from '../models/composer.ts';
import { asideModel } from '../present/aside.ts';
import { composerModel } from '../present/composer.ts';
import type { EntryOptions } from '../present/entry-options.ts';
import { logEntries } from '../present/entries.ts';
import { headerModel } from '../present/header.ts';
import { placeAddress, readPlace } from '../present/lists.ts';
import type { TrustedHtml } from '../models/shared.ts';
import { slotHtml } from '../plugin-pages.ts';
import { isAhead } from '../replies.ts';
import { asSeenBy } from '../record-world.ts';
import type { WebParts } from '../rooms.ts';
import { callHref, usualWay, waysOf } from '../ways.ts';
import { columnBeside } from '../column.ts';
import { presentFor } from './inbox.ts';
import { contactName, text } from '../present/marks.ts';
import { looked } from '../looked.ts';
import { ownCards } from './conversation-cards.ts';
import { sendStages, ticketBeside } from './conversation-ticket.ts';

const ITEMS = 60;

/** The conversation when the viewer may see it; otherwise there is none for them. */
export async function visibleConversation(parts: WebParts, viewer: Viewer, id: number): Promise<ThreadHead> {
  const head = Number.isSafeInteger(id) ? await parts.rooms.conversations.thread.head(id, viewer.userId) : null;
  if (!head || !may(viewer, 'conversation.read', { inboxId: head.inboxId })) throw notFound('conversation');
  return head;
}

export interface ComposerState {
  comment?: boolean;
  accountId?: number;
  replyTo?: number;
  error?: string;
  collision?: ComposerModel['collision'];
  laterAt?: string;
}

/** The message that is answered, when it is one of this conversation. */
export async function answeredIn(
  parts: WebParts,
  head: { id: number },
  messageId: number | null | undefined,
): Promise<ThreadItem | null> {
  if (!messageId || !Number.isSafeInteger(messageId)) return null;
  const item = await parts.rooms.conversations.thread.item(messageId);
  return item?.conversationId === head.id ? item : null;
}

/** The composer as it stands for this person; undefined where they may not answer. */
export async function composerOf(
  parts: WebParts,
  request: FastifyRequest,
  head: ThreadHead,
  state: ComposerState,
): Promise<ComposerModel | undefined> {
  const { conversations, outbound } = parts.rooms;
  const { userId } = request.viewer;
  if (!may(request.viewer, 'conversation.answer', { inboxId: head.inboxId })) return undefined;
  const { comment = false, error, collision, laterAt } = state;
  const place = { userId, conversationId: head.id, kind: comment ? ('comment' as const) : ('reply' as const) };
  const draft = await conversations.drafts.get(place);
  const accountId = state.accountId ?? draft?.body.accountId ?? (await usualWay(parts, head));
  const answered = await answeredIn(parts, head, state.replyTo ?? draft?.body.replyToMessageId);
  const replyToMessageId = answered?.id ?? null;
  const words = { html: draft?.body.html, text: draft?.body.text || '…' };
  const newest = await conversations.thread.newest(head.id);
  return composerModel({
    present: presentFor(parts, request),
    conversation: head,
    ways: await waysOf(parts, request.viewer, head, accountId),
    channel: head.account?.channel,
    ...{ draft, comment },
    preview: await outbound.preview({ conversationId: head.id, accountId, userId, ...words, replyToMessageId }),
    newestId: draft?.seenMessageId ?? newest?.messageId ?? 0,
    key: publicId(),
    now: parts.rooms.clock.now(),
    writer: parts.renderer.writer(request.viewContext.language, request.viewContext.timeZone),
    replyTo: answered,
    contactName: head.contact ? contactName(presentFor(parts, request), head.contact) : '',
    ...{ error, collision, laterAt },
    callHref: callHref(parts, request.viewer, head),
    stages: comment ? undefined : await sendStages(parts, request, head.id),
    inserts: insertLinks(parts, request, `/conversations/${head.id}`, comment ? 'comment' : 'reply'),
  });
}

export async function entryOptions(
  parts: WebParts,
  request: FastifyRequest,
  head: ThreadHead,
  items: ThreadItem[],
): Promise<EntryOptions> {
  const { language, timeZone } = request.viewContext;
  return {
    present: presentFor(parts, request),
    writer: parts.renderer.writer(language, timeZone),
    readUpTo: head.readUpTo,
    userId: request.viewer.userId,
    pictures: (message) => parts.pictures.shown(request.viewer.userId, message),
    mayAnswer: may(request.viewer, 'conversation.answer', { inboxId: head.inboxId }),
    mayReveal: may(request.viewer, 'message.reveal', { inboxId: head.inboxId }),
    now: parts.rooms.clock.now(),
    address: `/conversations/${head.id}`,
    extras: await messageExtras(parts, items, request.viewContext),
  };
}

export async function headerOf(
  parts: WebParts,
  request: FastifyRequest,
  head: ThreadHead,
  back: string,
): Promise<HeaderModel> {
  const { accounts, channels, clock } = parts.rooms;
  return headerModel({
    present: presentFor(parts, request),
    head,
    back,
    users: await accounts.users.named(),
    teams: await accounts.teams.list(),
    owns: head.ownerId === request.viewer.userId,
    mayManage: may(request.viewer, 'conversation.manage', { inboxId: head.inboxId }),
    now: clock.now(),
    writer: parts.renderer.writer(request.viewContext.language, request.viewContext.timeZone),
    accountTitle: head.accountId === null ? null : (channels.live(head.accountId)?.row.title ?? null),
    ...(await ticketBeside(parts, request, head.id)),
  });
}

async function logOf(
  parts: WebParts,
  request: FastifyRequest,
  head: ThreadHead,
  items: ThreadItem[],
  earlier: boolean,
): Promise<LogModel> {
  const entries = logEntries(items, await entryOptions(parts, request, head, items));
  const strange = head.maybeBelongsTo;
  const other = strange && (await parts.rooms.conversations.get(strange.id));
  if (strange && other && may(request.viewer, 'conversation.read', { inboxId: other.inboxId })) {
    entries.push({
      kind: 'stray',
      id: head.id,
      text: text(presentFor(parts, request), 'stray.text', { subject: strange.subject }),
      look: `/conversations/${strange.id}`,
      add: `/conversations/${head.id}/belonging`,
    });
  }
  return {
    id: head.id,
    entries,
    earlier: earlier ? `/conversations/${head.id}/entries?before=${items[0]?.id ?? 0}` : undefined,
  };
}

export interface PageState extends ComposerState {
  status?: number;
}

/** The whole page; also what a refused answer shows again. */
export async function conversationPage(parts: WebParts, request: FastifyRequest, id: number, state: PageState = {}) {
  const { conversations, contacts } = parts.rooms;
  const { viewer } = request;
  const read = await conversations.thread.read(id, { limit: ITEMS, userId: viewer.userId });
  if (!read || !may(viewer, 'conversation.read', { inboxId: read.conversation.inboxId }))
    throw notFound('conversation');
  const { conversation: head, items } = read;
  const { list } = request.query as { list?: string };
  const place = readPlace(list ?? `/inboxes/${head.inboxId}/open`);
  if (!isAhead(request)) await looked(parts.rooms, viewer, head.id);
  const column = await columnBeside(parts, request, place, head.id);
  const present = presentFor(parts, request);
  const known = head.contactId === null ? null : await contacts.summary(head.contactId);
  const summary = known && asSeenBy(viewer, known);
  const others = { inboxIds: column.visible, except: head.id, limit: 6 };
  const earlier = head.contactId === null ? [] : await conversations.thread.ofContact(head.contactId, others);
  return {
    title: head.subject || (head.contact ? contactName(present, head.contact) : ''),
    view: 'thread' as const,
    topics: [...column.topics, `conversation:${head.id}`].join(' '),
    lists: column.lists,
    list: column.list,
    thread: {
      ...(await headerOf(parts, request, head, placeAddress(place))),
      ...(await logOf(parts, request, head, items, read.earlier)),
      composer: await composerOf(parts, request, head, state),
    },
    aside: asideModel(
      ...([present, head, summary, earlier, await asideSlot(parts, request, head)] as const),
      await ownCards(parts, request, head, known),
      may(viewer, 'contact.edit'),
    ),
  };
}

/** What the conversation's channel knows of the person besides: a visitor's pages, a number's profile. */
async function asideSlot(parts: WebParts, request: FastifyRequest, head: ThreadHead): Promise<TrustedHtml | undefined> {
  if (!head.account) return undefined;
  const participants = await parts.rooms.conversations.thread.participants(head.id);
  const addresses = participants.filter((one) => one.contactId !== null).map(({ address }) => address);
  const { channel, id: accountId } = head.account;
  const about = { publicId: head.publicId, addresses, notes: head.notes };
  return slotHtml(parts, request, 'conversation aside', { channel, accountId, conversation: about });
}

export function conversation(server: FastifyInstance, parts: WebParts): void {
  const read = { config: { permission: 'conversation.read' as const } };

  server.get<{ Params: { id: string }; Querystring: { list?: string; reply?: string; mode?: string } }>(
    '/conversations/:id',
    read,
    async (request, reply) => {
      const { reply: replyTo, mode } = request.query;
      const head = await visibleConversation(parts, request.viewer, Number(request.params.id));
      // Where its messages are now.
      if (head.mergedIntoId !== null) return reply.goTo(`/conversations/${head.mergedIntoId}`);
      const state = { comment: mode === 'comment', replyTo: replyTo ? Number(replyTo) : undefined };
      return reply.page('inbox/page', await conversationPage(parts, request, head.id, state));
    },
  );

  server.get<{ Params: { id: string }; Querystring: { before?: string } }>(
    '/conversations/:id/entries',
    read,
    async (request, reply) => {
      const head = await visibleConversation(parts, request.viewer, Number(request.params.id));
      const found = await parts.rooms.conversations.thread.read(head.id, {
        before: Number(request.query.before),
        limit: ITEMS,
        userId: request.viewer.userId,
      });
      const items = found?.items ?? [];
      const entries = logEntries(items, await entryOptions(parts, request, head, items));
      return reply.page('conversation/entries', { entries });
    },
  );
}
