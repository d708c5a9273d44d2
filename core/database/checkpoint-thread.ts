// Moves the log beside the database into it, with its own connection: waiting for the disk happens here.
import { parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';

const { file } = workerData as { file: string };
const database = new Database(file, { fileMustExist: true });
database.pragma('busy_timeout = 0');
database.pragma('synchronous = normal');
database.pragma('cache_size = -500');

parentPort!.on('message', (word: 'move' | 'close') => {
  if (word === 'close') {
    database.close();
    parentPort!.close();
    return;
  }
  try {
    // Passive: takes what it can without keeping a writer or reader waiting.
    database.pragma('wal_checkpoint(passive)');
  } finally {
    parentPort!.postMessage('done');
  }
});
