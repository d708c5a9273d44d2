// Beginning a conversation: by which account, to whom, what (EM-7).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { demand, may } from '../../accounts/accounts.ts';
import type { DraftPlace, SavedDraft } from '../../conversations/conversations.ts';
import { publicId } from '../../kernel/ids.ts';
import { addressed, numberOf } from '../addressed.ts';
import { attachFile, discardEmpty, keepDraft, offerUndo, readComposer, wordsOf } from '../composing.ts';
import { insertLinks } from '../inserting.ts';
import type { ComposerModel } from '../models/composer.ts';
import { composerModel, type ComposerFacts } from '../present/composer.ts';
import { placeAddress, readPlace } from '../present/lists.ts';
import { reasonText } from '../present/marks.ts';
import type { WebParts } from '../rooms.ts';
import { chosenMoment } from '../send-later.ts';
import { columnOf } from '../column.ts';
import { goesOn, knownThread, reopen, takesOnlyTemplates } from '../writing-ways.ts';
import { presentFor } from './inbox.ts';

type Ways = ComposerFacts['ways'];
type Refusal = Pick<ComposerFacts, 'error' | 'laterAt'>;

export function newConversation(server: FastifyInstance, parts: WebParts): void {
  const { contacts, conversations, outbound, channels } = parts.rooms;
  const open = { permission: 'conversation.answer' as const };
  const config = { ...open, provesToken: true };
  server.get('/conversations/new', { config: open }, async (request, reply) => page(request, reply));
  server.post('/conversations', { config }, begin);
  server.post('/conversations/new', { config }, change);
  server.post('/conversations/new/picking', { config }, pick);
  server.post('/conversations/new/draft', { config }, save);
  server.post('/conversations/new/draft/files', { config }, async (request, reply) =>
    attachFile(parts, request, reply, placeOf(request), await readComposer(parts, request)),
  );

  const placeOf = ({ viewer }: FastifyRequest): DraftPlace => ({
    userId: viewer.userId,
    conversationId: null,
    kind: 'new',
  });

  /** Accounts this person may write from, to addresses that can be typed; the chosen one first, or one of the inbox. */
  async function waysFor({ viewer }: FastifyRequest, chosen?: number | null, inboxId?: number): Promise<Ways> {
    const found = (await channels.accounts()).flatMap(({ account }) => {
      const live = channels.live(account.id);
      const typed = live?.manifest.reaches.some((kind) => kind !== 'handle');
      const allowed = live?.row.active && may(viewer, 'conversation.answer', { inboxId: account.inboxId });
      return typed && allowed ? [account] : [];
    });
    const rank = (account: (typeof found)[number]) =>
      account.id === chosen ? 3 : account.demo ? 0 : 1 + Number(account.inboxId === inboxId);
    const ways = found.toSorted((one, other) => rank(other) - rank(one));
    return ways.map(({ id, channel, title, demo }) => ({ id, channel, title, demo }));
  }

  async function page(request: FastifyRequest, reply: FastifyReply, state: Refusal = {}) {
    const { list, to, account } = request.query as { list?: string; to?: string; account?: string };
    const draft = await conversations.drafts.get(placeOf(request));
    const place = readPlace(list);
    const ways = await waysFor(request, Number(account) || draft?.body.accountId, place.inboxId);
    const column = await columnOf(parts, request, place);
    const say = parts.pages.say(request);
    const none = { title: say('start.none.title'), text: say('start.none.text') };
    const composer = ways.length > 0 ? await composerOf(request, ways, withRecipient(draft, to), state) : undefined;
    const model = {
      title: say('inbox.start'),
      view: 'thread' as const,
      topics: column.topics.join(' '),
      lists: column.lists,
      list: column.list,
      start: { back: placeAddress(column.place), composer, none },
    };
    return reply.page('inbox/page', model, state.error ? 422 : 200);
  }

  async function composerOf(
    request: FastifyRequest,
    ways: Ways,
    draft: ComposerFacts['draft'],
    refusal: Refusal,
  ): Promise<ComposerModel> {
    const { userId } = request.viewer;
    const accountId = ways[0]!.id;
    const live = channels.live(accountId)!;
    // Whether a chat is open depends on with whom.
    const to = goesOn(live) ? addressed(live, draft?.body.to?.join(', ') ?? '') : undefined;
    const words = { html: draft?.body.html, text: draft?.body.text || '…', to };
    return composerModel({
      present: presentFor(parts, request),
      conversation: { id: 0, subject: '', accountId },
      ways,
      draft,
      preview: await outbound.preview({ conversationId: null, accountId, userId, ...words }),
      comment: false,
      newestId: 0,
      key: publicId(),
      now: parts.rooms.clock.now(),
      writer: parts.renderer.writer(request.viewContext.language, request.viewContext.timeZone),
      replyTo: null,
      contactName: '',
      inserts: insertLinks(parts, request, '/conversations/new', 'reply'),
      ...refusal,
    });
  }

  async function begin(request: FastifyRequest, reply: FastifyReply) {
    const form = await readComposer(parts, request);
    const place = placeOf(request);
    const [way] = await waysFor(request, await chosenWay(request));
    if (!way) return page(request, reply);
    demand(request.viewer, 'conversation.answer', { inboxId: channels.live(way.id)!.row.inboxId });
    const draft = await keepDraft(parts, place, form, way.id);
    for (const file of form.files) await conversations.drafts.attach(draft.id, file);
    const later = chosenMoment(parts, request, form);
    const laterAt = form.text('laterAt') || undefined;
    if (later.wrong) return page(request, reply, { error: parts.pages.say(request)(later.wrong), laterAt });
    const to = form.has('to') ? addressed(channels.live(way.id)!, form.text('to')) : undefined;
    const words = { ...(await wordsOf(parts, place, form)), to, sendAt: later.at };
    const sent = await outbound.send({ ...words, conversationId: null, accountId: way.id, userId: place.userId });
    if (!sent.ok) {
      const error = sent.kind === 'refused' ? reasonText(presentFor(parts, request), sent.why, way.channel) : undefined;
      return page(request, reply, { error, laterAt });
    }
    await conversations.drafts.discard(place);
    if (sent.undoUntil) await offerUndo(parts, reply, sent.messageId, sent.undoUntil);
    return reply.goTo(`/conversations/${sent.conversationId}`);
  }

  async function chosenWay(request: FastifyRequest): Promise<number | undefined> {
    return (await conversations.drafts.get(placeOf(request)))?.body.accountId ?? undefined;
  }

  /** Another account: the words stay. */
  async function change(request: FastifyRequest, reply: FastifyReply) {
    const form = await readComposer(parts, request);
    const way = form.number('way');
    await keepDraft(parts, placeOf(request), form, Number.isSafeInteger(way) ? way : undefined);
    return page(request, reply);
  }

  /** A template for whoever is typed; where they have a thread already, it goes on there (WA-4, WA-5). */
  async function pick(request: FastifyRequest, reply: FastifyReply) {
    const form = await readComposer(parts, request);
    const [way] = await waysFor(request, form.number('account'));
    if (!way) return page(request, reply);
    await keepDraft(parts, placeOf(request), form, way.id);
    const address = await numberOf(channels.live(way.id)!, form.text('to'));
    if (!address) return page(request, reply, { error: parts.pages.say(request)('wrong.phone_international') });
    const contactId = await contacts.find(address, way.id);
    const known = contactId === null ? null : await knownThread(parts, request.viewer, { id: contactId }, way.id);
    const only = await takesOnlyTemplates(parts, request.viewer, way.id, { address });
    if (!known && !only) return page(request, reply);
    const query = new URLSearchParams({ account: String(way.id), ...(!known && { to: address.value }) });
    if (!known) return reply.goTo(`/conversations/new/templates?${query}`);
    await discardEmpty(parts, placeOf(request));
    await reopen(parts, request.viewer, known);
    return reply.goTo(`/conversations/${known.id}${only ? `/templates?${query}` : ''}`);
  }

  async function save(request: FastifyRequest, reply: FastifyReply) {
    const form = await readComposer(parts, request);
    const sent = await conversations.writtenIn(form.text('key'), request.viewer.userId);
    if (!sent) await keepDraft(parts, placeOf(request), form, await chosenWay(request));
    return reply.code(204).send();
  }
}

/** A link may say whom to write to; what was begun for somebody else stays. */
function withRecipient(draft: SavedDraft | null, to: string | undefined): ComposerFacts['draft'] {
  if (!to || draft?.body.to?.length) return draft;
  return { attachments: draft?.attachments ?? [], body: { ...draft?.body, to: [to.slice(0, 300)] } };
}
