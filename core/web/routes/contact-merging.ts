// Two contacts that are one, or are not, and forgetting one (CH-15, CO-3, MS-5, PR-2).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { actorOf } from '../../accounts/accounts.ts';
import type { ContactRow, ContactSummary } from '../../contacts/contacts.ts';
import { formOf } from '../forms.ts';
import type { FieldModel } from '../models/fields.ts';
import type { DialogModel } from '../models/forms.ts';
import { contactAddress, contactLine } from '../present/contacts.ts';
import { contactName, contactPerson, text } from '../present/marks.ts';
import type { WebParts } from '../rooms.ts';
import { contactOf, type ContactPlace } from './contact.ts';
import { CONTACTS, EDIT } from './contacts.ts';
import { presentFor } from './inbox.ts';

const ERASE = { config: { permission: 'contact.erase' } } as const;
const FOUND = 6;

export function contactMergingRoutes(server: FastifyInstance, parts: WebParts): void {
  merging(server, parts);
  distinguishing(server, parts);
  forgetting(server, parts);
}

function merging(server: FastifyInstance, parts: WebParts): void {
  const { rooms, cookies } = parts;
  const { contacts } = rooms;

  server.get<ContactPlace & { Querystring: { with?: string; q?: string } }>(
    `${CONTACTS}/:key/mergers/new`,
    EDIT,
    async (request, reply) => {
      const contact = await contactOf(parts, request.params.key);
      const other = request.query.with ? await contactOf(parts, request.query.with) : null;
      return reply.dialog(other ? confirmation(parts, request, contact, other) : searching(parts, request, contact));
    },
  );

  server.post<ContactPlace>(`${CONTACTS}/:key/mergers`, EDIT, async (request, reply) => {
    const contact = await contactOf(parts, request.params.key);
    const key = formOf(request).text('other');
    if (!key) return searched(parts, request, reply, contact);
    const other = await contactOf(parts, key);
    const step = await contacts.merge(contact.id, other.id, actorOf(request.viewer));
    const undo = `${contactAddress(contact)}/mergers/${step}?_method=DELETE`;
    const name = contactName(presentFor(parts, request), other);
    cookies.say(reply, 'said.contacts-merged', { name, undo, seconds: 30 });
    return reply.goTo(contactAddress(contact));
  });

  server.delete<{ Params: { key: string; step: string } }>(
    `${CONTACTS}/:key/mergers/:step`,
    EDIT,
    async (request, reply) => {
      const contact = await contactOf(parts, request.params.key);
      await contacts.unmerge(request.params.step, actorOf(request.viewer));
      cookies.say(reply, 'said.undone');
      return reply.goTo(contactAddress(contact));
    },
  );
}

function distinguishing(server: FastifyInstance, parts: WebParts): void {
  const { rooms, cookies } = parts;

  server.post<ContactPlace>(`${CONTACTS}/:key/distinctions`, EDIT, async (request, reply) => {
    const contact = await contactOf(parts, request.params.key);
    const other = await contactOf(parts, formOf(request).text('other'));
    await rooms.contacts.notDuplicate(contact.id, other.id, actorOf(request.viewer));
    cookies.say(reply, 'said.contacts-apart');
    return reply.goTo(contactAddress(contact));
  });
}

function confirmation(
  parts: WebParts,
  request: FastifyRequest,
  contact: ContactSummary,
  other: ContactSummary,
): DialogModel {
  const present = presentFor(parts, request);
  return {
    title: text(present, 'contacts.merging.title', {
      name: contactName(present, contact),
      other: contactName(present, other),
    }),
    text: text(present, 'contacts.merging.text', {
      name: contactName(present, contact),
      line: contactLine(present, other),
    }),
    action: `${contactAddress(contact)}/mergers`,
    hidden: [{ name: 'other', value: other.publicId }],
    submit: text(present, 'contacts.merge'),
    back: contactAddress(contact),
  };
}

/** With whom: words first, then the people found by them. */
function searching(
  parts: WebParts,
  request: FastifyRequest,
  contact: ContactSummary,
  words = '',
  found: ContactRow[] = [],
): DialogModel {
  const present = presentFor(parts, request);
  const search: FieldModel = {
    kind: 'text',
    inputType: 'search',
    name: 'q',
    label: text(present, 'contacts.merging.who'),
    maximum: 200,
    value: words,
    focus: found.length === 0,
  };
  const people: FieldModel = {
    kind: 'choice',
    look: 'cards',
    name: 'other',
    label: text(present, 'contacts.merging.found'),
    options: found.map((one) => ({
      value: one.publicId,
      label: contactName(present, one),
      detail: one.address?.value,
      people: [contactPerson(present, one)],
    })),
  };
  return {
    title: text(present, 'contacts.merging'),
    text: text(present, 'contacts.merging.how', { name: contactName(present, contact) }),
    error: words && found.length === 0 ? text(present, 'contacts.nobody') : undefined,
    action: `${contactAddress(contact)}/mergers`,
    groups: [{ fields: found.length > 0 ? [search, people] : [search] }],
    submit: text(present, found.length > 0 ? 'contacts.merge' : 'contacts.merging.search'),
    back: contactAddress(contact),
  };
}

async function searched(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  contact: ContactSummary,
): Promise<FastifyReply> {
  const words = formOf(request).text('q').trim().slice(0, 200);
  const { rows } = words ? await parts.rooms.contacts.list({ search: words, limit: FOUND + 1 }) : { rows: [] };
  const others = rows.filter(({ id }) => id !== contact.id).slice(0, FOUND);
  return reply.dialog(searching(parts, request, contact, words, others), others.length > 0 ? 200 : 422);
}

function forgetting(server: FastifyInstance, parts: WebParts): void {
  const { rooms, cookies } = parts;

  server.get<ContactPlace>(`${CONTACTS}/:key/anonymisation`, ERASE, async (request, reply) => {
    const contact = await contactOf(parts, request.params.key);
    const present = presentFor(parts, request);
    const erase: FieldModel = {
      kind: 'switch',
      name: 'erase',
      label: text(present, 'contacts.anonymise.erase'),
      help: text(present, 'contacts.anonymise.erase.help'),
    };
    return reply.dialog({
      title: text(present, 'contacts.anonymise.title', { name: contactName(present, contact) }),
      text: text(present, 'contacts.anonymise.text'),
      action: `${contactAddress(contact)}/anonymisation`,
      groups: [{ fields: [erase] }],
      submit: text(present, 'contacts.anonymise.submit'),
      danger: true,
      back: contactAddress(contact),
    });
  });

  server.post<ContactPlace>(`${CONTACTS}/:key/anonymisation`, ERASE, async (request, reply) => {
    const contact = await contactOf(parts, request.params.key);
    const messages = formOf(request).on('erase') ? 'erase' : 'keep';
    await rooms.contacts.anonymise(contact.id, actorOf(request.viewer), { messages });
    cookies.say(reply, 'said.contact-anonymised');
    return reply.goTo(contactAddress(contact));
  });
}
