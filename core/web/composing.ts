// A sent composer: who may, what was typed, kept as a draft before anything else is done with it.
import type { FastifyReply, FastifyRequest } from 'fastify';
import { demand, type Viewer } from '../accounts/accounts.ts';
import type { DraftPlace, ThreadHead } from '../conversations/conversations.ts';
import { conflict } from '../kernel/errors.ts';
import type { NewMessage } from '../outbound/outbound.ts';
import { readParts, type PartForm } from './multipart.ts';
import { readAddressees, writeAddressee } from './present/addressees.ts';
import { fileModel } from './present/composer.ts';
import { moment } from './present/questions.ts';
import type { WebParts } from './rooms.ts';
import { visibleConversation } from './routes/conversation.ts';
import { presentFor } from './reader.ts';
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
  return { head, form: await readComposer(parts, request) };
}

/** The form alone, of a conversation that does not exist yet. */
export async function readComposer(parts: WebParts, request: FastifyRequest): Promise<PartForm> {
  const form = await readParts(request, parts.rooms.files);
  const token = request.headers['x-csrf-token'] ?? form.text('_csrf');
  if (!provesToken(request, token)) throw conflict('forged', 'The page is out of date. Load it again.');
  return form;
}

export function placeOf(userId: number, { head, form }: Composed): DraftPlace {
  const kind = form.text('mode') === 'comment' ? ('comment' as const) : ('reply' as const);
  return { userId, conversationId: head.id, kind };
}

export async function keepDraft(parts: WebParts, place: DraftPlace, form: PartForm, accountId?: number) {
  const list = (name: string) => (form.has(name) ? readAddressees(form.text(name)).map(writeAddressee) : undefined);
  const kept = await parts.rooms.conversations.drafts.get(place);
  // Where only templates may be sent there is no field for words; they wait for another way.
  const words = form.has('text')
    ? { html: form.text('html') || undefined, text: form.text('text') }
    : { html: kept?.body.html, text: kept?.body.text ?? '' };
  // What was passed on and has been wiped out again is passed on no more.
  const before = isEmpty(words) ? null : kept;
  const body = {
    ...words,
    passesOn: before?.body.passesOn,
    to: list('to'),
    cc: list('cc'),
    bcc: list('bcc'),
    subject: form.has('subject') ? form.text('subject') : undefined,
    accountId: accountId ?? before?.body.accountId,
    replyToMessageId: form.number('replyTo') || null,
  };
  return parts.rooms.conversations.drafts.save(place, body, form.number('seen') || undefined);
}

/** What was begun for one way and goes on by another: words, files and a subject are kept for later. */
export async function discardEmpty({ rooms }: WebParts, place: DraftPlace): Promise<void> {
  const { drafts } = rooms.conversations;
  const draft = await drafts.get(place);
  const isKept = draft && (!isEmpty({ text: '', ...draft.body }) || draft.body.subject || draft.attachments.length > 0);
  if (draft && !isKept) await drafts.discard(place);
}

/** The account that a composer stands on, when the person may answer by it; undefined for the usual one. */
export function chosenWay({ rooms }: WebParts, viewer: Viewer, accountId: number | undefined): number | undefined {
  if (!accountId) return undefined;
  const live = rooms.channels.live(accountId);
  if (live) demand(viewer, 'conversation.answer', { inboxId: live.row.inboxId });
  return accountId;
}

function isEmpty({ html = '', text }: { html?: string; text: string }): boolean {
  return text.trim() === '' && !/<img\b|[^\s<>]/.test(html.replace(/<(?!img\b)[^<>]*>/g, ''));
}

/** What a form says of a message, with those files of its draft that are still in the form. */
export async function wordsOf(parts: WebParts, place: DraftPlace, form: PartForm): Promise<Partial<NewMessage>> {
  const kept = await parts.rooms.conversations.drafts.get(place);
  const wanted = new Set(form.numbers('file'));
  const chosen = (kept?.attachments ?? []).filter((one) => form.files.length > 0 || wanted.has(one.id));
  const people = (name: string) => (form.has(name) ? readAddressees(form.text(name)) : undefined);
  return {
    html: form.text('html') || undefined,
    text: form.text('text'),
    subject: form.has('subject') ? form.text('subject') : undefined,
    to: people('to'),
    cc: people('cc'),
    bcc: people('bcc'),
    attachmentIds: chosen.map((one) => one.id),
    passesOnMessageId: kept?.body.passesOn,
    formKey: form.text('key'),
  };
}

/** Seconds a message is held at most without having been put off. */
const LONGEST_HOLD = 600;

/** Takes one file into a draft and answers its line below the text. */
export async function attachFile(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  place: DraftPlace,
  form: PartForm,
): Promise<FastifyReply> {
  const { drafts } = parts.rooms.conversations;
  const file = form.files[0];
  if (!file) {
    const error = parts.pages.say(request)('composer.file.too_large');
    return reply.page('conversation/composer/file', { id: 'refused', name: form.refused ?? '', bytes: 0, error }, 422);
  }
  const draft = (await drafts.get(place)) ?? (await drafts.save(place, {}));
  return reply.page('conversation/composer/file', fileModel(await drafts.attach(draft.id, file)));
}

/** Says that the message waits, or for when it is put off, and offers to take it back while it does. */
export async function offerUndo(parts: WebParts, reply: FastifyReply, messageId: number, until: Date): Promise<void> {
  const message = await parts.rooms.conversations.thread.item(messageId);
  const seconds = Math.round((until.getTime() - parts.rooms.clock.now().getTime()) / 1000);
  const undo = `/messages/${message!.publicId}/sending?_method=DELETE`;
  if (seconds <= LONGEST_HOLD) return parts.cookies.say(reply, 'said.sending', { undo, seconds });
  const at = moment(presentFor(parts, reply.request), until);
  parts.cookies.say(reply, 'said.scheduled', { undo, at, seconds: 10 });
}

/** Plain words as the HTML a comment is kept in. */
export function asParagraphs(words: string): string {
  const signs: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
  const escaped = words.slice(0, 100_000).replace(/[&<>"]/g, (sign) => signs[sign]!);
  if (escaped.trim() === '') return '';
  return `<p>${escaped.trim().replace(/\n\n+/g, '</p><p>').replace(/\n/g, '<br>')}</p>`;
}
