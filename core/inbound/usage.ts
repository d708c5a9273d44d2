// What far sides count and charge for, as their receipts tell it: each unit once (CH-12).
import type { ReceiptEvent } from '../contract/inbound.ts';
import type { Database } from '../database/database.ts';

/** Inside `write`. As of when it was first so; what is void stays so, in whatever order it is told. */
export async function countUsage(database: Database, accountId: number, { usage, at }: ReceiptEvent): Promise<void> {
  if (!usage) return;
  await database.run(
    `insert into account_usage (account_id, unit, category, at, void) values (?, ?, ?, ?, ?)
     on conflict (account_id, unit) do update set
       category = case when account_usage.category = '' then excluded.category else account_usage.category end,
       at = case when excluded.at < account_usage.at then excluded.at else account_usage.at end,
       void = case when excluded.void = 1 then excluded.void else account_usage.void end`,
    [accountId, usage.unit, usage.category, at.getTime(), usage.void ? 1 : 0],
  );
}
