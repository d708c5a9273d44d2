// One record: what is known, what it is linked with, its timeline; changed, noted on, deleted with a way back (CO-2).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { actorOf, may, seesType } from '../../accounts/accounts.ts';
import type { RecordChange, RecordView } from '../../records/records.ts';
import { formOf, withWrong, type Wrong } from '../forms.ts';
import type { RecordPage } from '../models/records.ts';
import { text } from '../present/marks.ts';
import {
  readRecord,
  recordAddress,
  recordEntry,
  recordFacts,
  recordFields,
  valueFacts,
  type TypeView,
} from '../present/records.ts';
import { linkedWith } from '../record-links.ts';
import { RECORD_BASES, recordOf, recordWorld, typeOf } from '../record-world.ts';
import type { WebParts } from '../rooms.ts';
import { presentFor, whence } from './inbox.ts';
import { RECORD_EDIT, RECORD_READ, shownAgain } from './records.ts';
import { ticketForm } from './new-ticket.ts';

const HISTORY = 200;

export function recordUndo(step: string): string {
  return `/records/steps/${step}?_method=DELETE`;
}

export function recordRoutes(server: FastifyInstance, parts: WebParts): void {
  for (const base of RECORD_BASES) {
    of(server, parts, `${base}/:key`);
    besides(server, parts, `${base}/:key`);
  }

  server.delete<{ Params: { step: string } }>('/records/steps/:step', RECORD_EDIT, async (request, reply) => {
    await parts.rooms.records.undo(request.params.step, actorOf(request.viewer));
    parts.cookies.say(reply, 'said.undone');
    return reply.goTo(whence(request));
  });
}

async function named(parts: WebParts, request: FastifyRequest): Promise<{ type: TypeView; record: RecordView }> {
  const type = await typeOf(parts, request);
  return { type, record: await recordOf(parts, request, type) };
}

function of(server: FastifyInstance, parts: WebParts, at: string): void {
  const { rooms, cookies } = parts;

  server.get(at, RECORD_READ, async (request, reply) => {
    const { type, record } = await named(parts, request);
    rooms.accounts.recent.viewed(request.viewer.userId, 'record', record.id);
    return reply.page('records/record', await recordPage(parts, request, type, record));
  });

  server.get(`${at}/edit`, RECORD_EDIT, async (request, reply) => {
    const { type, record } = await named(parts, request);
    return editPage(parts, request, reply, { type, record });
  });

  server.patch(at, RECORD_EDIT, async (request, reply) => {
    const { type, record } = await named(parts, request);
    const changes = readRecord(formOf(request), await recordWorld(parts, type));
    const work = async () => {
      const { undo } = await rooms.records.change(record.id, changes, actorOf(request.viewer));
      if (undo) cookies.say(reply, 'said.record-changed', { name: record.name, undo: recordUndo(undo) });
      return reply.goTo(recordAddress(type, record));
    };
    return ticketForm(parts, request, work, (wrong) => editPage(parts, request, reply, { type, record, wrong }));
  });
}

function besides(server: FastifyInstance, parts: WebParts, at: string): void {
  const { rooms, cookies } = parts;

  server.delete(at, RECORD_EDIT, async (request, reply) => {
    const { type, record } = await named(parts, request);
    const { undo } = await rooms.records.remove([record.id], actorOf(request.viewer));
    cookies.say(reply, 'said.record-deleted', { name: record.name, ...(undo && { undo: recordUndo(undo) }) });
    return reply.goTo(type.base);
  });

  server.post(`${at}/notes`, RECORD_EDIT, async (request, reply) => {
    const { type, record } = await named(parts, request);
    const { undo } = await rooms.records.note(record.id, formOf(request).text('note'), actorOf(request.viewer));
    cookies.say(reply, 'said.record-changed', { name: record.name, ...(undo && { undo: recordUndo(undo) }) });
    return reply.goTo(recordAddress(type, record));
  });
}

/** Without lines that name what the reader may not see. */
async function historyOf({ rooms }: WebParts, { viewer }: FastifyRequest, { id }: RecordView) {
  const lines = await rooms.records.history(id, { limit: HISTORY });
  const { pipelineIds, recordTypes } = viewer.withheld;
  if (pipelineIds.length + recordTypes.length === 0) return lines;
  const shows = async ({ kind, detail }: RecordChange) => {
    if (kind !== 'linked' && kind !== 'unlinked') return true;
    const other = Number(detail.id);
    if (detail.of === 'ticket') return may(viewer, 'ticket.read', (await rooms.tickets.get(other)) ?? {});
    // Of a line from before its other end was kept with it nobody knows what it names.
    if (detail.of === 'record') return seesType(viewer, (await rooms.records.typeOf(other)) ?? '');
    return detail.of === 'contact';
  };
  const shown = await Promise.all(lines.map(shows));
  return lines.filter((_, index) => shown[index]);
}

async function recordPage(
  parts: WebParts,
  request: FastifyRequest,
  type: TypeView,
  record: RecordView,
): Promise<RecordPage> {
  const present = presentFor(parts, request);
  const world = await recordWorld(parts, type);
  const at = recordAddress(type, record);
  const edits = may(request.viewer, 'record.edit');
  const history = await historyOf(parts, request, record);
  const write = {
    ...{ label: text(present, 'contacts.write'), href: `${at}/writing`, icon: 'mail', primary: true, dialog: true },
  };
  const remove = { label: text(present, 'records.delete'), action: `${at}?_method=DELETE`, icon: 'trash' };
  return {
    title: record.name,
    heading: record.name,
    text: type.singular,
    crumb: { label: type.plural, href: type.base },
    links: [
      ...(edits ? [{ label: text(present, 'tickets.edit'), href: `${at}/edit`, icon: 'pen' }] : []),
      ...(may(request.viewer, 'conversation.answer') ? [write] : []),
    ],
    facts: recordFacts(present, record),
    properties: valueFacts(present, record.properties, world),
    linked: await linkedWith(parts, request, await parts.rooms.records.links(record.id), edits ? at : undefined),
    linkHref: edits ? `${at}/links/new` : undefined,
    more: edits ? [remove] : [],
    noteAction: edits ? `${at}/notes` : undefined,
    entries: history.map((one) => recordEntry(present, one)),
  };
}

async function editPage(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  { type, record, wrong }: { type: TypeView; record: RecordView; wrong?: Wrong },
): Promise<FastifyReply> {
  const present = presentFor(parts, request);
  const world = await recordWorld(parts, type);
  const typed = wrong ? shownAgain(formOf(request), world) : record;
  const at = recordAddress(type, record);
  const heading = text(present, 'tickets.edit');
  const fields = withWrong(recordFields(present, type, typed, world), wrong ?? {});
  const form = { action: `${at}?_method=PATCH`, groups: [{ fields }], back: at };
  const crumb = { label: record.name, href: at };
  return reply.page('contacts/form', { title: heading, heading, crumb, form }, wrong ? 422 : 200);
}
