// Whom a channel may know of: the team behind the desk, and what the desk knows of somebody who writes.

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
