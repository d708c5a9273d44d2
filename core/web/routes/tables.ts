// Tables of contacts and records: choosing columns, changing one cell, changing or deleting many rows with a way back.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { actorOf, type Permission } from '../../accounts/accounts.ts';
import { DeskError, notFound } from '../../kernel/errors.ts';
import { formOf, sentences } from '../forms.ts';
import { contactColumns, contactRowsAt, contactUsual, contactWorld } from '../contact-table.ts';
import { text } from '../present/marks.ts';
import { atPropertyFields } from '../present/property-fields.ts';
import { recordColumns, usualColumns, type RecordWorld } from '../present/records.ts';
import { RECORD_BASES, recordWorld, typeOf } from '../record-world.ts';
import type { WebParts } from '../rooms.ts';
import {
  cellDialog,
  chosenColumns,
  columnsDialog,
  keepColumns,
  manyDialog,
  readCell,
  readMany,
  type CellAsked,
  type TableChanges,
  type TableColumn,
} from '../table-tools.ts';
import { askFirst } from '../ticket-world.ts';
import { CONTACTS, EDIT } from './contacts.ts';
import { presentFor, tableBefore, whence } from './inbox.ts';
import { recordUndo } from './record.ts';
import { RECORD_EDIT, RECORD_READ } from './records.ts';

/** A table as these routes know it. */
interface Table {
  base: string;
  name: string;
  world: RecordWorld;
  columns: TableColumn[];
  usual: string[];
  row(id: number): Promise<CellAsked['value'] | null>;
  change(ids: number[], changes: TableChanges): Promise<{ undo: string | null }>;
  /** Absent where rows are not deleted. */
  remove?(ids: number[]): Promise<{ undo: string | null }>;
  undoAddress(step: string): string;
}

type Guard = { config: { permission: Permission } };
type Guards = { read: Guard; edit: Guard };
type TableOf = (request: FastifyRequest) => Promise<Table>;

export function tableRoutes(server: FastifyInstance, parts: WebParts): void {
  for (const base of RECORD_BASES)
    of(server, parts, base, { read: RECORD_READ, edit: RECORD_EDIT }, (request) => recordTableOf(parts, request));
  const read = { config: { permission: 'contact.read' as const } };
  of(server, parts, CONTACTS, { read, edit: EDIT }, (request) => contactTableOf(parts, request));

  server.delete<{ Params: { step: string } }>(`${CONTACTS}/steps/:step`, EDIT, async (request, reply) => {
    await parts.rooms.contacts.undoMany(request.params.step, actorOf(request.viewer));
    parts.cookies.say(reply, 'said.undone');
    return reply.goTo(whence(request));
  });
}

async function recordTableOf(parts: WebParts, request: FastifyRequest): Promise<Table> {
  const { records } = parts.rooms;
  const type = await typeOf(parts, request);
  const world = await recordWorld(parts, type);
  const actor = actorOf(request.viewer);
  const ours = async (ids: number[]) => {
    const found = await records.views(ids);
    return found.filter((one) => one.type === type.key).map(({ id }) => id);
  };
  return {
    ...{ base: type.base, name: type.key, world, usual: usualColumns(world) },
    columns: recordColumns(presentFor(parts, request), type, world),
    async row(id) {
      const record = await records.view(id);
      return record?.type === type.key ? (record as unknown as CellAsked['value']) : null;
    },
    change: async (ids, changes) => records.changeMany(await ours(ids), changes, actor),
    remove: async (ids) => records.remove(await ours(ids), actor),
    undoAddress: recordUndo,
  };
}

async function contactTableOf(parts: WebParts, request: FastifyRequest): Promise<Table> {
  const { contacts } = parts.rooms;
  const world = await contactWorld(parts);
  return {
    ...{ base: CONTACTS, name: 'contact', world, usual: contactUsual(world) },
    columns: contactColumns(presentFor(parts, request), world),
    row: async (id) => (await contactRowsAt(parts, id)) as CellAsked['value'] | null,
    change: (ids, changes) => contacts.changeMany(ids, changes, actorOf(request.viewer)),
    undoAddress: (step) => `${CONTACTS}/steps/${step}?_method=DELETE`,
  };
}

function of(server: FastifyInstance, parts: WebParts, base: string, { read, edit }: Guards, tableOf: TableOf): void {
  server.get(`${base}/columns`, read, async (request, reply) => {
    const table = await tableOf(request);
    const shown = await chosenColumns(parts, request, table.name, table.columns, table.usual);
    return reply.dialog(columnsDialog(presentFor(parts, request), table.base, table.columns, shown));
  });

  server.put(`${base}/columns`, read, async (request, reply) => {
    const table = await tableOf(request);
    await keepColumns(parts, request, table.name, formOf(request).texts('columns'));
    return reply.goTo(tableBefore(request, table.base));
  });

  server.post(`${base}/many`, edit, async (request, reply) => {
    const table = await tableOf(request);
    const form = formOf(request);
    const ids = form.numbers('row').slice(0, 500);
    if (ids.length === 0) return reply.goTo(whence(request));
    if (form.text('do') !== 'delete' || !table.remove)
      return askFirst(request, reply, manyDialog(presentFor(parts, request), table.world, { base: table.base, ids }));
    return told(parts, request, reply, table, { ids, ...(await table.remove(ids)), said: 'said.rows-deleted' });
  });

  server.patch(`${base}/many`, edit, async (request, reply) => {
    const table = await tableOf(request);
    const form = formOf(request);
    const ids = form.numbers('row').slice(0, 500);
    let undo: string | null;
    try {
      ({ undo } = await table.change(ids, readMany(form, table.world)));
    } catch (error) {
      const asked = { base: table.base, ids, error: whatIsWrong(parts, request, error) };
      return reply.dialog(manyDialog(presentFor(parts, request), table.world, asked), 422);
    }
    return told(parts, request, reply, table, { ids, undo, said: 'said.rows-changed' });
  });

  oneCell(server, parts, base, edit, tableOf);
}

function oneCell(server: FastifyInstance, parts: WebParts, base: string, edit: Guards['edit'], tableOf: TableOf): void {
  const ask = async (request: FastifyRequest, reply: FastifyReply, table: Table, error?: string) => {
    const { id, column } = request.params as { id: string; column: string };
    const present = presentFor(parts, request);
    const value = /^\d{1,15}$/.test(id) ? await table.row(Number(id)) : null;
    const label = column === 'name' ? text(present, 'records.name') : nameOf(table, column);
    const action = `${table.base}/rows/${id}/${column}?_method=PUT`;
    const asked = value && { action, back: table.base, column, label, title: label, value, error };
    const model = asked && cellDialog(present, table.world, asked);
    if (!model) throw notFound('cell');
    return reply.dialog(model, error ? 422 : 200);
  };

  server.get(`${base}/rows/:id/:column`, edit, async (request, reply) => ask(request, reply, await tableOf(request)));

  server.put(`${base}/rows/:id/:column`, edit, async (request, reply) => {
    const table = await tableOf(request);
    const { id, column } = request.params as { id: string; column: string };
    let undo: string | null;
    try {
      ({ undo } = await table.change([Number(id) || 0], readCell(formOf(request), table.world, column)));
    } catch (error) {
      return ask(request, reply, table, whatIsWrong(parts, request, error));
    }
    return told(parts, request, reply, table, { ids: [Number(id)], undo, said: 'said.rows-changed' });
  });
}

function nameOf({ columns }: Table, column: string): string {
  return columns.find(({ key }) => key === column)?.label ?? column;
}

/** The sentence of the first wrong field; everything else is no matter of the form. */
function whatIsWrong({ locales }: WebParts, request: FastifyRequest, error: unknown): string {
  if (!(error instanceof DeskError) || error.status !== 422) throw error;
  const wrong = sentences(locales, request.viewContext.language, atPropertyFields(error.fields), error.params);
  return Object.values(wrong)[0] ?? error.message;
}

function told(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  table: Table,
  { ids, undo, said }: { ids: number[]; undo: string | null; said: string },
): FastifyReply {
  if (undo) parts.cookies.say(reply, said, { count: ids.length, undo: table.undoAddress(undo) });
  return reply.goTo(tableBefore(request, table.base));
}
