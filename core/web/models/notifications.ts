// What a person was told: the page of notifications.
import type { PageTop, TableModel } from './forms.ts';
import type { PageHead } from './frame.ts';

/** View `notifications/page`. */
export interface NotificationsPage extends PageHead, PageTop {
  table: TableModel;
}
