// Contacts: everybody who wrote, found by words; a new one by hand (CO-1).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { actorOf, may, type UserView } from '../../accounts/accounts.ts';
import type { Address } from '../../contract/address.ts';
import { DeskError, invalid } from '../../kernel/errors.ts';
import { formOf, orAgain, withWrong, type Wrong } from '../forms.ts';
import type { ContactsPage } from '../models/contacts.ts';
import { addressFields, contactFields, readContact, type ContactTyped } from '../present/contact-form.ts';
import { contactAddress } from '../present/contacts.ts';
import { contactColumns, contactTable, contactUsual, contactWorld } from '../contact-table.ts';
import { text } from '../present/marks.ts';
import { asSeenBy, peopleTabs } from '../record-world.ts';
import { isHtmx } from '../replies.ts';
import type { WebParts } from '../rooms.ts';
import { filterFields, filterOf, searched, type Asked } from '../table-filters.ts';
import { carryLinks, chosenColumns } from '../table-tools.ts';
import { presentFor } from './inbox.ts';

export const CONTACTS = '/contacts';
export const EDIT = { config: { permission: 'contact.edit' } } as const;
const PAGE = 50;

type Wanted = { Querystring: Asked };

export function contactsRoutes(server: FastifyInstance, parts: WebParts): void {
  const { rooms, locales } = parts;

  server.get<Wanted>(CONTACTS, { config: { permission: 'contact.read' } }, async (request, reply) => {
    const page = await contactsPage(parts, request);
    if (!isHtmx(request) || request.headers['hx-request-type'] === 'full') return reply.page('contacts/page', page);
    if (request.query.after) return reply.page('shared/table-rows', page.table);
    return reply.page('contacts/found', page);
  });

  server.get(`${CONTACTS}/new`, EDIT, async (request, reply) => newPage(parts, request, reply));

  server.post(CONTACTS, EDIT, async (request, reply) => {
    const form = formOf(request);
    const typed = { ...readContact(form), email: form.text('email').trim(), phone: form.text('phone').trim() };
    return orAgain(
      locales,
      request,
      async () => {
        const contact = await atTheirField(() => rooms.contacts.create(checked(typed), actorOf(request.viewer)));
        if (typed.note) await rooms.contacts.update(contact.id, { note: typed.note }, actorOf(request.viewer));
        return reply.goTo(contactAddress(contact));
      },
      (wrong) => newPage(parts, request, reply, typed, wrong),
      { identity_taken: typed.email ? 'email' : 'phone' },
    );
  });
}

async function contactsPage(parts: WebParts, request: FastifyRequest): Promise<ContactsPage> {
  const present = presentFor(parts, request);
  const asked = request.query as Asked;
  const world = await contactWorld(parts);
  const search = searched(asked);
  const sort = asked.sort === 'name' ? ('name' as const) : ('recent' as const);
  const query = { ...filterOf(asked, world), search, sort, after: asked.after, limit: PAGE };
  const { rows, next } = await parts.rooms.contacts.list(query);
  const kept = Object.entries(asked).filter(([name, value]) => name !== 'after' && value) as [string, string][];
  const more = next ? `${CONTACTS}?${new URLSearchParams([...kept, ['after', next]])}` : undefined;
  const edits = may(request.viewer, 'contact.edit');
  const columns = await chosenColumns(parts, request, 'contact', contactColumns(present, world), contactUsual(world));
  const ids = rows.map(({ id }) => id);
  const values = await parts.rooms.properties.values.of('contact', ids);
  const table = contactTable(present, world, {
    rows: rows.map((row) => asSeenBy(request.viewer, row)),
    values,
    columns,
    edits,
    more,
  });
  if (kept.some(([name]) => name !== 'sort'))
    table.empty = { title: text(present, 'search.empty.title'), text: text(present, 'contacts.nobody') };
  const heading = text(present, 'contacts.heading');
  const choose = { label: text(present, 'tables.columns'), href: `${CONTACTS}/columns`, icon: 'table', dialog: true };
  const start = { label: text(present, 'contacts.new'), href: `${CONTACTS}/new`, icon: 'useradd', primary: true };
  const carry = carryLinks(present, request.viewer, CONTACTS, 'contact');
  return {
    ...{ title: heading, heading, query: search, table },
    links: [choose, ...carry, ...(edits ? [start] : [])],
    tabs: await peopleTabs(parts, request, 'contact'),
    filters: filterFields(present, world, asked, ['recent', 'name']),
    ...(edits && { many: { action: `${CONTACTS}/many` } }),
  };
}

type NewContact = ContactTyped & { email: string; phone: string };

/** One of name, address and number must be there. */
function checked(typed: NewContact) {
  const addresses: Address[] = [];
  if (typed.email) addresses.push({ kind: 'email', value: typed.email });
  if (typed.phone) addresses.push({ kind: 'phone', value: typed.phone });
  if (typed.name.trim() === '' && addresses.length === 0) throw invalid({ name: 'wrong.empty' });
  const ownerId = Number(typed.owner) || null;
  return { name: typed.name, addresses, language: typed.language || undefined, ownerId };
}

async function newPage(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  typed: NewContact = { name: '', language: '', owner: '', note: '', email: '', phone: '' },
  wrong: Wrong = {},
): Promise<FastifyReply> {
  const present = presentFor(parts, request);
  const users = await activeUsers(parts);
  const [name, ...rest] = contactFields(present, typed, users);
  const fields = withWrong([name!, ...addressFields(present, typed), ...rest], wrong);
  const heading = text(present, 'contacts.new');
  const form = { action: CONTACTS, groups: [{ fields }], submit: text(present, 'contacts.create'), back: CONTACTS };
  const crumb = { label: text(present, 'contacts.heading'), href: CONTACTS };
  return reply.page(
    'contacts/form',
    { title: heading, heading, crumb, form },
    Object.keys(wrong).length > 0 ? 422 : 200,
  );
}

/** The room speaks of an address; on the form there are two kinds of them. */
async function atTheirField<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const wrong = error instanceof DeskError ? error.fields.address : undefined;
    if (!wrong) throw error;
    throw invalid({ [wrong === 'wrong.phone_international' ? 'phone' : 'email']: wrong });
  }
}

export async function activeUsers({ rooms }: WebParts): Promise<UserView[]> {
  return (await rooms.accounts.users.list()).filter(({ status }) => status === 'active');
}
