// Entities: the people who work here and the people who write to us.
import { defineEntity, p } from '@mikro-orm/core';
import type { BusinessHours } from '../../contract/settings.ts';
import type { Reason } from '../../contract/reason.ts';

const UserSchema = defineEntity({
  name: 'User',
  tableName: 'desk_user',
  properties: {
    id: p.integer().primary(),
    name: p.string(),
    email: p.string(),
    passwordHash: p.text().nullable(),
    /** A role's name, see accounts/permissions. */
    role: p.string(),
    language: p.string().default('en'),
    timeZone: p.string().default('UTC'),
    theme: p.string().default('system'),
    /** active, invited or disabled. */
    status: p.string().default('active'),
    /** What the person chose: available, away or automatic. `available` is what follows from it now. */
    availability: p.string().default('automatic'),
    available: p.boolean().default(false),
    /** Sealed secret of the one-time code generator; null while two-factor is off. */
    secondFactor: p.text().nullable(),
    recoveryCodes: p.json<string[]>().nullable(),
    preferences: p.json<Record<string, unknown>>(),
    /** Open conversations (and tickets) they are given at most; null: as the workspace says, 0: any number. */
    conversationLimit: p.integer().nullable(),
    ticketLimit: p.integer().nullable(),
    /** When they work; null: at any time. Matters while availability is automatic. */
    workingHours: p.json<BusinessHours>().nullable(),
    lastSeenAt: p.datetime().nullable(),
    createdAt: p.datetime(),
  },
});
export class User extends UserSchema.class {}
UserSchema.setClass(User);

const TeamSchema = defineEntity({
  name: 'Team',
  tableName: 'team',
  properties: { id: p.integer().primary(), name: p.string(), createdAt: p.datetime() },
});
export class Team extends TeamSchema.class {}
TeamSchema.setClass(Team);

const SessionSchema = defineEntity({
  name: 'Session',
  tableName: 'session',
  properties: {
    id: p.integer().primary(),
    tokenHash: p.string(),
    userId: p.integer(),
    csrf: p.string(),
    ip: p.string(),
    userAgent: p.string(),
    createdAt: p.datetime(),
    lastSeenAt: p.datetime(),
    expiresAt: p.datetime(),
    /** False between password and one-time code. */
    confirmed: p.boolean().default(true),
  },
});
export class Session extends SessionSchema.class {}
SessionSchema.setClass(Session);

const UserTokenSchema = defineEntity({
  name: 'UserToken',
  tableName: 'user_token',
  properties: {
    id: p.integer().primary(),
    tokenHash: p.string(),
    userId: p.integer(),
    /** invitation or password-reset. */
    purpose: p.string(),
    createdAt: p.datetime(),
    expiresAt: p.datetime(),
    usedAt: p.datetime().nullable(),
  },
});
export class UserToken extends UserTokenSchema.class {}
UserTokenSchema.setClass(UserToken);

const ApiTokenSchema = defineEntity({
  name: 'ApiToken',
  tableName: 'api_token',
  properties: {
    id: p.integer().primary(),
    tokenHash: p.string(),
    /** The first characters, so that people can tell tokens apart. */
    hint: p.string(),
    userId: p.integer(),
    name: p.string(),
    scopes: p.json<string[]>(),
    createdAt: p.datetime(),
    lastUsedAt: p.datetime().nullable(),
    revokedAt: p.datetime().nullable(),
  },
});
export class ApiToken extends ApiTokenSchema.class {}
ApiTokenSchema.setClass(ApiToken);

const AuditEntrySchema = defineEntity({
  name: 'AuditEntry',
  tableName: 'audit_entry',
  properties: {
    id: p.integer().primary(),
    at: p.datetime(),
    userId: p.integer().nullable(),
    action: p.string(),
    subject: p.string(),
    detail: p.json<Record<string, unknown>>(),
    ip: p.string().default(''),
  },
});
export class AuditEntry extends AuditEntrySchema.class {}
AuditEntrySchema.setClass(AuditEntry);

const ContactSchema = defineEntity({
  name: 'Contact',
  tableName: 'contact',
  properties: {
    id: p.integer().primary(),
    publicId: p.string(),
    name: p.string(),
    ownerId: p.integer().nullable(),
    companyId: p.integer().nullable(),
    language: p.string().nullable(),
    note: p.text().default(''),
    properties: p.json<Record<string, unknown>>(),
    consents: p.json<Record<string, { given: boolean; at: string; wording?: string }>>(),
    mergedIntoId: p.integer().nullable(),
    createdAt: p.datetime(),
    updatedAt: p.datetime(),
    lastMessageAt: p.datetime().nullable(),
  },
});
export class Contact extends ContactSchema.class {}
ContactSchema.setClass(Contact);

const ContactIdentitySchema = defineEntity({
  name: 'ContactIdentity',
  tableName: 'contact_identity',
  properties: {
    id: p.integer().primary(),
    contactId: p.integer(),
    /** email, phone or handle; see contract/address. */
    kind: p.string(),
    value: p.string(),
    scope: p.string().default(''),
    /** Equal for addresses that are probably one person's (plus and dots of a mailbox, Brazil's ninth digit). */
    likeness: p.string().default(''),
    primaryOf: p.boolean().default(false),
    /** The contact it belonged to before a merge, so that the merge can be undone. */
    originContactId: p.integer().nullable(),
    unreachableReason: p.json<Reason>().nullable(),
    unreachableAt: p.datetime().nullable(),
    createdAt: p.datetime(),
  },
});
export class ContactIdentity extends ContactIdentitySchema.class {}
ContactIdentitySchema.setClass(ContactIdentity);

export const peopleEntities = [User, Team, Session, UserToken, ApiToken, AuditEntry, Contact, ContactIdentity];
