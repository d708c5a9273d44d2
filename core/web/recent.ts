// What a person has looked at lately, as hits: only what is still there and what they may still see.
import type { FastifyRequest } from 'fastify';
import { may, type ViewedKind, type ViewedThing } from '../accounts/accounts.ts';
import { contactHit, conversationHit, recordHit, ticketHit } from './finding.ts';
import type { Hit } from './models/search.ts';
import { presentFor } from './reader.ts';
import { allTypes } from './record-world.ts';
import type { WebParts } from './rooms.ts';

export type RecentHit = Hit & { kind: ViewedKind };
type Reader = (parts: WebParts, request: FastifyRequest, ids: number[]) => Promise<Map<number, Hit>>;

/** Newest first. */
export async function recentHits(parts: WebParts, request: FastifyRequest, most: number): Promise<RecentHit[]> {
  const things = (await parts.rooms.accounts.recent.list(request.viewer.userId)).slice(0, most);
  const byKind = Map.groupBy(things, ({ kind }) => kind);
  const found = new Map<ViewedKind, Map<number, Hit>>();
  for (const [kind, some] of byKind)
    found.set(
      kind,
      await READERS[kind](
        parts,
        request,
        some.map(({ id }) => id),
      ),
    );
  return things.flatMap((thing) => hitOf(thing, found.get(thing.kind)?.get(thing.id)) ?? []);
}

function hitOf({ kind, at }: ViewedThing, hit: Hit | undefined): RecentHit | null {
  // Numbers of different kinds may be the same.
  return hit ? { ...hit, id: `${kind}-${hit.id}`, at, kind } : null;
}

const READERS: Record<ViewedKind, Reader> = {
  async conversation(parts, request, ids) {
    const rows = await parts.rooms.conversations.lists.rows(ids, request.viewer.userId);
    const seen = rows.filter((row) => row.place !== 'merged' && may(request.viewer, 'conversation.read', row));
    return new Map(seen.map((row) => [row.id, conversationHit(presentFor(parts, request), row)]));
  },
  async contact(parts, request, ids) {
    const found = new Map<number, Hit>();
    if (!may(request.viewer, 'contact.read')) return found;
    for (const id of ids) {
      const contact = await parts.rooms.contacts.summary(id);
      if (!contact || contact.mergedIntoId !== null) continue;
      const { address = null } = contact.identities.find(({ primary }) => primary) ?? contact.identities[0] ?? {};
      found.set(id, contactHit(presentFor(parts, request), { ...contact, address }));
    }
    return found;
  },
  async ticket(parts, request, ids) {
    const found = new Map<number, Hit>();
    for (const id of ids) {
      const ticket = await parts.rooms.tickets.view(id);
      if (ticket?.deletedAt === null && may(request.viewer, 'ticket.read', ticket)) found.set(id, ticketHit(ticket));
    }
    return found;
  },
  async record(parts, request, ids) {
    if (!may(request.viewer, 'record.read')) return new Map();
    const types = await allTypes(parts, request);
    const rows = await parts.rooms.records.views(ids);
    return new Map(
      rows.flatMap((row) => {
        const hit = row.deletedAt === null ? recordHit(types, row) : null;
        return hit ? [[row.id, hit] as const] : [];
      }),
    );
  },
};
