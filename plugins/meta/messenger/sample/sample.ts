// What Messenger shows of itself in an invented company: every kind of message, of window, of fate.
import type { ExternalId } from '../../../../core/contract/address.ts';
import type { ChannelSample, SampleWanted } from '../../../../core/contract/sample.ts';
import type { Fields } from '../../graph/json.ts';
import { DAY, Telling } from '../../sample/telling.ts';
import { PROFILE } from '../account/profiles.ts';
import { piecesOf } from '../reading/pieces.ts';

/** No page of Meta's has it. */
const PAGE = '100000000000003';

export async function make(wanted: SampleWanted): Promise<ChannelSample> {
  const telling = new Telling(wanted, piecesOf);
  fitting(telling, wanted);
  elsewhere(telling);
  longAgo(telling, wanted);
  begins(telling);
  const { company } = wanted;
  const greeting = telling.say(
    `Willkommen bei ${company}! Worum geht es?`,
    `Welcome to ${company}! What can we do for you?`,
  );
  const menu = [
    telling.say('Öffnungszeiten', 'Opening hours'),
    telling.say('Termin in der Werkstatt', 'Workshop appointment'),
  ];
  const values = { pageId: PAGE, token: 'sample', appSecret: 'sample', way: 'own', humanAgent: true, greeting, menu };
  return {
    account: { uniqueId: PAGE, title: company, values },
    steps: telling.steps,
    media: (ref) => telling.fileOf(ref.split('/')[3] ?? ''),
  };
}

class Thread {
  readonly #telling: Telling;
  readonly #psid: string;
  #last: ExternalId = '';

  constructor(telling: Telling, psid: string) {
    this.#telling = telling;
    this.#psid = psid;
  }

  /** What Meta answers when it is asked who they are. */
  isCalled(ago: number, first: string, last: string): void {
    const person = this.#psid;
    const body = Buffer.from(JSON.stringify({ first_name: first, last_name: last, id: person }));
    const key = `profile:${person}`;
    const raw = { key, type: PROFILE, body, orderKey: person, from: person, summary: 'profile' };
    this.#telling.does({ at: this.#telling.at(ago), does: 'arrive', raw });
  }

  says(ago: number, message: Fields): ExternalId {
    const mid = this.#telling.id('m_');
    this.does(ago, { message: { mid, ...message } });
    this.#last = mid;
    return mid;
  }

  does(ago: number, what: Fields, isOurs = false): void {
    const [person, page] = [{ id: this.#psid }, { id: PAGE }];
    const [sender, recipient] = isOurs ? [page, person] : [person, page];
    const event = { sender, recipient, timestamp: this.#telling.at(ago).getTime(), ...what };
    this.#telling.brings(ago, { object: 'page', entry: [{ id: PAGE, time: event.timestamp, messaging: [event] }] });
  }

  sends(ago: number, type: string, name: string, mimeType: string, content: Uint8Array): ExternalId {
    const ref = this.#telling.file(name, mimeType, content);
    const url = `https://sample.invalid/${ref}/${encodeURIComponent(name)}`;
    return this.says(ago, { attachments: [{ type, payload: { url } }] });
  }

  isAnswered(ago: number, text: string): ExternalId {
    const id = this.#telling.id('m_');
    this.#telling.does({ at: this.#telling.at(ago), does: 'answer', to: this.#last, id, text });
    this.does(ago - 1, { delivery: { mids: [id], watermark: this.#telling.at(ago - 1).getTime() } });
    return id;
  }

  hasRead(ago: number): void {
    this.does(ago, { read: { watermark: this.#telling.at(ago).getTime() } });
  }

  isClosed(ago: number): void {
    this.#telling.does({ at: this.#telling.at(ago), does: 'close', of: this.#last });
  }
}

/** Came by an advertisement, under way. */
function fitting(telling: Telling, { picture }: SampleWanted): void {
  const say = telling.say.bind(telling);
  const thread = new Thread(telling, '7100000000000001');
  const asks = say(
    'Hallo, passt mir das Rad aus der Anzeige? Ich bin 1,82 m.',
    'Hello, would the bike of your ad fit me? I am 1.82 m.',
  );
  const title = say('Sommerräder', 'Summer bikes');
  const referral = { source: 'ADS', type: 'OPEN_THREAD', ad_id: '1300', ads_context_data: { ad_title: title } };
  thread.says(205, { text: asks, referral });
  thread.isCalled(204, 'Nora', 'Beck');
  thread.sends(203, 'image', say('mein-rad.png', 'my-bike.png'), 'image/png', picture(9));
  const answer = thread.isAnswered(
    180,
    say(
      'Hallo Nora, Rahmenhöhe L passt gut. Magst du es ausprobieren, heute oder morgen?',
      'Hi Nora, frame size L will be fine. Would you like to try it, today or tomorrow?',
    ),
  );
  thread.hasRead(176);
  thread.does(175, { reaction: { mid: answer, action: 'react', reaction: 'love', emoji: '❤️' } });
  thread.says(174, { text: say('Morgen', 'Tomorrow'), quick_reply: { payload: 'tomorrow' } });
  const where = say('Wohin genau?', 'Where exactly?');
  thread.says(50, { text: where, reply_to: { mid: answer } });
}

/** Answered in the inbox of the page; only people may answer now. */
function elsewhere(telling: Telling): void {
  const say = telling.say.bind(telling);
  const thread = new Thread(telling, '7100000000000002');
  thread.says(3 * DAY + 40, { text: say('Habt ihr Kinderanhänger zum Leihen?', 'Do you rent child trailers?') });
  thread.isCalled(3 * DAY + 39, 'Ben', 'Hartmann');
  const mid = telling.id('m_');
  const text = say('Ja, zwei Stück, 15 € am Tag.', 'Yes, two of them, 15 € a day.');
  thread.does(3 * DAY + 20, { message: { mid, text, is_echo: true, app_id: 263902037430900 } }, true);
  thread.says(3 * DAY + 10, { text: say('Super, dann am Wochenende?', 'Great, next weekend then?') });
}

/** The week is over: Messenger delivers nothing any more. */
function longAgo(telling: Telling, { paper }: SampleWanted): void {
  const say = telling.say.bind(telling);
  const thread = new Thread(telling, '7100000000000003');
  const content = paper([say('Kaufvertrag', 'Sales contract'), 'Radwerk']);
  thread.sends(11 * DAY, 'file', say('Kaufvertrag.pdf', 'Contract.pdf'), 'application/pdf', content);
  thread.isCalled(11 * DAY - 1, 'Clara', 'Seidel');
  thread.says(11 * DAY - 2, {
    text: say('Gilt die Garantie auch für den Akku?', 'Does the warranty cover the battery?'),
  });
  thread.isAnswered(11 * DAY - 30, say('Ja, zwei Jahre auf alles.', 'Yes, two years on everything.'));
  thread.hasRead(11 * DAY - 40);
  thread.isClosed(11 * DAY - 50);
}

/** Pressed the button to begin, and told where they are. */
function begins(telling: Telling): void {
  const say = telling.say.bind(telling);
  const thread = new Thread(telling, '7100000000000004');
  const title = say('Los geht’s', 'Get started');
  thread.does(132, { postback: { mid: telling.id('m_'), title, payload: 'begin' } });
  thread.isCalled(131, 'Yusuf', 'Aydin');
  const payload = { coordinates: { lat: 51.3397, long: 12.3731 } };
  thread.says(130, { attachments: [{ type: 'location', title: 'Augustusplatz', payload }] });
  thread.says(129, { text: say('Wie weit ist es von hier zu euch?', 'How far is it from here to you?') });
}
