// The first frame: who is there, may they, and what they are shown to begin with.
import { CLOSED } from '../../../core/contract/close-codes.ts';
import type { AccountContext } from '../../../core/contract/context.ts';
import { availabilityOf } from '../account/availability.ts';
import { offerOf } from '../account/config.ts';
import { faceOf, type Face } from '../account/heading.ts';
import { settingsOf } from '../settings.ts';
import { provenIdentity } from '../visitor/identity.ts';
import { addressOf, newVisitorId, readVisitorToken, visitorToken } from '../visitor/tokens.ts';
import { bindUser, changeVisitor, findVisitor, keepPage, keepVisitor, visitorOfUser } from '../visitor/visitors.ts';
import type { Hello } from './frames.ts';
import { pastOf } from './past.ts';
import { isHere } from './presence.ts';
import type { Session } from './session.ts';

export async function greet(session: Session, hello: Hello): Promise<void> {
  const context = session.context();
  const { identitySecret } = settingsOf(context.account);
  session.identity = provenIdentity(hello.identity, identitySecret, context.now());
  session.visitor = await visitorFor(session, context, hello);
  if (await context.blocked(addressOf(session.visitor))) return session.close(CLOSED.notAllowed);
  await session.look();
  if (mayKeep(session, context)) await keep(session);
  // From here on nothing that happens is missed: it is held until the welcome has been sent.
  if (!session.isOpen) return undefined;
  if (!session.hub.add(session)) return session.close(CLOSED.tooFast);
  // As the account is by now: what it was changed to before they counted as here, nobody told them.
  session.welcome({ welcome: await welcomeOf(session, session.context()), beat: session.hub.limits.beat });
  if (hello.identity && !session.identity && identitySecret)
    session.refuse('identity_invalid', 'The signature of the identity is wrong or has ended.');
  isHere(session, hello.page);
  return undefined;
}

/**
 * The visitor of the token. Who the site signed in is the same visitor in every browser; without the site's word their
 * token opens nothing: on a shared computer it may be somebody else who looks.
 */
async function visitorFor(session: Session, context: AccountContext, { token }: Hello): Promise<string> {
  const known = readVisitorToken(context, token);
  const row = known === null ? null : await findVisitor(context, known);
  const { identity } = session;
  if (!identity) return known !== null && !row?.user_key ? known : newVisitorId();
  const theirs = await visitorOfUser(context, identity.user);
  if (theirs) return theirs.id;
  return known !== null && !row?.user_key ? known : newVisitorId();
}

/** With explicit consent nothing is kept of anybody before they have given it (PR-1). */
export function mayKeep({ row }: Session, { account }: AccountContext): boolean {
  return settingsOf(account).consent !== 'explicit' || Boolean(row?.consented_at);
}

/** Makes or renews what the desk knows of the visitor, their page among it. */
export async function keep(session: Session): Promise<void> {
  const { identity, hello, agent } = session;
  const context = session.context();
  await keepVisitor(context, session.visitor, hello!, agent);
  if (identity) {
    session.visitor = await bindUser(context, session.visitor, identity.user);
    const { name, email, emailProven } = identity;
    await changeVisitor(context, session.visitor, {
      ...(name && { name }),
      ...(email && { email: email.toLowerCase(), proven: emailProven ? 1 : 0 }),
    });
  }
  const { page: address, title, referrer } = hello!;
  await keepPage(context, session.visitor, { address, title, referrer });
  await session.look();
}

async function welcomeOf(session: Session, context: AccountContext): Promise<object> {
  const { row, visitor, hub } = session;
  const settings = settingsOf(context.account);
  const [past, state, agents, news] = await Promise.all([
    pastOf(context, hub, visitor, { readUpTo: row?.read_up_to ?? '' }),
    availabilityOf(context),
    agentsOf(context, visitor),
    newOffer(session, context),
  ]);
  session.before = past.before;
  const { messages, earlier, open, unread } = past;
  return {
    token: visitorToken(context, visitor),
    messages,
    earlier,
    open,
    unread,
    state,
    // Whether what was said last may be rated.
    rate: settings.rating && !open && messages.length > 0,
    consent: settings.consent === 'off' || Boolean(row?.consented_at),
    // Only what they said themselves: what colleagues noted is not theirs to see.
    contact: { name: row?.name || undefined, email: row?.email || undefined },
    agents,
    ...news,
  };
}

/** Flows that were published or switched since the page was loaded. */
async function newOffer({ hello }: Session, context: AccountContext): Promise<object> {
  if (!hello?.offer) return {};
  const offer = offerOf(await context.chatflows());
  return offer.offer === hello.offer ? {} : { offer };
}

/** Who looks after the contact, where the heading shows that; else the widget shows what it was loaded with. */
async function agentsOf(context: AccountContext, visitorId: string): Promise<Face[]> {
  if (settingsOf(context.account).headingOf !== 'owner') return [];
  const contact = await context.contact(addressOf(visitorId));
  const owner = contact?.ownerId && (await context.team()).members.find(({ id }) => id === contact.ownerId);
  return owner ? [faceOf(owner)] : [];
}
