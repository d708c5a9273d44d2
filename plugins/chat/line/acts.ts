// What a visitor does after the greeting, one function for each kind of frame.
import { settingsOf } from '../settings.ts';
import { sendTranscript } from '../visitor/mails.ts';
import { addressOf } from '../visitor/tokens.ts';
import { changeVisitor, forgetPages, keepPage } from '../visitor/visitors.ts';
import type { Frame } from './frames.ts';
import { keep, mayKeep } from './greeting.ts';
import { isOpen, pastOf } from './past.ts';
import { isGone, isHere, types } from './presence.ts';
import { claim, consentChanged, endSaid, rated, say, seen } from './saying.ts';
import type { Session } from './session.ts';

type Act = Exclude<Frame, { hello: unknown }>;

export async function act(session: Session, frame: Act): Promise<void> {
  if ('say' in frame) return say(session, frame.say);
  if ('typing' in frame) return types(session, frame.typing);
  if ('seen' in frame) return seen(session, frame.seen);
  if ('page' in frame) return turned(session, frame.page);
  if ('more' in frame) return showMore(session);
  if ('open' in frame) return undefined;
  if ('consent' in frame) return frame.consent ? agreed(session) : withdrawn(session);
  // The rest costs a mail or a row each time.
  if (!session.asks.take() || !session.hub.asks.take(session.address))
    return session.refuse('too_fast', 'That was too often. Please wait a while.');
  if ('contact' in frame) return claim(session, frame.contact);
  if ('rate' in frame) return rated(session, frame.rate);
  if ('transcript' in frame) return transcript(session, frame.transcript.email);
  return ended(session);
}

/** The desk forgets who is not heard of. */
export function stays(session: Session): void {
  isHere(session, session.hello?.page ?? '');
}

/** The last of their windows is closed. */
export function left(session: Session): void {
  try {
    if (session.typing) types(session, false);
    isGone(session);
  } catch {
    // The account has been switched off meanwhile: nobody looks.
  }
}

async function turned(session: Session, { address, title }: { address: string; title: string }): Promise<void> {
  session.hello = { ...session.hello!, page: address, title, referrer: '' };
  const context = session.context();
  if (mayKeep(session, context)) await keepPage(context, session.visitor, { address, title, referrer: '' });
  isHere(session, address);
}

async function showMore(session: Session): Promise<void> {
  const { hub, visitor, before } = session;
  if (!before) return session.tell({ older: { messages: [], earlier: false } });
  const past = await pastOf(session.context(), hub, visitor, { before, readUpTo: '' });
  session.before = past.before;
  return session.tell({ older: { messages: past.messages, earlier: past.earlier } });
}

/** Kept with its time and wording, and from now on they are remembered (PR-1). */
async function agreed(session: Session): Promise<void> {
  const context = session.context();
  if (session.row?.consented_at || settingsOf(context.account).consent === 'off') return;
  await keep(session);
  await changeVisitor(context, session.visitor, { consented_at: context.now().getTime() });
  await session.look();
  await consentChanged(session, { given: true, at: session.row!.consented_at! });
}

/** What was kept because of the consent goes; what was said stays with the team, as in any letter (PR-1). */
async function withdrawn(session: Session): Promise<void> {
  const context = session.context();
  if (session.row?.consented_at) {
    await consentChanged(session, { given: false, at: context.now().getTime() });
    await forgetPages(context, session.visitor);
    await changeVisitor(context, session.visitor, { consented_at: null });
    await session.look();
  }
  session.tell({ consent: { given: false } });
}

async function transcript(session: Session, email: string): Promise<void> {
  const context = session.context();
  const at = context.now();
  const sent = await sendTranscript(context, session.hub, session.visitor, { email, key: String(at.getTime()) });
  if (sent) session.tell({ sent: { transcript: email } });
  else session.refuse('nothing_said', 'There is nothing to send yet.');
}

async function ended(session: Session): Promise<void> {
  const context = session.context();
  const settings = settingsOf(context.account);
  const row = await session.look();
  if (!row?.wrote_at) return;
  const at = context.now().getTime();
  const past = await context.history({ person: addressOf(session.visitor), most: 1 });
  const isNew = row.ended_at === null && isOpen(past);
  if (isNew) {
    // First, so that closing it is not told to them as news.
    await changeVisitor(context, session.visitor, { ended_at: at });
    await endSaid(session, at);
  }
  session.hub.tell(session.account, session.visitor, { closed: { rate: settings.rating } });
  const { email } = row;
  if (isNew && settings.transcriptAtEnd && email)
    await sendTranscript(context, session.hub, session.visitor, { email, key: `end ${at}` });
}
