// The audit log: who did what to what, newest first (PR-2).
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { AuditView } from '../../accounts/accounts.ts';
import type { TableModel, TableRow } from '../models/forms.ts';
import { auditAction, auditDetail, auditSubject, type AuditWords } from '../present/audit.ts';
import { roleName } from '../present/roles.ts';
import type { Say } from '../pages.ts';
import type { WebParts } from '../rooms.ts';

const READ = { config: { permission: 'audit.read' } } as const;
const PLACE = '/settings/audit';
const MANY = 50;

export function auditRoutes(server: FastifyInstance, { rooms, locales, pages }: WebParts): void {
  const { audit, roles, teams, users } = rooms.accounts;

  server.get<{ Querystring: { before?: string } }>(PLACE, READ, async (request, reply) => {
    const say = pages.say(request);
    const before = Number(request.query.before) || undefined;
    const entries = await audit.list(request.viewer, { before, limit: MANY });
    const words = { ...wordsOf(request), ...(await namesOf(say)) };
    const keys = ['audit.at', 'audit.who', 'audit.what', 'audit.detail', 'audit.ip'];
    const columns: TableModel['columns'] = keys.map((key) => ({ label: say(key) }));
    const rows = entries.map((entry) => rowOf(words, entry));
    const more = entries.length === MANY ? `${PLACE}?before=${entries.at(-1)!.id}` : undefined;
    if (before !== undefined && request.headers['hx-request-type'] === 'partial')
      return reply.page('shared/table-rows', { rows, more, columns });
    const section = { card: true, table: { label: say('audit.heading'), columns, rows, more } };
    const content = { heading: say('audit.heading'), text: say('audit.text'), sections: [section] };
    return pages.settings(request, reply, 'audit', content);
  });

  async function namesOf(say: Say): Promise<Pick<AuditWords, 'nameOf' | 'nameOfRole' | 'nameOfTeam'>> {
    const names = new Map((await users.list({ status: 'any' })).map((user) => [user.id, user.name]));
    const ofRoles = new Map((await roles.list()).map((role) => [role.key, roleName(say, role)]));
    const ofTeams = new Map((await teams.list()).map((team) => [team.id, team.name]));
    return {
      nameOf: (id) => names.get(id),
      nameOfRole: (key) => ofRoles.get(key),
      nameOfTeam: (id) => ofTeams.get(id),
    };
  }

  function wordsOf(request: FastifyRequest): Pick<AuditWords, 'language' | 'say' | 'has'> {
    const { language } = request.viewContext;
    return { language, say: pages.say(request), has: (key) => locales.find(language, key) !== undefined };
  }
}

function rowOf(words: AuditWords, entry: AuditView): TableRow {
  const who = entry.userId === null ? null : { id: `u${entry.userId}`, name: words.nameOf(entry.userId) ?? '?' };
  return {
    cells: [
      { at: entry.at, style: 'short' },
      who ? { person: who, text: who.name } : { text: words.say('audit.desk') },
      { text: auditAction(words, entry.action), detail: auditSubject(words, entry.subject) },
      { text: auditDetail(words, entry).slice(0, 200) },
      { text: entry.ip, mono: true },
    ],
  };
}
