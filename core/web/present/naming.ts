// What a conversation is called where it has no subject: a chat by whom it is with or by its words, a mail says so.
import type { Conversation } from '../../conversations/conversations.ts';
import { text, type Present } from './marks.ts';

interface Named {
  subject: string;
  snippet: string;
  contactName: string | undefined;
  channel: string | null;
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

const SAID: Partial<Record<Conversation['snippetOf'], string>> = {
  ...{ voice: 'part.voice', audio: 'part.audio', video: 'part.video', image: 'file.picture', file: 'file.file' },
  ...{ sticker: 'part.sticker', location: 'part.location', call: 'part.call.answered' },
};

/** The last message of a conversation in a list: its words, else what it is. */
export function saidOf(present: Present, { snippet, snippetOf }: Pick<Conversation, 'snippet' | 'snippetOf'>): string {
  const name = snippetOf.startsWith('call.') ? `part.${snippetOf}` : SAID[snippetOf];
  return snippet || (name ? text(present, name) : '');
}
