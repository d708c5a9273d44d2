// Calling a customer from their conversation or their page: the accounts that reach them, and the call itself (CA-4).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { demand } from '../../accounts/accounts.ts';
import type { CallBy } from '../../calls/calls.ts';
import type { ContactSummary } from '../../contacts/contacts.ts';
import { formOf } from '../forms.ts';
import { callBack } from '../present/call-ways.ts';
import { contactAddress } from '../present/contacts.ts';
import { contactName, text } from '../present/marks.ts';
import { isForDialog } from '../replies.ts';
import type { WebParts } from '../rooms.ts';
import type { CallPlace } from './call-transfer.ts';
import { ANSWER, shown } from './calls.ts';
import { visibleContact, type ContactPlace } from './contact.ts';
import { CONTACTS } from './contacts.ts';
import { visibleConversation } from './conversation.ts';
import { presentFor } from './inbox.ts';

type Near = Parameters<WebParts['rooms']['calls']['ways']>[2];

export function callingRoutes(server: FastifyInstance, parts: WebParts): void {
  const { calls, contacts } = parts.rooms;
  server.get<CallPlace>('/conversations/:id/calls', ANSWER, async (request, reply) => {
    const head = await visibleConversation(parts, request.viewer, Number(request.params.id));
    demand(request.viewer, 'conversation.answer', head);
    const contact = head.contactId === null ? null : await contacts.summary(head.contactId);
    return dialog(parts, request, reply, { contact, address: `/conversations/${head.id}`, near: head });
  });
  server.post<CallPlace>('/conversations/:id/calls', ANSWER, async (request, reply) => {
    const { device, by } = chosen(request);
    await calls.callBack(request.viewer, Number(request.params.id), device, by);
    return shown(parts, request, reply);
  });
  server.get<ContactPlace>(`${CONTACTS}/:key/calls`, ANSWER, async (request, reply) => {
    const contact = await visibleContact(parts, request.viewer, request.params.key);
    return dialog(parts, request, reply, { contact, address: contactAddress(contact) });
  });
  server.post<ContactPlace>(`${CONTACTS}/:key/calls`, ANSWER, async (request, reply) => {
    const contact = await visibleContact(parts, request.viewer, request.params.key);
    const { device, by } = chosen(request);
    await calls.callContact(request.viewer, contact.id, device, by);
    return shown(parts, request, reply);
  });
}

function chosen(request: FastifyRequest): { device: string; by: CallBy | undefined } {
  const form = formOf(request);
  const accountId = form.number('account');
  const by = accountId ? { accountId, identityId: form.number('identity') || undefined } : undefined;
  return { device: form.text('device'), by };
}

interface Called {
  contact: ContactSummary | null;
  address: string;
  near?: Near;
}

function dialog(
  parts: WebParts,
  request: FastifyRequest,
  reply: FastifyReply,
  { contact, address, near }: Called,
): FastifyReply {
  const present = presentFor(parts, request);
  const ways = parts.rooms.calls.ways(request.viewer, contact?.identities ?? [], near);
  const name = contact ? contactName(present, contact) : text(present, 'person.somebody');
  const title = text(present, 'call.back.title', { name });
  const model = { title, ...callBack(present, ways, `${address}/calls`, '#dialog'), back: address };
  return reply.page(isForDialog(request) ? 'calling/dialog' : 'calling/dialog-page', model);
}
