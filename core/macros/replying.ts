// Replies of a macro: from a snippet or a template with what is known of the conversation, as the draft of whoever runs it or sent.
import { may, type Viewer } from '../accounts/accounts.ts';
import { reason, type Reason } from '../contract/reason.ts';
import type { Conversation, DraftPlace } from '../conversations/conversations.ts';
import { fillText, wordingOf, type Wording } from '../library/library.ts';
import type { NewMessage, StoredFile, TemplateChoice } from '../outbound/outbound.ts';
import type { Deed, Macro, MacroAction, Needs } from './shapes.ts';

export interface ReadyReply extends Pick<Wording, 'text' | 'html'> {
  /** Instead of the words. */
  template?: TemplateChoice;
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
  const ready: ReadyReply[] = [];
  for (const action of macro.actions) {
    if (action.do !== 'reply' && action.do !== 'template') continue;
    const reply =
      action.do === 'reply'
        ? await fromSnippet(needs, viewer, action, head)
        : await fromTemplate(needs, viewer, action, head);
    if ('code' in reply) return reply;
    if (reply.send) {
      const { refused } = await needs.outbound.preview(messageOf(viewer, head, reply));
      if (refused) return refused;
    }
    ready.push(reply);
  }
  return ready;
}

type ActionOf<Kind extends MacroAction['do']> = Extract<MacroAction, { do: Kind }>;

async function fromSnippet(
  { library, outbound }: Needs,
  viewer: Viewer,
  { entryId, send }: ActionOf<'reply'>,
  head: Conversation,
): Promise<ReadyReply | Reason> {
  const entry = await library.entries.get(viewer, entryId);
  if (!entry) return reason('macro.no_snippet', 'The snippet of the macro is gone, or you may not use it.');
  const values = await library.values(viewer, head.id);
  const place = { values, language: viewer.language, takesFile: false, fileAddress: '' };
  const { text, html, missing } = wordingOf(entry, place);
  if (send && missing.length > 0) return unfilled(missing);
  const accountId = (await outbound.usualAccount(head.id, head.accountId)) ?? undefined;
  return { text, html, send, accountId };
}

async function fromTemplate(
  { library, outbound }: Needs,
  viewer: Viewer,
  { accountId, name, language, values, files = {} }: ActionOf<'template'>,
  head: Conversation,
): Promise<ReadyReply | Reason> {
  const account = await outbound.templates(accountId);
  if (account && !may(viewer, 'conversation.answer', account))
    return reason('macro.template_account', 'The template of the macro goes by an account that you may not write by.');
  const known = await library.values(viewer, head.id);
  const filled: Record<string, string> = {};
  for (const [key, words] of Object.entries(values)) {
    const { text, missing } = fillText(words, known);
    if (missing.length > 0) return unfilled(missing);
    filled[key] = text;
  }
  const stored: Record<string, StoredFile> = {};
  for (const [key, id] of Object.entries(files)) {
    const file = await library.entries.fileOf(viewer, id);
    if (!file) return reason('macro.no_document', 'A document of the macro is gone, or you may not use it.');
    stored[key] = file;
  }
  return { text: '', html: '', template: { name, language, values: filled, stored }, send: true, accountId };
}

function messageOf(
  { userId }: Viewer,
  head: Conversation,
  { accountId, template, text, html }: ReadyReply,
): NewMessage {
  return { conversationId: head.id, accountId, userId, ...(template ? { template } : { text, html }) };
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
  reply: ReadyReply,
  formKey: string,
): Promise<Deed | Reason> {
  const sent = await needs.outbound.send({ ...messageOf(viewer, head, reply), formKey });
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
