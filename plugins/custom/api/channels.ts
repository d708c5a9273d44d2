// Registering channels: made, changed and deleted by their bridge.
import type { Registration } from '../store/channels.ts';
import { addChannel, allChannels, changeChannel, type Channel } from '../store/channels.ts';
import { fetchLogos } from '../registry/logo.ts';
import { registrationFault } from '../registry/faults.ts';
import type { Capabilities } from '../wire/capabilities.ts';
import { WireError } from '../wire/errors.ts';
import type { CredentialField } from '../wire/fields.ts';
import { askedChannel, bodyOf, paged, type Asked, type Route } from './asking.ts';

interface ChannelBody {
  name?: string | null;
  capabilities?: Capabilities;
  webhookUrl?: string | null;
  channelAccountConnectionRedirectUrl?: string | null;
  channelDescription?: string | null;
  channelLogoUrl?: string | null;
  credentialFields?: CredentialField[];
}

const NOTHING: Registration = {
  ...{ name: '', description: '', icon: 'plug', logoUrl: '', logo: '', webhookUrl: '', redirectUrl: '' },
  ...{ capabilities: {}, fields: [], active: true },
};

export const channelRoutes: Route[] = [
  { method: 'GET', url: '', answer: async (asked) => paged(asked, (await ownChannels(asked)).map(publicChannel)) },
  { method: 'POST', url: '', answer: create },
  { method: 'GET', url: '/:channelId', answer: async (asked) => publicChannel(await askedChannel(asked)) },
  { method: 'PATCH', url: '/:channelId', answer: change },
  { method: 'DELETE', url: '/:channelId', answer: remove },
];

async function ownChannels({ registry, bridge }: Asked): Promise<Channel[]> {
  const all = await allChannels(registry.context);
  return all.filter(({ bridgeId, deletedAt }) => bridgeId === bridge.id && !deletedAt);
}

async function create(asked: Asked): Promise<object> {
  const { registry, bridge, reply } = asked;
  const about = registrationFrom(await bodyOf<ChannelBody>(asked, 'newChannel'), NOTHING);
  const channel = await addChannel(registry.context, bridge.id, about);
  await registry.put(channel);
  fetchSoon(asked, channel);
  reply.code(201);
  return publicChannel(channel);
}

async function change(asked: Asked): Promise<object> {
  const { registry } = asked;
  const channel = await askedChannel(asked);
  const about = registrationFrom(await bodyOf<ChannelBody>(asked, 'channel'), channel);
  const changed = { ...channel, ...about };
  await changeChannel(registry.context, channel.id, changed);
  await registry.put(changed);
  fetchSoon(asked, changed);
  return publicChannel(changed);
}

async function remove(asked: Asked): Promise<undefined> {
  const { id } = await askedChannel(asked);
  await asked.registry.remove(id);
  void asked.reply.code(204).send();
  return undefined;
}

/** Nobody waits for a picture. */
function fetchSoon({ registry }: Asked, { logo, logoUrl }: Channel): void {
  if (logo !== '' || logoUrl === '') return;
  void fetchLogos(registry).catch((error: unknown) =>
    registry.context.log.warn({ error }, 'Logos could not be fetched'),
  );
}

/** What is not said stays as it is; null takes it away. */
function registrationFrom(body: ChannelBody, before: Registration): Registration {
  const word = (given: string | null | undefined, kept: string) => (given === undefined ? kept : (given?.trim() ?? ''));
  const logoUrl = word(body.channelLogoUrl, before.logoUrl);
  const about: Registration = {
    ...before,
    name: word(body.name, before.name) || before.name,
    description: word(body.channelDescription, before.description),
    webhookUrl: word(body.webhookUrl, before.webhookUrl),
    redirectUrl: word(body.channelAccountConnectionRedirectUrl, before.redirectUrl),
    logoUrl,
    logo: logoUrl === before.logoUrl ? before.logo : '',
    capabilities: body.capabilities ?? before.capabilities,
    fields: body.credentialFields ?? before.fields,
  };
  const fault = registrationFault(about);
  if (fault) throw new WireError('VALIDATION_ERROR', fault.why.text, [{ message: fault.why.text, in: fault.place }]);
  return about;
}

export function publicChannel(channel: Channel): { id: string; [name: string]: unknown } {
  const { id, createdAt, name, capabilities, webhookUrl, redirectUrl, description, logoUrl, fields } = channel;
  return {
    id: String(id),
    createdAt: createdAt.toISOString(),
    name,
    capabilities,
    ...(webhookUrl && { webhookUrl }),
    ...(redirectUrl && { channelAccountConnectionRedirectUrl: redirectUrl }),
    ...(description && { channelDescription: description }),
    ...(logoUrl && { channelLogoUrl: logoUrl }),
    ...(fields.length > 0 && { credentialFields: fields }),
    active: channel.active,
  };
}
