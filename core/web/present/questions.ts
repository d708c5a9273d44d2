// Fields of the dialogs that ask about a conversation: subject, tags, inbox, another conversation, messages.
import type { InboxFacts, ListRow, ThreadItem } from '../../conversations/conversations.ts';
import type { FieldModel } from '../models/fields.ts';
import { authorName, contactName, type Present, text } from './marks.ts';
import { wordsOf } from './naming.ts';

/** More than one sees at a glance. */
const MANY = 8;

export function subjectField(present: Present, subject: string): FieldModel {
  const label = text(present, 'composer.subject');
  return { kind: 'text', name: 'subject', label, value: subject, required: true, maximum: 500, focus: true };
}

export function tagFields(present: Present, known: { name: string }[], current: { name: string }[]): FieldModel[] {
  const set = new Set(current.map(({ name }) => name));
  const options = known.map(({ name }) => ({ value: name, label: name, current: set.has(name) }));
  const typed: FieldModel = {
    kind: 'text',
    name: 'tags',
    label: text(present, 'ask.tags.new'),
    help: text(present, 'ask.tags.help'),
    maximum: 300,
    focus: known.length === 0,
  };
  if (options.length === 0) return [typed];
  const filter = options.length > MANY;
  return [{ kind: 'several', name: 'tag', label: text(present, 'ask.tags.known'), options, filter }, typed];
}

/** None when there is no other inbox. */
export function moveField(present: Present, inboxes: InboxFacts[]): FieldModel[] {
  if (inboxes.length === 0) return [];
  const options = inboxes.map(({ id, name, icon }, index) => ({
    value: String(id),
    label: name,
    icon,
    current: index === 0,
  }));
  return [{ kind: 'choice', look: 'cards', name: 'inbox', label: text(present, 'ask.inbox.to'), options }];
}

export function mergeField(present: Present, rows: ListRow[]): FieldModel[] {
  const options = rows.map((row) => ({
    value: String(row.id),
    label: wordsOf(present, row),
    detail: [row.contact && contactName(present, row.contact), moment(present, row.lastMessageAt)]
      .filter(Boolean)
      .join(' · '),
  }));
  const other: FieldModel = {
    kind: 'text',
    name: 'other',
    label: text(present, 'ask.merge.other'),
    help: text(present, 'ask.merge.other.help'),
    maximum: 300,
  };
  if (options.length === 0) return [other];
  return [{ kind: 'choice', look: 'cards', name: 'into', label: text(present, 'ask.merge.into'), options }, other];
}

export function splitField(present: Present, items: ThreadItem[]): FieldModel[] {
  if (items.length === 0) return [];
  const options = items.map((item) => ({
    value: String(item.id),
    label: item.text.replace(/\s+/g, ' ').slice(0, 90) || text(present, 'file.file'),
    detail: [authorName(present, item.author), moment(present, item.at)].filter(Boolean).join(' · '),
  }));
  return [{ kind: 'several', name: 'message', label: text(present, 'ask.split.messages'), options }];
}

/** Day and time as this person writes them. */
export function moment({ language, timeZone }: Present, at: Date, year?: 'numeric'): string {
  const format = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    timeZone,
    day: 'numeric',
    month: 'short',
    year,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return format.format(at);
}
