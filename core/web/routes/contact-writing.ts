// Writing to a contact: by which account, to which address; an open conversation is offered first (WA-5).
import type { FastifyInstance } from 'fastify';
import { may } from '../../accounts/accounts.ts';
import type { ContactSummary } from '../../contacts/contacts.ts';
import type { Link } from '../models/shared.ts';
import { contactAddress } from '../present/contacts.ts';
import { text } from '../present/marks.ts';
import { wordsOf } from '../present/naming.ts';
import type { WebParts } from '../rooms.ts';
import { contactOf, type ContactPlace } from './contact.ts';
import { CONTACTS } from './contacts.ts';
import { presentFor } from './inbox.ts';

export function contactWritingRoutes(server: FastifyInstance, parts: WebParts): void {
  const { channels, conversations } = parts.rooms;

  server.get<ContactPlace>(
    `${CONTACTS}/:key/writing`,
    { config: { permission: 'conversation.answer' } },
    async (request, reply) => {
      const contact = await contactOf(parts, request.params.key);
      const present = presentFor(parts, request);
      const open: Link[] = [];
      for (const { account } of await channels.accounts()) {
        if (!may(request.viewer, 'conversation.read', { inboxId: account.inboxId })) continue;
        const found = await conversations.openOf(contact.id, account.id);
        if (!found || !may(request.viewer, 'conversation.read', { inboxId: found.inboxId })) continue;
        const words = wordsOf(present, { ...found, channel: account.channel });
        open.push({ label: `${words} · ${account.title}`, href: `/conversations/${found.id}` });
      }
      const start = startHref(contact);
      if (open.length === 0 && start) return reply.goTo(start);
      const anew = start ? [{ label: text(present, 'contacts.writing.new'), href: start }] : [];
      return reply.dialog({
        title: text(present, open.length > 0 ? 'contacts.writing.open' : 'contacts.writing.none'),
        text: text(present, open.length > 0 ? 'contacts.writing.open.text' : 'contacts.writing.none.text'),
        links: [...open, ...anew],
        back: contactAddress(contact),
      });
    },
  );
}

/** The page that begins a conversation, addressed to the contact's first address that can be written to. */
function startHref(contact: ContactSummary): string | undefined {
  const able = contact.identities.filter(({ suppressed, address }) => !suppressed && address.kind !== 'handle');
  const [first] = able.toSorted((one, other) => Number(other.primary) - Number(one.primary));
  if (!first) return undefined;
  const to = contact.name ? `${contact.name.replace(/[",<>;]/g, ' ')} <${first.address.value}>` : first.address.value;
  return `/conversations/new?to=${encodeURIComponent(to)}`;
}
