// What a property is: defined once for a kind of record, with typed values for single ones.
import type { Database } from '../database/database.ts';
import type { Clock } from '../kernel/clock.ts';

export interface Needs {
  database: Database;
  clock: Clock;
}

/** The kinds of record that can have properties. */
export const OBJECTS = ['ticket', 'contact', 'company', 'deal', 'conversation', 'custom'] as const;
/** `custom:<key>`: one type of record that administrators defined. */
export type ObjectKind = (typeof OBJECTS)[number] | `custom:${string}`;

export const PROPERTY_KINDS = [
  'text',
  'long text',
  'number',
  'date',
  'choice',
  'choices',
  'check box',
  'user',
] as const;
export type PropertyKind = (typeof PROPERTY_KINDS)[number];

/** `archived`: kept where it is chosen already, offered no more. */
export interface PropertyOption {
  key: string;
  label: string;
  archived?: boolean;
}

export interface Property {
  id: number;
  object: ObjectKind;
  /** Its name for programs, unique among those of its object: `[a-z][a-z0-9_]*`. Never changes. */
  key: string;
  label: string;
  help: string;
  /** Never changes: values would lose their meaning. */
  kind: PropertyKind;
  /** Of `choice` and `choices`. */
  options: PropertyOption[];
  position: number;
  archivedAt: Date | null;
}

/** Text, option key or ISO day as string; option keys of `choices`; a number, or a user's id; on or off. */
export type PropertyValue = string | string[] | number | boolean;
export type PropertyValues = Record<string, PropertyValue>;

export interface NewProperty {
  object: ObjectKind;
  label: string;
  /** Made from the label when absent. */
  key?: string;
  help?: string;
  kind: PropertyKind;
  /** Labels, in order. */
  options?: string[];
}

/** One test of a value; `from` and `to` include their ends and serve numbers and days. */
export type PropertyTest = { is: PropertyValue } | { from?: string | number; to?: string | number } | { set: boolean };
