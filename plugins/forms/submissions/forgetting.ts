// Senders who are to be forgotten: how often and when a form was filled in stays countable, who it was does not (PR-2).
import type { PluginContext } from '../../../core/contract/context.ts';
import type { ForgottenPerson } from '../../../core/contract/people.ts';
import type { Answer } from '../answers/check.ts';
import { wordsOf } from './store.ts';

interface Row {
  id: number;
  key: string;
  subject: string;
  answers: string;
}

export async function forget(
  person: ForgottenPerson,
  { store, emptyArrivals }: Pick<PluginContext, 'store' | 'emptyArrivals'>,
): Promise<void> {
  const emails = person.addresses.filter(({ kind }) => kind === 'email').map(({ value }) => value);
  if (emails.length === 0) return;
  const sql = 'select id, key, subject, answers from forms_submission where sender in (?)';
  // As it was posted, with everything that says who it was; what was written stands in the message.
  await emptyArrivals((await store.rows<Row>(sql, [emails])).map(({ key }) => key));
  await store.write(async () => {
    for (const row of await store.rows<Row>(sql, [emails])) {
      const { subject, answers } = person.words ? { subject: '', answers: [] } : withoutPerson(row, person);
      await store.run(
        `update forms_submission set sender = '', name = '', page = '', subject = ?, answers = ?, words = ? where id = ?`,
        [subject, JSON.stringify(answers), wordsOf([subject], answers), row.id],
      );
    }
  });
}

/** Answers that say who it was: an address or the name, as they stand. */
function withoutPerson({ subject, answers }: Row, { addresses, name }: ForgottenPerson) {
  const known = new Set([...addresses.map(({ value }) => value), name].map(plain).filter(Boolean));
  const kept = (JSON.parse(answers) as Answer[]).filter(({ value }) => !known.has(plain(value)));
  return { subject, answers: kept };
}

function plain(text: string): string {
  return text.trim().toLowerCase();
}
