// What goes to visitors by e-mail: answers they have not seen, and what was said (CT-8).
import type { AccountContext } from '../../../core/contract/context.ts';
import type { PastMessage } from '../../../core/contract/history.ts';
import type { Letter } from '../../../core/contract/letter.ts';
import type { Part } from '../../../core/contract/part.ts';
import type { Hub } from '../line/hub.ts';
import { hasLeft } from '../line/past.ts';
import { settingsOf } from '../settings.ts';
import { findVisitor } from './visitors.ts';
import { addressOf } from './tokens.ts';

/** A message in a letter. */
interface Line {
  who: string;
  at: Date;
  text: string;
}

const MOST = 200;
/** Pages of a history that are looked through for one conversation. */
const PAGES = 20;

/** One conversation whole, the newest unless it is named. False when nothing was said. */
export async function sendTranscript(
  context: AccountContext,
  hub: Hub,
  visitorId: string,
  { email, key, ...about }: { email: string; key: string; conversation?: string },
): Promise<boolean> {
  const said = (await saidIn(context, visitorId, about.conversation)).filter((one) => hasLeft(one, hub));
  const conversation = said.at(-1)?.conversation;
  if (!conversation) return false;
  const letter = await letterOf(context, visitorId, 'transcript', said);
  await context.sendLetter({ ...letter, key: `transcript ${visitorId} ${key}`, to: { address: email }, conversation });
  return true;
}

async function saidIn(context: AccountContext, visitorId: string, wanted?: string): Promise<PastMessage[]> {
  const said: PastMessage[] = [];
  let conversation = wanted;
  let before: string | undefined;
  for (let page = 0; page < PAGES; page += 1) {
    const { messages, earlier } = await context.history({ person: addressOf(visitorId), most: MOST, before });
    conversation ??= messages.at(-1)?.conversation;
    said.unshift(...messages.filter((one) => one.conversation === conversation));
    before = messages[0]?.id;
    const isPast = said.length > 0 && messages[0]?.conversation !== conversation;
    if (!earlier || isPast || !before) break;
  }
  return said;
}

/** Answers nobody has looked at, once; an answer to the letter joins the conversation. */
export async function sendMissed(
  context: AccountContext,
  visitorId: string,
  { email, keys, conversation }: { email: string; keys: string[]; conversation: string },
): Promise<void> {
  const { messages } = await context.history({ person: addressOf(visitorId), most: MOST });
  const missed = messages.filter((one) => one.keys.some((key) => keys.includes(key)));
  if (missed.length === 0) return;
  const letter = await letterOf(context, visitorId, 'missed', missed);
  await context.sendLetter({ ...letter, key: `missed ${keys.at(-1)}`, to: { address: email }, conversation });
}

async function letterOf(
  context: AccountContext,
  visitorId: string,
  kind: 'transcript' | 'missed',
  messages: PastMessage[],
): Promise<Pick<Letter, 'subject' | 'text' | 'html' | 'sender' | 'from'>> {
  const row = await findVisitor(context, visitorId);
  const workspace = await context.workspace();
  const language = (row?.language || workspace.language).startsWith('de') ? 'de' : 'en';
  const { mailSender, mailAddress, headingName, title } = settingsOf(context.account);
  const sender = mailSender || headingName || title;
  const zone = row?.zone || 'UTC';
  const lines = messages.map((one) => lineOf(context, language, one, { visitor: row?.name ?? '', team: sender }));
  const words = (key: string) => context.text(language, `mail.${kind}.${key}`, { name: sender });
  const shown = lines.map((line) => ({ ...line, at: moment(line.at, language, zone), rows: line.text.split('\n') }));
  const model = { intro: words('intro'), outro: words('outro'), lines: shown };
  const said = shown.map(({ who, at, text }) => `${who}, ${at}\n${text}`).join('\n\n');
  return {
    subject: words('subject'),
    text: `${model.intro}\n\n${said}\n\n${model.outro}\n`,
    html: context.draw('letter', model, language),
    sender,
    ...(mailAddress && { from: mailAddress }),
  };
}

function lineOf(
  context: AccountContext,
  language: string,
  { direction, author, at, parts }: PastMessage,
  names: { visitor: string; team: string },
): Line {
  const visitor = names.visitor || context.text(language, 'mail.visitor');
  const who = direction === 'in' ? visitor : (author?.firstName ?? names.team);
  return {
    who,
    at,
    text: parts
      .map((part) => wordsOf(context, language, part))
      .filter(Boolean)
      .join('\n'),
  };
}

function wordsOf(context: AccountContext, language: string, part: Part): string {
  if (part.type === 'text') return part.text;
  if (part.type === 'media') return context.text(language, 'mail.file', { name: part.name });
  if (part.type === 'choice') return part.chosen?.title ?? part.prompt ?? '';
  return '';
}

/** A zone the browser named and nobody knows counts as UTC. */
function moment(at: Date, language: string, timeZone: string): string {
  const style = { dateStyle: 'medium', timeStyle: 'short' } as const;
  try {
    return new Intl.DateTimeFormat(language, { ...style, timeZone }).format(at);
  } catch {
    return new Intl.DateTimeFormat(language, { ...style, timeZone: 'UTC' }).format(at);
  }
}
