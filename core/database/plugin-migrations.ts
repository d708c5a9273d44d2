// Migrations of plugins: each plugin's in a transaction of its own, so that a broken one harms nobody else.
import type { Clock } from '../kernel/clock.ts';
import type { Database } from './database.ts';
import { inDialect, type SqlMigration } from './migration.ts';

/** Applies what is not applied yet. Throws on the first that fails; that plugin's tables are then as they were. */
export async function applyPluginMigrations(
  database: Database,
  plugin: string,
  migrations: SqlMigration[],
  clock: Clock,
): Promise<string[]> {
  await database.run(
    'create table if not exists plugin_migration (name text primary key, applied_at integer not null)',
  );
  const applied = new Set(
    (await database.rows<{ name: string }>('select name from plugin_migration')).map((row) => row.name),
  );
  const pending = migrations.filter((one) => !applied.has(one.name));
  for (const one of pending) {
    if (!one.name.startsWith(`${plugin}/`)) throw new Error(`The migration ${one.name} does not begin with ${plugin}/`);
  }
  if (pending.length === 0) return [];
  await database.write(async () => {
    for (const one of pending) {
      const statements = typeof one.up === 'function' ? one.up('sqlite') : one.up;
      for (const sql of statements) await database.run(inDialect(sql, 'sqlite'));
      await database.run('insert into plugin_migration (name, applied_at) values (?, ?)', [
        one.name,
        clock.now().getTime(),
      ]);
    }
  });
  return pending.map((one) => one.name);
}
