// A filled template as WhatsApp wants it: components with their parameters, in the order of the template.
import type { TemplatePart } from '../../../../core/contract/part.ts';

/** What stands in one component: texts by what follows its key, ids of uploaded files. */
interface Sorted {
  header: Map<string, string>;
  body: Map<string, string>;
  buttons: Map<number, Map<string, string>>;
  /** After how many hours an offer runs out. */
  hours?: number;
  file?: { type: string; id: string; name: string };
}

/** `ids`: of the uploaded files, by key of the parameter. Offers run out counted from `now`. */
export function templateOf(part: TemplatePart, ids: Record<string, string>, now: Date): object {
  const whole = empty();
  const cards = new Map<number, Sorted>();
  const placeOf = (key: string): [Sorted, string] => {
    const [, at, rest = ''] = /^card\.(\d+)\.(.+)$/.exec(key) ?? [];
    if (at === undefined) return [whole, key];
    const card = cards.get(Number(at)) ?? empty();
    cards.set(Number(at), card);
    return [card, rest];
  };
  for (const [key, value] of Object.entries(part.values)) put(...placeOf(key), value);
  for (const [key, { mimeType, name }] of Object.entries(part.files ?? {})) {
    const type = /^(image|video)\//.exec(mimeType)?.[1] ?? 'document';
    placeOf(key)[0].file = { type, id: ids[key] ?? '', name };
  }
  const carousel = [...cards].toSorted(([one], [other]) => one - other);
  const components = [
    ...componentsOf(whole, now),
    ...(carousel.length > 0
      ? [
          {
            type: 'carousel',
            cards: carousel.map(([at, card]) => ({ card_index: at, components: componentsOf(card, now) })),
          },
        ]
      : []),
  ];
  const { name, language } = part;
  return { name, language: { code: language }, ...(components.length > 0 && { components }) };
}

function empty(): Sorted {
  return { header: new Map(), body: new Map(), buttons: new Map() };
}

function put(place: Sorted, key: string, value: string): void {
  const button = /^button\.(\d+)\.(\w+)$/.exec(key);
  if (button) valuesOf(place, Number(button[1])).set(button[2]!, value);
  else if (key === 'offer.hours') place.hours = Number(value);
  else if (key.startsWith('header.')) place.header.set(key.slice('header.'.length), value);
  else if (key === 'otp') {
    place.body.set('1', value);
    valuesOf(place, 0).set('url', value);
  } else place.body.set(key.replace(/^body\./, ''), value);
}

function valuesOf({ buttons }: Sorted, index: number): Map<string, string> {
  const values = buttons.get(index) ?? new Map<string, string>();
  buttons.set(index, values);
  return values;
}

function componentsOf(place: Sorted, now: Date): object[] {
  const header = headerOf(place);
  const body = textsOf(place.body);
  const buttons = [...place.buttons].toSorted(([one], [other]) => one - other);
  return [
    ...(header.length > 0 ? [{ type: 'header', parameters: header }] : []),
    ...(body.length > 0 ? [{ type: 'body', parameters: body }] : []),
    ...(place.hours === undefined ? [] : [offerOf(place.hours, now)]),
    ...buttons.map(([index, values]) => ({ type: 'button', index: String(index), ...buttonOf(values) })),
  ];
}

function headerOf({ header, file }: Sorted): object[] {
  if (file) {
    const { type, id, name } = file;
    return [{ type, [type]: { id, ...(type === 'document' && { filename: name }) } }];
  }
  if (header.has('product_retailer_id')) return [{ type: 'product', product: Object.fromEntries(header) }];
  if (header.has('latitude')) return [{ type: 'location', location: Object.fromEntries(header) }];
  return textsOf(header);
}

/** Numbered placeholders go by their order, named ones by their name. */
function textsOf(values: Map<string, string>): object[] {
  const entries = [...values];
  const isNumbered = entries.every(([name]) => /^\d+$/.test(name));
  const sorted = isNumbered ? entries.toSorted(([one], [other]) => Number(one) - Number(other)) : entries;
  return sorted.map(([name, text]) => ({ type: 'text', ...(!isNumbered && { parameter_name: name }), text }));
}

function offerOf(hours: number, now: Date): object {
  const offer = { expiration_time_ms: Math.round(now.getTime() + hours * 3_600_000) };
  return {
    type: 'limited_time_offer',
    parameters: [{ type: 'limited_time_offer', limited_time_offer: offer }],
  };
}

function buttonOf(values: Map<string, string>): object {
  const action = (about: object) => [{ type: 'action', action: about }];
  const thumbnail = { thumbnail_product_retailer_id: values.get('thumbnail') };
  if (values.has('products'))
    return { sub_type: 'mpm', parameters: action({ ...thumbnail, sections: sectionsOf(values.get('products')!) }) };
  if (values.has('thumbnail')) return { sub_type: 'catalog', parameters: action(thumbnail) };
  const [[kind, value] = ['', '']] = values;
  switch (kind) {
    case 'code':
      return { sub_type: 'copy_code', parameters: [{ type: 'coupon_code', coupon_code: value }] };
    case 'flow':
      return { sub_type: 'flow', parameters: action({ flow_token: value }) };
    case 'payload':
      return { sub_type: 'quick_reply', parameters: [{ type: 'payload', payload: value }] };
    default:
      return { sub_type: 'url', parameters: [{ type: 'text', text: value }] };
  }
}

/** `Bikes: b-1, b-2; Lights: l-7` as sections with a title and products; the title may be missing. */
function sectionsOf(typed: string): object[] {
  return typed
    .split(';')
    .map((section) => /^(?:([^:]*):)?([^]*)$/.exec(section)!)
    .map(([, title = '', products = '']) => ({
      ...(title.trim() !== '' && { title: title.trim() }),
      product_items: products
        .split(',')
        .map((one) => ({ product_retailer_id: one.trim() }))
        .filter((one) => one.product_retailer_id !== ''),
    }))
    .filter(({ product_items: items }) => items.length > 0);
}
