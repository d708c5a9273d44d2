// Entries of the audit log in the reader's words: what was done to what, and the particulars.
import type { AuditView } from '../../accounts/accounts.ts';
import type { TextValues } from '../locales.ts';

export interface AuditWords {
  language: string;
  say(key: string, values?: TextValues): string;
  has(key: string): boolean;
  /** Of a user, also of one who was disabled. */
  nameOf(userId: number): string | undefined;
  /** Of a role and a team, as they are called now; undefined for those that are gone. */
  nameOfRole(key: string): string | undefined;
  nameOfTeam(id: number): string | undefined;
}

export function auditAction({ say, has }: AuditWords, action: string): string {
  const key = `audit.action.${action}`;
  return has(key) ? say(key) : action;
}

/** User, role and team by name; everything else by its kind and number, as `skill:3` is written. */
export function auditSubject({ say, has, nameOf, nameOfRole, nameOfTeam }: AuditWords, subject: string): string {
  const [kind = '', id = ''] = subject.split(':');
  if (kind === 'user' && nameOf(Number(id))) return nameOf(Number(id))!;
  const name = kind === 'role' ? nameOfRole(id) : kind === 'team' ? nameOfTeam(Number(id)) : undefined;
  const key = `audit.subject.${kind}`;
  return has(key) ? say(key, { id: name ?? id }) : subject;
}

export function auditDetail(words: AuditWords, { detail }: Pick<AuditView, 'detail'>): string {
  return Object.entries(detail)
    .map(([name, value]) => {
      const key = `audit.detail.${name}`;
      return `${words.has(key) ? words.say(key) : name}: ${valueOf(words, name, value)}`;
    })
    .join(', ');
}

/** Values that are choices have texts elsewhere. */
const CHOICES: Record<string, string> = {
  scopes: 'scope',
  theme: 'theme',
  permissions: 'permission',
  added: 'permission',
  removed: 'permission',
  access: 'access',
};

function valueOf(words: AuditWords, name: string, value: unknown): string {
  const { say, has, nameOf, nameOfRole, nameOfTeam, language } = words;
  if (value === null || value === '' || (Array.isArray(value) && value.length === 0)) return '–';
  if (Array.isArray(value)) return value.map((one) => valueOf(words, name, one)).join(', ');
  if (typeof value === 'boolean') return say(value ? 'audit.yes' : 'audit.no');
  if (name === 'userIds' || name === 'owner') return nameOf(Number(value)) ?? String(value);
  if (name === 'teamIds') return nameOfTeam(Number(value)) ?? String(value);
  if (name === 'role' || name === 'replacement') return nameOfRole(String(value)) ?? String(value);
  if (name === 'language') return new Intl.DisplayNames([language], { type: 'language' }).of(String(value)) ?? '';
  const key = `${CHOICES[name] ?? ''}.${String(value)}`;
  return has(key) ? say(key) : String(value);
}
