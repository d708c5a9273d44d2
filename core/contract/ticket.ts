// Tickets as a channel sees them: whether its conversations become some, and what can be said of one.

/**
 * What administrators ask of tickets beside name and description. Pipeline and stage are never among them: customers see
 * nothing of how a team works. Properties that hold people are left out as well.
 */
export interface TicketProperty {
  /** For ever; goes into `MessageEvent.ticket.properties`. */
  key: string;
  label: string;
  help: string;
  kind: 'text' | 'long text' | 'number' | 'date' | 'choice' | 'choices' | 'check box';
  /** What can be chosen, in words; of `choice` and `choices`. */
  options: string[];
}

/** What a message says of the ticket that is made of its conversation. */
export interface TicketHints {
  /** Usual: the subject. */
  name?: string;
  description?: string;
  /** Values in words, by key: days as `2026-03-01`, several options as a list, a ticked box as `true`. What fits nothing stands in the timeline. */
  properties?: Record<string, string | string[]>;
}

export interface AccountTickets {
  /** Whether conversations of this account become tickets (CH-5), as they always do in a help desk. */
  on(): Promise<boolean>;
  /** `by`: id of the person who switches it. */
  turn(on: boolean, by: number): Promise<void>;
  /** In their order, without those that were put away. */
  properties(): Promise<TicketProperty[]>;
}
