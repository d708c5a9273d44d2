// Whether a visitor who has written is on the site, and where: shown beside their conversation.
import { addressOf } from '../visitor/tokens.ts';
import type { Session } from './session.ts';

export function isHere(session: Session, page: string): void {
  if (session.row?.wrote_at) tell(session, true, page);
}

/** Another of their windows may still be open. */
export function isGone(session: Session): void {
  if (!session.row?.wrote_at || session.hub.isHere(session.account, session.visitor)) return;
  tell(session, false);
}

function tell(session: Session, here: boolean, page?: string): void {
  const by = { address: addressOf(session.visitor), name: session.row?.name || undefined };
  session.context().happens({ type: 'presence', by, here, ...(page && { page }) });
}

/** Shown while it lasts; told again only when it changes or goes on. */
export function types(session: Session, on: boolean): void {
  if (!on && !session.typing) return;
  session.typing = on;
  const by = { address: addressOf(session.visitor), name: session.row?.name || undefined };
  session.context().happens({ type: 'typing', by, thread: {}, on });
}
