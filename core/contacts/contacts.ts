// The door to contacts: recognising who writes, keeping their identities, finding and merging duplicates.
import { createAnonymising } from './anonymising.ts';
import { createDuplicates } from './duplicates.ts';
import { createHistory } from './history.ts';
import { createIdentities } from './identities.ts';
import { createKeeping } from './keeping.ts';
import { createListing } from './listing.ts';
import { createRemoving } from './removing.ts';
import { createMerging } from './merging.ts';
import { createSuppression } from './suppression.ts';
import { createTables } from './tables.ts';
import { createTaking } from './taking.ts';
import type { Contacts, Needs } from './shapes.ts';

export { typedAddress } from './identities.ts';
export type {
  Contact,
  ContactChange,
  ContactChanges,
  ContactRow,
  Contacts,
  ContactSummary,
  Duplicate,
  Identity,
  Needs,
} from './shapes.ts';

export function createContacts(needs: Needs): Contacts {
  return {
    ...createTaking(needs),
    ...createKeeping(needs),
    ...createIdentities(needs),
    ...createHistory(needs),
    ...createListing(needs),
    ...createTables(needs),
    ...createRemoving(needs),
    ...createDuplicates(needs),
    ...createMerging(needs),
    ...createAnonymising(needs),
    ...createSuppression(needs),
  };
}
