// The timeline of a contact: conversations, tickets, notes and changes in one order, a page at a time (CO-1).
import type { FastifyRequest } from 'fastify';
import { may, ticketsSeen } from '../accounts/accounts.ts';
import type { ContactSummary } from '../contacts/contacts.ts';
import type { TimelineEntry, TimelineModel } from './models/contacts.ts';
import { changeEntry, contactAddress, ticketEntry, timelineEntry } from './present/contacts.ts';
import { text } from './present/marks.ts';
import type { WebParts } from './rooms.ts';
import { presentFor } from './reader.ts';

const PAGE = 30;
const KINDS = ['all', 'talks', 'tickets', 'notes', 'changes'] as const;
type Kind = (typeof KINDS)[number];

/** Between two entries: their order is by time, then by source, then by number. */
interface Place {
  at: number;
  source: number;
  id: number;
}
interface Entry extends Place {
  entry: TimelineEntry;
}

const FIRST: Place = { at: 8_640_000_000_000_000, source: 0, id: 0 };
const LAST_ID = 999_999_999_999_999;

/** Where a source goes on: behind the place, at the same moment only where its turn comes later. */
function from(place: Place, source: number): { at: number; id: number } {
  const id = source === place.source ? place.id : source > place.source ? LAST_ID : 0;
  return { at: place.at, id };
}

export async function timelineOf(
  parts: WebParts,
  request: FastifyRequest,
  contact: ContactSummary,
): Promise<TimelineModel> {
  const asked = request.query as { show?: string; before?: string };
  const present = presentFor(parts, request);
  const show = KINDS.find((one) => one === asked.show) ?? 'all';
  const [, at, source, id] = /^(\d{1,16})-(\d)-(\d{1,15})$/.exec(asked.before ?? '') ?? [];
  const place = at ? { at: Number(at), source: Number(source), id: Number(id) } : FIRST;
  const wanted = (kind: Kind) => show === 'all' || show === kind;
  const found = [
    ...(wanted('talks') ? await talks(parts, request, contact, from(place, 0)) : []),
    ...(wanted('tickets') ? await tickets(parts, request, contact, from(place, 1)) : []),
    ...(wanted('notes') || wanted('changes') ? await changes(parts, request, contact, from(place, 2), show) : []),
  ].toSorted((one, other) => other.at - one.at || one.source - other.source || other.id - one.id);
  const shown = found.slice(0, PAGE);
  const last = found.length > PAGE ? shown.at(-1)! : undefined;
  const base = contactAddress(contact);
  const next = last && `${base}/timeline?show=${show}&before=${last.at}-${last.source}-${last.id}`;
  const silent = show === 'all' ? 'contacts.silent' : 'contacts.timeline.nothing';
  return {
    kinds: KINDS.map((kind) => ({
      label: text(present, `contacts.timeline.${kind}`),
      href: kind === 'all' ? base : `${base}?show=${kind}`,
      current: kind === show,
    })),
    entries: shown.map(({ entry }) => entry),
    more: next,
    empty: { title: text(present, silent), text: text(present, `${silent}.text`) },
  };
}

/** Inboxes whose conversations this person may see. */
async function visibleInboxes({ rooms }: WebParts, request: FastifyRequest): Promise<number[]> {
  const { inboxIds } = request.viewer;
  if (inboxIds !== 'all') return inboxIds;
  return (await rooms.conversations.inboxes.list({ archived: true })).map(({ id }) => id);
}

async function talks(
  parts: WebParts,
  request: FastifyRequest,
  contact: ContactSummary,
  before: { at: number; id: number },
): Promise<Entry[]> {
  const { conversations, channels } = parts.rooms;
  const present = presentFor(parts, request);
  const found = await conversations.thread.ofContact(contact.id, {
    inboxIds: await visibleInboxes(parts, request),
    before: { at: new Date(before.at), id: before.id },
    limit: PAGE + 1,
  });
  const names = new Map((await channels.accounts()).map(({ account }) => [account.id, account.channel]));
  const forms = await conversations.thread.formsOf(found.map(({ id }) => id));
  return found.map((one) => ({
    ...{ at: one.lastMessageAt.getTime(), source: 0, id: one.id },
    entry: timelineEntry(present, one, names.get(one.accountId ?? 0) ?? null, forms.get(one.id)),
  }));
}

async function tickets(
  parts: WebParts,
  request: FastifyRequest,
  contact: ContactSummary,
  before: { at: number; id: number },
): Promise<Entry[]> {
  if (!may(request.viewer, 'ticket.read')) return [];
  const after = `${Math.min(before.at, LAST_ID)}-${before.id}`;
  const query = { contactId: contact.id, state: 'all' as const, ...ticketsSeen(request.viewer), after };
  const { rows } = await parts.rooms.tickets.list({ ...query, limit: PAGE + 1 });
  return rows.map((one) => ({
    ...{ at: one.changedAt.getTime(), source: 1, id: one.id },
    entry: ticketEntry(one),
  }));
}

async function changes(
  parts: WebParts,
  request: FastifyRequest,
  contact: ContactSummary,
  before: { at: number; id: number },
  show: Kind,
): Promise<Entry[]> {
  const only = show === 'notes' || show === 'changes' ? show : undefined;
  const without = may(request.viewer, 'record.read', { type: 'company' }) ? [] : ['company'];
  const found = await parts.rooms.contacts.history(contact.id, { before, only, without, limit: PAGE + 1 });
  const present = presentFor(parts, request);
  return found.map((one) => ({
    ...{ at: one.at.getTime(), source: 2, id: one.id },
    entry: changeEntry(present, one),
  }));
}
