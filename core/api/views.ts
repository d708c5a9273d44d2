// Rooms' values as the API shows them.
import type { ContactSummary } from '../contacts/contacts.ts';
import { reasonsOf, type ListRow, type ThreadItem } from '../conversations/conversations.ts';
import type { ChannelAccount } from '../database/entities/inbox.ts';
import type { ToldEvent } from '../events/events.ts';
import type { LedgerEntry } from '../inbound/inbound.ts';

export function conversationView(row: ListRow) {
  return {
    key: row.publicId,
    inboxId: row.inboxId,
    accountId: row.accountId,
    channel: row.channel,
    subject: row.subject,
    snippet: row.snippet,
    status: row.status,
    place: row.place,
    contact: row.contact && { key: row.contact.publicId, name: row.contact.name },
    owner: row.owner,
    team: row.team,
    tags: row.tags.map((tag) => tag.name),
    unread: row.unread,
    waitingSince: row.waitingSince?.toISOString() ?? null,
    lastMessageAt: row.lastMessageAt.toISOString(),
    messageCount: row.messageCount,
  };
}

export function messageView(item: ThreadItem) {
  const words = item.parts.find((part) => part.type === 'text');
  return {
    key: item.publicId,
    id: item.id,
    kind: item.kind,
    direction: item.direction,
    author: item.author && { kind: item.author.kind, name: item.author.name },
    at: item.at.toISOString(),
    subject: item.subject,
    text: words?.text ?? item.text,
    html: words?.html ?? null,
    automatic: item.automatic,
    status: item.deliveries.some((one) => one.status === 'unknown') ? 'unknown' : item.status,
    people: item.addresses.map((one) => ({ role: one.role, name: one.name, address: one.address.value })),
    reactions: item.reactions.map(({ emoji, by }) => ({ emoji, by: by.startsWith('user:') ? 'team' : 'contact' })),
    attachments: item.attachments.map((one) => ({
      key: one.publicId,
      name: one.name,
      type: one.type,
      bytes: one.bytes,
      state: one.held ? 'held' : one.state,
      href: `/attachments/${one.publicId}/${encodeURIComponent(one.name)}`,
    })),
    held: reasonsOf(item).map(({ code, text }) => ({ code, text })),
  };
}

export function contactView(contact: ContactSummary) {
  return {
    key: contact.publicId,
    name: contact.title,
    language: contact.language,
    note: contact.note,
    addresses: contact.identities.map((one) => ({ kind: one.address.kind, value: one.address.value })),
    owner: contact.owner,
    consents: Object.entries(contact.consents).map(([purpose, { given, at, wording }]) => ({
      purpose,
      given,
      at,
      wording: wording ?? null,
    })),
    createdAt: contact.createdAt.toISOString(),
  };
}

/** Never its settings: secrets are in them. */
export function accountView(account: ChannelAccount) {
  return {
    id: account.id,
    key: account.publicId,
    channel: account.channel,
    title: account.title,
    inboxId: account.inboxId,
    active: account.active,
    sample: account.demo,
    health: account.healthState,
    why: account.health.why?.text ?? null,
    lastInboundAt: account.lastInboundAt?.toISOString() ?? null,
    lastOutboundAt: account.lastOutboundAt?.toISOString() ?? null,
  };
}

export function arrivalView({ id, status, summary, sender, bytes, reason, receivedAt }: LedgerEntry) {
  return { id, status, summary, sender, bytes, reason: reason?.text ?? null, receivedAt: receivedAt.toISOString() };
}

export function eventView({ id, at, type, actor, conversationId, messageId, contactId, accountId, data }: ToldEvent) {
  return { id, at: at.toISOString(), type, actor, conversationId, messageId, contactId, accountId, data };
}
