// A template as Graph tells it becomes one of the contract: what it shows, what it leaves open, whether it can be sent.
import type { Template, TemplateButton, TemplateFace, TemplateParameter } from '../../../../core/contract/template.ts';
import { reason, type Reason } from '../../../../core/contract/reason.ts';
import { fields, firstText, objects, text, type Fields } from '../../graph/json.ts';
import { capabilitiesOf } from '../account/capabilities.ts';
import { qualityOf, statusOf } from './standing.ts';

/** Characters: the body once filled in, one value of it, the header, a code to copy, the end of an address. */
const BODY = 1024;
const HEADER = 60;
const CODE = 15;
const SUFFIX = 2000;
const PRODUCT = 100;
const PRODUCTS = 2000;
/** A product of the catalogue, by Meta's own names for what tells which. */
const IN_CATALOGUE = { catalog_id: 'catalogue', product_retailer_id: 'product' };

/** Null for what has no name, and for Meta's own samples, which not every number may send. */
export function readTemplate(json: Fields): Template | null {
  const { name, language, category, status, components } = json;
  if (text(name) === '' || text(language) === '' || text(name).startsWith('sample_')) return null;
  const reader = new Reader();
  const parts = objects(components);
  const face = reader.face(parts, '', undefined);
  const carousel = parts.find((one) => kindOf(one) === 'CAROUSEL');
  const cards = objects(carousel?.cards).map((card, at) => reader.face(objects(card.components), `card.${at}.`, at));
  const why = standingWhy(json) ?? reader.obstacle;
  return {
    ...face,
    id: firstText(json.id, `${text(name)}/${text(language)}`),
    name: text(name),
    language: text(language),
    category: text(category).toLowerCase(),
    status: statusOf(status),
    ...(why && { why }),
    quality: qualityOf(firstText(fields(json.quality_score).score, json.quality_score)),
    parameters: reader.parameters,
    cards,
    maximum: BODY,
  };
}

function standingWhy({ status, rejected_reason: rejected }: Fields): Reason | null {
  const detail = text(rejected) === 'NONE' ? '' : text(rejected).toLowerCase().replaceAll('_', ' ');
  if (statusOf(status) !== 'rejected' || detail === '') return null;
  return reason('whatsapp.template_rejected', `Meta has rejected it: ${detail}`, { detail });
}

const kindOf = ({ type }: Fields): string => text(type).toUpperCase();

/** Graph's words for kinds of headers; their files are those a message may have. */
const MEDIA: Record<string, 'image' | 'video' | 'file'> = { IMAGE: 'image', VIDEO: 'video', DOCUMENT: 'file' };
const MESSAGES = capabilitiesOf(false);
const PLACE = ['latitude', 'longitude', 'name', 'address'];
/** What needs an order or a payment, which the desk does not have. */
const NEEDS_MORE = new Set(['ORDER_DETAILS', 'ORDER_STATUS', 'PAYMENT_REQUEST']);
const BUTTONS: Record<string, TemplateButton['kind']> = {
  QUICK_REPLY: 'reply',
  URL: 'link',
  PHONE_NUMBER: 'phone',
  VOICE_CALL: 'phone',
  COPY_CODE: 'code',
  OTP: 'code',
  FLOW: 'form',
};

/** What WhatsApp writes on buttons that carry no words of their own. */
const LABELS: Record<string, string> = { CATALOG: 'View catalog', MPM: 'View items', SPM: 'View' };

class Reader {
  readonly parameters: TemplateParameter[] = [];
  obstacle: Reason | null = null;
  #isCode = false;

  face(parts: Fields[], prefix: string, card: number | undefined): TemplateFace {
    const one = (kind: string) => parts.find((part) => kindOf(part) === kind);
    for (const part of parts) this.#mind(kindOf(part));
    const buttons = objects(one('BUTTONS')?.buttons);
    // The code of a sign-in stands in the words and in the button, and is given once.
    this.#isCode = buttons.some(isCodeButton);
    const header = one('HEADER');
    const footer = text(one('FOOTER')?.text);
    const offer = fields(one('LIMITED_TIME_OFFER')?.limited_time_offer);
    const notice = this.#offer(offer, prefix, card);
    return {
      ...(header && { header: this.#header(header, prefix, card) }),
      ...(notice !== '' && { notice }),
      body: this.#body(one('BODY'), prefix, card),
      ...(footer !== '' && { footer }),
      buttons: buttons.map((button, at) => this.#button(button, `${prefix}button.${at}`, card)),
    };
  }

  #mind(kind: string): void {
    if (!NEEDS_MORE.has(kind)) return;
    const what = kind.toLowerCase().replaceAll('_', ' ');
    this.obstacle ??= reason('whatsapp.template_needs_more', `It needs what the desk does not have: ${what}`, { what });
  }

  #header(header: Fields, prefix: string, card: number | undefined): NonNullable<TemplateFace['header']> {
    const format = text(header.format).toUpperCase();
    const key = `${prefix}header`;
    this.#mind(format);
    if (format === 'LOCATION') {
      for (const name of PLACE)
        this.#open({
          key: `${key}.${name}`,
          kind: name.endsWith('itude') ? 'number' : 'text',
          place: 'header',
          card,
          name,
        });
      return { kind: 'location', key };
    }
    if (format === 'PRODUCT') {
      const about = { kind: 'text' as const, place: 'header' as const, card, maximum: PRODUCT, oneLine: true };
      for (const [name, meaning] of Object.entries(IN_CATALOGUE))
        this.#open({ ...about, key: `${key}.${name}`, name, meaning });
      return { kind: 'product', key };
    }
    const kind = MEDIA[format];
    if (!kind)
      return { kind: 'text', text: this.#words(header, `${key}.`, { place: 'header', card, maximum: HEADER }) };
    const { types, maximum } = MESSAGES.media![kind]!;
    this.#open({ key, kind, place: 'header', card, name: kind, types, maximum });
    return { kind, key };
  }

  /** How long it lasts is said with each message; Meta is told the moment. */
  #offer(offer: Fields, prefix: string, card: number | undefined): string {
    const about = { kind: 'number' as const, place: 'body' as const, card, name: 'hours', meaning: 'offer_hours' };
    if (offer.has_expiration === true) this.#open({ ...about, key: `${prefix}offer.hours`, example: '48' });
    return text(offer.text);
  }

  #body(body: Fields | undefined, prefix: string, card: number | undefined): string {
    if (!body) return '';
    return this.#words(body, prefix === '' ? '' : `${prefix}body.`, { place: 'body', card, maximum: BODY });
  }

  /** The text with placeholders by key; each becomes a parameter, once. */
  #words(part: Fields, prefix: string, about: Omit<TemplateParameter, 'key' | 'kind' | 'name'>): string {
    const examples = examplesOf(fields(part.example));
    return text(part.text).replace(/\{\{\s*(\w+)\s*\}\}/g, (_, name: string) => {
      const key = this.#isCode && about.place === 'body' ? 'otp' : `${prefix}${name}`;
      this.#open({ ...about, key, kind: 'text', name, oneLine: true, example: examples(name) });
      return `{{${key}}}`;
    });
  }

  #button(button: Fields, key: string, card: number | undefined): TemplateButton {
    const type = kindOf(button);
    this.#mind(type);
    const label = firstText(button.text, LABELS[type], type.toLowerCase().replaceAll('_', ' '));
    const about = { place: 'button' as const, card, name: label, kind: 'text' as const, oneLine: true };
    const kind = isCodeButton(button) ? 'code' : (BUTTONS[type] ?? 'other');
    const [example] = Array.isArray(button.example) ? button.example.map(text) : [text(button.example)];
    if (type === 'COPY_CODE') this.#open({ ...about, key: `${key}.code`, maximum: CODE, example });
    // Meta's own word for a form that nobody tells apart from others.
    if (type === 'FLOW') this.#open({ ...about, key: `${key}.flow`, preset: 'unused' });
    if (type === 'CATALOG' || type === 'MPM') {
      const shown = { ...about, maximum: PRODUCT, meaning: 'thumbnail', optional: type === 'CATALOG' };
      this.#open({ ...shown, key: `${key}.thumbnail` });
    }
    if (type === 'MPM') {
      const listed = { ...about, maximum: PRODUCTS, meaning: 'products', example: 'Bikes: b-1, b-2; Lights: l-7' };
      this.#open({ ...listed, key: `${key}.products` });
    }
    const url = text(button.url);
    const open = type === 'URL' && !isCodeButton(button) && /\{\{\s*\w+\s*\}\}/.test(url);
    if (open) this.#open({ ...about, key: `${key}.url`, maximum: SUFFIX, example });
    const code = type === 'COPY_CODE' ? `{{${key}.code}}` : kind === 'code' ? '{{otp}}' : '';
    const target = code || firstText(url.replace(/\{\{\s*\w+\s*\}\}/g, `{{${key}.url}}`), button.phone_number);
    return { kind, label, ...(target !== '' && { target }) };
  }

  #open(parameter: TemplateParameter): void {
    if (this.parameters.some(({ key }) => key === parameter.key)) return;
    const known = Object.entries(parameter).filter(
      ([, value]) => value !== undefined && value !== '' && value !== false,
    );
    this.parameters.push(Object.fromEntries(known) as unknown as TemplateParameter);
  }
}

/** Listed, it is a button that leads to WhatsApp's own page for codes. */
function isCodeButton(button: Fields): boolean {
  return kindOf(button) === 'OTP' || text(button.url).startsWith('https://www.whatsapp.com/otp/');
}

/** What Meta was shown when it was asked to approve: by name, or by number from 1. */
function examplesOf(example: Fields): (name: string) => string {
  const named = [...objects(example.body_text_named_params), ...objects(example.header_text_named_params)];
  const [first] = [example.body_text, example.header_text].filter(Array.isArray) as unknown[][];
  const listed = Array.isArray(first?.[0]) ? first[0] : (first ?? []);
  return (name) => firstText(named.find((one) => one.param_name === name)?.example, listed[Number(name) - 1]);
}
