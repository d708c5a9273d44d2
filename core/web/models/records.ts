// Companies, deals and other records: the table with its filters, one record with its links and timeline.
import type { Fact } from './aside.ts';
import type { FieldModel } from './fields.ts';
import type { ManyModel, PageTop, TableModel } from './forms.ts';
import type { PageHead } from './frame.ts';
import type { LinkedGroup } from './linked.ts';
import type { Act } from './shared.ts';
import type { TicketEntry } from './tickets.ts';

/** View `records/page`; the table alone, into `#records`: view `records/found`. */
export interface RecordsPage extends PageHead, PageTop, RecordsFound {
  /** Where the table stands. */
  base: string;
  query: string;
  /** What is looked through. */
  searchLabel: string;
  filters: FieldModel[];
}

export interface RecordsFound {
  table: TableModel;
  many?: ManyModel;
}

/** View `records/record`. */
export interface RecordPage extends PageHead, PageTop {
  facts: Fact[];
  properties: Fact[];
  linked: LinkedGroup[];
  /** Dialog that links something. */
  linkHref?: string;
  more: Act[];
  /** Where a note is posted. */
  noteAction?: string;
  entries: TicketEntry[];
}
