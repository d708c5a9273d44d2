// A filled template as WhatsApp wants it: components with their parameters, in the order of the template.
import type { TemplatePart } from '../../../../core/contract/part.ts';

/** What stands in one component: texts by what follows its key, ids of uploaded files. */
interface Sorted {
  header: Map<string, string>;
  body: Map<string, string>;
  buttons: Map<number, { kind: string; value: string }>;
  file?: { type: string; id: string; name: string };
}

/** `ids`: of the uploaded files, by key of the parameter. */
export function templateOf(part: TemplatePart, ids: Record<string, string> = {}): object {
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
    ...componentsOf(whole),
    ...(carousel.length > 0
      ? [
          {
            type: 'carousel',
            cards: carousel.map(([at, card]) => ({ card_index: at, components: componentsOf(card) })),
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
  if (button) place.buttons.set(Number(button[1]), { kind: button[2]!, value });
  else if (key.startsWith('header.')) place.header.set(key.slice('header.'.length), value);
  else if (key === 'otp') {
    place.body.set('1', value);
    place.buttons.set(0, { kind: 'url', value });
  } else place.body.set(key.replace(/^body\./, ''), value);
}

function componentsOf(place: Sorted): object[] {
  const header = headerOf(place);
  const body = textsOf(place.body);
  const buttons = [...place.buttons].toSorted(([one], [other]) => one - other);
  return [
    ...(header.length > 0 ? [{ type: 'header', parameters: header }] : []),
    ...(body.length > 0 ? [{ type: 'body', parameters: body }] : []),
    ...buttons.map(([index, { kind, value }]) => buttonOf(index, kind, value)),
  ];
}

function headerOf({ header, file }: Sorted): object[] {
  if (file) {
    const { type, id, name } = file;
    return [{ type, [type]: { id, ...(type === 'document' && { filename: name }) } }];
  }
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

function buttonOf(index: number, kind: string, value: string): object {
  const button = { type: 'button', index: String(index) };
  switch (kind) {
    case 'code':
      return { ...button, sub_type: 'copy_code', parameters: [{ type: 'coupon_code', coupon_code: value }] };
    case 'flow':
      return { ...button, sub_type: 'flow', parameters: [{ type: 'action', action: { flow_token: value } }] };
    case 'payload':
      return { ...button, sub_type: 'quick_reply', parameters: [{ type: 'payload', payload: value }] };
    default:
      return { ...button, sub_type: 'url', parameters: [{ type: 'text', text: value }] };
  }
}
