// Inserting while one writes: the menu's dialogs, snippets by “/”, and what was chosen put into the draft or at the caret.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { demand } from '../../accounts/accounts.ts';
import type { DraftPlace, ShownAttachment } from '../../conversations/conversations.ts';
import type { DraftBody } from '../../database/entities/conversation.ts';
import { notFound } from '../../kernel/errors.ts';
import { publicId } from '../../kernel/ids.ts';
import { formOf } from '../forms.ts';
import { inserted, isEntryKind, optionsOf, saying, type Inserted, type InsertPlace } from '../inserting.ts';
import { joined } from '../into-draft.ts';
import type { Suggestions } from '../models/palette.ts';
import { trusted } from '../models/shared.ts';
import { fileModel } from '../present/composer.ts';
import type { WebParts } from '../rooms.ts';
import { usualWay } from '../ways.ts';
import { visibleConversation } from './conversation.ts';
import { LIBRARY } from './library.ts';

const ANSWER = { config: { permission: 'conversation.answer' } } as const;
const SUGGESTED = 8;

interface Place {
  Params: { id: string };
  Querystring: { q?: string; kind?: string; mode?: string; place?: string };
}
type Asked = FastifyRequest<Place>;

interface Here extends InsertPlace {
  draft: DraftPlace;
  back: string;
}

export function insertionRoutes(server: FastifyInstance, parts: WebParts): void {
  const { rooms } = parts;
  // “new” stands for a conversation that begins.
  server.get<Place>('/conversations/:id/insertions', ANSWER, dialog);
  server.get<Place>('/conversations/:id/insertions/found', ANSWER, found);
  server.post<Place>('/conversations/:id/insertions', ANSWER, insert);
  server.get<Place>('/conversations/:id/snippets', ANSWER, snippets);

  async function here({ params, query, viewer, body }: Asked): Promise<Here> {
    demand(viewer, 'library.use');
    const mode = (body as { mode?: string } | undefined)?.mode ?? query.mode;
    const { userId } = viewer;
    if (params.id === 'new') {
      const draft: DraftPlace = { userId, conversationId: null, kind: 'new' };
      const kept = await rooms.conversations.drafts.get(draft);
      const accountId = kept?.body.accountId ?? null;
      return { conversationId: null, accountId, comment: false, draft, back: '/conversations/new' };
    }
    const head = await visibleConversation(parts, viewer, Number(params.id));
    demand(viewer, 'conversation.answer', { inboxId: head.inboxId });
    const comment = mode === 'comment';
    const draft: DraftPlace = { userId, conversationId: head.id, kind: comment ? 'comment' : 'reply' };
    const kept = await rooms.conversations.drafts.get(draft);
    const accountId = kept?.body.accountId ?? (await usualWay(parts, head)) ?? null;
    const back = `/conversations/${head.id}${comment ? '?mode=comment' : ''}`;
    return { conversationId: head.id, accountId, comment, draft, back };
  }

  async function dialog(request: Asked, reply: FastifyReply) {
    const at = await here(request);
    const { kind = 'snippet', q = '' } = request.query;
    const address = `/conversations/${request.params.id}/insertions`;
    const mode = at.comment ? ('comment' as const) : ('reply' as const);
    const say = parts.pages.say(request);
    const model = {
      kind,
      mode,
      query: q,
      found: `${address}/found?kind=${encodeURIComponent(kind)}&mode=${mode}`,
      action: address,
      options: await optionsOf(parts, request.viewer, kind, q.slice(0, 200)),
      add: isEntryKind(kind) ? { label: say(`library.new.${kind}`), href: `${LIBRARY}/new/${kind}` } : undefined,
    };
    const html = trusted(reply.view('library/pick', model));
    return reply.dialog({ title: say('composer.insert'), html, back: at.back });
  }

  async function found(request: Asked, reply: FastifyReply) {
    await here(request);
    const { kind = '', q = '' } = request.query;
    const options = await optionsOf(parts, request.viewer, kind, q.slice(0, 200));
    return reply.page('library/options', { options, action: `/conversations/${request.params.id}/insertions` });
  }

  async function insert(request: Asked, reply: FastifyReply) {
    const at = await here(request);
    const what = await inserted(parts, request.viewer, formOf(request).text('entry'), at);
    if (!what) throw notFound('library entry');
    if (request.query.place !== 'caret') {
      await intoDraft(at.draft, what);
      return reply.goTo(at.back);
    }
    const file = what.file ? fileModel(await attach(at.draft, what.file)) : undefined;
    const shown = file && { ...file, id: Number(file.id) };
    return reply.page('library/insertion', { text: what.text, html: what.html || asHtml(what.text), file: shown });
  }

  async function attach(place: DraftPlace, file: NonNullable<Inserted['file']>): Promise<ShownAttachment> {
    const { drafts } = rooms.conversations;
    const draft = (await drafts.get(place)) ?? (await drafts.save(place, {}));
    return drafts.attach(draft.id, { ...file, contentId: `${publicId()}@attachment` });
  }

  /** Below what stands there. */
  async function intoDraft(place: DraftPlace, { text, html, file }: Inserted): Promise<void> {
    const { drafts } = rooms.conversations;
    const before: DraftBody = (await drafts.get(place))?.body ?? {};
    const words = text || html ? joined({ text: before.text, html: before.html }, { text, html }) : {};
    await drafts.save(place, { ...before, ...words });
    if (file) await attach(place, file);
  }

  async function snippets(request: Asked, reply: FastifyReply) {
    const at = await here(request);
    const words = (request.query.q ?? '').slice(0, 60);
    const query = { kind: 'snippet' as const, words, byUse: true, limit: SUGGESTED };
    const suggestions: Suggestions['suggestions'] = [];
    for (const entry of await rooms.library.entries.find(request.viewer, query)) {
      const said = await saying(parts, request.viewer, entry, at.conversationId, false);
      suggestions.push({
        id: `e${entry.id}`,
        label: entry.title,
        detail: entry.shortcut ? `/${entry.shortcut}` : undefined,
        icon: 'quote',
        text: said.text,
        html: trusted(said.html),
        used: `${LIBRARY}/${entry.id}/uses`,
      });
    }
    return reply.page('shared/suggestions', { suggestions });
  }
}

function asHtml(text: string): string {
  const signs: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
  return text.replace(/[&<>]/g, (sign) => signs[sign]!).replaceAll('\n', '<br>');
}
