// What a person was told: the page of notifications.
import type { PageTop, TableModel } from './forms.ts';
import type { PageHead } from './frame.ts';

/** View `notifications/page`. */
export interface NotificationsPage extends PageHead, PageTop {
  /** Where the list is asked for again when something is told or read. */
  address: string;
  table: TableModel;
}
