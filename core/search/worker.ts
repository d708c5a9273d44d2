// Runs searches beside the main thread, on a read-only connection to the same file.
import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import { find, type Ask } from './find.ts';

const { file } = workerData as { file: string };
const database = new Database(file, { readonly: true, fileMustExist: true });
database.pragma('cache_size = -8000');
database.pragma('busy_timeout = 2000');

parentPort!.on('message', ({ id, ask, now }: { id: number; ask: Ask; now: number }) => {
  try {
    parentPort!.postMessage({ id, found: find(database, ask, now) });
  } catch (error) {
    parentPort!.postMessage({ id, error: error instanceof Error ? error.message : String(error) });
  }
});
