// One conversation being acted: the customer writes, the shop answers, a note is left; each through the rooms' own doors.
import type { Desk } from '../../boot.ts';
import type { Chance } from './random.ts';
import { asHtml, composeMail, type MailFacts, type MailFile, type QuotedMail } from './mail.ts';
import type { Colleague, Company } from './company.ts';
import type { Past } from './past.ts';
import type { Customer } from './people.ts';
import { bicyclePicture, paper } from './pictures.ts';
import { fill, type Desk as InboxOf, type Turn } from './stories.ts';

export interface Stage {
  desk: Desk;
  past: Past;
  company: Company;
  chance: Chance;
}

export interface Talk {
  /** Different for every conversation; the Message-IDs are made of it. */
  number: number;
  customer: Customer;
  inbox: InboxOf;
  subject: string;
  /** For the gaps of the story. */
  values: Record<string, string>;
  agent: Colleague;
  tags: string[];
  /** Message-IDs, oldest first. */
  thread: string[];
  /** What we said last. */
  said: QuotedMail | null;
  conversationId: number | null;
}

/** Mail as bytes, written into the ledger and read as any other. */
export async function customerWrites(
  stage: Stage,
  talk: Talk,
  turn: Turn,
  more: Partial<MailFacts> = {},
): Promise<void> {
  const { past, company } = stage;
  const { accountId, address } = company.inboxes[talk.inbox];
  const { customer, values, thread } = talk;
  const messageId = `${talk.number}.${thread.length + 1}.${customer.last.length}@${customer.email.split('@')[1]}`;
  const mail: MailFacts = {
    from: customer,
    to: address,
    subject: `${thread.length > 0 ? (customer.language === 'de' ? 'AW: ' : 'Re: ') : ''}${talk.subject}`,
    text: fill(turn.text, values),
    at: past.clock.now(),
    messageId,
    references: thread.slice(-6),
    quoted: talk.said,
    files: turn.along ? [fileOf(stage, talk, turn.along)] : [],
    ...more,
  };
  await past.inbound.receive(accountId, {
    key: `sample:${mail.messageId}`,
    type: 'message/rfc822',
    body: await composeMail(mail),
    meta: { from: mail.from.email, to: [address] },
    orderKey: mail.from.email,
    from: mail.from.email,
    summary: mail.subject,
  });
  await past.settle();
  thread.push(mail.messageId);
  talk.conversationId ??= (await past.conversations.findMessage(accountId, mail.messageId))?.conversationId ?? null;
}

/** Through compose, plan and queue; only the far side is played. */
export async function agentAnswers(stage: Stage, talk: Talk, turn: Turn): Promise<void> {
  const { past, company } = stage;
  const id = talk.conversationId;
  if (id === null) return;
  const text = fill(turn.text, talk.values);
  const attachmentIds = turn.along ? [await attach(stage, talk, turn.along)] : [];
  const message = { conversationId: id, userId: talk.agent.id, html: asHtml(text), attachmentIds };
  await stage.desk.database.write(() => takeOver(stage, talk));
  const answer = await past.outbound.send(message);
  if (turn.along) await past.conversations.drafts.discard(draftOf(talk));
  await past.settle();
  if (!answer.ok) throw new Error(`The invented answer was refused: ${JSON.stringify(answer)}`);
  const sent = await stage.desk.database.row<{ external_id: string | null }>(
    'select external_id from message where id = ?',
    [answer.messageId],
  );
  if (sent?.external_id) talk.thread.push(sent.external_id);
  talk.said = {
    name: `${talk.agent.name} · Radwerk`,
    address: company.inboxes[talk.inbox].address,
    at: past.clock.now(),
    text,
  };
}

/** Whoever answers first takes the conversation and says what it is about. */
async function takeOver({ past }: Stage, talk: Talk): Promise<void> {
  const id = talk.conversationId!;
  const actor = `user:${talk.agent.id}`;
  const { ownerId } = (await past.conversations.get(id))!;
  if (ownerId !== talk.agent.id) await past.conversations.assign(id, { userId: talk.agent.id }, null, actor);
  for (const tag of talk.tags.splice(0)) await past.conversations.tag(id, tag, actor, 1 + (tag.length % 5));
}

/** `@ich` and `@me` speak to the person who looks at the sample. */
export async function noteIsLeft(stage: Stage, talk: Talk, turn: Turn): Promise<void> {
  const { company, chance, past } = stage;
  if (talk.conversationId === null) return;
  const calls = /@(ich|me)\b/.test(turn.text);
  const others = company.colleagues.filter(({ id }) => id !== talk.agent.id);
  const by = calls || talk.agent.id === company.viewer.id ? chance.pick(others) : talk.agent;
  const text = fill(turn.text, talk.values).replace(/@(ich|me)\b/, `@${company.viewer.name}`);
  await past.conversations.comment(talk.conversationId, by.id, asHtml(text), calls ? [company.viewer.id] : []);
}

function fileOf({ chance }: Stage, talk: Talk, kind: 'photo' | 'pdf'): MailFile {
  const isGerman = talk.customer.language === 'de';
  if (kind === 'photo') {
    const content = bicyclePicture(chance.whole(0, 11), true);
    // Not left to chance alone: a small company has one as well.
    const inline = chance.happens(0.5);
    return {
      name: `IMG_${2100 + talk.number}.png`,
      type: 'image/png',
      content,
      inline: inline || talk.number % 2 === 0,
    };
  }
  const title = isGerman ? 'Bestellung' : 'Purchase order';
  const lines = [
    title,
    talk.customer.employer?.name ?? talk.customer.name,
    '',
    talk.values.bike!,
    `${talk.values.order}`,
  ];
  return {
    name: `${title.replace(' ', '-')}-${talk.values.order}.pdf`,
    type: 'application/pdf',
    content: paper(lines),
  };
}

async function attach({ desk, past }: Stage, talk: Talk, kind: 'photo' | 'pdf'): Promise<number> {
  const isGerman = talk.customer.language === 'de';
  const name = `${isGerman ? 'Radwerk-Beleg' : 'Radwerk-document'}-${talk.values.invoice}.pdf`;
  const lines = [
    'Radwerk',
    'Kanalstraße 12, 04109 Leipzig',
    '',
    talk.customer.name,
    talk.values.bike!,
    '',
    talk.values.price!,
  ];
  const content = kind === 'pdf' ? paper(lines) : bicyclePicture(talk.number);
  const file = await desk.files.save(content);
  const draft = await past.conversations.drafts.save(draftOf(talk), {});
  const about = { kind: 'file' as const, name, type: file.type, bytes: file.bytes, fileId: file.id };
  const { id } = await past.conversations.drafts.attach(draft.id, about);
  return id;
}

function draftOf({ agent, conversationId }: Talk) {
  return { userId: agent.id, conversationId, kind: 'reply' as const };
}
