// What every connection to the database file is set to, and what it forgives.
import { CompiledQuery } from 'kysely';

/** The driver's connection, as far as it is used here. */
interface Connection {
  executeQuery(query: { sql: string }): Promise<unknown>;
}

const PRAGMAS = [
  'journal_mode=wal',
  'busy_timeout=5000',
  // What is acknowledged has reached the disk before: `durability.ts`, which does not hold the main thread up.
  'synchronous=normal',
  // The log is moved into the database by a thread (`checkpointing.ts`); here only when it has grown to 80 MB.
  'wal_autocheckpoint=20000',
  'foreign_keys=on',
  'cache_size=-8000',
  'temp_store=memory',
  'mmap_size=0',
  // After one large change the log beside the file becomes small again.
  'journal_size_limit=67108864',
];

export async function prepareConnection(given: unknown): Promise<void> {
  const connection = given as Connection;
  for (const pragma of PRAGMAS) await connection.executeQuery(CompiledQuery.raw(`pragma ${pragma}`));
  forgiveRollback(connection);
}

/**
 * A full or broken disk makes SQLite roll back by itself (sqlite.org/lang_transaction.html, "Response to errors within
 * a transaction"). The rollback that follows then fails, and its failure would keep the only writing connection for ever.
 */
function forgiveRollback(connection: Connection): void {
  const execute = connection.executeQuery.bind(connection);
  connection.executeQuery = async (query) => {
    try {
      return await execute(query);
    } catch (error) {
      if (query.sql === 'rollback' && /no transaction is active/.test(String(error))) return { rows: [] };
      throw error;
    }
  };
}
