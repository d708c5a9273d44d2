// The rooms the API reads from and calls verbs of.
import type { Accounts } from '../accounts/accounts.ts';
import type { Channels } from '../channels/channels.ts';
import type { Chatflows } from '../chatflows/chatflows.ts';
import type { Contacts } from '../contacts/contacts.ts';
import type { Conversations } from '../conversations/conversations.ts';
import type { Database } from '../database/database.ts';
import type { Duplicates } from '../duplicates/duplicates.ts';
import type { Events } from '../events/events.ts';
import type { Exports } from '../exports/exports.ts';
import type { Imports } from '../imports/imports.ts';
import type { Files } from '../files/files.ts';
import type { Inbound } from '../inbound/inbound.ts';
import type { Notifications } from '../notifications/notifications.ts';
import type { Library } from '../library/library.ts';
import type { Macros } from '../macros/macros.ts';
import type { Outbound } from '../outbound/outbound.ts';
import type { Properties } from '../properties/properties.ts';
import type { Records } from '../records/records.ts';
import type { Routing } from '../routing/routing.ts';
import type { Search } from '../search/search.ts';
import type { Tickets } from '../tickets/tickets.ts';
import type { Views } from '../views/views.ts';

export interface ApiRooms {
  accounts: Accounts;
  channels: Channels;
  chatflows: Chatflows;
  contacts: Contacts;
  conversations: Conversations;
  database: Database;
  events: Events;
  files: Files;
  inbound: Inbound;
  notifications: Notifications;
  library: Library;
  macros: Macros;
  outbound: Outbound;
  properties: Properties;
  records: Records;
  routing: Routing;
  search: Search;
  tickets: Tickets;
  views: Views;
  duplicates: Duplicates;
  imports: Imports;
  exports: Exports;
}
