// A stored submission becomes a message: its answers, its files, who sent it, and their consent.
import type { Person } from '../../core/contract/address.ts';
import type { InboundEvent, MessageEvent, Parsed, StoredArrival } from '../../core/contract/inbound.ts';
import type { Part } from '../../core/contract/part.ts';
import { reason, type Reason } from '../../core/contract/reason.ts';
import { last, readBody, type Sent } from './answers/body.ts';
import { checkAnswers, type Checked } from './answers/check.ts';
import { mediaKind } from './answers/files.ts';
import { readNonce } from './guard/token.ts';
import { readFields, type FormField, type Role } from './form/definition.ts';
import { propertyAnswers } from './form/properties.ts';

/** What is noted beside the posted bytes: the form as it was then, and what was decided when it came. */
export interface SubmissionMeta {
  fields: FormField[];
  title: string;
  /** Words in the form's language: for a ticked box, and for a sender who left neither name nor address. */
  yes: string;
  nobody: string;
  language: string;
  /** ISO 8601. */
  at: string;
  consent: string | null;
  spam: Reason | null;
  noTicket: Reason | null;
  /** The page it was sent from, as the browser says. */
  page: string;
}

export const PURPOSE = 'forms';

export async function parseSubmission(arrival: StoredArrival): Promise<Parsed> {
  const meta = arrival.meta as unknown as SubmissionMeta | undefined;
  const fields = readFields(meta?.fields);
  const sent = await readBody(arrival.body, arrival.type);
  if (!meta || fields.length === 0) return { quarantine: reason('forms.no_form', 'What form this was is not known.') };
  if ('refused' in sent) return { quarantine: sent.refused };
  const checked = await checkAnswers(fields, sent, meta.yes);
  if (Object.keys(checked.wrong).length > 0)
    return { quarantine: reason('forms.wrong_answers', 'The answers do not fit the form.') };
  const message = messageOf(readNonce(last(sent, 'token')) ?? arrival.key, meta, { fields, sent, checked });
  return { events: withConsent(message, meta), summary: message.subject, note: meta.noTicket ?? undefined };
}

interface Filled {
  fields: FormField[];
  sent: Sent;
  checked: Checked;
}

function messageOf(key: string, meta: SubmissionMeta, { fields, sent, checked }: Filled): MessageEvent {
  const form: Part = { type: 'form', title: meta.title, answers: checked.answers.filter(({ value }) => value !== '') };
  const media = checked.files.map(({ name, type, content }): Part => {
    return { type: 'media', kind: mediaKind(type), name, mimeType: type, bytes: content.length, content };
  });
  return {
    type: 'message',
    id: key,
    at: new Date(meta.at),
    sender: senderOf(key, meta, fields, checked),
    subject: roleAnswer(fields, checked, 'subject') || meta.title,
    parts: [form, ...media],
    thread: { thread: key },
    ...(meta.spam && { spam: meta.spam }),
    ...(meta.noTicket && { noTicket: meta.noTicket }),
    ticket: {
      name: roleAnswer(fields, checked, 'subject'),
      description: roleAnswer(fields, checked, 'description'),
      properties: propertyAnswers(fields, checked.answers, sent.values),
    },
    details: { form: meta.title, page: meta.page },
  };
}

/** Without an e-mail address somebody nobody can answer. A phone number is only claimed: it makes nobody somebody else. */
function senderOf(key: string, meta: SubmissionMeta, fields: FormField[], checked: Checked): Person {
  const email = emailOf(fields, checked);
  const name = roleAnswer(fields, checked, 'person') || (email ? undefined : meta.nobody);
  const language = /^[a-z]{2}$/.test(meta.language) ? meta.language : undefined;
  const address = email
    ? ({ kind: 'email', value: email.toLowerCase() } as const)
    : ({ kind: 'handle', value: key } as const);
  return { address, name, language };
}

export function emailOf(fields: FormField[], { answers }: Pick<Checked, 'answers'>): string {
  const given = fields.filter(({ kind }) => kind === 'email').map(({ id }) => answerTo(answers, id));
  return given.find((one) => one !== '') ?? '';
}

export function roleAnswer(fields: FormField[], { answers }: Pick<Checked, 'answers'>, role: Role): string {
  const field = fields.find((one) => one.role === role);
  return field ? answerTo(answers, field.id) : '';
}

function answerTo(answers: Checked['answers'], id: string): string {
  return answers.find(({ field }) => field === id)?.value ?? '';
}

function withConsent(message: MessageEvent, { consent, at }: SubmissionMeta): InboundEvent[] {
  if (consent === null) return [message];
  const given = { given: true, purpose: PURPOSE, wording: consent, at: new Date(at) };
  return [message, { type: 'consent', by: message.sender, ...given }];
}
