// From what a person wrote to rows: checked against policy and plan, then written down in one transaction.
import type { Draft } from '../contract/outbound.ts';
import { plan } from '../contract/plan.ts';
import { reason, type Reason } from '../contract/reason.ts';
import { attachmentsOf, chosenFile, type ChosenAttachment } from './attachments.ts';
import { consentRefusal } from './consenting.ts';
import { Situations, type Situation } from './context.ts';
import { LoopBreaker } from './loop-breaker.ts';
import type { NewMessage, Preview, SendAnswer } from './messages.ts';
import { policyRefusal, templateRefusal } from './permission.ts';
import type { OutboundRooms } from './rooms.ts';
import { templatePart } from './templates.ts';
import { windowOf } from './window.ts';
import { Writing } from './writing.ts';

/** As it was written, and the files that go along. */
interface Drafted {
  draft: Draft;
  attachments: ChosenAttachment[];
}

const NOTHING: Omit<Preview, 'refused'> = {
  capabilities: null,
  policy: null,
  losses: [],
  closed: null,
  window: null,
  to: [],
};

export class Compose {
  readonly #rooms: OutboundRooms;
  readonly #situations: Situations;
  readonly #writing: Writing;
  readonly #breaker: LoopBreaker;

  constructor(rooms: OutboundRooms) {
    this.#rooms = rooms;
    this.#situations = new Situations(rooms);
    this.#writing = new Writing(rooms);
    this.#breaker = new LoopBreaker(rooms);
  }

  async preview(message: NewMessage): Promise<Preview> {
    const situation = await this.#situations.of(message);
    if ('refused' in situation) return { ...NOTHING, refused: situation.refused };
    const { capabilities, policy, to } = situation;
    const window = windowOf(situation.live.connection, situation.context);
    const drafted = await this.#drafted(message, situation);
    const known = { capabilities, policy, losses: [], window, to };
    if ('refused' in drafted) return { ...known, closed: null, refused: drafted.refused };
    const { draft } = drafted;
    const planned = plan(draft, capabilities);
    const closed =
      policyRefusal(policy, draft.parts, situation.context.author) ?? (await unwanted(situation, message, draft));
    const refused = closed ?? (planned.ok ? null : planned.refused);
    return { ...known, losses: planned.ok ? planned.losses : [], refused, closed };
  }

  async send(message: NewMessage): Promise<SendAnswer> {
    const before = await this.#sentBefore(message);
    if (before) return before;
    const situation = await this.#situations.of(message);
    if ('refused' in situation) return refuse(situation.refused);
    const drafted = await this.#drafted(message, situation);
    if ('refused' in drafted) return refuse(drafted.refused);
    const { draft, attachments } = drafted;
    const planned = plan(draft, situation.capabilities);
    const closed = policyRefusal(situation.policy, draft.parts, situation.context.author);
    if (closed) return refuse(closed);
    if (!planned.ok) return refuse(planned.refused);
    const refused =
      (await unwanted(situation, message, draft)) ??
      (await templateRefusal(situation.live.connection, draft.parts)) ??
      (await this.#unreachable(draft));
    if (refused) return refuse(refused);
    const answer = await this.#rooms.database.write(async (): Promise<SendAnswer> => {
      // Asked inside the transaction, so that two people at once, or one who presses twice, cannot both slip through.
      const twin = await this.#sentBefore(message);
      if (twin) return twin;
      const moved = message.anyway ? null : await this.#movedOn(message);
      if (moved) return moved;
      const { row } = situation.live;
      const looped = await this.#looped(message, row.id, draft);
      if (looped) return refuse(looped);
      if (message.proviso && !(await message.proviso())) return refuse(overtaken());
      const written = await this.#writing.write({ message, situation, draft, messages: planned.messages, attachments });
      this.#rooms.onStep('outbound.writing');
      return written;
    });
    this.#rooms.onStep('outbound.queued');
    return answer;
  }

  /** The answer to the first press of the button, for every further one. */
  async #sentBefore({ formKey, userId }: NewMessage): Promise<SendAnswer | null> {
    const { conversations, database, clock } = this.#rooms;
    const sent = await conversations.writtenIn(formKey, userId);
    if (!sent) return null;
    const held = await database.row<{ at: number | null }>(
      `select min(next_attempt_at) as at from delivery where message_id = ? and status = 'queued'`,
      [sent.id],
    );
    const undoUntil = held?.at && held.at > clock.now().getTime() ? new Date(held.at) : null;
    return { ok: true, messageId: sent.id, conversationId: sent.conversationId, undoUntil };
  }

  /** A chatflow says something only after the customer has, and its way is short: only machines stop it. */
  async #looped(message: NewMessage, accountId: number, draft: Draft): Promise<Reason | null> {
    const { automatic, chatflow, conversationId } = message;
    if (!automatic) return null;
    return chatflow ? this.#breaker.machine(conversationId) : this.#breaker.stops(accountId, conversationId, draft);
  }

  async #drafted(message: NewMessage, situation: Situation): Promise<Drafted | { refused: Reason }> {
    const chosen = await attachmentsOf(this.#rooms.database, message.attachmentIds ?? []);
    const stored = [...(message.files ?? []), ...Object.values(message.template?.stored ?? {})];
    const attachments = [...chosen, ...stored.map(chosenFile)];
    if (!message.template) return { draft: await draftOf(message, situation, attachments), attachments };
    const filled = await templatePart(situation.live, message.template, attachments);
    if ('refused' in filled) return filled;
    return { draft: await draftOf({ ...message, parts: [filled.part] }, situation, attachments), attachments };
  }

  /** Everybody addressed is known not to be reachable: better said now than bounced later (EM-15). */
  async #unreachable(draft: Draft): Promise<Reason | null> {
    let why: Reason | null = null;
    for (const person of [...draft.to, ...(draft.cc ?? []), ...(draft.bcc ?? [])]) {
      why = await this.#rooms.contacts.suppressed(person.address);
      if (!why) return null;
    }
    return why && reason('outbound.unreachable', 'Nobody addressed can be reached.', { detail: why.text });
  }

  async #movedOn(message: NewMessage): Promise<SendAnswer | null> {
    if (message.conversationId === null || message.seenMessageId === undefined) return null;
    const newer = await this.#rooms.database.row<{ id: number; name: string | null; at: number }>(
      `select message.id, desk_user.name, message.created_at as at from message left join desk_user on desk_user.id = message.author_user_id
       where conversation_id = ? and message.id > ? and kind = 'message' and automatic is null and deleted_at is null
         and (author_user_id is null or author_user_id <> ?) order by message.id desc limit 1`,
      [message.conversationId, message.seenMessageId ?? 0, message.userId ?? 0],
    );
    return newer ? { ok: false, kind: 'stale', newestId: newer.id, by: newer.name, at: new Date(newer.at) } : null;
  }
}

function overtaken(): Reason {
  return reason('outbound.overtaken', 'It was not written: what it belongs to has moved on.');
}

function refuse(why: Reason): SendAnswer {
  return { ok: false, kind: 'refused', why };
}

function unwanted(situation: Situation, { chatflow }: NewMessage, { parts }: Draft): Promise<Reason | null> {
  return consentRefusal({ ...situation, ...situation.live, parts, isFlow: chatflow !== undefined });
}

/** What cleans is loaded with the first message that has HTML. */
async function wordsOf(message: NewMessage, attachments: ChosenAttachment[]): Promise<{ html?: string; text: string }> {
  if (!message.html) return { text: message.text ?? '' };
  const { cleanHtml, textOf } = await import('./clean-html.ts');
  const html = cleanHtml(message.html, attachments);
  return { html, text: await textOf(html) };
}

async function draftOf(message: NewMessage, situation: Situation, attachments: ChosenAttachment[]): Promise<Draft> {
  const { subject, to, replyTo } = situation;
  const addressed = { subject, to, cc: message.cc, bcc: message.bcc, replyTo };
  if (message.parts) return { ...addressed, parts: message.parts };
  const { html, text } = await wordsOf(message, attachments);
  const media = attachments.map((one) => ({
    type: 'media' as const,
    kind: one.kind,
    name: one.name,
    mimeType: one.type,
    bytes: one.bytes,
    fileId: one.fileId,
    contentId: one.contentId,
    inline: html?.includes(`cid:${one.contentId}`) ?? false,
  }));
  return { ...addressed, parts: [{ type: 'text', text, html }, ...media] };
}
