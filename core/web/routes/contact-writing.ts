// Writing to a contact: by which account, to which address, a message or a template; where they talk already it leads there (WA-5).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { may } from '../../accounts/accounts.ts';
import type { ContactSummary, Identity } from '../../contacts/contacts.ts';
import { formOf } from '../forms.ts';
import type { FieldModel } from '../models/fields.ts';
import type { Link } from '../models/shared.ts';
import { contactAddress } from '../present/contacts.ts';
import { addressWords, contactName, text, type Present } from '../present/marks.ts';
import { wordsOf } from '../present/naming.ts';
import type { WebParts } from '../rooms.ts';
import { goesOn, knownThread, reopen, takesOnlyTemplates, writingWays, type WritingWay } from '../writing-ways.ts';
import { visibleContact, type ContactPlace } from './contact.ts';
import { CONTACTS } from './contacts.ts';
import { presentFor } from './inbox.ts';

const ANSWER = { config: { permission: 'conversation.answer' } } as const;

type Asked = FastifyRequest<ContactPlace>;

export function contactWritingRoutes(server: FastifyInstance, parts: WebParts): void {
  server.get<ContactPlace>(`${CONTACTS}/:key/writing`, ANSWER, async (request, reply) => {
    const contact = await visibleContact(parts, request.viewer, request.params.key);
    const ways = writingWays(parts, request.viewer, contact);
    // By mail the page that begins a conversation has the choice of accounts itself.
    const isChat = ways.some(({ live }) => goesOn(live));
    return isChat ? wayDialog(parts, request, reply, contact, ways) : mailDialog(parts, request, reply, contact);
  });
  server.post<ContactPlace>(`${CONTACTS}/:key/writing`, ANSWER, async (request, reply) => {
    const contact = await visibleContact(parts, request.viewer, request.params.key);
    const ways = writingWays(parts, request.viewer, contact);
    const form = formOf(request);
    const way = ways.find(({ live }) => live.row.id === form.number('account'));
    const identity = way?.identities.find(({ id }) => id === form.number(`to-${toField(way)}`)) ?? way?.identities[0];
    if (!way || !identity) return wayDialog(parts, request, reply, contact, ways, 'contacts.writing.choose');
    return begin(parts, request, reply, { contact, way, identity, template: form.text('what') === 'template' });
  });
}

interface Beginning {
  contact: ContactSummary;
  way: WritingWay;
  identity: Identity;
  template: boolean;
}

async function begin(
  parts: WebParts,
  request: Asked,
  reply: FastifyReply,
  { contact, way, identity, template }: Beginning,
): Promise<FastifyReply> {
  const { live, hasTemplates } = way;
  const account = String(live.row.id);
  const known = goesOn(live) ? await knownThread(parts, request.viewer, contact, live.row.id) : null;
  if (known) {
    await reopen(parts, request.viewer, known);
    return reply.goTo(`/conversations/${known.id}${template ? `/templates?account=${account}` : ''}`);
  }
  const { kind, value } = identity.address;
  const pick = new URLSearchParams({ account, contact: contact.publicId, identity: String(identity.id) });
  if (template || (hasTemplates && (await takesOnlyTemplates(parts, request.viewer, live.row.id, identity))))
    return reply.goTo(`/conversations/new/templates?${pick}`);
  if (kind === 'handle')
    return wayDialog(
      parts,
      request,
      reply,
      contact,
      writingWays(parts, request.viewer, contact),
      'contacts.writing.they_first',
    );
  return reply.goTo(`${startHref(contact, value)}&account=${account}`);
}

async function wayDialog(
  parts: WebParts,
  request: Asked,
  reply: FastifyReply,
  contact: ContactSummary,
  ways: WritingWay[],
  wrong?: string,
): Promise<FastifyReply> {
  const present = presentFor(parts, request);
  const name = contactName(present, contact);
  return reply.dialog(
    {
      title: text(present, 'contacts.writing.title', { name }),
      text: text(present, 'contacts.writing.way'),
      error: wrong && text(present, wrong),
      action: `${contactAddress(contact)}/writing`,
      groups: [{ fields: wayFields(parts, request, ways) }],
      links: await openLinks(parts, request, contact),
      submit: text(present, 'contacts.writing.go_on'),
      back: contactAddress(contact),
    },
    wrong ? 422 : 200,
  );
}

/** Accounts that reach the same kinds of address share the field for it; handles belong to one account. */
function toField({ live: { row, manifest } }: WritingWay): string {
  return manifest.reaches.includes('handle') ? `account-${row.id}` : manifest.reaches.join('-');
}

function wayFields(parts: WebParts, request: FastifyRequest, ways: WritingWay[]): FieldModel[] {
  const present = presentFor(parts, request);
  const select = { kind: 'choice', look: 'select', required: true } as const;
  const account: FieldModel = {
    ...{ ...select, name: 'account', label: text(present, 'contacts.writing.from') },
    options: ways.map(({ live: { row } }, index) => ({
      ...{ value: String(row.id), label: titleOf(present, row), current: index === 0 },
    })),
  };
  const addresses = [...Map.groupBy(ways, toField)].map(([name, some]): FieldModel => {
    const options = some[0]!.identities.map(({ id, address }, index) => {
      return { value: String(id), label: addressWords(present, address), current: index === 0 };
    });
    const field = { ...select, name: `to-${name}`, label: text(present, 'contacts.writing.to') };
    return { ...field, options, showWhen: onlyFor(some) };
  });
  const able = ways.filter(({ hasTemplates }) => hasTemplates);
  return [account, ...addresses, ...(able.length > 0 ? [whatField(present, able)] : [])];
}

function titleOf(present: Present, { title, demo }: WritingWay['live']['row']): string {
  return demo ? `${title} (${text(present, 'channels.demo')})` : title;
}

function onlyFor(ways: WritingWay[]): FieldModel['showWhen'] {
  return { field: 'account', is: ways.map(({ live }) => live.row.id).join('|') };
}

function whatField(present: Present, able: WritingWay[]): FieldModel {
  return {
    ...{ kind: 'choice', look: 'segments', name: 'what', label: text(present, 'contacts.writing.what') },
    options: ['message', 'template'].map((value) => ({
      ...{ value, label: text(present, `contacts.writing.${value}`), current: value === 'message' },
    })),
    showWhen: onlyFor(able),
  };
}

async function openLinks(parts: WebParts, request: FastifyRequest, contact: ContactSummary): Promise<Link[]> {
  const { channels, conversations } = parts.rooms;
  const present = presentFor(parts, request);
  const open: Link[] = [];
  for (const { account } of await channels.accounts()) {
    if (!may(request.viewer, 'conversation.read', { inboxId: account.inboxId })) continue;
    const found = await conversations.openOf(contact.id, account.id);
    if (!found || !may(request.viewer, 'conversation.read', { inboxId: found.inboxId })) continue;
    const words = wordsOf(present, { ...found, channel: account.channel });
    open.push({ label: `${words} · ${account.title}`, href: `/conversations/${found.id}` });
  }
  return open;
}

async function mailDialog(
  parts: WebParts,
  request: Asked,
  reply: FastifyReply,
  contact: ContactSummary,
): Promise<FastifyReply> {
  const present = presentFor(parts, request);
  const open = await openLinks(parts, request, contact);
  const able = contact.identities.filter(({ suppressed, address }) => !suppressed && address.kind !== 'handle');
  const [first] = able.toSorted((one, other) => Number(other.primary) - Number(one.primary));
  const start = first && startHref(contact, first.address.value);
  if (open.length === 0 && start) return reply.goTo(start);
  const anew = start ? [{ label: text(present, 'contacts.writing.new'), href: start }] : [];
  return reply.dialog({
    title: text(present, open.length > 0 ? 'contacts.writing.open' : 'contacts.writing.none'),
    text: text(present, open.length > 0 ? 'contacts.writing.open.text' : 'contacts.writing.none.text'),
    links: [...open, ...anew],
    back: contactAddress(contact),
  });
}

/** The page that begins a conversation, addressed to the contact. */
function startHref({ name }: ContactSummary, address: string): string {
  const to = name ? `${name.replace(/[",<>;]/g, ' ')} <${address}>` : address;
  return `/conversations/new?to=${encodeURIComponent(to)}`;
}
