// Inboxes: making and naming them, who belongs to them, and which senders they keep out.
import type { Address } from '../contract/address.ts';
import type { Actor } from '../events/events.ts';

export interface InboxFacts {
  id: number;
  publicId: string;
  name: string;
  kind: 'inbox' | 'help desk';
  icon: string;
  position: number;
  /** Only members see it; otherwise everybody does. */
  restricted: boolean;
  settings: Record<string, unknown>;
  createdAt: Date;
  archivedAt: Date | null;
}

export interface Member {
  userId: number | null;
  teamId: number | null;
  name: string;
  mayAnswer: boolean;
}

export interface SenderRule {
  id: number;
  /** Null: for all inboxes. */
  inboxId: number | null;
  list: 'block' | 'allow';
  /** An e-mail address, or `@domain`, which includes its subdomains; `phone:…` and `handle:…` for others. */
  pattern: string;
}

export interface Inboxes {
  create(inbox: {
    name: string;
    kind?: InboxFacts['kind'];
    icon?: string;
    restricted?: boolean;
    members?: { userId?: number; teamId?: number; mayAnswer?: boolean }[];
    actor: Actor;
  }): Promise<InboxFacts>;
  get(id: number): Promise<InboxFacts | null>;
  byPublicId(publicId: string): Promise<InboxFacts | null>;
  /** In the order people gave them; archived ones only when asked for. */
  list(options?: { archived?: boolean }): Promise<InboxFacts[]>;
  change(
    id: number,
    changes: Partial<Pick<InboxFacts, 'name' | 'icon' | 'position' | 'restricted' | 'settings' | 'kind'>>,
    actor: Actor,
  ): Promise<InboxFacts>;
  rename(id: number, name: string, actor: Actor): Promise<InboxFacts>;
  archive(id: number, actor: Actor): Promise<void>;
  unarchive(id: number, actor: Actor): Promise<void>;
  members(id: number): Promise<Member[]>;
  /** Replaces the members. */
  setMembers(
    id: number,
    members: { userId?: number; teamId?: number; mayAnswer?: boolean }[],
    actor: Actor,
  ): Promise<void>;
  /** Ids of the inboxes (not archived) a person may see: all that are not restricted, and those they are a member of. */
  visibleTo(userId: number, teamIds: number[], seesAll: boolean): Promise<number[]>;
  /** Ids of the inboxes a person may answer in. Where a membership says "may not answer", it holds. */
  answerableBy(userId: number, teamIds: number[], seesAll: boolean): Promise<number[]>;
  /** Whether a sender is on the inbox's lists (WS-8); an address counts before a domain, the inbox before all inboxes. */
  judge(inboxId: number, address: Address): Promise<'blocked' | 'allowed' | null>;
  rules(inboxId: number | null): Promise<SenderRule[]>;
  /** Adds or turns a rule. Refuses what is neither an address nor `@domain`. */
  addRule(
    rule: { inboxId: number | null; list: 'block' | 'allow'; pattern: string },
    actor: Actor,
  ): Promise<SenderRule>;
  removeRule(id: number, actor: Actor): Promise<void>;
}
