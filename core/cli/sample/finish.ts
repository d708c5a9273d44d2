// What else there is to see: the address book, notes on people, what was read, drafts, sends that went wrong.
import { reason } from '../../contract/reason.ts';
import type { SendResult } from '../../contract/outbound.ts';
import { asHtml } from './mail.ts';
import type { Stage } from './stage.ts';
import type { Cast } from './script.ts';

/** Regular customers are known before they write: with employer, telephone and who looks after them. */
export async function fillAddressBook({ past, desk, company, chance }: Stage): Promise<void> {
  const known = company.customers.filter((customer, index) => index >= 190 || customer.employer || chance.happens(0.5));
  await desk.database.write(async () => {
    for (const customer of known) {
      const { employer, phone, email } = customer;
      const addresses = [
        { kind: 'email' as const, value: email },
        ...(phone && !(await taken(phone)) ? [{ kind: 'phone' as const, value: phone }] : []),
      ];
      const { id } = await past.contacts.create(
        {
          name: customer.name,
          language: customer.language,
          addresses,
          companyId: employer ? company.employers.get(employer.domain) : null,
          ownerId: chance.happens(0.15) ? chance.pick(company.colleagues).id : null,
        },
        'desk',
      );
      if (chance.happens(0.2)) await past.contacts.update(id, { note: chance.pick(NOTES[customer.language]) }, 'desk');
    }
  });

  async function taken(phone: string): Promise<boolean> {
    return (await past.contacts.find({ kind: 'phone', value: phone }, 0)) !== null;
  }
}

const NOTES = {
  de: [
    'Stammkundin seit der Eröffnung, kauft meist im Frühjahr.',
    'Bitte nur nachmittags anrufen.',
    'Fährt ein Lastenrad und zwei Kinderräder von uns.',
    'Rahmenvertrag, zahlt mit 30 Tagen Ziel.',
  ],
  en: [
    'Long-standing customer, prefers e-mail over phone.',
    'Ships to a parcel shop, please check the address.',
    'Met at the trade fair last spring.',
  ],
};

const TROUBLES: SendResult[] = [
  {
    outcome: 'rejected',
    why: reason('smtp.refused', '552 5.2.2 Mailbox full', { code: 552, detail: '552 5.2.2 Mailbox full' }),
  },
  {
    outcome: 'unknown',
    why: reason('outbound.interrupted', 'The desk stopped while this was being sent. It may have arrived.'),
  },
  {
    outcome: 'retry',
    why: reason('smtp.later', '451 4.7.1 Try again later', { code: 451, detail: '451 4.7.1 Try again later' }),
  },
  {
    outcome: 'rejected',
    why: reason('smtp.refused', '554 5.7.1 Message refused by policy', {
      code: 554,
      detail: '554 5.7.1 Message refused by policy',
    }),
  },
];

/** The newest answers that stand last in their conversation do not get through. */
export function troubleSending({ past }: Stage, casts: Cast[]): void {
  const ends = casts
    .filter((cast) => cast.lastBy === 'agent' && cast.story.turns[cast.beats.length - 1]!.by === 'agent')
    .toSorted((one, other) => Number(other.last) - Number(one.last));
  for (const [index, trouble] of TROUBLES.entries()) {
    const cast = ends[index];
    const beat = cast?.beats.at(-1);
    if (!cast || !beat) continue;
    const { run } = beat;
    cast.stuck = true;
    beat.run = () => {
      past.answerNext(trouble);
      return run();
    };
  }
}

/** All but the newest has been read by everybody; a little is left for the person who looks. */
export async function leaveSomeUnread({ desk, company }: Stage): Promise<void> {
  const people = [...company.colleagues, company.viewer].map(({ id }) => id);
  const inboxes = Object.values(company.inboxes).map(({ id }) => id);
  await desk.database.write(async () => {
    for (const [index, id] of people.entries())
      await desk.database.run(
        `insert into read_mark (user_id, conversation_id, message_id)
         select ?, id, last_message_id from conversation where inbox_id in (?) and place = 'inbox' and not (status = 'open' and waiting_since is not null and (id + ?) % 3 = 0)
         on conflict (conversation_id, user_id) do update set message_id = max(message_id, excluded.message_id)`,
        [id, inboxes, index],
      );
    await desk.database.run(
      `update mention set seen_at = ? where message_id in (select id from message where at < ?)`,
      [desk.clock.now(), new Date(desk.clock.now().getTime() - 6 * 86_400_000)],
    );
  });
}

/** Tickets stand where their story has come to, some are pressing. */
export async function sortTickets({ past, desk, chance }: Stage): Promise<void> {
  const { tickets } = past;
  for (const ticket of (await tickets.list({ inboxIds: null, withheldIds: [], limit: 200 })).rows) {
    const stages = (await tickets.pipelines.get(ticket.pipelineId))!.stages;
    const [conversation] = await tickets.conversations(ticket.id);
    const answered = conversation && (await past.conversations.get(conversation.id))!.lastDirection === 'out';
    const stage = answered ? stages.find(({ kind }) => kind === 'waiting') : stages[chance.happens(0.4) ? 1 : 0];
    // As if it had been done when it was last written in.
    past.clock.set(conversation?.lastMessageAt ?? ticket.changedAt);
    await tickets.setStage(ticket.id, stage!.id, 'desk');
    if (chance.happens(0.5))
      await tickets.change(ticket.id, { priority: chance.pick(['low', 'medium', 'high', 'urgent'] as const) }, 'desk');
  }
  past.clock.set(desk.clock.now());
}

/** A view that a colleague shares with everyone, in the words of who looks. */
export async function showViews({ desk, company }: Stage): Promise<void> {
  const viewer = await desk.accounts.viewerOf(company.viewer.id);
  const colleague = await desk.accounts.viewerOf(company.colleagues[0]!.id);
  if (!viewer || !colleague) return;
  const name = viewer.language === 'de' ? 'Wartet länger als 4 Stunden' : 'Waiting longer than 4 hours';
  const conditions = [
    { property: 'status', operator: 'is' as const, values: ['open'] },
    { property: 'waiting', operator: 'beyond' as const, values: ['4h'] },
  ];
  const filter = { match: 'all' as const, groups: [{ match: 'all' as const, conditions }] };
  const shows = ['snippet', 'tags', 'owner', 'waiting'] as const;
  const look = { icon: 'clock', colour: 3, sort: 'waiting' as const, shows: [...shows] };
  await desk.views.create({ name, filter, access: 'everyone', ...look }, colleague);
}

const BEGINNINGS = {
  de: 'Guten Tag,\n\nvielen Dank für Ihre Nachricht. Ich habe in der Werkstatt nachgefragt und',
  en: 'Hello,\n\nthanks for getting in touch. I have asked in the workshop and',
};

/** Answers that were begun and not sent. */
export async function beginDrafts({ past, company }: Stage, casts: Cast[]): Promise<void> {
  const waiting = casts.filter(({ lastBy, talk }) => lastBy === 'customer' && talk.conversationId !== null).slice(-5);
  for (const { talk } of waiting) {
    const place = { userId: company.viewer.id, conversationId: talk.conversationId, kind: 'reply' as const };
    await past.conversations.drafts.save(place, { html: asHtml(BEGINNINGS[talk.customer.language]) });
  }
}
