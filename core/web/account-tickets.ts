// The ticket properties of an account, in its settings and in the wizard alike: drawn, read, checked, kept (CH-5).
import type { FastifyRequest } from 'fastify';
import { actorOf } from '../accounts/accounts.ts';
import { DeskError } from '../kernel/errors.ts';
import type { PropertyValues } from '../properties/properties.ts';
import { formOf, sentences, type Wrong } from './forms.ts';
import type { FieldGroup } from './models/fields.ts';
import { readTickets, ticketGroups } from './present/account-tickets-form.ts';
import type { Account } from './present/accounts.ts';
import { atPropertyFields } from './present/property-fields.ts';
import type { WebParts } from './rooms.ts';
import { presentFor } from './reader.ts';
import { ticketWorld } from './ticket-world.ts';

export async function accountTicketGroups(
  parts: WebParts,
  request: FastifyRequest,
  account: Account,
  wrong?: Wrong,
): Promise<FieldGroup[]> {
  const inbox = await parts.rooms.conversations.inboxes.get(account.inboxId);
  const world = await ticketWorld(parts, request.viewer);
  return ticketGroups(presentFor(parts, request), account.ticketDefaults, world, inbox?.kind === 'help desk', wrong);
}

/** Null when it is kept; else what is wrong, and nothing has changed. */
export async function keepAccountTickets(
  parts: WebParts,
  request: FastifyRequest,
  account: Account,
): Promise<Wrong | null> {
  const { rooms, locales } = parts;
  const world = await ticketWorld(parts, request.viewer);
  const { defaults, raw, errors } = readTickets(formOf(request), account.ticketDefaults, world);
  const words = (fields: Record<string, string>) => sentences(locales, request.viewContext.language, fields);
  if (Object.keys(errors).length > 0) return words(errors);
  if (await isUnseen(rooms, defaults)) return words({ owner: 'wrong.owner_unseeing' });
  try {
    const checked = await rooms.properties.values.check('ticket', raw);
    const set = Object.entries(checked).filter(([, value]) => value !== null && value !== false);
    const properties = { ...defaults.properties, ...(Object.fromEntries(set) as PropertyValues) };
    for (const [key, value] of Object.entries(checked)) if (value === null || value === false) delete properties[key];
    await rooms.channels.saveTicketDefaults(account.id, { ...defaults, properties }, actorOf(request.viewer));
    return null;
  } catch (error) {
    if (!(error instanceof DeskError) || error.status !== 422) throw error;
    return words(atPropertyFields(error.fields));
  }
}

/** Whoever would own the tickets does not see them where they begin. */
async function isUnseen(
  { accounts, tickets }: WebParts['rooms'],
  { owner = '', ...wanted }: Account['ticketDefaults'],
): Promise<boolean> {
  const [, id] = /^user:(\d+)$/.exec(owner) ?? [];
  const begins = id && (await tickets.pipelines.beginning(wanted));
  if (!begins) return false;
  return (await accounts.restrictions.seersOf(begins.pipeline.id))?.has(Number(id)) === false;
}
