// The form of a registration as groups of the desk's own fields.
import type { Fault } from '../registry/faults.ts';
import type { Registration } from '../store/channels.ts';
import { IDENTIFIER_TYPES } from '../wire/identifiers.ts';
import { ABILITIES, ATTACHMENTS, LIMITS, STYLES } from './capabilities-form.ts';

type Say = (key: string, params?: Record<string, string | number>) => string;

const ICONS = ['plug', 'chat', 'phone', 'globe', 'headset', 'bike', 'building', 'star', 'home', 'send', 'video', 'bot'];

export function formGroups(values: Registration, fault: Fault | null, say: Say): object[] {
  return [
    { title: say('form.look'), fields: lookFields(values, fault, say) },
    { title: say('form.reach'), text: say('form.reach.text'), fields: addressFields(values, fault, say) },
    { title: say('form.can'), fields: abilityFields(values, say) },
  ];
}

function lookFields(values: Registration, fault: Fault | null, say: Say): object[] {
  const wrong = (place: Fault['place']) =>
    fault?.place === place ? { error: say(`reason.${fault.why.code}`, fault.why.params), first: true } : {};
  return [
    {
      kind: 'text',
      name: 'name',
      required: true,
      maximum: 80,
      value: values.name,
      ...words('name', say),
      ...wrong('name'),
    },
    { kind: 'text', name: 'description', maximum: 300, value: values.description, ...words('description', say) },
    { kind: 'picture', name: 'logo', value: values.logo, ...words('logo', say) },
    {
      kind: 'text',
      inputType: 'url',
      name: 'logoUrl',
      value: values.logoUrl,
      ...words('logoUrl', say),
      ...wrong('channelLogoUrl'),
    },
    {
      ...{ kind: 'choice', name: 'icon', look: 'icons', ...words('icon', say) },
      options: ICONS.map((one) => ({
        value: one,
        label: say(`icon.${one}`),
        icon: one,
        current: one === values.icon || undefined,
      })),
    },
  ];
}

function addressFields(values: Registration, fault: Fault | null, say: Say): object[] {
  const text = (name: 'webhookUrl' | 'redirectUrl', place: Fault['place']) => ({
    ...{ kind: 'text', inputType: 'url', name, value: values[name], placeholder: 'https://', ...words(name, say) },
    ...(fault?.place === place && { error: say(`reason.${fault.why.code}`, fault.why.params), first: true }),
  });
  return [text('webhookUrl', 'webhookUrl'), text('redirectUrl', 'channelAccountConnectionRedirectUrl')];
}

function abilityFields({ capabilities }: Registration, say: Say): object[] {
  const several = (name: string, all: readonly string[], chosen: readonly string[] = []) => ({
    ...{ kind: 'several', name, ...words(name, say) },
    options: all.map((one) => ({ value: one, label: say(`can.${one}`), current: chosen.includes(one) || undefined })),
  });
  const isThreaded = capabilities.threadingModel === 'INTEGRATION_THREAD_ID';
  return [
    several('identifier', IDENTIFIER_TYPES, capabilities.deliveryIdentifierTypes),
    {
      ...{ kind: 'choice', name: 'threading', ...words('threading', say) },
      options: ['DELIVERY_IDENTIFIER', 'INTEGRATION_THREAD_ID'].map((one) => ({
        ...{ value: one, label: say(`can.${one}`), detail: say(`can.${one}.detail`) },
        current: (one === 'INTEGRATION_THREAD_ID') === isThreaded || undefined,
      })),
    },
    several(
      'ability',
      ABILITIES,
      ABILITIES.filter((one) => capabilities[one]),
    ),
    several('style', STYLES, capabilities.richText),
    several('attachment', ATTACHMENTS, capabilities.outgoingAttachmentTypes),
    {
      kind: 'text',
      name: 'mimeTypes',
      value: (capabilities.allowedFileAttachmentMimeTypes ?? []).join(', '),
      ...words('mimeTypes', say),
    },
    ...LIMITS.map((name) => ({ kind: 'number', name, minimum: 0, value: capabilities[name], ...words(name, say) })),
  ];
}

/** The label of a field and, where there is one, what helps with it. */
function words(name: string, say: Say): { label: string; help?: string } {
  const help = say(`form.${name}.help`);
  return { label: say(`form.${name}`), ...(help !== `form.${name}.help` && !help.endsWith('.help') && { help }) };
}
