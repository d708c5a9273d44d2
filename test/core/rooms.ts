// Rooms over a real database in a temporary folder, with a few people, an inbox and accounts to work with.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContacts, type Contacts } from '../../core/contacts/contacts.ts';
import { createConversations, type Conversations } from '../../core/conversations/conversations.ts';
import type { Conversation, NewConversation, NewMessage } from '../../core/conversations/conversations.ts';
import { openDatabase, type Database } from '../../core/database/database.ts';
import { createEvents, type Events } from '../../core/events/events.ts';
import { createJobs, type Jobs } from '../../core/jobs/jobs.ts';
import { heldClock } from '../../core/kernel/clock.ts';
import { createLog } from '../../core/kernel/log.ts';

export const START = new Date('2026-03-02T09:00:00Z');

export interface Rooms {
  database: Database;
  events: Events;
  jobs: Jobs;
  clock: ReturnType<typeof heldClock>;
  contacts: Contacts;
  conversations: Conversations;
  /** Mara and Eva (agents), Tom (agent without anything), a team of Eva. */
  mara: number;
  eva: number;
  tom: number;
  team: number;
  inbox: number;
  account: number;
  chat: number;
  user(name: string, more?: { role?: string; available?: boolean; status?: string }): Promise<number>;
  newAccount(channel: string, inboxId: number): Promise<number>;
  /** A contact with this address. */
  contact(email: string, name?: string): Promise<number>;
  open(more?: Partial<NewConversation>): Promise<Conversation>;
  /** A message of the contact; every call is a minute later. */
  hears(conversationId: number, text: string, more?: Partial<NewMessage>): Promise<number>;
  says(conversationId: number, userId: number, text: string, more?: Partial<NewMessage>): Promise<number>;
  close(): Promise<void>;
}

export async function openRooms(): Promise<Rooms> {
  const folder = mkdtempSync(join(tmpdir(), 'hubdesk-rooms-'));
  const database = await openDatabase({ folder });
  const clock = heldClock(START);
  const events = createEvents(database, clock, (error) => {
    throw error;
  });
  const jobs = createJobs(database, clock, createLog('silent'));
  const needs = { database, events, clock, jobs };
  const contacts = createContacts(needs);
  const conversations = createConversations(needs);
  const insert = async (sql: string, params: unknown[]) =>
    (await database.write(() => database.row<{ id: number }>(`${sql} returning id`, params)))!.id;
  const user: Rooms['user'] = (name, { role = 'agent', available = true, status = 'active' } = {}) =>
    insert(
      'insert into desk_user (name, email, role, status, available, preferences, created_at) values (?, ?, ?, ?, ?, ?, ?)',
      [name, `${name.toLowerCase()}@desk.example`, role, status, available, '{}', START],
    );
  const newAccount: Rooms['newAccount'] = (channel, inboxId) =>
    insert(
      `insert into channel_account (public_id, channel, unique_id, inbox_id, title, settings, health, routing, ticket_defaults, notebook, created_at)
       values (?, ?, ?, ?, ?, '{}', '{}', '{}', '{}', '{}', ?)`,
      [`${channel}-${inboxId}`, channel, `${channel}-${inboxId}@desk.example`, inboxId, channel, START],
    );
  const [mara, eva, tom] = [await user('Mara'), await user('Eva'), await user('Tom')];
  const team = await insert('insert into team (name, created_at) values (?, ?)', ['Support', START]);
  await database.run('insert into team_member (team_id, user_id) values (?, ?)', [team, eva]);
  const inbox = (await conversations.inboxes.create({ name: 'Hello', actor: 'desk' })).id;
  const account = await newAccount('mailish', inbox);
  const chat = await newAccount('chattish', inbox);
  const record = async (conversationId: number, text: string, message: Partial<NewMessage>) => {
    clock.advance(60_000);
    const conversation = (await conversations.get(conversationId))!;
    const whole = {
      conversationId,
      kind: 'message' as const,
      direction: 'in' as const,
      accountId: conversation.accountId,
      parts: [{ type: 'text' as const, text }],
    };
    return (await conversations.record({ ...whole, ...message })).id;
  };
  return {
    ...{
      database,
      events,
      jobs,
      clock,
      contacts,
      conversations,
      mara,
      eva,
      tom,
      team,
      inbox,
      account,
      chat,
      user,
      newAccount,
    },
    async contact(email, name = '') {
      const person = { address: { kind: 'email' as const, value: email }, name };
      return (await contacts.take(person, { accountId: account, at: clock.now() })).contactId;
    },
    open: (more = {}) => {
      clock.advance(60_000);
      return conversations.start({
        inboxId: inbox,
        accountId: account,
        contactId: null,
        subject: 'Help',
        at: clock.now(),
        actor: 'desk',
        ...more,
      });
    },
    hears: (conversationId, text, more = {}) => record(conversationId, text, more),
    says: (conversationId, userId, text, more = {}) =>
      record(conversationId, text, { direction: 'out', authorUserId: userId, ...more }),
    async close() {
      await jobs.stop();
      await database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
