// What records and contacts are linked with, as groups of links, and the dialog that looks for something to link with.
import type { FastifyRequest } from 'fastify';
import { may, ticketsSeen } from '../accounts/accounts.ts';
import type { Link as RecordLink, LinkKind } from '../records/records.ts';
import type { FieldModel, FieldOption } from './models/fields.ts';
import type { DialogModel } from './models/forms.ts';
import type { LinkedGroup, LinkedItem } from './models/linked.ts';
import { contactAddress } from './present/contacts.ts';
import { contactName, contactPerson, knownBy, text } from './present/marks.ts';
import { recordAddress, type TypeView } from './present/records.ts';
import { ticketAddress, ticketSign } from './present/tickets.ts';
import { allTypes } from './record-world.ts';
import type { WebParts } from './rooms.ts';
import { presentFor } from './reader.ts';

const FOUND = 6;

/** Contacts, then records by their type, then tickets: what of them the person may see. `at`: where links are taken away. */
export async function linkedWith(
  parts: WebParts,
  request: FastifyRequest,
  links: RecordLink[],
  at: string | undefined,
): Promise<LinkedGroup[]> {
  const present = presentFor(parts, request);
  const unlink = ({ kind, id }: RecordLink) =>
    at === undefined
      ? []
      : [{ label: text(present, 'ticket.unlink'), action: `${at}/links/${kind}/${id}?_method=DELETE`, icon: 'x' }];
  const items = new Map<string, LinkedItem[]>();
  for (const link of links) {
    const found = await itemOf(parts, request, link);
    if (!found) continue;
    const { group, ...item } = found;
    const detail = link.label || undefined;
    const more = {
      detail,
      main: (link.main && group !== 'contact') || undefined,
      of: { type: group, id: link.id },
      acts: unlink(link),
    };
    items.set(group, [...(items.get(group) ?? []), { ...item, ...more }]);
  }
  const types = await allTypes(parts, request);
  const titles: [string, string][] = [
    ['contact', text(present, 'contacts.heading')],
    ...types.map(({ key, plural }): [string, string] => [key, plural]),
    ['ticket', text(present, 'tickets.heading')],
  ];
  return titles.flatMap(([group, title]) => (items.has(group) ? [{ title, items: items.get(group)! }] : []));
}

async function itemOf(parts: WebParts, request: FastifyRequest, { kind, id }: RecordLink) {
  const { contacts, records, tickets } = parts.rooms;
  const present = presentFor(parts, request);
  if (kind === 'contact') {
    const contact = may(request.viewer, 'contact.read') ? await contacts.summary(id) : null;
    if (!contact || contact.mergedIntoId) return null;
    return { group: 'contact', label: contactName(present, contact), href: contactAddress(contact), icon: 'user' };
  }
  if (kind === 'ticket') {
    const ticket = await tickets.view(id);
    if (!ticket || ticket.deletedAt || !may(request.viewer, 'ticket.read', ticket)) return null;
    return {
      group: 'ticket',
      label: `${ticketSign(ticket)} · ${ticket.name}`,
      href: ticketAddress(ticket),
      icon: 'ticket',
    };
  }
  const record = may(request.viewer, 'record.read') ? await records.view(id) : null;
  const type = record && (await allTypes(parts, request)).find(({ key }) => key === record.type);
  if (!type) return null;
  return { group: type.key, label: record.name, href: recordAddress(type, record), icon: type.icon };
}

export interface LinkAsked {
  action: string;
  back: string;
  /** The one that is linked, so that it is not offered. */
  own: { kind: LinkKind; id: number };
  /** Contacts, types of records, tickets. */
  kinds: { value: string; label: string }[];
  kind: string;
  words: string;
  label: string;
  /** Words were sent: what they find is offered. */
  searched: boolean;
}

export async function linkKinds(parts: WebParts, request: FastifyRequest, all: boolean): Promise<LinkAsked['kinds']> {
  const present = presentFor(parts, request);
  const types = (await allTypes(parts, request)).map(({ key, singular }) => ({ value: key, label: singular }));
  if (!all) return types;
  return [
    { value: 'contact', label: text(present, 'ticket.contact') },
    ...types,
    { value: 'ticket', label: text(present, 'ticket.ticket') },
  ];
}

/** With what: words first, then what is found by them, with a label for the link. */
export async function linkDialog(parts: WebParts, request: FastifyRequest, asked: LinkAsked): Promise<DialogModel> {
  const present = presentFor(parts, request);
  const found = asked.searched ? await offered(parts, request, asked) : [];
  const words = (key: string) => text(present, `records.linking.${key}`);
  const fields: FieldModel[] = [
    {
      ...{ kind: 'choice', look: 'select', name: 'kind', label: words('kind'), required: true },
      options: asked.kinds.map((one) => ({ ...one, current: one.value === asked.kind || undefined })),
    },
    {
      ...{ kind: 'text', inputType: 'search', name: 'q', label: words('words'), maximum: 200, value: asked.words },
      focus: found.length === 0,
    },
  ];
  if (found.length > 0) fields.push(...foundFields(words, found, asked.label));
  return {
    title: words('title'),
    error: asked.searched && found.length === 0 ? words('nothing') : undefined,
    action: asked.action,
    groups: [{ fields }],
    submit: words(found.length > 0 ? 'submit' : 'search'),
    back: asked.back,
  };
}

function foundFields(words: (key: string) => string, found: FieldOption[], label: string): FieldModel[] {
  const options = found.map((one) => ({ ...one, current: found.length === 1 || undefined }));
  return [
    { kind: 'choice', look: 'cards', name: 'other', label: words('found'), options },
    { kind: 'text', name: 'label', label: words('label'), help: words('label.help'), maximum: 60, value: label },
  ];
}

async function offered(parts: WebParts, request: FastifyRequest, asked: LinkAsked): Promise<FieldOption[]> {
  const present = presentFor(parts, request);
  const { contacts, records, tickets } = parts.rooms;
  const { kind, own } = asked;
  const search = asked.words;
  const limit = FOUND + 1;
  const others = <T extends { id: number }>(rows: T[], of: LinkKind) =>
    rows.filter(({ id }) => own.kind !== of || id !== own.id).slice(0, FOUND);
  if (kind === 'contact')
    return others((await contacts.list({ search, limit })).rows, 'contact').map((one) => ({
      value: `contact:${one.id}`,
      label: contactName(present, one),
      detail: knownBy(one.address),
      people: [contactPerson(present, one)],
    }));
  if (kind === 'ticket') {
    const { rows } = await tickets.list({ search, state: 'all', ...ticketsSeen(request.viewer), limit });
    return rows.map((one) => ({
      value: `ticket:${one.id}`,
      label: `${ticketSign(one)} · ${one.name}`,
      icon: 'ticket',
    }));
  }
  const type: TypeView | undefined = (await allTypes(parts, request)).find(({ key }) => key === kind);
  if (!type) return [];
  const { rows } = await records.list({ type: type.key, search, limit });
  return others(rows, 'record').map((one) => ({
    value: `record:${one.id}`,
    label: one.name,
    detail: one.domain ?? undefined,
    icon: type.icon,
  }));
}

/** `contact:7`; null for anything else. */
export function readEnd(value: string): { kind: LinkKind; id: number } | null {
  const [, kind, id] = /^(contact|record|ticket):(\d{1,15})$/.exec(value) ?? [];
  return id ? { kind: kind as LinkKind, id: Number(id) } : null;
}
