// Whoever writes without a name is saved as a contact from the thread: called by a name, with an address if they gave one (RE-6).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { actorOf } from '../../accounts/accounts.ts';
import type { ContactSummary } from '../../contacts/contacts.ts';
import { invalid, notFound } from '../../kernel/errors.ts';
import { formOf } from '../forms.ts';
import type { DialogModel } from '../models/forms.ts';
import { typedKind } from '../present/contact-form.ts';
import { contactName, text } from '../present/marks.ts';
import type { WebParts } from '../rooms.ts';
import { refusal } from './contact-addresses.ts';
import { EDIT } from './contacts.ts';
import { visibleConversation } from './conversation.ts';
import { presentFor } from './inbox.ts';

type Place = { Params: { id: string } };

export function contactSavingRoutes(server: FastifyInstance, parts: WebParts): void {
  const { contacts, database } = parts.rooms;
  const asked = async (request: FastifyRequest<Place>) => {
    const head = await visibleConversation(parts, request.viewer, Number(request.params.id));
    const contact = head.contactId === null ? null : await contacts.summary(head.contactId);
    if (!contact) throw notFound('contact');
    return { head, contact };
  };

  server.get<Place>('/conversations/:id/contact', EDIT, async (request, reply) => {
    const { head, contact } = await asked(request);
    return reply.dialog(dialog(parts, request, head.id, contact));
  });

  server.put<Place>('/conversations/:id/contact', EDIT, async (request, reply) => {
    const { head, contact } = await asked(request);
    const form = formOf(request);
    const [name, address] = [form.text('name').trim(), form.text('address').trim()];
    const actor = actorOf(request.viewer);
    try {
      if (name === '') throw invalid({ name: 'wrong.empty' });
      await database.write(async () => {
        await contacts.update(contact.id, { name }, actor);
        if (address) await contacts.addIdentity(contact.id, typedKind(address), actor);
      });
    } catch (error) {
      const wrong = refusal(parts, request, contact, error);
      return reply.dialog({ ...dialog(parts, request, head.id, contact, { name, address }), ...wrong }, 422);
    }
    return done(parts, reply, head.id);
  });
}

function done({ cookies }: WebParts, reply: FastifyReply, id: number): FastifyReply {
  cookies.say(reply, 'said.saved');
  return reply.goTo(`/conversations/${id}`);
}

function dialog(
  parts: WebParts,
  request: FastifyRequest,
  id: number,
  contact: ContactSummary,
  { name = '', address = '' } = {},
): DialogModel {
  const present = presentFor(parts, request);
  const words = (key: string) => text(present, key);
  return {
    title: words('aside.save'),
    text: text(present, 'aside.save.text', { name: contactName(present, contact) }),
    action: `/conversations/${id}/contact?_method=PUT`,
    groups: [
      {
        fields: [
          {
            kind: 'text',
            name: 'name',
            label: words('field.name'),
            required: true,
            maximum: 200,
            value: name,
            focus: true,
          },
          {
            ...{ kind: 'text', name: 'address', label: words('contacts.address.typed'), maximum: 254, value: address },
            help: words('contacts.address.help'),
          },
        ],
      },
    ],
    submit: words('aside.save'),
    back: `/conversations/${id}`,
  };
}
