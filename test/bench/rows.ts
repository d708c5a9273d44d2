// The rows of a filled database: what the desk writes for a mail that came in, was taken, answered and read.
import type Database from 'better-sqlite3';

const INBOXES = 4;

interface Talk {
  id: number;
  contactId: number;
  at: number;
  count: number;
  last: number;
  subject: string;
  /** Of ten: six closed, three open, one put off. */
  chance: number;
  owner: number;
}

interface Mail {
  id: number;
  of: number;
  contactId: number;
  at: number;
  text: string;
  part: number;
  isThread: boolean;
}

const address = (contactId: number) => `c${contactId}@customers.example`;

export function statements(database: Database.Database) {
  const person = database.prepare(
    `insert into desk_user (id, name, email, role, preferences, created_at) values (?, ?, ?, 'agent', '{}', ?)`,
  );
  const contact = database.prepare(
    `insert into contact (id, public_id, name, properties, consents, created_at, updated_at, last_message_at) values (?, ?, ?, '{}', '{}', ?, ?, ?)`,
  );
  const identity = database.prepare(
    `insert into contact_identity (contact_id, kind, value, primary_of, created_at) values (?, 'email', ?, 1, ?)`,
  );
  return {
    /** Besides the administrator, who is the first. */
    people(count: number, at: number) {
      for (let id = 2; id <= count; id += 1) person.run(id, `Person ${id}`, `p${id}@radwerk.example`, at);
    },
    contact(id: number, name: string, at: number) {
      contact.run(id, `contact${id}`, name, at, at, at);
      identity.run(id, address(id), at);
    },
    conversation: conversations(database),
    message: messages(database),
  };
}

function conversations(database: Database.Database) {
  const conversation = database.prepare(
    `insert into conversation (id, public_id, inbox_id, account_id, contact_id, subject, snippet, status, owner_id, has_outbound, waiting_since,
      last_inbound_at, last_message_at, last_message_id, message_count, notes, created_at, changed_at)
     values (?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '{}', ?, ?)`,
  );
  const participant = database.prepare(
    `insert into participant (conversation_id, kind, value, contact_id) values (?, 'email', ?, ?) on conflict do nothing`,
  );
  return ({ id, contactId, at, count, last, subject, chance, owner }: Talk) => {
    const status = chance < 0.6 ? 'closed' : chance < 0.9 ? 'open' : 'snoozed';
    const isOwned = chance < 0.55 || (chance > 0.6 && chance < 0.8);
    conversation.run(
      ...[id, `conv${id}`, 1 + (id % INBOXES), contactId, subject, subject, status, isOwned ? owner : null],
      ...[Number(chance < 0.5 || count > 1), status === 'open' ? at : null, at, at, last, count, at, at],
    );
    participant.run(id, address(contactId), contactId);
  };
}

function messages(database: Database.Database) {
  const message = database.prepare(
    `insert into message (id, public_id, conversation_id, account_id, kind, direction, author_user_id, author_contact_id, external_id,
      at, created_at, changed_at, arrival_id, details, reactions, status, subject, people, text, addresses, parts)
     values (?, ?, ?, 1, 'message', ?, ?, ?, ?, ?, ?, ?, ?, '{}', '[]', ?, '', ?, ?, ?, ?)`,
  );
  return ({ id, of, contactId, at, text, part, isThread }: Mail) => {
    const isOurs = part % 2 === 1;
    const customer = { kind: 'email', value: address(contactId) };
    const desk = { kind: 'email', value: 'support@radwerk.example' };
    const people = [
      { role: 'from', name: '', address: isOurs ? desk : customer },
      { role: 'to', name: '', address: isOurs ? customer : desk },
    ];
    // In threads most mails are written in HTML and quote what they answer.
    const rich = isThread && { html: `<p>${text}</p>`, quotedText: part > 0 ? text : undefined };
    const who = isOurs ? ['out', 1, null] : ['in', null, contactId];
    message.run(
      ...[
        id,
        `m${id}`,
        of,
        ...who,
        `x${id}`,
        at,
        at,
        at,
        isOurs ? null : id,
        isOurs ? 'sent' : null,
        address(contactId),
      ],
      ...[text, JSON.stringify(people), JSON.stringify([{ type: 'text', text, ...rich }])],
    );
  };
}

/** A quarter of the conversations are tickets: most of them closed, one in twenty urgent, few with many in one stage. */
export function tickets(database: Database.Database): void {
  database.exec(`begin;
    insert into ticket (id, number, name, pipeline_id, stage_id, stage_kind, priority, owner_id, source, inbox_id, account_id, contact_id,
      created_at, changed_at, closed_at, place)
      select conversation.id, conversation.id, subject, stage.pipeline_id, stage.id, stage.kind,
        case when conversation.id % 20 = 0 then 4 else conversation.id % 4 end, owner_id, 'email', conversation.inbox_id, account_id, contact_id,
        conversation.created_at, last_message_at, case stage.kind when 'closed' then last_message_at end, last_message_at
      from conversation join stage on stage.position = case conversation.status
        when 'closed' then 3 when 'open' then conversation.id % 3 % 2 else 2 end
      where inbox_id = 2;
    insert into ticket_conversation (conversation_id, ticket_id, linked_at) select id, id, created_at from ticket;
    insert into ticket_change (ticket_id, at, actor, kind, detail) select id, created_at, 'desk', 'opened', '{}' from ticket;
    commit`);
}

/** What stands around conversations and messages: tags, marks of reading, events, the journal, deliveries, files. */
export function besides(database: Database.Database): void {
  database.exec(`begin;
    insert into tag (id, name) values (1, 'bicycle'), (2, 'parts'), (3, 'repair'), (4, 'refund'), (5, 'urgent');
    insert into conversation_tag (conversation_id, tag_id, last_message_at)
      select id, 1 + id % 4, last_message_at from conversation where id % 3 = 0 union all
      select id, 5, last_message_at from conversation where id % 50 = 0;
    insert into read_mark (user_id, conversation_id, message_id) select 1, id, last_message_id from conversation where id % 2 = 0;
    insert into event (at, type, actor, inbox_id, conversation_id, message_id, contact_id, account_id, data)
      select created_at, step.type, 'desk', inbox_id, conversation.id, last_message_id, contact_id, account_id, '{}' from conversation
      cross join (select 'conversation.created' as type union all select 'message.received' union all select 'arrival.changed') step;
    insert into arrival (id, account_id, key, type, meta, body, bytes, sender, summary, status, attempts, received_at, processed_at)
      select id, 1, 'key' || id, 'message/rfc822', '{}', zeroblob(400), 400, people, substr(text, 1, 40),
        case when id % 5000 = 0 then 'quarantined' else 'processed' end, 1, at, at from message where direction = 'in';
    insert into delivery (message_id, account_id, conversation_id, position, key, draft, status, created_at, sent_at, changed_at)
      select id, 1, conversation_id, 0, 'd' || id, '{}', 'sent', at, at, at from message where direction = 'out';
    insert into delivery_recipient (delivery_id, role, kind, value, status, changed_at)
      select id, 'to', 'email', 'c@customers.example', 'sent', changed_at from delivery;
    insert into attachment (public_id, message_id, file_id, kind, name, type, bytes, created_at)
      select 'a' || id, id, 1, 'file', 'invoice.pdf', 'application/pdf', 48000, at from message where id % 4 = 0;
    insert into notification (user_id, kind, conversation_id, message_id, created_at)
      select 1, 'mention', id, last_message_id, created_at from conversation where id % 200 = 0;
    insert into audit_entry (at, user_id, action, subject, detail)
      select created_at, 1, 'user.changed', 'user', '{}' from conversation where id % 20 = 0;
    commit`);
}
