// Where a template is to be sent: into a conversation, or to a contact with whom one begins (WA-4, WA-5).
import type { FastifyRequest } from 'fastify';
import { demand, may } from '../accounts/accounts.ts';
import { typedAddress } from '../contacts/contacts.ts';
import type { Person } from '../contract/address.ts';
import type { Template } from '../contract/template.ts';
import type { DraftPlace, ThreadHead } from '../conversations/conversations.ts';
import { notFound } from '../kernel/errors.ts';
import { reaches, type LiveAccount } from '../outbound/outbound.ts';
import { addressWords, contactName } from './present/marks.ts';
import { presentFor } from './reader.ts';
import type { WebParts } from './rooms.ts';
import { visibleConversation } from './routes/conversation.ts';
import { visibleContact } from './routes/contact.ts';
import { usualWay, waysOf } from './ways.ts';

export interface TemplatePlace {
  /** Null: a conversation that begins. */
  head: ThreadHead | null;
  live: LiveAccount;
  /** Of a conversation that begins. */
  to?: Person[];
  contactName: string;
  /** For an action of a macro, which says by which of these accounts. */
  macro?: { accounts: LiveAccount[] };
  draft: DraftPlace;
  /** What was begun on the page for new conversations and becomes this message. */
  begun?: DraftPlace;
  /** Of the routes, without a query. */
  address: string;
  back: string;
  /** What links and forms say besides. */
  carried: Record<string, string>;
}

/** `given` reads what the address or the form says. Throws where the person may not write. */
export async function templatePlace(
  parts: WebParts,
  request: FastifyRequest,
  given: (name: string) => string,
): Promise<TemplatePlace> {
  const { id } = request.params as { id: string };
  const address = `/conversations/${id}/templates`;
  const accountId = Number(given('account')) || undefined;
  if (id === 'new') return beginningPlace(parts, request, given, address, accountId);
  const head = await visibleConversation(parts, request.viewer, Number(id));
  demand(request.viewer, 'conversation.answer', { inboxId: head.inboxId });
  const chosen = accountId ?? (await usualWay(parts, head));
  const [way] = await waysOf(parts, request.viewer, head, chosen);
  const live = way && parts.rooms.channels.live(way.id);
  if (!live) throw notFound('account');
  return {
    head,
    live,
    contactName: head.contact ? contactName(presentFor(parts, request), head.contact) : '',
    draft: { userId: request.viewer.userId, conversationId: head.id, kind: 'template' },
    address,
    back: `/conversations/${head.id}`,
    carried: { account: String(live.row.id) },
  };
}

async function beginningPlace(
  parts: WebParts,
  request: FastifyRequest,
  given: (name: string) => string,
  address: string,
  accountId: number | undefined,
): Promise<TemplatePlace> {
  const { viewer } = request;
  const live = accountId === undefined ? null : parts.rooms.channels.live(accountId);
  if (!live?.row.active) throw notFound('account');
  demand(viewer, 'conversation.answer', { inboxId: live.row.inboxId });
  if (given('to') !== '') return typedPlace(parts, request, { live, address, to: given('to') });
  const contact = await visibleContact(parts, viewer, given('contact'));
  const identity = contact.identities.find(({ id }) => id === Number(given('identity')));
  if (!identity || !reaches(live, identity.address)) throw notFound('address');
  const { publicId: key, name } = contact;
  return {
    head: null,
    live,
    to: [{ name, address: identity.address }],
    contactName: contactName(presentFor(parts, request), contact),
    draft: { userId: viewer.userId, conversationId: null, kind: 'template' },
    address,
    back: `/contacts/${key}`,
    carried: { account: String(live.row.id), contact: key, identity: String(identity.id) },
  };
}

/** To a number that was typed, whether or not somebody is known by it. */
async function typedPlace(
  parts: WebParts,
  request: FastifyRequest,
  { live, address, to }: Pick<TemplatePlace, 'live' | 'address'> & { to: string },
): Promise<TemplatePlace> {
  const { viewer } = request;
  const number = await typedAddress({ kind: 'phone', value: to });
  if (!reaches(live, number)) throw notFound('address');
  const present = presentFor(parts, request);
  const contactId = may(viewer, 'contact.read') ? await parts.rooms.contacts.find(number, live.row.id) : null;
  const contact = contactId === null ? null : await parts.rooms.contacts.summary(contactId);
  return {
    head: null,
    live,
    to: [{ name: contact?.name, address: number }],
    contactName: contact ? contactName(present, contact) : addressWords(present, number),
    draft: { userId: viewer.userId, conversationId: null, kind: 'template' },
    begun: { userId: viewer.userId, conversationId: null, kind: 'new' },
    address,
    back: '/conversations/new',
    carried: { account: String(live.row.id), to: number.value },
  };
}

/** What the account has ready; none where its channel knows no templates. */
export async function templatesAt({ live }: TemplatePlace): Promise<Template[]> {
  return (await live.connection.templates?.()) ?? [];
}
