// Conditions on records as plain data: groups of any or all, nested once; what they can speak of is declared by the rooms.

export const MATCHES = ['all', 'any'] as const;
export type Match = (typeof MATCHES)[number];

export type Operator =
  | 'is'
  | 'not'
  | 'contains'
  | 'lacks'
  /** Within the last so much time, and longer ago than that. */
  | 'within'
  | 'beyond'
  /** From that day on, and up to that day; both include it. */
  | 'from'
  | 'until'
  | 'least'
  | 'most'
  | 'yes'
  | 'no'
  | 'set'
  | 'unset';

export interface Condition {
  property: string;
  operator: Operator;
  /** Keys of choices, words, a day (`2026-01-31`), a number, or a length of time: `30m`, `4h`, `2d`, `1w`. */
  values: string[];
}

export interface Group {
  match: Match;
  conditions: Condition[];
}

export interface Filter {
  match: Match;
  groups: Group[];
}

/** `moment`: a point in time; `since`: one that is spoken of by how long ago it is; `day`: a date without a time. */
export type ConditionKind = 'choice' | 'text' | 'moment' | 'since' | 'day' | 'number' | 'switch';

/** What each kind can be asked; `set` and `unset` only of what may be empty. */
export const OPERATORS: Record<ConditionKind, Operator[]> = {
  choice: ['is', 'not'],
  text: ['contains', 'lacks'],
  moment: ['within', 'beyond', 'from', 'until'],
  since: ['beyond', 'within'],
  day: ['from', 'until'],
  number: ['least', 'most'],
  switch: ['yes', 'no'],
};

/** What is open to others only; empty lists for whoever sees all of it (AD-1). */
export interface Withheld {
  pipelineIds: readonly number[];
  /** `company`, `deal`, or the key of a type of the desk's own making. */
  recordTypes: readonly string[];
}

export const NOTHING_WITHHELD: Withheld = { pipelineIds: [], recordTypes: [] };

/** Who asks: “me”, “my teams” and days are theirs. */
export interface Asker {
  userId: number;
  teamIds: number[];
  /** IANA name. */
  timeZone: string;
  now: Date;
  /** Inboxes they see. */
  inboxIds: readonly number[] | 'all';
  /** What is kept from them is not there for their conditions either (AD-1). */
  withheld: Withheld;
}

export interface Sql {
  sql: string;
  params: unknown[];
}

export interface Test {
  operator: Operator;
  values: string[];
  asker: Asker;
}

/** Whose names the choices of a property are; who shows them knows how they are called. */
export type NamesOf = 'channel' | 'account' | 'inbox' | 'user' | 'team' | 'tag' | 'language';

/** One thing that can be asked of a record, declared by the room that knows its SQL. */
export interface ConditionProperty {
  /** For ever. */
  key: string;
  kind: ConditionKind;
  /** Heading it is offered under. */
  topic: 'conversation' | 'people' | 'times' | 'ticket' | 'contact' | 'company';
  /** What the team calls it; absent: a text of the desk. */
  label?: string;
  /** Of a choice: its own options, the names of others, or both. A label only where the team gave it. */
  options?: { value: string; label?: string }[];
  names?: NamesOf;
  /** May be empty, and can be asked for that. */
  optional?: boolean;
  /** Whether the answer differs between people who see the same. */
  personal?(values: string[]): boolean;
  /** About the row of the surrounding statement; every value is bound. */
  sql(test: Test): Sql;
  /**
   * A statement that yields, as `id`, every conversation outside of spam and trash for which `is` can hold, and perhaps
   * some more; null where that could be nearly all. Where it yields few, these are looked at instead of everything there is.
   */
  candidates?(values: string[]): Sql | null;
}

/** An order besides those by time: stretches one after the other, each newest first. */
export type Order = (asker: Asker) => Sql[];

/** What one room adds. */
export interface ConditionSource {
  /** Asked anew each time: administrators add properties. Choices that are kept from whoever asks are left out. */
  properties(withheld: Withheld): Promise<ConditionProperty[]> | ConditionProperty[];
  /** By name. */
  orders?: Record<string, Order>;
}
