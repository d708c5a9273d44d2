// A conversation as a row of the list.
import type { ListRow } from '../../conversations/conversations.ts';
import type { ConversationRow } from '../models/inbox.ts';
import { channelMark, contactPerson, text, userPerson, type Present } from './marks.ts';
import { shownOf, subjectOf } from './naming.ts';
import type { Shown } from '../../views/views.ts';

/** `base` is the address of the list, so that the row leads back to it; `shows`: what a view chose. */
export function rowModel(
  present: Present,
  row: ListRow,
  base: string,
  currentId?: number,
  shows: Shown[] = ['snippet', 'tags', 'owner'],
): ConversationRow {
  const whole = wholeRow(present, row, base, currentId);
  const { tags, moreTags, owner, ...rest } = whole;
  const isWaiting = shows.includes('waiting') && row.waitingSince !== null;
  return {
    ...rest,
    // In a chat the words stand where others have a subject.
    snippet: shows.includes('snippet') || !whole.subject ? whole.snippet : '',
    ...(shows.includes('tags') && { tags, moreTags }),
    ...(shows.includes('owner') && { owner }),
    ...(isWaiting && { waiting: row.waitingSince! }),
    ...(shows.includes('inbox') && { inbox: row.inboxName }),
  };
}

function wholeRow(present: Present, row: ListRow, base: string, currentId?: number): ConversationRow {
  const tags = row.tags.slice(0, 2).map(({ name, colour }) => ({ name, colour: colour as 1 | 2 | 3 | 4 | 5 }));
  return {
    id: row.id,
    href: `/conversations/${row.id}?list=${encodeURIComponent(base)}`,
    contact: contactPerson(present, row.contact),
    channel: channelMark(present, row.channel),
    subject: subjectOf(present, row),
    snippet: shownOf(present, row),
    at: row.lastMessageAt,
    unread: row.unread,
    current: row.id === currentId || undefined,
    owner: row.owner ? userPerson(row.owner) : undefined,
    bot: row.botSince ? text(present, 'row.bot') : undefined,
    tags: tags.length > 0 ? tags : undefined,
    moreTags: row.tags.length > 2 ? row.tags.length - 2 : undefined,
  };
}
