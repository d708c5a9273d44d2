// Answers what may take long, with its own connection that only reads: the main thread goes on meanwhile.
import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { statementsOf } from './statements.ts';

const { file } = workerData as { file: string };
const database = new Database(file, { readonly: true, fileMustExist: true });
database.pragma('cache_size = -8000');
database.pragma('busy_timeout = 2000');
const statements = statementsOf(database);

parentPort!.on('message', ({ id, sql, params }: { id: number; sql: string; params: unknown[] }) => {
  try {
    parentPort!.postMessage({ id, rows: statements.all(sql, params) });
  } catch (error) {
    parentPort!.postMessage({ id, error: error instanceof Error ? error.message : String(error) });
  }
});
