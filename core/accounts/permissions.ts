// Who may do what: permissions, the roles that hold them, and the one question everything asks (AD-1).
import { NOTHING_WITHHELD, type Withheld } from '../conditions/conditions.ts';
import { DeskError, forbidden } from '../kernel/errors.ts';
import { isWithheld, type About } from './withheld.ts';

export const PERMISSIONS = [
  'conversation.read',
  'conversation.answer',
  /** Assign, tag, close, snooze, move, merge, spam and trash. */
  'conversation.manage',
  /** Be given conversations (CH-4). */
  'conversation.take',
  /** Empty the trash, delete for good. */
  'conversation.erase',
  /** See what was quarantined for its content (WA-12). */
  'message.reveal',
  'contact.read',
  'contact.edit',
  'contact.erase',
  'record.read',
  /** Companies, deals and other records: make, change, link and delete; every deletion can be undone. */
  'record.edit',
  /** Types of records, and the properties of contacts and records. */
  'record.manage',
  'ticket.read',
  /** Open, change, link, merge and delete tickets; every deletion can be undone. */
  'ticket.edit',
  /** Pipelines, stages, service levels, and the properties of tickets. */
  'pipeline.manage',
  /** Insert from the library, run macros, and keep own ones; shared with whomever one likes. */
  'library.use',
  /** Change what others keep there, unless it is only theirs. */
  'library.manage',
  /** Make views of one's own, change those one may change, put them in order. */
  'view.edit',
  /** Show views to teams, colleagues or everybody. */
  'view.share',
  /** Read tables in, as far as one may change what they hold. */
  'import',
  /** Carry tables out as files, as far as one may see what they hold. */
  'export',
  'search',
  'event.read',
  'report.read',
  'channel.read',
  'channel.manage',
  'inbox.manage',
  /** See and answer in restricted inboxes without being a member (WS-7). */
  'inbox.all',
  'ledger.read',
  'user.read',
  /** Invite, change and disable people who hold no more than oneself; teams, skills. */
  'user.manage',
  /** Roles of the desk's own; none that holds more than oneself. */
  'role.manage',
  'workspace.manage',
  /** See and revoke everybody's API tokens, manage outgoing webhooks. */
  'api.manage',
  'audit.read',
  /** The figures of `/metrics`. */
  'metrics.read',
  'backup',
] as const;
export type Permission = (typeof PERMISSIONS)[number];

/** Always there, always the same; `administrator` holds everything. */
export const BUILT_IN_ROLES = ['administrator', 'agent', 'observer'] as const;
export type BuiltInRole = (typeof BUILT_IN_ROLES)[number];

const OBSERVER: Permission[] = [
  'conversation.read',
  'contact.read',
  'record.read',
  'ticket.read',
  'view.edit',
  'search',
  'event.read',
  'report.read',
  'channel.read',
  'user.read',
];
const AGENT: Permission[] = [
  ...OBSERVER,
  'conversation.answer',
  'conversation.manage',
  'conversation.take',
  'message.reveal',
  'contact.edit',
  'record.edit',
  'ticket.edit',
  'library.use',
  'view.share',
];
const OF_ROLE: Record<BuiltInRole, ReadonlySet<Permission>> = {
  administrator: new Set(PERMISSIONS),
  agent: new Set(AGENT),
  observer: new Set(OBSERVER),
};

/** What an API token may do: never more than its owner (AD-2). */
const OF_SCOPE = {
  'conversations:read': ['conversation.read'],
  'conversations:write': ['conversation.read', 'conversation.answer', 'conversation.manage', 'conversation.take'],
  'messages:reveal': ['conversation.read', 'message.reveal'],
  'contacts:read': ['contact.read'],
  'contacts:write': ['contact.read', 'contact.edit'],
  'records:read': ['record.read'],
  'records:write': ['record.read', 'record.edit'],
  'objects:write': ['record.read', 'record.manage'],
  'tickets:read': ['ticket.read'],
  'tickets:write': ['ticket.read', 'ticket.edit'],
  'pipelines:write': ['ticket.read', 'pipeline.manage'],
  'library:read': ['library.use'],
  'library:write': ['library.use', 'library.manage'],
  'channels:read': ['channel.read', 'ledger.read'],
  'channels:write': ['channel.read', 'channel.manage', 'inbox.manage'],
  'users:read': ['user.read'],
  'users:write': ['user.read', 'user.manage'],
  'roles:write': ['user.read', 'role.manage'],
  'views:write': ['conversation.read', 'view.edit', 'view.share'],
  'imports:write': ['import', 'contact.edit', 'record.edit', 'ticket.edit'],
  'exports:read': ['export', 'conversation.read', 'contact.read', 'record.read', 'ticket.read'],
  search: ['search'],
  'events:read': ['event.read'],
  'webhooks:write': ['api.manage'],
  'metrics:read': ['metrics.read'],
} as const satisfies Record<string, Permission[]>;
export type Scope = keyof typeof OF_SCOPE;
export const SCOPES = Object.keys(OF_SCOPE) as Scope[];

/** What is shown when a conversation leaves the list one works through: itself, the one that follows, or the list. */
export const AFTERS = ['stay', 'next', 'list'] as const;
export type After = (typeof AFTERS)[number];

/** Preferences that pages are drawn by. */
export interface Habits {
  after: After;
  /** By address of a list, `/inboxes/all/open`; those not named stand as they do by themselves. */
  sorts: Record<string, string>;
}

/** Who asks: a signed-in person, a program with a token, or the desk itself. */
export interface Viewer {
  /** 0 is the desk itself: boot, the command line, timed work. */
  userId: number;
  name: string;
  email: string;
  /** Its key: a built-in role or one of the desk's own. */
  role: string;
  language: string;
  timeZone: string;
  theme: string;
  teamIds: number[];
  /** How they like to work; absent where nobody looks at pages. */
  habits?: Habits;
  permissions: ReadonlySet<Permission>;
  /** What the role holds, also where a token was limited to less: nobody gives others more. */
  held: ReadonlySet<Permission>;
  /** Inboxes whose conversations are visible (WS-7). */
  inboxIds: number[] | 'all';
  answerInboxIds: number[] | 'all';
  /** Pipelines and types of records that are open to others only. */
  withheld: Withheld;
  sessionId: number | null;
  /** What an API token was limited to; null for people. */
  scopes: string[] | null;
  /** Where the request came from, for the audit log. */
  ip: string;
}

/** Acting in an inbox needs more than seeing it. */
export const ACTING: ReadonlySet<Permission> = new Set([
  'conversation.answer',
  'conversation.manage',
  'conversation.take',
  'ticket.edit',
]);

/** The one question. Without `about` it asks whether there is any place where the person may. */
export function may(viewer: Viewer, permission: Permission, about?: About): boolean {
  if (!viewer.permissions.has(permission) || (about && isWithheld(viewer, permission, about))) return false;
  if (about?.inboxId === undefined || about.inboxId === null) return true;
  const where = ACTING.has(permission) ? viewer.answerInboxIds : viewer.inboxIds;
  return where === 'all' || where.includes(about.inboxId);
}

/** Throws `forbidden` (403) unless `may`. */
export function demand(viewer: Viewer, permission: Permission, about?: About): void {
  if (!may(viewer, permission, about)) throw forbidden(permission);
}

/** Throws `more_than_own` (403) where somebody would give, or change, what holds more than they do themselves. */
export function demandOver(viewer: Viewer, permissions: Iterable<Permission>): void {
  if (holdsAll(viewer, permissions)) return;
  const told = 'This reaches further than your own role does. Ask somebody who holds as much.';
  throw new DeskError('more_than_own', 403, told);
}

export function holdsAll({ held }: Viewer, permissions: Iterable<Permission>): boolean {
  return [...permissions].every((permission) => held.has(permission));
}

export function isBuiltIn(role: string): role is BuiltInRole {
  return Object.hasOwn(OF_ROLE, role);
}

/** What a role holds; `kept` is what was chosen for one of the desk's own. */
export function heldBy(role: string, kept: readonly string[]): ReadonlySet<Permission> {
  return isBuiltIn(role) ? OF_ROLE[role] : new Set(PERMISSIONS.filter((permission) => kept.includes(permission)));
}

/** What is left of it within the scopes of a token; all of it for people. */
export function within(held: ReadonlySet<Permission>, scopes: readonly string[] | null): ReadonlySet<Permission> {
  if (scopes === null) return held;
  const reach = new Set<Permission>(scopes.flatMap((scope) => [...(OF_SCOPE[scope as Scope] ?? [])]));
  return new Set([...held].filter((permission) => reach.has(permission)));
}

/** What a scope lets a program do, if its owner may. */
export function permissionsOfScope(scope: Scope): readonly Permission[] {
  return OF_SCOPE[scope];
}

/** The desk acting by itself: may everything, has no person in the audit log. */
export function deskViewer(language = 'en', timeZone = 'UTC'): Viewer {
  return {
    userId: 0,
    name: 'Hubdesk',
    email: '',
    role: 'administrator',
    language,
    timeZone,
    theme: 'system',
    teamIds: [],
    permissions: OF_ROLE.administrator,
    held: OF_ROLE.administrator,
    inboxIds: 'all',
    answerInboxIds: 'all',
    withheld: NOTHING_WITHHELD,
    sessionId: null,
    scopes: null,
    ip: '',
  };
}

/** For events and messages: `user:7`, or `desk`. */
export function actorOf(viewer: Viewer): string {
  return viewer.userId === 0 ? 'desk' : `user:${viewer.userId}`;
}
