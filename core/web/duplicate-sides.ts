// Two contacts or two companies as the pages about duplicates show them: who they are, and every fact of both.
import type { FastifyRequest } from 'fastify';
import type { ContactSummary } from '../contacts/contacts.ts';
import type { DuplicateObject } from '../duplicates/duplicates.ts';
import { notFound } from '../kernel/errors.ts';
import type { Property, PropertyValues } from '../properties/properties.ts';
import { objectOf, type RecordView } from '../records/records.ts';
import { contactWorld } from './contact-table.ts';
import type { CompareRow, PairSide } from './models/duplicates.ts';
import { contactAddress, contactLine, languageName } from './present/contacts.ts';
import { contactName, contactPerson, text, type Present } from './present/marks.ts';
import { propertyLabel, propertyWords } from './present/property-fields.ts';
import type { RecordWorld } from './present/records.ts';
import { asSeenBy, namedType, recordWorld } from './record-world.ts';
import type { WebParts } from './rooms.ts';
import { presentFor } from './reader.ts';

/** One of two. */
export interface Side extends PairSide {
  id: number;
  key: string;
  /** Values by the name of their field: what can be chosen. */
  facts: Record<string, string>;
  /** What both bring along. */
  joined: Record<string, string[]>;
}

/** Null for one that has been joined with another or is gone. */
export type SideReader = (id: number) => Promise<Side | null>;

/** Reads any number of them; what they all are made from is read once. */
export async function sideReader(
  parts: WebParts,
  request: FastifyRequest,
  object: DuplicateObject,
): Promise<SideReader> {
  const { contacts, properties, records } = parts.rooms;
  const present = presentFor(parts, request);
  if (object === 'contact') {
    const world = await contactWorld(parts);
    return async (id) => {
      const contact = await contacts.summary(id);
      if (!contact || contact.mergedIntoId !== null) return null;
      const values = await properties.values.of('contact', [id]);
      return contactSide(present, asSeenBy(request.viewer, contact), world, values.get(id)!);
    };
  }
  const world = await recordWorld(parts, await namedType(parts, request, 'company'));
  return async (id) => {
    const record = await records.view(id);
    return record?.type === 'company' ? companySide(present, record, world) : null;
  };
}

function contactSide(present: Present, contact: ContactSummary, world: RecordWorld, values: PropertyValues): Side {
  const { id, publicId, name, owner, company, language, identities, note } = contact;
  return {
    ...{ id, key: publicId, name: contactName(present, contact), href: contactAddress(contact) },
    ...{ line: contactLine(present, contact), person: contactPerson(present, contact) },
    facts: {
      ...{ name, owner: owner?.name ?? '', company: company?.name ?? '' },
      language: language ? languageName(present, language) : '',
      ...written(present, world, values),
    },
    joined: { addresses: identities.map(({ address }) => address.value), note: note ? [note] : [] },
  };
}

function companySide(present: Present, record: RecordView, world: RecordWorld): Side {
  const { id, publicId, name, domain, owner, properties } = record;
  return {
    ...{ id, key: publicId, name, href: `/companies/${publicId}`, line: domain ?? '', icon: 'building' },
    facts: { name, domain: domain ?? '', owner: owner?.name ?? '', ...written(present, world, properties) },
    joined: {},
  };
}

function written(present: Present, world: RecordWorld, values: PropertyValues): Record<string, string> {
  return Object.fromEntries(
    world.properties.map((property) => {
      const value = values[property.key];
      return [`property.${property.key}`, value === undefined ? '' : propertyWords(present, property, value, world)];
    }),
  );
}

/** Facts that neither has are left out; where both say the same there is nothing to choose. */
export async function compareRows(
  parts: WebParts,
  request: FastifyRequest,
  object: DuplicateObject,
  sides: [Side, Side],
): Promise<CompareRow[]> {
  const present = presentFor(parts, request);
  const properties = await parts.rooms.properties.definitions.list(
    object === 'contact' ? 'contact' : objectOf('company'),
  );
  const [one, other] = sides;
  const joined = Object.keys(one.joined).flatMap((name): CompareRow[] => {
    const all = [...new Set([...one.joined[name]!, ...(other.joined[name] ?? [])])];
    return all.length === 0
      ? []
      : [{ name, label: text(present, `duplicates.${name}`), values: [], joined: all.join('\n') }];
  });
  const facts = Object.keys(one.facts).flatMap((name): CompareRow[] => {
    const [mine, theirs] = [one.facts[name]!, other.facts[name] ?? ''];
    if (mine === '' && theirs === '') return [];
    const label = labelOf(present, properties, name);
    if (mine === theirs) return [{ name, label, values: [], joined: mine }];
    const values = [
      { key: one.key, text: mine, current: mine !== '' || undefined },
      { key: other.key, text: theirs, current: mine === '' || undefined },
    ];
    return [{ name, label, values }];
  });
  return [...facts, ...joined];
}

function labelOf(present: Present, properties: Property[], name: string): string {
  const property = properties.find(({ key }) => name === `property.${key}`);
  return property ? propertyLabel(present, property) : text(present, `exports.column.${name}`);
}

/** By their keys in an address. Throws `not_found`. */
export async function sidesAt(
  parts: WebParts,
  request: FastifyRequest,
  object: DuplicateObject,
): Promise<[Side, Side]> {
  const { one, other } = request.params as { one: string; other: string };
  const read = await sideReader(parts, request, object);
  const find = async (key: string) => {
    const { contacts, records } = parts.rooms;
    const found =
      object === 'contact' ? await contacts.byPublicId(key.slice(0, 60)) : await records.byPublicId(key.slice(0, 60));
    const side = found && (await read(found.id));
    if (!side) throw notFound(object);
    return side;
  };
  return [await find(one), await find(other)];
}
