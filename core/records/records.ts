// The door to records: companies, deals and what administrators define, with links, timeline and undo (CO-2).
import { giveBack, takeStep } from '../database/undo.ts';
import { userOf } from '../events/events.ts';
import { conflict } from '../kernel/errors.ts';
import { tellRecords } from './acting.ts';
import { createDomains, followContacts } from './domains.ts';
import { createKeeping } from './keeping.ts';
import { createLinking } from './linking.ts';
import { createListing } from './listing.ts';
import { createMerging } from './merging.ts';
import { createTypes } from './types.ts';
import type { Needs } from './shapes.ts';
import type { Records } from './verbs.ts';

export { objectOf, OWN_TYPES } from './shapes.ts';
export type {
  Link,
  LinkKind,
  RecordChange,
  RecordChanges,
  RecordQuery,
  RecordType,
  RecordView,
  TypeKey,
} from './shapes.ts';
export type { Records } from './verbs.ts';

/** Builds the room; from then on it follows what happens to contacts. */
export function createRecords(needs: Needs): Records {
  followContacts(needs);
  return {
    types: createTypes(needs),
    ...createKeeping(needs),
    ...createLinking(needs),
    ...createListing(needs),
    ...createMerging(needs),
    ...createDomains(needs),
    undo: (step, actor) => needs.database.write(() => undo(needs, step, actor)),
    prepareDeals: (names) => needs.database.write(() => prepareDeals(needs, names)),
  };
}

async function undo(needs: Needs, stepPublicId: string, actor: string): Promise<void> {
  const step = await takeStep(needs, stepPublicId, userOf(actor));
  if (step.kind !== 'record') throw conflict('undo_elsewhere', 'This step belongs to another page.');
  await giveBack(needs.database, step.changes);
  await tellRecords(needs, 'record.changed', step.data as { recordIds: number[]; contactIds: number[] }, actor);
}

async function prepareDeals(
  { properties, database, clock }: Needs,
  { stage, stages, amount, closing }: Parameters<Records['prepareDeals']>[0],
): Promise<void> {
  const row = await database.row(`select 1 as here from setting where name = 'deals'`);
  if (row) return;
  const { create } = properties.definitions;
  await create({ object: 'deal', key: 'deal_stage', label: stage, kind: 'choice', options: stages });
  await create({ object: 'deal', key: 'amount', label: amount, kind: 'number' });
  await create({ object: 'deal', key: 'close_date', label: closing, kind: 'date' });
  await database.run(`insert into setting (name, value) values ('deals', ?)`, [JSON.stringify(clock.now())]);
}
