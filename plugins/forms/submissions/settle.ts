// Submissions that were cut off by a crash: their words are handed to the desk, so that nothing is lost.
import type { AccountContext } from '../../../core/contract/context.ts';
import { nameOf } from '../answers/check.ts';
import { newField } from '../form/definition.ts';
import { loadForm } from '../form/store.ts';
import type { SubmissionMeta } from '../inbound.ts';
import { markReceived, unsettled, type Submission } from './store.ts';

export async function settleSubmissions(context: AccountContext): Promise<void> {
  const open = await unsettled(context);
  const known = await context.known(open.map(({ key }) => key));
  for (const one of open) {
    // The sender was never thanked and may not come back; files were in the bytes that are gone.
    if (!known.has(one.key)) await receiveWords(context, one);
    await markReceived(context, one.key);
  }
}

async function receiveWords(context: AccountContext, one: Submission): Promise<void> {
  const { settings, title } = context.account;
  const asked = (await loadForm(context)).definition.fields;
  const fields = one.answers.map(({ field, label, hidden }) => {
    const role = asked.find(({ id }) => id === field)?.role ?? null;
    // Those two are handed in by themselves below.
    const kept = role === 'subject' || role === 'person' ? null : role;
    return newField(field, hidden ? 'hidden' : 'long', label, { role: kept });
  });
  const subject = newField('subject', 'text', '', { role: 'subject' });
  const address = newField('sender', 'email', '');
  const name = newField('person', 'text', '', { role: 'person' });
  const meta: SubmissionMeta = {
    fields: [...fields, subject, address, name],
    title: String(settings.title || title),
    ...{ yes: '', nobody: '', language: '', consent: null, noTicket: null, page: one.page },
    at: one.at.toISOString(),
    spam: one.state === 'spam' ? one.reason : null,
  };
  const body = new URLSearchParams();
  for (const { field, value } of one.answers) body.append(nameOf({ id: field }), value);
  const own = { subject: one.subject, sender: one.sender, person: one.name };
  for (const [id, value] of Object.entries(own)) body.set(nameOf({ id }), value);
  const type = 'application/x-www-form-urlencoded';
  await context.receive({ key: one.key, type, body: Buffer.from(String(body)), meta: { ...meta } });
}
