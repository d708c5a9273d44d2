// What a channel says it can do, in the words of the public API and a few of ours; and what that means to the desk.
import type { Address } from '../../../core/contract/address.ts';
import type {
  Capabilities as Abilities,
  ConversationContext,
  Level,
  MediaAbility,
  TextStyle,
} from '../../../core/contract/capabilities.ts';
import type { MediaKind } from '../../../core/contract/part.ts';
import type { Policy } from '../../../core/contract/policy.ts';
import { reason } from '../../../core/contract/reason.ts';
import type { IdentifierType } from './identifiers.ts';

export interface Capabilities {
  deliveryIdentifierTypes?: IdentifierType[];
  richText?: string[];
  threadingModel?: 'INTEGRATION_THREAD_ID' | 'DELIVERY_IDENTIFIER';
  allowInlineImages?: boolean;
  allowOutgoingMessages?: boolean;
  allowConversationStart?: boolean;
  allowMultipleRecipients?: boolean;
  outgoingAttachmentTypes?: string[];
  allowedFileAttachmentMimeTypes?: string[];
  maxFileAttachmentCount?: number;
  maxFileAttachmentSizeBytes?: number;
  maxTotalFileAttachmentSizeBytes?: number;
  /** From here on what the public API does not have. Characters of one message. */
  maxTextLength?: number;
  /** Seconds after sending during which a message can be changed or taken back. */
  editSeconds?: number;
  deleteSeconds?: number;
  allowReactions?: boolean;
  allowTyping?: boolean;
  allowReadNotices?: boolean;
  allowReplies?: boolean;
  /** Hours after the customer's last message during which one may answer. */
  replyWindowHours?: number;
}

const STYLES: Record<TextStyle, RegExp> = {
  bold: /BOLD/,
  italic: /ITALIC/,
  underline: /UNDERLINE/,
  strike: /STRIKE/,
  code: /CODE/,
  link: /HYPERLINK|LINK/,
  list: /LIST/,
  quote: /QUOTE/,
  heading: /HEADING|HEADER/,
  colour: /COLOR|COLOUR/,
  'inline-image': /INLINE_IMAGE/,
};

const KINDS: MediaKind[] = ['image', 'audio', 'voice', 'video', 'file', 'sticker'];
/** What the desk hands over in one message at most, where a channel sets no limit. */
const MOST_FILES = 10;
const MOST_RECIPIENTS = 20;
const CHOICES = { maximum: 10, title: 80 };

export const usesThreads = ({ threadingModel }: Capabilities) => threadingModel === 'INTEGRATION_THREAD_ID';

export function abilitiesOf(capabilities: Capabilities): Omit<Abilities, 'id'> {
  const types = capabilities.outgoingAttachmentTypes ?? [];
  const level = (type: string): Level => (types.includes(type) ? 'carries' : 'drops');
  const { editSeconds, deleteSeconds, maxTextLength } = capabilities;
  return {
    text: {
      level: 'carries',
      styles: stylesOf(capabilities),
      ...(maxTextLength && { maximum: maxTextLength, split: true }),
    },
    ...mediaOf(capabilities),
    together: true,
    recipients: { cc: false, bcc: false, maximum: capabilities.allowMultipleRecipients ? MOST_RECIPIENTS : 1 },
    location: level('LOCATION'),
    contact: level('CONTACT'),
    ...(types.includes('QUICK_REPLIES') && { choice: { level: 'carries', ...CHOICES } }),
    ...(capabilities.allowReplies && { replyTo: 'carries' }),
    receipts: ['delivered', 'read'],
    ...(editSeconds && { edit: { within: editSeconds } }),
    ...(deleteSeconds && { delete: { within: deleteSeconds } }),
    ...(capabilities.allowReactions && { react: true }),
    ...(capabilities.allowTyping && { typing: true }),
    ...(capabilities.allowReadNotices && { markRead: true }),
  };
}

function stylesOf({ richText = [], allowInlineImages }: Capabilities): Partial<Record<TextStyle, Level>> {
  const names = Object.keys(STYLES) as TextStyle[];
  const carried = names.filter((style) => richText.some((one) => STYLES[style].test(one.toUpperCase())));
  if (allowInlineImages) carried.push('inline-image');
  return Object.fromEntries(names.map((style) => [style, carried.includes(style) ? 'carries' : 'drops']));
}

function mediaOf(capabilities: Capabilities): Partial<Abilities> {
  const { outgoingAttachmentTypes = [], allowedFileAttachmentMimeTypes: types = [] } = capabilities;
  if (!outgoingAttachmentTypes.includes('FILE') || capabilities.maxFileAttachmentCount === 0) return {};
  const maximum = capabilities.maxFileAttachmentSizeBytes;
  const total = capabilities.maxTotalFileAttachmentSizeBytes;
  const ability: MediaAbility = {
    level: 'carries',
    caption: 'refuses',
    ...(types.length > 0 && { types }),
    ...(maximum && { maximum }),
  };
  return {
    media: Object.fromEntries(KINDS.map((kind) => [kind, ability])),
    mediaCount: capabilities.maxFileAttachmentCount ?? MOST_FILES,
    ...(total && { mediaTotal: total }),
  };
}

export function policyOf(capabilities: Capabilities, { lastInboundAt, now }: ConversationContext): Policy {
  if (capabilities.allowOutgoingMessages === false)
    return { state: 'closed', why: reason('custom.no_outgoing', 'Nothing can be sent by this channel.') };
  const hours = capabilities.replyWindowHours;
  if (!lastInboundAt) {
    if (capabilities.allowConversationStart) return { state: 'open' };
    return { state: 'closed', why: reason('custom.no_start', 'On this channel only the customer can begin.') };
  }
  if (!hours) return { state: 'open' };
  const until = new Date(lastInboundAt.getTime() + hours * 3600_000);
  if (until > now) return { state: 'open', until };
  const text = `This channel takes answers for ${hours} hours after the customer's last message.`;
  return { state: 'closed', why: reason('custom.window_over', text, { hours }) };
}

const REACHES: Record<IdentifierType, Address['kind']> = {
  CHANNEL_SPECIFIC_OPAQUE_ID: 'handle',
  HS_EMAIL_ADDRESS: 'email',
  HS_PHONE_NUMBER: 'phone',
  HS_SHORT_CODE: 'handle',
};

/** Kinds of address by which the channel reaches people; none where nothing goes out. */
export function reachesOf({ allowOutgoingMessages, deliveryIdentifierTypes: types = [] }: Capabilities) {
  if (allowOutgoingMessages === false) return [];
  const kinds = types.length > 0 ? types.map((type) => REACHES[type]) : ['handle' as const];
  return [...new Set(kinds)];
}
