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
  const key = (address: Address) => {
    const { kind, value, scope } = normalAddress(address);
    return [kind, value, scope];
  };
  const mark = (address: Address, why: Reason | null) =>
    database.write(async () => {
      const [kind, value, scope] = key(address);
      const rows = await database.rows<{ contact_id: number }>(
        `update contact_identity set unreachable_reason = ?, unreachable_at = ? where kind = ? and value = ? and (scope = ? or ? = '')
           and (unreachable_at is null) = ? returning contact_id`,
        [why && JSON.stringify(why), why && needs.clock.now(), kind, value, scope, scope, why !== null],
      );
      for (const row of rows) await tell(needs, 'contact.changed', row.contact_id, 'desk', { reachable: why === null });
    });
  return {
    suppress: (address, why) =>
      database.run(
        `insert into suppression (kind, value, scope, reason, created_at) values (?, ?, ?, ?, ?)
         on conflict (kind, value, scope) do update set reason = excluded.reason, created_at = excluded.created_at`,
        [...key(address), JSON.stringify(why), needs.clock.now()],
      ),
    async suppressed(address) {
      const row = await database.row<Row>(
        'select reason from suppression where kind = ? and value = ? and scope = ?',
        key(address),
      );
      return row ? toJson<Reason>(row.reason) : null;
    },
    release: (address) =>
      database.run('delete from suppression where kind = ? and value = ? and scope = ?', key(address)),
    async suppressions({ after = 0, limit }) {
      const rows = await database.rows<Row>('select * from suppression where id > ? order by id limit ?', [
        after,
        Math.min(limit, MOST),
      ]);
      return rows.map((row) => ({
        id: row.id as number,
        address: addressFrom(row),
        reason: toJson<Reason>(row.reason),
        createdAt: toDate(row.created_at),
      }));
    },
    markUnreachable: (address, why) => mark(address, why),
    markReachable: (address) => mark(address, null),
  };
}
