// The number of an invented company, and what Meta would have told of it: its standing, its profile, its templates.
import type { AccountContext, PluginContext } from '../../../../core/contract/context.ts';
import type { SampleWanted } from '../../../../core/contract/sample.ts';
import type { Fields } from '../../graph/json.ts';
import { PROFILE_KEPT } from '../pages/profile.ts';
import { keepStandingOf } from '../account/standing.ts';
import { dropAll, keepAll } from '../templates/book.ts';
import { readTemplate } from '../templates/reading.ts';

/** No number of Meta's begins so. */
export const NUMBER = {
  phoneNumberId: '100000000000001',
  businessAccountId: '100000000000002',
  displayNumber: '491713920001',
} as const;

export function accountOf(company: string) {
  const values = { ...NUMBER, token: 'sample', appSecret: 'sample', way: 'own', usageLimit: 50 };
  return { uniqueId: NUMBER.phoneNumberId, title: `${company} +49 171 3920001`, values };
}

export async function furnish(context: AccountContext, { company, language }: SampleWanted): Promise<void> {
  const say = (german: string, english: string) => (language === 'de' ? german : english);
  const templates = templatesIn(language, say).flatMap((one) => readTemplate(one) ?? []);
  await keepAll(context, NUMBER.businessAccountId, templates, context.now());
  await keepStandingOf(context, {
    ...{ name: company, quality: 'GREEN', status: 'CONNECTED', limit: 'TIER_1K' },
    ...{ nameStatus: 'APPROVED', sending: 'AVAILABLE' },
  });
  await context.notebook.set(PROFILE_KEPT, {
    about: say('Fahrräder, Werkstatt, gute Laune', 'Bicycles, workshop, good mood'),
    description: say('Fahrradladen mit Werkstatt in Leipzig.', 'A bicycle shop with a workshop in Leipzig.'),
    ...{ vertical: 'RETAIL', address: 'Kanalstraße 12, 04109 Leipzig', email: 'hallo@radwerk.example' },
    websites: ['https://radwerk.example/'],
  });
}

export async function clear(context: PluginContext): Promise<void> {
  await dropAll(context, NUMBER.businessAccountId);
}

const body = (text: string, examples: [name: string, example: string][]): Fields => ({
  type: 'BODY',
  text,
  example: { body_text_named_params: examples.map(([name, example]) => ({ param_name: name, example })) },
});
const replies = (...texts: string[]): Fields => ({
  type: 'BUTTONS',
  buttons: texts.map((text) => ({ type: 'QUICK_REPLY', text })),
});

type Say = (german: string, english: string) => string;

const made = (
  language: string,
  about: { name: string; category: string } & Fields,
  ...components: Fields[]
): Fields => ({
  ...{ id: `sample-${about.name}`, language, parameter_format: 'NAMED', status: 'APPROVED' },
  ...{ quality_score: { score: 'GREEN' }, components, ...about },
});

const NAME: [string, string] = ['first_name', 'Lena'];

function templatesIn(language: string, say: Say): Fields[] {
  const ready = say(
    'Hallo {{first_name}}, dein Rad ist fertig. Abholen kannst du es bis 18 Uhr.',
    'Hi {{first_name}}, your bike is ready. You can pick it up until 6 pm.',
  );
  const bill = say('Hallo {{first_name}}, hier ist deine Rechnung.', 'Hi {{first_name}}, here is your invoice.');
  const offer = say(
    'Hallo {{first_name}}, im Frühling gibt es 10 % auf jede Inspektion.',
    'Hi {{first_name}}, this spring every inspection is 10 % off.',
  );
  const rain = say(
    'Hallo {{first_name}}, diese Woche ist alles gegen Regen günstiger.',
    'Hi {{first_name}}, this week everything against rain costs less.',
  );
  const [utility, marketing] = [{ category: 'UTILITY' }, { category: 'MARKETING' }];
  const stop = { type: 'FOOTER', text: say('Keine Angebote mehr? Schreib STOPP.', 'No more offers? Write STOP.') };
  const yellow = { quality_score: { score: 'YELLOW' } };
  const refused = { status: 'REJECTED', rejected_reason: 'SCAM' };
  return [
    appointment(language, say),
    made(language, { name: 'bike_ready', ...utility }, body(ready, [NAME])),
    made(language, { name: 'invoice', ...utility }, { type: 'HEADER', format: 'DOCUMENT' }, body(bill, [NAME])),
    made(language, { name: 'spring_offer', ...marketing, ...yellow }, body(offer, [NAME]), stop),
    made(language, { name: 'rain_week', ...marketing }, ...runsOut(say), body(rain, [NAME]), stop),
    made(language, { name: 'winter_offer', ...marketing, status: 'PENDING' }, body(offer, [NAME])),
    made(language, { name: 'free_bike', ...marketing, ...refused }, body(ready, [NAME])),
  ];
}

/** Gone after the hours that whoever sends it says. */
function runsOut(say: Say): Fields[] {
  const text = say('Nur kurze Zeit', 'Not for long');
  return [{ type: 'LIMITED_TIME_OFFER', limited_time_offer: { text, has_expiration: true } }];
}

function appointment(language: string, say: Say): Fields {
  const words = say(
    'Hallo {{first_name}}, wir freuen uns auf dich am {{day}} um {{time}} Uhr in der Werkstatt.',
    'Hi {{first_name}}, we look forward to seeing you on {{day}} at {{time}} in our workshop.',
  );
  return made(
    language,
    { name: 'appointment', category: 'UTILITY' },
    { type: 'HEADER', format: 'TEXT', text: say('Dein Termin', 'Your appointment') },
    body(words, [NAME, ['day', say('Freitag, 5. Juni', 'Friday, 5 June')], ['time', '10:30']]),
    { type: 'FOOTER', text: 'Radwerk, Kanalstraße 12' },
    replies(say('Ich komme', 'I will come'), say('Anderer Tag', 'Another day')),
  );
}
