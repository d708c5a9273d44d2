// Stored files nobody refers to: marked when they are found, removed a week later when still nobody does.
import type { Database } from '../database/database.ts';
import { jsonAt, jsonMembers } from '../database/words.ts';

const GRACE = 7 * 86_400_000;
/** So many at once keep the transaction short. */
const STEP = 500;

const FILE_OF_PART = jsonAt('part.value', 'fileId');

/** What was sent keeps its files by its message; only what may still leave needs those of its draft. */
const UNUSED = `not exists (select 1 from attachment where attachment.file_id = file.id)
  and not exists (select 1 from arrival where arrival.file_id = file.id)
  and not exists (select 1 from library_entry where library_entry.file_id = file.id)
  and not exists (select 1 from import_run where import_run.file_id = file.id)
  and file.id not in (select ${FILE_OF_PART} from delivery, ${jsonMembers('delivery.draft', 'parts')} as part
    where delivery.status in ('queued', 'sending', 'deferred', 'unknown', 'failed')
      and ${FILE_OF_PART} is not null)`;

export async function markUnused(database: Database, now: number): Promise<void> {
  await database.write(async () => {
    await database.run(`update file set unused_since = null where unused_since is not null and not (${UNUSED})`);
    await database.run(`update file set unused_since = ? where unused_since is null and ${UNUSED}`, [now]);
  });
}

/** Takes rows out and gives their hashes; none is left when it gives an empty list. `busy` are being saved anew. */
export async function takeUnused(database: Database, now: number, busy: string[]): Promise<string[]> {
  const rows = await database.write(() =>
    database.rows<{ hash: string }>(
      `delete from file where id in (select id from file where unused_since <= ? and ${UNUSED}
         and hash not in (select value from ${jsonMembers('?')}) limit ?) returning hash`,
      [now - GRACE, JSON.stringify(busy), STEP],
    ),
  );
  return rows.map(({ hash }) => hash);
}
