// A sent composer: who may, what was typed, kept as a draft before anything else is done with it.
import type { FastifyRequest } from 'fastify';
import { demand } from '../accounts/accounts.ts';
import type { SavedDraft, ThreadHead } from '../conversations/conversations.ts';
import { conflict } from '../kernel/errors.ts';
import { readParts, type PartForm } from './multipart.ts';
import { readAddressees, writeAddressee } from './present/composer.ts';
import type { WebParts } from './rooms.ts';
import { visibleConversation } from './routes/conversation.ts';
import { provesToken } from './session.ts';

export interface Composed {
  head: ThreadHead;
  form: PartForm;
}

/** The conversation and the form, when the person may answer there and the form is theirs. */
export async function openComposer(parts: WebParts, request: FastifyRequest): Promise<Composed> {
  const { id } = request.params as { id: string };
  const head = await visibleConversation(parts, request.viewer, Number(id));
  demand(request.viewer, 'conversation.answer', { inboxId: head.inboxId });
  const form = await readParts(request, parts.rooms.files);
  const token = request.headers['x-csrf-token'] ?? form.text('_csrf');
  if (!provesToken(request, token)) throw conflict('forged', 'The page is out of date. Load it again.');
  return { head, form };
}

export async function keepDraft(parts: WebParts, userId: number, { head, form }: Composed): Promise<SavedDraft> {
  const kind = form.text('mode') === 'comment' ? ('comment' as const) : ('reply' as const);
  const list = (name: string) => (form.has(name) ? readAddressees(form.text(name)).map(writeAddressee) : undefined);
  const body = {
    html: form.text('html') || undefined,
    text: form.text('text'),
    to: list('to'),
    cc: list('cc'),
    bcc: list('bcc'),
    subject: form.has('subject') ? form.text('subject') : undefined,
    replyToMessageId: form.number('replyTo') || null,
  };
  const place = { userId, conversationId: head.id, kind };
  return parts.rooms.conversations.drafts.save(place, body, form.number('seen') || undefined);
}

/** Plain words as the HTML a comment is kept in. */
export function asParagraphs(words: string): string {
  const signs: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  const escaped = words.slice(0, 100_000).replace(/[&<>"]/g, (sign) => signs[sign]!);
  if (escaped.trim() === '') return '';
  return `<p>${escaped.trim().replace(/\n\n+/g, '</p><p>').replace(/\n/g, '<br>')}</p>`;
}
