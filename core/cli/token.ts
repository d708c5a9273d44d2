// `hubdesk token create`: an API token for a program.
import { SCOPES } from '../accounts/accounts.ts';
import { withDesk } from './quiet-desk.ts';
import { CommandError, needed, readWords } from './words.ts';

export async function token(args: string[]): Promise<number> {
  const { words, text } = readWords(args, ['user', 'scopes', 'name']);
  if (words[0] !== 'create') throw new CommandError('Say "hubdesk token create".');
  const email = needed(text, 'user');
  const scopes = needed(text, 'scopes')
    .split(',')
    .map((one) => one.trim());
  const unknown = scopes.find((scope) => !(SCOPES as string[]).includes(scope));
  if (unknown) throw new CommandError(`There is no scope "${unknown}". There are: ${SCOPES.join(', ')}.`);
  return withDesk(async ({ accounts }) => {
    const found = await accounts.users.findByEmail(email);
    const viewer = found && (await accounts.viewerOf(found.id));
    if (!viewer) throw new CommandError(`There is no active user with the address ${email}.`, 1);
    const made = await accounts.apiTokens.create(viewer, { name: text.name ?? 'Command line', scopes });
    console.log(made.token);
    console.error('It is shown only now. Send it as "Authorization: Bearer …".');
    return 0;
  });
}
