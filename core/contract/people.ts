// Whom a channel may know of: the team behind the desk, what the desk knows of somebody who writes, and who is to be forgotten.
import type { Address } from './address.ts';

export interface TeamMember {
  id: number;
  name: string;
  firstName: string;
  /** Takes conversations now (CH-4). */
  available: boolean;
}

/** Active people who may be given conversations, and the teams they are in. */
export interface Team {
  members: TeamMember[];
  teams: { id: number; name: string; memberIds: number[] }[];
}

/** A contact as their channel may see it. */
export interface KnownContact {
  publicId: string;
  name: string;
  /** The address mails would go to; null while none is known. */
  email: string | null;
  language: string | null;
  /** Id of the team member who looks after them. */
  ownerId: number | null;
  /** Consents by purpose; what was never asked for is absent. */
  consents: Record<string, boolean>;
}

/** Somebody whom the desk has forgotten on request. All of it is gone from the desk itself. */
export interface ForgottenPerson {
  /** All they were known by, on this and on other channels; `scope` of a handle as the desk keeps it. */
  addresses: Address[];
  /** May be empty. */
  name: string;
  /** Their words are to go as well; otherwise only who said them. */
  words: boolean;
}
