// What both pages of extensions have in common: reading what was typed, and how a telephone stands in words.
import type { AccountContext, PluginContext } from '../../../core/contract/context.ts';
import type { PageForm } from '../../../core/contract/pages.ts';
import { reason, type Reason } from '../../../core/contract/reason.ts';
import { EXTENSION, extensionOf, ownerOf, type Extension } from '../line/agents.ts';
import { hubOf, type PhoneState } from '../line/hub.ts';
import { CLOSED } from '../line/limits.ts';

/** Instead of a password that is kept. */
export const MASK = '••••••••';
const LONGEST = 200;

/** An empty extension takes it away. */
export function readExtension(
  context: AccountContext,
  userId: number,
  form: PageForm,
): { extension: Extension | null } | { why: Reason } {
  const user = form.text('user').trim();
  if (user === '') return { extension: null };
  if (!EXTENSION.test(user)) return { why: reason('pbx.no_extension', 'This is no extension, such as 101.') };
  const owner = ownerOf(context, user);
  if (owner !== undefined && owner !== userId)
    return { why: reason('pbx.extension_taken', `${user} belongs to a colleague already.`, { user }) };
  const kept = extensionOf(context, userId);
  const typed = form.text('password');
  const password = typed === MASK ? (kept?.password ?? '') : typed;
  if (password === '' || password.length > LONGEST)
    return { why: reason('pbx.no_password', 'The password of the extension is missing.') };
  const signsInAs = form
    .text('signsInAs')
    .trim()
    .slice(0, 100)
    .replace(/["\\\s]/g, '');
  return { extension: { user, password, signsInAs } };
}

/** What the telephone system takes by now: a page that it refused before signs in anew. */
export function signInAnew(context: AccountContext, userId: number): void {
  const phone = hubOf(context).phone(context.account.publicId, userId);
  if (phone && !phone.isRegistered) phone.close(CLOSED.anew);
}

/** Told by the page's own text. */
export function said(code: 'kept' | 'removed' | 'tried'): Reason {
  return reason(code, 'Saved.');
}

/** `chip` is a class of the look. */
export function stateOf(
  context: PluginContext,
  language: string,
  state: PhoneState['state'],
  why: Reason | undefined,
): { state: string; chip: string; why?: string } {
  const chip = { registered: 'good', connecting: '', off: why ? 'bad' : '' }[state];
  const words = why && state !== 'registered' ? context.text(language, `reason.${why.code}`, why.params) : undefined;
  return { state: context.text(language, `state.${state}`), chip, ...(words && { why: words }) };
}
