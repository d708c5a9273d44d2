// Users, teams, sessions and the like as plain values: what the door hands out.
import type { BusinessHours } from '../contract/settings.ts';
import type { Permission } from './permissions.ts';

export type UserStatus = 'active' | 'invited' | 'disabled';
export type Availability = 'available' | 'away' | 'automatic';
/** How colleagues see somebody: whoever is on a call is, whatever they chose. */
export type Presence = 'available' | 'away' | 'offline' | 'on_call';
export type Theme = 'system' | 'light' | 'dark';

export interface UserView {
  id: number;
  name: string;
  email: string;
  /** Key of a role. */
  role: string;
  language: string;
  timeZone: string;
  theme: Theme;
  status: UserStatus;
  /** What the person chose. */
  availability: Availability;
  /** What follows from it now: may be given conversations. */
  available: boolean;
  /** They talk, ring at a customer, or are asked about a call. */
  onCall: boolean;
  hasPassword: boolean;
  hasSecondFactor: boolean;
  recoveryCodesLeft: number;
  /** Open conversations and tickets they are given at most; null: as the workspace says, 0: any number (TK-3). */
  conversationLimit: number | null;
  ticketLimit: number | null;
  /** When they work; null: at any time (NT-1). */
  workingHours: BusinessHours | null;
  teamIds: number[];
  lastSeenAt: Date | null;
  createdAt: Date;
}

export function presenceOf(user: Pick<UserView, 'availability' | 'available' | 'onCall'>): Presence {
  if (user.onCall) return 'on_call';
  return user.available ? 'available' : user.availability === 'away' ? 'away' : 'offline';
}

export interface TeamView {
  id: number;
  name: string;
  userIds: number[];
  createdAt: Date;
}

export interface RoleView {
  /** What users, the API and the command line name it by; stays when the name changes. */
  key: string;
  /** Empty for built-in ones: every language has its own word for them. */
  name: string;
  explanation: string;
  permissions: Permission[];
  builtIn: boolean;
  /** How many people have it, those included who may not come in. */
  userCount: number;
}

export interface SessionView {
  id: number;
  ip: string;
  userAgent: string;
  createdAt: Date;
  lastSeenAt: Date;
  /** The one that asked. */
  current: boolean;
}

export interface ApiTokenView {
  id: number;
  userId: number;
  name: string;
  /** The first characters, `hd_3fK9`. */
  hint: string;
  scopes: string[];
  createdAt: Date;
  lastUsedAt: Date | null;
}

export interface AuditView {
  id: number;
  at: Date;
  userId: number | null;
  /** A noun and what became of it, `user.invited`. */
  action: string;
  /** What it was done to, `user:7`. */
  subject: string;
  detail: Record<string, unknown>;
  ip: string;
}

export interface NewUser {
  name: string;
  email: string;
  /** Key of a role. */
  role: string;
  language?: string;
  timeZone?: string;
  /** Without one the user is invited and sets it. */
  password?: string;
}

export type UserChange = Partial<Pick<UserView, 'name' | 'email' | 'language' | 'timeZone' | 'theme'>>;
