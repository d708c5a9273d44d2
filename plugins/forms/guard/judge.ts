// Whether a submission looks unwanted: it is kept either way, but goes to the spam list with the reason. Pure.
import { reason, type Reason } from '../../../core/contract/reason.ts';
import type { Answer } from '../answers/check.ts';
import type { FormField } from '../form/definition.ts';

/** A person needs longer to read a form, in milliseconds. */
const QUICKEST = 2000;
const MOST_LINKS = 3;

const LINK = /\bhttps?:\/\/|\bwww\.\w/gi;
const MARKUP = /<a\s[^>]*href|\[(url|link)[=\]]/i;

export interface Evidence {
  fields: FormField[];
  answers: Answer[];
  /** What stood in the field that people do not see. */
  trap: string;
  /** Milliseconds between showing and sending. */
  age: number;
  /** From this sender within the last hour. */
  recent: number;
}

export function judge({ fields, answers, trap, age, recent }: Evidence): Reason | null {
  if (trap !== '') return reason('forms.spam_trap', 'A field that people do not see was filled in.');
  if (age < QUICKEST) return reason('forms.spam_fast', 'It was sent faster than a person can type.');
  if (recent >= 5) return reason('forms.spam_many', 'The same address has sent the form many times within an hour.');
  return judgeLinks(fields, answers);
}

function judgeLinks(fields: FormField[], answers: Answer[]): Reason | null {
  const shown = answers.filter(({ hidden }) => !hidden);
  const short = new Set(fields.filter(({ role }) => role === 'subject' || role === 'person').map(({ id }) => id));
  const inName = shown.some(({ field, value }) => short.has(field) && linksIn(value) > 0);
  const links = shown.reduce((sum, { value }) => sum + linksIn(value), 0);
  if (shown.some(({ value }) => MARKUP.test(value)))
    return reason('forms.spam_markup', 'It holds links in the code of web pages.');
  if (inName) return reason('forms.spam_name', 'A name or subject holds a link.');
  if (links > MOST_LINKS) return reason('forms.spam_links', `It holds ${links} links.`, { links });
  return null;
}

function linksIn(value: string): number {
  return value.match(LINK)?.length ?? 0;
}
