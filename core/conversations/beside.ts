// What stands beside messages, fetched for many at once: attachments, deliveries, quotations, mentions.
import type { MediaKind } from '../contract/part.ts';
import { contactTitle, namelessFrom } from '../database/calling.ts';
import { toBoolean, toDateOrNull, toJsonOrNull } from '../database/rows.ts';
import { calledFrom } from './list-rows.ts';
import type { Row } from './rows.ts';
import { cut } from './words.ts';
import type { Needs } from './shapes.ts';
import type { ShownAttachment, ShownDelivery, ThreadItem } from './thread.ts';

const QUOTED_LIMIT = 300;

export async function attachmentsOf(
  needs: Needs,
  holder: 'message_id' | 'draft_id',
  ids: number[],
): Promise<Map<number, ShownAttachment[]>> {
  if (ids.length === 0) return new Map();
  const rows = await needs.database.rows<Row>(
    `select attachment.*, file.hash, file.width, file.height from attachment left join file on file.id = attachment.file_id
     where attachment.${holder} in (?) order by attachment.${holder}, attachment.position, attachment.id`,
    [ids],
  );
  return grouped(rows, (row) => row[holder] as number, attachmentFrom);
}

function attachmentFrom(row: Row): ShownAttachment {
  return {
    id: row.id as number,
    publicId: row.public_id as string,
    kind: row.kind as string,
    name: row.name as string,
    type: row.type as string,
    bytes: row.bytes as number,
    size: row.width ? { width: row.width as number, height: row.height as number } : null,
    fileId: row.file_id as number | null,
    hash: row.hash as string | null,
    contentId: row.content_id as string | null,
    inline: toBoolean(row.inline),
    state: row.state as ShownAttachment['state'],
    stateReason: toJsonOrNull(row.state_reason),
    held: toJsonOrNull(row.held),
  };
}

export async function deliveriesOf(needs: Needs, messageIds: number[]): Promise<Map<number, ShownDelivery[]>> {
  if (messageIds.length === 0) return new Map();
  const rows = await needs.database.rows<Row>(
    'select * from delivery where message_id in (?) order by message_id, position',
    [messageIds],
  );
  if (rows.length === 0) return new Map();
  const people = await needs.database.rows<Row>(
    'select * from delivery_recipient where delivery_id in (?) order by id',
    [rows.map((row) => row.id)],
  );
  const recipients = grouped(people, (row) => row.delivery_id as number, recipientFrom);
  return grouped(
    rows,
    (row) => row.message_id as number,
    (row) => ({
      id: row.id as number,
      accountId: row.account_id as number,
      status: row.status as ShownDelivery['status'],
      reason: toJsonOrNull(row.reason),
      attempts: row.attempts as number,
      nextAttemptAt: toDateOrNull(row.next_attempt_at),
      sentAt: toDateOrNull(row.sent_at),
      deliveredAt: toDateOrNull(row.delivered_at),
      readAt: toDateOrNull(row.read_at),
      recipients: recipients.get(row.id as number) ?? [],
    }),
  );
}

function recipientFrom(row: Row): ShownDelivery['recipients'][number] {
  return {
    role: row.role as 'to',
    kind: row.kind as string,
    value: row.value as string,
    name: row.name as string,
    status: row.status as ShownDelivery['recipients'][number]['status'],
    reason: toJsonOrNull(row.reason),
  };
}

export async function quotedOf(
  needs: Needs,
  messageIds: number[],
): Promise<Map<number, NonNullable<ThreadItem['quoted']>>> {
  if (messageIds.length === 0) return new Map();
  const rows = await needs.database.rows<Row>(
    `select message.id, message.public_id, message.text, message.deleted_at,
       (select kind from attachment where message_id = message.id order by id limit 1) as file,
       desk_user.id as user_id, desk_user.name as user_name, contact.id as contact_id,
       ${contactTitle('contact')} as contact_title, ${namelessFrom('contact')} as nameless_from
     from message left join desk_user on desk_user.id = message.author_user_id
     left join contact on contact.id = message.author_contact_id where message.id in (?)`,
    [messageIds],
  );
  return new Map(
    rows.map((row) => [
      row.id as number,
      {
        id: row.id as number,
        publicId: row.public_id as string,
        author: quotedAuthor(row),
        text: cut(row.text as string, QUOTED_LIMIT),
        file: row.deleted_at === null ? ((row.file as MediaKind | null) ?? null) : null,
        deleted: row.deleted_at !== null,
      },
    ]),
  );
}

function quotedAuthor(row: Row): NonNullable<ThreadItem['quoted']>['author'] {
  if (row.user_id) return { kind: 'user', id: row.user_id as number, name: row.user_name as string };
  return row.contact_id ? { kind: 'contact', id: row.contact_id as number, ...calledFrom(row) } : null;
}

export async function mentionsIn(needs: Needs, messageIds: number[]): Promise<Map<number, number[]>> {
  if (messageIds.length === 0) return new Map();
  const rows = await needs.database.rows<Row>(
    'select message_id, user_id from mention where message_id in (?) order by user_id',
    [messageIds],
  );
  return grouped(
    rows,
    (row) => row.message_id as number,
    (row) => row.user_id as number,
  );
}

function grouped<T>(rows: Row[], key: (row: Row) => number, make: (row: Row) => T): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const row of rows) {
    const id = key(row);
    const group = groups.get(id);
    if (group) group.push(make(row));
    else groups.set(id, [make(row)]);
  }
  return groups;
}
