// API: contacts.
import type { FastifyRequest } from 'fastify';
import { Type } from './schema.ts';
import { actorOf } from '../accounts/accounts.ts';
import type { Address } from '../contract/address.ts';
import { notFound } from '../kernel/errors.ts';
import type { ApiRooms } from './rooms.ts';
import { keyOf, type ApiRoute } from './route.ts';
import {
  Contact,
  ContactChange,
  NewConsent,
  NewContact,
  pageOf,
  type ContactChangeBody,
  type NewConsentBody,
  type NewContactBody,
} from './shapes.ts';
import { contactView } from './views.ts';

const Query = Type.Object({
  search: Type.Optional(Type.String({ maxLength: 200 })),
  after: Type.Optional(Type.String()),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
});
const Line = Type.Object({
  key: Type.String(),
  name: Type.String(),
  address: Type.Union([Type.String(), Type.Null()]),
});

export function contactRoutes({ contacts, clock }: ApiRooms): ApiRoute[] {
  const get = { method: 'GET' as const, permission: 'contact.read' as const, tag: 'contacts' };
  const edit = { permission: 'contact.edit' as const, tag: 'contacts', answer: Contact };
  const one: ApiRoute['run'] = (request) => shown(keyOf(request));
  return [
    { ...get, url: '/contacts', summary: 'Contacts by name or address', query: Query, answer: pageOf(Line), run: list },
    { ...get, url: '/contacts/:key', summary: 'One contact', answer: Contact, run: one },
    { ...edit, method: 'POST', url: '/contacts', summary: 'Add a contact', body: NewContact, status: 201, run: add },
    { ...edit, method: 'PATCH', url: '/contacts/:key', summary: 'Change a contact', body: ContactChange, run: change },
    {
      ...edit,
      method: 'POST',
      url: '/contacts/:key/consents',
      summary: 'Record what a contact has said (PR-1, WA-13)',
      body: NewConsent,
      run: consent,
    },
  ];

  async function shown(key: string) {
    const found = await contacts.byPublicId(key);
    const summary = found && (await contacts.summary(found.id));
    if (!summary) throw notFound('contact');
    return contactView(summary);
  }

  async function list(request: FastifyRequest) {
    const page = await contacts.list(request.query as { search?: string; after?: string; limit: number });
    return {
      items: page.rows.map((row) => ({ key: row.publicId, name: row.title, address: row.address?.value ?? null })),
      next: page.next,
    };
  }

  async function add(request: FastifyRequest) {
    const { name, emails = [], phones = [], language, note } = request.body as NewContactBody;
    const addresses: Address[] = [
      ...emails.map((value) => ({ kind: 'email' as const, value })),
      ...phones.map((value) => ({ kind: 'phone' as const, value })),
    ];
    const made = await contacts.create({ name, addresses, language }, actorOf(request.viewer));
    if (note) await contacts.update(made.id, { note }, actorOf(request.viewer));
    return shown(made.publicId);
  }

  async function consent(request: FastifyRequest) {
    const found = await contacts.byPublicId(keyOf(request));
    if (!found) throw notFound('contact');
    const { purpose, given, wording } = request.body as NewConsentBody;
    await contacts.consent(found.id, purpose.trim(), given, clock.now(), wording, actorOf(request.viewer));
    return shown(found.publicId);
  }

  async function change(request: FastifyRequest) {
    const found = await contacts.byPublicId(keyOf(request));
    if (!found) throw notFound('contact');
    await contacts.update(found.id, request.body as ContactChangeBody, actorOf(request.viewer));
    return shown(found.publicId);
  }
}
