// What the room of service levels writes about a ticket: what is due next, and lines of its timeline (TK-4).
import { addLine, tellTicket } from './acting.ts';
import { NEVER } from './due.ts';
import type { Needs } from './shapes.ts';
import type { Tickets } from './verbs.ts';

export function createDue(needs: Needs): Pick<Tickets, 'happened' | 'setDue'> {
  return {
    async happened(ticketId, { kind, detail }, type) {
      await addLine(needs, ticketId, 'desk', kind, detail);
      await tellTicket(needs, type, ticketId, 'desk', detail);
    },
    setDue: (ticketId, due) =>
      needs.database.run('update ticket set due = ?, due_kind = ?, due_left = ? where id = ?', [
        due?.at?.getTime() ?? NEVER,
        due?.kind ?? null,
        due?.left ?? null,
        ticketId,
      ]),
  };
}
