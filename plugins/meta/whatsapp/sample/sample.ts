// What WhatsApp shows of itself in an invented company: every kind of message, of window, of fate.
import type { ChannelSample, SampleWanted } from '../../../../core/contract/sample.ts';
import { DAY, Telling } from '../../sample/telling.ts';
import { readReference } from '../reading/media.ts';
import { piecesOf } from '../reading/pieces.ts';
import { accountOf } from './account.ts';
import { Chat } from './chat.ts';
import { basket, card, failure, oddMessages } from './odd.ts';

export { clear, furnish } from './account.ts';

export async function make(wanted: SampleWanted): Promise<ChannelSample> {
  const telling = new Telling(wanted, piecesOf);
  noise(telling, wanted);
  appointment(telling, wanted);
  advertisement(telling);
  offer(telling, wanted);
  failure(telling, wanted);
  card(telling);
  basket(telling);
  oddMessages(telling);
  return {
    account: accountOf(wanted.company),
    steps: telling.steps,
    media: (ref) => telling.fileOf(readReference(ref).id),
  };
}

/** Under way: the window is open, they have sent a sound, a picture and where they are. */
function noise(telling: Telling, { picture, sound }: SampleWanted): void {
  const say = telling.say.bind(telling);
  const chat = new Chat(telling, { number: '491713920011', name: 'Lena Hofmann' });
  chat.writes(
    190,
    say(
      'Hallo, seit gestern klackert mein Rad beim Treten. Könnt ihr mal reinhören?',
      'Hi, since yesterday my bike clicks when I pedal. Could you have a listen?',
    ),
  );
  const voice = { name: 'voice.wav', type: 'audio/wav', content: sound(6) };
  chat.sends(189, 'audio', voice, { voice: true });
  const photo = { name: 'IMG_2201.png', type: 'image/png', content: picture(4) };
  chat.sends(186, 'image', photo, { caption: say('Ich glaube, es kommt von hier.', 'I think it comes from here.') });
  const answer = chat.isAnswered(
    170,
    say(
      'Hallo Lena, das klingt nach dem Tretlager. Komm gern heute bis 18 Uhr vorbei, wir schauen gleich drauf.',
      'Hi Lena, that sounds like the bottom bracket. Come by until 6 pm today, we will have a look at once.',
    ),
  );
  chat.doesTo(164, { type: 'reaction', reaction: { message_id: answer, emoji: '👍' } });
  const park = { latitude: 51.3318, longitude: 12.3612, name: 'Clara-Zetkin-Park', address: '04107 Leipzig' };
  chat.says(160, { type: 'location', location: park });
  chat.writes(158, say('Bin in 20 Minuten da.', 'I will be there in 20 minutes.'), { context: { id: answer } });
  chat.writes(30, say('Danke, das ging ja schnell! 🎉', 'Thanks, that was quick! 🎉'));
}

/** Begun by the company; the window has ended since. */
function appointment(telling: Telling, { language, speech }: SampleWanted): void {
  const say = telling.say.bind(telling);
  const chat = new Chat(telling, { number: '491713920022', name: 'Jonas Winter' });
  const values = { first_name: 'Jonas', day: telling.dayAhead(2), time: '10:30' };
  const asked = chat.gets(4 * DAY, { name: 'appointment', values }, 'utility', language);
  const title = say('Ich komme', 'I will come');
  chat.says(4 * DAY - 40, { type: 'button', button: { payload: title, text: title }, context: { id: asked } });
  chat.isAnswered(4 * DAY - 55, say('Prima, bis dann!', 'Great, see you then!'));
  chat.writes(
    2 * DAY + 90,
    say('Noch eine Frage: Muss ich das Schloss mitbringen?', 'One more thing: shall I bring the lock?'),
  );
  const voice = { name: 'voice.wav', type: 'audio/wav', content: speech(14) };
  chat.sends(2 * DAY + 88, 'audio', voice, { voice: true });
}

/** Came by an advertisement. */
function advertisement(telling: Telling): void {
  const say = telling.say.bind(telling);
  const chat = new Chat(telling, { number: '491713920033', name: 'Mia Keller' });
  const referral = {
    ...{ source_type: 'ad', source_id: '1200', source_url: 'https://radwerk.example/lastenrad' },
    ...{ headline: say('Lastenräder zum Ausprobieren', 'Cargo bikes to try out'), ctwa_clid: 'sample' },
    body: say('Drei Tage kostenlos testen', 'Three days for free'),
  };
  const asks = say(
    'Hallo! Gibt es das Lastenrad aus der Anzeige noch?',
    'Hello! Do you still have the cargo bike of the ad?',
  );
  chat.writes(310, asks, { referral });
  const answer = chat.isAnswered(
    290,
    say('Hallo Mia, ja, in Blau und in Grün. Wann magst du es probieren?', 'Hi Mia, yes, in blue and in green. When?'),
  );
  const row = { id: 'sat', title: say('Samstag', 'Saturday'), description: say('10 bis 14 Uhr', '10 am to 2 pm') };
  chat.says(270, {
    type: 'interactive',
    interactive: { type: 'list_reply', list_reply: row },
    context: { id: answer },
  });
  const contact = {
    name: { formatted_name: 'Tom Keller', first_name: 'Tom' },
    phones: [{ phone: '+49 171 3920034' }],
    emails: [{ email: 'tom.keller@mail.example' }],
  };
  chat.writes(269, say('Mein Mann holt es ab:', 'My husband picks it up:'));
  chat.says(268, { type: 'contacts', contacts: [contact] });
}

/** Agreed to offers, got one, and wants no more. */
function offer(telling: Telling, { language }: SampleWanted): void {
  const say = telling.say.bind(telling);
  const chat = new Chat(telling, { number: '491713920044', name: 'Paul Lorenz' });
  chat.writes(21 * DAY, say('JA', 'YES'));
  chat.isAnswered(
    21 * DAY - 5,
    say('Danke! Du hörst von uns, wenn es etwas gibt.', 'Thanks! We will let you know when there is something.'),
  );
  chat.gets(6 * DAY, { name: 'spring_offer', values: { first_name: 'Paul' } }, 'marketing', language);
  chat.writes(6 * DAY - 30, say('STOPP', 'STOP'));
  chat.isAnswered(6 * DAY - 60, say('Alles klar, keine Angebote mehr.', 'All right, no more offers.'));
  chat.isClosed(6 * DAY - 61);
}
