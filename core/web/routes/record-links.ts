// Linking records with contacts, tickets and each other, from either side; the company a contact is shown with (CO-2).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { actorOf, may } from '../../accounts/accounts.ts';
import type { ContactSummary } from '../../contacts/contacts.ts';
import { notFound } from '../../kernel/errors.ts';
import type { LinkKind } from '../../records/records.ts';
import { formOf } from '../forms.ts';
import { contactAddress } from '../present/contacts.ts';
import { recordAddress } from '../present/records.ts';
import { linkDialog, linkKinds, readEnd, type LinkAsked } from '../record-links.ts';
import { RECORD_BASES, recordOf, typeOf } from '../record-world.ts';
import type { WebParts } from '../rooms.ts';
import { contactOf, type ContactPlace } from './contact.ts';
import { CONTACTS } from './contacts.ts';
import { recordUndo } from './record.ts';
import { RECORD_EDIT } from './records.ts';

type End = { kind: LinkKind; id: number };

export function recordLinkRoutes(server: FastifyInstance, parts: WebParts): void {
  for (const base of RECORD_BASES) ofRecord(server, parts, `${base}/:key`);
  ofContact(server, parts);
  mainCompany(server, parts);
}

/** Why something may not be linked: it is not there for who asks. */
async function demandEnd({ rooms }: WebParts, request: FastifyRequest, { kind, id }: End): Promise<void> {
  if (kind === 'contact' && !may(request.viewer, 'contact.read')) throw notFound('contact');
  if (kind === 'record') {
    const record = await rooms.records.view(id);
    if (!record || !may(request.viewer, 'record.read', record)) throw notFound('record');
  }
  if (kind !== 'ticket') return;
  const ticket = await rooms.tickets.view(id);
  if (!ticket || !may(request.viewer, 'ticket.read', ticket)) throw notFound('ticket');
}

function askedIn(request: FastifyRequest): Pick<LinkAsked, 'kind' | 'words' | 'label'> {
  const form = formOf(request);
  return { kind: form.text('kind'), words: form.text('q').trim().slice(0, 200), label: form.text('label') };
}

function said(parts: WebParts, reply: FastifyReply, name: string, undo: string | null): void {
  if (undo) parts.cookies.say(reply, 'said.record-changed', { name, undo: recordUndo(undo) });
}

function ofRecord(server: FastifyInstance, parts: WebParts, at: string): void {
  const { records } = parts.rooms;
  const named = async (request: FastifyRequest) => {
    const type = await typeOf(parts, request);
    return { type, record: await recordOf(parts, request, type) };
  };
  const ask = async (request: FastifyRequest, reply: FastifyReply, searched: boolean) => {
    const { type, record } = await named(request);
    const back = recordAddress(type, record);
    const about = { action: `${back}/links`, back, own: { kind: 'record' as const, id: record.id }, searched };
    const kinds = await linkKinds(parts, request, true);
    return reply.dialog(await linkDialog(parts, request, { ...about, kinds, ...askedIn(request) }));
  };

  server.get(`${at}/links/new`, RECORD_EDIT, async (request, reply) => ask(request, reply, false));

  server.post(`${at}/links`, RECORD_EDIT, async (request, reply) => {
    const other = readEnd(formOf(request).text('other'));
    if (!other) return ask(request, reply, true);
    const { type, record } = await named(request);
    await demandEnd(parts, request, other);
    const { label } = askedIn(request);
    const { undo } = await records.link(record.id, other, label, actorOf(request.viewer));
    said(parts, reply, record.name, undo);
    return reply.goTo(recordAddress(type, record));
  });

  server.delete(`${at}/links/:kind/:other`, RECORD_EDIT, async (request, reply) => {
    const { type, record } = await named(request);
    const { kind, other } = request.params as { kind: string; other: string };
    const end = readEnd(`${kind}:${other}`);
    if (!end) throw notFound('link');
    await demandEnd(parts, request, end);
    const { undo } = await records.unlink(record.id, end, actorOf(request.viewer));
    said(parts, reply, record.name, undo);
    return reply.goTo(recordAddress(type, record));
  });
}

function ofContact(server: FastifyInstance, parts: WebParts): void {
  const { records } = parts.rooms;
  const at = `${CONTACTS}/:key`;
  const ask = async (request: FastifyRequest, reply: FastifyReply, contact: ContactSummary, searched: boolean) => {
    const back = contactAddress(contact);
    const about = { action: `${back}/links`, back, own: { kind: 'contact' as const, id: contact.id }, searched };
    const kinds = await linkKinds(parts, request, false);
    return reply.dialog(await linkDialog(parts, request, { ...about, kinds, ...askedIn(request) }));
  };

  server.get<ContactPlace>(`${at}/links/new`, RECORD_EDIT, async (request, reply) =>
    ask(request, reply, await contactOf(parts, request.params.key), false),
  );

  server.post<ContactPlace>(`${at}/links`, RECORD_EDIT, async (request, reply) => {
    const contact = await contactOf(parts, request.params.key);
    const other = readEnd(formOf(request).text('other'));
    if (other?.kind !== 'record') return ask(request, reply, contact, true);
    await demandEnd(parts, request, other);
    const to = { kind: 'contact' as const, id: contact.id };
    const { undo } = await records.link(other.id, to, askedIn(request).label, actorOf(request.viewer));
    said(parts, reply, contact.title, undo);
    return reply.goTo(contactAddress(contact));
  });

  server.delete<{ Params: { key: string; other: string } }>(
    `${at}/links/record/:other`,
    RECORD_EDIT,
    async (request, reply) => {
      const contact = await contactOf(parts, request.params.key);
      const end = readEnd(`record:${request.params.other}`);
      if (!end) throw notFound('record');
      await demandEnd(parts, request, end);
      const { undo } = await records.unlink(end.id, { kind: 'contact', id: contact.id }, actorOf(request.viewer));
      said(parts, reply, contact.title, undo);
      return reply.goTo(contactAddress(contact));
    },
  );
}

function mainCompany(server: FastifyInstance, parts: WebParts): void {
  const { records } = parts.rooms;

  server.put<ContactPlace>(`${CONTACTS}/:key/company`, RECORD_EDIT, async (request, reply) => {
    const contact = await contactOf(parts, request.params.key);
    const company = await records.view(formOf(request).number('company') || 0);
    if (company?.type !== 'company' || !may(request.viewer, 'record.read', company)) throw notFound('record');
    const { undo } = await records.makeMain(company.id, contact.id, actorOf(request.viewer));
    said(parts, reply, contact.title, undo);
    return reply.goTo(contactAddress(contact));
  });
}
