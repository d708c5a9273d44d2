// Connecting an account of a registered channel: the fields it declared, the bridge's own page where it has one, or neither.
import type { Connect, ConnectContext, ConnectedAccount, ConnectStep } from '../../core/contract/connect.ts';
import { reason, type Reason } from '../../core/contract/reason.ts';
import type { SettingsShape } from '../../core/contract/settings.ts';
import type { Posted } from './remote.ts';
import type { Registry } from './registry/registry.ts';
import type { Channel } from './store/channels.ts';
import { addConnecting, connectingOf } from './store/connecting.ts';
import { shapeOf } from './wire/fields.ts';
import { readIdentifier, uniqueIdOf, type Identifier } from './wire/identifiers.ts';
import { newId } from './wire/ids.ts';

/** Asked by the desk where nobody else can say whom an account belongs to. */
const BY_HAND: SettingsShape = {
  hubdeskName: { type: 'text', required: true, maximum: 200 },
  hubdeskIdentifier: { type: 'text', required: true, maximum: 400 },
};

interface Connecting {
  registry: Registry;
  channel: Channel;
  context: ConnectContext;
}

export function connectWith(registry: Registry, channel: Channel): Connect {
  return async (input, lastStepId, context) => {
    const connecting = { registry, channel, context };
    if (input.kind === 'form' && lastStepId === 'credentials') return answered(connecting, input.values);
    if (input.kind === 'form' && lastStepId === 'account') return byHand(connecting, input.values);
    if (input.kind === 'show') return answered(connecting, {});
    if (input.kind === 'visit') return returned(connecting);
    return first(connecting);
  };
}

function first(connecting: Connecting): Promise<ConnectStep> | ConnectStep {
  const { channel, context } = connecting;
  if (channel.fields.length > 0)
    return { step: 'form', id: 'credentials', fields: fieldsOf(channel), values: context.account?.values };
  if (context.account) return { step: 'show', id: 'again', items: [] };
  return channel.redirectUrl === '' ? { step: 'form', id: 'account', fields: BY_HAND } : visit(connecting);
}

/** Without a webhook nobody else could say whose account it is. */
function fieldsOf(channel: Channel): SettingsShape {
  const declared = shapeOf(channel.fields);
  return channel.webhookUrl === '' && channel.redirectUrl === '' ? { ...BY_HAND, ...declared } : declared;
}

async function answered(connecting: Connecting, values: Record<string, unknown>): Promise<ConnectStep> {
  const { channel, context } = connecting;
  if (channel.webhookUrl === '') return channel.redirectUrl === '' ? byHand(connecting, values) : visit(connecting);
  const posted = await asked(connecting, values);
  if (posted.outcome !== 'taken') return refusedStep(connecting, values, posted);
  context.memory.values = values;
  const identifier = readIdentifier(posted.answer.deliveryIdentifier);
  if (!context.account && channel.redirectUrl !== '' && !identifier) return visit(connecting);
  const name = typeof posted.answer.accountName === 'string' ? posted.answer.accountName.trim().slice(0, 200) : '';
  return done(connecting, { name, identifier, values });
}

/** Tried at the bridge before anything is stored. What was typed is in no log. */
function asked({ registry, channel, context }: Connecting, credentials: Record<string, unknown>): Promise<Posted> {
  const { userId, inboxId } = context.place;
  const about = { credentials, inboxId: inboxId === null ? null : String(inboxId), userId: String(userId) };
  const current = context.account && identifierIn(context.account.values);
  const hook = registry.hookOf(channel.id, {
    type: 'CHANNEL_ACCOUNT_CREDENTIALS',
    eventId: newId(),
    accountId: null,
    about: { ...about, ...(current && { deliveryIdentifier: current }) },
  });
  return registry.post(hook);
}

function refusedStep(
  { channel, context }: Connecting,
  values: Record<string, unknown>,
  posted: Exclude<Posted, { outcome: 'taken' }>,
): ConnectStep {
  if (channel.fields.length === 0) return { step: 'stop', why: posted.why };
  const errors = posted.outcome === 'refused' ? fieldErrors(posted.answer, channel) : {};
  const shown = Object.keys(errors).length > 0 ? errors : { base: posted.why };
  return {
    step: 'form',
    id: 'credentials',
    fields: fieldsOf(channel),
    values: { ...context.account?.values, ...values },
    errors: shown,
  };
}

/** `errors: [{ in: "<field>", message }]`, as the API itself says what is wrong. */
function fieldErrors({ errors }: Record<string, unknown>, { fields }: Channel): Record<string, Reason> {
  const found = (Array.isArray(errors) ? errors : []).flatMap((one: unknown) => {
    const { in: place, message } = (one ?? {}) as { in?: unknown; message?: unknown };
    const field = fields.find(({ name }) => name === place);
    if (!field || typeof message !== 'string') return [];
    const detail = message.slice(0, 300);
    return [[field.name, reason('custom.field_refused', detail, { detail })] as const];
  });
  return Object.fromEntries(found);
}

async function visit({ registry, channel, context }: Connecting): Promise<ConnectStep> {
  const { userId, inboxId } = context.place;
  const token = await addConnecting(registry.context, { channelId: channel.id, inboxId: inboxId ?? 0, userId });
  context.memory.token = token;
  const url = URL.parse(channel.redirectUrl);
  if (!url)
    return {
      step: 'stop',
      why: reason('custom.no_page', 'The page where the channel connects accounts has no sound address.'),
    };
  const back = `${context.callbackUrl}?state=${encodeURIComponent(context.state)}`;
  url.searchParams.set('accountToken', token);
  url.searchParams.set('channelId', String(channel.id));
  url.searchParams.set('inboxId', String(inboxId ?? ''));
  url.searchParams.set('redirectUrl', back);
  return { step: 'visit', id: 'visit', url: url.href };
}

async function returned(connecting: Connecting): Promise<ConnectStep> {
  const { registry, channel, context } = connecting;
  const token = String(context.memory.token ?? '');
  const told = await connectingOf(registry.context, token);
  if (!told || told.channelId !== channel.id || (told.name === '' && !told.identifier))
    return {
      step: 'stop',
      why: reason('custom.not_told', 'The service has not said which account it is. Connect it again.'),
    };
  const values = (context.memory.values ?? {}) as Record<string, unknown>;
  return done(connecting, { name: told.name, identifier: told.identifier, values, otherwise: token });
}

function byHand(
  connecting: Connecting,
  { hubdeskName, hubdeskIdentifier, ...values }: Record<string, unknown>,
): ConnectStep {
  const [type = 'CHANNEL_SPECIFIC_OPAQUE_ID'] = connecting.channel.capabilities.deliveryIdentifierTypes ?? [];
  const value = String(hubdeskIdentifier ?? '').trim();
  return done(connecting, {
    name: String(hubdeskName ?? '').trim(),
    identifier: value ? { type, value } : null,
    values,
  });
}

interface Told {
  name: string;
  identifier: Identifier | null;
  values: Record<string, unknown>;
  /** What the account is called over there when nobody said. */
  otherwise?: string;
}

function done({ channel, context }: Connecting, { name, identifier, values, otherwise = '' }: Told): ConnectStep {
  const { account } = context;
  const known = identifier ?? (account && identifierIn(account.values));
  const value = { type: 'CHANNEL_SPECIFIC_OPAQUE_ID' as const, value: otherwise || newId() };
  const { type: hubdeskType, value: hubdeskValue } = known ?? value;
  const made: ConnectedAccount = {
    uniqueId: account && !identifier ? account.uniqueId : uniqueIdOf({ type: hubdeskType, value: hubdeskValue }),
    title: account?.title ?? (name || `${channel.name} ${hubdeskValue}`),
    values: { ...values, hubdeskType, hubdeskValue },
  };
  return { step: 'done', accounts: [made] };
}

export function identifierIn({ hubdeskType, hubdeskValue }: Record<string, unknown>): Identifier | null {
  return readIdentifier({ type: hubdeskType, value: hubdeskValue });
}
