// What an export is: a table with its filters and columns as lines of a file, written while it is read.
import type { Viewer } from '../accounts/accounts.ts';
import type { Contacts } from '../contacts/contacts.ts';
import type { Database } from '../database/database.ts';
import type { Properties, PropertyValue } from '../properties/properties.ts';
import type { Records, RecordQuery } from '../records/records.ts';
import type { TicketQuery, Tickets } from '../tickets/tickets.ts';
import type { View, Views } from '../views/views.ts';

export interface Needs {
  database: Database;
  contacts: Contacts;
  records: Records;
  tickets: Tickets;
  properties: Properties;
  views: Views;
}

export type ContactFilter = Omit<Parameters<Contacts['list']>[0], 'after' | 'limit'>;

/** What is carried out, as far as its reader may see it. */
export type ExportAsked =
  /** `companies`: the reader sees them. */
  | { table: 'contact'; filter: ContactFilter; companies: boolean }
  | { table: 'record'; filter: Omit<RecordQuery, 'after' | 'limit'> }
  | { table: 'ticket'; filter: Omit<TicketQuery, 'after' | 'limit'> }
  | { table: 'conversation'; view: View; viewer: Viewer; inboxIds: number[] };

export interface ExportColumn {
  /** As tables name it: `owner`, `property.<key>`. */
  key: string;
  label: string;
}

/** How what is no text is written. */
export interface ExportWords {
  time(at: Date): string;
  yes: string;
  no: string;
  /** The name of a channel, a stage of work, a source: of what the desk has a word for. */
  word(kind: 'channel' | 'source' | 'priority' | 'status', value: string): string;
}

/** A row before it is written: texts by column; moments, numbers and switches as they are. */
export type ExportRow = Record<string, string | Date | number | boolean | null | undefined>;

export interface Page {
  rows: ExportRow[];
  next: string | null;
}

/** Values of properties as texts. */
export type Written = (values: Record<string, PropertyValue>) => ExportRow;

export interface Exports {
  /** Every column the table can have, without labels: keys of the desk's own, and properties with their names. */
  columns(asked: Pick<ExportAsked, 'table'> & { type?: string }): Promise<{ key: string; label?: string }[]>;
  /** Pieces of the file, one after the other as they are asked for; the first has the headings. */
  file(asked: ExportAsked, columns: ExportColumn[], words: ExportWords): AsyncGenerator<string>;
}
