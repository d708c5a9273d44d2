// Which senders an inbox keeps out or always lets in (WS-8).
import type { Address } from '../contract/address.ts';
import { domainOf, normalAddress, normalEmail } from '../kernel/addresses.ts';
import { invalid } from '../kernel/errors.ts';
import type { Row } from './rows.ts';
import type { Inboxes, SenderRule } from './inboxes.ts';
import type { Needs } from './shapes.ts';

export function createSenderRules(needs: Needs): Pick<Inboxes, 'judge' | 'rules' | 'addRule' | 'removeRule'> {
  const { database } = needs;
  return {
    judge: (inboxId, address) => judge(needs, inboxId, address),
    async rules(inboxId) {
      const rows = await database.rows<Row>(
        'select id, inbox_id, list, pattern from sender_rule where coalesce(inbox_id, 0) = ? order by pattern',
        [inboxId ?? 0],
      );
      return rows.map(ruleFrom);
    },
    addRule: (rule, actor) =>
      database.write(async () => {
        const row = await database.row<Row>(
          `insert into sender_rule (inbox_id, list, pattern, created_at) values (?, ?, ?, ?)
           on conflict (coalesce(inbox_id, 0), pattern) do update set list = excluded.list returning id, inbox_id, list, pattern`,
          [rule.inboxId, rule.list, goodPattern(rule.pattern), needs.clock.now()],
        );
        await needs.events.add({ type: 'inbox.changed', actor, inboxId: rule.inboxId, data: { rules: true } });
        return ruleFrom(row!);
      }),
    removeRule: (id, actor) =>
      database.write(async () => {
        const row = await database.row<Row>('delete from sender_rule where id = ? returning inbox_id', [id]);
        if (row)
          await needs.events.add({
            type: 'inbox.changed',
            actor,
            inboxId: row.inbox_id as number | null,
            data: { rules: true },
          });
      }),
  };
}

function ruleFrom(row: Row): SenderRule {
  return {
    id: row.id as number,
    inboxId: row.inbox_id as number | null,
    list: row.list as SenderRule['list'],
    pattern: row.pattern as string,
  };
}

/** Addresses that are no e-mail: `phone:+49…`, `handle:…`. */
const OTHER = /^(phone|handle):\S{1,300}$/;

function goodPattern(wanted: string): string {
  const text = wanted.trim();
  if (OTHER.test(text)) return text;
  const pattern = text.startsWith('@') ? normalEmail(`x${text}`).slice(1) : normalEmail(text);
  const domain = domainOf(pattern);
  if (!pattern.includes('@') || !domain.includes('.') || /[\s,;<>]/.test(pattern))
    throw invalid({ pattern: 'wrong.sender_pattern' });
  return pattern;
}

/** The narrowest pattern decides: the address, its domain, the domains above it; of equal ones the inbox's own. */
async function judge(needs: Needs, inboxId: number, address: Address): Promise<'blocked' | 'allowed' | null> {
  const patterns = patternsOf(address);
  const rows = await needs.database.rows<Row>(
    'select pattern, list, inbox_id from sender_rule where coalesce(inbox_id, 0) in (0, ?) and pattern in (?)',
    [inboxId, patterns],
  );
  for (const pattern of patterns) {
    const found = rows
      .filter((row) => row.pattern === pattern)
      .sort((one, other) => Number(other.inbox_id ?? 0) - Number(one.inbox_id ?? 0))[0];
    if (found) return found.list === 'block' ? 'blocked' : 'allowed';
  }
  return null;
}

function patternsOf(address: Address): string[] {
  const { kind, value } = normalAddress(address);
  if (kind !== 'email') return [`${kind}:${value}`];
  const labels = domainOf(value).split('.').slice(-8);
  return [value, ...labels.map((_, index) => `@${labels.slice(index).join('.')}`)];
}
