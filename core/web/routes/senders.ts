// Which senders an inbox, or the whole desk, keeps out or always lets in; addresses nothing is sent to (WS-8, EM-15).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { actorOf } from '../../accounts/accounts.ts';
import type { InboxFacts, SenderRule } from '../../conversations/conversations.ts';
import { notFound } from '../../kernel/errors.ts';
import { formOf, orAgain, withWrong, type Wrong } from '../forms.ts';
import type { FieldModel } from '../models/fields.ts';
import type { Section } from '../models/forms.ts';
import { reasonText, text, type Present } from '../present/marks.ts';
import type { WebParts } from '../rooms.ts';
import { INBOXES, INBOX_MANAGE, inboxOf, inboxTop } from './inboxes.ts';
import { presentFor } from './inbox.ts';

const DESK = '/settings/blocked';
const LISTS = ['block', 'allow'] as const;
const MOST = 200;

type Place = { Params: { id?: string; rule?: string } };

interface Typed {
  pattern: string;
  list: SenderRule['list'];
  wrong?: Wrong;
}

export function senderRoutes(server: FastifyInstance, parts: WebParts): void {
  senders(server, parts, `${INBOXES}/:id/senders`);
  senders(server, parts, DESK);
  suppressed(server, parts);
}

/** The same pages for one inbox (`:id`) and for all. */
function senders(server: FastifyInstance, parts: WebParts, path: string): void {
  const { rooms, cookies, locales } = parts;
  const { inboxes } = rooms.conversations;
  const placeOf = async ({ id }: Place['Params']) => (id === undefined ? null : inboxOf(parts, id));
  const addressOf = (inbox: InboxFacts | null) => (inbox ? `${INBOXES}/${inbox.id}/senders` : DESK);

  server.get<Place>(path, INBOX_MANAGE, async (request, reply) =>
    sendersPage(parts, request, reply, await placeOf(request.params), { pattern: '', list: 'block' }),
  );

  server.post<Place>(path, INBOX_MANAGE, async (request, reply) => {
    const inbox = await placeOf(request.params);
    const form = formOf(request);
    const list = LISTS.find((one) => one === form.text('list')) ?? 'block';
    const pattern = form.text('pattern');
    return orAgain(
      locales,
      request,
      async () => {
        const rule = { inboxId: inbox?.id ?? null, list, pattern };
        const made = await inboxes.addRule(rule, actorOf(request.viewer));
        cookies.say(reply, `said.sender-${list}ed`, { pattern: made.pattern });
        return reply.goTo(addressOf(inbox));
      },
      (wrong) => sendersPage(parts, request, reply, inbox, { pattern, list, wrong }),
    );
  });

  server.delete<Place>(`${path}/:rule`, INBOX_MANAGE, async (request, reply) => {
    const inbox = await placeOf(request.params);
    const rules = await inboxes.rules(inbox?.id ?? null);
    const rule = rules.find(({ id }) => String(id) === request.params.rule);
    if (!rule) throw notFound('rule');
    await inboxes.removeRule(rule.id, actorOf(request.viewer));
    cookies.say(reply, 'said.sender-removed', { pattern: rule.pattern });
    return reply.goTo(addressOf(inbox));
  });
}

async function sendersPage(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  inbox: InboxFacts | null,
  typed: Typed,
): Promise<FastifyReply> {
  const present = presentFor(parts, request);
  const address = inbox ? `${INBOXES}/${inbox.id}/senders` : DESK;
  const rules = await parts.rooms.conversations.inboxes.rules(inbox?.id ?? null);
  const add: Section = {
    title: text(present, 'senders.add'),
    text: text(present, 'senders.text'),
    form: {
      action: address,
      groups: [{ fields: withWrong(fieldsOf(present, typed), typed.wrong ?? {}) }],
      submit: text(present, 'senders.add.submit'),
    },
  };
  const tables = LISTS.map((list) =>
    ruleTable(
      present,
      list,
      rules.filter((rule) => rule.list === list),
      address,
    ),
  );
  const top = inbox
    ? inboxTop(parts, request, inbox, 'senders')
    : { heading: text(present, 'settings.nav.blocked'), text: text(present, 'senders.desk') };
  const sections = [...tables, add, ...(inbox ? [] : await suppressedTable(parts, present))];
  const status = typed.wrong ? 422 : 200;
  return parts.pages.settings(request, reply, inbox ? 'inboxes' : 'blocked', { ...top, sections }, status);
}

function fieldsOf(present: Present, { pattern, list }: Typed): FieldModel[] {
  const label = text(present, 'senders.pattern');
  const help = text(present, 'senders.pattern.help');
  const options = LISTS.map((value) => ({
    value,
    label: text(present, `senders.${value}`),
    current: value === list,
  }));
  return [
    { kind: 'text', name: 'pattern', label, help, required: true, maximum: 320, value: pattern },
    { kind: 'choice', look: 'segments', name: 'list', label: text(present, 'senders.list'), options },
  ];
}

function ruleTable(present: Present, list: SenderRule['list'], rules: SenderRule[], address: string): Section {
  const remove = (id: number) => ({
    label: text(present, 'senders.remove'),
    action: `${address}/${id}?_method=DELETE`,
  });
  const columns = [
    { label: text(present, 'senders.pattern') },
    { label: text(present, 'table.do'), hidden: true, num: true },
  ];
  return {
    id: `senders-${list}`,
    card: true,
    title: text(present, `senders.${list}.title`),
    text: rules.length === 0 ? text(present, `senders.${list}.none`) : undefined,
    table:
      rules.length > 0
        ? {
            id: `senders-${list}`,
            columns,
            rows: rules.map(({ id, pattern }) => ({
              cells: [
                { text: pattern, mono: true },
                { acts: [remove(id)], num: true },
              ],
            })),
          }
        : undefined,
  };
}

/** Addresses that bounced for good or complained. */
async function suppressedTable({ rooms }: WebParts, present: Present): Promise<Section[]> {
  const all = await rooms.contacts.suppressions({ limit: MOST });
  if (all.length === 0) return [];
  const rows = all.map(({ id, address, reason: why, createdAt }) => ({
    cells: [
      { text: address.value, mono: true, detail: reasonText(present, why) },
      { at: createdAt, style: 'date' as const },
      {
        acts: [{ label: text(present, 'senders.release'), action: `${DESK}/addresses/${id}?_method=DELETE` }],
        num: true,
      },
    ],
  }));
  const columns = [
    { label: text(present, 'field.email') },
    { label: text(present, 'senders.since') },
    { label: text(present, 'table.do'), hidden: true, num: true },
  ];
  const words = text(present, 'senders.suppressed.text');
  return [{ card: true, title: text(present, 'senders.suppressed'), text: words, table: { columns, rows } }];
}

function suppressed(server: FastifyInstance, parts: WebParts): void {
  const { contacts } = parts.rooms;

  server.delete<{ Params: { id: string } }>(`${DESK}/addresses/:id`, INBOX_MANAGE, async (request, reply) => {
    const id = Number(request.params.id) || 0;
    const [one] = await contacts.suppressions({ after: id - 1, limit: 1 });
    if (one?.id !== id) throw notFound('address');
    await contacts.release(one.address);
    await contacts.markReachable(one.address);
    parts.cookies.say(reply, 'said.address-released', { address: one.address.value });
    return reply.goTo(DESK);
  });
}
