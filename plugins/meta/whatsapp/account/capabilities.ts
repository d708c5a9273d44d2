// What WhatsApp carries, and until when one may write.
import type { Capabilities, ConversationContext } from '../../../../core/contract/capabilities.ts';
import type { Policy } from '../../../../core/contract/policy.ts';
import { reason } from '../../../../core/contract/reason.ts';

const MEGABYTE = 1024 * 1024;

const CAPABILITIES: Capabilities = {
  id: 'whatsapp-2',
  text: {
    level: 'carries',
    maximum: 4096,
    split: true,
    styles: {
      bold: 'carries',
      italic: 'carries',
      strike: 'carries',
      code: 'carries',
      list: 'converts',
      quote: 'converts',
      heading: 'converts',
      link: 'converts',
      underline: 'drops',
      colour: 'drops',
      'inline-image': 'drops',
    },
  },
  media: {
    image: { level: 'carries', types: ['image/jpeg', 'image/png'], maximum: 5 * MEGABYTE, caption: 'carries' },
    video: { level: 'carries', types: ['video/mp4', 'video/3gpp'], maximum: 16 * MEGABYTE, caption: 'carries' },
    audio: {
      level: 'carries',
      types: ['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg'],
      maximum: 16 * MEGABYTE,
    },
    voice: { level: 'carries', types: ['audio/ogg'], maximum: 16 * MEGABYTE },
    file: {
      level: 'carries',
      types: [
        'text/plain',
        'application/pdf',
        'application/msword',
        'application/vnd.ms-excel',
        'application/vnd.ms-powerpoint',
        'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
        'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
        'application/vnd.openxmlformats-officedocument.presentationml.presentation',
      ],
      maximum: 100 * MEGABYTE,
      caption: 'carries',
    },
    sticker: { level: 'carries', types: ['image/webp'], maximum: 500 * 1024 },
  },
  recipients: { cc: false, bcc: false, maximum: 1 },
  template: 'carries',
  location: 'carries',
  contact: 'carries',
  choice: { level: 'carries', maximum: 10, title: 24 },
  replyTo: 'carries',
  receipts: ['delivered', 'read'],
  react: true,
  typing: true,
};

const WITH_RECEIPTS: Capabilities = { ...CAPABILITIES, id: 'whatsapp-2-read', markRead: true };

/** `tells`: the account lets customers know that their messages were read. */
export const capabilitiesOf = (tells: boolean): Capabilities => (tells ? WITH_RECEIPTS : CAPABILITIES);

const DAY = 24 * 60 * 60_000;

/** What somebody writes opens a day in which everything may be said; outside of it only what Meta has approved. */
export function policy({ lastInboundAt, now, recipient, consents }: ConversationContext): Policy {
  if (recipient?.kind === 'email')
    return { state: 'closed', why: reason('whatsapp.no_number', 'The contact has no number on WhatsApp.') };
  const until = new Date((lastInboundAt?.getTime() ?? 0) + DAY);
  if (now < until) return { state: 'open', until };
  if (consents.marketing === false)
    return {
      state: 'template only',
      why: reason('whatsapp.opted_out', 'They have asked for no advertisements: choose a template that is none.'),
    };
  if (!lastInboundAt)
    return {
      state: 'template only',
      why: reason('whatsapp.never_wrote', 'They have not written on this number yet: only templates are delivered.'),
    };
  return {
    state: 'template only',
    why: reason(
      'whatsapp.window_over',
      'More than 24 hours have passed since they last wrote: only templates are delivered now.',
    ),
  };
}
