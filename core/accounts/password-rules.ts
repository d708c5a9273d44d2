// Which passwords are taken, and how strong one looks: pure functions, shared with the form.

export const PASSWORD_LENGTH = { least: 10, most: 200 };

/** What many people type first; compared without digits and signs at the ends. */
const COMMON = [
  'password',
  'passwort',
  'letmein',
  'welcome',
  'willkommen',
  'hubdesk',
  'administrator',
  'geheim',
  'changeme',
];
const ROWS = [
  '01234567890123456789',
  'abcdefghijklmnopqrstuvwxyz',
  'qwertyuiop',
  'qwertzuiop',
  'asdfghjkl',
  'yxcvbnm',
  'zxcvbnm',
];

/** The text key of what is wrong with it, or null. */
export function passwordTrouble(password: string, person: { name?: string; email?: string }): string | null {
  if (password.length < PASSWORD_LENGTH.least) return 'wrong.password_short';
  if (password.length > PASSWORD_LENGTH.most) return 'wrong.password_long';
  return isObvious(password.toLowerCase(), person) ? 'wrong.password_obvious' : null;
}

function isObvious(password: string, { name = '', email = '' }: { name?: string; email?: string }): boolean {
  const own = [name, name.replace(/\s+/g, ''), email, email.split('@')[0]!].map((text) => text.trim().toLowerCase());
  const core = trimmed(password);
  if (own.some((text) => text.length > 3 && (text === password || text === core))) return true;
  return COMMON.includes(core) || new Set(password).size < 4 || plainRuns(password) <= 3;
}

/** Without digits and signs at both ends. */
function trimmed(text: string): string {
  return text.replace(/^[^\p{L}]+/u, '').replace(/(?<=\p{L})[^\p{L}]+$/u, '');
}

/** How many pieces are left when neighbours on a keyboard row, in the alphabet or in counting are one piece. */
function plainRuns(text: string): number {
  let runs = 1;
  for (let at = 1; at < text.length; at++) if (!follows(text[at - 1]!, text[at]!)) runs++;
  return runs;
}

function follows(before: string, after: string): boolean {
  return before === after || ROWS.some((row) => row.includes(before + after) || row.includes(after + before));
}

/** 0 refused, 1 weak, 2 fair, 3 good, 4 very good: guessed from length, variety and how much merely follows on. */
export function passwordStrength(password: string, person: { name?: string; email?: string } = {}): 0 | 1 | 2 | 3 | 4 {
  if (passwordTrouble(password.slice(0, PASSWORD_LENGTH.most), person)) return 0;
  const lower = password.slice(0, PASSWORD_LENGTH.most).toLowerCase();
  const kinds = [/[a-z]/, /[A-Z]/, /[0-9]/, /[^A-Za-z0-9]/].filter((kind) => kind.test(password)).length;
  const worth = plainRuns(lower) + new Set(lower).size / 2 + kinds * 2;
  return worth < 15 ? 1 : worth < 17 ? 2 : worth < 27 ? 3 : 4;
}
