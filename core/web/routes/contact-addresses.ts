// A contact's addresses and consent: adding, preferring, removing, writing to one again (CO-1, EM-15, PR-1).
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { actorOf } from '../../accounts/accounts.ts';
import type { ContactSummary, Identity } from '../../contacts/contacts.ts';
import { DeskError, notFound } from '../../kernel/errors.ts';
import { formOf, sentences } from '../forms.ts';
import type { DialogModel } from '../models/forms.ts';
import { typedKind } from '../present/contact-form.ts';
import { contactAddress } from '../present/contacts.ts';
import { addressWords, text } from '../present/marks.ts';
import type { WebParts } from '../rooms.ts';
import { contactOf, type ContactPlace } from './contact.ts';
import { CONTACTS, EDIT } from './contacts.ts';
import { presentFor } from './inbox.ts';

type IdentityPlace = { Params: { key: string; identity: string } };

export function contactAddressRoutes(server: FastifyInstance, parts: WebParts): void {
  adding(server, parts);
  changing(server, parts);
  consenting(server, parts);
}

function adding(server: FastifyInstance, parts: WebParts): void {
  const { contacts } = parts.rooms;
  const ask = (request: FastifyRequest, contact: ContactSummary, typed: Typed = {}) =>
    addressDialog(parts, request, contact, typed);

  server.get<ContactPlace>(`${CONTACTS}/:key/identities/new`, EDIT, async (request, reply) =>
    reply.dialog(ask(request, await contactOf(parts, request.params.key))),
  );

  server.post<ContactPlace>(`${CONTACTS}/:key/identities`, EDIT, async (request, reply) => {
    const contact = await contactOf(parts, request.params.key);
    const value = formOf(request).text('address');
    try {
      await contacts.addIdentity(contact.id, typedKind(value), actorOf(request.viewer));
    } catch (error) {
      return reply.dialog(ask(request, contact, { value, ...refusal(parts, request, contact, error) }), 422);
    }
    parts.cookies.say(reply, 'said.saved');
    return reply.goTo(contactAddress(contact));
  });
}

type Typed = Partial<DialogModel> & { value?: string };

function addressDialog(
  parts: WebParts,
  request: FastifyRequest,
  contact: ContactSummary,
  { value, ...rest }: Typed,
): DialogModel {
  const present = presentFor(parts, request);
  const label = text(present, 'contacts.address.typed');
  const help = text(present, 'contacts.address.help');
  const own = { name: 'address', label, help, value, required: true, maximum: 254, focus: true };
  return {
    title: text(present, 'contacts.add_address'),
    action: `${contactAddress(contact)}/identities`,
    groups: [{ fields: [{ kind: 'text', ...own }] }],
    submit: text(present, 'contacts.add'),
    back: contactAddress(contact),
    ...rest,
  };
}

/** Why an address was not taken; one that belongs to somebody else leads to merging the two. */
export function refusal(
  { locales, ...parts }: WebParts,
  request: FastifyRequest,
  contact: ContactSummary,
  error: unknown,
): Partial<DialogModel> {
  if (!(error instanceof DeskError)) throw error;
  const present = presentFor({ locales, ...parts }, request);
  if (error.code === 'identity_taken') {
    const href = `${contactAddress(contact)}/mergers/new?with=${String(error.params.contact)}`;
    const links = [{ label: text(present, 'contacts.merge_with'), href, dialog: true }];
    return { error: text(present, 'contacts.taken', { name: String(error.params.name) }), links };
  }
  if (error.status !== 422) throw error;
  return { error: Object.values(sentences(locales, request.viewContext.language, error.fields))[0] };
}

function changing(server: FastifyInstance, parts: WebParts): void {
  const { contacts } = parts.rooms;

  /** Does the verb with one of the contact's addresses. */
  function does(
    method: 'PUT' | 'DELETE',
    path: string,
    said: string,
    verb: (contact: ContactSummary, identity: Identity, actor: string) => Promise<unknown>,
  ): void {
    server.route<IdentityPlace>({
      method,
      url: `${CONTACTS}/:key/identities/:identity${path}`,
      ...EDIT,
      async handler(request, reply) {
        const contact = await contactOf(parts, request.params.key);
        const identity = contact.identities.find(({ id }) => String(id) === request.params.identity);
        if (!identity) throw notFound('address');
        await verb(contact, identity, actorOf(request.viewer));
        parts.cookies.say(reply, said, { address: addressWords(presentFor(parts, request), identity.address) });
        return reply.goTo(contactAddress(contact));
      },
    });
  }

  does('DELETE', '', 'said.address-removed', ({ id }, identity, actor) =>
    contacts.removeIdentity(id, identity.id, actor),
  );
  does('PUT', '/preference', 'said.saved', ({ id }, identity, actor) =>
    contacts.preferIdentity(id, identity.id, actor),
  );
  does('DELETE', '/block', 'said.address-released', async (_contact, { address }) => {
    await contacts.release(address);
    await contacts.markReachable(address);
  });
}

function consenting(server: FastifyInstance, parts: WebParts): void {
  const { contacts, clock } = parts.rooms;

  server.get<ContactPlace>(`${CONTACTS}/:key/consents/new`, EDIT, async (request, reply) => {
    const contact = await contactOf(parts, request.params.key);
    return reply.dialog(consentDialog(parts, request, contact));
  });

  server.put<ContactPlace & { Querystring: { purpose?: string; given?: string } }>(
    `${CONTACTS}/:key/consents`,
    EDIT,
    async (request, reply): Promise<FastifyReply> => {
      const contact = await contactOf(parts, request.params.key);
      const form = formOf(request);
      const purpose = (request.query.purpose ?? form.text('purpose')).trim().slice(0, 80);
      if (purpose === '') {
        const error = text(presentFor(parts, request), 'wrong.empty');
        return reply.dialog({ ...consentDialog(parts, request, contact), error }, 422);
      }
      const given = request.query.given ? request.query.given === 'yes' : form.on('given');
      const wording = form.text('wording').trim().slice(0, 2000) || undefined;
      await contacts.consent(contact.id, purpose, given, clock.now(), wording, actorOf(request.viewer));
      parts.cookies.say(reply, 'said.saved');
      return reply.goTo(contactAddress(contact));
    },
  );
}

function consentDialog(parts: WebParts, request: FastifyRequest, contact: ContactSummary): DialogModel {
  const present = presentFor(parts, request);
  const words = (key: string) => text(present, `contacts.consent.${key}`);
  return {
    title: words('add'),
    text: words('text'),
    action: `${contactAddress(contact)}/consents?_method=PUT`,
    groups: [
      {
        fields: [
          { kind: 'text', name: 'purpose', label: words('purpose'), required: true, maximum: 80, focus: true },
          { kind: 'long-text', name: 'wording', label: words('wording'), maximum: 2000 },
          { kind: 'switch', name: 'given', label: words('given'), value: true },
        ],
      },
    ],
    submit: words('submit'),
    back: contactAddress(contact),
  };
}
