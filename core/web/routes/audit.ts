// The audit log: who did what to what, newest first (PR-2).
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AuditView } from '../../accounts/accounts.ts';
import type { TableModel, TableRow } from '../models/forms.ts';
import type { Say } from '../pages.ts';
import type { WebParts } from '../rooms.ts';

const READ = { config: { permission: 'audit.read' } } as const;
const PLACE = '/settings/audit';
const MANY = 50;

export function auditRoutes(server: FastifyInstance, { rooms, locales, pages }: WebParts): void {
  const { audit, users } = rooms.accounts;

  server.get<{ Querystring: { before?: string } }>(PLACE, READ, async (request, reply) => {
    const say = pages.say(request);
    const before = Number(request.query.before) || undefined;
    const entries = await audit.list(request.viewer, { before, limit: MANY });
    const names = new Map((await users.list({ status: 'any' })).map((user) => [user.id, user.name]));
    const keys = ['audit.at', 'audit.who', 'audit.what', 'audit.detail', 'audit.ip'];
    const columns: TableModel['columns'] = keys.map((key) => ({ label: say(key) }));
    const rows = entries.map((entry) => rowOf(say, entry, names, hasText(request)));
    const more = entries.length === MANY ? `${PLACE}?before=${entries.at(-1)!.id}` : undefined;
    if (before !== undefined && request.headers['hx-request-type'] === 'partial')
      return reply.page('shared/table-rows', { rows, more, columns });
    const section = { card: true, table: { label: say('audit.heading'), columns, rows, more } };
    const content = { heading: say('audit.heading'), text: say('audit.text'), sections: [section] };
    return pages.settings(request, reply, 'audit', content);
  });

  function hasText(request: FastifyRequest): (key: string) => boolean {
    return (key) => locales.find(request.viewContext.language, key) !== undefined;
  }
}

function rowOf(say: Say, entry: AuditView, names: Map<number, string>, has: (key: string) => boolean): TableRow {
  const who = entry.userId === null ? null : { id: `u${entry.userId}`, name: names.get(entry.userId) ?? '?' };
  const key = `audit.action.${entry.action}`;
  const [kind, id] = entry.subject.split(':');
  const subject = (kind === 'user' && names.get(Number(id))) || entry.subject;
  const detail = Object.entries(entry.detail).map(([name, value]) => `${name}: ${String(value)}`);
  return {
    cells: [
      { at: entry.at, style: 'short' },
      who ? { person: who, text: who.name } : { text: say('audit.desk') },
      { text: has(key) ? say(key) : entry.action, detail: subject },
      { text: detail.join(', ').slice(0, 200) },
      { text: entry.ip, mono: true },
    ],
  };
}
