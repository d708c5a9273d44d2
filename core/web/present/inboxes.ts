// Inboxes as choices: name, icon, and whether conversations there are tickets.
import type { InboxFacts } from '../../conversations/conversations.ts';
import type { FieldOption } from '../models/fields.ts';
import { text, type Present } from './marks.ts';

/** `inbox` or `help_desk`, as the end of a text key. */
export function kindKey({ kind }: Pick<InboxFacts, 'kind'>): string {
  return kind.replace(' ', '_');
}

export function inboxOptions(present: Present, inboxes: InboxFacts[], current: string): FieldOption[] {
  return inboxes.map((inbox) => ({
    value: String(inbox.id),
    label: inbox.name,
    detail: text(present, `inboxes.kind.${kindKey(inbox)}`),
    icon: inbox.icon,
    current: String(inbox.id) === current,
  }));
}
