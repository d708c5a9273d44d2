// The way to the visitor: what was said as the widget shows it, and handing over what the team writes.
import type { AccountContext } from '../../core/contract/context.ts';
import type { PastMessage } from '../../core/contract/history.ts';
import type { OutboundMessage, SendResult } from '../../core/contract/outbound.ts';
import type { MediaPart, Part } from '../../core/contract/part.ts';
import { faceOf, initialsOf } from './account/heading.ts';
import type { Hub } from './line/hub.ts';
import { settingsOf } from './settings.ts';
import { addressOf, fileToken } from './visitor/tokens.ts';

export interface WireFile {
  kind: string;
  name: string;
  type: string;
  bytes: number;
  /** Empty while the file is still to come. */
  url: string;
}

/** A message as the widget gets it. */
export interface WireMessage {
  /** Of the visitor's own messages the client's id. */
  id: string;
  /** Milliseconds since 1970. */
  at: number;
  from: 'visitor' | 'agent' | 'bot';
  name?: string;
  face?: string;
  text?: string;
  /** Of b, i, a, code, br, ul, ol and li; only where there is more than plain text. */
  html?: string;
  files: WireFile[];
  choices?: { id: string; title: string }[];
  status?: 'sent' | 'read';
  clientId?: string;
}

/** The far side's name of what a visitor wrote. */
export function visitorMessageId(visitorId: string, clientId: string): string {
  return `m:${visitorId}:${clientId}`;
}

/** The client's id in such a name; undefined for what came another way. */
export function clientIdOf(externalId: string | null, visitorId: string): string | undefined {
  const start = visitorMessageId(visitorId, '');
  return externalId?.startsWith(start) ? externalId.slice(start.length) : undefined;
}

export async function wireMessage(
  context: AccountContext,
  visitorId: string,
  message: PastMessage,
): Promise<WireMessage> {
  const { parts, author, direction } = message;
  const clientId = clientIdOf(message.externalId, visitorId);
  const html = direction === 'out' ? await htmlOf(parts) : undefined;
  const choices = parts.flatMap((part) => (part.type === 'choice' && direction === 'out' ? (part.options ?? []) : []));
  return {
    id: clientId ?? message.id,
    at: message.at.getTime(),
    ...senderOf(context, direction, author),
    text: parts.map(textOf).filter(Boolean).join('\n\n') || undefined,
    ...(html && { html }),
    files: parts.flatMap((part) => (part.type === 'media' ? [fileOf(context, visitorId, part)] : [])),
    ...(choices.length > 0 && { choices: choices.map(({ id, title }) => ({ id, title })) }),
    ...(direction === 'in' && { status: 'sent' as const }),
    ...(clientId && { clientId }),
  };
}

function senderOf(
  { account }: AccountContext,
  direction: 'in' | 'out',
  author: PastMessage['author'],
): Pick<WireMessage, 'from' | 'name' | 'face'> {
  if (direction === 'in') return { from: 'visitor' };
  if (author) return { from: 'agent', ...faceOf(author) };
  const { headingName, headingPicture, title } = settingsOf(account);
  const name = headingName || title;
  return { from: 'bot', name, face: headingPicture || initialsOf(name) };
}

function textOf(part: Part): string {
  if (part.type === 'text') return part.text;
  if (part.type === 'choice') return part.chosen?.title ?? part.prompt ?? '';
  return '';
}

function fileOf(context: AccountContext, visitorId: string, part: MediaPart): WireFile {
  const { kind, name, mimeType: type, bytes = 0, fileId: file } = part;
  const ticket = { account: context.account.publicId, visitor: visitorId, name, kind, file };
  return { kind, name, type, bytes, url: file ? fileAddress(context, ticket) : '' };
}

export function fileAddress(context: AccountContext, ticket: Parameters<typeof fileToken>[1]): string {
  return `${context.publicUrl}/channels/chat/files/${fileToken(context, ticket)}`;
}

const STYLED = /<(?:b|i|a|code|ul|ol)[\s>]/;

async function htmlOf(parts: Part[]): Promise<string | undefined> {
  const texts = parts.flatMap((part) => (part.type === 'text' ? [part.html ?? ''] : []));
  if (texts.every((text) => text === '')) return undefined;
  const html = (await Promise.all(texts.map(safeHtml))).join('<br><br>');
  return STYLED.test(html) ? html : undefined;
}

/** Nothing in it acts or looks for itself: paragraphs become lines, everything unknown becomes its text. */
async function safeHtml(html: string): Promise<string> {
  // Read when something is shown: it is large.
  const { default: sanitizeHtml } = await import('sanitize-html');
  const lines = html.replace(/<\/(?:p|div|h[1-6]|blockquote|tr)>\s*(?=<|\S)/gi, '<br>');
  const link = { target: '_blank', rel: 'noopener noreferrer nofollow' };
  return sanitizeHtml(lines, {
    allowedTags: ['b', 'i', 'a', 'code', 'br', 'ul', 'ol', 'li'],
    allowedAttributes: { a: ['href', 'target', 'rel'] },
    allowedSchemes: ['https', 'http', 'mailto', 'tel'],
    transformTags: {
      strong: 'b',
      em: 'i',
      pre: 'code',
      a: (tagName, { href = '' }) => ({ tagName, attribs: { href, ...link } }),
    },
  }).replace(/(?:\s*<br ?\/?>)+$/, '');
}

/** Shown at once where the visitor has the site open; else it waits in their history. */
export async function handOver(context: AccountContext, hub: Hub, message: OutboundMessage): Promise<SendResult> {
  const visitorId = message.to[0]!.address.value;
  const { key, conversation } = message;
  await context.store.run(
    `insert into chat_unseen (key, account_id, visitor_id, conversation, at) values (?, ?, ?, ?, ?) on conflict do nothing`,
    [key, context.account.id, visitorId, conversation.publicId, context.now().getTime()],
  );
  hub.handedOver(key);
  const { messages } = await context.history({ person: addressOf(visitorId), most: 30 });
  const written = messages.find(({ keys }) => keys.includes(key));
  const shown = await wireMessage(context, visitorId, written ?? asHandedOver(message));
  hub.tell(context.account.publicId, visitorId, { message: shown });
  return { outcome: 'accepted', id: key };
}

/** An old one that waited long stands too far back in the history to be found there; its key names it as well. */
function asHandedOver({ key, at, author, automatic, parts, conversation }: OutboundMessage): PastMessage {
  return {
    id: key,
    conversation: conversation.publicId,
    at,
    direction: 'out',
    author: author && { userId: 0, name: author.name, firstName: author.firstName },
    automatic,
    externalId: key,
    keys: [key],
    status: 'sent',
    parts,
  };
}
