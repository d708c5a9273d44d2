// What a visitor says becomes arrivals: on disk first, then acknowledged.
import { createHash } from 'node:crypto';
import { CLOSED } from '../../../core/contract/close-codes.ts';
import type { AccountContext } from '../../../core/contract/context.ts';
import { visitorMessageId, type WireMessage } from '../outbound.ts';
import { settingsOf } from '../settings.ts';
import { WORDS, type Arrived } from '../visitor/arrived.ts';
import { addressOf } from '../visitor/tokens.ts';
import { changeVisitor, type Visitor } from '../visitor/visitors.ts';
import type { Said } from './frames.ts';
import { keep } from './greeting.ts';
import { isHere, types } from './presence.ts';
import type { Session } from './session.ts';

/** Why somebody may not write just now; null when they may. */
export async function hindrance(
  context: AccountContext,
  visitorId: string,
  row: Visitor | null,
  inFlow = false,
): Promise<{ code: string; message: string } | null> {
  const { consent, askEmail } = settingsOf(context.account);
  if (await context.blocked(addressOf(visitorId)))
    return { code: 'blocked', message: 'Messages are not taken any more.' };
  if (consent === 'explicit' && !row?.consented_at)
    return { code: 'consent_required', message: 'Please agree to the processing of your data first.' };
  if (askEmail === 'before' && !row?.email && !inFlow)
    return { code: 'email_required', message: 'Please leave your e-mail address first.' };
  return null;
}

/** Wording of a consent that is given by writing; undefined when none is needed any more. */
export function consentByWriting({ account }: AccountContext, row: Visitor | null): string | undefined {
  const { consent, consentText } = settingsOf(account);
  return consent === 'implicit' && !row?.consented_at ? (consentText ?? '') : undefined;
}

export async function say(session: Session, said: Said): Promise<void> {
  const context = session.context();
  const { visitor, row } = session;
  if (!session.says.take()) return session.refuse('too_fast', 'That was too fast. Please wait a moment.', said.id);
  const hindered = await hindrance(context, visitor, row, said.flow !== undefined);
  if (hindered?.code === 'blocked') return session.close(CLOSED.notAllowed);
  if (hindered) return session.refuse(hindered.code, hindered.message, said.id);
  if (!row) await keep(session);
  await introduce(session);
  const at = context.now().getTime();
  const consent = consentByWriting(context, row);
  const replyTo = said.replyTo && (await externalIdOf(context, visitor, said.replyTo));
  const arrived: Arrived = { kind: 'message', ...from(session), ...said, replyTo: replyTo || undefined, at, consent };
  const { duplicate } = await receive(session, visitorMessageId(visitor, said.id), arrived, said.text);
  const message: WireMessage = {
    id: said.id,
    clientId: said.id,
    at,
    from: 'visitor',
    text: said.text || said.choice?.title,
    files: [],
    status: 'sent',
  };
  session.tell({ stored: { id: said.id, message } });
  if (duplicate) return undefined;
  session.hub.tell(session.account, visitor, { message }, session);
  return wrote(session, { at, agreed: consent !== undefined });
}

/** They have a conversation now. */
async function wrote(session: Session, when: { at: number; agreed: boolean }): Promise<void> {
  types(session, false);
  const first = !session.row?.wrote_at;
  await changeVisitor(session.context(), session.visitor, writtenNow(when));
  await session.look();
  if (first) isHere(session, session.hello!.page);
}

/** What a message changes about its visitor. */
export function writtenNow({ at, agreed }: { at: number; agreed: boolean }) {
  return { wrote_at: at, seen_at: at, ended_at: null, ...(agreed && { consented_at: at }) };
}

function from({ visitor, row, hello, identity }: Session) {
  return {
    visitor,
    name: row?.name || undefined,
    language: hello?.language || undefined,
    user: identity?.user,
  };
}

function receive(session: Session, key: string, arrived: Arrived, summary = '') {
  const { name, email, proven } = session.row ?? {};
  return session.context().receive({
    key,
    type: WORDS,
    body: Buffer.from(JSON.stringify(arrived)),
    orderKey: session.visitor,
    // An address that was only typed in may be somebody else's, who can ask to be forgotten.
    from: name || (proven ? email : '') || session.visitor,
    summary: summary.slice(0, 120),
  });
}

/** What the site has signed is made known before the first message, once for each state of it. */
async function introduce(session: Session): Promise<void> {
  const { identity, visitor } = session;
  if (!identity || (!identity.name && !identity.email)) return;
  const { email, emailProven, name } = identity;
  const arrived: Arrived = {
    kind: 'contact',
    ...from(session),
    name,
    email: email || undefined,
    emailProven,
    at: session.context().now().getTime(),
  };
  await receive(session, `c:${visitor}:${digest([name, email, emailProven])}`, arrived, email || name);
}

/** Somebody typed in a name or an address: a claim, with which letters can be sent but no other contact is opened. */
export async function claim(session: Session, { email, name }: { email: string; name: string }): Promise<void> {
  const context = session.context();
  if (settingsOf(context.account).consent === 'explicit' && !session.row?.consented_at)
    return session.refuse('consent_required', 'Please agree to the processing of your data first.');
  if (!session.row) await keep(session);
  const proven = session.row?.proven === 1;
  const kept = { ...(name && { name }), ...(email && !proven && { email }) };
  if (Object.keys(kept).length > 0) await changeVisitor(context, session.visitor, kept);
  await session.look();
  const at = context.now().getTime();
  const arrived: Arrived = { kind: 'contact', ...from(session), email: email || undefined, at };
  await receive(session, `c:${session.visitor}:${digest([name, email, false])}`, arrived, email || name);
  return session.tell({ contact: { name: session.row?.name, email: session.row?.email } });
}

/** Given or taken back, with its time and the wording of now. */
export async function consentChanged(session: Session, { given, at }: { given: boolean; at: number }): Promise<void> {
  const { consentText } = settingsOf(session.context().account);
  const arrived: Arrived = { kind: 'consent', ...from(session), wording: consentText ?? '', given, at };
  await receive(session, `a:${session.visitor}:${digest([consentText, given, at])}`, arrived);
}

export async function endSaid(session: Session, at: number): Promise<void> {
  await receive(session, `e:${session.visitor}:${at}`, { kind: 'end', ...from(session), at });
}

export async function rated(session: Session, rate: { score: 1 | 2 | 3 | 4 | 5; comment: string }): Promise<void> {
  const context = session.context();
  if (!settingsOf(context.account).rating || !session.row?.wrote_at)
    return session.refuse('not_rated', 'There is nothing to rate.');
  const at = context.now().getTime();
  await receive(
    session,
    `r:${session.visitor}:${at}`,
    { kind: 'rating', ...from(session), ...rate, at },
    `${rate.score}`,
  );
  return session.tell({ rated: rate.score });
}

/** Everything up to a message was before their eyes. */
export async function seen(session: Session, messageId: string): Promise<void> {
  const context = session.context();
  const { visitor } = session;
  const waiting = await context.store.rows<{ key: string }>('select key from chat_unseen where visitor_id = ?', [
    visitor,
  ]);
  if (waiting.length === 0) return;
  const unseen = new Set(waiting.map(({ key }) => key));
  const { messages } = await context.history({ person: addressOf(visitor), most: 200 });
  const upTo = messages.findIndex(({ id, keys }) => id === messageId || keys.includes(messageId));
  const keys = messages.slice(0, upTo + 1).flatMap((message) => message.keys.filter((key) => unseen.has(key)));
  if (keys.length === 0) return;
  const at = context.now().getTime();
  await receive(session, `s:${visitor}:${messageId}`, { kind: 'seen', visitor, keys, at });
  await context.store.run('delete from chat_unseen where key in (?)', [keys]);
}

async function externalIdOf(context: AccountContext, visitor: string, id: string): Promise<string | null> {
  const { messages } = await context.history({ person: addressOf(visitor), most: 100 });
  const found = messages.find((message) => message.id === id || message.externalId === visitorMessageId(visitor, id));
  return found?.externalId ?? null;
}

function digest(parts: unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 22);
}
