// The desk's own changes to the tables, in the order they are applied; what has been released is never changed.
import type { SqlMigration } from './migration.ts';
import { people } from './migrations/0001-people.ts';
import { conversations } from './migrations/0002-conversations.ts';
import { flows } from './migrations/0003-flows.ts';
import { search } from './migrations/0004-search.ts';
import { beside } from './migrations/0005-beside.ts';
import { chatflows } from './migrations/0006-chatflows.ts';
import { unusedFiles } from './migrations/0007-unused-files.ts';
import { tickets } from './migrations/0008-tickets.ts';
import { routing } from './migrations/0009-routing.ts';
import { views } from './migrations/0010-views.ts';
import { library } from './migrations/0011-library.ts';
import { records } from './migrations/0012-records.ts';
import { notifications } from './migrations/0013-notifications.ts';
import { ticketBoard } from './migrations/0015-ticket-board.ts';
import { sla } from './migrations/0016-sla.ts';
import { imports } from './migrations/0017-imports.ts';
import { webhooks } from './migrations/0018-webhooks.ts';
import { roles } from './migrations/0019-roles.ts';
import { recentlyViewed } from './migrations/0020-recently-viewed.ts';
import { restricted } from './migrations/0021-restricted.ts';
import { windows } from './migrations/0022-windows.ts';
import { consent } from './migrations/0024-consent.ts';
import { calls } from './migrations/0025-calls.ts';
import { heldArrivals } from './migrations/0026-held-arrivals.ts';
import { limits } from './migrations/0027-limits.ts';
import { takingCalls } from './migrations/0028-taking-calls.ts';
import { ticketsAndRuns } from './migrations/0029-tickets-and-runs.ts';
import { searchDeletes } from './migrations/0030-search-deletes.ts';
import { urgency } from './migrations/0031-urgency.ts';
import { demoAccounts } from './migrations/0032-demo-accounts.ts';
import { askedByEveryAddress } from './migrations/0033-asked-by-every-address.ts';
import { domainsOfContacts } from './migrations/0036-domains-of-contacts.ts';
import { unownedImports } from './migrations/0037-unowned-imports.ts';
import { callComments } from './migrations/0038-call-comments.ts';
import { conversationLines } from './migrations/0039-conversation-lines.ts';
import { pictureSizes } from './migrations/0042-picture-sizes.ts';
import { accountLeftovers } from './migrations/0043-account-leftovers.ts';

export const CORE_MIGRATIONS: SqlMigration[] = [
  people,
  conversations,
  flows,
  search,
  beside,
  chatflows,
  unusedFiles,
  tickets,
  routing,
  views,
  library,
  records,
  notifications,
  ticketBoard,
  sla,
  imports,
  webhooks,
  roles,
  recentlyViewed,
  restricted,
  windows,
  consent,
  calls,
  heldArrivals,
  limits,
  takingCalls,
  ticketsAndRuns,
  searchDeletes,
  urgency,
  demoAccounts,
  askedByEveryAddress,
  domainsOfContacts,
  unownedImports,
  callComments,
  conversationLines,
  pictureSizes,
  accountLeftovers,
];
