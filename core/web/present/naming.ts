// What a conversation is called where it has no subject: a chat by whom it is with or by its words, a mail says so.
import type { Conversation } from '../../conversations/conversations.ts';
import { text, type Present } from './marks.ts';

interface Named {
  subject: string;
  snippet: string;
  contactName: string | undefined;
  channel: string | null;
}

const WORDLESS = ['image', 'audio', 'voice', 'video', 'sticker', 'location'];

/** The last message in a line: its words, or what it is where it has none. */
export function shownOf(present: Present, { snippet, snippetOf }: Pick<Conversation, 'snippet' | 'snippetOf'>): string {
  if (snippet) return snippet;
  if (snippetOf === 'call') return text(present, 'part.call.answered');
  return snippetOf.startsWith('call.') || WORDLESS.includes(snippetOf) ? text(present, `part.${snippetOf}`) : '';
}

/** Nobody writes subjects on chat-like channels. */
function isChat(present: Present, channel: string | null): boolean {
  return channel !== null && present.channels.plugin(channel)?.plugin?.manifest.shape === 'chat';
}

/** Where nothing beside it says whom it is with. */
export function nameOf(present: Present, { subject, contactName, channel }: Omit<Named, 'snippet'>): string {
  return subject || (isChat(present, channel) && contactName) || text(present, 'inbox.no_subject');
}

/** Beside the contact's name, where the words of the last message are shown anyway: nothing for a chat. */
export function subjectOf(
  present: Present,
  { subject, channel }: Pick<Named, 'subject' | 'channel'>,
): string | undefined {
  return subject || (isChat(present, channel) ? undefined : text(present, 'inbox.no_subject'));
}

/** Beside the contact's name, where nothing else tells it from their others. */
export function wordsOf(present: Present, { subject, snippet, channel }: Omit<Named, 'contactName'>): string {
  return subject || (isChat(present, channel) && snippet.slice(0, 60)) || text(present, 'inbox.no_subject');
}
