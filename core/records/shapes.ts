// What the rooms above hand in and get back: records, their types, what they are linked with and what became of them.
import type { Database } from '../database/database.ts';
import type { TimelineLine } from '../database/timeline.ts';
import type { Events } from '../events/events.ts';
import type { Clock } from '../kernel/clock.ts';
import type { ObjectKind, Properties, PropertyValue, PropertyValues } from '../properties/properties.ts';

export interface Needs {
  database: Database;
  events: Events;
  clock: Clock;
  properties: Properties;
}

/** `company`, `deal`, or the key of a type that administrators defined. */
export type TypeKey = string;

/** The types that every desk has; their names are texts of the desk. */
export const OWN_TYPES = ['company', 'deal'];

/** A type that administrators defined. */
export interface RecordType {
  id: number;
  /** Its name for programs and in addresses: `[a-z][a-z0-9_]*`. Never changes. */
  key: TypeKey;
  singular: string;
  plural: string;
  /** Of the sprite. */
  icon: string;
  /** What the name of such a record is called, such as “Serial number”. */
  nameLabel: string;
  archivedAt: Date | null;
}

export interface DeskRecord {
  id: number;
  publicId: string;
  type: TypeKey;
  name: string;
  /** Of a company: contacts who write from it belong there. */
  domain: string | null;
  ownerId: number | null;
  createdAt: Date;
  changedAt: Date;
  deletedAt: Date | null;
}

/** A record as tables and pages show it. */
export interface RecordView extends DeskRecord {
  owner: { id: number; name: string } | null;
  properties: PropertyValues;
}

export interface NewRecord {
  type: TypeKey;
  name: string;
  domain?: string;
  ownerId?: number | null;
  /** As typed, by key. */
  properties?: Record<string, unknown>;
}

/** What is absent stays; null empties. Properties as typed, by key. */
export interface RecordChanges {
  name?: string;
  domain?: string;
  ownerId?: number | null;
  properties?: Record<string, unknown>;
}

export type LinkKind = 'contact' | 'record' | 'ticket';

/** The other end of a link. `main`: the company a contact is shown with. */
export interface Link {
  kind: LinkKind;
  id: number;
  label: string;
  main: boolean;
  linkedAt: Date;
}

/** What a merge takes from the record that goes: `name`, `domain`, `owner`, and properties by their keys. */
export interface Taken {
  fields: string[];
  properties: string[];
}

export interface Done {
  /** For `undo`; null when nothing changed. */
  undo: string | null;
}

/** A line of the timeline. `detail` names things as they were called then. */
export type RecordChange = TimelineLine;

export interface RecordQuery {
  type: TypeKey;
  /** A user's id, or `nobody`. */
  owner?: number | 'nobody';
  /** Value of a property by key. */
  properties?: Record<string, PropertyValue>;
  /** Words of name and domain. */
  search?: string;
  /** Default: last changed first. */
  sort?: 'changed' | 'name';
  /** `next` of the page before. */
  after?: string;
  limit: number;
}

/** The kind of object whose properties records of a type have. */
export function objectOf(type: TypeKey): ObjectKind {
  return type === 'company' || type === 'deal' ? type : `custom:${type}`;
}
