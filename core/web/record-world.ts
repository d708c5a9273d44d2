// What pages about records are made from: their type with its names and address, and the record itself.
import type { FastifyRequest } from 'fastify';
import { may, seesType, type Viewer } from '../accounts/accounts.ts';
import { notFound } from '../kernel/errors.ts';
import { objectOf, OWN_TYPES, type RecordType, type RecordView } from '../records/records.ts';
import type { Link } from './models/shared.ts';
import { text, type Present } from './present/marks.ts';
import type { RecordWorld, TypeView } from './present/records.ts';
import type { WebParts } from './rooms.ts';
import { presentFor } from './reader.ts';

/** Where tables of records stand; the last one is for all types that administrators define. */
export const RECORD_BASES = ['/companies', '/deals', '/objects/:type'] as const;

/** The type an address is about. Throws `not_found` for one that there is not, that is archived or kept from the person. */
export async function typeOf(parts: WebParts, request: FastifyRequest): Promise<TypeView> {
  const url = request.routeOptions.url ?? '';
  const key = url.startsWith('/companies') ? 'company' : url.startsWith('/deals') ? 'deal' : undefined;
  return namedType(parts, request, key ?? (request.params as { type: string }).type);
}

export async function namedType(parts: WebParts, request: FastifyRequest, key: string): Promise<TypeView> {
  if (!seesType(request.viewer, key)) throw notFound('record type');
  if (OWN_TYPES.includes(key)) return ownType(presentFor(parts, request), key);
  const type = await parts.rooms.records.types.get(key);
  if (!type || type.archivedAt) throw notFound('record type');
  return definedType(type);
}

/** Every type that the person sees, the desk's own first. */
export async function allTypes(parts: WebParts, request: FastifyRequest): Promise<TypeView[]> {
  const present = presentFor(parts, request);
  const defined = await parts.rooms.records.types.list();
  const all = [...OWN_TYPES.map((key) => ownType(present, key)), ...defined.map(definedType)];
  return all.filter(({ key }) => seesType(request.viewer, key));
}

function ownType(present: Present, key: string): TypeView {
  const words = (part: string) => text(present, `records.${key}.${part}`);
  return {
    key,
    singular: words('one'),
    plural: words('heading'),
    nameLabel: text(present, 'records.name'),
    icon: key === 'company' ? 'building' : 'star',
    base: key === 'company' ? '/companies' : '/deals',
  };
}

function definedType({ key, singular, plural, nameLabel, icon }: RecordType): TypeView {
  return { key, singular, plural, nameLabel, icon, base: `/objects/${key}` };
}

export async function recordWorld({ rooms }: WebParts, type: TypeView): Promise<RecordWorld> {
  const users = await rooms.accounts.users.list();
  return {
    properties: await rooms.properties.definitions.list(objectOf(type.key)),
    users: users.filter(({ status }) => status === 'active'),
  };
}

/** The record an address names, when it is of the address's type. */
export async function recordOf(parts: WebParts, request: FastifyRequest, type: TypeView): Promise<RecordView> {
  const { key } = request.params as { key: string };
  const record = await parts.rooms.records.byPublicId(key.slice(0, 60));
  if (record?.type !== type.key) throw notFound('record');
  return record;
}

/** Without its company where companies are kept from the person. */
export function asSeenBy<Contact extends { company: unknown }>(viewer: Viewer, contact: Contact): Contact {
  return may(viewer, 'record.read', { type: 'company' }) ? contact : { ...contact, company: null };
}

/** Contacts, companies, deals and all other records stand beside each other. */
export async function peopleTabs(parts: WebParts, request: FastifyRequest, current: string): Promise<Link[]> {
  if (!may(request.viewer, 'record.read')) return [];
  const present = presentFor(parts, request);
  const types = await allTypes(parts, request);
  const contacts = { label: text(present, 'contacts.heading'), href: '/contacts', current: current === 'contact' };
  return [contacts, ...types.map(({ key, plural, base }) => ({ label: plural, href: base, current: key === current }))];
}
