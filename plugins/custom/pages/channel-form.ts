// A channel registered or changed by a person: the same registration as over the API.
import type { DeskPageAbout, PageAnswer, PageForm } from '../../../core/contract/pages.ts';
import { reason } from '../../../core/contract/reason.ts';
import { registryOf } from '../registry/build.ts';
import { registrationFault, type Fault } from '../registry/faults.ts';
import { fetchLogos, readLogo } from '../registry/logo.ts';
import { bridgeOf, type Bridge } from '../store/bridges.ts';
import { addChannel, changeChannel, channelOf, type Registration } from '../store/channels.ts';
import { readCapabilities } from './capabilities-form.ts';
import { formGroups } from './form-groups.ts';
import { told } from './told.ts';
import { FIELD_TYPES, type CredentialField } from '../wire/fields.ts';

/** What a new channel begins with. */
const FRESH: Registration = {
  ...{ name: '', description: '', icon: 'plug', logoUrl: '', logo: '', webhookUrl: '', redirectUrl: '', active: true },
  capabilities: {
    ...{ deliveryIdentifierTypes: ['CHANNEL_SPECIFIC_OPAQUE_ID'], threadingModel: 'DELIVERY_IDENTIFIER' },
    ...{ richText: ['BOLD', 'ITALIC', 'HYPERLINK'], outgoingAttachmentTypes: ['FILE'] },
    ...{ allowOutgoingMessages: true, allowConversationStart: false },
  },
  fields: [],
};

/** Rows for fields beyond those that are there. */
const EMPTY_ROWS = 3;

export async function formModel(about: DeskPageAbout, bridge: Bridge, which: string): Promise<object> {
  const channel = /^\d{1,9}$/.test(which) ? await channelOf(about.context, Number(which), bridge.id) : null;
  return drawn(about, bridge, channel?.id ?? null, channel ?? FRESH, null);
}

function drawn(
  about: DeskPageAbout,
  bridge: Bridge,
  id: number | null,
  values: Registration,
  fault: Fault | null,
): object {
  const { context, language, address } = about;
  const say = (key: string, params?: Record<string, string | number>) => context.text(language, key, params);
  const rows = [...values.fields, ...Array.from({ length: EMPTY_ROWS }, () => null)];
  return {
    id: id ?? 'new',
    bridge: bridge.id,
    isNew: id === null || undefined,
    title: id === null ? say('form.new') : values.name,
    back: `${address}?bridge=${bridge.id}`,
    groups: formGroups(values, fault, say),
    fieldsWrong: fault?.place === 'credentialFields' ? fault.why : undefined,
    rows: rows.map((field, index) => ({
      index,
      place: index + 1,
      name: field?.name ?? '',
      label: field?.label ?? '',
      required: field?.required || undefined,
      // Options of a choice are written one a line.
      options: (field?.options ?? []).map(({ label }) => label).join(', '),
      types: FIELD_TYPES.map((type) => ({
        value: type,
        label: say(`field.${type}`),
        current: type === field?.type || undefined,
      })),
    })),
  };
}

export async function saveForm(about: DeskPageAbout, form: PageForm): Promise<PageAnswer> {
  const { context } = about;
  const registry = registryOf(context);
  const bridge = await bridgeOf(context, form.number('bridge'));
  if (!bridge) return { go: {} };
  const id = form.number('channel');
  const before = Number.isInteger(id) ? await channelOf(context, id, bridge.id) : null;
  const read = readForm(form, before ?? FRESH);
  const fault = 'fault' in read ? read.fault : registrationFault(read.values);
  if (fault) return { again: { form: drawn(about, bridge, before?.id ?? null, read.values, fault) } };
  const { values } = read;
  const channel = before ? { ...before, ...values } : await addChannel(context, bridge.id, values);
  if (before) await changeChannel(context, before.id, values);
  await registry.put(channel);
  if (channel.logo === '' && channel.logoUrl !== '') await fetchLogos(registry);
  return {
    go: { bridge: String(bridge.id) },
    said: told(before ? 'channel_saved' : 'channel_registered'),
  };
}

function readForm(form: PageForm, before: Registration): { values: Registration; fault?: Fault } {
  const logoUrl = form.text('logoUrl').trim();
  const logo = logoFrom(form.text('logo'));
  const fields = readFields(form);
  const values: Registration = {
    ...before,
    name: form.text('name').trim().slice(0, 80),
    description: form.text('description').trim().slice(0, 300),
    icon: form.text('icon') || 'plug',
    logoUrl,
    logo: logo ?? (logoUrl === before.logoUrl && form.text('logo') !== '' ? before.logo : ''),
    webhookUrl: form.text('webhookUrl').trim(),
    redirectUrl: form.text('redirectUrl').trim(),
    capabilities: readCapabilities(form, before.capabilities),
    fields,
  };
  const wrong = fields.find(({ name }) => !/^(?!hubdesk)[a-z][A-Za-z0-9_]{0,39}$/.test(name));
  if (!wrong) return { values };
  const text = `“${wrong.name}” cannot name a field: begin with a small letter, then letters and digits.`;
  return { values, fault: { place: 'credentialFields', why: reason('custom.field_name', text, { name: wrong.name }) } };
}

/** A picture as the field of the desk gives it; null where it is none. */
function logoFrom(given: string): string | null {
  const base64 = /^data:image\/[a-z+]+;base64,([A-Za-z0-9+/]+={0,2})$/.exec(given)?.[1];
  return base64 ? readLogo(Buffer.from(base64, 'base64')) : null;
}

/** Rows without a name and a label are left out; a name is made of the label where there is none. */
function readFields(form: PageForm): CredentialField[] {
  const fields: CredentialField[] = [];
  for (let index = 0; form.has(`label-${index}`); index += 1) {
    const label = form.text(`label-${index}`).trim().slice(0, 100);
    const name = form.text(`name-${index}`).trim() || nameFrom(label);
    if (label === '' && name === '') continue;
    const type = FIELD_TYPES.find((one) => one === form.text(`type-${index}`)) ?? 'text';
    const words = form.text(`options-${index}`).split(',');
    const options = words.map((one) => one.trim()).filter(Boolean);
    const choices = options.map((option) => ({ value: option.slice(0, 100), label: option.slice(0, 100) }));
    const required = form.on(`required-${index}`);
    fields.push({
      name,
      label: label || name,
      type,
      ...(required && { required }),
      ...(type === 'choice' && { options: choices }),
    });
  }
  return fields.slice(0, 30);
}

function nameFrom(label: string): string {
  const words = label
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9 ]/g, '')
    .trim()
    .split(/\s+/)
    .filter(Boolean);
  const [first = '', ...rest] = words;
  const name = first.toLowerCase() + rest.map((word) => word[0]!.toUpperCase() + word.slice(1).toLowerCase()).join('');
  return name.replace(/^\d+/, '').slice(0, 40);
}
