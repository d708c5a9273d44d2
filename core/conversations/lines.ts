// What stands in a thread beside its messages, as programs read it: comments, and who had it, in which inbox, open or closed.
import { jsonAt } from '../database/words.ts';
import { toDate, toJson } from '../database/rows.ts';
import type { StoredPart } from '../database/entities/message.ts';
import type { Row } from './rows.ts';
import type { Happening, Needs } from './shapes.ts';

/** `comment`: an internal note; else something that happened, by its type. */
export interface Line {
  /** Public. */
  id: string;
  at: Date;
  /** Who wrote or did it; null for the desk, and for customers. */
  userId: number | null;
  comment: { text: string; html: string | null } | null;
  happening: Happening | null;
}

/** A line by its place: from there on towards the beginning. */
export interface LinePlace {
  at: Date;
  id: string;
}

export interface Lines {
  /** Of these types of happenings, and comments that were not taken back; newest first, those before a place. */
  lines(conversationId: number, options: { types: string[]; before?: LinePlace; limit: number }): Promise<Line[]>;
  line(conversationId: number, id: string, types: string[]): Promise<Line | null>;
}

const FOUND = `select public_id, kind, at, author_user_id, text, parts, details from message
  where conversation_id = ? and kind <> 'message' and deleted_at is null
    and (kind = 'comment' or (kind = 'event' and ${jsonAt('details', 'type')} in (?)))`;

export function createLines({ database }: Pick<Needs, 'database'>): Lines {
  return {
    async lines(conversationId, { types, before, limit }) {
      const earlier = before ? 'and (at, public_id) < (?, ?)' : '';
      const sql = `${FOUND} ${earlier} order by at desc, public_id desc limit ?`;
      const place = before ? [before.at, before.id] : [];
      return (await database.rows<Row>(sql, [conversationId, types, ...place, limit])).map(lineFrom);
    },
    async line(conversationId, id, types) {
      const row = await database.row<Row>(`${FOUND} and public_id = ?`, [conversationId, types, id]);
      return row ? lineFrom(row) : null;
    },
  };
}

function lineFrom(row: Row): Line {
  const [part] = toJson<StoredPart[]>(row.parts);
  const html = part?.type === 'text' ? (part.html ?? null) : null;
  const isComment = row.kind === 'comment';
  return {
    id: row.public_id as string,
    at: toDate(row.at),
    userId: row.author_user_id as number | null,
    comment: isComment ? { text: row.text as string, html } : null,
    happening: isComment ? null : toJson<Happening>(row.details),
  };
}
