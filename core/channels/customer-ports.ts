// What an account may know and do about the people who write to it: history, contact, blocking, letters.
import type { AccountContext } from '../contract/context.ts';
import type { KnownContact } from '../contract/people.ts';
import type { ChannelAccount, RoutingSettings } from '../database/entities/inbox.ts';
import { toJson } from '../database/rows.ts';
import type { ChannelRooms } from './rooms.ts';

type Ports = Pick<
  AccountContext,
  'history' | 'contact' | 'blocked' | 'takers' | 'usualReply' | 'chatflows' | 'sendLetter' | 'happens' | 'placeOf'
>;

/** How long the usual time of a first answer is remembered, in milliseconds. */
const FRESH = 10 * 60_000;

export function customerPorts(rooms: ChannelRooms, row: ChannelAccount): Ports {
  const { clock, contacts, conversations, ports } = rooms;
  let usual: { seconds: number | null; at: number } | null = null;
  return {
    history: (query) => conversations.past.with(row.id, query),
    async contact(address) {
      const id = await contacts.find(address, row.id);
      return id === null ? null : knownContact(rooms, id);
    },
    blocked: async (address) =>
      (await conversations.inboxes.judge(await inboxOf(rooms, row.id), address)) === 'blocked',
    takers: () => takersOf(rooms, row.id),
    async usualReply() {
      const now = clock.now().getTime();
      if (!usual || now - usual.at > FRESH) usual = { seconds: await conversations.past.usualReply(row.id), at: now };
      return usual.seconds;
    },
    chatflows: () => ports.chatflows(row.id),
    sendLetter: (letter) => rooms.sendLetter(row.id, letter),
    async placeOf(message) {
      const found = await conversations.findMessage(row.id, message);
      return found && `/conversations/${found.conversationId}`;
    },
    happens: (event) => ports.happens(row.id, event),
  };
}

async function knownContact({ contacts }: ChannelRooms, id: number): Promise<KnownContact | null> {
  const contact = await contacts.get(id);
  const summary = await contacts.summary(id);
  if (!contact || !summary) return null;
  const mail = summary.identities.find(({ address, unreachable }) => address.kind === 'email' && !unreachable);
  const given = Object.entries(contact.consents).map(([purpose, consent]) => [purpose, consent.given] as const);
  return {
    publicId: contact.publicId,
    name: contact.name,
    email: mail?.address.value ?? null,
    language: contact.language,
    ownerId: contact.ownerId,
    consents: Object.fromEntries(given),
  };
}

async function takersOf({ database, ports }: ChannelRooms, accountId: number): Promise<number[]> {
  const { members, teams } = await ports.team();
  const row = await database.row<{ routing: unknown }>('select routing from channel_account where id = ?', [accountId]);
  const { to, userIds, teamIds } = toJson<RoutingSettings>(row!.routing);
  const all = members.map(({ id }) => id);
  if (to !== 'people') return all;
  const ofTeams = teams.filter(({ id }) => teamIds.includes(id)).flatMap(({ memberIds }) => memberIds);
  return all.filter((id) => userIds.includes(id) || ofTeams.includes(id));
}

/** The account may have moved since it was opened. */
async function inboxOf({ database }: ChannelRooms, accountId: number): Promise<number> {
  const sql = 'select inbox_id from channel_account where id = ?';
  return (await database.row<{ inbox_id: number }>(sql, [accountId]))!.inbox_id;
}
