// Whether a form does its work: its page answers, its senders can be answered.
import type { AccountContext } from '../../../core/contract/context.ts';
import type { Check } from '../../../core/contract/health.ts';
import { reason } from '../../../core/contract/reason.ts';
import { faultsOf, propertyOf, type FormField } from './definition.ts';
import { propertyFaults } from './properties.ts';
import { loadForm } from './store.ts';

export function addressOf({ publicUrl, account }: Pick<AccountContext, 'publicUrl' | 'account'>): string {
  return `${publicUrl}/f/${account.uniqueId}`;
}

export async function checkForm(context: AccountContext): Promise<Check[]> {
  const { fields } = (await loadForm(context)).definition;
  const sound = Object.keys(faultsOf(fields)).length === 0;
  const asksEmail = fields.some(({ kind }) => kind === 'email');
  const reaches = (await context.reachable()).includes('email');
  return [
    { code: 'forms_fields', state: sound ? 'good' : 'bad' },
    await pageCheck(context),
    ...(await propertyCheck(context, fields)),
    asksEmail
      ? { code: 'forms_email', state: 'good' }
      : {
          code: 'forms_email',
          state: 'warn',
          detail: reason('forms.no_email_field', 'Without an e-mail field nobody can be answered.'),
        },
    reaches
      ? { code: 'forms_answers', state: 'good' }
      : {
          code: 'forms_answers',
          state: 'warn',
          detail: reason(
            'forms.no_mail_account',
            'No e-mail account is connected by which submissions could be answered.',
          ),
        },
  ];
}

/** Properties are changed elsewhere: what they no longer take would stand in the ticket's timeline alone. */
async function propertyCheck(context: AccountContext, fields: FormField[]): Promise<Check[]> {
  if (fields.every(({ role }) => propertyOf(role) === null)) return [];
  const faults = Object.keys(propertyFaults(fields, await context.tickets.properties()));
  const wrong = fields.filter(({ id }) => faults.some((place) => place.startsWith(`${id}.`)));
  if (wrong.length === 0) return [{ code: 'forms_properties', state: 'good' }];
  const names = wrong.map(({ label }) => label).join(', ');
  const text = `These fields no longer fit the ticket properties they ask for: ${names}.`;
  return [{ code: 'forms_properties', state: 'warn', detail: reason('forms.properties', text, { fields: names }) }];
}

/** The desk may not be allowed to reach itself: then nobody can tell from here. */
async function pageCheck(context: AccountContext): Promise<Check> {
  const address = addressOf(context);
  try {
    const response = await context.fetch(address, { signal: AbortSignal.timeout(5000) });
    await response.body?.cancel();
    if (response.ok) return { code: 'forms_page', state: 'good' };
    const detail = reason('forms.page_status', `The page answers with ${response.status}.`, {
      status: response.status,
    });
    return { code: 'forms_page', state: 'bad', detail };
  } catch {
    const detail = reason('forms.page_unknown', `The page could not be reached from here: ${address}`, { address });
    return { code: 'forms_page', state: 'warn', detail };
  }
}
