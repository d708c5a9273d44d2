// What happens less often on the number of an invented company: failures, baskets, stickers, what is held back or taken back.
import { readFileSync } from 'node:fs';
import type { SampleWanted } from '../../../../core/contract/sample.ts';
import { DAY, type Telling } from '../../sample/telling.ts';
import { Chat } from './chat.ts';

/** An answer did not get through; a template did. */
export function failure(telling: Telling, { paper, language }: SampleWanted): void {
  const say = telling.say.bind(telling);
  const chat = new Chat(telling, { number: '491713920055', name: 'Sofia Brandt' });
  const name = say('Kostenvoranschlag.pdf', 'Estimate.pdf');
  const content = paper([
    say('Kostenvoranschlag', 'Estimate'),
    'Radwerk',
    say('Bremsen und Kette', 'Brakes and chain'),
  ]);
  const caption = say('Passt, bitte so machen.', 'Fine, please go ahead.');
  chat.sends(3 * DAY, 'document', { name, type: 'application/pdf', content }, { filename: name, caption });
  const answer = chat.isAnswered(3 * DAY - 25, say('Danke, wir legen morgen los.', 'Thanks, we will begin tomorrow.'), [
    'sent',
  ]);
  const errors = [{ code: 131026, title: 'Message undeliverable' }];
  chat.becomes(3 * DAY - 27, answer, ['failed'], undefined, errors);
  chat.gets(DAY + 200, { name: 'bike_ready', values: { first_name: 'Sofia' } }, 'utility', language);
}

/** The number of a payment card is held back. */
export function card(telling: Telling): void {
  const say = telling.say.bind(telling);
  const chat = new Chat(telling, { number: '447700900123', name: 'Harry Field' });
  chat.writes(75, say('Hallo, wo kann ich die Rechnung bezahlen?', 'Hello, where can I pay the bill?'));
  const number = '4111 1111 1111 1111';
  chat.writes(
    74,
    say(`Oder bucht einfach von meiner Karte ab: ${number}, 12/29`, `Or just take it off my card: ${number}, 12/29`),
  );
}

/** A basket of the catalogue. */
export function basket(telling: Telling): void {
  const say = telling.say.bind(telling);
  const chat = new Chat(telling, { number: '491713920066', name: 'Emil Scholz' });
  const items = [
    { product_retailer_id: say('Klingel Messing', 'Brass bell'), quantity: 1, item_price: 24.9, currency: 'EUR' },
    {
      product_retailer_id: say('Schlauch 28 Zoll', 'Inner tube 28 inch'),
      quantity: 2,
      item_price: 7.5,
      currency: 'EUR',
    },
  ];
  chat.says(420, {
    type: 'order',
    order: { catalog_id: '77', text: say('Zur Abholung bitte', 'For pick-up, please'), product_items: items },
  });
  chat.isAnswered(400, say('Liegt für dich bereit, Emil.', 'It is waiting for you, Emil.'), ['delivered']);
}

/** Passed on, changed, taken back, and of a kind that is not passed on. */
export function oddMessages(telling: Telling): void {
  const say = telling.say.bind(telling);
  const chat = new Chat(telling, { number: '491713920077', name: 'Greta Sommer' });
  const tour = say('Radtour am Sonntag, 9 Uhr ab Bahnhof!', 'Bike tour on Sunday, 9 am from the station!');
  chat.writes(530, tour, { context: { forwarded: true } });
  const wrong = chat.writes(528, say('Seid ihr auch dabai?', 'Are you coming to?'));
  const right = say('Seid ihr auch dabei?', 'Are you coming too?');
  chat.doesTo(527, {
    type: 'edit',
    edit: { original_message_id: wrong, message: { type: 'text', text: { body: right } } },
  });
  const gone = chat.writes(526, say('Falscher Chat, sorry', 'Wrong chat, sorry'));
  chat.doesTo(525, { type: 'revoke', revoke: { original_message_id: gone } });
  const content = readFileSync(new URL('./sticker.webp', import.meta.url));
  chat.sends(520, 'sticker', { name: 'sticker.webp', type: 'image/webp', content }, { animated: false });
  const errors = [{ code: 131051, title: 'Message type unknown' }];
  chat.says(519, { type: 'unsupported', unsupported: { type: 'poll' }, errors });
}
