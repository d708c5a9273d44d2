// A sound submission is taken in: judged, written down twice over, and only then thanked for.
import { createHash } from 'node:crypto';
import { reason, type Reason } from '../../../core/contract/reason.ts';
import type { Checked } from '../answers/check.ts';
import { judge } from '../guard/judge.ts';
import { emailOf, roleAnswer, type SubmissionMeta } from '../inbound.ts';
import { addSubmission, countsOf, markReceived, type NewSubmission } from '../submissions/store.ts';
import type { Visit } from './visit.ts';

export interface Sound {
  /** Makes it one message, however often it is sent. */
  key: string;
  type: string;
  body: Buffer;
  checked: Checked;
  trap: string;
  /** Milliseconds since the form was shown. */
  age: number;
  from: string;
  consent: string | null;
}

/**
 * `differs`: the same page was sent before with other words; nothing was changed. Throws when the desk cannot store it
 * now; sending again is then safe.
 */
export async function accept(visit: Visit, sound: Sound): Promise<'accepted' | 'differs'> {
  const { account, fields } = visit;
  const sender = emailOf(fields, sound.checked).toLowerCase();
  const spam = await judged(visit, sound, sender);
  const noTicket = spam ? null : await limitOf(visit, sender);
  const row = rowOf(visit, sound, { sender, spam, noTicket });
  const { fresh, digest } = await addSubmission(account, row);
  if (digest !== row.digest) return 'differs';
  await account.receive({
    key: sound.key,
    type: sound.type,
    body: sound.body,
    meta: { ...metaOf(visit, sound, row, { spam, noTicket }) },
    orderKey: sender || sound.key,
    from: sender,
    summary: row.subject,
  });
  await markReceived(account, sound.key);
  if (fresh && noTicket) account.note(noTicket);
  if (!spam && sender) await confirmByMail(visit, sound, sender);
  return 'accepted';
}

async function judged({ account, fields }: Visit, sound: Sound, sender: string): Promise<Reason | null> {
  const { recent } = await countsOf(account, sender);
  const evidence = { fields, answers: sound.checked.answers, trap: sound.trap, age: sound.age, recent };
  const found = judge(evidence);
  if (found || !sender || !(await account.blocked({ kind: 'email', value: sender }))) return found;
  return reason('forms.spam_blocked', 'The sender is blocked.');
}

/** CH-7: kept and shown, but no ticket is made of it. */
async function limitOf({ account, settings }: Visit, sender: string): Promise<Reason | null> {
  const { limit } = settings;
  if (!limit || !sender || (await countsOf(account, sender)).counted < limit) return null;
  const text = `${sender} has reached the limit of ${limit}: the submission is kept, but no further ticket is made.`;
  return reason('forms.limit', text, { sender, limit });
}

interface Verdict {
  spam: Reason | null;
  noTicket: Reason | null;
}

function rowOf(
  { account, settings, fields }: Visit,
  sound: Sound,
  verdict: Verdict & { sender: string },
): NewSubmission {
  const { checked, key, from } = sound;
  const { spam, noTicket, sender } = verdict;
  return {
    ...{ key, sender, answers: checked.answers, page: from },
    at: account.now(),
    digest: digestOf(checked),
    state: spam ? 'spam' : noTicket ? 'limited' : 'accepted',
    reason: spam ?? noTicket,
    name: roleAnswer(fields, checked, 'person'),
    subject: roleAnswer(fields, checked, 'subject') || settings.title || settings.name,
  };
}

function digestOf({ answers, files }: Checked): string {
  const hash = createHash('sha256').update(JSON.stringify(answers.map(({ field, value }) => [field, value])));
  for (const { field, name, content } of files) hash.update(`${field} ${name} ${content.length}`).update(content);
  return hash.digest('hex');
}

function metaOf(
  { settings, fields, language, say }: Visit,
  sound: Sound,
  row: NewSubmission,
  verdict: Verdict,
): SubmissionMeta {
  return {
    ...verdict,
    ...{ fields, language, page: sound.from, consent: sound.consent },
    title: settings.title || settings.name,
    yes: say('public.yes'),
    nobody: say('public.nobody'),
    at: row.at.toISOString(),
  };
}

/** Nothing of what was typed goes into it: else the form would send a stranger's words to anybody. */
async function confirmByMail({ account, settings, say }: Visit, { key }: Sound, sender: string): Promise<void> {
  if (!settings.confirm || (await account.suppressed({ kind: 'email', value: sender }))) return;
  const title = settings.title || settings.name;
  const text = settings.confirmation?.trim() || say('letter.text', { title });
  const subject = say('letter.subject', { title });
  await account.sendLetter({ key: `confirmation ${key}`, to: { address: sender }, subject, text, about: key });
}
