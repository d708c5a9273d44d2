// Templates the simulated business has: one of every kind, in every standing.
import { createHash } from 'node:crypto';
import type { Fields } from '../graph/json.ts';

/** As Graph tells it. */
export interface SimulatedTemplate {
  id: string;
  name: string;
  language: string;
  /** APPROVED, PENDING, REJECTED, PAUSED, DISABLED … */
  status: string;
  category: string;
  parameter_format: 'POSITIONAL' | 'NAMED';
  quality_score?: { score: string };
  rejected_reason?: string;
  components: Fields[];
}

/** `body` alone, unless there is more to it. */
export function templateWith(
  about: Partial<SimulatedTemplate> & Pick<SimulatedTemplate, 'name' | 'language'>,
  body: string,
  ...more: Fields[]
): SimulatedTemplate {
  return {
    id: idOf(`${about.name} ${about.language}`),
    status: 'APPROVED',
    category: 'UTILITY',
    parameter_format: /\{\{[a-z_]+\}\}/.test(body) ? 'NAMED' : 'POSITIONAL',
    quality_score: { score: 'GREEN' },
    components: [
      ...more.filter(({ type }) => type === 'HEADER'),
      bodyOf(body),
      ...more.filter(({ type }) => type !== 'HEADER'),
    ],
    ...about,
  };
}

/** As Meta's ids are: larger than what a number keeps exactly. */
function idOf(name: string): string {
  const hash = createHash('sha256').update(name).digest('hex').slice(0, 12);
  return String(1_305_000_000_000_000_000n + BigInt(`0x${hash}`));
}

function bodyOf(text: string): Fields {
  const names = [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name!);
  if (names.length === 0) return { type: 'BODY', text };
  const isNumbered = names.every((name) => /^\d+$/.test(name));
  const example = (name: string) => EXAMPLES[name] ?? `example ${name}`;
  return {
    type: 'BODY',
    text,
    example: isNumbered
      ? { body_text: [names.map(example)] }
      : { body_text_named_params: names.map((name) => ({ param_name: name, example: example(name) })) },
  };
}

const EXAMPLES: Record<string, string> = {
  '1': 'Pablo',
  '2': '860198',
  first_name: 'Pablo',
  day: 'Friday',
  time: '10:30',
};
const buttons = (...all: Fields[]): Fields => ({ type: 'BUTTONS', buttons: all });
const picture: Fields = { type: 'HEADER', format: 'IMAGE', example: { header_handle: ['4::aW'] } };

const card = (label: string): Fields => ({
  components: [
    picture,
    { type: 'BODY', text: `${label}, from {{1}} a day`, example: { body_text: [['9 €']] } },
    buttons(
      { type: 'QUICK_REPLY', text: 'More like this' },
      { type: 'URL', text: 'Book', url: 'https://shop.example/bikes/{{1}}', example: ['trekking'] },
    ),
  ],
});

const SAMPLES: SimulatedTemplate[] = [
  templateWith({ name: 'hello_world', language: 'en_US' }, 'Hello World'),
  templateWith({ name: 'sample_shipping_confirmation', language: 'en_US' }, 'Your package is on its way, {{1}} days.'),
  templateWith({ name: 'order_update', language: 'en' }, 'Hi {{1}}! Your order {{2}} is on its way.'),
  templateWith({ name: 'order_update', language: 'de' }, 'Hallo {{1}}! Ihre Bestellung {{2}} ist unterwegs.'),
  templateWith(
    { name: 'appointment', language: 'en' },
    'Hi {{first_name}}, we look forward to seeing you on {{day}} at {{time}} in our workshop.',
    {
      type: 'HEADER',
      format: 'TEXT',
      text: 'Your appointment on {{day}}',
      example: { header_text_named_params: [{ param_name: 'day', example: 'Friday' }] },
    },
    { type: 'FOOTER', text: 'Simulated shop, Old Street 1' },
    buttons(
      { type: 'QUICK_REPLY', text: 'I will come' },
      { type: 'QUICK_REPLY', text: 'Another day' },
      { type: 'PHONE_NUMBER', text: 'Call us', phone_number: '+4930901820' },
      { type: 'URL', text: 'The way', url: 'https://shop.example/way' },
    ),
  ),
  templateWith(
    { name: 'invoice', language: 'en' },
    'Dear {{1}}, here is your invoice {{2}}. Thank you!',
    { type: 'HEADER', format: 'DOCUMENT', example: { header_handle: ['4::YX'] } },
    buttons({ type: 'URL', text: 'Pay', url: 'https://shop.example/pay/{{1}}', example: ['860198'] }),
  ),
  templateWith(
    { name: 'new_bikes', language: 'en', category: 'MARKETING', quality_score: { score: 'YELLOW' } },
    'Hello {{1}}, look what has just come in, and take 10 % off.',
    picture,
    { type: 'FOOTER', text: 'Write STOP to hear no more' },
    buttons({ type: 'COPY_CODE', text: 'Copy offer code', example: '10OFF' }),
  ),
  templateWith({ name: 'pick_up', language: 'en' }, 'Your bike waits for you here, {{1}}. See you soon!', {
    type: 'HEADER',
    format: 'LOCATION',
  }),
  templateWith({ name: 'bike_tour', language: 'en', category: 'MARKETING' }, 'Pick your bike for summer, {{1}}!', {
    type: 'CAROUSEL',
    cards: [card('Trekking'), card('City'), card('Cargo')],
  }),
  templateWith(
    { name: 'how_was_it', language: 'en' },
    'Tell us how it went: two questions.',
    buttons({ type: 'FLOW', text: 'Answer', flow_id: '77' }),
  ),
  templateWith(
    { name: 'sign_in_code', language: 'en', category: 'AUTHENTICATION' },
    '*{{1}}* is your verification code.',
    buttons({
      type: 'URL',
      text: 'Copy code',
      url: 'https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code=otp{{1}}',
      example: ['123456'],
    }),
  ),
  templateWith(
    { name: 'catalogue', language: 'en', category: 'MARKETING' },
    'All our bikes in one place.',
    buttons({ type: 'CATALOG', text: 'View catalogue' }),
  ),
  templateWith(
    { name: 'how_to_pay', language: 'en' },
    'Your order is ready to be paid.',
    buttons({ type: 'ORDER_DETAILS', text: 'Pay' }),
  ),
  templateWith(
    { name: 'lights', language: 'en', category: 'MARKETING' },
    'Seen by everybody in the dark, {{1}}: choose yours.',
    buttons({ type: 'MPM', text: 'View items' }),
  ),
  templateWith(
    { name: 'bike_of_the_month', language: 'en', category: 'MARKETING' },
    'Our bike of the month, {{1}}, is back.',
    { type: 'HEADER', format: 'PRODUCT' },
    buttons({ type: 'SPM', text: 'View' }),
  ),
  templateWith(
    { name: 'weekend_offer', language: 'en', category: 'MARKETING' },
    'Everything for rain is cheaper this weekend, {{1}}.',
    { type: 'LIMITED_TIME_OFFER', limited_time_offer: { text: 'This weekend only', has_expiration: true } },
    buttons(
      { type: 'COPY_CODE', text: 'Copy offer code', example: 'RAIN10' },
      { type: 'URL', text: 'Shop', url: 'https://shop.example/rain' },
    ),
  ),
  templateWith(
    { name: 'summer_news', language: 'en', status: 'PAUSED', category: 'MARKETING', quality_score: { score: 'RED' } },
    'Summer is here, {{1}}!',
  ),
  templateWith(
    { name: 'winter_news', language: 'en', status: 'PENDING', category: 'MARKETING' },
    'Winter is near, {{1}}!',
  ),
  templateWith(
    { name: 'old_news', language: 'en', status: 'DISABLED', category: 'MARKETING' },
    'This was {{1}}, long ago.',
  ),
  templateWith(
    { name: 'free_money', language: 'en', status: 'REJECTED', category: 'MARKETING', rejected_reason: 'SCAM' },
    'Dear {{1}}, you have won!',
  ),
];

export function sampleTemplates(): SimulatedTemplate[] {
  return structuredClone(SAMPLES);
}
