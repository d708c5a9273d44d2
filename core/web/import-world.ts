// What pages about imports are made from: what can be imported, who may, and the import an address names.
import type { FastifyRequest } from 'fastify';
import { demand, may, seesType, type Permission, type Viewer } from '../accounts/accounts.ts';
import type { Import } from '../imports/imports.ts';
import { notFound } from '../kernel/errors.ts';
import type { ObjectNames } from './present/imports.ts';
import { text } from './present/marks.ts';
import { allTypes } from './record-world.ts';
import type { WebParts } from './rooms.ts';
import { presentFor } from './reader.ts';

/** Importing writes: whoever may not change these things may not import them either. */
export function editOf(object: string): Permission {
  return object === 'contact' ? 'contact.edit' : object === 'ticket' ? 'ticket.edit' : 'record.edit';
}

/** Whether properties can be made along with an import. */
export function makesProperties(viewer: Viewer, object: string): boolean {
  return may(viewer, object === 'ticket' ? 'pipeline.manage' : 'record.manage');
}

export async function objectNames(parts: WebParts, request: FastifyRequest): Promise<ObjectNames> {
  const present = presentFor(parts, request);
  const types = await allTypes(parts, request);
  return new Map([
    ['contact', text(present, 'contacts.heading')],
    ...types.map(({ key, plural }): [string, string] => [key, plural]),
    ['ticket', text(present, 'tickets.heading')],
  ]);
}

/** Demands that the person may change what it holds. */
export async function importOf({ rooms }: WebParts, request: FastifyRequest): Promise<Import> {
  const run = await rooms.imports.get((request.params as { key: string }).key);
  if (!run || !seesType(request.viewer, run.object)) throw notFound('import');
  demand(request.viewer, editOf(run.object));
  return run;
}
