// Entities: inboxes, the channel accounts connected to them, and wizards under way.
import { defineEntity, p } from '@mikro-orm/core';
import type { ConnectPurpose } from '../../contract/connect.ts';
import type { Health } from '../../contract/health.ts';

/** Who gets a new conversation of an account (CH-4). */
export interface RoutingSettings {
  /** nobody, people (users and teams below) or contact owner. */
  to: 'nobody' | 'people' | 'contact owner';
  userIds: number[];
  teamIds: number[];
  onlyAvailable: boolean;
  /** Of people: who waited longest (usual), or who has least to do. */
  by?: 'turn' | 'load';
  /** When nobody has the skills a conversation needs: it waits (usual), or goes to somebody without them. */
  withoutSkill?: 'wait' | 'anybody';
}

/** What a new conversation's ticket starts with (CH-5). What is absent is as usual. */
export interface TicketDefaults {
  asTicket: boolean;
  /** Usual: the first. */
  pipelineId?: number | null;
  /** Usual: the pipeline's first open one. */
  stageId?: number | null;
  /** 0 none, 1 low, 2 medium, 3 high, 4 urgent. */
  priority?: number;
  /** Usual: `conversation`, whoever owns the conversation, also when that changes; else nobody, `user:7` or `team:2`. */
  owner?: string;
  /** At most so many tickets of one contact through this account (CH-7); 0 for any number. */
  limit?: number;
  /** By key; the category is one of them. */
  properties?: Record<string, string | string[] | number | boolean>;
}

const InboxSchema = defineEntity({
  name: 'Inbox',
  tableName: 'inbox',
  properties: {
    id: p.integer().primary(),
    publicId: p.string(),
    name: p.string(),
    /** inbox or help desk (WS-1, WS-4). */
    kind: p.string().default('inbox'),
    icon: p.string().default('inbox'),
    position: p.integer().default(0),
    /** Only members see it; otherwise everybody does. */
    restricted: p.boolean().default(false),
    settings: p.json<Record<string, unknown>>(),
    createdAt: p.datetime(),
    archivedAt: p.datetime().nullable(),
  },
});
export class Inbox extends InboxSchema.class {}
InboxSchema.setClass(Inbox);

const InboxMemberSchema = defineEntity({
  name: 'InboxMember',
  tableName: 'inbox_member',
  properties: {
    id: p.integer().primary(),
    inboxId: p.integer(),
    userId: p.integer().nullable(),
    teamId: p.integer().nullable(),
    mayAnswer: p.boolean().default(true),
  },
});
export class InboxMember extends InboxMemberSchema.class {}
InboxMemberSchema.setClass(InboxMember);

const ChannelAccountSchema = defineEntity({
  name: 'ChannelAccount',
  tableName: 'channel_account',
  properties: {
    id: p.integer().primary(),
    publicId: p.string(),
    channel: p.string(),
    /** What the far side calls it for ever; unique within the channel among accounts not deleted (WS-5). */
    uniqueId: p.string(),
    inboxId: p.integer(),
    title: p.string(),
    /** Values of the plugin's declared settings; those of type `secret` are sealed. */
    settings: p.json<Record<string, unknown>>(),
    settingsVersion: p.integer().default(1),
    active: p.boolean().default(true),
    health: p.json<Health>(),
    healthState: p.string().default('starting'),
    healthSince: p.datetime().nullable(),
    credentialExpiresAt: p.datetime().nullable(),
    routing: p.json<RoutingSettings>(),
    ticketDefaults: p.json<TicketDefaults>(),
    notebook: p.json<Record<string, unknown>>(),
    lastInboundAt: p.datetime().nullable(),
    lastOutboundAt: p.datetime().nullable(),
    /** Made by the desk itself so that the inbox can always send and receive (WS-3). */
    fallback: p.boolean().default(false),
    /** Of an invented company: it has no far side. */
    demo: p.boolean().default(false),
    createdAt: p.datetime(),
    deletedAt: p.datetime().nullable(),
  },
});
export class ChannelAccount extends ChannelAccountSchema.class {}
ChannelAccountSchema.setClass(ChannelAccount);

const ConnectFlowSchema = defineEntity({
  name: 'ConnectFlow',
  tableName: 'connect_flow',
  properties: {
    id: p.integer().primary(),
    publicId: p.string(),
    channel: p.string(),
    purpose: p.string().$type<ConnectPurpose>(),
    inboxId: p.integer().nullable(),
    accountId: p.integer().nullable(),
    userId: p.integer(),
    /** Sealed JSON. */
    memory: p.text(),
    step: p.json<Record<string, unknown>>(),
    /** The state parameter of a visit to the far side. */
    state: p.string(),
    /** connect, details, routing, tickets or done: the page of the wizard. */
    page: p.string().default('connect'),
    createdAt: p.datetime(),
    expiresAt: p.datetime(),
  },
});
export class ConnectFlow extends ConnectFlowSchema.class {}
ConnectFlowSchema.setClass(ConnectFlow);

export const inboxEntities = [Inbox, InboxMember, ChannelAccount, ConnectFlow];
