// Replies of a macro: from a snippet with what is known of the conversation, as the draft of whoever runs it or sent.
import type { Viewer } from '../accounts/accounts.ts';
import { reason, type Reason } from '../contract/reason.ts';
import type { Conversation, DraftPlace } from '../conversations/conversations.ts';
import { wordingOf, type Wording } from '../library/library.ts';
import type { Deed, Macro, Needs } from './shapes.ts';

export interface ReadyReply extends Pick<Wording, 'text' | 'html'> {
  send: boolean;
  accountId: number | undefined;
}

/** Everything that would stop a reply is found before anything is done. */
export async function repliesOf(
  needs: Needs,
  viewer: Viewer,
  macro: Pick<Macro, 'actions'>,
  head: Conversation,
): Promise<ReadyReply[] | Reason> {
  const { library, outbound } = needs;
  const ready: ReadyReply[] = [];
  for (const action of macro.actions) {
    if (action.do !== 'reply') continue;
    const entry = await library.entries.get(viewer, action.entryId);
    if (!entry) return reason('macro.no_snippet', 'The snippet of the macro is gone, or you may not use it.');
    const values = await library.values(viewer, head.id);
    const place = { values, language: viewer.language, takesFile: false, fileAddress: '' };
    const { text, html, missing } = wordingOf(entry, place);
    if (action.send && missing.length > 0) return unfilled(missing);
    const accountId = (await outbound.usualAccount(head.id, head.accountId)) ?? undefined;
    if (action.send) {
      const message = { conversationId: head.id, accountId, userId: viewer.userId, text, html };
      const { refused } = await outbound.preview(message);
      if (refused) return refused;
    }
    ready.push({ text, html, send: action.send, accountId });
  }
  return ready;
}

function unfilled(missing: string[]): Reason {
  const tokens = missing.join(', ');
  return reason('macro.unfilled', `Nothing is known for ${tokens}: answer by hand, or give the snippet other words.`, {
    tokens,
  });
}

/** Under one key it is written once. */
export async function sendReply(
  needs: Needs,
  viewer: Viewer,
  head: Conversation,
  { accountId, text, html }: ReadyReply,
  formKey: string,
): Promise<Deed | Reason> {
  const message = { conversationId: head.id, accountId, userId: viewer.userId, text, html, formKey };
  const sent = await needs.outbound.send(message);
  if (sent.ok) return { of: 'message', id: sent.messageId };
  if (sent.kind === 'refused') return sent.why;
  return reason('macro.moved_on', 'The conversation has moved on meanwhile. Look at it and try again.');
}

/** Below what was written there already; inside `write`. */
export async function intoDraft(
  { conversations }: Needs,
  viewer: Viewer,
  head: Conversation,
  words: Pick<ReadyReply, 'text' | 'html'>,
): Promise<Deed> {
  const place: DraftPlace = { userId: viewer.userId, conversationId: head.id, kind: 'reply' };
  const before = (await conversations.drafts.get(place))?.body ?? null;
  const isEmpty = !before?.text?.trim() && !before?.html;
  const html = isEmpty ? words.html : `${before?.html || escapedLines(before?.text ?? '')}${words.html}`;
  const text = isEmpty ? words.text : `${before?.text ?? ''}\n\n${words.text}`;
  await conversations.drafts.save(place, { ...before, text, html });
  return { of: 'draft', conversationId: head.id, before };
}

function escapedLines(text: string): string {
  const signs: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };
  const escaped = text.replace(/[&<>]/g, (sign) => signs[sign]!);
  return `<div>${escaped.replace(/\n/g, '</div><div>')}</div>`;
}
