// The log of calls: who rang whom, who took it, how long, what came of it; with filters (CA-3, CA-4).
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Call, CallQuery } from '../../calls/calls.ts';
import type { ContactSummary } from '../../contacts/contacts.ts';
import type { FieldModel } from '../models/fields.ts';
import type { TableModel } from '../models/forms.ts';
import { callTable } from '../present/calls.ts';
import { text, type Present } from '../present/marks.ts';
import type { WebParts } from '../rooms.ts';
import { isHtmx } from '../replies.ts';
import { writerFor } from './account-frame.ts';
import { presentFor } from './inbox.ts';
import { shownAlready } from './tickets.ts';

const READ = { config: { permission: 'conversation.read' } } as const;
const PAGE = 50;
const TABS = ['all', 'missed', 'answered', 'voicemail', 'out', 'mine'] as const;
type Tab = (typeof TABS)[number];
type Asked = { show?: string; by?: string; account?: string; before?: string; rows?: string };

export function callLogRoutes(server: FastifyInstance, parts: WebParts): void {
  server.get<{ Querystring: Asked }>('/calls', READ, async (request, reply) => {
    const table = await tableOf(parts, request);
    if (isHtmx(request) && request.query.before) return reply.page('shared/table-rows', table);
    // It asks for itself when some call stands otherwise.
    if (isHtmx(request) && request.headers['hx-request-type'] !== 'full') return reply.page('calling/found', { table });
    const present = presentFor(parts, request);
    const tab = tabOf(request.query);
    return reply.page('calling/page', {
      title: text(present, 'calling.title'),
      topics: 'calls',
      heading: text(present, 'calling.title'),
      text: text(present, 'calling.text'),
      tabs: TABS.map((id) => ({
        ...{ label: text(present, `calling.tab.${id}`), href: addressOf({ ...request.query, show: id }) },
        current: id === tab || undefined,
      })),
      address: '/calls',
      kept: tab === 'all' ? [] : [{ name: 'show', value: tab }],
      filters: await filtersOf(parts, present, request.query),
      table,
    });
  });
}

function tabOf({ show }: Asked): Tab {
  return TABS.find((one) => one === show) ?? 'all';
}

function addressOf({ show, by, account }: Asked, before?: number): string {
  const query = new URLSearchParams();
  if (show && show !== 'all') query.set('show', show);
  if (by) query.set('by', by);
  if (account) query.set('account', account);
  if (before) query.set('before', String(before));
  return query.size > 0 ? `/calls?${query}` : '/calls';
}

const idIn = (text: string | undefined) => (/^[1-9]\d{0,14}$/.test(text ?? '') ? Number(text) : undefined);

function queryOf(request: FastifyRequest): CallQuery {
  const asked = request.query as Asked;
  const tab = tabOf(asked);
  return {
    inboxIds: request.viewer.inboxIds,
    result: tab === 'missed' || tab === 'answered' || tab === 'voicemail' ? tab : undefined,
    direction: tab === 'out' ? 'out' : undefined,
    userId: tab === 'mine' ? request.viewer.userId : idIn(asked.by),
    accountId: idIn(asked.account),
    before: idIn(asked.before),
    limit: Math.max(PAGE, shownAlready(asked)),
  };
}

async function tableOf(parts: WebParts, request: FastifyRequest): Promise<TableModel> {
  const asked = request.query as Asked;
  const query = queryOf(request);
  const found = await parts.rooms.calls.list(query);
  return callTable(presentFor(parts, request), found, {
    contacts: await contactsOf(parts, found),
    writer: writerFor(parts, request),
    more: found.length === query.limit ? addressOf(asked, found.at(-1)!.id) : undefined,
    filtered: tabOf(asked) !== 'all' || Boolean(asked.by || asked.account),
  });
}

async function contactsOf({ rooms }: WebParts, calls: Call[]): Promise<Map<number, ContactSummary>> {
  const found = new Map<number, ContactSummary>();
  for (const id of new Set(calls.flatMap(({ contactId }) => contactId ?? []))) {
    const summary = await rooms.contacts.summary(id);
    if (summary) found.set(id, summary);
  }
  return found;
}

async function filtersOf({ rooms }: WebParts, present: Present, asked: Asked): Promise<FieldModel[]> {
  const any = { value: '', label: text(present, 'tickets.any') };
  const accounts = rooms.channels.running().filter(({ connection }) => connection.calls);
  const select = (name: 'by' | 'account', label: string, options: { value: string; label: string }[]): FieldModel => ({
    ...{ kind: 'choice', look: 'select', name, label, required: true },
    options: [any, ...options].map((one) => ({ ...one, current: one.value === (asked[name] ?? '') || undefined })),
  });
  const people = (await rooms.accounts.users.named()).map(({ id, name }) => ({ value: String(id), label: name }));
  const fields = [select('by', text(present, 'calling.column.by'), people)];
  if (accounts.length < 2) return fields;
  const titles = accounts.map(({ row }) => ({ value: String(row.id), label: row.title }));
  return [...fields, select('account', text(present, 'calling.account'), titles)];
}
