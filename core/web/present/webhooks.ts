// Outgoing webhooks in words: their state, their form, what went to them and what was answered.
import { EVENT_TYPES } from '../../events/events.ts';
import {
  maskedAddress,
  type Delivery,
  type DeliveryAttempt,
  type NewWebhook,
  type Webhook,
} from '../../webhooks/webhooks.ts';
import type { Form, Wrong } from '../forms.ts';
import { withWrong } from '../forms.ts';
import type { FieldGroup, FieldModel } from '../models/fields.ts';
import type { TableRow } from '../models/forms.ts';
import type { Banner, Chip } from '../models/shared.ts';
import type { Say } from '../pages.ts';
import type { Writer } from '../times.ts';
import { reasonText, text, type Present } from './marks.ts';

export const WEBHOOKS = '/settings/webhooks';

export const addressOf = ({ id }: Pick<Webhook, 'id'>) => `${WEBHOOKS}/${id}`;

/** As one that begins would want it. */
export const FIRST: NewWebhook = {
  description: '',
  address: '',
  types: ['conversation.created', 'message.received', 'message.written', 'conversation.closed'],
  inboxIds: null,
};

/** What may come to be later has no words yet and is called by its name. */
function wordsOr(say: Say, key: string, name: string): string {
  const words = say(key);
  return words === key ? name : words;
}

export function typeWords(say: Say, type: string): string {
  return wordsOr(say, `webhook.event.${type}`, type);
}

const NOUNS = [...new Set(EVENT_TYPES.map((type) => type.split('.')[0]!))];

export function webhookFields(
  say: Say,
  { description, address, types, inboxIds }: NewWebhook,
  inboxes: { id: number; name: string }[],
  wrong: Wrong = {},
): FieldGroup[] {
  const about: FieldModel[] = [
    {
      ...{ kind: 'text', name: 'description', label: say('webhook.description'), value: description, required: true },
      ...{ help: say('webhook.description.help'), maximum: 120 },
    },
    {
      ...{
        kind: 'text',
        inputType: 'url',
        name: 'address',
        label: say('webhook.address'),
        value: address,
        required: true,
      },
      ...{ help: say('webhook.address.help'), placeholder: 'https://', maximum: 2000, autocomplete: 'off' },
    },
  ];
  const events = [choice(say, 'types', types === null, wrong.types), ...typeFields(say, types ?? [])];
  return [
    { fields: withWrong(about, wrong) },
    { title: say('webhook.types'), text: say('webhook.types.text'), fields: events },
    { title: say('webhook.inboxes'), fields: withWrong(placeFields(say, inboxIds, inboxes), wrong) },
  ];
}

function placeFields(say: Say, chosen: number[] | null, inboxes: { id: number; name: string }[]): FieldModel[] {
  const options = inboxes.map(({ id, name }) => ({
    ...{ value: String(id), label: name, current: chosen?.includes(id) ?? false },
  }));
  return [
    choice(say, 'inboxes', chosen === null),
    {
      ...{ kind: 'several', name: 'inboxIds', label: say('webhook.inboxes.which'), options },
      ...{ help: say('webhook.inboxes.help'), showWhen: { field: 'inboxes', is: 'chosen' } },
    },
  ];
}

function choice(say: Say, name: 'types' | 'inboxes', all: boolean, error?: string): FieldModel {
  const options = ['all', 'chosen'].map((value) => ({
    ...{ value, label: say(`webhook.${name}.${value}`), current: (value === 'all') === all },
  }));
  return { kind: 'choice', look: 'segments', name, label: say('webhook.which'), required: true, options, error };
}

function typeFields(say: Say, chosen: readonly string[]): FieldModel[] {
  return NOUNS.map((noun): FieldModel => ({
    ...{ kind: 'several', name: `types.${noun}`, label: wordsOr(say, `webhook.noun.${noun}`, noun) },
    showWhen: { field: 'types', is: 'chosen' },
    options: EVENT_TYPES.filter((type) => type.startsWith(`${noun}.`)).map((type) => ({
      ...{ value: type, label: typeWords(say, type), detail: type, current: chosen.includes(type) },
    })),
  }));
}

/** As it was sent; whether it makes sense is checked by the room. */
export function readWebhook(form: Form): NewWebhook {
  const chosen = NOUNS.flatMap((noun) => form.texts(`types.${noun}`));
  return {
    description: form.text('description'),
    address: form.text('address'),
    types: form.text('types') === 'all' ? null : EVENT_TYPES.filter((type) => chosen.includes(type)),
    inboxIds: form.text('inboxes') === 'chosen' ? form.numbers('inboxIds') : null,
  };
}

export function stateChip(say: Say, { state, failingSince }: Webhook): Chip {
  if (state === 'off') return { label: say('webhook.state.off'), tone: 'bad' };
  if (state === 'paused') return { label: say('webhook.state.paused'), tone: 'outline' };
  return failingSince
    ? { label: say('webhook.state.failing'), tone: 'warn' }
    : { label: say('webhook.state.active'), tone: 'good' };
}

export function webhookRow(say: Say, webhook: Webhook): TableRow {
  const { id, description, address, types, deliveredAt, waiting, failed } = webhook;
  return {
    id: `webhook-${id}`,
    cells: [
      { text: description, href: addressOf(webhook), walk: true, detail: maskedAddress(address) },
      { chips: [stateChip(say, webhook)] },
      { text: types ? say('webhook.types.count', { count: types.length }) : say('webhook.types.all') },
      deliveredAt ? { at: deliveredAt, style: 'ago' } : { text: say('webhook.never') },
      { text: say('webhook.counts', { waiting, failed }) },
    ],
  };
}

/** Why nothing goes there, and the ways on. */
export function webhookBanners(present: Present, webhook: Webhook, writer: Writer, now: Date): Banner[] {
  const { state, why, failingSince } = webhook;
  const action = `${addressOf(webhook)}/activity?_method=PUT`;
  const acts = [
    { label: text(present, 'webhook.go_on'), action, name: 'to', value: 'on' },
    { label: text(present, 'webhook.skip'), action, name: 'to', value: 'skip' },
  ];
  if (state === 'off')
    return [
      {
        ...{ tone: 'bad', title: text(present, 'webhook.state.off'), acts },
        text: [why && reasonText(present, why), text(present, 'webhook.off.text')].filter(Boolean).join(' '),
      },
    ];
  if (state === 'paused')
    return [
      { tone: 'info', title: text(present, 'webhook.state.paused'), text: text(present, 'webhook.paused.text'), acts },
    ];
  if (!failingSince) return [];
  const since = writer.moment(failingSince, 'exact', now);
  return [{ tone: 'warn', text: text(present, 'webhook.failing', { since }) }];
}

const TONES = { waiting: 'outline', delivered: 'good', failed: 'bad' } as const;

export function deliveryChip(present: Present, { status }: Pick<Delivery, 'status'>): Chip {
  return { label: text(present, `webhook.delivery.${status}`), tone: TONES[status] };
}

export function deliveryRow(present: Present, say: Say, webhook: Webhook, delivery: Delivery): TableRow {
  const { id, type, why, attempts, answer, dueAt, createdAt, status } = delivery;
  const at = `${addressOf(webhook)}/deliveries/${id}`;
  const again = { label: say('webhook.again'), action: `${at}/attempts` };
  return {
    id: `delivery-${id}`,
    cells: [
      { at: createdAt, style: 'short' },
      { text: typeWords(say, type), href: at, walk: true, detail: why ? reasonText(present, why) : type },
      { chips: [deliveryChip(present, delivery)] },
      { text: answer === null ? '–' : String(answer), num: true },
      dueAt && attempts > 0
        ? { text: say('webhook.tries.next', { count: attempts }), at: dueAt, style: 'clock' }
        : { text: say('webhook.tries', { count: attempts }) },
      { acts: status === 'failed' && webhook.state === 'active' ? [again] : undefined },
    ],
  };
}

export function attemptFacts(
  present: Present,
  { at, milliseconds, answer, why }: DeliveryAttempt,
  writer: Writer,
  now: Date,
) {
  const say = (key: string) => text(present, key);
  return [
    { label: say('webhook.try.at'), value: writer.moment(at, 'exact', now) },
    { label: say('webhook.try.took'), value: `${milliseconds} ms` },
    { label: say('webhook.try.answer'), value: answer === null ? '–' : String(answer) },
    ...(why ? [{ label: say('webhook.try.why'), value: reasonText(present, why) }] : []),
  ];
}
