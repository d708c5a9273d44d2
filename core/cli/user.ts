// `hubdesk user add` and `hubdesk user reset`: for when nobody can sign in.
import { deskViewer, type Accounts } from '../accounts/accounts.ts';
import { secretToken } from '../kernel/ids.ts';
import { withDesk } from './quiet-desk.ts';
import { CommandError, needed, readWords, secretLine } from './words.ts';

export async function user(args: string[]): Promise<number> {
  const { words, text, on } = readWords(args, ['email', 'name', 'role'], ['password-stdin']);
  const [verb] = words;
  if (verb !== 'add' && verb !== 'reset') throw new CommandError('Say "hubdesk user add" or "hubdesk user reset".');
  const email = needed(text, 'email');
  const password = on['password-stdin'] ? await secretLine() : secretToken().slice(0, 20);
  const told = on['password-stdin'] ? '' : `\nPassword: ${password}\nIt is shown only now.`;
  return withDesk(async ({ accounts }) => {
    if (verb === 'add') {
      const role = await roleNamed(accounts.roles, text.role ?? 'agent');
      const made = await accounts.users.create(deskViewer(), { email, name: text.name ?? email, role, password });
      console.log(`${made.name} (${made.email}) is now ${role}.${told}`);
      return 0;
    }
    const found = await accounts.users.findByEmail(email);
    if (!found) throw new CommandError(`There is no user with the address ${email}.`, 1);
    await accounts.passwords.set(deskViewer(), found.id, password);
    console.log(`${found.name} (${found.email}) has a new password and is signed out everywhere.${told}`);
    return 0;
  });
}

/** Its key, by which or by whose name it is called. */
async function roleNamed(roles: Accounts['roles'], word: string): Promise<string> {
  const all = await roles.list();
  const found =
    all.find(({ key }) => key === word) ?? all.find(({ name }) => name.toLowerCase() === word.toLowerCase());
  if (!found) throw new CommandError(`--role must be one of ${all.map(({ key }) => key).join(', ')}.`);
  return found.key;
}
