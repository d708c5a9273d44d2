// What is kept from a person: pipelines and types of records that are open to others only (AD-1). Pure.
import type { Withheld } from '../conditions/conditions.ts';

/** What a question about rights is about, as far as it matters: a ticket, a record and a conversation each fit. */
export interface About {
  inboxId?: number | null;
  /** Of a ticket. */
  pipelineId?: number;
  /** Of a record. */
  type?: string;
}

interface Seer {
  inboxIds: number[] | 'all';
  withheld: Withheld;
}

/** Tickets and pipelines are asked for with permissions about tickets, records with those about records. */
export function isWithheld({ withheld }: Pick<Seer, 'withheld'>, permission: string, about: About): boolean {
  if (permission.startsWith('ticket.') && about.pipelineId !== undefined)
    return withheld.pipelineIds.includes(about.pipelineId);
  return permission.startsWith('record.') && about.type !== undefined && withheld.recordTypes.includes(about.type);
}

/** What a person sees of all tickets, for every question that finds some. */
export function ticketsSeen({ inboxIds, withheld }: Seer): {
  inboxIds: number[] | null;
  withheldIds: readonly number[];
} {
  return { inboxIds: inboxIds === 'all' ? null : inboxIds, withheldIds: withheld.pipelineIds };
}

export function seesPipeline({ withheld }: Pick<Seer, 'withheld'>, id: number): boolean {
  return !withheld.pipelineIds.includes(id);
}

export function seesType({ withheld }: Pick<Seer, 'withheld'>, type: string): boolean {
  return !withheld.recordTypes.includes(type);
}
