// What new forms begin with, in the language of the person who makes them.
import { newField, type Definition, type FormField } from './definition.ts';

export const TEMPLATES = ['contact', 'support', 'feedback', 'empty'] as const;
export type Template = (typeof TEMPLATES)[number];

export type Say = (key: string) => string;

/** FM-2: every new form names and describes its ticket. */
export function fromTemplate(template: Template, say: Say): Definition {
  const made: Record<Template, () => Omit<FormField, 'id'>[]> = {
    contact: () => [person(say), email(say), subject(say), description(say)],
    support: () => [person(say), email(say), order(say), subject(say), description(say), files(say)],
    feedback: () => [score(say), subject(say), description(say), email(say, false)],
    empty: () => [email(say), subject(say), description(say)],
  };
  return { fields: made[template]().map((field, index) => ({ ...field, id: `f${index + 1}` })), bin: [] };
}

export function ticketField(role: 'subject' | 'description', id: string, say: Say): FormField {
  return { ...(role === 'subject' ? subject(say) : description(say)), id };
}

const person = (say: Say) => newField('', 'text', say('template.person'), { role: 'person' });
const email = (say: Say, required = true) =>
  newField('', 'email', say('template.email'), { required, help: say('template.email.help') });
const subject = (say: Say) => newField('', 'text', say('template.subject'), { required: true, role: 'subject' });
const description = (say: Say) =>
  newField('', 'long', say('template.description'), { required: true, role: 'description' });
const order = (say: Say) =>
  newField('', 'text', say('template.order'), { help: say('template.order.help'), maximum: 40 });
const files = (say: Say) => newField('', 'file', say('template.files'), { maximum: 3 });
const score = (say: Say) => {
  const options = ['1', '2', '3', '4', '5'].map((one) => say(`template.score.${one}`));
  return newField('', 'choice', say('template.score'), { required: true, options });
};
