// Addresses that are not written to any more, and those that cannot be reached (EM-15).
import type { Address } from '../contract/address.ts';
import type { Reason } from '../contract/reason.ts';
import { toDate, toJson } from '../database/rows.ts';
import { normalAddress } from '../kernel/addresses.ts';
import { addressFrom, tell, type Row } from './rows.ts';
import type { Contacts, Needs } from './shapes.ts';

type Part = Pick<
  Contacts,
  'suppress' | 'suppressed' | 'release' | 'suppressions' | 'markUnreachable' | 'markReachable'
>;

const MOST = 500;

export function createSuppression(needs: Needs): Part {
  const { database } = needs;
  return {
    suppress: (address, why) =>
      database.run(
        `insert into suppression (kind, value, scope, reason, created_at) values (?, ?, ?, ?, ?)
         on conflict (kind, value, scope) do update set reason = excluded.reason, created_at = excluded.created_at`,
        [...keyOf(address), JSON.stringify(why), needs.clock.now()],
      ),
    async suppressed(address) {
      const row = await database.row<Row>(`select reason from suppression where ${KEY}`, keyOf(address));
      return row ? toJson<Reason>(row.reason) : null;
    },
    release: (address) => database.run(`delete from suppression where ${KEY}`, keyOf(address)),
    async suppressions({ after = 0, limit }) {
      const sql = 'select * from suppression where id > ? order by id limit ?';
      const rows = await database.rows<Row>(sql, [after, Math.min(limit, MOST)]);
      return rows.map((row) => ({
        id: row.id as number,
        address: addressFrom(row),
        reason: toJson<Reason>(row.reason),
        createdAt: toDate(row.created_at),
      }));
    },
    markUnreachable: (address, why) => database.write(() => mark(needs, address, why)),
    markReachable: (address) => database.write(() => mark(needs, address, null)),
  };
}

const KEY = 'kind = ? and value = ? and scope = ?';

function keyOf(address: Address): string[] {
  const { kind, value, scope } = normalAddress(address);
  return [kind, value, scope];
}

/** Said once: an address that is marked already keeps its first reason. A handle without scope is marked in every scope. */
async function mark(needs: Needs, address: Address, why: Reason | null): Promise<void> {
  const [kind, value, scope] = keyOf(address);
  const rows = await needs.database.rows<{ contact_id: number }>(
    `update contact_identity set unreachable_reason = ?, unreachable_at = ?
     where kind = ? and value = ? and (scope = ? or ? = '') and unreachable_at is ${why ? '' : 'not '}null returning contact_id`,
    [why && JSON.stringify(why), why && needs.clock.now(), kind, value, scope, scope],
  );
  for (const row of rows) await tell(needs, 'contact.changed', row.contact_id, 'desk', { reachable: why === null });
}
