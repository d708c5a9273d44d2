// One contact: what is known, addresses, consent, what was said, likely duplicates (CO-1, CH-15).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { actorOf, may, type Viewer } from '../../accounts/accounts.ts';
import type { ContactSummary } from '../../contacts/contacts.ts';
import { notFound } from '../../kernel/errors.ts';
import type { PropertyValues } from '../../properties/properties.ts';
import { formOf, withWrong, type Wrong } from '../forms.ts';
import type { Fact } from '../models/aside.ts';
import type { ContactPage } from '../models/contacts.ts';
import type { Act } from '../models/shared.ts';
import { contactFields, readContact } from '../present/contact-form.ts';
import {
  addressModel,
  consentLine,
  contactAddress,
  contactFacts,
  contactLine,
  duplicateModel,
  purposeName,
} from '../present/contacts.ts';
import { contactName, contactPerson, text } from '../present/marks.ts';
import { propertyFields, readProperties } from '../present/property-fields.ts';
import { valueFacts } from '../present/records.ts';
import { linkedWith } from '../record-links.ts';
import { isHtmx } from '../replies.ts';
import { contactWorld } from '../contact-table.ts';
import { timelineOf } from '../contact-timeline.ts';
import { asSeenBy } from '../record-world.ts';
import type { WebParts } from '../rooms.ts';
import { activeUsers, CONTACTS, EDIT } from './contacts.ts';
import { contactTickets } from './contact-tickets.ts';
import { presentFor } from './inbox.ts';
import { ticketForm } from './new-ticket.ts';

export type ContactPlace = { Params: { key: string } };

const READ = { config: { permission: 'contact.read' } } as const;
const DUPLICATES = 3;

export function contactRoutes(server: FastifyInstance, parts: WebParts): void {
  server.get<ContactPlace>(`${CONTACTS}/:key`, READ, async (request, reply) => {
    const contact = await contactOf(parts, request.params.key);
    // One that was merged leads on to the one that was kept.
    if (contact.publicId !== request.params.key) return reply.goTo(contactAddress(contact));
    parts.rooms.accounts.recent.viewed(request.viewer.userId, 'contact', contact.id);
    return reply.page('contacts/contact', await contactPage(parts, request, contact));
  });

  server.get<ContactPlace>(`${CONTACTS}/:key/timeline`, READ, async (request, reply) => {
    const contact = await contactOf(parts, request.params.key);
    if (!isHtmx(request)) return reply.goTo(contactAddress(contact));
    return reply.page('contacts/entries', await timelineOf(parts, request, contact));
  });

  editing(server, parts);
}

function editing(server: FastifyInstance, parts: WebParts): void {
  const { rooms, cookies } = parts;

  server.post<ContactPlace>(`${CONTACTS}/:key/notes`, EDIT, async (request, reply) => {
    const contact = await contactOf(parts, request.params.key);
    await rooms.contacts.addNote(contact.id, formOf(request).text('note'), actorOf(request.viewer));
    cookies.say(reply, 'said.saved');
    return reply.goTo(contactAddress(contact));
  });

  server.get<ContactPlace>(`${CONTACTS}/:key/edit`, EDIT, async (request, reply) => {
    const contact = await contactOf(parts, request.params.key);
    return editPage(parts, request, reply, contact);
  });

  server.patch<ContactPlace>(`${CONTACTS}/:key`, EDIT, async (request, reply) => {
    const contact = await contactOf(parts, request.params.key);
    const { name, language, owner, note } = readContact(formOf(request));
    const users = await activeUsers(parts);
    const ownerId = users.find(({ id }) => String(id) === owner)?.id ?? null;
    const changes = { name, language: language || null, note, ownerId };
    const raw = readProperties(formOf(request), (await contactWorld(parts)).properties);
    const work = async () => {
      await rooms.database.write(async () => {
        await rooms.properties.values.set('contact', contact.id, await rooms.properties.values.check('contact', raw));
        await rooms.contacts.update(contact.id, changes, actorOf(request.viewer));
      });
      cookies.say(reply, 'said.saved');
      return reply.goTo(contactAddress(contact));
    };
    return ticketForm(parts, request, work, (wrong) => editPage(parts, request, reply, contact, { raw, wrong }));
  });
}

/** There is none for those who may not read contacts. */
export async function visibleContact(parts: WebParts, viewer: Viewer, key: string): Promise<ContactSummary> {
  if (!may(viewer, 'contact.read')) throw notFound('contact');
  return contactOf(parts, key);
}

export async function contactOf({ rooms }: WebParts, key: string): Promise<ContactSummary> {
  const contact = await rooms.contacts.byPublicId(key.slice(0, 60));
  const summary = contact && (await rooms.contacts.summary(contact.id));
  if (!summary) throw notFound('contact');
  return summary;
}

async function contactPage(parts: WebParts, request: FastifyRequest, contact: ContactSummary): Promise<ContactPage> {
  const present = presentFor(parts, request);
  const edits = may(request.viewer, 'contact.edit');
  const at = contactAddress(contact);
  const write = { label: text(present, 'contacts.write'), href: `${at}/writing`, icon: 'mail', primary: true };
  const ring = { label: text(present, 'call.back'), href: `${at}/calls`, icon: 'phone', key: 'shift+c' };
  const edit = { label: text(present, 'contacts.edit'), href: `${at}/edit`, icon: 'pen' };
  return {
    title: contactName(present, contact),
    heading: contactName(present, contact),
    text: [asSeenBy(request.viewer, contact).company?.name, contactLine(present, contact)].filter(Boolean).join(' · '),
    crumb: { label: text(present, 'contacts.heading'), href: CONTACTS },
    person: contactPerson(present, contact),
    links: [
      ...(edits ? [edit] : []),
      ...(parts.rooms.calls.ways(request.viewer, []).length > 0 ? [{ ...ring, dialog: true }] : []),
      ...(may(request.viewer, 'conversation.answer') ? [{ ...write, dialog: true }] : []),
    ],
    more: actsOf(parts, request, contact),
    addresses: contact.identities.map((identity) => addressModel(present, contact, identity, edits)),
    addHref: edits ? `${at}/identities/new` : undefined,
    facts: contactFacts(present, contact),
    properties: await propertiesOf(parts, request, contact),
    note: contact.note || undefined,
    ...(await linksOf(parts, request, contact)),
    ...(await consentsOf(parts, request, contact, edits)),
    consentHref: edits ? `${at}/consents/new` : undefined,
    tickets: await contactTickets(parts, request, contact),
    noteAction: edits ? `${at}/notes` : undefined,
    duplicates: await duplicatesOf(parts, request, contact, edits),
    timeline: await timelineOf(parts, request, contact),
  };
}

async function propertiesOf(parts: WebParts, request: FastifyRequest, { id }: ContactSummary): Promise<Fact[]> {
  const values = await parts.rooms.properties.values.of('contact', [id]);
  return valueFacts(presentFor(parts, request), values.get(id)!, await contactWorld(parts));
}

/** The company a contact is shown with stands first; another one can be made it. */
async function linksOf(parts: WebParts, request: FastifyRequest, contact: ContactSummary) {
  if (!may(request.viewer, 'record.read')) return { linked: [] };
  const present = presentFor(parts, request);
  const at = may(request.viewer, 'record.edit') ? contactAddress(contact) : undefined;
  const links = await parts.rooms.records.linksOf('contact', contact.id);
  const linked = await linkedWith(parts, request, links, at);
  const prefer = { label: text(present, 'contacts.prefer'), action: `${at}/company?_method=PUT`, icon: 'star' };
  for (const { item, id, type } of linked.flatMap(({ items }) => items.map((item) => ({ item, ...item.of }))))
    if (at && type === 'company' && !item.main) item.acts.unshift({ ...prefer, name: 'company', value: id });
  return { linked, linkHref: at && `${at}/links/new` };
}

function actsOf(parts: WebParts, request: FastifyRequest, contact: ContactSummary): Act[] {
  const present = presentFor(parts, request);
  const at = contactAddress(contact);
  const acts: Act[] = [];
  if (may(request.viewer, 'contact.edit'))
    acts.push({ label: text(present, 'contacts.merge_with'), action: '', asks: `${at}/mergers/new`, icon: 'merge' });
  if (may(request.viewer, 'contact.erase'))
    acts.push({ label: text(present, 'contacts.anonymise'), action: '', asks: `${at}/anonymisation`, icon: 'trash' });
  return acts;
}

const SAID = 50;

async function consentsOf(parts: WebParts, request: FastifyRequest, contact: ContactSummary, edits: boolean) {
  const present = presentFor(parts, request);
  const all = Object.entries(contact.consents);
  const lines = all.length > 0 ? await parts.rooms.contacts.history(contact.id, { only: 'consents', limit: SAID }) : [];
  return {
    consents: all.map(([purpose, { given, at, wording }]) => ({
      purpose: purposeName(present, purpose),
      given,
      at: new Date(at),
      wording,
      act: edits ? consentAct(parts, request, contact, purpose, given) : undefined,
    })),
    consentHistory: lines.map((line) => consentLine(present, line)),
  };
}

function consentAct(
  parts: WebParts,
  request: FastifyRequest,
  contact: ContactSummary,
  purpose: string,
  given: boolean,
): Act {
  const key = given ? 'contacts.consent.withdraw' : 'contacts.consent.give';
  const query = `purpose=${encodeURIComponent(purpose)}&given=${given ? 'no' : 'yes'}`;
  return {
    label: text(presentFor(parts, request), key),
    action: `${contactAddress(contact)}/consents?_method=PUT&${query}`,
  };
}

async function duplicatesOf(parts: WebParts, request: FastifyRequest, contact: ContactSummary, edits: boolean) {
  const { contacts, duplicates } = parts.rooms;
  const present = presentFor(parts, request);
  const found = await duplicates.of('contact', contact.id, DUPLICATES);
  const models = found.map(async ({ oneId, otherId, reasons }) => {
    const other = await contacts.summary(oneId === contact.id ? otherId : oneId);
    return other ? [duplicateModel(present, contact, { reasons }, other, edits)] : [];
  });
  return (await Promise.all(models)).flat();
}

async function editPage(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  contact: ContactSummary,
  { raw, wrong = {} }: { raw?: Record<string, unknown>; wrong?: Wrong } = {},
): Promise<FastifyReply> {
  const present = presentFor(parts, request);
  const { name, note } = contact;
  const world = await contactWorld(parts);
  const values = (raw ??
    (await parts.rooms.properties.values.of('contact', [contact.id])).get(contact.id)!) as PropertyValues;
  const typed = { name, note, language: contact.language ?? '', owner: String(contact.ownerId ?? '') };
  const own = propertyFields(present, world.properties, values, world);
  const fields = withWrong([...contactFields(present, typed, await activeUsers(parts)), ...own], wrong);
  const at = contactAddress(contact);
  const heading = text(present, 'contacts.edit');
  const crumb = { label: contactName(present, contact), href: at };
  const form = { action: `${at}?_method=PATCH`, groups: [{ fields }], back: at };
  return reply.page('contacts/form', { title: heading, heading, crumb, form }, raw ? 422 : 200);
}
