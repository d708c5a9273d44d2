// What Messenger carries, and until when one may write.
import type { Capabilities, ConversationContext } from '../../../../core/contract/capabilities.ts';
import type { Policy } from '../../../../core/contract/policy.ts';
import { reason } from '../../../../core/contract/reason.ts';

const MEGABYTE = 1024 * 1024;
const file = { level: 'carries', maximum: 25 * MEGABYTE } as const;

const CAPABILITIES: Capabilities = {
  id: 'messenger-2',
  text: {
    level: 'carries',
    maximum: 2000,
    split: true,
    styles: {
      bold: 'drops',
      italic: 'drops',
      strike: 'drops',
      underline: 'drops',
      code: 'drops',
      colour: 'drops',
      heading: 'drops',
      quote: 'drops',
      list: 'converts',
      link: 'converts',
      'inline-image': 'drops',
    },
  },
  media: { image: file, audio: file, voice: file, video: file, file },
  recipients: { cc: false, bcc: false, maximum: 1 },
  choice: { level: 'carries', maximum: 13, title: 20 },
  replyTo: 'carries',
  receipts: ['delivered', 'read'],
  react: true,
  typing: true,
};

const WITH_RECEIPTS: Capabilities = { ...CAPABILITIES, id: 'messenger-2-read', markRead: true };

/** `tells`: the account lets customers know that their messages were read. */
export const capabilitiesOf = (tells: boolean): Capabilities => (tells ? WITH_RECEIPTS : CAPABILITIES);

const DAY = 24 * 60 * 60_000;
const WEEK = 7 * DAY;

/** A day for everybody; a week for people, where Meta has granted that to the app. */
export function policy({ lastInboundAt, now, recipient, settings }: ConversationContext): Policy {
  if (recipient && recipient.kind !== 'handle')
    return { state: 'closed', why: reason('messenger.no_person', 'The contact has not written on Messenger.') };
  const last = lastInboundAt?.getTime() ?? 0;
  const until = new Date(last + DAY);
  if (now < until) return { state: 'open', until };
  const longer = new Date(last + WEEK);
  if (settings.humanAgent === true && now < longer) {
    const why = reason(
      'messenger.people_only',
      'More than 24 hours have passed since they last wrote: only people may answer now.',
    );
    return { state: 'human only', until: longer, why };
  }
  return {
    state: 'closed',
    why: reason(
      'messenger.window_over',
      'Too much time has passed since they last wrote: Messenger delivers nothing until they write again.',
    ),
  };
}
