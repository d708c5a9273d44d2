// API: contacts.
import type { FastifyInstance } from 'fastify';
import { Type } from 'typebox';
import { actorOf } from '../accounts/accounts.ts';
import type { Address } from '../contract/address.ts';
import { notFound } from '../kernel/errors.ts';
import type { ApiRooms } from './rooms.ts';
import { Contact, ContactChange, NewContact, pageOf, type ContactChangeBody, type NewContactBody } from './shapes.ts';
import { contactView } from './views.ts';

export function contactRoutes(scope: FastifyInstance, { contacts }: ApiRooms): void {
  const read = { permission: 'contact.read' as const };
  const edit = { permission: 'contact.edit' as const };

  async function shown(key: string) {
    const found = await contacts.byPublicId(key);
    const summary = found && (await contacts.summary(found.id));
    if (!summary) throw notFound('contact');
    return summary;
  }

  const query = Type.Object({
    search: Type.Optional(Type.String({ maxLength: 200 })),
    after: Type.Optional(Type.String()),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
  });
  const line = Type.Object({
    key: Type.String(),
    name: Type.String(),
    address: Type.Union([Type.String(), Type.Null()]),
  });
  scope.get(
    '/contacts',
    {
      config: read,
      schema: {
        tags: ['contacts'],
        summary: 'Contacts by name or address',
        querystring: query,
        response: { 200: pageOf(line) },
      },
    },
    async (request) => {
      const page = await contacts.list(request.query as { search?: string; after?: string; limit: number });
      return {
        items: page.rows.map((row) => ({ key: row.publicId, name: row.title, address: row.address?.value ?? null })),
        next: page.next,
      };
    },
  );

  scope.get(
    '/contacts/:key',
    { config: read, schema: { tags: ['contacts'], summary: 'One contact', response: { 200: Contact } } },
    async (request) => contactView(await shown((request.params as { key: string }).key)),
  );

  scope.post(
    '/contacts',
    {
      config: edit,
      schema: { tags: ['contacts'], summary: 'Add a contact', body: NewContact, response: { 201: Contact } },
    },
    async (request, reply) => {
      const { name, emails = [], phones = [], language, note } = request.body as NewContactBody;
      const addresses: Address[] = [
        ...emails.map((value) => ({ kind: 'email' as const, value })),
        ...phones.map((value) => ({ kind: 'phone' as const, value })),
      ];
      const made = await contacts.create({ name, addresses, language }, actorOf(request.viewer));
      if (note) await contacts.update(made.id, { note }, actorOf(request.viewer));
      return reply.code(201).send(contactView(await shown(made.publicId)));
    },
  );

  scope.patch(
    '/contacts/:key',
    {
      config: edit,
      schema: { tags: ['contacts'], summary: 'Change a contact', body: ContactChange, response: { 200: Contact } },
    },
    async (request) => {
      const found = await shown((request.params as { key: string }).key);
      await contacts.update(found.id, request.body as ContactChangeBody, actorOf(request.viewer));
      return contactView(await shown(found.publicId));
    },
  );
}
