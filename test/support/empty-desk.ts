// An empty database with all its tables, made once: making them anew takes most of the opening of a desk.
import { createHash, randomUUID } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { CORE_MIGRATIONS } from '../../core/database/core-migrations.ts';
import { openDatabase } from '../../core/database/database.ts';
import { openSecrets } from '../../core/kernel/secrets.ts';

const CACHE = fileURLToPath(new URL('../../node_modules/.cache/', import.meta.url));

/** What it was made of is in its name: an older one is never taken for it. */
const NAME = `empty-desk-${createHash('sha256').update(JSON.stringify(CORE_MIGRATIONS)).digest('hex').slice(0, 16)}`;

/** Makes the folder what a desk that was started once and never used leaves behind, with a key of its own. */
export async function fillEmptyDesk(folder: string): Promise<void> {
  const kept = join(CACHE, NAME);
  if (!existsSync(kept)) await make(kept);
  copyFileSync(kept, join(folder, 'hubdesk.sqlite'));
  openSecrets(join(folder, 'keys', 'desk.key'), true);
}

/** Several test files may get here at the same moment: whole or not at all. */
async function make(kept: string): Promise<void> {
  const folder = join(CACHE, `empty-desk-making-${randomUUID()}`);
  mkdirSync(folder, { recursive: true });
  const database = await openDatabase({ folder });
  await database.close();
  renameSync(join(folder, 'hubdesk.sqlite'), kept);
  rmSync(folder, { recursive: true, force: true });
}
