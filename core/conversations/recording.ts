// Taking a message in: its row, attachments, aliases and participants, the conversation's row, the events.
import { insert, patch } from '../database/columns.ts';
import { userOf, type Actor } from '../events/events.ts';
import { normalAddress } from '../kernel/addresses.ts';
import { withoutDirectionMarks } from '../kernel/direction-marks.ts';
import { isPublicId, publicId } from '../kernel/ids.ts';
import { storeParts } from './attachments.ts';
import { createFinding } from './finding.ts';
import { factsAfter, isAnswer, isHushed, type FactMessage } from './facts.ts';
import { keepHeld } from './holding.ts';
import { conversationById, json, liveConversation, messageById, patchConversation } from './rows.ts';
import { actorOf, tell } from './telling.ts';
import { wordsOf, type Words } from './words.ts';
import type { Conversation, Message, Needs, NewMessage } from './shapes.ts';
import type { Intake } from './intake.ts';

type Part = Pick<Intake, 'start' | 'record' | 'happened'>;

export function createRecording(needs: Needs): Part {
  const record: Intake['record'] = (message) => needs.database.write(() => recordOnce(needs, message));
  return {
    start: (conversation) => needs.database.write(() => start(needs, conversation)),
    record,
    happened: (conversationId, happening, actor) =>
      record({
        conversationId,
        kind: 'event',
        direction: 'out',
        accountId: null,
        authorUserId: userOf(actor),
        authorContactId: actor.startsWith('contact:') ? Number(actor.slice(8)) : null,
        parts: [],
        details: {
          type: happening.type,
          params: happening.params ?? {},
          ...(happening.reason && { reason: happening.reason }),
          ...(happening.decision && { decision: happening.decision }),
        },
        actor,
      }),
  };
}

async function start(needs: Needs, conversation: Parameters<Intake['start']>[0]): Promise<Conversation> {
  const now = needs.clock.now();
  const at = conversation.at > now ? now : conversation.at;
  const id = await insert(needs.database, 'conversation', {
    public_id: publicId(),
    inbox_id: conversation.inboxId,
    account_id: conversation.accountId,
    contact_id: conversation.contactId,
    subject: withoutDirectionMarks(conversation.subject),
    thread_key: conversation.threadKey ?? null,
    place: conversation.place ?? 'inbox',
    status: conversation.status ?? 'open',
    automatic: conversation.automatic ?? false,
    maybe_belongs_to_id: conversation.maybeBelongsToId ?? null,
    owner_id: conversation.ownerId ?? null,
    team_id: conversation.teamId ?? null,
    notes: JSON.stringify(conversation.notes ?? {}),
    language: conversation.language ?? null,
    last_message_at: at,
    closed_at: conversation.status === 'closed' ? now : null,
    created_at: now,
    changed_at: now,
  });
  const started = (await conversationById(needs.database, id))!;
  await tell(needs, 'conversation.created', started, conversation.actor, { data: { place: started.place } });
  return started;
}

async function recordOnce(needs: Needs, message: NewMessage): Promise<Message> {
  const known =
    message.externalId &&
    message.accountId &&
    (await createFinding(needs).findMessage(message.accountId, message.externalId));
  if (known) return (await messageById(needs.database, known.id))!;
  const conversation = await liveConversation(needs.database, message.conversationId);
  const words = wordsOf(message.parts);
  const now = needs.clock.now();
  const at = message.at && message.at < now ? message.at : now;
  const id = await insertMessage(needs, message, words, at, now);
  if (message.parts.some((part) => part.type === 'media')) {
    const parts = await storeParts(needs, id, message.parts);
    await patch(needs.database, 'message', id, { parts: JSON.stringify(parts) });
  }
  await insertAliases(needs, message, id);
  if (message.held) await keepHeld(needs, id, message.held, message.arrivalId);
  // Whoever reports on a delivery, or claims to, does not take part because of it (EM-14).
  if (message.kind === 'message' && !isHushed(message.automatic ?? null)) await joinParticipants(needs, message);
  const facts = {
    id,
    kind: message.kind,
    direction: message.direction,
    automatic: message.automatic ?? null,
    at,
    quiet: message.quiet ?? false,
    answered: (message.details?.answered as boolean | undefined) ?? null,
  };
  const columns = factsAfter(conversation, facts, words);
  await patchConversation(needs, conversation.id, columns);
  await readByAuthor(needs, message, id);
  await tellRecorded(needs, conversation, message, facts, columns.status === 'open');
  return (await messageById(needs.database, id))!;
}

/** The form's key names the message, unless one that was taken back bears it. */
async function nameFor(needs: Needs, { formKey }: NewMessage): Promise<string> {
  if (!formKey || !isPublicId(formKey)) return publicId();
  const taken = await needs.database.row('select 1 as here from message where public_id = ?', [formKey]);
  return taken ? publicId() : formKey;
}

async function insertMessage(needs: Needs, message: NewMessage, words: Words, at: Date, now: Date): Promise<number> {
  const people = (message.people ?? []).map((one) => ({ ...one, name: withoutDirectionMarks(one.name) }));
  return insert(needs.database, 'message', {
    public_id: await nameFor(needs, message),
    conversation_id: message.conversationId,
    account_id: message.accountId,
    kind: message.kind,
    direction: message.direction,
    author_user_id: message.authorUserId ?? null,
    author_contact_id: message.authorContactId ?? null,
    external_id: message.externalId ?? null,
    in_reply_to_id: message.inReplyToId ?? null,
    automatic: message.automatic ?? null,
    at,
    created_at: now,
    changed_at: now,
    arrival_id: message.arrivalId ?? null,
    placement: json(message.placement),
    verdict: json(message.verdict),
    details: JSON.stringify({ ...message.details, ...(message.held && { held: message.held.reasons }) }),
    reactions: '[]',
    status: message.status ?? null,
    subject: withoutDirectionMarks(message.subject ?? ''),
    people: people.map((one) => `${one.name} ${one.address.value}`.trim()).join('\n'),
    files: words.files,
    text: words.text,
    addresses: JSON.stringify(people),
    parts: JSON.stringify(message.parts.filter((part) => part.type !== 'media')),
  });
}

export async function insertAliases(needs: Needs, message: NewMessage, id: number): Promise<void> {
  for (const alias of message.aliases ?? []) {
    await needs.database.run(
      'insert into message_alias (account_id, alias, message_id) values (?, ?, ?) on conflict do nothing',
      [message.accountId, alias, id],
    );
  }
}

async function joinParticipants(needs: Needs, message: NewMessage): Promise<void> {
  const people = (message.people ?? []).map((one) => ({
    ...one,
    contactId: one.role === 'from' ? (message.authorContactId ?? null) : null,
  }));
  await addParticipants(needs, message.conversationId, message.accountId, people);
}

export async function addParticipants(
  needs: Needs,
  conversationId: number,
  accountId: number | null,
  people: Parameters<Intake['addParticipants']>[1],
): Promise<void> {
  for (const one of people) {
    const { kind, value } = normalAddress(one.address, `account:${accountId}`);
    if (value === '') continue;
    await needs.database.run(
      `insert into participant (conversation_id, kind, value, name, contact_id) values (?, ?, ?, ?, ?)
       on conflict (conversation_id, kind, value) do update set
         name = case when excluded.name <> '' then excluded.name else participant.name end,
         contact_id = coalesce(participant.contact_id, excluded.contact_id)`,
      [conversationId, kind, value, withoutDirectionMarks(one.name), one.contactId ?? null],
    );
  }
}

/** Who writes has seen what is there. */
async function readByAuthor(needs: Needs, message: NewMessage, id: number): Promise<void> {
  if (!message.authorUserId || message.kind === 'event') return;
  await needs.database.run(
    `insert into read_mark (user_id, conversation_id, message_id) values (?, ?, ?)
     on conflict (conversation_id, user_id) do update set message_id = excluded.message_id`,
    [message.authorUserId, message.conversationId, id],
  );
}

async function tellRecorded(
  needs: Needs,
  conversation: Conversation,
  message: NewMessage,
  facts: FactMessage,
  reopened: boolean,
): Promise<void> {
  const [actor, messageId] = [actorOf(message), facts.id];
  if (message.kind === 'event') {
    const happening = message.details?.type;
    return tell(needs, 'conversation.changed', conversation, actor, { messageId, data: { happening } });
  }
  const type =
    message.kind === 'comment'
      ? 'comment.written'
      : message.direction === 'in'
        ? 'message.received'
        : 'message.written';
  const { automatic, quiet } = facts;
  const data = { automatic, quiet, ...(type === 'message.written' && { answer: isAnswer(facts) }) };
  await tell(needs, type, conversation, actor, { messageId, data });
  if (reopened && conversation.status !== 'open') await tellReopened(needs, conversation, actor);
}

/** What the customer said brought it back. */
export async function tellReopened(needs: Needs, conversation: Conversation, actor: Actor): Promise<void> {
  const line = await createRecording(needs).happened(
    conversation.id,
    { type: `${conversation.status === 'snoozed' ? 'woken' : 'reopened'}_by_answer` },
    actor,
  );
  await tell(needs, 'conversation.reopened', conversation, actor, {
    messageId: line.id,
    data: { was: conversation.status },
  });
}
