// What a person was told: the page of notifications.
import type { PageTop, TableModel } from './forms.ts';
import type { PageHead } from './frame.ts';

/** View `notifications/push`: this browser may be pushed to. */
export interface PushModel {
  /** The desk's public key. */
  key: string;
  /** Where the subscription is posted. */
  address: string;
  /** The desk knows this browser. */
  current: boolean;
}

/** View `notifications/page`. */
export interface NotificationsPage extends PageHead, PageTop {
  /** Where the list is asked for again when something is told or read. */
  address: string;
  table: TableModel;
}
