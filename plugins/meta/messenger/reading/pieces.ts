// Cuts a webhook of Messenger into what it says: one event each.
import { fields, firstText, text } from '../../graph/json.ts';
import { contentId } from '../../graph/reading.ts';
import type { Piece } from '../../graph/webhook.ts';
import { happeningsOf, type Happening } from './webhook.ts';

export function piecesOf(body: unknown): Piece[] {
  const kind = firstText(fields(body).object, 'page');
  return happeningsOf(body).map((happening) => pieceOf(happening, kind));
}

function pieceOf(happening: Happening, object: string): Piece {
  const { pageId, at, event, as } = happening;
  const message = fields(event.message);
  const who = customerIn(happening);
  const content =
    as === 'messaging' || as === 'standby' ? { [as]: [event] } : { changes: [{ field: as, value: event }] };
  return {
    key: keyOf(happening),
    body: { object, entry: [{ id: pageId, ...(at && { time: at.getTime() }), ...content }] },
    orderKey: who,
    from: who,
    summary:
      Object.keys(message).length > 0
        ? 'message'
        : (Object.keys(event).find((name) => !['sender', 'recipient', 'timestamp'].includes(name)) ?? as),
    concerns: ({ uniqueId }) => uniqueId === pageId,
  };
}

/** Of echoes the one who got it. */
function customerIn({ event, pageId }: Happening): string {
  const [sender, recipient] = [text(fields(event.sender).id), text(fields(event.recipient).id)];
  return sender === pageId ? recipient : sender;
}

/** A message and its echo have the same id; so has one that is taken back. */
function keyOf({ event, as, pageId }: Happening): string {
  const message = fields(event.message);
  const id = text(message.mid);
  if (id === '') return contentId('event', [pageId, as, event]);
  const state = message.is_deleted === true ? 'deleted' : message.is_echo === true ? 'echo' : 'said';
  return `message:${id}:${state}`;
}
