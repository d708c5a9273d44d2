// The odd things that happen to every desk: robots, unwanted mail, strangers, doubles, appointments.
import { later, robot, said, talkOf } from './besides.ts';
import { minutesLater, someTimeAgo } from './days.ts';
import { awayNotices, bounces, newsletters, receipts, unreadable } from './robots.ts';
import { customerWrites, type Stage, type Talk } from './stage.ts';
import { DAYS, type Beat, type Cast } from './script.ts';

/** Whole conversations with an answer of ours, the newest first: odd things shall be found without long searching. */
function answered(casts: Cast[]): Cast[] {
  return casts
    .filter((cast) => cast.whole && !cast.stuck && cast.talk.inbox !== 'workshop')
    .toSorted((one, other) => Number(other.last) - Number(one.last));
}

/** Two whose address turns out to be nobody's: who writes again elsewhere could not be answered there. */
export function returnedTo(some: Cast[], casts: Cast[]): Cast[] {
  const talksOf = (email: string) => casts.filter(({ talk }) => talk.customer.email === email).length;
  return some.filter(({ talk }) => talksOf(talk.customer.email) === 1).slice(0, 2);
}

export function oddities(stage: Stage, casts: Cast[], now: Date): Beat[] {
  const whole = answered(casts);
  const returned = returnedTo(whole, casts);
  const some = whole.filter((cast) => !returned.includes(cast));
  return [
    ...bounces(stage, returned, now),
    ...awayNotices(stage, some.slice(0, 8), now),
    ...strangers(stage, some.slice(8, 10), now),
    ...afterthoughts(stage, some.slice(10, 13), now),
    ...elsewhere(stage, some.slice(13, 17), now),
    ...discarded(stage, some.slice(28, 34), now),
    ...unwanted(stage, now),
    ...newsletters(stage, now),
    ...unreadable(stage, now),
    ...appointments(stage, some.slice(18, 21), now),
    ...receipts(
      stage,
      casts.filter((cast) => !returned.includes(cast)),
      now,
    ),
  ];
}

/** Somebody else answers a mail of ours: it may belong to the conversation, and may not. */
function strangers(stage: Stage, casts: Cast[], now: Date): Beat[] {
  return casts.map((cast) => ({
    at: later(cast, 55, now),
    run() {
      const { customer } = cast.talk;
      const german = customer.language === 'de';
      const partner = { ...customer, name: `Kim ${customer.last}`, email: `kim.${customer.email}`, employer: null };
      const text = german
        ? 'Hallo, ich schreibe für meine bessere Hälfte: Könnten wir die Abholung um eine Stunde verschieben?'
        : 'Hi, writing on behalf of my partner: could we move the pick-up by an hour?';
      const talk = { ...cast.talk, customer: partner, thread: [...cast.talk.thread], conversationId: null };
      return customerWrites(stage, talk, said(text), {
        messageId: `kim.${talk.number}@${customer.email.split('@')[1]}`,
      });
    },
  }));
}

/** An invitation (RFC 5546) to look at the bikes together. */
function appointments(stage: Stage, casts: Cast[], now: Date): Beat[] {
  return casts.map((cast) => ({
    at: later(cast, 100, now),
    run() {
      const { customer, number } = cast.talk;
      const isGerman = customer.language === 'de';
      const start = minutesLater(stage.past.clock.now(), 3 * 24 * 60);
      const stamp = (at: Date) => at.toISOString().replace(/[-:]|\.\d+/g, '');
      const title = isGerman ? 'Termin vor Ort: Räder ansehen' : 'On-site appointment: looking at bikes';
      const calendar = [
        'BEGIN:VCALENDAR',
        'VERSION:2.0',
        'PRODID:-//Radwerk//Sample//EN',
        'METHOD:REQUEST',
        'BEGIN:VEVENT',
        `UID:visit-${number}@radwerk.example`,
        `DTSTAMP:${stamp(start)}`,
        `DTSTART:${stamp(start)}`,
        `DTEND:${stamp(minutesLater(start, 45))}`,
        `SUMMARY:${title}`,
        `LOCATION:${customer.city}`,
        `ORGANIZER;CN=${customer.name}:mailto:${customer.email}`,
        'END:VEVENT',
        'END:VCALENDAR',
        '',
      ].join('\r\n');
      const text = isGerman
        ? 'Hallo, hier der Termin, wie besprochen.'
        : 'Hello, here is the appointment, as discussed.';
      return customerWrites(stage, cast.talk, said(text), { calendar });
    },
  }));
}

/** The same matter in a second mail; a colleague puts both together. */
function afterthoughts(stage: Stage, casts: Cast[], now: Date): Beat[] {
  return casts.map((cast) => ({
    at: later(cast, 30, now),
    async run() {
      const { talk } = cast;
      const german = talk.customer.language === 'de';
      const text = german
        ? 'Noch ein Nachtrag: Bitte die Klingel nicht vergessen.'
        : 'One more thing: please do not forget the bell.';
      const second: Talk = {
        ...talk,
        number: talk.number + 5000,
        subject: german ? 'Nachtrag' : 'PS',
        thread: [],
        said: null,
        conversationId: null,
      };
      await customerWrites(stage, second, said(text));
      if (talk.conversationId === null || second.conversationId === null) return;
      await stage.past.conversations.merge(talk.conversationId, second.conversationId, `user:${talk.agent.id}`);
    },
  }));
}

function elsewhere(stage: Stage, casts: Cast[], now: Date): Beat[] {
  const to = stage.company.inboxes.workshop.id;
  return casts.map(({ talk, last }) => ({
    at: minutesLater(last, -1) < now ? last : now,
    run: async () =>
      talk.conversationId && stage.past.conversations.moveToInbox(talk.conversationId, to, `user:${talk.agent.id}`),
  }));
}

function discarded(stage: Stage, casts: Cast[], now: Date): Beat[] {
  return casts.map((cast) => ({
    at: later(cast, 200, now),
    run: async () =>
      cast.talk.conversationId &&
      stage.past.conversations.trash(cast.talk.conversationId, `user:${cast.talk.agent.id}`),
  }));
}

const OFFERS = [
  [
    'Rank #1 on every search engine',
    'Dear Sir or Madam, our experts guarantee the first place within seven days. Reply for a free audit.',
  ],
  ['Re: unpaid bill', 'Kindly see the bill on our page and pay at once to avoid closure.'],
  [
    '10.000 frische Firmenadressen',
    'Sehr geehrte Damen und Herren, sichern Sie sich jetzt unsere geprüften Adressen zum halben Preis.',
  ],
  ['Your mailbox is almost full', 'Confirm your password within 24 hours to keep receiving messages.'],
];

/** Marked by hand at first; one sender is kept out for good, and the rest of theirs goes straight to the spam list. */
function unwanted(stage: Stage, now: Date): Beat[] {
  const { past, company, chance } = stage;
  const blocked = 'growth.example';
  const beats = Array.from({ length: 12 }, (_, index): Beat => {
    const [subject, text] = OFFERS[index % OFFERS.length]!;
    const sender = robot('Growth Team', `offers${index}@${index % 2 ? blocked : 'bulk.example'}`);
    const talk = talkOf(stage, sender, 6000 + index, subject!);
    return {
      at: someTimeAgo(chance, now, DAYS),
      async run() {
        await customerWrites(stage, talk, said(text!));
        const found = talk.conversationId === null ? null : await past.conversations.get(talk.conversationId);
        if (found && found.place !== 'spam')
          await past.conversations.spam(found.id, `user:${company.colleagues[0]!.id}`);
      },
    };
  });
  const rule = { inboxId: company.inboxes.support.id, list: 'block' as const, pattern: `@${blocked}` };
  const keepOut = () => past.conversations.inboxes.addRule(rule, `user:${company.colleagues[0]!.id}`);
  return [...beats, { at: minutesLater(now, -20 * 24 * 60), run: keepOut }];
}
